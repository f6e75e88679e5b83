"""The worker crawls what is due until it is told to stop; a signal ends work after the batch at hand."""

from __future__ import annotations

import os
import signal
import threading
import time
from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import datetime, timedelta

import pytest

from archive import jobs, steering, worker
from archive.errors import DiskFull
from archive.facets import SCHEMA
from archive.model import JobState, RunState, Tally
from archive.parts import Archive, system_clock
from archive.reports import Report
from index.errors import IndexAway
from index.memory import MemoryIndex
from index.model import Query
from tests.fakes.archives import memory_archive
from tests.fakes.sites import SmallSite, small_site, source, stories
from tests.fakes.storing import AT, later, memento


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
    worker.work(archive, once=once, say=said.append)


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
        said: list[Report] = []
        work(archive, said)
        (job,) = archive.store.jobs.open()
    assert (said, site.asked, job.state) == ([], [], JobState.ASIDE)


def test_a_job_is_closed_as_its_run_ended_and_knows_it(archive: Archive, site: SmallSite) -> None:
    archive.store.sources.save(source(site))
    archive.store.sources.save(replace(source(site, register="ingen"), name="trasig"))
    for name in ("town", "trasig"):
        steering.order(archive, name, who="Eva")
    work(archive, [])
    broken, done = archive.store.jobs.latest()
    assert (done.state, done.error, done.attempt) == (JobState.DONE, None, 1)
    assert done.run == archive.store.runs.latest("town")[0].id
    assert broken.state is JobState.FAILED
    assert "ingen" in (broken.error or "")


class AwayIndex(MemoryIndex):
    """It does not answer as long as it is `away`."""

    away = True

    @property
    def is_stale(self) -> bool:
        if self.away:
            raise IndexAway("the search cluster does not answer")
        return False


def test_what_came_while_the_index_was_away_is_found_without_another_crawl() -> None:
    index = AwayIndex(SCHEMA)
    with memory_archive(index=index, clock=system_clock) as archive:
        archive.store.pages.save(memento())
        work(archive, [])
        assert archive.store.changes.count() == 1
        index.away = False
        work(archive, [])
        assert archive.store.changes.count() == 0
        assert index.search(Query()).total == 1


def test_moments_that_passed_while_nobody_worked_are_one_crawl(site: SmallSite) -> None:
    now = [AT]
    with memory_archive(clock=lambda: now[0]) as archive:
        archive.store.sources.save(source(site, schedule="varje timme"))
        for hours, count in ((0, 1), (0.4, 1), (30, 2), (30.1, 2), (31, 3)):
            now[0] = AT + timedelta(hours=hours)
            work(archive, [])
            assert len(archive.store.jobs.latest()) == count, hours


def test_a_crawl_begun_by_hand_answers_for_the_moments_before_it(site: SmallSite) -> None:
    with memory_archive(clock=lambda: later(days=2)) as archive:
        archive.store.sources.save(source(site, schedule="varje natt"))
        assert jobs.crawl(archive, source(site)).run.state is RunState.DONE
        assert worker.plan(archive) == ()


def test_a_schedule_that_cannot_be_read_holds_nobody_up(archive: Archive, site: SmallSite) -> None:
    archive.store.sources.save(source(site, schedule="varje natt"))
    archive.store.sources.save(replace(source(site, schedule="en gång"), name="annan"))
    run = archive.store.runs.start("annan", worker="w", now=AT)
    archive.store.runs.end(run, RunState.DONE, Tally(), now=AT)
    assert [job.source for job in worker.plan(archive)] == ["town"]


def test_a_source_turned_off_after_its_schedule_asked_is_left_alone(archive: Archive, site: SmallSite) -> None:
    archive.store.sources.save(source(site, schedule="varje natt"))
    (job,) = worker.plan(archive)
    archive.store.sources.save(source(site, schedule="varje natt", enabled=False))
    work(archive, [])
    ended = archive.store.jobs.one(job.id)
    assert (ended.state, ended.error, site.asked) == (JobState.STOPPED, "town is turned off", [])


def test_a_job_for_which_the_disk_has_no_room_waits(archive: Archive) -> None:
    def full(*_: object, **__: object) -> Report:
        raise DiskFull("no room")

    job = steering.order(archive, "town", who="Eva")
    worker.work(archive, once=True, say=lambda _: None, crawl=full)
    assert archive.store.jobs.one(job.id).state is JobState.ASIDE
    assert archive.store.jobs.claim(worker="v", now=system_clock()) is None
    assert archive.store.jobs.claim(worker="v", now=system_clock() + worker.BUSY) is not None


def test_what_nobody_foresaw_fails_the_job_and_not_the_worker(archive: Archive, site: SmallSite) -> None:
    archive.store.sources.save(source(site))
    job = steering.order(archive, "town", who="Eva")

    def broken(_: Report) -> None:
        raise ZeroDivisionError("oj")

    with memory_archive(clock=system_clock) as other:
        other.store.sources.save(replace(source(site), seeds=(1,)))  # type: ignore[arg-type]
        unforeseen = steering.order(other, "town", who="Eva")
        work(other, [])
        assert other.store.jobs.one(unforeseen.id).state is JobState.FAILED
    with pytest.raises(ZeroDivisionError):
        worker.work(archive, once=True, say=broken)
    assert archive.store.jobs.one(job.id).state is JobState.LEASED


@pytest.mark.parametrize(
    ("act", "state"), [(steering.pause, JobState.ASIDE), (steering.stop, JobState.STOPPED)], ids=["pause", "stop"]
)
def test_what_a_person_says_holds_from_the_request_after_the_one_at_hand(
    archive: Archive, site: SmallSite, act: Callable[[Archive, str], None], state: JobState
) -> None:
    archive.store.sources.save(source(site))
    job = steering.order(archive, "town", who="Eva")
    asked = len(site.asked)

    def clock() -> datetime:
        nonlocal asked
        if len(site.asked) >= 3 and not asked:
            act(archive, "town")
            time.sleep(2 * steering.LOOK)
            asked = len(site.asked)
        return system_clock()

    work(replace(archive, clock=clock), [])
    assert archive.store.jobs.one(job.id).state is state
    assert asked <= len(site.asked) <= asked + 1
    assert archive.store.runs.latest("town")[0].state is RunState.STOPPED


def test_a_paused_crawl_goes_on_where_it_was(archive: Archive, site: SmallSite) -> None:
    archive.store.sources.save(source(site))
    job = steering.order(archive, "town", who="Eva")

    def clock() -> datetime:
        if len(site.asked) == 3:
            steering.pause(archive, "town")
        return system_clock()

    work(replace(archive, clock=clock), [])
    work(archive, [])
    assert len(site.asked) < 9
    steering.resume(archive, "town")
    work(archive, [])
    ended = archive.store.jobs.one(job.id)
    assert (ended.state, ended.attempt) == (JobState.DONE, 2)
    assert len(site.asked) == len(set(site.asked))
    assert len(list(archive.store.pages.all())) == 6


def test_a_crawl_begun_by_hand_passes_over_a_pause_of_before_and_obeys_one_of_now(
    archive: Archive, site: SmallSite
) -> None:
    steering.pause(archive, "town")
    assert jobs.due(archive) == ()
    assert jobs.crawl(archive, source(site)).run.state is RunState.DONE
    steering.resume(archive, "town")
    report = jobs.crawl(archive, source(site), show=lambda *_: steering.pause(archive, "town"))
    assert report.run.state in {RunState.STOPPED, RunState.DONE}


def test_a_worker_that_is_told_to_end_puts_its_job_aside_and_takes_no_other(archive: Archive, site: SmallSite) -> None:
    for name in ("a", "b"):
        archive.store.sources.save(replace(source(site), name=name))
        steering.order(archive, name, who="Eva")
    worker.work(archive, say=lambda _: None, stop=lambda: len(site.asked) >= 2)
    assert [job.state for job in archive.store.jobs.open()] == [JobState.ASIDE, JobState.WAITING]
    (mine,) = archive.store.workers.all()
    assert (mine.name, mine.busy_with) == (jobs.worker_name(), None)
    assert mine.left is not None


def test_a_worker_in_the_background_does_what_is_ordered_and_ends_with_its_block(
    archive: Archive, site: SmallSite
) -> None:
    archive.store.sources.save(source(site))
    job = steering.order(archive, "town", who="Eva")
    with worker.in_background(archive):
        end = time.monotonic() + 120
        while archive.store.jobs.one(job.id).state is not JobState.DONE and time.monotonic() < end:
            time.sleep(0.05)
    assert archive.store.jobs.one(job.id).state is JobState.DONE
    assert archive.store.workers.all()[0].left is not None


def test_the_worker_rests_until_a_signal_comes(archive: Archive) -> None:
    timer = threading.Timer(0.3, lambda: os.kill(os.getpid(), signal.SIGINT))
    timer.start()
    work(archive, [], once=False)
    timer.join()
    assert signal.getsignal(signal.SIGINT) == signal.default_int_handler


def test_a_crawl_that_breaks_as_nobody_foresaw_leaves_no_run_open(
    archive: Archive, site: SmallSite, monkeypatch: pytest.MonkeyPatch
) -> None:
    def break_(*_: object) -> None:
        raise RuntimeError("odd")

    monkeypatch.setattr(jobs, "_walk", break_)
    archive.store.sources.save(source(site))
    steering.order(archive, source(site).name, who="Åsa")
    worker.work(archive, once=True, say=print)
    (run,) = archive.store.runs.latest(source(site).name)
    assert (run.state, run.error) == (RunState.FAILED, "RuntimeError: odd")
    assert [each.state for each in archive.store.jobs.latest()] == [JobState.FAILED]


def test_a_first_crawl_begun_by_hand_is_not_done_twice(archive: Archive, site: SmallSite) -> None:
    archive.store.sources.save(replace(source(site), schedule="0 2 1 1 *"))
    archive.store.runs.start(source(site).name, worker="elsewhere:1", now=archive.clock())
    assert worker.plan(archive) == ()
