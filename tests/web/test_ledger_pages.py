"""What a report of decisions asks for."""

from __future__ import annotations

from datetime import date

import pytest

from archive.ledger import Wanted
from archive.web.views.ledger import PAGE_MOST, read_ledger


def test_a_year_and_a_unit_are_read_from_the_address() -> None:
    state, notes = read_ledger([("ar", "0099"), ("enhet", "KS"), ("sida", "9" * 9)])
    assert state.wanted == Wanted(start=date(99, 1, 1), end=date(99, 12, 31), unit="KS")
    assert (state.page, notes) == (PAGE_MOST, ())


@pytest.mark.parametrize("year", ["abc", "0000", "20244", "-100", "²024"])
def test_a_bad_year_gives_all_years_and_a_note(year: str) -> None:
    state, notes = read_ledger([("ar", year)])
    assert state.wanted == Wanted()
    assert "går inte att använda. Du ser alla år." in notes[0].text
