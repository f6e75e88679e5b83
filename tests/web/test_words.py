"""Dates, numbers and moments the Swedish way."""

from __future__ import annotations

from datetime import UTC, date, datetime

import pytest

from archive.model import Precision
from archive.model.moments import local_day, stamp_text
from archive.web import words


@pytest.mark.parametrize(
    ("value", "said"),
    [(0, "0"), (1234567, "1 234 567"), (2.5, "2,5"), (-3.0, "−3"), (12.345, "12,35"), (1000.1, "1 000,1")],
)
def test_numbers_have_spaces_and_a_comma(value: float, said: str) -> None:
    assert words.number_text(value).replace(words.NBSP, " ") == said


@pytest.mark.parametrize(
    ("value", "said"),
    [
        (950_000, "950 000 kr"),
        (1_000_000, "1 miljon kr"),
        (1_100_000, "1,1 miljoner kr"),
        (1_234_567, "1 234 567 kr"),
        (-2_000_000, "−2 miljoner kr"),
    ],
)
def test_kronor_are_shortened_only_when_nothing_is_lost(value: int, said: str) -> None:
    assert words.money_text(value).replace(words.NBSP, " ") == said


@pytest.mark.parametrize(
    ("value", "unit", "upper", "said"),
    [
        (12, "percent", None, "12 procent"),
        (12, "percent", 15.0, "12–15 procent"),
        (5_000, "SEK", 6_000.0, "5 000 kr – 6 000 kr"),
        (3, "hektar", None, "3 hektar"),
    ],
)
def test_amounts_carry_their_unit(value: float, unit: str, upper: float | None, said: str) -> None:
    assert words.amount_text(value, unit, upper).replace(words.NBSP, " ") == said


@pytest.mark.parametrize(
    ("precision", "said"),
    [(Precision.DAY, "10 april 2024"), (Precision.MONTH, "april 2024"), (Precision.YEAR, "2024")],
)
def test_a_date_is_said_as_exactly_as_it_is_known(precision: Precision, said: str) -> None:
    assert words.day_text(date(2024, 4, 10), precision).replace(words.NBSP, " ") == said


def test_a_range_of_days_is_said_as_one() -> None:
    assert (
        words.span_text(date(2024, 4, 10), date(2024, 4, 12)).replace(words.NBSP, " ")
        == "10 april 2024 – 12 april 2024"
    )
    assert words.span_text(date(2024, 4, 10), date(2024, 4, 10)).replace(words.NBSP, " ") == "10 april 2024"


def test_moments_are_told_in_swedish_time_and_named_in_utc() -> None:
    moment = datetime(2024, 6, 30, 22, 5, 7, 5, tzinfo=UTC)
    assert words.moment_text(moment).replace(words.NBSP, " ") == "1 juli 2024 kl. 00.05"
    assert stamp_text(moment) == "20240630220507"
    assert local_day(moment) == date(2024, 7, 1)


def test_a_stamp_means_the_whole_of_its_second() -> None:
    assert words.stamp_moment("20240630220507") == datetime(2024, 6, 30, 22, 5, 7, 999_999, tzinfo=UTC)


@pytest.mark.parametrize("stamp", ["", "2024", "20241332000000", "2024063022050x", "²0240630220507", "00000000000000"])
def test_what_is_no_stamp_means_no_moment(stamp: str) -> None:
    assert words.stamp_moment(stamp) is None


def test_long_texts_are_cut_at_a_word() -> None:
    assert words.short_text("ett två tre", 9) == "ett två …"
    assert words.short_text("kort", 9) == "kort"


def test_counted_nouns_agree_with_their_number() -> None:
    assert words.count_text(1, "träff", "träffar").replace(words.NBSP, " ") == "1 träff"
    assert words.count_text(0, "träff", "träffar").replace(words.NBSP, " ") == "0 träffar"


def test_addresses_are_shown_as_people_read_them() -> None:
    assert words.address_text("https://www.lillstad.example/nyheter/") == "lillstad.example/nyheter"
    assert words.address_text("fil.txt") == "fil.txt"
