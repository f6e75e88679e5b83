"""Tables as columns with a heading: which cells are money, and in what unit the heading says they are."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from archive.enrich.spans import Passage, Span, folded
from archive.model import Reading

UNIT = re.compile(r"\b(?P<unit>mnkr|mkr|msek|tkr|ksek|kronor|kr|sek|miljoner|miljarder)\b")
SAID_ABOVE = re.compile(
    r"(?:belopp|siffror|summor|alla tal|anges|redovisas)[^\n]{0,40}\bi (?P<unit>mnkr|mkr|tkr|kronor|miljoner kronor)\b"
)
MOST_ROWS = 500


@dataclass(frozen=True, kw_only=True)
class Cell:
    """A cell of a row: its words, where they stand, and the folded heading of its column."""

    text: str
    start: int
    end: int
    heading: str


@dataclass(frozen=True, kw_only=True)
class Row:
    """A row of a table below its headings. `above` is the text right before the table, folded."""

    cells: tuple[Cell, ...]
    above: str

    @property
    def span(self) -> Span:
        """From its first to its last cell."""
        return Span(start=self.cells[0].start, end=self.cells[-1].end)

    def cell(self, heading: re.Pattern[str]) -> Cell | None:
        """The first cell of a column whose heading matches."""
        return next((cell for cell in self.cells if heading.search(cell.heading)), None)


def rows(reading: Reading, passage: Passage) -> tuple[Row, ...]:
    """Every row below the headings of every table, in order."""
    found: list[Row] = []
    at, above = 0, ""
    for section in reading.sections:
        if section.kind == "table":
            found += _rows(passage, at, at + len(section.text), above)
        else:
            above = folded(section.text[-300:])
        at += len(section.text) + 1
    return tuple(found[:MOST_ROWS])


def _rows(passage: Passage, start: int, end: int, above: str) -> Iterator[Row]:
    headings: list[str] = []
    for line in re.finditer(r"[^\n]+", passage.text[start:end]):
        if not headings:
            headings = [folded(text) for text in line[0].split("\t")]
        elif made := tuple(_cells(line[0], start + line.start(), headings)):
            yield Row(cells=made, above=above)


def _cells(line: str, at: int, headings: list[str]) -> Iterator[Cell]:
    for text, heading in zip(line.split("\t"), headings, strict=False):
        bare = text.strip()
        if bare:
            start = at + text.index(bare)
            yield Cell(text=bare, start=start, end=start + len(bare), heading=heading)
        at += len(text) + 1


def unit_of(cell: Cell, row: Row) -> str | None:
    """The unit of money a column's heading names, else the one said right above the table for all of it."""
    said = UNIT.search(cell.heading)
    if said:
        return said["unit"]
    above = SAID_ABOVE.search(row.above)
    return above["unit"].removesuffix(" kronor") if above else None
