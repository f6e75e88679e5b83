"""When decisions were made, as a chart of bars by year or month that narrow the list to that time. Pure."""

from __future__ import annotations

from calendar import monthrange
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date

from archive.web.language import _
from archive.web.views.years import HEIGHT, LOWEST, MOST_YEARS, STEP, Bar, Histogram
from archive.web.words import MONTHS, capital, count_text, number_text

FEW_YEARS = 2
"""Of so many years the months are drawn."""
DaysUrl = Callable[[date, date], str]


@dataclass(frozen=True, kw_only=True)
class Moment:
    """A year or a month in the table that says what the chart shows."""

    label: str
    count: str
    url: str


@dataclass(frozen=True, kw_only=True)
class Timeline:
    """For _timeline.html: the chart, and the same as rows, newest first."""

    chart: Histogram
    rows: tuple[Moment, ...]
    unit: str


@dataclass(frozen=True, kw_only=True)
class _Span:
    label: str
    start: date
    end: date
    count: int


def make_timeline(months: Mapping[tuple[int, int], int], url: DaysUrl) -> Timeline | None:
    """The chart of counts by (year, month); None when all is in one month. Of a very long row the newest years."""
    spans = _spans(months)
    if len(spans) < 2:
        return None
    most = max(1, *(span.count for span in spans))
    bars = tuple(
        Bar(
            label=f"{span.label}: {count_text(span.count, 'beslut', 'beslut')}",
            url=url(span.start, span.end),
            left=STEP * place,
            height=max(LOWEST, round(HEIGHT * span.count / most)) if span.count else 0,
            chosen=False,
        )
        for place, span in enumerate(spans)
    )
    rows = tuple(
        Moment(label=span.label, count=number_text(span.count), url=url(span.start, span.end))
        for span in reversed(spans)
        if span.count
    )
    chart = Histogram(bars=bars, first=spans[0].label, last=spans[-1].label)
    return Timeline(chart=chart, rows=rows, unit=_("År") if len(spans[0].label) == 4 else _("Månad"))


def _spans(months: Mapping[tuple[int, int], int]) -> list[_Span]:
    years = sorted({year for year, _month in months})
    if not years:
        return []
    if len(years) <= FEW_YEARS and years[-1] - years[0] < FEW_YEARS:
        first, last = min(months), max(months)
        every = ((year, month) for year in years for month in range(1, 13))
        return [_month_span(*each, months.get(each, 0)) for each in every if first <= each <= last]
    shown = range(max(years[0], years[-1] - MOST_YEARS + 1), years[-1] + 1)
    totals = {year: sum(count for (own, _month), count in months.items() if own == year) for year in years}
    return [
        _Span(label=str(year), start=date(year, 1, 1), end=date(year, 12, 31), count=totals.get(year, 0))
        for year in shown
    ]


def _month_span(year: int, month: int, count: int) -> _Span:
    label = f"{capital(MONTHS[month - 1])} {year}"
    end = date(year, month, monthrange(year, month)[1])
    return _Span(label=label, start=date(year, month, 1), end=end, count=count)
