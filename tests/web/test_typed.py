"""Days, periods and sums as people type them."""

from __future__ import annotations

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from archive.web.typed import read_days, read_period, read_sum

DAY, NEW_YEAR = date(2018, 6, 17), date(2017, 1, 1)


@pytest.mark.parametrize(
    "text", ["2018-06-17", "20180617", "17 juni 2018", "den 17 Juni 2018", "17/6 2018", " 20180617 "]
)
def test_a_day_is_read_however_it_is_written(text: str) -> None:
    assert read_days(text) == (DAY, DAY)


@pytest.mark.parametrize(
    ("text", "days"),
    [
        ("2018-02", (date(2018, 2, 1), date(2018, 2, 28))),
        ("201802", (date(2018, 2, 1), date(2018, 2, 28))),
        ("februari 2020", (date(2020, 2, 1), date(2020, 2, 29))),
        ("2017", (NEW_YEAR, date(2017, 12, 31))),
    ],
)
def test_a_month_and_a_year_are_all_their_days(text: str, days: tuple[date, date]) -> None:
    assert read_days(text) == days


@pytest.mark.parametrize("text", ["", "igår", "2018-13", "20180230", "0000", "18", "2018-6-7-1", "²018", "٢٠١٨"])
def test_what_names_no_day_is_none(text: str) -> None:
    assert read_days(text) is None
    assert read_period(text) is None


@pytest.mark.parametrize(
    "text",
    [
        "20170101 t o m 20180617",
        "2017-01-01 till 2018-06-17",
        "2017 t.o.m. 20180617",
        "2017-01-01 tom 2018-06-17",
        "20170101–20180617",
        "2017-01..2018-06-17",
        "1 januari 2017 till och med 17 juni 2018",
        "2017-01-01 - 2018-06-17",
    ],
)
def test_a_period_is_read_however_it_is_written(text: str) -> None:
    assert read_period(text) == (NEW_YEAR, DAY)


@pytest.mark.parametrize("text", ["2018 till 2017", "2017 till", "till 2017", "2017 till igår"])
def test_what_is_no_period_is_none(text: str) -> None:
    assert read_period(text) is None


@pytest.mark.parametrize(
    "text",
    [
        "1100000",
        "1 100 000",
        "1\u00a0100\u00a0000 kr",
        "1,1 mnkr",
        "1,1 m",
        "1.1 miljoner kronor",
        "1,1 Mkr",
        "1100 tkr",
        "1.100.000 kr",
        "över 1,1 m",
        "minst 1 100 000",
        "> 1100000",
        "1 100 000:-",
        "1,1 milj. kr",
    ],
)
def test_a_sum_is_read_however_it_is_written(text: str) -> None:
    assert read_sum(text) == 1_100_000


@pytest.mark.parametrize("text", ["", "m", "kr", "1,1,1", "-5", "många", "1 euro", "9" * 30, "²", "٣"])
def test_what_is_no_sum_is_none(text: str) -> None:
    assert read_sum(text) is None


@given(st.text(max_size=40))
def test_nothing_that_is_typed_is_an_error(text: str) -> None:
    for read in (read_days, read_period, read_sum):
        read(text)
