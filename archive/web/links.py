"""URL and search state, both ways, pure. The URL is the whole state of a search; templates never build one."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable
from dataclasses import dataclass, replace
from urllib.parse import quote, urlencode

from archive.answers import MOMENT, MOST, Question, filters
from archive.web.language import _
from index.model import Schema, Sort
from index.tree import Note

TEXT_LIMIT = 256
VALUE_LIMIT = 200
CHOSEN_LIMIT = 50
SIZE = 10
PAGE_LIMIT = 999_999
SORTS = {"relevans": Sort.RELEVANCE, "nyast": Sort.NEWEST, "aldst": Sort.OLDEST}
SORT_NAMES = {sort: name for name, sort in SORTS.items()}
CONTROL = re.compile(r"[\x00-\x1f\x7f\ud800-\udfff]+")

_DAY = re.compile(r"\d{4}-\d\d-\d\d")
Pairs = Iterable[tuple[str, str]]


@dataclass(frozen=True, kw_only=True)
class SearchState:
    """Everything a search URL says. `chosen` are (facet, value) pairs; `sort` None is the natural order."""

    text: str = ""
    chosen: tuple[tuple[str, str], ...] = ()
    sort: Sort | None = None
    page: int = 1
    size: int = SIZE

    @property
    def order(self) -> Sort:
        """How hits are sorted: by relevance when there are words, else newest first."""
        return self.sort or (Sort.RELEVANCE if self.text else Sort.NEWEST)

    def toggled(self, facet: str, value: str) -> SearchState:
        """With the value chosen if it was not, and the other way round; from the first page."""
        pair = (facet, value)
        rest = tuple(each for each in self.chosen if each != pair)
        chosen = rest if len(rest) < len(self.chosen) else (*rest, pair)
        return replace(self, chosen=chosen, page=1)

    def cleared(self) -> SearchState:
        """Without any chosen facet value."""
        return replace(self, chosen=(), page=1)

    def sorted(self, sort: Sort) -> SearchState:
        """In another order, from the first page."""
        return replace(self, sort=sort, page=1)

    def at(self, page: int) -> SearchState:
        """Another page of the same hits."""
        return replace(self, page=page)

    def asking(self, text: str) -> SearchState:
        """The same filters and order with other words."""
        return replace(self, text=text, page=1)


@dataclass(frozen=True, kw_only=True)
class StateRead:
    """A state and what has to be said about how it was read."""

    state: SearchState
    notes: tuple[Note, ...] = ()


def clean(text: str, limit: int) -> str:
    """Composed (NFC), control characters and runs of space as one space, at most `limit` characters."""
    plain = CONTROL.sub(" ", text[: limit * 4])
    return " ".join(unicodedata.normalize("NFC", plain).split())[:limit].rstrip()


def read_state(pairs: Pairs, schema: Schema) -> StateRead:
    """The state that URL parameters ask for. Never raises: what cannot be used becomes a note in Swedish."""
    asked = tuple(pairs)
    text, text_notes = _read_text(_of_a_day(_last(asked, "q"), _last(asked, "vid")))
    sort, sort_notes = _read_sort(_last(asked, "sort"))
    page, page_notes = read_page(_last(asked, "sida"))
    size, size_notes = _read_size(_last(asked, "antal"))
    state = SearchState(text=text, chosen=_chosen(asked, schema), sort=sort, page=page, size=size)
    return StateRead(state=state, notes=text_notes + sort_notes + page_notes + size_notes)


def _of_a_day(text: str, day: str) -> str:
    """The day that a form chose becomes a part of the text: the text is the whole question."""
    return f"{MOMENT.sub('', text)} vid:{day}".strip() if _DAY.fullmatch(day) else text


def _last(pairs: tuple[tuple[str, str], ...], name: str) -> str:
    return next((value for key, value in reversed(pairs) if key == name), "")


def _read_text(asked: str) -> tuple[str, tuple[Note, ...]]:
    text = clean(asked, TEXT_LIMIT)
    if len(asked) <= TEXT_LIMIT:
        return text, ()
    said = _(
        "Sökningen var %(length)s tecken lång. Bara de första %(limit)s användes.", length=len(asked), limit=TEXT_LIMIT
    )
    return text, (Note(code="text-too-long", text=said),)


def _read_sort(asked: str) -> tuple[Sort | None, tuple[Note, ...]]:
    if not asked or asked in SORTS:
        return SORTS.get(asked), ()
    said = _("Sorteringen ”%(name)s” finns inte. Välj relevans, nyast eller äldst.", name=clean(asked, 40))
    return None, (Note(code="unknown-sort", text=said),)


def read_page(asked: str) -> tuple[int, tuple[Note, ...]]:
    """The page number asked for, at least 1 and bounded, with a note when it was no such number."""
    number = _number(asked, PAGE_LIMIT)
    if not asked or number:
        return number or 1, ()
    said = _("Sidnumret ”%(number)s” går inte att använda. Du ser sida 1.", number=clean(asked, 20))
    return 1, (Note(code="bad-page", text=said),)


def _read_size(asked: str) -> tuple[int, tuple[Note, ...]]:
    number = _number(asked, PAGE_LIMIT)
    if not asked or number in range(1, MOST + 1):
        return number or SIZE, ()
    said = _(
        "Antalet ”%(size)s” går inte att använda. Välj 1 till %(most)s träffar per sida.",
        size=clean(asked, 20),
        most=MOST,
    )
    return SIZE, (Note(code="bad-size", text=said),)


def _number(asked: str, limit: int) -> int:
    """A positive whole number, at most `limit`; 0 for everything else."""
    if not (asked.isascii() and asked.isdigit()):
        return 0
    digits = asked.lstrip("0")
    return min(int(digits[:9] or 0), limit)


def _chosen(pairs: tuple[tuple[str, str], ...], schema: Schema) -> tuple[tuple[str, str], ...]:
    """Chosen facet values in the schema's order of facets, then as given; each once."""
    names = {field.name: place for place, field in enumerate(schema.facets)}
    found = ((name, clean(value, VALUE_LIMIT)) for name, value in pairs if name in names)
    once = tuple(dict.fromkeys(pair for pair in found if pair[1]))[:CHOSEN_LIMIT]
    return tuple(sorted(once, key=lambda pair: names[pair[0]]))


def state_question(state: SearchState) -> Question:
    """What is asked of the index."""
    return Question(text=state.text, filters=filters(state.chosen), sort=state.order, page=state.page, size=state.size)


def state_pairs(state: SearchState) -> tuple[tuple[str, str], ...]:
    """The URL parameters that say this state, without the words; forms carry them as hidden fields."""
    sort = (("sort", SORT_NAMES[state.sort]),) if state.sort else ()
    size = (("antal", str(state.size)),) if state.size != SIZE else ()
    return state.chosen + sort + size


def state_url(state: SearchState, path: str = "/sok") -> str:
    """The canonical URL of a state; `read_state` of it gives the state again."""
    words = (("q", state.text),) if state.text else ()
    page = (("sida", str(state.page)),) if state.page > 1 else ()
    pairs = words + state_pairs(state) + page
    return f"{path}?{urlencode(pairs)}" if pairs else path


def list_url(path: str, pairs: Pairs) -> str:
    """A URL with those parameters that say something."""
    said = [(name, value) for name, value in pairs if value]
    return f"{path}?{urlencode(said)}" if said else path


def page_url(id: str, stamp: str = "", part: str = "") -> str:
    """The address of a page, of one of its mementos (14 digits, UTC), or of a part of either."""
    return "/".join(("/sida", quote(id, safe=""), *(each for each in (stamp, part) if each)))


def unit_url(name: str) -> str:
    """The address of a unit's page."""
    return f"/enhet/{quote(name, safe='')}"


def topic_url(name: str) -> str:
    """The address of a topic's page."""
    return f"/amne/{quote(name, safe='')}"


def case_url(number: str) -> str:
    """The address of a case: its number as written."""
    return f"/arende/{quote(number, safe='/')}"


def decision_url(id: str) -> str:
    """The address of a decision."""
    return f"/beslut/{quote(id, safe='')}"
