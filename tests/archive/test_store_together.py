"""Several at one PostgreSQL store at once: what SQLite's single writer keeps apart, locks keep apart there."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable, Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import ExitStack
from dataclasses import replace
from functools import partial
from itertools import chain
from typing import TypeVar

import pytest
from sqlalchemy import text

from archive.errors import Overtaken, Removed
from archive.model import AuditEntry, Invitation, Job, Removable, Saved
from archive.model.troubles import EventKind, RunEvent
from archive.store.pages import page_id
from archive.store.sql import SqlStore, open_store
from crawler.model import Target
from tests.contract.test_store_removals import confirmed
from tests.fakes.postgres import fresh_database
from tests.fakes.storing import AT, URL, later, memento

pytestmark = pytest.mark.postgres
T = TypeVar("T")
PATIENCE = 60.0
SAME = "Kommunen har beslutat om nya regler för alla som bor i Mellanköping."


@pytest.fixture
def url() -> Iterator[str]:
    with fresh_database() as made:
        yield made


def at_once(url: str, count: int, do: Callable[[SqlStore, int], T]) -> list[T]:
    """What so many workers come to that begin at the same moment, each with a store of its own."""
    begin = threading.Barrier(count)

    def work(number: int) -> T:
        store = open_store(url)
        try:
            begin.wait(PATIENCE)
            return do(store, number)
        finally:
            store.close()

    with ThreadPoolExecutor(count) as pool:
        return list(pool.map(work, range(count)))


class Two:
    """Two stores on one database: what `second` does in a thread, and whether it waits for a lock of the other's."""

    def __init__(self, url: str, stack: ExitStack) -> None:
        self.first, self.second = (open_store(url) for _ in range(2))
        for each in (self.first, self.second):
            stack.callback(each.close)
        self._pool = stack.enter_context(ThreadPoolExecutor(1))

    def begin(self, do: Callable[[], T]) -> Future[T]:
        """Let it begin; gives it when it has ended or waits."""
        begun = self._pool.submit(do)
        end = time.monotonic() + PATIENCE
        while not begun.done() and not self._waits():
            assert time.monotonic() < end
            time.sleep(0.01)
        return begun

    def _waits(self) -> bool:
        asked = "SELECT count(*) FROM pg_stat_activity WHERE datname = current_database() AND wait_event_type = 'Lock'"
        with self.second._database.engine.connect() as connection:
            return bool(connection.scalar(text(asked)))


@pytest.fixture
def two(url: str) -> Iterator[Two]:
    with ExitStack() as stack:
        yield Two(url, stack)


def claimed(store: SqlStore, number: int) -> list[int]:
    """What a worker leases until nothing is ready."""
    claim = partial(store.jobs.claim, worker=f"host:{number}", now=AT)
    return [job.id for job in iter(claim, None) if isinstance(job, Job)]


@pytest.mark.parametrize("workers", [2, 10])
def test_every_job_is_claimed_once(url: str, workers: int) -> None:
    store = open_store(url)
    jobs = [store.jobs.order(f"s{number}", who="Åsa", now=AT).id for number in range(40)]
    taken = list(chain.from_iterable(at_once(url, workers, claimed)))
    assert sorted([*taken, *claimed(store, 99)]) == jobs
    store.close()


def test_a_job_that_many_order_at_once_is_one(url: str) -> None:
    ordered = at_once(url, 8, lambda store, _: store.jobs.order("s", who="Åsa", now=AT).id)
    planned = at_once(url, 8, lambda store, _: store.jobs.plan("t", due=AT))
    assert len(set(ordered)) == 1
    assert sum(job is not None for job in planned) == 1


def test_a_moment_is_not_planned_while_the_job_that_will_cover_it_is_being_claimed(two: Two) -> None:
    two.first.jobs.plan("s", due=AT)
    with two.first.transaction(alone=False):
        assert two.first.jobs.claim(worker="a:1", now=later(seconds=60)) is not None
        planned = two.begin(lambda: two.second.jobs.plan("s", due=later(seconds=30)))
    assert planned.result(PATIENCE) is None


def test_every_stop_counts(url: str) -> None:
    at_once(url, 8, lambda store, _: store.jobs.stop("s", now=AT))
    store = open_store(url)
    assert store.jobs.signs("s").stops == 8
    store.close()


def test_one_of_many_gets_the_turn_of_a_host_that_nobody_has_asked(url: str) -> None:
    def turn(store: SqlStore, number: int) -> bool:
        return store.frontier.take_turn("x.se", who=f"w{number}", delay=1.0, now=AT) == AT

    assert sum(at_once(url, 8, turn)) == 1


def test_one_of_many_opens_a_round(url: str) -> None:
    store = open_store(url)
    store.frontier.add([Target(url=URL, source="a")])
    at_once(url, 4, lambda each, _: each.frontier.begin("a", now=AT))
    with store._database.reading() as connection:
        assert connection.scalar(text("SELECT number FROM rounds")) == 1
    store.close()


def test_acts_told_at_once_stand_in_one_chain(url: str) -> None:
    def tell(store: SqlStore, number: int) -> None:
        for second in range(10):
            store.audit.tell(AuditEntry(at=later(seconds=second), who=f"Åsa {number}", deed="source.add", about="a"))

    at_once(url, 6, tell)
    store = open_store(url)
    assert [each.number for each in store.audit.all()] == list(range(60, 0, -1))
    assert store.audit.broken() is None
    store.close()


def test_whoever_copies_by_the_journal_misses_no_page(url: str) -> None:
    writers, over, read = 4, threading.Event(), set[str]()

    def copy() -> None:
        store, last = open_store(url), 0
        while not (is_last := over.is_set()) or not is_last:
            for entry in store.journal.since(last):
                read.add(entry.page)
                last = entry.seq
        read.update(entry.page for entry in store.journal.since(last))
        store.close()

    def write(store: SqlStore, number: int) -> list[str]:
        addresses = [f"https://x.se/{number}/{each}" for each in range(25)]
        for address in addresses:
            with store.transaction(alone=False):
                store.pages.save(memento(url=address))
                store.pages.save(memento(url=f"{address}/b"))
        return addresses

    reader = threading.Thread(target=copy)
    reader.start()
    written = list(chain.from_iterable(at_once(url, writers, write)))
    over.set()
    reader.join(PATIENCE)
    assert {page_id(address) for address in written} <= read
    assert len(read) == 200


def test_a_number_of_the_journal_never_appears_after_a_higher_one(two: Two) -> None:
    with two.first.transaction(alone=False):
        two.first.pages.save(memento(url="https://x.se/1"))
        two.begin(lambda: two.second.pages.save(memento(url="https://x.se/2"))).result(PATIENCE)
        seen = [(entry.seq, entry.url) for entry in two.second.journal.since(0)]
    later_ones = [entry.url for entry in two.second.journal.since(seen[-1][0])]
    assert (seen[-1][1], later_ones) == ("https://x.se/2", ["https://x.se/1"])


def test_a_page_that_many_save_at_once_is_one_with_every_version(url: str) -> None:
    same = at_once(url, 6, lambda store, _: store.pages.save(memento()))
    at_once(url, 6, lambda store, number: store.pages.save(memento(text=f"{number}", at=later(days=number + 1))))
    store = open_store(url)
    assert sorted(same) == sorted([Saved.NEW, *[Saved.UNCHANGED] * 5])
    assert len(store.pages.timemap(page_id(URL))) == 7
    assert store.pages.memento(page_id(URL)).at == later(days=6)
    assert store.findings() == ()
    store.close()


def test_misses_told_at_once_are_all_counted(url: str) -> None:
    store = open_store(url)
    store.pages.save(memento())
    gone = at_once(url, 3, lambda each, number: each.pages.missing(URL, "a", at=later(days=1), gone=number == 9))
    assert gone == [False, False, False]
    assert store.pages.missing(URL, "a", at=later(days=2), gone=False) is False
    assert store.pages.missing(URL, "a", at=later(days=3), gone=False) is True
    store.close()


def test_a_page_removed_while_a_batch_is_being_written_does_not_come_back(two: Two) -> None:
    def remove() -> None:
        with two.second.transaction():
            found = two.second.removals.held(page_id(URL)).versions
            confirmed(two.second, Removable(page=page_id(URL)), gone=found)

    two.first.pages.save(memento())
    with two.first.transaction(alone=False):
        assert two.first.removals.at_urls([URL]) == ()
        removing = two.begin(remove)
        two.first.pages.save(memento(text="En nyare text.", at=later(days=1)))
    removing.result(PATIENCE)
    with pytest.raises(Removed):
        two.first.pages.page(page_id(URL))


def test_the_third_page_that_says_the_same_is_looked_at_when_two_leave_at_once(two: Two) -> None:
    addresses = [f"https://x.se/{each}" for each in "abc"]
    for address in addresses:
        two.first.pages.save(memento(url=address, text=SAME))
    two.first.changes.done(two.first.changes.waiting())
    with two.first.transaction(alone=False):
        two.first.pages.save(memento(url=addresses[0], text="Något annat.", at=later(days=1)))
        other = two.begin(lambda: two.second.pages.save(memento(url=addresses[1], text="Annat.", at=later(days=1))))
    other.result(PATIENCE)
    assert page_id(addresses[2]) in {change.page for change in two.first.changes.waiting()}


def test_a_tip_that_many_give_at_once_is_one_that_counts_them(url: str) -> None:
    at_once(url, 6, lambda store, _: store.tips.tell(URL, "", at=AT, most=100))
    taken = at_once(url, 6, lambda store, number: store.tips.tell(f"{URL}{number}", "", at=AT, most=4))
    store = open_store(url)
    assert store.tips.one(1).count == 6
    assert sum(taken) == 3
    store.close()


def test_an_account_has_one_invitation(url: str) -> None:
    at_once(url, 6, lambda store, number: store.people.invite(Invitation(mark=f"{number}", account="åsa", ends=AT)))
    store = open_store(url)
    assert len(store.people.invitations()) == 1
    store.close()


def test_a_run_keeps_so_many_events_and_no_more(url: str) -> None:
    events = [RunEvent(run=1, at=AT, kind=next(iter(EventKind)), detail=f"{each}", count=1) for each in range(150)]
    at_once(url, 3, lambda store, _: store.history.note(events))
    store = open_store(url)
    assert len(store.history.events(1)) == 200
    store.close()


def test_of_what_people_do_one_act_ends_before_the_next_begins(url: str) -> None:
    def add_one(store: SqlStore, number: int) -> None:
        with store.transaction():
            held = store.pages.by_url(URL)
            assert held is not None
            text_now = store.pages.memento(held.id).title
            store.pages.replace(memento(title=f"{text_now}{number}"))

    store = open_store(url)
    store.pages.save(memento(title="x"))
    at_once(url, 6, add_one)
    assert sorted(store.pages.memento(page_id(URL)).title) == sorted("x012345")
    store.close()


def test_what_is_read_is_one_moment(two: Two) -> None:
    with two.first._database.reading() as connection:
        counted = text("SELECT count(*) FROM pages")
        before = connection.scalar(counted)
        two.second.pages.save(memento())
        assert (before, connection.scalar(counted)) == (0, 0)
    assert two.first.pages.by_url(URL) is not None


def test_two_that_stand_in_each_others_way_are_told_to_try_again(two: Two) -> None:
    one, other = (memento(url=f"https://x.se/{each}", text=each) for each in "ab")
    for each in (one, other):
        two.first.pages.save(each)
    news = [replace(each, at=later(days=1), seen_at=later(days=1), text_digest="n") for each in (one, other)]

    def crossed(store: SqlStore, first: int) -> bool:
        try:
            with store.transaction(alone=False):
                store.pages.save(news[first])
                begun[first].set()
                assert begun[1 - first].wait(PATIENCE)
                store.pages.save(news[1 - first])
        except Overtaken:
            return False
        return True

    begun = (threading.Event(), threading.Event())
    with ThreadPoolExecutor(2) as pool:
        done = list(pool.map(crossed, (two.first, two.second), (0, 1)))
    assert sorted(done) == [False, True]
