"""What every store must keep of runs, and what it says became of pages between two moments."""

from __future__ import annotations

import pytest

from archive.errors import NotFound
from archive.model import AlertKind, Run, RunState, Tally
from archive.model.troubles import Dismissal, EventKind, Fate, RunEvent
from archive.store import Store
from tests.fakes.storing import AT, URL, later, memento


def ran(store: Store, source: str = "a", *, day: float = 0, state: RunState = RunState.DONE) -> Run:
    run = store.runs.start(source, worker="w", now=later(days=day))
    store.runs.end(run, state, Tally(discovered=1, fetched=1), now=later(days=day, seconds=60))
    return run


def test_runs_are_listed_newest_first_in_pieces(store: Store) -> None:
    numbers = [ran(store, day=day).id for day in range(4)] + [ran(store, "b").id]
    listed = store.history.listed
    assert [each.id for each in listed(limit=2)] == numbers[:2:-1]
    assert [each.id for each in listed(source="a", before=numbers[3])] == numbers[2::-1]
    assert store.history.one(numbers[0]).tally.fetched == 1
    with pytest.raises(NotFound):
        store.history.one(99)


def test_the_previous_run_is_the_last_of_its_source_that_came_to_an_end(store: Store) -> None:
    first = ran(store)
    ran(store, "b")
    ran(store, day=1, state=RunState.FAILED)
    last = ran(store, day=2)
    found = store.history.previous(last)
    assert found is not None
    assert found.id == first.id
    assert store.history.previous(first) is None


def test_a_run_under_way_tells_when_its_worker_was_heard_of(store: Store) -> None:
    ran(store)
    run = store.runs.start("b", worker="w:1", now=AT)
    store.runs.beat(run, Tally(discovered=2, waiting=2), now=later(seconds=5))
    (live,) = store.history.running()
    assert (live.run.id, live.worker, live.heard) == (run.id, "w:1", later(seconds=5))
    assert live.run.tally.waiting == 2


def test_events_are_kept_in_order_and_bounded(store: Store) -> None:
    run = ran(store)
    late = RunEvent(run=run.id, at=later(seconds=9), kind=EventKind.ENDED, detail="done")
    first = RunEvent(run=run.id, at=AT, kind=EventKind.STARTED)
    store.history.note([late, first])
    assert store.history.events(run.id) == (first, late)
    store.history.note([RunEvent(run=run.id, at=AT, kind=EventKind.ERROR)] * 500)
    store.history.note([late])
    assert len(store.history.events(run.id)) == 200
    assert store.history.events(99) == ()


def test_an_alert_is_put_aside_once_by_the_first(store: Store) -> None:
    run = ran(store)
    first = Dismissal(run=run.id, kind=AlertKind.SHRUNK, who="Åsa", at=AT)
    store.history.dismiss(first)
    store.history.dismiss(Dismissal(run=run.id, kind=AlertKind.SHRUNK, who="Bo", at=later(days=1)))
    assert store.history.dismissals([run.id, 99]) == (first,)
    assert store.history.dismissals([]) == ()


def test_pages_that_came_changed_or_went_between_two_moments(store: Store) -> None:
    old, gone, new = URL, f"{URL}&b=1", f"{URL}&c=1"
    store.pages.save(memento(url=old))
    store.pages.save(memento(url=gone))
    store.pages.save(memento(url=new, at=later(days=2), title="Ny"))
    store.pages.save(memento(url=old, at=later(days=2), text="En annan text.", title="Ändrad"))
    store.pages.missing(gone, "a", at=later(days=2), gone=True)
    span = {"since": later(days=1), "until": later(days=2)}

    def fated(fate: Fate, **more: object) -> list[tuple[str, str]]:
        found = store.history.fates(fate, **(span | more))  # type: ignore[arg-type]
        assert store.history.fate_count(fate, **span) >= len(found)
        return [(each.url, each.title) for each in found]

    assert fated(Fate.NEW) == [(new, "Ny")]
    assert fated(Fate.CHANGED, source="a") == [(old, "Ändrad")]
    assert fated(Fate.GONE) == [(gone, "En titel")]
    assert fated(Fate.GONE, skip=1) == []
    assert fated(Fate.NEW, source="b") == []
    assert store.history.fate_count(Fate.NEW, since=later(days=2), until=later(days=3)) == 0
