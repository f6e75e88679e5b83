"""Where each language is served: Swedish at the root, English below /en, and nothing else of a page differs.

Views and templates write addresses as the Swedish pages have them. Here, and only here, the language's path is taken
off what is asked for and put before the links of what is answered.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from functools import lru_cache
from gettext import NullTranslations
from io import BytesIO
from pathlib import Path
from typing import TYPE_CHECKING, Any
from urllib.parse import quote

from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po
from babel.support import Translations
from flask import Flask, Response, request
from markupsafe import Markup

from archive.web.context import town_path
from archive.web.language import SWEDISH, code, gettext, speaking

if TYPE_CHECKING:
    from _typeshed.wsgi import StartResponse, WSGIApplication, WSGIEnvironment

FOLDER = Path(__file__).parent / "languages"
SWEDISH_ONLY = (
    *("static", "api", "admin", "halsa", "metrics", "timegate", "timemap", "cdx", "farg.css", "logotyp"),
    *("sok.atom", "beslut.atom", "upphandling.atom", "opensearch.xml", "opensearch.json"),
    *("dataset.rdf", "robots.txt", "sitemap.xml", "sitemap"),
)
"""First parts of addresses that are the same in every language: for programs, or for those who tend the archive."""
_OURS = rf"/(?!/|(?:kommun/[a-z0-9-]+/)?(?:{'|'.join(map(re.escape, SWEDISH_ONLY))})(?:[/?#\"]|$))"
_LINK = re.compile(rf'(<(?:a|form)\b(?![^<>]*\shreflang=)[^<>]*?\s(?:href|action)="){_OURS}')
_ADDRESS = re.compile(_OURS)
_KEPT = "/:@!$'()*,;=&+%~?"
"""Signs that stand in addresses as they are."""


@dataclass(frozen=True, kw_only=True)
class Tongue:
    """A language: its code (BCP 47), its own name, the way to it as it is said in it, and its path."""

    code: str
    name: str
    path: str


TONGUES = (Tongue(code="sv", name="På svenska", path=""), Tongue(code="en", name="In English", path="/en"))


@dataclass(frozen=True, kw_only=True)
class Elsewhere:
    """The present page in a language, for base.html."""

    code: str
    name: str
    url: str
    current: bool


@lru_cache(maxsize=len(TONGUES))
def catalogue(language: str) -> NullTranslations:
    """The catalogue of a language, read from its .po file; the empty one for Swedish."""
    path = FOLDER / f"{language}.po"
    if not path.is_file():
        return SWEDISH
    compiled = BytesIO()
    with path.open("rb") as file:
        write_mo(compiled, read_po(file, locale=language))
    return Translations(BytesIO(compiled.getvalue()))


class Tongues:
    """A WSGI application that answers in the language its address names."""

    def __init__(self, app: WSGIApplication) -> None:
        self._app = app

    def __call__(self, environ: WSGIEnvironment, start_response: StartResponse) -> Iterable[bytes]:
        """Hand the request on as if it were for the Swedish page, with the language chosen."""
        tongue, path = asked(environ.get("PATH_INFO", ""))
        with speaking(catalogue(tongue.code)):
            return self._app({**environ, "PATH_INFO": path}, start_response)


def asked(path: str) -> tuple[Tongue, str]:
    """The language that a path asks for, and the path without it."""
    for tongue in TONGUES[1:]:
        rest = path.removeprefix(tongue.path)
        if rest != path and rest[:1] in {"", "/"} and (not rest or _ADDRESS.match(rest)):
            return tongue, rest or "/"
    return TONGUES[0], path


def register(app: Flask) -> None:
    """Serve every language of the pages."""
    for tongue in TONGUES:
        catalogue(tongue.code)
    app.wsgi_app = Tongues(app.wsgi_app)  # type: ignore[method-assign]
    app.after_request(kept)
    app.jinja_env.globals.update(in_swedish=in_swedish, said=gettext)
    app.context_processor(spoken)


def kept(response: Response) -> Response:
    """The answer with its links in the language it was asked for in. Captures are not ours to change."""
    path = present().path
    if not path or response.headers.get("Content-Security-Policy", "").startswith("sandbox"):
        return response
    if _ADDRESS.match(response.headers.get("Location", "")):
        response.headers["Location"] = path + response.headers["Location"]
    if response.mimetype == "text/html" and not (response.is_streamed or response.direct_passthrough):
        response.set_data(linked(response.get_data(as_text=True), path))
    return response


def linked(html: str, path: str) -> str:
    """A page whose links and forms lead below this path. What visitors and sites wrote is escaped and out of reach."""
    return _LINK.sub(rf"\g<1>{path}/", html)


def present() -> Tongue:
    """The language that is spoken."""
    return next(tongue for tongue in TONGUES if tongue.code == code())


def spoken() -> dict[str, Any]:
    """What base.html says of languages; no other language where there is only one."""
    first = request.path.partition("/")[2].partition("/")[0]
    if first in SWEDISH_ONLY:
        return {"language": code(), "root": present().path, "elsewhere": ()}
    query = quote(request.query_string, safe=_KEPT)
    here = quote(town_path() + request.path, safe=_KEPT) + (f"?{query}" if query else "")
    ways = (
        Elsewhere(code=each.code, name=each.name, url=each.path + here, current=each.code == code()) for each in TONGUES
    )
    return {"language": code(), "root": present().path + town_path(), "elsewhere": tuple(ways)}


def in_swedish() -> Markup:
    """An attribute for what stays Swedish, words of pages and names of units, on pages in another language."""
    return Markup("") if code() == "sv" else Markup(' lang="sv"')
