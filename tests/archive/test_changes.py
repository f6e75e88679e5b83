"""The way from store to index: what the outbox says is done before it is forgotten."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import AbstractContextManager

import pytest

from archive import changes
from archive.facets import SCHEMA
from archive.model import Deed
from archive.parts import Archive
from index.errors import IndexBusy
from index.memory import MemoryIndex
from index.model import Batch
from tests.fakes.archives import memory_archive
from tests.fakes.storing import URL, memento


@pytest.fixture
def archive() -> Iterator[Archive]:
    with memory_archive() as opened:
        yield opened


def addresses(number: int) -> list[str]:
    return [f"{URL}&n={each}" for each in range(number)]


def test_new_pages_get_into_the_index_and_the_outbox_is_empty(archive: Archive) -> None:
    for url in addresses(3):
        archive.store.pages.save(memento(url=url))
    assert changes.is_behind(archive.store)
    assert changes.apply(archive.store, archive.index) == 3
    assert not changes.is_behind(archive.store)
    assert set(archive.index.ids()) == changes.expected(archive.store)


def test_a_page_that_changed_often_is_written_once(archive: Archive) -> None:
    for text in ("ett", "två", "tre"):
        archive.store.pages.save(memento(text=text))
    assert changes.apply(archive.store, archive.index) == 1


def test_a_page_that_may_no_longer_be_found_leaves_the_index(archive: Archive) -> None:
    archive.store.pages.save(memento())
    changes.apply(archive.store, archive.index)
    archive.store.pages.save(memento(searchable=False))
    assert [change.deed for change in archive.store.changes.waiting()] == [Deed.DROP]
    changes.apply(archive.store, archive.index)
    assert list(archive.index.ids()) == []
    assert changes.expected(archive.store) == frozenset()


def test_what_is_hidden_before_the_index_heard_of_it_never_gets_there(archive: Archive) -> None:
    archive.store.pages.save(memento())
    archive.store.pages.save(memento(searchable=False))
    changes.apply(archive.store, archive.index)
    assert list(archive.index.ids()) == []


def test_many_changes_go_in_batches_and_progress_is_shown(archive: Archive) -> None:
    with archive.store.transaction():
        for url in addresses(changes.BATCH + 1):
            archive.store.pages.save(memento(url=url))
    shown: list[int] = []
    assert changes.apply(archive.store, archive.index, progress=shown.append) == changes.BATCH + 1
    assert shown == [changes.BATCH, changes.BATCH + 1]


def test_a_rebuild_holds_every_page_that_may_be_found_and_nothing_else(archive: Archive) -> None:
    shown: list[int] = []
    for number, url in enumerate(addresses(3)):
        archive.store.pages.save(memento(url=url, searchable=number != 1))
    with archive.index.batch() as batch:
        batch.put(changes.document(memento(url="https://gammal.example/")))
    assert changes.rebuild(archive.store, archive.index, progress=shown.append) == 2
    assert set(archive.index.ids()) == changes.expected(archive.store)
    assert not changes.is_behind(archive.store)
    assert shown[-1] == 2


class BusyIndex(MemoryIndex):
    """An index that somebody else is writing."""

    def batch(self) -> AbstractContextManager[Batch]:  # type: ignore[override]
        raise IndexBusy("another process is writing")


def test_what_the_index_could_not_take_stays_in_the_outbox() -> None:
    with memory_archive(index=BusyIndex(SCHEMA)) as archive:
        archive.store.pages.save(memento())
        with pytest.raises(IndexBusy):
            changes.apply(archive.store, archive.index)
        assert changes.is_behind(archive.store)
