"""On which day a decision was taken: the day its sentence says, else the page's own meeting; never a later one."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

from archive.enrich.spans import Passage, Span
from archive.model import DateFact, DateKind, DecisionKind, Part, Precision

TAKEN = frozenset({DateKind.MEETING, DateKind.DECISION})


def day_of(passage: Passage, span: Span, dates: tuple[DateFact, ...], kind: DecisionKind) -> date | None:
    """The day said in the sentence itself, else that of the page; a planned decision has only its own."""
    own = own_day(passage, span, dates, kind)
    return own if own or kind is DecisionKind.PLANNED else _page_day(dates)


def own_day(passage: Passage, span: Span, dates: tuple[DateFact, ...], kind: DecisionKind) -> date | None:
    """The day of a meeting or decision said in a sentence; of what is planned, any day it says."""
    latest = None if kind is DecisionKind.PLANNED else _latest(dates)
    for fact in dates:
        at = fact.evidence.start
        said = fact.evidence.part is passage.part and at is not None and span.start <= at < span.end
        fits = fact.kind in TAKEN or (kind is DecisionKind.PLANNED and fact.kind is DateKind.MENTIONED)
        if said and fits and fact.precision is Precision.DAY and (latest is None or fact.value <= latest):
            return fact.value
    return None


def _held(dates: tuple[DateFact, ...], kinds: frozenset[DateKind]) -> Iterator[DateFact]:
    return (fact for fact in dates if fact.kind in kinds and fact.precision is Precision.DAY)


def _latest(dates: tuple[DateFact, ...]) -> date | None:
    """The day after which the page tells of nothing decided: its meeting's, else that of publishing."""
    titled = [fact.value for fact in _held(dates, TAKEN) if fact.evidence.part is Part.TITLE]
    published = [fact.value for fact in dates if fact.kind is DateKind.PUBLISHED]
    return max(titled) if titled else next(iter(published), None)


def _page_day(dates: tuple[DateFact, ...]) -> date | None:
    """The title's meeting, else the only meeting in the text, else the only day on which anything was decided."""
    titled = next((fact.value for fact in _held(dates, TAKEN) if fact.evidence.part is Part.TITLE), None)
    if titled:
        return titled
    latest = _latest(dates) or date.max
    for kinds in (frozenset({DateKind.MEETING}), TAKEN):
        days = {fact.value for fact in _held(dates, kinds)}
        if len(days) == 1 and max(days) <= latest:
            return max(days)
    return None
