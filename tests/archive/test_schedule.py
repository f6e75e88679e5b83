"""When is a source due?"""

from datetime import UTC, datetime, timedelta

import pytest

from archive.errors import ConfigError
from archive.schedule import STOCKHOLM, check_schedule, due, is_due, next_time
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


@pytest.mark.parametrize("text", ["", "varje natt", "* * * *", "61 * * * *", "* * * * * *", "0 2 30 2 x"])
def test_a_text_that_is_no_schedule_is_refused_with_an_example(text: str) -> None:
    with pytest.raises(ConfigError, match="Example"):
        check_schedule(text)


def test_a_cron_text_is_a_schedule() -> None:
    assert check_schedule("0 2 * * 1-5") == "0 2 * * 1-5"
