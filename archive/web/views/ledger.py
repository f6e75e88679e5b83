"""The two ledgers as lists: decisions and procurements, each with its sentence and its page. Pure."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import date
from itertools import islice
from typing import TypeVar

from archive.ledger import DecisionRow, ProcurementRow, Wanted
from archive.web.links import Pairs, clean, list_url, read_page
from archive.web.views.parts import Pager, open_pager
from index.tree import Note

SIZE = 25
PAGE_MOST = 4_000
TEXT = 400
Row = TypeVar("Row", DecisionRow, ProcurementRow)


@dataclass(frozen=True, kw_only=True)
class LedgerState:
    """What a ledger's URL asks for."""

    year: int | None = None
    unit: str = ""
    page: int = 1

    @property
    def wanted(self) -> Wanted:
        """The rows asked for."""
        if self.year is None:
            return Wanted(unit=self.unit or None)
        return Wanted(start=date(self.year, 1, 1), end=date(self.year, 12, 31), unit=self.unit or None)


@dataclass(frozen=True, kw_only=True)
class LedgerView:
    """For decisions.html and procurements.html."""

    path: str
    year: str
    unit: str
    years: tuple[str, ...]
    units: tuple[str, ...]
    pager: Pager
    notes: tuple[str, ...]


def read_ledger(pairs: Pairs) -> tuple[LedgerState, tuple[Note, ...]]:
    """The state a ledger's parameters ask for, and notes on what could not be used."""
    asked = dict(pairs)
    page, notes = read_page(asked.get("sida", ""))
    year = asked.get("ar", "")
    state = LedgerState(unit=clean(asked.get("enhet", ""), 200), page=min(page, PAGE_MOST))
    if not year:
        return state, notes
    if len(year) == 4 and year.isascii() and year.isdigit() and year > "0000":
        return replace(state, year=int(year)), notes
    return state, (
        *notes,
        Note(code="bad-year", text=f"Året ”{clean(year, 20)}” går inte att använda. Du ser alla år."),
    )


def ledger_url(path: str, state: LedgerState, page: int) -> str:
    """The URL of a page of a ledger."""
    year = str(state.year).zfill(4) if state.year else ""
    return list_url(path, (("ar", year), ("enhet", state.unit), ("sida", str(page) if page > 1 else "")))


def window(rows: Iterable[Row], state: LedgerState) -> tuple[tuple[Row, ...], bool]:
    """The rows of the present page, and whether there are more."""
    start = (state.page - 1) * SIZE
    taken = tuple(islice(rows, start, start + SIZE + 1))
    return taken[:SIZE], len(taken) > SIZE


def make_pager(path: str, state: LedgerState, *, more: bool) -> Pager:
    """Links to the pages before and after."""
    return open_pager(state.page, more=more, url=lambda page: ledger_url(path, state, page))
