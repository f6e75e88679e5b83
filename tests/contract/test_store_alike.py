"""What every store must tell of pages that say the same."""

from __future__ import annotations

from archive.store import Store
from archive.store.pages import page_id
from tests.fakes.storing import later, memento

ONE, TWO, THREE = (f"https://www.mellankoping.se/nyheter/{number}" for number in (1, 2, 3))
LEAST = "x" * 40


def alike(store: Store, url: str) -> set[str]:
    return {page.url for page in store.pages.alike(page_id(url))}


def stirred(store: Store) -> list[str]:
    """The pages of the changes since the last look."""
    waiting = store.changes.waiting()
    store.changes.done(waiting)
    return [change.page for change in waiting]


def test_pages_of_the_same_text_are_alike_and_none_is_alike_itself(store: Store) -> None:
    for url in (ONE, TWO):
        store.pages.save(memento(url=url, text=LEAST))
    assert alike(store, ONE) == {TWO}
    assert alike(store, TWO) == {ONE}
    assert store.pages.alike(page_id(ONE)) == (store.pages.page(page_id(TWO)),)


def test_a_short_text_is_the_same_by_chance(store: Store) -> None:
    for url in (ONE, TWO):
        store.pages.save(memento(url=url, text=LEAST[1:]))
    assert alike(store, ONE) == set()


def test_another_title_is_another_text(store: Store) -> None:
    store.pages.save(memento(url=ONE, text=LEAST))
    store.pages.save(memento(url=TWO, text=LEAST, title="En annan titel"))
    assert alike(store, ONE) == set()


def test_only_the_newest_memento_counts(store: Store) -> None:
    for url in (ONE, TWO):
        store.pages.save(memento(url=url, text=LEAST))
    store.pages.save(memento(url=TWO, text="y" * 40, at=later(days=1)))
    assert alike(store, ONE) == alike(store, TWO) == set()


def test_another_source_has_pages_of_its_own(store: Store) -> None:
    store.pages.save(memento(url=ONE, text=LEAST))
    store.pages.save(memento(url=TWO, text=LEAST, source="b"))
    assert alike(store, ONE) == set()


def test_what_may_not_be_found_is_not_told_but_is_told_of_others(store: Store) -> None:
    store.pages.save(memento(url=ONE, text=LEAST))
    store.pages.save(memento(url=TWO, text=LEAST, searchable=False))
    assert alike(store, ONE) == set()
    assert alike(store, TWO) == {ONE}


def test_a_page_nobody_knows_is_alike_none(store: Store) -> None:
    assert store.pages.alike("0123456789abcdef") == ()


def test_gone_pages_are_told(store: Store) -> None:
    for url in (ONE, TWO):
        store.pages.save(memento(url=url, text=LEAST))
    store.pages.missing(TWO, "a", at=later(days=1), gone=True)
    assert alike(store, ONE) == {TWO}


def test_a_page_left_by_one_that_said_the_same_has_a_change(store: Store) -> None:
    for url in (ONE, TWO, THREE):
        store.pages.save(memento(url=url, text=LEAST))
    stirred(store)
    store.pages.save(memento(url=ONE, text="y" * 40, at=later(days=1)))
    first, second = stirred(store)
    assert first == page_id(ONE)
    assert second in {page_id(TWO), page_id(THREE)}


def test_a_page_that_is_gone_or_comes_back_stirs_those_that_say_the_same(store: Store) -> None:
    for url in (ONE, TWO):
        store.pages.save(memento(url=url, text=LEAST))
    stirred(store)
    store.pages.missing(ONE, "a", at=later(days=1), gone=True)
    assert stirred(store) == [page_id(ONE), page_id(TWO)]
    store.pages.seen(ONE, "a", at=later(days=2))
    assert stirred(store) == [page_id(ONE), page_id(TWO)]


def test_a_page_that_says_what_no_other_says_stirs_none_but_itself(store: Store) -> None:
    store.pages.save(memento(url=ONE, text=LEAST))
    stirred(store)
    store.pages.missing(ONE, "a", at=later(days=1), gone=True)
    store.pages.seen(ONE, "a", at=later(days=2))
    assert set(stirred(store)) == {page_id(ONE)}
