"""Sums of a ledger as a chart of bars, and as tables that say the same. Pure."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date

from archive.model import Precision
from archive.totals import Sum, Totals
from archive.web.asked import Asked
from archive.web.language import _
from archive.web.views.years import HEIGHT, LOWEST, STEP, Bar, Histogram
from archive.web.words import NBSP, capital, count_text, day_text, money_text, number_text

MOST_BARS = 60
MOST_ROWS = 240
FEW = 12
"""Months that are shown without being asked for."""


@dataclass(frozen=True, kw_only=True)
class SumRow:
    """A month or a year in a table."""

    name: str
    url: str
    rows: int
    valued: int
    sum: str


@dataclass(frozen=True, kw_only=True)
class SumsView:
    """For _sums.html.

    `measure` says what the bars show, `cut` that the oldest months are not in the table, `undated` how many rows have
    no place in either.
    """

    years: tuple[SumRow, ...]
    months: tuple[SumRow, ...]
    chart: Histogram | None
    measure: str
    months_open: bool
    cut: str
    undated: str


def make_sums(asked: Asked, totals: Totals, path: str) -> SumsView | None:
    """The sums by month and year; None when no row has a day."""
    if not totals.months:
        return None
    return SumsView(
        years=tuple(_row(each, asked, path, Precision.YEAR) for each in totals.years[-MOST_ROWS:]),
        months=tuple(_row(each, asked, path, Precision.MONTH) for each in totals.months[-MOST_ROWS:]),
        chart=_chart(asked, totals, path),
        measure=_("kronor") if totals.sek else _("antal rader"),
        months_open=len(totals.months) <= FEW,
        cut=_("Bara de senaste %(count)s månaderna visas.", count=MOST_ROWS) if len(totals.months) > MOST_ROWS else "",
        undated=_undated(len(totals.ids) - sum(each.rows for each in totals.years)),
    )


def _undated(rows: int) -> str:
    """That rows without a day are neither drawn nor summed here; empty when all have one."""
    said = count_text(rows, "rad", "rader")
    return _("%(rows)s utan datum är inte med här.", rows=said) if rows else ""


def _row(each: Sum, asked: Asked, path: str, precision: Precision) -> SumRow:
    return SumRow(
        name=capital(day_text(each.start, precision)),
        url=_url(each, asked, path, precision),
        rows=each.rows,
        valued=each.valued,
        sum=f"{number_text(each.sek)}{NBSP}kr" if each.valued else "–",
    )


def _url(each: Sum, asked: Asked, path: str, precision: Precision) -> str:
    """The rows of that month or year alone, within the period that was asked for."""
    said = f"{each.start:%Y-%m}" if precision is Precision.MONTH else f"{each.start.year:04d}"
    return asked.url(path, fran=said, till=said)


def _chart(asked: Asked, totals: Totals, path: str) -> Histogram | None:
    """A bar for each month, also those without rows; for each year where the months are too many."""
    months = tuple(_months(totals.months[0].start, totals.months[-1].start))
    precision = Precision.MONTH if len(months) <= MOST_BARS else Precision.YEAR
    spans = months if precision is Precision.MONTH else tuple(_years(totals))
    if len(spans) < 2:
        return None
    held = {each.start: each for each in (totals.months if precision is Precision.MONTH else totals.years)}
    shown = [held.get(start) or Sum(start=start, rows=0, valued=0, sek=0) for start in spans]
    most = max(_height(each, totals) for each in shown)
    bars = tuple(
        Bar(
            label=_label(each, precision),
            url=_url(each, asked, path, precision),
            left=STEP * place,
            height=max(LOWEST, round(HEIGHT * _height(each, totals) / max(1, most))) if each.rows else 0,
            chosen=False,
        )
        for place, each in enumerate(shown)
    )
    return Histogram(bars=bars, first=day_text(spans[0], precision), last=day_text(spans[-1], precision))


def _height(each: Sum, totals: Totals) -> int:
    return max(0, each.sek if totals.sek else each.rows)


def _label(each: Sum, precision: Precision) -> str:
    rows = count_text(each.rows, "rad", "rader")
    sum_ = f", {money_text(each.sek)}" if each.valued else ""
    return f"{capital(day_text(each.start, precision))}: {rows}{sum_}"


def _months(first: date, last: date) -> Iterator[date]:
    for number in range(first.year * 12 + first.month - 1, last.year * 12 + last.month):
        yield date(number // 12, number % 12 + 1, 1)


def _years(totals: Totals) -> Iterator[date]:
    last = totals.years[-1].start.year
    for year in range(max(totals.years[0].start.year, last - MOST_BARS + 1), last + 1):
        yield date(year, 1, 1)
