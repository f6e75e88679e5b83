"""The factory: an open archive becomes a Flask application. No cookie for visitors, no task that needs a script."""

from __future__ import annotations

import hashlib
from functools import lru_cache
from pathlib import Path
from typing import TYPE_CHECKING, Any

from flask import Flask, g, request, url_for
from jinja2 import StrictUndefined

from archive import __version__
from archive.web import (
    admin,
    brand,
    cdx,
    compression,
    decisions,
    discovery,
    errors,
    feeds,
    guard,
    guides,
    headers,
    language,
    matters,
    measuring,
    metrics,
    missing,
    pages,
    places,
    printing,
    procurements,
    protocol,
    proxies,
    search,
    start,
    tongues,
    topics,
    towns,
    units,
    versions,
)
from archive.web.admin.door import Door
from archive.web.api import limits, problems
from archive.web.api import rooms as api
from archive.web.context import KEY, this_archive
from archive.web.views.start import menu

if TYPE_CHECKING:
    from archive.parts import Archive

STATIC = Path(__file__).parent / "static"
TEMPLATES = Path(__file__).parents[2] / "templates"
STYLES = ("kommunarkiv.css", "vendor/designsystemet-theme.css", "vendor/designsystemet.css")
"""Ours first: it says the order of all layers."""
ICON = "ikon.svg"
SCRIPT = "forslag.js"
"""Proposes while one types; nothing else."""
LIVE = "levande.js"
"""Keeps what is under way fresh; on the page of runs."""
COPYING = "kopiera.js"
"""Copies a citation; on pages that have one."""
REQUEST_LIMIT = 64_000
YEAR_SECONDS = 365 * 24 * 3600
VISITORS = (
    start,
    places,
    guides,
    search,
    pages,
    versions,
    decisions,
    procurements,
    matters,
    units,
    topics,
    printing,
    missing,
)
PROGRAMS = (api, feeds, discovery, protocol, cdx, metrics)
ROOMS = tuple(each.rooms for each in VISITORS + PROGRAMS)


def create_app(archive: Archive, *, door: Door | None = None) -> Flask:
    """The application over an open archive, which the caller closes. Without a door, /admin has no one-time link."""
    app = Flask("archive.web", static_folder=str(STATIC), template_folder=str(TEMPLATES))
    app.extensions[KEY] = archive
    app.config.update(MAX_CONTENT_LENGTH=REQUEST_LIMIT, SEND_FILE_MAX_AGE_DEFAULT=YEAR_SECONDS)
    app.json.sort_keys = False  # type: ignore[attr-defined]
    app.json.ensure_ascii = False  # type: ignore[attr-defined]
    _set_up_templates(app)
    measuring.register(app)
    compression.register(app)
    guard.register(app)
    for room in ROOMS:
        app.register_blueprint(room)
    brand.register(app, archive.config)
    admin.register(app, archive.config, door or Door())
    errors.register(app)
    problems.register(app)
    limits.register(app, archive.config.api_per_minute)
    headers.register(app)
    towns.mount(app)
    tongues.register(app)
    towns.register(app, archive)
    proxies.register(app, archive.config.trusted_proxies)
    app.context_processor(_everywhere)
    return app


def _set_up_templates(app: Flask) -> None:
    app.jinja_env.undefined = StrictUndefined
    app.jinja_env.trim_blocks = app.jinja_env.lstrip_blocks = True
    app.jinja_env.add_extension("jinja2.ext.i18n")
    app.jinja_env.policies["ext.i18n.trimmed"] = True
    app.jinja_env.install_gettext_callables(language.gettext, language.ngettext, newstyle=True)  # type: ignore[attr-defined]


def _everywhere() -> dict[str, Any]:
    """What base.html shows on every page."""
    own, town = brand.this_brand(), towns.this_town()
    styles = (*_style_urls(), own.style_url) if own.style else _style_urls()
    files = {"icon": _static_url(ICON), "script": _script_url(), "styles": styles, "logo": own.logo_url}
    files |= {"copying": _static_url(COPYING), "live_script": _static_url(LIVE)}
    return {
        "site": brand.site_name(this_archive().config),
        "town": town.municipality.name if town else "",
        "many": bool(places.are_many()),
        "version": __version__,
        "menu": menu(request.path),
        "visitor": _visitor(),
        **files,
    }


def _visitor() -> str:
    """The name of somebody who had to log in to read; "" for everybody else."""
    return "" if "admin" not in g else g.admin.name


def _script_url() -> str:
    """Empty in the rooms behind the door: nothing runs there."""
    return "" if admin.rooms.name in request.blueprints else _static_url(SCRIPT)


def _static_url(name: str) -> str:
    return url_for("static", filename=name, v=fingerprint(STATIC / name))


def _style_urls() -> tuple[str, ...]:
    """Addresses of the style sheets that are at hand; without the design system our own still gives a usable page."""
    present = ((name, fingerprint(STATIC / name)) for name in STYLES)
    return tuple(url_for("static", filename=name, v=print_) for name, print_ in present if print_)


@lru_cache(maxsize=16)
def fingerprint(path: Path) -> str:
    """A short digest of a file, so that its address changes with its content; empty when there is no such file."""
    return hashlib.sha256(path.read_bytes()).hexdigest()[:10] if path.is_file() else ""
