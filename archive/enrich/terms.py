"""What a contract is worth, when it was given, and from when to when it runs."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import date

from archive.enrich.datings import Days
from archive.enrich.spans import Passage, Span, folded
from archive.model import AmountFact, DateFact, Precision

PERIOD = re.compile(
    r"(?:från|gäller|till|senast|fram till|löper ut|löper|startar|börjar|levereras|klar"
    r"|start|upphör)(?: \S{1,12}){0,2}? (?:den )?$|mellan (?:den )?$"
)
BEGINS = re.compile(r"(?:från|fr\.?o\.?m\.?|gäller|startar|börjar|start)(?: och med)? (?:den )?$")
ENDS = re.compile(r"(?:till|t\.?o\.?m\.?|löper ut|upphör)(?: och med)? (?:den )?$")
WORTH = re.compile(r"kontrakt|avtal|värde|värt|värd|ordersumma|kostar|pris|summa")


def value_in(amounts: tuple[AmountFact, ...], passage: Passage, places: tuple[Span, ...]) -> int | None:
    """The first kronor said in the sentence, else in one after it that speaks of what the contract is worth."""
    for number, place in enumerate(places):
        if number and not WORTH.search(folded(passage.text[place.start : place.end])):
            continue
        for fact in amounts:
            at = fact.evidence.start
            own = fact.evidence.part is passage.part and at is not None and place.start <= at < place.end
            if own and fact.unit == "SEK" and fact.value >= 1000 and not _is_limit(passage, place, at or 0):
                return round(fact.value)
    return None


def _is_limit(passage: Passage, place: Span, at: int) -> bool:
    """Whether the sum is the legal limit, not what was paid."""
    return bool(re.search(r"gräns\w*[^,.]{0,60}$|tröskel\w*[^,.]{0,60}$", folded(passage.text[place.start : at])))


def day_in(days: Days, passage: Passage, span: Span) -> date | None:
    """A day said in the sentence that is not the start or end of a period."""
    for fact, before in _said(days, passage, span):
        if fact.until is None and not PERIOD.search(before):
            return fact.value
    return None


def period_in(days: Days, passage: Passage, places: tuple[Span, ...]) -> tuple[date | None, date | None]:
    """The first and last day of a contract, as far as the sentences say them."""
    start: date | None = None
    end: date | None = None
    for number, place in enumerate(places):
        if number and not WORTH.search(folded(passage.text[place.start : place.end])):
            continue
        for fact, before in _said(days, passage, place):
            if fact.until:
                start, end = start or fact.value, end or fact.until
            elif BEGINS.search(before):
                start = start or fact.value
            elif ENDS.search(before):
                end = end or fact.value
    return start, end


def _said(days: Days, passage: Passage, span: Span) -> Iterator[tuple[DateFact, str]]:
    """The days of a sentence, each with the words before it."""
    for fact in days.within(passage, span):
        at = fact.evidence.start or 0
        if fact.precision is Precision.DAY:
            yield fact, folded(passage.text[max(span.start, at - 40) : at])
