"""Where each municipality's own site is: the same pages below /kommun/<path>, of its sources only, in its own look.

As with languages (`archive.web.tongues`), views and templates know nothing of it: the path is taken off what is asked
for, the archive that views work with is the municipality's, and the path is put before the links of what is answered.
"""

from __future__ import annotations

import logging
import re
from collections.abc import Iterable
from dataclasses import dataclass, replace
from functools import lru_cache
from pathlib import Path
from typing import TYPE_CHECKING, cast
from urllib.parse import quote

from flask import Flask, Response, current_app, g, request

from archive.config import LOOKS, Config, load_look
from archive.errors import ConfigError, NotFound, StoreAway
from archive.municipalities import Municipality, municipalities, slug_of
from archive.parts import Archive
from archive.web.brand import Brand, read_brand
from archive.web.context import seen, whole_archive
from archive.web.views.parts import Link
from archive.web.views.places import LIST, path_of
from archive.within import within
from crawler.model import Source

if TYPE_CHECKING:
    from _typeshed.wsgi import StartResponse, WSGIApplication, WSGIEnvironment

KEY = "kommunarkiv-towns"
ASKED = "kommunarkiv.municipality"
"""In the WSGI environment: the path of the municipality that was asked for."""
KEPT = 64
"""Municipalities whose archives are kept at hand, with what has been read for them."""
_MOUNT = re.compile(rf"{LIST}/([a-z0-9-]{{1,300}})(/.*)?", re.DOTALL)
_LASTING = (
    r"(?:sida|static|admin|halsa|metrics|timegate|timemap|cdx|kommun|sitemap)(?:[/?#\"]|$)"
    r"|(?:sitemap\.xml|robots\.txt|dataset\.rdf)(?:[?#\"]|$)"
    r"|beslut/[0-9a-f]{12}(?:[?#\"]|$)|en(?:[/?#\"]|$)|api(?:/(?!sok[?#\"]|sok$|forslag[?#\"]|forslag$)|[?#\"]|$)"
)
"""What has one address for the whole archive: pages, decisions, programs' rooms."""
_OURS = rf"/(?!/|{_LASTING})"
_ADDRESS = re.compile(_OURS)
_LINK = re.compile(
    r"(<(?:a|form|input|link)\b(?![^<>]*\s(?:hreflang|rel=\"(?:up|stylesheet|icon)\"))[^<>]*?"
    rf"\s(?:href|action|data-forslag)=\"){_OURS}"
)

_log = logging.getLogger(__name__)


@dataclass(frozen=True, kw_only=True)
class Town:
    """A municipality's own site: what it is called and where it is, its archive and its look."""

    municipality: Municipality
    archive: Archive
    brand: Brand

    @property
    def path(self) -> str:
        """Where its pages begin."""
        return path_of(self.municipality.name)


@dataclass(frozen=True, kw_only=True)
class Look:
    """What a municipality's own file says: the settings it changes, and what is served of them."""

    config: Config
    brand: Brand


class Towns:
    """Every municipality of an archive, as its sources name them now; looks are those that stood at the start."""

    def __init__(self, archive: Archive) -> None:
        self._archive = archive
        self._usual = Look(config=replace(archive.config, welcome=""), brand=read_brand(archive.config))
        self._looks = read_looks(archive.config, self._usual)
        self._made = lru_cache(maxsize=KEPT)(self._make)
        self._known: tuple[tuple[Source, ...], tuple[Municipality, ...]] = ((), ())

    def all(self) -> tuple[Municipality, ...]:
        """All of them, in Swedish order; looked up once a request."""
        if "municipalities" not in g:
            sources = self._archive.store.sources.all()
            if self._known[0] != sources:
                self._known = (sources, municipalities(sources))
            g.municipalities = self._known[1]
        return cast("tuple[Municipality, ...]", g.municipalities)

    def at(self, slug: str) -> Town | None:
        """The one of a path."""
        return next((self._made(each) for each in self.all() if each.slug == slug), None)

    def of(self, source: str) -> Town | None:
        """The one that a source belongs to, in an archive that holds several."""
        known = self.all()
        own = next((each for each in known if source in each.sources), None)
        return self._made(own) if own and len(known) > 1 else None

    def _make(self, one: Municipality) -> Town:
        look = self._looks.get(one.slug)
        config = look.config if look else self._usual.config
        titled = config if look and look.config.title != self._archive.config.title else _titled(config, one.name)
        brand = replace(look.brand if look else self._usual.brand, root=path_of(one.name))
        return Town(municipality=one, archive=within(self._archive, one, titled), brand=brand)

    def warn(self) -> None:
        """Say in the log which looks are nobody's: their names may be misspelt."""
        for slug in sorted(self._looks.keys() - {each.slug for each in self.all()}):
            _log.warning("%s/%s.toml: no source has a municipality of that path", LOOKS, slug)


def _titled(config: Config, name: str) -> Config:
    english = f"{config.title_en} – {name}" if config.title_en else ""
    return replace(config, title=f"{config.title} – {name}", title_en=english)


def read_looks(config: Config, usual: Look) -> dict[str, Look]:
    """Every look by path. Raises ConfigError that names the file."""
    folder = config.home / LOOKS
    files = sorted(folder.glob("*.toml")) if folder.is_dir() else ()
    return {file.stem: _read_look(file, usual) for file in files}


def _read_look(file: Path, usual: Look) -> Look:
    if file.stem != slug_of(file.stem):
        raise ConfigError(f"{file}: no municipality has that path; it would be {slug_of(file.stem) or 'nothing'}.toml.")
    config = load_look(file, usual.config)
    try:
        return Look(config=config, brand=read_brand(config))
    except ConfigError as error:
        raise ConfigError(f"{file}: {error}") from error


class Mount:
    """A WSGI application that takes a municipality's path off what is asked for."""

    def __init__(self, app: WSGIApplication) -> None:
        self._app = app

    def __call__(self, environ: WSGIEnvironment, start_response: StartResponse) -> Iterable[bytes]:
        """Hand the request on as if it were for the whole archive, with the municipality's path beside it."""
        found = _MOUNT.fullmatch(environ.get("PATH_INFO", ""))
        if found is None:
            return self._app(environ, start_response)
        return self._app({**environ, "PATH_INFO": found[2] or "/", ASKED: found[1]}, start_response)


def mount(app: Flask) -> None:
    """Take paths off, inside of what takes off the language."""
    app.wsgi_app = Mount(app.wsgi_app)  # type: ignore[method-assign]


def register(app: Flask, archive: Archive) -> None:
    """Serve every municipality's site. Raises ConfigError for a look that cannot be used."""
    towns = Towns(archive)
    with app.app_context():
        towns.warn()
    app.extensions[KEY] = towns
    app.jinja_env.globals["place_of"] = place_of
    app.before_request_funcs.setdefault(None, []).insert(0, arrive)
    app.before_request(check)
    app.after_request(kept)


def these_towns() -> Towns:
    """The municipalities of the application's archive."""
    return cast("Towns", current_app.extensions[KEY])


def seen_towns() -> tuple[Municipality, ...]:
    """The municipalities of which whoever asks may see a source, in Swedish order; none while the database is away."""
    try:
        known = these_towns().all()
        if not known or "admin" not in g or not g.admin.sources:
            return known
        names = {each.name for each in seen(whole_archive()).store.sources.all()}
    except StoreAway:
        return ()
    return tuple(each for each in known if names.intersection(each.sources))


def arrive() -> None:
    """Choose the municipality that the address names, before anybody is asked who they are."""
    slug = request.environ.get(ASKED)
    town = these_towns().at(slug) if slug and _ADDRESS.match(request.path) else None
    if town is not None:
        g.town, g.town_path = town, town.path


def check() -> Response | None:
    """Lead from a municipality's path to what has one address for the whole archive. Raises NotFound."""
    slug, town = request.environ.get(ASKED), this_town()
    if town is not None and not seen(town.archive).store.sources.all():
        del g.town, g.town_path
        raise NotFound(f"nothing of the municipality {slug!r} is for who asks")
    if slug is None or town is not None:
        return None
    if request.method not in {"GET", "HEAD"} or not request.path.startswith(("/sida/", "/beslut/")):
        raise NotFound(f"{request.path} is not the municipality {slug!r}'s")
    query = request.query_string.decode("ascii", "replace")
    where = quote(request.path, safe="/:") + (f"?{query}" if query else "")
    return Response(status=302, headers={"Location": where})


def settle(source: str) -> None:
    """Show what follows as the site of the municipality that a source belongs to, where the archive holds several."""
    if "town" not in g and (town := these_towns().of(source)):
        g.town = town


def this_town() -> Town | None:
    """The municipality whose site is shown."""
    return cast("Town | None", g.get("town"))


def place_of(source: str, room: str = "/") -> Link | None:
    """The municipality of a source with the way to a room of its site, where several are shown together."""
    if "owners" not in g:
        known = seen_towns() if this_town() is None else ()
        g.owners = {name: each.name for each in known for name in each.sources} if len(known) > 1 else {}
    name = g.owners.get(source)
    return Link(text=name, url=f"{path_of(name)}{room}") if name else None


def kept(response: Response) -> Response:
    """The answer with its links within the municipality's site. Captures are not ours to change."""
    town = this_town()
    if town is None or response.headers.get("Content-Security-Policy", "").startswith("sandbox"):
        return response
    location = response.headers.get("Location", "")
    if "town_path" in g and _ADDRESS.match(location):
        response.headers["Location"] = town.path + location
    if response.mimetype == "text/html" and not (response.is_streamed or response.direct_passthrough):
        response.set_data(linked(response.get_data(as_text=True), town.path))
    return response


def linked(html: str, path: str) -> str:
    """A page whose links and forms lead below this path, but for what has one address for the whole archive."""
    return _LINK.sub(rf"\g<1>{path}/", html)
