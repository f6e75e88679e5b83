"""The journal: what those who copy the archive have to fetch again or forget."""

from __future__ import annotations

import pytest

from archive.model import Deed, Entry
from archive.store import Store
from archive.store.journal import PIECE
from tests.fakes.storing import AT, URL, later, memento


def address(number: int) -> str:
    return f"https://www.mellankoping.se/{number}"


def told(store: Store, since: int = 0) -> list[tuple[str | None, Deed]]:
    return [(entry.url, entry.deed) for entry in store.journal.since(since)]


def test_an_empty_archive_has_nothing_to_tell(store: Store) -> None:
    assert list(store.journal.since(0)) == []
    assert store.journal.newest() == 0


def test_a_new_page_is_told_with_its_address(store: Store) -> None:
    store.pages.save(memento())
    (entry,) = store.journal.since(0)
    assert entry == Entry(seq=store.journal.newest(), at=entry.at, page=memento().page, deed=Deed.PUT, url=URL)


def test_the_same_content_again_is_not_told(store: Store) -> None:
    store.pages.save(memento())
    seen = store.journal.newest()
    store.pages.save(memento(at=later(days=1)))
    assert told(store, seen) == []


def test_of_several_changes_of_a_page_the_newest_is_told(store: Store) -> None:
    store.pages.save(memento())
    store.pages.save(memento(url=address(1)))
    store.pages.save(memento(at=later(days=1), text="En annan text."))
    assert told(store) == [(address(1), Deed.PUT), (URL, Deed.PUT)]


def test_a_page_that_may_no_longer_be_found_is_to_be_forgotten(store: Store) -> None:
    store.pages.save(memento())
    store.pages.save(memento(at=later(days=1), text="Dold.", searchable=False))
    assert told(store) == [(URL, Deed.DROP)]


def test_a_page_that_is_gone_is_told_since_its_state_is_another(store: Store) -> None:
    store.pages.save(memento())
    seen = store.journal.newest()
    store.pages.missing(URL, "a", at=later(days=1), gone=True)
    assert told(store, seen) == [(URL, Deed.PUT)]


def test_what_is_hidden_stays_to_be_forgotten_when_it_is_gone(store: Store) -> None:
    store.pages.save(memento(searchable=False))
    store.pages.missing(URL, "a", at=later(days=1), gone=True)
    assert told(store) == [(URL, Deed.DROP)]


def test_the_journal_stays_when_the_index_has_heard(store: Store) -> None:
    store.pages.save(memento())
    store.changes.done(store.changes.waiting())
    assert told(store) == [(URL, Deed.PUT)]


def test_a_transaction_that_fails_leaves_no_line(store: Store) -> None:
    def fail() -> None:
        with store.transaction():
            store.pages.save(memento())
            raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        fail()
    assert store.journal.newest() == 0


def test_one_goes_on_from_any_number_and_misses_nothing(store: Store) -> None:
    with store.transaction():
        for number in range(PIECE + 3):
            store.pages.save(memento(url=address(number), text=f"Text {number}."))
    whole = list(store.journal.since(0))
    assert len(whole) == PIECE + 3
    assert list(store.journal.since(whole[PIECE].seq)) == whole[PIECE + 1 :]


def test_the_pages_that_may_be_found_are_listed_by_id_with_their_newest_capture(store: Store) -> None:
    with store.transaction():
        for number in range(PIECE + 3):
            store.pages.save(memento(url=address(number), text=f"Text {number}."))
        store.pages.save(memento(url=address(0), at=later(days=1), text="Ny text."))
        store.pages.save(memento(searchable=False))
    listed = list(store.journal.findable())
    assert [each.page for each in listed] == sorted(memento(url=address(n)).page for n in range(PIECE + 3))
    newest = {each.page: each.at for each in listed}
    assert newest[memento(url=address(0)).page] == later(days=1)
    assert newest[memento(url=address(1)).page] == AT


def test_listed_pages_can_be_asked_for_in_parts(store: Store) -> None:
    for number in range(8):
        store.pages.save(memento(url=address(number), text=f"Text {number}."))
    whole = [each.page for each in store.journal.findable()]
    assert [each.page for each in store.journal.findable(after=whole[1], until=whole[6])] == whole[2:6]
