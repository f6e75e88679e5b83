"""Dates as Swedish writes them, found in any text: what is said and nothing more.

A moment may lack its year, its day, or both; `archive.enrich.frames` adds what the page knows.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator
from dataclasses import replace

from archive.enrich.shapes import SHAPES, WEEKDAYS, Moment
from archive.enrich.spans import folded
from archive.model import Precision

WEEKDAY_BEFORE = re.compile(rf"\b({'|'.join(WEEKDAYS)})(?:en|s)?,?\s(?:den\s)?$")
RANGE = re.compile(
    rf"\s{{0,2}}(?:[-–—]|t\.?\s?o\.?\s?m\.?|till(?:\soch\smed)?|fram\still"
    rf"|tom)\s{{0,2}}(?:(?:{'|'.join(WEEKDAYS)})(?:en)?\s)?(?:den\s)?"
)
DAY_MONTH_CUE = re.compile(
    rf"(?:\bden|\bsenast|\btill|\bfrån|\bfram till|\bt\.?\s?o\.?\s?m|\bfr\.?\s?o\.?\s?m|\btom"
    rf"|\bmöte\w{{0,4}}|\bsammanträde\w{{0,4}}|{'|'.join(WEEKDAYS)})\s$"
)


def moments(text: str) -> tuple[Moment, ...]:
    """Every date expression of a text, in order, none overlapping; ranges joined."""
    low = folded(text)
    taken = bytearray(len(low))
    found = [moment for shape, make in SHAPES for moment in _free(low, shape, make, taken)]
    return tuple(_joined(low, sorted(found, key=lambda moment: moment.start)))


def _free(
    low: str, shape: re.Pattern[str], make: Callable[[re.Match[str]], Iterator[Moment]], taken: bytearray
) -> Iterable[Moment]:
    for match in shape.finditer(low):
        made = [moment for moment in make(match) if not any(taken[moment.start : moment.end])]
        for moment in made:
            if _believed(low, moment):
                taken[moment.start : moment.end] = b"\x01" * (moment.end - moment.start)
                yield _with_weekday(low, moment)


def _believed(low: str, moment: Moment) -> bool:
    """Tell dates from fractions: "1/2" without a year needs words before it that only go with dates."""
    if moment.shape == "dag/månad" and moment.first.year is None:
        return bool(DAY_MONTH_CUE.search(low[max(0, moment.start - 24) : moment.start]))
    return True


def _with_weekday(low: str, moment: Moment) -> Moment:
    before = low[max(0, moment.start - 16) : moment.start]
    match = WEEKDAY_BEFORE.search(before)
    if match and moment.precision is Precision.DAY:
        return replace(moment, weekday=WEEKDAYS.index(match[1]))
    return moment


def _joined(low: str, found: list[Moment]) -> Iterator[Moment]:
    """Two moments with a range mark between them are one."""
    index = 0
    while index < len(found):
        one = found[index]
        two = found[index + 1] if index + 1 < len(found) else None
        if two and _is_range(low, one, two):
            yield _range(one, two)
            index += 2
        else:
            yield one
            index += 1


def _is_range(low: str, one: Moment, two: Moment) -> bool:
    gap = low[one.end : two.start] if two.start - one.end <= 30 else "x"
    alike = one.precision is two.precision and not (one.last or two.last or one.week or two.week)
    return alike and bool(RANGE.fullmatch(gap))


def _range(one: Moment, two: Moment) -> Moment:
    first, last = one.first, two.first
    later = (last.month or 0, last.day or 0) < (first.month or 0, first.day or 0)
    if first.year is None and last.year is not None:
        first = replace(first, year=last.year - later)
    elif last.year is None and first.year is not None:
        last = replace(last, year=first.year + later)
    return replace(one, end=two.end, first=first, last=last)
