"""When a host may be asked next, and a target again."""

from __future__ import annotations

from datetime import timedelta

import pytest

from crawler.model import Capture, Failure, Host, Refusal, Target
from crawler.politeness import next_attempt, pause_after, ready_at, retry_after
from crawler.verdict import host_pause, is_unreached, verdict
from tests.fakes.crawling import START

SECOND = timedelta(seconds=1)
TARGET = Target(url="https://a.se/", source="n")


def answer(status: int, retry: str | None = None) -> Capture:
    headers = (("Retry-After", retry),) if retry else ()
    return Capture(url=TARGET.url, at=START, status=status, headers=headers, body=b"", digest="")


def test_a_host_is_ready_when_the_delay_is_over() -> None:
    assert ready_at(Host(name="a.se"), 10, START) == START
    assert ready_at(Host(name="a.se", asked_at=START - 3 * SECOND), 10, START) == START + 7 * SECOND
    assert ready_at(Host(name="a.se", asked_at=START - 30 * SECOND), 10, START) == START


def test_a_pause_is_longer_than_the_delay() -> None:
    host = Host(name="a.se", asked_at=START, paused_until=START + 60 * SECOND)
    assert ready_at(host, 1, START) == START + 60 * SECOND


def test_a_clock_turned_back_does_not_silence_a_host_for_years() -> None:
    ahead = START + timedelta(days=900)
    assert ready_at(Host(name="a.se", asked_at=ahead), 2, START) == START + 2 * SECOND
    assert ready_at(Host(name="a.se", paused_until=ahead), 2, START) == START + timedelta(days=1)


@pytest.mark.parametrize(
    ("value", "seconds"),
    [
        ("120", 120),
        (" 5 ", 5),
        ("Wed, 10 Apr 2024 08:01:00 GMT", 60),
        ("Wed, 10 Apr 2024 08:01:00", 60),
        ("999999999999", 86_400),
        ("Tue, 10 Apr 2034 08:00:00 GMT", 86_400),
    ],
)
def test_retry_after_is_seconds_or_a_date_and_at_most_a_day(value: str, seconds: int) -> None:
    assert retry_after(value, START) == seconds * SECOND


@pytest.mark.parametrize(
    "value", [None, "", "0", "-5", "snart", "Wed, 10 Apr 2014 08:01:00 GMT", "Wed, 99 Apr 2024", "²"]
)
def test_retry_after_that_says_nothing(value: str | None) -> None:
    assert retry_after(value, START) is None


def test_attempts_wait_longer_and_end() -> None:
    waits = [next_attempt(attempt, START) for attempt in (1, 2, 3, 4)]
    assert waits == [START + 5 * SECOND, START + 60 * SECOND, START + 900 * SECOND, None]
    assert next_attempt(1, START, 300 * SECOND) == START + 300 * SECOND


def test_a_host_that_cannot_be_reached_is_left_alone_longer_and_longer() -> None:
    assert pause_after(2, START) is None
    assert pause_after(3, START) == START + timedelta(minutes=10)
    assert pause_after(4, START) == START + timedelta(minutes=20)
    assert pause_after(400, START) == START + timedelta(days=1)


@pytest.mark.parametrize("status", [200, 203, 204, 404, 410, 301, 308])
def test_pages_redirects_and_absences_are_kept(status: int) -> None:
    assert verdict(TARGET, answer(status), START) == answer(status)


@pytest.mark.parametrize("status", [400, 401, 403, 405, 451, 206, 300, 999])
def test_other_answers_are_failures_without_a_second_try(status: int) -> None:
    visit = verdict(TARGET, answer(status), START)
    assert isinstance(visit, Failure)
    assert visit.cause == f"http-{status}"
    assert (visit.retry_at is None) == (status < 500)


@pytest.mark.parametrize("status", [408, 425, 429, 500, 502, 503, 504])
def test_overload_and_server_errors_are_tried_again(status: int) -> None:
    visit = verdict(TARGET, answer(status, "30"), START)
    assert isinstance(visit, Failure)
    assert (visit.retry_at, visit.attempt) == (START + 30 * SECOND, 1)


def test_broken_connections_are_tried_again_but_a_put_off_target_keeps_its_moment() -> None:
    broken = verdict(TARGET, Failure(url=TARGET.url, at=START, cause="reset"), START)
    assert isinstance(broken, Failure)
    assert broken.retry_at == START + 5 * SECOND
    late = Failure(url=TARGET.url, at=START, cause="host-paused", retry_at=START + 99 * SECOND)
    assert verdict(TARGET, late, START) is late


def test_only_overload_pauses_the_host() -> None:
    assert host_pause(answer(503, "60"), START) == 60 * SECOND
    assert host_pause(answer(429, "60"), START) == 60 * SECOND
    assert host_pause(answer(503), START) is None
    assert host_pause(answer(200, "60"), START) is None
    assert host_pause(Refusal(url="x", at=START, rule="address"), START) is None


def test_a_host_not_reached_is_told_from_a_page_that_fails() -> None:
    assert is_unreached(Failure(url="x", at=START, cause="dns"))
    assert not is_unreached(Failure(url="x", at=START, cause="body"))
    assert not is_unreached(answer(500))
