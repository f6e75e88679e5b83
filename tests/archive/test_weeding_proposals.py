"""Pages past their retention are proposed: whole years back, leap days and long ages too."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest

from archive.weeding.proposing import years_before


@pytest.mark.parametrize(
    ("moment", "years", "before"),
    [((2024, 4, 12), 5, (2019, 4, 12)), ((2024, 2, 29), 1, (2023, 2, 28)), ((2024, 2, 29), 4, (2020, 2, 29))],
)
def test_years_are_counted_back_by_the_calendar(
    moment: tuple[int, int, int], years: int, before: tuple[int, int, int]
) -> None:
    assert years_before(datetime(*moment, tzinfo=UTC), years) == datetime(*before, tzinfo=UTC)


def test_more_years_than_there_were_is_the_beginning() -> None:
    assert years_before(datetime(2024, 4, 12, tzinfo=UTC), 9_999).year == 1
