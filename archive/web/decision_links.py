"""URL and state of `/beslut`, both ways, pure."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date

from archive.decided.book import NONE, READ
from archive.web.language import _
from archive.web.links import CHOSEN_LIMIT, TEXT_LIMIT, VALUE_LIMIT, Pairs, clean, list_url, read_page
from archive.web.typed import read_days
from archive.web.views.parts import page_count
from index.tree import Note

PATH = "/beslut"
SIZE = 25


@dataclass(frozen=True, kw_only=True)
class DecisionState:
    """Everything a URL of `/beslut` says. `chosen` are (facet, value) pairs; days are inclusive."""

    text: str = ""
    chosen: tuple[tuple[str, str], ...] = ()
    start: date | None = None
    end: date | None = None
    as_of: date | None = None
    page: int = 1

    @property
    def is_all(self) -> bool:
        """True when nothing narrows the list."""
        return not (self.text or self.chosen or self.start or self.end or self.as_of)

    def toggled(self, facet: str, value: str) -> DecisionState:
        """With the value chosen if it was not, and the other way round; from the first page."""
        rest = tuple(pair for pair in self.chosen if pair != (facet, value))
        chosen = rest if len(rest) < len(self.chosen) else (*rest, (facet, value))
        return replace(self, chosen=chosen, page=1)

    def between(self, start: date | None, end: date | None) -> DecisionState:
        """The same choice within other days."""
        return replace(self, start=start, end=end, page=1)

    def today(self) -> DecisionState:
        """The same choice among the pages as they stand."""
        return replace(self, as_of=None, page=1)

    def at(self, page: int) -> DecisionState:
        """Another page of the same decisions."""
        return replace(self, page=page)


def read_decisions(pairs: Pairs) -> tuple[DecisionState, tuple[Note, ...]]:
    """The state that URL parameters ask for. Never raises: what cannot be used becomes a note in Swedish."""
    asked = tuple(pairs)
    last = dict(asked)
    (start, _last), start_notes = _days(last.get("fran", ""))
    (_first, end), end_notes = _days(last.get("till", ""))
    (_first, as_of), as_of_notes = _days(last.get("vid", ""))
    page, page_notes = read_page(last.get("sida", ""))
    notes = (*start_notes, *end_notes, *as_of_notes, *page_notes)
    if start and end and end < start:
        start, end = end, start
        notes += (Note(code="days-swapped", text=_("Från-dagen var senare än till-dagen. De har bytt plats.")),)
    years = tuple(value for name, value in asked if name == "ar" and value)
    notes += tuple(_bad_year(value) for value in years if not _is_year(value))
    text = clean(last.get("q", ""), TEXT_LIMIT)
    return DecisionState(text=text, chosen=_chosen(asked), start=start, end=end, as_of=as_of, page=page), notes


def _chosen(asked: tuple[tuple[str, str], ...]) -> tuple[tuple[str, str], ...]:
    order = list(READ)
    found = ((name, clean(value, VALUE_LIMIT)) for name, value in asked if name in READ)
    once = dict.fromkeys((name, value) for name, value in found if value and (name != "ar" or _is_year(value)))
    return tuple(sorted(tuple(once)[:CHOSEN_LIMIT], key=lambda pair: order.index(pair[0])))


def _is_year(text: str) -> bool:
    return text == NONE or (len(text) == 4 and text.isascii() and text.isdigit() and text > "0000")


def _bad_year(text: str) -> Note:
    said = _("Året ”%(year)s” går inte att använda. Du ser alla år.", year=clean(text, 20))
    return Note(code="bad-year", text=said)


def _days(text: str) -> tuple[tuple[date | None, date | None], tuple[Note, ...]]:
    """The first and last day of a day, month or year as typed."""
    days = read_days(text) if text else None
    if days or not text:
        return days or (None, None), ()
    said = _("”%(said)s” går inte att läsa som dag. Skriv till exempel 2017-01-01 eller 2017.", said=clean(text, 20))
    return (None, None), (Note(code="bad-day", text=said),)


def decision_pairs(state: DecisionState) -> tuple[tuple[str, str], ...]:
    """The URL parameters of a state, without its page."""
    words = (("q", state.text),) if state.text else ()
    days = (("fran", state.start), ("till", state.end), ("vid", state.as_of))
    return (*words, *state.chosen, *((name, day.isoformat()) for name, day in days if day))


def decisions_url(state: DecisionState, path: str = PATH) -> str:
    """The canonical URL of a state; `read_decisions` of it gives the state again."""
    return list_url(path, (*decision_pairs(state), ("sida", str(state.page) if state.page > 1 else "")))


def unit_decisions_url(facet: str, value: str, year: str = "") -> str:
    """The decisions of a unit or a topic, of one year when it is given."""
    chosen = (*((("ar", year),) if year else ()), (facet, value))
    return decisions_url(DecisionState(chosen=chosen))


def within(state: DecisionState, total: int) -> tuple[DecisionState, tuple[Note, ...]]:
    """The state on a page that exists: one past the last becomes the last, with a note."""
    last = page_count(total, SIZE)
    if state.page <= last:
        return state, ()
    said = _("Sida %(asked)s finns inte. Du ser den sista, sida %(last)s.", asked=state.page, last=last)
    return state.at(last), (Note(code="page-past-end", text=said),)
