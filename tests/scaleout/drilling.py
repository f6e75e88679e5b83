"""Writers and searchers at work while a drill does its worst, and what they must never see."""

from __future__ import annotations

import time
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from threading import Event, Thread

from index.analysis import PlainAnalyzer
from index.errors import IndexAway, IndexBusy
from index.model import Document, Query, SearchIndex
from index.opensearch_engine import Cluster, open_index
from index.syntax import parse
from tests.contract.searching import SCHEMA, TODAY, numbers, page
from tests.scaleout.cluster import PATIENCE, TestCluster

NAME = "drill"
EACH = 5
"""Documents of a batch."""
BREATH = 0.1
"""Seconds between two acts of one thread: the drill shows what is right, not how much fits."""
WORD = Query(root=parse("budget", SCHEMA, today=TODAY).root)
"""What every document holds."""


def opened(
    at: TestCluster, *, name: str = NAME, shards: int = 2, replicas: int = 1, timeout: float = 10.0
) -> SearchIndex:
    """The drill's index as a process of its own would open it."""
    cluster = Cluster(addresses=at.addresses, name=name, shards=shards, replicas=replicas, timeout=timeout)
    return open_index(cluster, SCHEMA, PlainAnalyzer())


def pages(count: int, *, first: int = 0, unit: str = "Skola") -> list[Document]:
    return [page(f"p{number:05}", f"budget nummer {number}", unit=unit) for number in range(first, first + count)]


def stored(index: SearchIndex, documents: list[Document]) -> None:
    with index.batch() as batch:
        for each in documents:
            batch.put(each)


class Load:
    """One who writes and one who searches, each over a client of its own, until the drill is over.

    `acknowledged` counts documents of batches that ended well, `begun` those of batches that may have got through.
    """

    def __init__(self, at: TestCluster, *, writes: bool = True, timeout: float = 10.0) -> None:
        self.writer, self.searcher = opened(at, timeout=timeout), opened(at, timeout=timeout)
        self.begun = self.acknowledged = self.answers = 0
        self.refused: Counter[str] = Counter()
        """Batches that were to be tried again, by error."""
        self.unanswered: list[str] = []
        self.units: list[dict[str, int]] = []
        """Counts by unit, of each answer that differs from the one before."""
        self.wrong: list[str] = []
        self._over = Event()
        works = [self._search, self._write] if writes else [self._search]
        self._threads = [Thread(target=self._keep, args=(work,), daemon=True) for work in works]

    def start(self) -> None:
        for each in self._threads:
            each.start()

    def end(self) -> None:
        self._over.set()
        for each in self._threads:
            each.join(PATIENCE)
        self.writer.close()
        self.searcher.close()

    def go_on(self, *, answers: int = 5, documents: int = 0) -> None:
        """Returns when so much more was answered and acknowledged."""
        wanted = self.answers + answers, self.acknowledged + documents
        self._until(lambda: self.answers >= wanted[0] and self.acknowledged >= wanted[1])

    def tried(self, times: int) -> None:
        """Returns when so many more searches have ended, however they did."""
        wanted = self.answers + len(self.unanswered) + times
        self._until(lambda: self.answers + len(self.unanswered) >= wanted)

    def _until(self, holds: Callable[[], bool]) -> None:
        until = time.monotonic() + PATIENCE
        while not holds():
            assert not self.wrong, self.wrong
            assert time.monotonic() < until, (self.answers, self.acknowledged, self.refused, self.unanswered)
            time.sleep(BREATH)

    def _keep(self, work: Callable[[], None]) -> None:
        """Over and over; what nobody foresaw is told as wrong, not lost with its thread."""
        try:
            while not self._over.wait(BREATH):
                work()
        except Exception as failure:  # noqa: BLE001 - a drill tells every failure
            self.wrong.append(repr(failure))

    def _write(self) -> None:
        """A batch that was not acknowledged is written again, as the archive does with its changes."""
        waiting = pages(EACH, first=self.acknowledged)
        self.begun = self.acknowledged + EACH
        try:
            stored(self.writer, waiting)
        except (IndexAway, IndexBusy) as refusal:
            self.refused[str(refusal)] += 1
        else:
            self.acknowledged += EACH

    def _search(self) -> None:
        least = self.acknowledged
        try:
            found = self.searcher.search(WORD)
        except IndexAway as away:
            self.unanswered.append(str(away))
            return
        self.answers += 1
        if not least <= found.total <= self.begun:
            self.wrong.append(f"{found.total} documents found where at least {least}, at most {self.begun} are")

        units = numbers(found.facets["unit"])
        if [units] != self.units[-1:]:
            self.units.append(units)

    def assert_all_kept(self) -> None:
        """Every acknowledged document is there, and what is counted is what is there."""
        assert not self.wrong, self.wrong
        held = set(self.searcher.ids())
        assert {each.id for each in pages(self.acknowledged)} <= held
        assert self.searcher.search(WORD).total == len(held)


@contextmanager
def load(at: TestCluster) -> Iterator[Load]:
    """People write and search before, while and after."""
    with running(Load(at)) as both:
        both.go_on(documents=EACH)
        at.wait_green()
        yield both
        both.go_on(documents=EACH)


@contextmanager
def searching(at: TestCluster, held: int, *, timeout: float = 10.0) -> Iterator[Load]:
    """People search among so many documents before, while and after."""
    work = Load(at, writes=False, timeout=timeout)
    work.begun = work.acknowledged = held
    with running(work):
        work.go_on()
        yield work
        work.go_on()


@contextmanager
def running(work: Load) -> Iterator[Load]:
    work.start()
    try:
        yield work
    finally:
        work.end()


def total(index: SearchIndex) -> int:
    return index.search(WORD).total


def manager(at: TestCluster) -> int:
    """The number of the node that the others follow."""
    told = at.ask("_cluster/state/cluster_manager_node,nodes")
    name = told["nodes"][told["cluster_manager_node"]]["name"]
    return next(number for number, node in enumerate(at.nodes) if node.name == name)
