"""On which day a decision was taken: the day its sentence says, else the page's own meeting; never a later one."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from functools import cached_property

from archive.enrich.spans import Passage, Span
from archive.model import DateFact, DateKind, DecisionKind, Part, Precision

TAKEN = frozenset({DateKind.MEETING, DateKind.DECISION})


@dataclass(frozen=True, kw_only=True)
class Days:
    """The dates of a page, sorted out once: those of each part in order, the latest believed, the page's own."""

    dates: tuple[DateFact, ...]

    @cached_property
    def _placed(self) -> dict[Part, tuple[list[int], list[DateFact]]]:
        placed: dict[Part, tuple[list[int], list[DateFact]]] = {}
        for part in (Part.TITLE, Part.TEXT):
            own = [(fact.evidence.start, fact) for fact in self.dates if fact.evidence.part is part]
            known = sorted(((at, fact) for at, fact in own if at is not None), key=lambda pair: pair[0])
            placed[part] = [at for at, _ in known], [fact for _, fact in known]
        return placed

    def within(self, passage: Passage, span: Span) -> list[DateFact]:
        """The dates said in a stretch of title or text, in order."""
        starts, facts = self._placed[passage.part]
        return facts[bisect_left(starts, span.start) : bisect_left(starts, span.end)]

    def held(self, kinds: frozenset[DateKind]) -> Iterator[DateFact]:
        """Days of some kinds."""
        return (fact for fact in self.dates if fact.kind in kinds and fact.precision is Precision.DAY)

    @cached_property
    def titled(self) -> tuple[date, ...]:
        """Days of a meeting or decision in the title."""
        return tuple(fact.value for fact in self.held(TAKEN) if fact.evidence.part is Part.TITLE)

    @cached_property
    def latest(self) -> date:
        """The day after which the page tells of nothing decided: its meeting's, else that of publishing."""
        published = [fact.value for fact in self.dates if fact.kind is DateKind.PUBLISHED]
        return max(self.titled, default=next(iter(published), date.max))

    @cached_property
    def page_day(self) -> date | None:
        """The title's meeting, else the only meeting in the text, else the only day on which anything was decided."""
        if self.titled:
            return self.titled[0]
        for kinds in (frozenset({DateKind.MEETING}), TAKEN):
            days = {fact.value for fact in self.held(kinds)}
            if len(days) == 1 and max(days) <= self.latest:
                return max(days)
        return None


def day_of(passage: Passage, span: Span, days: Days, kind: DecisionKind) -> date | None:
    """The day said in the sentence itself, else that of the page; a planned decision has only its own."""
    own = own_day(passage, span, days, kind)
    return own if own or kind is DecisionKind.PLANNED else days.page_day


def own_day(passage: Passage, span: Span, days: Days, kind: DecisionKind) -> date | None:
    """The day of a meeting or decision said in a sentence; of what is planned, any day it says."""
    planned = kind is DecisionKind.PLANNED
    kinds = TAKEN | {DateKind.MENTIONED} if planned else TAKEN
    for fact in days.within(passage, span):
        believed = planned or fact.value <= days.latest
        if fact.kind in kinds and fact.precision is Precision.DAY and believed:
            return fact.value
    return None
