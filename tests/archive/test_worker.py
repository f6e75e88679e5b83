"""The worker crawls what is due until it is told to stop; a signal ends work after the batch at hand."""

from __future__ import annotations

import os
import signal
import threading
from collections.abc import Iterator

import pytest

from archive import jobs
from archive.model import RunState
from archive.parts import Archive, system_clock
from archive.reports import Report
from tests.fakes.archives import memory_archive
from tests.fakes.sites import SmallSite, small_site, source, stories
from tests.fakes.storing import AT, later


@pytest.fixture
def site() -> Iterator[SmallSite]:
    with small_site(stories()) as running:
        yield running


@pytest.fixture
def archive() -> Iterator[Archive]:
    with memory_archive(clock=system_clock) as opened:
        yield opened


def test_a_signal_ends_the_crawl_after_the_batch_at_hand(archive: Archive, site: SmallSite) -> None:
    report = jobs.crawl(archive, source(site), show=lambda *_: os.kill(os.getpid(), signal.SIGTERM))
    assert report.run.state is RunState.STOPPED
    assert report.run.tally.waiting > 0
    assert signal.getsignal(signal.SIGTERM) == signal.SIG_DFL


def test_a_second_signal_is_not_held_back() -> None:
    heard: list[int] = []
    before = signal.signal(signal.SIGINT, lambda number, _: heard.append(number))
    try:
        with jobs.stop_flag() as is_stopped:
            signal.raise_signal(signal.SIGINT)
            assert (is_stopped(), heard) == (True, [])
            signal.raise_signal(signal.SIGINT)
            assert heard == [signal.SIGINT]
    finally:
        signal.signal(signal.SIGINT, before)


def work(archive: Archive, said: list[Report], *, once: bool = True) -> None:
    jobs.work(archive, once=once, say=said.append)


def test_the_worker_crawls_what_has_a_schedule_and_is_due(archive: Archive, site: SmallSite) -> None:
    archive.store.sources.save(source(site))
    said: list[Report] = []
    work(archive, said)
    assert said == []
    archive.store.sources.save(source(site, schedule="0 2 * * *"))
    work(archive, said)
    work(archive, said)
    assert [report.run.state for report in said] == [RunState.DONE]


def test_the_worker_leaves_a_busy_source_to_who_has_it(site: SmallSite) -> None:
    with memory_archive(clock=lambda: later(seconds=50)) as archive:
        archive.store.sources.save(source(site, schedule="* * * * *"))
        archive.store.runs.start("town", worker="annan-maskin:1", now=AT)
        assert [each.name for each in jobs.due(archive)] == ["town"]
        said: list[Report] = []
        work(archive, said)
    assert (said, site.asked) == ([], [])


def test_the_worker_rests_until_a_signal_comes(archive: Archive) -> None:
    timer = threading.Timer(0.3, lambda: os.kill(os.getpid(), signal.SIGINT))
    timer.start()
    work(archive, [], once=False)
    timer.join()
    assert signal.getsignal(signal.SIGINT) == signal.default_int_handler
