"""One text with several addresses is one document, whatever happens to its pages."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import permutations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from archive import changes, keeping
from archive.model import Saved
from archive.parts import Archive
from archive.store.pages import page_id
from index.model import Query
from tests.fakes.archives import memory_archive
from tests.fakes.storing import later, memento

SITE = "https://www.mellankoping.se"
NOTICE = "Biblioteket på Storgatan håller stängt på fredag den 12 april."
OTHER = "Vattnet stängs av på Kvarngatan natten mot torsdag den 11 april."
SHORT, PRINT, TARGET = f"{SITE}/nyhet", f"{SITE}/nyhet/skriv-ut", f"{SITE}/nyhet?sv.target=12.5f&a=1"
SHOWN_FIRST = (SHORT, PRINT, TARGET)


@pytest.fixture
def archive() -> Iterator[Archive]:
    with memory_archive() as opened:
        yield opened


def save(archive: Archive, url: str, text: str = NOTICE, *, days: int = 0, **more: object) -> Saved:
    return archive.store.pages.save(memento(url=url, text=text, at=later(days=days), **more))


def shown(archive: Archive) -> set[str]:
    """The addresses in the index once it is brought up to the store, which `verify` agrees with."""
    changes.apply(archive.store, archive.index)
    assert set(archive.index.ids()) == changes.expected(archive.store)
    assert keeping.verify(archive).findings == ()
    return {archive.store.pages.page(each).url for each in found(archive)}


def found(archive: Archive) -> list[str]:
    """The pages that a search without words finds."""
    return [hit.id for hit in archive.index.search(Query(size=100)).hits]


@pytest.mark.parametrize("order", list(permutations(SHOWN_FIRST)))
def test_the_shortest_address_stands_for_all_in_whatever_order_they_came(
    archive: Archive, order: tuple[str, ...]
) -> None:
    for url in order:
        save(archive, url)
        changes.apply(archive.store, archive.index)
    assert shown(archive) == {SHORT}


def test_pages_that_come_together_are_one_document_from_the_start(archive: Archive) -> None:
    for url in SHOWN_FIRST:
        save(archive, url)
    assert changes.apply(archive.store, archive.index) == 1
    assert shown(archive) == {SHORT}


def test_of_addresses_as_long_the_oldest_stands_for_both(archive: Archive) -> None:
    save(archive, f"{SITE}/a", days=1)
    save(archive, f"{SITE}/b")
    assert shown(archive) == {f"{SITE}/b"}


def test_an_import_that_makes_another_page_the_oldest_moves_the_document(archive: Archive) -> None:
    save(archive, f"{SITE}/a", days=1)
    save(archive, f"{SITE}/b", days=2)
    assert shown(archive) == {f"{SITE}/a"}
    save(archive, f"{SITE}/b")
    assert shown(archive) == {f"{SITE}/b"}


def test_a_page_that_begins_to_say_something_else_leaves_the_document_to_another(archive: Archive) -> None:
    for url in SHOWN_FIRST:
        save(archive, url)
    assert shown(archive) == {SHORT}
    save(archive, SHORT, OTHER, days=1)
    assert shown(archive) == {SHORT, PRINT}


def test_a_page_that_begins_to_say_the_same_joins(archive: Archive) -> None:
    save(archive, PRINT)
    save(archive, SHORT, OTHER)
    assert shown(archive) == {PRINT, SHORT}
    save(archive, SHORT, days=1)
    assert shown(archive) == {SHORT}


def test_a_page_that_moves_from_one_text_to_another_puts_both_right(archive: Archive) -> None:
    for url, text in ((SHORT, NOTICE), (PRINT, NOTICE), (TARGET, OTHER)):
        save(archive, url, text)
    assert shown(archive) == {SHORT, TARGET}
    save(archive, SHORT, OTHER, days=1)
    assert shown(archive) == {SHORT, PRINT}


def test_reading_again_takes_pages_apart_and_together(archive: Archive) -> None:
    for url in (SHORT, PRINT):
        save(archive, url)
    assert shown(archive) == {SHORT}
    archive.store.pages.replace(memento(url=SHORT, text=OTHER))
    assert shown(archive) == {SHORT, PRINT}
    archive.store.pages.replace(memento(url=PRINT, text=OTHER))
    assert shown(archive) == {SHORT}


def test_a_page_that_still_stands_goes_before_one_that_is_gone(archive: Archive) -> None:
    for url in (SHORT, PRINT):
        save(archive, url)
    assert shown(archive) == {SHORT}
    archive.store.pages.missing(SHORT, "a", at=later(days=1), gone=True)
    assert shown(archive) == {PRINT}
    archive.store.pages.seen(SHORT, "a", at=later(days=2))
    assert shown(archive) == {SHORT}


def test_when_all_are_gone_one_document_stays(archive: Archive) -> None:
    for url in (SHORT, PRINT):
        save(archive, url)
        archive.store.pages.missing(url, "a", at=later(days=1), gone=True)
    assert shown(archive) == {SHORT}


def test_a_page_that_may_not_be_found_stands_for_none(archive: Archive) -> None:
    save(archive, SHORT, searchable=False)
    save(archive, PRINT)
    assert shown(archive) == {PRINT}
    save(archive, SHORT, days=1)
    assert shown(archive) == {SHORT}
    save(archive, SHORT, days=2, searchable=False)
    assert shown(archive) == {PRINT}


def test_a_rebuild_writes_each_text_once(archive: Archive) -> None:
    for url in SHOWN_FIRST:
        save(archive, url)
    save(archive, f"{SITE}/annan", OTHER)
    assert changes.rebuild(archive.store, archive.index) == 2
    assert shown(archive) == {SHORT, f"{SITE}/annan"}


def test_a_document_that_is_still_to_come_is_behind_and_not_astray(archive: Archive) -> None:
    save(archive, PRINT)
    changes.apply(archive.store, archive.index)
    save(archive, SHORT)
    verdict = keeping.verify(archive)
    assert verdict.findings == ()
    assert {remark.where for remark in verdict.remarks} == {f"page {page_id(url)}" for url in (SHORT,)}


acts = st.tuples(
    st.sampled_from(SHOWN_FIRST),
    st.sampled_from([NOTICE, OTHER, "Kort."]),
    st.sampled_from(["save", "hide", "gone", "apply"]),
)


@settings(max_examples=30, deadline=None)
@given(st.lists(acts, max_size=12))
def test_whatever_happens_the_index_comes_to_hold_what_is_expected(done: list[tuple[str, str, str]]) -> None:
    with memory_archive() as archive:
        for day, (url, text, act) in enumerate(done):
            if act in {"save", "hide"}:
                save(archive, url, text, days=day, searchable=act == "save")
            elif act == "gone":
                archive.store.pages.missing(url, "a", at=later(days=day), gone=True)
            else:
                changes.apply(archive.store, archive.index)
        texts = {archive.store.pages.memento(page_id(url)).text for url in shown(archive)}
        assert changes.rebuild(archive.store, archive.index) == len(found(archive))
        assert texts == {archive.store.pages.memento(each).text for each in found(archive)}
