"""Workers whose machines disagree about the time go by the database's clock, and do nobody any harm."""

from __future__ import annotations

import logging
from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from itertools import pairwise

import pytest

from archive import jobs, worker
from archive.clocks import LOOK, SharedClock, complaint, skew_of
from archive.errors import Busy
from archive.health import health
from archive.parts import Archive
from archive.store.jobs import LEASE
from archive.web.views.health import make_health
from tests.fakes.archives import memory_archive
from tests.fakes.sites import small_site, source, stories
from tests.fakes.storing import AT

AHEAD, BEHIND = timedelta(minutes=7), timedelta(minutes=-4)


@dataclass
class World:
    """The true time, what the machines' clocks show besides, and how long the database takes to answer."""

    passed: float = 1_000.0
    off: dict[str, timedelta] = field(default_factory=dict)
    takes: list[float] = field(default_factory=list)
    is_away: bool = False

    def true(self) -> datetime:
        return AT + timedelta(seconds=self.passed)

    def ask(self) -> datetime:
        if self.is_away:
            raise Busy("the database does not answer")
        took = self.takes.pop(0) if self.takes else 0.0
        self.passed += took / 2
        said = self.true()
        self.passed += took / 2
        return said

    def clock(self, machine: str = "here") -> SharedClock:
        own = lambda: self.true() + self.off.get(machine, timedelta())  # noqa: E731
        return SharedClock(self.ask, steady=lambda: self.passed, own=own)


@pytest.fixture
def world() -> World:
    return World(off={"ahead": AHEAD, "behind": BEHIND})


@pytest.fixture
def hosts(world: World) -> Iterator[tuple[Archive, Archive]]:
    """One archive as two machines see it: one clock is minutes ahead, one minutes behind."""
    with memory_archive() as archive:
        yield replace(archive, clock=world.clock("ahead")), replace(archive, clock=world.clock("behind"))


def test_every_machine_has_the_databases_time_whatever_its_own_clock_shows(world: World) -> None:
    clocks = {each: world.clock(each) for each in ("here", "ahead", "behind")}
    for seconds in (0, 1, LOOK, 10 * LOOK):
        world.passed += seconds
        assert {clock() for clock in clocks.values()} == {world.true()}
    assert [skew_of(clock) for clock in clocks.values()] == [timedelta(), AHEAD, BEHIND]


def test_a_slow_answer_is_asked_for_again_and_the_quickest_counts(world: World) -> None:
    world.takes = [3.0, 0.5, 0.02]
    clock = world.clock()
    assert (clock(), world.takes) == (world.true(), [])


def test_a_database_that_is_away_does_not_stop_the_time(world: World, caplog: pytest.LogCaptureFixture) -> None:
    clock = world.clock("ahead")
    world.is_away = True
    world.passed += 5 * LOOK
    assert clock() == world.true()
    assert "cannot be read" in caplog.text


def test_a_machine_whose_clock_is_set_or_that_slept_looks_at_once(world: World) -> None:
    clock = world.clock()
    world.off["here"] = timedelta(hours=-1)
    assert (clock(), skew_of(clock)) == (world.true(), timedelta(hours=-1))


def test_the_time_stands_still_rather_than_going_back_a_little(world: World) -> None:
    clock = world.clock()
    first = clock()
    world.passed -= 0.4
    assert clock() == first
    world.passed -= 60
    assert clock() == world.true()


def test_a_lease_is_not_stolen_by_a_machine_that_is_ahead(world: World, hosts: tuple[Archive, Archive]) -> None:
    ahead, behind = hosts
    behind.store.jobs.order("town", who="Eva", now=behind.clock())
    job = behind.store.jobs.claim(worker="b:1", now=behind.clock())
    assert job is not None
    for _ in range(20):
        world.passed += LEASE.total_seconds() / 2
        behind.store.jobs.renew(job, now=behind.clock())
        assert ahead.store.jobs.claim(worker="a:1", now=ahead.clock()) is None
    run = behind.store.runs.start("town", worker="b:1", now=behind.clock())
    world.passed += LEASE.total_seconds() / 2
    with pytest.raises(Busy):
        ahead.store.runs.start("town", worker="a:1", now=ahead.clock())
    assert behind.store.runs.latest("town")[0].id == run.id


def test_a_dead_worker_is_not_waited_for_longer_by_a_machine_that_is_behind(
    world: World, hosts: tuple[Archive, Archive]
) -> None:
    ahead, behind = hosts
    ahead.store.jobs.order("town", who="Eva", now=ahead.clock())
    assert ahead.store.jobs.claim(worker="a:1", now=ahead.clock()) is not None
    world.passed += LEASE.total_seconds() + 1
    assert behind.store.jobs.claim(worker="b:1", now=behind.clock()) is not None


def test_a_site_is_asked_no_sooner_by_machines_that_disagree(world: World, hosts: tuple[Archive, Archive]) -> None:
    asked: list[datetime] = []
    for _ in range(400):
        for at, archive in enumerate(hosts):
            name, now = f"{'ab'[at]}:1", archive.clock()
            if archive.store.frontier.take_turn("x.se", who=name, delay=2.0, now=now) <= now:
                asked.append(world.true())
                world.passed += 0.05
                free = replace(archive.store.frontier.host("x.se"), held_by=None, held_until=None)
                archive.store.frontier.save_host(free)
        world.passed += 0.05
    gaps = [(later - sooner).total_seconds() for sooner, later in pairwise(asked)]
    assert min(gaps) >= 2.0
    assert max(gaps) < 2.2


def test_moments_of_a_schedule_are_planned_once_by_machines_that_disagree(
    world: World, hosts: tuple[Archive, Archive]
) -> None:
    hosts[0].store.sources.save(replace(hosts[0].store.sources.named("town"), schedule="varje timme"))
    planned = 0
    for _ in range(6 * 12):
        for archive in hosts:
            planned += len(worker.plan(archive))
            if (job := archive.store.jobs.claim(worker="w:1", now=archive.clock())) is not None:
                archive.store.jobs.end(job, worker.JobState.DONE, now=archive.clock())
        world.passed += 300
    assert planned in {6, 7}


def test_a_worker_on_a_machine_whose_clock_is_wrong_says_so(
    hosts: tuple[Archive, Archive], caplog: pytest.LogCaptureFixture
) -> None:
    with caplog.at_level(logging.WARNING):
        worker.work(hosts[0], once=True, say=lambda _: None)
    assert "420 seconds ahead of the database's" in caplog.text
    assert "240 seconds behind" in complaint(hosts[1].clock)
    assert complaint(lambda: AT) == ""


def test_the_health_page_says_by_how_much_the_clock_is_off(hosts: tuple[Archive, Archive]) -> None:
    shown = [dict(make_health(health(each)).rows).get("Klocka", "") for each in hosts]
    assert shown[0].startswith("webbserverns går 420\N{NO-BREAK SPACE}sekunder före databasens")
    assert shown[1].startswith("webbserverns går 240\N{NO-BREAK SPACE}sekunder efter databasens")


def test_what_is_captured_is_dated_by_the_shared_clock(world: World, hosts: tuple[Archive, Archive]) -> None:
    with small_site(stories()) as site:
        hosts[0].store.sources.save(source(site))
        report = jobs.crawl(hosts[0], source(site))
    kept = tuple(hosts[0].store.captures.all())
    assert len(kept) > 5
    assert {each.at for each in kept} == {report.run.started} == {world.true()}
