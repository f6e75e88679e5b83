"""What every store must do with jobs: one lease at a time, none lost, and what people say outlives every process."""

from __future__ import annotations

from datetime import timedelta

import pytest

from archive.errors import Busy, NotFound
from archive.model import Job, JobState, RunState, Signs, Tally
from archive.store import Store
from archive.store.jobs import LEASE
from tests.fakes.storing import AT, later


def claimed(store: Store, seconds: float = 0, worker: str = "w", dead: tuple[str, ...] = ()) -> Job | None:
    return store.jobs.claim(worker=worker, now=later(seconds=seconds), is_dead=dead.__contains__)


def leased(store: Store, seconds: float = 0, worker: str = "w", dead: tuple[str, ...] = ()) -> Job:
    job = claimed(store, seconds, worker, dead)
    assert job is not None
    return job


def state(store: Store, job: Job) -> JobState:
    return store.jobs.one(job.id).state


def test_a_planned_job_is_claimed_once_when_its_moment_has_come(store: Store) -> None:
    planned = store.jobs.plan("a", due=later(seconds=10))
    assert planned is not None
    assert (planned.state, planned.asked_by) == (JobState.WAITING, None)
    assert claimed(store, 9) is None
    job = leased(store, 10)
    assert (job.id, job.leased_by, job.attempt, job.begun) == (planned.id, "w", 1, later(seconds=10))
    assert job.lease_until == later(seconds=10) + LEASE
    assert claimed(store, 10, "v") is None


def test_a_moment_has_one_job_however_many_look_at_the_schedule(store: Store) -> None:
    assert store.jobs.plan("a", due=AT) is not None
    assert store.jobs.plan("a", due=AT) is None
    store.jobs.end(leased(store), JobState.DONE, now=AT)
    assert store.jobs.plan("a", due=AT) is None


def test_moments_that_pass_while_a_job_waits_are_its_own(store: Store) -> None:
    store.jobs.plan("a", due=AT)
    assert store.jobs.plan("a", due=later(days=1)) is None
    assert store.jobs.covered("a") == AT
    leased(store, 500)
    assert store.jobs.covered("a") == later(seconds=500)


def test_a_moment_that_passes_during_a_run_waits_for_its_end(store: Store) -> None:
    store.jobs.plan("a", due=AT)
    first = leased(store)
    second = store.jobs.plan("a", due=later(seconds=5))
    assert second is not None
    assert claimed(store, 10, "v") is None
    store.jobs.end(first, JobState.DONE, now=later(seconds=11))
    assert leased(store, 12, "v").id == second.id


def test_the_job_that_is_longest_due_comes_first_and_sources_run_side_by_side(store: Store) -> None:
    store.jobs.plan("b", due=later(seconds=2))
    store.jobs.plan("a", due=later(seconds=1))
    assert [each.source for each in store.jobs.open()] == ["a", "b"]
    assert [leased(store, 3, worker).source for worker in ("w", "v")] == ["a", "b"]


def test_an_order_is_due_at_once_and_a_second_one_is_the_same_job(store: Store) -> None:
    job = store.jobs.order("a", who="Eva", now=AT)
    assert (job.asked_by, job.due) == ("Eva", AT)
    assert store.jobs.order("a", who="Åke", now=later(seconds=1)) == job
    begun = leased(store, 2)
    assert store.jobs.order("a", who="Åke", now=later(seconds=3)).id == begun.id


def test_a_lease_that_is_renewed_holds_and_one_that_is_not_is_taken_over(store: Store) -> None:
    store.jobs.plan("a", due=AT)
    job = leased(store)
    store.jobs.renew(job, now=later(seconds=50))
    assert claimed(store, 109, "v") is None
    taken = leased(store, 110, "v")
    assert (taken.id, taken.leased_by, taken.attempt, taken.deaths) == (job.id, "v", 2, 1)


def test_who_lost_a_lease_can_neither_renew_nor_close(store: Store) -> None:
    store.jobs.plan("a", due=AT)
    lost = leased(store)
    taken = leased(store, 61, "v")
    for act in (lambda: store.jobs.renew(lost, now=later(seconds=62)), lambda: store.jobs.attach(lost, 7)):
        with pytest.raises(Busy, match="taken over"):
            act()
    store.jobs.end(lost, JobState.FAILED, now=later(seconds=63))
    store.jobs.put_aside(lost, not_before=AT)
    assert store.jobs.one(taken.id) == taken


def test_a_worker_known_to_be_dead_is_not_waited_for(store: Store) -> None:
    store.jobs.plan("a", due=AT)
    leased(store)
    assert leased(store, 1, "v", dead=("w",)).attempt == 2


def test_the_run_of_a_dead_worker_is_closed_and_its_beat_refused(store: Store) -> None:
    store.jobs.plan("a", due=AT)
    job, run = leased(store), store.runs.start("a", worker="w", now=AT)
    store.jobs.attach(job, run.id)
    leased(store, 61, "v")
    (closed,) = store.runs.latest("a")
    assert (closed.state, closed.ended) == (RunState.FAILED, later(seconds=61))
    with pytest.raises(Busy):
        store.runs.beat(run, Tally(), now=later(seconds=62))


def test_a_source_that_never_had_a_job_is_covered_by_none(store: Store) -> None:
    store.jobs.plan("a", due=AT)
    assert store.jobs.covered("b") is None


def test_a_job_that_a_worker_died_of_lets_others_go_first(store: Store) -> None:
    store.jobs.plan("a", due=AT)
    leased(store)
    store.jobs.plan("b", due=later(seconds=1))
    assert leased(store, 2, "v", dead=("w",)).source == "b"


def test_what_is_put_aside_goes_behind_those_that_wait_and_before_those_that_come_later(store: Store) -> None:
    for number, source in enumerate("abc"):
        store.jobs.plan(source, due=later(seconds=number))
    job = leased(store, 5)
    assert store.jobs.is_wanted(now=later(seconds=5))
    store.jobs.put_aside(job, not_before=later(seconds=6))
    store.jobs.plan("d", due=later(seconds=7))
    assert [leased(store, 8, each).source for each in "wvxy"] == ["b", "c", "a", "d"]
    assert not store.jobs.is_wanted(now=later(seconds=8))


def test_a_job_that_many_workers_die_of_waits_longer_and_longer_and_is_never_given_up(store: Store) -> None:
    store.jobs.plan("a", due=AT)
    deadly, at = leased(store), 0
    for wait in (0, 0, 0, 30, 60, 120, 240, 480, 960, 1920, 3600, 3600):
        if wait:
            assert claimed(store, at, "v", dead=("w",)) is None
            assert claimed(store, at + wait - 1, "v") is None
        at += wait
        assert leased(store, at, "w", dead=("w",)).id == deadly.id
    assert store.jobs.one(deadly.id).error == "12 workers died while they did it"
    store.jobs.end(store.jobs.one(deadly.id), JobState.DONE, now=later(seconds=at))
    assert store.jobs.one(deadly.id).error is None


def test_what_is_put_aside_goes_on_from_its_moment_with_the_same_job(store: Store) -> None:
    store.jobs.plan("a", due=AT)
    job = leased(store)
    store.jobs.plan("a", due=later(seconds=1))
    store.jobs.put_aside(job, not_before=later(seconds=30))
    assert (state(store, job), claimed(store, 29)) == (JobState.ASIDE, None)
    again = leased(store, 30)
    assert (again.id, again.attempt, again.deaths, again.begun) == (job.id, 2, 0, AT)


def test_a_paused_source_rests_until_it_is_resumed(store: Store) -> None:
    store.jobs.plan("a", due=AT)
    store.jobs.pause("a", now=AT)
    store.jobs.pause("a", now=later(seconds=5))
    assert (store.jobs.paused(), store.jobs.signs("a").paused) == ({"a": AT}, AT)
    assert claimed(store, 9) is None
    store.jobs.resume("a")
    assert store.jobs.signs("a") == Signs()
    assert leased(store, 10).source == "a"


def test_who_orders_a_paused_source_means_it(store: Store) -> None:
    store.jobs.pause("a", now=AT)
    store.jobs.order("a", who="Eva", now=AT)
    assert store.jobs.paused() == {}
    assert leased(store).source == "a"


def test_stopping_closes_what_waits_and_tells_what_runs(store: Store) -> None:
    store.jobs.plan("a", due=AT)
    running = leased(store)
    waiting = store.jobs.plan("a", due=later(seconds=1))
    assert waiting is not None
    store.jobs.stop("a", now=later(days=2))
    assert (state(store, running), state(store, waiting)) == (JobState.LEASED, JobState.STOPPED)
    assert store.jobs.signs("a").stops == running.stops + 1
    assert store.jobs.covered("a") == later(days=2)


def test_stopping_leaves_a_pause_and_other_sources_as_they_are(store: Store) -> None:
    other = store.jobs.order("b", who="Eva", now=AT)
    store.jobs.pause("a", now=AT)
    store.jobs.stop("a", now=AT)
    assert store.jobs.signs("a") == Signs(paused=AT, stops=1)
    assert store.jobs.one(other.id) == other


def test_what_was_told_to_stop_is_not_taken_over_from_the_dead(store: Store) -> None:
    store.jobs.plan("a", due=AT)
    job = leased(store)
    store.jobs.stop("a", now=later(seconds=1))
    assert claimed(store, 61, "v") is None
    assert state(store, job) is JobState.STOPPED


def test_a_job_remembers_its_run_and_how_it_ended(store: Store) -> None:
    store.jobs.plan("a", due=AT)
    job = leased(store)
    store.jobs.attach(job, 7)
    store.jobs.end(job, JobState.FAILED, now=later(seconds=9), error="nobody answers")
    ended = store.jobs.one(job.id)
    assert (ended.run, ended.ended, ended.error) == (7, later(seconds=9), "nobody answers")
    assert (ended.leased_by, ended.lease_until) == (None, None)
    assert store.jobs.open() == ()


def test_the_newest_jobs_come_first_and_a_job_that_is_not_there_is_not_found(store: Store) -> None:
    first, second = (store.jobs.order(name, who="Eva", now=AT) for name in "ab")
    assert store.jobs.latest() == (second, first)
    assert store.jobs.latest("a") == (first,)
    assert store.jobs.latest(limit=1) == (second,)
    with pytest.raises(NotFound, match="no job 99"):
        store.jobs.one(99)


def test_a_worker_is_heard_of_until_it_leaves_and_forgotten_after_a_month(store: Store) -> None:
    store.workers.beat("w", now=AT)
    store.workers.beat("w", now=later(seconds=10), busy_with="a")
    store.workers.beat("v", now=later(seconds=5))
    busy, idle = store.workers.all()
    assert (busy.name, busy.started, busy.seen, busy.busy_with) == ("w", AT, later(seconds=10), "a")
    assert (idle.name, idle.busy_with, idle.left) == ("v", None, None)
    store.workers.leave("w", now=later(seconds=20))
    assert (store.workers.all()[0].left, store.workers.all()[0].busy_with) == (later(seconds=20), None)
    store.workers.beat("x", now=later(days=31))
    assert [each.name for each in store.workers.all()] == ["x"]


def test_a_worker_that_comes_back_under_its_name_has_begun_anew(store: Store) -> None:
    store.workers.beat("w", now=AT)
    store.workers.leave("w", now=later(seconds=1))
    store.workers.beat("w", now=AT + timedelta(hours=1))
    (again,) = store.workers.all()
    assert (again.started, again.left) == (AT + timedelta(hours=1), None)
