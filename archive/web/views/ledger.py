"""What a report of decisions asks for: a year, a unit. Pure."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date

from archive.ledger import Wanted
from archive.web.links import Pairs, clean, read_page
from index.tree import Note

PAGE_MOST = 4_000


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
