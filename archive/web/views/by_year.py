"""What there is of each year, as a table whose numbers are links. Pure."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass

from archive.web.views.parts import Link
from archive.web.words import number_text

MOST_YEARS = 60
YearUrl = Callable[[str], str]


@dataclass(frozen=True, kw_only=True)
class Column:
    """What is counted: its heading, how many by year, and where a year leads."""

    label: str
    counts: Mapping[str, int]
    url: YearUrl


@dataclass(frozen=True, kw_only=True)
class YearRow:
    """A year; a cell is None where there is nothing."""

    year: str
    cells: tuple[Link | None, ...]


@dataclass(frozen=True, kw_only=True)
class YearTable:
    """For _by_year.html: columns that count something, newest year first."""

    labels: tuple[str, ...]
    rows: tuple[YearRow, ...]


def make_year_table(columns: tuple[Column, ...]) -> YearTable:
    """The table; columns in which nothing is counted are left out, and so are counts of no year."""
    telling = tuple(column for column in columns if any(_years(column).values()))
    years = sorted({year for column in telling for year, count in _years(column).items() if count}, reverse=True)
    rows = tuple(
        YearRow(year=year, cells=tuple(_cell(column, year) for column in telling)) for year in years[:MOST_YEARS]
    )
    return YearTable(labels=tuple(column.label for column in telling), rows=rows)


def _years(column: Column) -> dict[str, int]:
    return {year: count for year, count in column.counts.items() if year.isdecimal()}


def _cell(column: Column, year: str) -> Link | None:
    count = column.counts.get(year, 0)
    return Link(text=number_text(count), url=column.url(year)) if count else None
