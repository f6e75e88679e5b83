"""Sums of money, days, case numbers and paragraphs as people write them."""

from __future__ import annotations

from datetime import date

import pytest

from index.amounts import find_amounts, match_amount, read_quantity
from index.cases import find_cases, find_sections, fold_case, match_reference
from index.days import read_period


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("1,1 mnkr", 1_100_000),
        ("1,1mnkr", 1_100_000),
        ("1,1 m", 1_100_000),
        ("5 541,1 mnkr", 5_541_100_000),
        ("35 miljoner", 35_000_000),
        ("3 miljoner kronor", 3_000_000),
        ("5,411 miljarder kronor", 5_411_000_000),
        ("967.124 kronor", 967_124),
        ("1.570.110 kronor", 1_570_110),
        ("18,95 kronor", 18),
        ("500:-", 500),
        ("25 tkr", 25_000),
        ("700 SEK", 700),
    ],
)
def test_a_sum_is_read_in_whole_kronor(text: str, value: int) -> None:
    assert read_quantity(text) == value
    assert find_amounts(f"för {text} till") == [(4, 4 + len(text), value)]


@pytest.mark.parametrize("text", ["12 m2", "12 m bred", "35 procent", "2024", "08-606 70 00", "mnkr", "a1 mkr"])
def test_what_is_no_sum_is_left_alone(text: str) -> None:
    assert find_amounts(text) == []


@pytest.mark.parametrize(("text", "value"), [("1000000", 1_000_000), ("1 000 000", 1_000_000), (" 7 ", 7), ("x", None)])
def test_a_quantity_needs_no_unit(text: str, value: int | None) -> None:
    assert read_quantity(text) == value


def test_a_sum_is_matched_where_it_begins() -> None:
    assert match_amount("ca 2 mkr nu", 3) == 8
    assert match_amount("ca 2 mkr nu", 0) is None


@pytest.mark.parametrize(
    ("text", "first", "last"),
    [
        ("2024", "2024-01-01", "2024-12-31"),
        ("2024-2", "2024-02-01", "2024-02-29"),
        ("2024/03", "2024-03-01", "2024-03-31"),
        ("2024-03-05", "2024-03-05", "2024-03-05"),
        ("5 mar 2019", "2019-03-05", "2019-03-05"),
        ("5:e mars", "2020-03-05", "2020-03-05"),
        ("sept. 2018", "2018-09-01", "2018-09-30"),
        ("Förra  året", "2019-01-01", "2019-12-31"),
    ],
)
def test_a_period_has_a_first_and_a_last_day(text: str, first: str, last: str) -> None:
    assert read_period(text, date(2020, 6, 1)) == (date.fromisoformat(first), date.fromisoformat(last))


@pytest.mark.parametrize(
    "text", ["", "snart", "2024-02-30", "0000", "31 februari 2020", "marknad 2020", "20245", "5 4 2020"]
)
def test_what_is_no_date_is_none(text: str) -> None:
    assert read_period(text, date(2020, 6, 1)) is None


@pytest.mark.parametrize(
    "text",
    [
        "KS 2019/777",
        "KS-2014/742.912",
        "KS/2019:80",
        "KLF 2016/546",
        "KS 67/16",
        "SN 18/0098",
        "KS 2018-285",
        "2016KSM0597.214",
    ],
)
def test_case_numbers_are_found_and_folded(text: str) -> None:
    ((start, end, folded),) = find_cases(f"ärendet ({text}) avslutas")
    assert (start, end) == (9, 9 + len(text))
    assert folded == fold_case(text)
    assert folded.isalnum()


@pytest.mark.parametrize("text", ["Söderby 2:2", "2016:1145", "212000-0084", "08-606 70 00", "12:06", "LOU 2016:1145"])
def test_other_numbers_are_no_case_numbers(text: str) -> None:
    assert find_cases(text) == []


def test_paragraphs_of_minutes_are_found() -> None:
    assert [number for _, _, number in find_sections("§ 12, §13 och 014 § samt 2019/777 §")] == ["12", "13", "14"]


def test_a_reference_is_matched_where_it_begins() -> None:
    assert match_reference("KS 2019/777 nu", 0) == 11
    assert match_reference("§ 7 nu", 0) == 3
    assert match_reference("nu § 7", 0) is None
