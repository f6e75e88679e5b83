"""Errors as pages that say what to do, as problem+json under /api/ (RFC 9457); not a word of what went wrong inside."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass

from flask import Flask, Response, current_app, render_template, request
from werkzeug.exceptions import HTTPException

from archive.errors import CaptureAway, NotFound, Removed, StoreAway, VaultAway, VaultBroken
from archive.model import Tombstone
from archive.web.api.problems import problem
from archive.web.context import this_archive
from archive.web.former import former_pages
from archive.web.language import _, later
from archive.web.links import clean, page_url
from archive.web.removed import said_of
from archive.web.rights import RULES, Right
from archive.web.towns import ASKED, seen_towns, this_town
from archive.web.views.parts import Link
from archive.web.views.places import LIST
from archive.web.words import address_text
from index.errors import IndexAway, IndexBroken, IndexBusy, IndexStale, QueryTooLong, SearchIndexError

Said = tuple[str, str]
NOT_UNDERSTOOD = (
    later("Frågan gick inte att förstå"),
    later("Adressen eller formuläret innehåller något som inte går att läsa."),
)
PROBLEM = (
    later("Något gick fel"),
    later("Felet är noterat. Försök igen om en stund. Inget som är sparat har gått förlorat."),
)
SAID: Mapping[int, Said] = {
    400: NOT_UNDERSTOOD,
    403: (later("Du kommer inte in här"), later("Sidan är bara för den som sköter arkivet.")),
    404: (
        later("Sidan finns inte"),
        later("Adressen leder inte till något i arkivet. Den kan vara felskriven eller avklippt."),
    ),
    405: (
        later("Så kan adressen inte användas"),
        later("Sidan kan bara läsas. Gå till den genom en länk eller skriv adressen igen."),
    ),
    410: (
        later("Sidan är gallrad"),
        later("Sidan fanns i arkivet, men har tagits bort efter ett gallringsbeslut och går inte att få tillbaka."),
    ),
    413: (later("För mycket på en gång"), later("Det som skickades är för stort för att tas emot.")),
    429: (later("För många försök"), later("Vänta en stund och försök igen.")),
    500: PROBLEM,
    503: (later("Sökningen är tillfälligt stängd"), later("Sökregistret byggs om. Försök igen om några minuter.")),
}
"""Titles and texts, by status."""
RETRY = later("Ladda om sidan om en stund.")
FROM_START = later("Börja om från startsidan och gå vidare genom en länk.")
WRONG_ADDRESS = later("Rätta adressen, eller gå vidare från startsidan.")
NAMED = later("Sök efter orden nedan, eller rätta adressen.")
TO_DO: Mapping[int, tuple[str, ...]] = {
    400: (later("Kontrollera adressen, särskilt tecken efter frågetecknet."), FROM_START),
    403: (later("Gå tillbaka till sidan du kom från."),),
    404: (WRONG_ADDRESS,),
    405: (FROM_START,),
    410: (later("Begär ut handlingen hos kommunen, om du behöver veta vad som gallrades och varför."),),
    413: (later("Skicka mindre åt gången, till exempel en kortare fråga."),),
    429: (later("Vänta en minut och ladda om sidan."), later("Program använder gränssnittet under /api/.")),
    500: (RETRY,),
    503: (RETRY, later("Beslut och upphandlingar går att läsa under tiden.")),
}
"""What a reader can do, by status."""
REBUILD = later("Sökregistret behöver byggas om. Den som sköter arkivet gör det med kommandot kommunarkiv reindex.")
STORE_AWAY = (
    later("Arkivet svarar inte just nu"),
    later("Arkivets databas går inte att nå. Det som är sparat finns kvar."),
)
TOO_LONG = (
    later("Frågan är för lång"),
    later("Frågan har fler ord och villkor än sökningen klarar på en gång."),
    later("Gå tillbaka och sök med färre ord, eller med färre ord som slutar på stjärna."),
)
SEARCH_AWAY = (
    later("Sökningen svarar inte just nu"),
    later("Servrarna som söker går inte att nå eller svarar för en del av arkivet. Hellre inget svar än ett halvt."),
)
BROKEN_COPY = later("Kopian av sidan går inte att läsa som den sparades. Texten på arkivets sida gäller fortfarande.")
COMING = (later("Kopian är på väg"), later("Sidan hämtades nyss. Kopian går att läsa om några minuter."))
COPY_AWAY = (
    later("Kopian går inte att nå just nu"),
    later("Lagret med sidornas kopior svarar inte. Inget är förlorat. Texten på arkivets sida går att läsa."),
)
GONE_VERSION = later("Versionen är gallrad")
WORDS_LIMIT = 100
INSIDE = "/admin/"
_COPY = re.compile(r"(/sida/[^/]+/\d+)/(?:original|utseende)$")
_AROUND = re.compile(r"^/https?:/{1,2}[^/]+|\.(?:html?|aspx|php)$")


@dataclass(frozen=True, kw_only=True)
class ErrorView:
    """For error.html. `words` are to search for, `former` are pages that once stood at the address asked for.

    `near` is what may have been meant. `is_lost` is about a page of the archive, `is_inside` about a room of /admin.
    """

    status: int
    title: str
    text: str
    to_do: tuple[str, ...]
    words: str
    former: tuple[Link, ...]
    near: tuple[Link, ...]
    is_lost: bool
    is_inside: bool
    contact: str


def register(app: Flask) -> None:
    """Answer every error; an unforeseen one is logged and said to be our fault."""
    app.register_error_handler(HTTPException, lambda error: answered(error.code or 500, allow=_allow(error)))
    app.register_error_handler(Removed, _removed)
    app.register_error_handler(NotFound, lambda _: answered(404, near=_municipalities()))
    app.register_error_handler(VaultBroken, _broken_copy)
    app.register_error_handler(VaultAway, _away_copy)
    app.register_error_handler(SearchIndexError, _index_error)
    app.register_error_handler(StoreAway, _store_away)
    app.register_error_handler(Exception, _unforeseen)


def _allow(error: HTTPException) -> str:
    """What a 405 must say is allowed (RFC 9110 15.5.6)."""
    methods = getattr(error, "valid_methods", None) or ()
    return ", ".join(sorted(methods))


def _removed(error: Removed) -> Response:
    stone = error.tombstone
    is_version = isinstance(stone, Tombstone) and stone.at is not None
    return answered(410, title=_(GONE_VERSION) if is_version else "", text=said_of(stone))


def _municipalities() -> tuple[Link, ...]:
    """The way to those there are, where none is at the path that was asked for."""
    if ASKED not in request.environ or this_town() is not None or not seen_towns():
        return ()
    return (Link(text=_("Kommunerna i arkivet"), url=LIST),)


def _broken_copy(error: VaultBroken) -> Response:
    current_app.logger.error("a capture is broken: %s", error)
    return answered(500, text=_(BROKEN_COPY), near=_text_of_copy())


def _away_copy(error: VaultAway) -> Response:
    current_app.logger.warning("a capture cannot be had now: %s", error)
    title, text = COMING if isinstance(error, CaptureAway) else COPY_AWAY
    return answered(503, title=title, text=_(text), near=_text_of_copy(), to_do=(RETRY,))


def _text_of_copy() -> tuple[Link, ...]:
    """The way to the archive's own page of the version whose copy was asked for."""
    found = _COPY.match(request.path)
    return (Link(text=_("Läs texten på arkivets sida"), url=found[1]),) if found else ()


def _index_error(error: SearchIndexError) -> Response:
    if isinstance(error, QueryTooLong):
        return answered(400, title=TOO_LONG[0], text=_(TOO_LONG[1]), to_do=(TOO_LONG[2],))
    current_app.logger.error("search does not work: %s", error)
    if isinstance(error, IndexAway):
        return answered(503, title=SEARCH_AWAY[0], text=_(SEARCH_AWAY[1]))
    if isinstance(error, IndexBusy):
        return answered(503)
    needs_rebuild = isinstance(error, IndexStale | IndexBroken)
    return answered(
        503, title="" if needs_rebuild else SEARCH_AWAY[0], text=_(REBUILD if needs_rebuild else PROBLEM[1])
    )


def _store_away(error: StoreAway) -> Response:
    """Nothing can be read meanwhile, not even what the usual page of this status points to."""
    current_app.logger.error("the database is away: %s", error)
    return answered(503, title=STORE_AWAY[0], text=_(STORE_AWAY[1]), to_do=(RETRY,))


def _unforeseen(error: Exception) -> Response:
    current_app.logger.error("unforeseen at %s", request.path, exc_info=error)
    return answered(500)


def answered(
    status: int,
    *,
    title: str = "",
    text: str = "",
    allow: str = "",
    to_do: tuple[str, ...] = (),
    near: tuple[Link, ...] = (),
) -> Response:
    """The error's page, or its problem+json for programs."""
    said, usual = SAID.get(status, NOT_UNDERSTOOD if status < 500 else PROBLEM)
    words = (_(title or said), text or _(usual))
    response = problem(status, *words) if _for_program() else _page(status, *words, near, to_do)
    if allow:
        response.headers["Allow"] = allow
    if status == 503:
        response.headers["Retry-After"] = "120"
    return response


def unknown(title: str, text: str, near: tuple[Link, ...]) -> Response:
    """The page of a name that nobody knows, with what may have been meant."""
    return _page(404, title, text, near)


def _for_program() -> bool:
    return request.path.startswith("/api/")


def _page(status: int, title: str, text: str, near: tuple[Link, ...] = (), to_do: tuple[str, ...] = ()) -> Response:
    is_lost = status == 404 and not request.path.startswith(INSIDE)
    words = address_words(request.path) if is_lost else ""
    usual = (FROM_START,) if status == 404 and not is_lost else (NAMED,) if words else TO_DO.get(status, (FROM_START,))
    view = ErrorView(
        status=status,
        title=title,
        text=text,
        to_do=tuple(map(_, to_do or usual)),
        words=words,
        former=_former() if is_lost and _may_read() else (),
        near=near,
        is_lost=is_lost,
        is_inside=request.path.startswith(INSIDE),
        contact=this_archive().config.contact,
    )
    return Response(render_template("error.html", view=view), status)


def address_words(path: str) -> str:
    """The words of an address, to search for: longer than three letters, without host and ending of a file's name."""
    bare = _AROUND.sub("", path)
    return clean(" ".join(word for word in re.split(r"[/_+-]", bare) if len(word) > 3), WORDS_LIMIT)


def _may_read() -> bool:
    """False where nobody was asked who they are and the archive is not for everybody."""
    return this_archive().config.public or RULES.get(request.endpoint or "") is not Right.OPEN


def _former() -> tuple[Link, ...]:
    """Ways to pages that once stood at this address."""
    query = request.query_string.decode("utf-8", "replace")
    try:
        pages = former_pages(this_archive().store, f"{request.path}?{query}" if query else request.path)
    except StoreAway:
        return ()
    return tuple(Link(text=address_text(page.url), url=page_url(page.id)) for page in pages)
