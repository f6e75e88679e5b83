"""Errors as pages in Swedish, as problem+json under /api/ (RFC 9457), without a word of what went wrong inside."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from flask import Flask, Response, current_app, json, render_template, request
from werkzeug.exceptions import HTTPException

from archive.errors import NotFound, VaultBroken
from archive.web.links import SearchState, state_url
from archive.web.views.parts import Link
from index.errors import IndexBroken, IndexStale, SearchIndexError

Said = tuple[str, str]
NOT_UNDERSTOOD = ("Frågan gick inte att förstå", "Adressen eller formuläret innehåller något som inte går att läsa.")
PROBLEM = ("Något gick fel", "Felet är noterat. Försök igen om en stund. Inget som är sparat har gått förlorat.")
SAID: Mapping[int, Said] = {
    400: NOT_UNDERSTOOD,
    403: ("Du kommer inte in här", "Sidan är bara för den som sköter arkivet."),
    404: ("Sidan finns inte", "Adressen leder inte till något i arkivet. Den kan vara felskriven eller avklippt."),
    405: (
        "Så kan adressen inte användas",
        "Sidan kan bara läsas. Gå till den genom en länk eller skriv adressen igen.",
    ),
    413: ("För mycket på en gång", "Det som skickades är för stort för att tas emot."),
    429: ("För många försök", "Vänta en stund och försök igen."),
    500: PROBLEM,
    503: ("Sökningen är tillfälligt stängd", "Sökregistret byggs om. Försök igen om några minuter."),
}
REBUILD = "Sökregistret behöver byggas om. Den som sköter arkivet gör det med kommandot kommunarkiv reindex."
HOME = Link(text="Till startsidan", url="/")
BROKEN_COPY = "Kopian av sidan går inte att läsa som den sparades. Texten på arkivets sida gäller fortfarande."


@dataclass(frozen=True, kw_only=True)
class ErrorView:
    """For error.html."""

    status: int
    title: str
    text: str
    ways: tuple[Link, ...]


def register(app: Flask) -> None:
    """Answer every error; an unforeseen one is logged and said to be our fault."""
    app.register_error_handler(HTTPException, lambda error: answered(error.code or 500, allow=_allow(error)))
    app.register_error_handler(NotFound, lambda _: answered(404))
    app.register_error_handler(VaultBroken, _broken_copy)
    app.register_error_handler(SearchIndexError, _index_error)
    app.register_error_handler(Exception, _unforeseen)


def _allow(error: HTTPException) -> str:
    """What a 405 must say is allowed (RFC 9110 15.5.6)."""
    methods = getattr(error, "valid_methods", None) or ()
    return ", ".join(sorted(methods))


def _broken_copy(error: VaultBroken) -> Response:
    current_app.logger.error("a capture is broken: %s", error)
    return answered(500, text=BROKEN_COPY)


def _index_error(error: SearchIndexError) -> Response:
    current_app.logger.error("search does not work: %s", error)
    return answered(503, text=REBUILD if isinstance(error, IndexStale | IndexBroken) else "")


def _unforeseen(error: Exception) -> Response:
    current_app.logger.error("unforeseen at %s", request.path, exc_info=error)
    return answered(500)


def answered(status: int, *, text: str = "", allow: str = "") -> Response:
    """The error's page, or its problem+json for programs."""
    title, usual = SAID.get(status, NOT_UNDERSTOOD if status < 500 else PROBLEM)
    response = _page(status, title, text or usual) if not _for_program() else _problem(status, title, text or usual)
    if allow:
        response.headers["Allow"] = allow
    if status == 503:
        response.headers["Retry-After"] = "120"
    return response


def answered_with(status: int, text: str, ways: tuple[Link, ...]) -> Response:
    """The error's page with ways on of its own before the usual ones."""
    title, _usual = SAID.get(status, NOT_UNDERSTOOD)
    view = ErrorView(status=status, title=title, text=text, ways=(*ways, *_ways()))
    return Response(render_template("error.html", view=view), status)


def _for_program() -> bool:
    return request.path.startswith("/api/")


def _page(status: int, title: str, text: str) -> Response:
    view = ErrorView(status=status, title=title, text=text, ways=_ways() if status not in {403, 429} else (HOME,))
    return Response(render_template("error.html", view=view), status)


def _problem(status: int, title: str, text: str) -> Response:
    body = json.dumps({"type": "about:blank", "status": status, "title": title, "detail": text})
    return Response(body, status, content_type="application/problem+json")


def _ways() -> tuple[Link, ...]:
    """Ways on: a search for the words of the address, and the front page."""
    words = " ".join(word for word in request.path.replace("-", "/").replace("_", "/").split("/") if len(word) > 3)[
        :100
    ]
    return (Link(text=f"Sök efter ”{words}”", url=state_url(SearchState(text=words))), HOME) if words else (HOME,)
