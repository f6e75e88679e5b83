"""When is a source due?"""

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from archive.errors import ConfigError
from archive.model.moments import STOCKHOLM
from archive.schedule import check_schedule, due, fault, in_words, is_due, moment_due, next_in_words, next_time
from crawler.model import Source

NIGHTLY = Source(name="natt", seeds=("https://a.example/",), schedule="30 2 * * *")
NOW = datetime(2024, 4, 12, 9, tzinfo=UTC)


def swedish(*when: int) -> datetime:
    return datetime(*when, tzinfo=STOCKHOLM)  # type: ignore[misc]


def test_a_source_without_a_schedule_is_always_due() -> None:
    source = Source(name="a", seeds=())
    assert is_due(source, last=NOW, now=NOW)


def test_a_source_that_was_never_crawled_is_due() -> None:
    assert is_due(NIGHTLY, last=None, now=NOW)


def test_a_source_that_is_turned_off_is_never_due() -> None:
    source = Source(name="a", seeds=(), enabled=False)
    assert not is_due(source, last=None, now=NOW)


@pytest.mark.parametrize(("hour", "minute", "expected"), [(2, 29, False), (2, 30, True), (23, 0, True)])
def test_a_nightly_source_is_due_from_its_minute_on(hour: int, minute: int, *, expected: bool) -> None:
    last = swedish(2024, 4, 11, 2, 30)
    assert is_due(NIGHTLY, last=last, now=swedish(2024, 4, 12, hour, minute)) is expected


def test_many_missed_nights_are_one_run() -> None:
    last = swedish(2024, 4, 1, 2, 30)
    now = swedish(2024, 4, 12, 9)
    assert due([NIGHTLY], {"natt": last}, now=now) == (NIGHTLY,)
    assert due([NIGHTLY], {"natt": now}, now=now + timedelta(hours=1)) == ()


def test_the_hour_left_out_in_march_still_runs_once() -> None:
    found = next_time("30 2 * * *", after=swedish(2026, 3, 28, 12))
    assert found.astimezone(UTC) == datetime(2026, 3, 29, 1, 30, tzinfo=UTC)
    assert next_time("30 2 * * *", after=found).date().day == 30


def test_the_hour_that_comes_twice_in_october_runs_once() -> None:
    first = next_time("30 2 * * *", after=swedish(2026, 10, 24, 12))
    assert first.astimezone(UTC) == datetime(2026, 10, 25, 0, 30, tzinfo=UTC)
    second_half_past_two = datetime(2026, 10, 25, 1, 30, tzinfo=UTC)
    assert next_time("30 2 * * *", after=first) > second_half_past_two
    assert next_time("30 2 * * *", after=second_half_past_two).day == 26


@pytest.mark.parametrize("minutes", [15, 30, 60])
def test_what_runs_every_hour_runs_in_every_hour_there_is(minutes: int) -> None:
    every = f"*/{minutes} * * * *" if minutes < 60 else "varje timme"
    for begin, hours in [(swedish(2026, 10, 25), 25), (swedish(2026, 3, 29), 23)]:
        step, count = timedelta(minutes=minutes), hours * 60 // minutes
        at, found = begin.astimezone(UTC) - step, []
        for _ in range(count):
            at = next_time(every, after=at) or at
            found.append(at)
        assert found == [begin.astimezone(UTC) + number * step for number in range(count)]
        assert next_time(every, after=at) == begin + timedelta(days=1)


def test_a_time_of_day_that_was_met_is_not_met_again_in_the_second_of_two_equal_hours() -> None:
    second_two_o_clock = datetime(2026, 10, 25, 1, 0, tzinfo=UTC)
    assert next_time("45 2 * * *", after=second_two_o_clock) == swedish(2026, 10, 26, 2, 45)


def test_every_hour_of_weekdays_stays_in_them_over_a_change_of_the_clock() -> None:
    for friday, monday in [((2026, 10, 23), (2026, 10, 26)), ((2026, 3, 27), (2026, 3, 30))]:
        assert next_time("vardagar varje timme", after=swedish(*friday, 23)) == swedish(*monday, 0)


@pytest.mark.parametrize(
    ("text", "moment"),
    [
        ("varje natt", (2026, 9, 2, 2, 0)),
        ("Varje natt kl. 03.30", (2026, 9, 2, 3, 30)),
        ("varje dag 12", (2026, 9, 1, 12, 0)),
        ("vardagar 06", (2026, 9, 2, 6, 0)),
        ("helger 08:15", (2026, 9, 5, 8, 15)),
        ("måndagar och torsdagar 06:30", (2026, 9, 3, 6, 30)),
        ("varje timme", (2026, 9, 1, 11, 0)),
        ("varje timme 07-09", (2026, 9, 2, 7, 0)),
        ("vardagar varje timme 07:30-18", (2026, 9, 1, 10, 30)),
        ("varje timme under sammanträdesveckor v. 36, v. 40-41", (2026, 9, 1, 11, 0)),
        ("varje timme under sammanträdesveckor v38", (2026, 9, 14, 0, 0)),
        ("varje timme under sammanträdesveckor 35", (2027, 8, 30, 0, 0)),
        ("varje timme under veckorna 2028-W36", (2028, 9, 4, 0, 0)),
        ("varje natt under vecka 53", (2026, 12, 28, 2, 0)),
        ("varje natt under sammanträdesveckor 2026-09-16", (2026, 9, 14, 2, 0)),
        ("varje natt under sammanträdesveckor 2026-09-16..2026-09-18", (2026, 9, 16, 2, 0)),
        ("varje natt; varje timme under sammanträdesveckor v. 40", (2026, 9, 2, 2, 0)),
        ("0 4 * * 1 under vecka 37", (2026, 9, 7, 4, 0)),
        ("0 4 * * FRI", (2026, 9, 4, 4, 0)),
        ("varje natt under vecka 9998-09-01", (9998, 8, 31, 2, 0)),
    ],
)
def test_a_schedule_in_swedish_says_when(text: str, moment: tuple[int, ...]) -> None:
    assert next_time(check_schedule(text), after=swedish(2026, 9, 1, 10, 5)) == swedish(*moment)


@pytest.mark.parametrize(
    "text",
    ["varje natt under sammanträdesveckor 2020-09-16..2020-09-18", "0 3 31 12 * under vecka 20"],
)
def test_weeks_that_are_over_or_never_fit_have_no_next_moment(text: str) -> None:
    assert next_time(text, after=swedish(2026, 9, 1)) is None
    assert next_in_words(text, after=swedish(2026, 9, 1)) == "ingen gång till"
    source = replace(NIGHTLY, schedule=text)
    assert moment_due(source, last=swedish(2026, 9, 1), now=swedish(2026, 9, 30)) is None


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("0 2 * * *", "varje natt kl. 02.00"),
        ("varje dag 12:05", "varje dag kl. 12.05"),
        ("vardagar", "vardagar kl. 06.00"),
        ("0 8 * * 0,6", "helger kl. 08.00"),
        ("måndagar, onsdagar och söndagar 6", "måndagar, onsdagar och söndagar kl. 06.00"),
        ("varje timme", "varje timme"),
        ("vardagar varje timme 07:30-18", "vardagar varje timme kl. 07–18, 30 minuter över"),
        ("*/15 * * * *", "var 15:e minut"),
        ("*/2 * * * *", "var 2:a minut"),
        ("0 3 1 * *", "den 1 varje månad kl. 03.00"),
        ("0 3 1 1 *", "enligt cron-texten ”0 3 1 1 *”"),
        (
            "varje natt; varje timme under sammanträdesveckor v36, v40-41, 2027-v4, 2027-03-02..2027-03-03",
            "varje natt kl. 02.00; varje timme under vecka 36, vecka 40–41, vecka 4 2027 och 2027-03-02–2027-03-03",
        ),
        ("när det passar", "”när det passar” (går inte att läsa)"),
    ],
)
def test_a_schedule_is_said_in_swedish(text: str, words: str) -> None:
    assert in_words(text) == words


def test_the_next_moment_is_said_as_on_a_swedish_calendar() -> None:
    said = next_in_words("varje natt", after=swedish(2026, 11, 28, 12))
    assert said == "nästa gång: söndag 29 november 2026 kl. 02.00"


NO_SCHEDULES = [
    "",
    " ; ",
    "när det passar",
    "* * * *",
    "61 * * * *",
    "* * * * * *",
    "0 2 30 2 x",
    "0 0 30 2 *",
    "varje dag",
    "varje natt 25",
    "vardagar 06:75",
    "varje timme under sammanträdesveckor",
    "varje timme under sammanträdesveckor v. 54",
    "varje timme under sammanträdesveckor v. 40-36",
    "varje timme under sammanträdesveckor 2026-02-30",
    "varje timme under sammanträdesveckor 2026-09-18..2026-09-16",
    "varje timme under sammanträdesveckor 2025-v53",
    "varje timme under sammanträdesveckor i höst",
    "varje natt under vecka 9999-12-31",
    "varje natt; " * 200,
    "r 2 * * *",
    "0 R(1-5) * * *",
    "*/0 * * * *",
]


@pytest.mark.parametrize("text", NO_SCHEDULES)
def test_a_text_that_is_no_schedule_is_refused_with_an_example_in_both_languages(text: str) -> None:
    with pytest.raises(ConfigError, match="Example"):
        check_schedule(text)
    assert "varje natt" in fault(text)


def test_a_cron_text_is_a_schedule() -> None:
    assert check_schedule("0 2 * * 1-5") == "0 2 * * 1-5"
    assert fault("0 2 * * 1-5") == ""
