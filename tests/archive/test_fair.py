"""However long the crawls of some sites take, every other gets its turn, and no site is asked too soon for it."""

from __future__ import annotations

import heapq
import threading
import time
from collections.abc import Callable
from contextlib import ExitStack
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from itertools import pairwise
from pathlib import Path

import pytest

from archive import steering, worker
from archive.model import Job, JobState, RunState
from archive.model.troubles import EventKind
from archive.parts import Archive
from archive.wiring import make_archive, open_archive
from crawler.model import Source
from tests.fakes.archives import memory_archive
from tests.fakes.storing import AT
from tests.hostile.server import Server, reply, running
from tests.hostile.world import OPEN, story

WORKERS, SOURCES = 2, 16
HOURS = 4
PAGES = {"stor": 20_000, "seg": 60, "borta": 1}
"""Requests that a crawl of a source takes: one that is never done within its hour, a slow one, one that fails."""
SECONDS = {"seg": 45.0}
"""Seconds that a request takes."""


@dataclass
class Hand:
    """One of the workers of a simulation: what it does, and when it is free."""

    name: str
    job: Job | None = None
    turn: worker.Turn | None = None


@dataclass
class Town:
    """Sources that are due every hour, workers that crawl them, and a clock that jumps from event to event."""

    archive: Archive
    now: list[datetime]
    left: dict[str, int] = field(default_factory=dict)
    waits: dict[str, list[timedelta]] = field(default_factory=dict)
    since: dict[str, datetime] = field(default_factory=dict)

    def kind(self, source: str) -> str:
        return source.partition("-")[0]

    def step(self, hand: Hand) -> float:
        """What a worker does next; gives the seconds it takes."""
        if hand.job is None or hand.turn is None:
            return self.begin(hand)
        self.left[hand.job.source] -= 1
        if self.left[hand.job.source] <= 0:
            self.end(hand.job)
        elif hand.turn.is_over():
            self.since[hand.job.source] = self.now[0]
            self.archive.store.jobs.put_aside(hand.job, not_before=self.now[0])
        else:
            self.archive.store.jobs.renew(hand.job, now=self.now[0])
            return SECONDS.get(self.kind(hand.job.source), 30.0)
        hand.job = None
        return 1.0

    def begin(self, hand: Hand) -> float:
        worker.plan(self.archive)
        hand.job = self.archive.store.jobs.claim(worker=hand.name, now=self.now[0])
        if hand.job is None:
            return 30.0
        asked = max(hand.job.due, self.since.get(hand.job.source, hand.job.due))
        self.waits.setdefault(hand.job.source, []).append(self.now[0] - asked)
        self.left.setdefault(hand.job.source, PAGES.get(self.kind(hand.job.source), 15))
        hand.turn = worker.Turn(self.archive, lambda: False, worker.SHARE)
        return 1.0

    def end(self, job: Job) -> None:
        del self.left[job.source]
        self.since[job.source] = self.now[0]
        state = JobState.FAILED if self.kind(job.source) == "borta" else JobState.DONE
        self.archive.store.jobs.end(job, state, now=self.now[0])


def test_no_source_waits_longer_than_a_share_of_time_for_each_of_the_others() -> None:
    now = [AT]
    with memory_archive(clock=lambda: now[0]) as archive:
        names = [f"{kind}-{number}" for number in range(SOURCES // 4) for kind in ("stor", "seg", "borta", "vanlig")]
        for name in names:
            archive.store.sources.save(Source(name=name, seeds=("https://x.se/",), schedule="varje timme"))
        town = Town(archive, now)
        queue = [(AT + timedelta(seconds=number), number) for number in range(WORKERS)]
        hands = [Hand(f"w:{number}") for number in range(WORKERS)]
        while queue[0][0] < AT + timedelta(hours=HOURS):
            now[0], number = heapq.heappop(queue)
            heapq.heappush(queue, (now[0] + timedelta(seconds=town.step(hands[number])), number))
    bound = (worker.SHARE + worker.ASK + timedelta(seconds=45)) * (SOURCES / WORKERS + 1)
    assert set(town.waits) == set(names)
    longest = {name: max(waits) for name, waits in town.waits.items()}
    assert max(longest.values()) <= bound
    assert min(map(len, town.waits.values())) >= timedelta(hours=HOURS) // bound


def test_a_crawl_goes_on_while_nobody_waits() -> None:
    now = [AT]
    with memory_archive(clock=lambda: now[0]) as archive:
        turn = worker.Turn(archive, lambda: False, worker.SHARE)
        for _ in range(100):
            now[0] += timedelta(minutes=1)
            assert not turn.is_over()
        steering.order(archive, "town", who="Eva")
        now[0] += worker.ASK
        assert turn.is_over()


DELAY, NUMBER = 0.15, 5


def site(stack: ExitStack, host: str, *, takes: float = 0.0) -> Server:
    """A host with a front page and pages, whose answers take a while."""
    server = stack.enter_context(running({}, host=host))
    paths = [f"/n{number}" for number in range(NUMBER)]
    answers = {"/robots.txt": OPEN, "/": reply(story(f"Kommunen {host}", *paths))}
    answers |= {path: reply(story(f"Nyhet {path} från {host}")) for path in paths}
    for path, answer in answers.items():
        server.deeds[path] = lambda sock, _, answer=answer: (time.sleep(takes), sock.sendall(answer))[1]  # type: ignore[misc]
    return server


def in_threads(work: Callable[[], None], number: int) -> None:
    """Do the same in so many threads, to the end."""
    threads = [threading.Thread(target=work, daemon=True) for _ in range(number)]
    for each in threads:
        each.start()
    for each in threads:
        each.join(120)
        assert not each.is_alive()


@pytest.mark.slow
def test_workers_on_one_archive_give_every_site_its_turn_and_never_ask_a_host_too_soon(tmp_path: Path) -> None:
    """Six sources: two on one host, a slow one, one where nobody answers, on an archive that three workers open."""
    make_archive(tmp_path)
    with ExitStack() as stack:
        servers = [site(stack, f"127.0.0.{number}", takes=0.3 if number == 12 else 0.02) for number in range(12, 16)]
        seeds = [f"{each.origin}/" for each in (*servers, servers[-1])] + ["http://127.0.0.17:9/"]
        names = [f"plats-{number}" for number in range(len(seeds))]
        with open_archive(tmp_path) as archive:
            for name, seed in zip(names, seeds, strict=True):
                source = Source(name=name, seeds=(seed,), delay=DELAY, allow_private=True)
                archive.store.sources.save(source)
                archive.store.jobs.order(name, who="Eva", now=archive.clock())

        def share() -> None:
            with open_archive(tmp_path) as mine:
                worker.work(mine, once=True, say=lambda _: None, stop=lambda: False, share=timedelta(seconds=0.5))

        in_threads(share, 3)
        with open_archive(tmp_path) as archive:
            runs = archive.store.runs.latest(limit=200)
            again = [
                run.started for run in runs if any(each.source == run.source and each.id < run.id for each in runs)
            ]
            jobs = archive.store.jobs.latest()
            rooms = [
                EventKind.MADE_ROOM in {each.kind for each in archive.store.history.events(run.id)} for run in runs
            ]
            states = {job.source: job.state for job in jobs}
            held = {name: pages for name, pages, _ in archive.store.pages.counts()}
        assert max(job.begun for job in jobs if job.begun) <= min(again, default=archive.clock())
        assert rooms == [run.state is RunState.STOPPED for run in runs]
        assert states == dict.fromkeys(names, JobState.DONE) | {names[-1]: JobState.FAILED}
        assert [held[name] for name in names[:3]] == [NUMBER + 1] * 3
        for server in servers:
            # The delay runs from the answer, which came after the request: from request to request it is longer still.
            asked = sorted(request.began for request in server.log.requests)
            assert min(after - before for before, after in pairwise(asked)) >= DELAY
