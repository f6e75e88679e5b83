"""What stands after a field's colon, as a condition on that field."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date, timedelta

from index.amounts import UNIT, read_quantity
from index.days import read_period
from index.tree import Range

_COMPARED = re.compile(r"([<>]=?)\s*(.+)", re.DOTALL)
_DOTS = re.compile(r"\s*\.\.\s*")
_DASH = re.compile(r"\s*[-–]\s*")
_TRAILING_UNIT = re.compile(rf"(?:{UNIT})\s*$", re.IGNORECASE)
_DAY = timedelta(days=1)


@dataclass(frozen=True, kw_only=True)
class _Span:
    low: int | None
    high: int | None


def number_range(field: str, text: str) -> Range | None:
    """A range of whole numbers: ">1000000", "1000..5000", "1,1 mnkr", "2019-2021"; None: no range."""
    if compared := _COMPARED.fullmatch(text):
        edge = read_quantity(compared[2])
        return None if edge is None else _compared_numbers(field, compared[1], edge)
    ends = _DOTS.split(text)
    if len(ends) == 1 and (dashed := _DASH.split(text))[1:]:
        ends = dashed
    if len(ends) == 1:
        value = read_quantity(text)
        return None if value is None else Range(field=field, low=value, high=value)
    return _between_numbers(field, ends)


def _compared_numbers(field: str, sign: str, edge: int) -> Range:
    step = 0 if sign.endswith("=") else 1
    return Range(field=field, low=edge + step) if sign[0] == ">" else Range(field=field, high=edge - step)


def _between_numbers(field: str, ends: list[str]) -> Range | None:
    if len(ends) != 2 or not any(ends):
        return None
    unit = _TRAILING_UNIT.search(ends[1])
    first = f"{ends[0]} {unit[0]}" if unit and ends[0] and not _TRAILING_UNIT.search(ends[0]) else ends[0]
    low, high = read_quantity(first), read_quantity(ends[1])
    if (low is None and ends[0]) or (high is None and ends[1]):
        return None
    if low is not None and high is not None and low > high:
        low, high = high, low
    return Range(field=field, low=low, high=high)


def day_range(field: str, text: str, today: date) -> Range | None:
    """A range of days: "2024", "2024-03..2024-06", ">=2024-03-01", "igår"; months and years whole; None: no date."""
    if compared := _COMPARED.fullmatch(text):
        period = read_period(compared[2], today)
        return period and _compared_days(field, compared[1], period)
    ends = _DOTS.split(text)
    periods = [read_period(end, today) if end else None for end in ends]
    if len(ends) > 2 or not any(ends) or any(end and not period for end, period in zip(ends, periods, strict=True)):
        return None
    first, last = periods[0], periods[-1]
    if first and last and first > last:
        first, last = last, first
    return Range(field=field, low=first and first[0].isoformat(), high=last and last[1].isoformat())


def _compared_days(field: str, sign: str, period: tuple[date, date]) -> Range:
    first, last = period
    match sign:
        case ">":
            return Range(field=field, low=_shifted(last, _DAY))
        case ">=":
            return Range(field=field, low=first.isoformat())
        case "<":
            return Range(field=field, high=_shifted(first, -_DAY))
        case _:
            return Range(field=field, high=last.isoformat())


def _shifted(day: date, step: timedelta) -> str:
    return (day + step).isoformat() if date.min < day < date.max else day.isoformat()
