"""What every store must do with the pages that visitors miss: one row an address, the most told first."""

from __future__ import annotations

import pytest

from archive.errors import NotFound
from archive.model import MOST_NOTES, Tip, TipState
from archive.store import Store
from tests.fakes.storing import AT, later

FIRST, SECOND = "https://www.mellankoping.se/a/", "https://www.mellankoping.se/b/"
WAITING = TipState.WAITING


def tell(store: Store, url: str, note: str = "", *, days: int = 0, most: int = 10) -> bool:
    return store.tips.tell(url, note, at=later(days=days), most=most)


def listed(store: Store, state: TipState = WAITING) -> tuple[Tip, ...]:
    return store.tips.listed(state, skip=0, limit=10)


def test_a_tip_told_again_is_counted_and_its_words_are_kept_once(store: Store) -> None:
    assert tell(store, FIRST, "avgifter")
    tell(store, FIRST, "avgifter", days=1)
    tell(store, FIRST, "taxor", days=2)
    (tip,) = listed(store)
    assert (tip.count, tip.notes, tip.first_at, tip.last_at) == (3, ("avgifter", "taxor"), AT, later(days=2))
    for number in range(9):
        tell(store, FIRST, f"ord {number}")
    assert len(listed(store)[0].notes) == MOST_NOTES


def test_the_most_told_come_first(store: Store) -> None:
    tell(store, FIRST)
    tell(store, SECOND)
    tell(store, SECOND)
    assert [each.url for each in listed(store)] == [SECOND, FIRST]
    assert store.tips.listed(WAITING, skip=1, limit=1)[0].url == FIRST


def test_so_many_may_wait_and_no_more(store: Store) -> None:
    assert tell(store, FIRST, most=1)
    assert not tell(store, SECOND, most=1)
    assert tell(store, FIRST, most=1)
    assert store.tips.count(WAITING) == 1


def test_an_answer_stands_also_when_the_page_is_missed_again(store: Store) -> None:
    tell(store, FIRST)
    (tip,) = listed(store)
    store.tips.decide(tip.id, TipState.DECLINED, who="Åsa", at=later(days=1), reason="finns inte")
    tell(store, FIRST, days=2)
    (declined,) = listed(store, TipState.DECLINED)
    assert (declined.who, declined.decided_at, declined.reason) == ("Åsa", later(days=1), "finns inte")
    assert (declined.count, listed(store)) == (2, ())


def test_an_unknown_tip_is_not_found(store: Store) -> None:
    with pytest.raises(NotFound):
        store.tips.decide(7, TipState.APPROVED, who="Åsa", at=AT)
