"""What every store must do with pages, mementos and facts."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime

import pytest

from archive.errors import ArchiveError, NotFound
from archive.model import (
    Cut,
    Deed,
    Memento,
    PageState,
    Saved,
    Section,
    YearFact,
)
from archive.store import Pages, Store
from archive.store.pages import page_id
from tests.fakes.storing import AT, URL, evidence, later, memento

ID = page_id(URL)
YEAR = YearFact(value=2024, evidence=evidence("2024"))


@pytest.fixture
def pages(store: Store) -> Pages:
    return store.pages


def deeds(store: Store) -> list[Deed]:
    """The changes since the last look."""
    waiting = store.changes.waiting()
    store.changes.done(waiting)
    return [change.deed for change in waiting]


class TestSaving:
    def test_a_memento_comes_back_as_it_was_saved(self, pages: Pages) -> None:
        whole = memento(
            YEAR,
            cuts=(Cut(text="Meny", reason="seen on 9 of 9 pages"),),
            capture="0b8f",
            media_type="application/pdf",
            language="sv",
            searchable=False,
            warnings=("odd",),
        )
        whole = replace(whole, sections=(Section(kind="heading", text="Råd", level=2), *whole.sections))
        assert pages.save(whole, parent="parent") is Saved.NEW
        assert pages.memento(ID) == whole
        assert pages.page(ID).parent == "parent"

    def test_the_same_content_again_is_one_memento_seen_later(self, store: Store) -> None:
        store.pages.save(memento(YEAR))
        deeds(store)
        again = memento(YEAR, at=later(days=1), digest="other bytes")
        assert store.pages.save(again) is Saved.UNCHANGED
        assert store.pages.timemap(ID) == (AT,)
        assert store.pages.memento(ID) == memento(YEAR, seen_at=later(days=1))
        assert store.pages.page(ID).last_seen == later(days=1)
        assert deeds(store) == []

    @pytest.mark.parametrize(
        "changed",
        [
            memento(YEAR, text="En annan.", at=later(days=1)),
            memento(YEAR, title="En annan", at=later(days=1)),
            memento(at=later(days=1)),
            memento(replace(YEAR, value=2023), at=later(days=1)),
        ],
        ids=["text", "title", "a fact less", "another fact"],
    )
    def test_other_text_or_facts_are_a_new_memento_and_a_change(self, store: Store, changed: Memento) -> None:
        store.pages.save(memento(YEAR))
        assert store.pages.save(changed) is Saved.CHANGED
        assert store.pages.timemap(ID) == (AT, later(days=1))
        assert store.pages.memento(ID) == changed
        assert deeds(store) == [Deed.PUT, Deed.PUT]

    def test_content_that_returns_is_a_memento_of_its_own(self, pages: Pages) -> None:
        for days, text in enumerate(("A", "B", "A")):
            pages.save(memento(text=text, at=later(days=days)))
        assert pages.timemap(ID) == (AT, later(days=1), later(days=2))

    def test_what_becomes_unsearchable_is_dropped_without_a_new_memento(self, store: Store) -> None:
        store.pages.save(memento())
        assert store.pages.save(memento(at=later(days=1), searchable=False)) is Saved.CHANGED
        assert store.pages.timemap(ID) == (AT,)
        assert not store.pages.memento(ID).searchable
        store.pages.save(memento(at=later(days=2)))
        assert deeds(store) == [Deed.PUT, Deed.DROP, Deed.PUT]

    def test_two_versions_of_one_moment_are_one_memento(self, store: Store) -> None:
        store.pages.save(memento())
        assert store.pages.save(memento(text="En annan.")) is Saved.CHANGED
        assert [store.pages.memento(ID).text, len(store.pages.timemap(ID))] == ["En annan.", 1]

    def test_a_page_id_is_made_from_its_address_and_never_shared(self, pages: Pages) -> None:
        assert page_id(URL) == page_id(URL) != page_id(URL + "x")
        assert len(ID) == 16
        pages.save(memento())
        with pytest.raises(ArchiveError, match="cannot also be"):
            pages.save(memento(url=URL + "x", page=ID))
        with pytest.raises(ArchiveError, match="cannot also be"):
            pages.save(memento(page="other"))

    def test_text_that_no_database_takes_is_stored_with_its_length(self, pages: Pages) -> None:
        pages.save(memento(title="a\x00b\ud800c", text="a\x00b\ud800c"))
        assert pages.memento(ID).title == "a\ufffdb\ufffdc"
        assert pages.memento(ID).text == "a\ufffdb\ufffdc"


class TestHistory:
    """Imports may bring what is older than what is known."""

    def test_an_older_version_finds_its_place_and_the_index_hears_of_it(self, store: Store) -> None:
        store.pages.save(memento(at=later(days=9)))
        deeds(store)
        assert store.pages.save(memento(text="Förr.")) is Saved.CHANGED
        assert store.pages.timemap(ID) == (AT, later(days=9))
        assert store.pages.memento(ID).text == "En text."
        assert store.pages.page(ID).first_seen == AT
        assert set(deeds(store)) == {Deed.PUT}

    def test_an_older_sighting_of_the_same_is_no_memento(self, store: Store) -> None:
        store.pages.save(memento(at=later(days=9)))
        assert store.pages.save(memento()) is Saved.UNCHANGED
        assert store.pages.timemap(ID) == (later(days=9),)
        assert (store.pages.page(ID).first_seen, store.pages.page(ID).last_seen) == (AT, later(days=9))

    def test_the_memento_in_force_at_a_moment(self, pages: Pages) -> None:
        pages.save(memento(text="A"))
        pages.save(memento(text="B", at=later(days=2)))
        texts = [pages.memento(ID, later(days=days)).text for days in (0, 1.9, 2, 99)]
        assert texts == ["A", "A", "B", "B"]
        with pytest.raises(NotFound, match="no memento of"):
            pages.memento(ID, later(days=-1))


class TestReplacing:
    def test_a_memento_read_anew_takes_the_place_of_the_old_one(self, store: Store) -> None:
        store.pages.save(memento(YEAR))
        store.pages.seen(URL, "a", at=later(days=5))
        deeds(store)
        better = memento(YEAR, replace(YEAR, value=2023), text="Bättre.", cuts=(Cut(text="Meny", reason="menu"),))
        assert store.pages.replace(better) is Saved.CHANGED
        assert store.pages.memento(ID) == replace(better, seen_at=later(days=5))
        assert deeds(store) == [Deed.PUT]

    def test_the_same_content_read_anew_is_no_change(self, store: Store) -> None:
        store.pages.save(memento(YEAR))
        deeds(store)
        explained = memento(YEAR, warnings=("odd",))
        assert store.pages.replace(explained) is Saved.UNCHANGED
        assert store.pages.memento(ID).warnings == ("odd",)
        assert deeds(store) == []

    def test_an_old_memento_read_anew_is_a_change_too(self, store: Store) -> None:
        store.pages.save(memento(text="A"))
        store.pages.save(memento(text="B", at=later(days=1)))
        deeds(store)
        assert store.pages.replace(memento(text="a")) is Saved.CHANGED
        assert store.pages.memento(ID, AT).text == "a"
        assert deeds(store) == [Deed.PUT]

    @pytest.mark.parametrize("at", [later(days=-1), later(days=1)])
    def test_there_must_be_one_to_replace(self, pages: Pages, at: datetime) -> None:
        pages.save(memento())
        with pytest.raises(NotFound, match="has no memento of"):
            pages.replace(memento(at=at))


class TestComingAndGoing:
    def test_404_three_times_is_gone(self, pages: Pages) -> None:
        pages.save(memento())
        answers = [pages.missing(URL, "a", at=later(days=day), gone=False) for day in (1, 2, 3, 4)]
        assert answers == [False, False, True, False]
        page = pages.page(ID)
        assert (page.state, page.gone_at, page.last_seen) == (PageState.GONE, later(days=3), AT)
        assert pages.memento(ID) == memento()

    def test_404_once_is_missing(self, pages: Pages) -> None:
        pages.save(memento())
        pages.missing(URL, "a", at=later(days=1), gone=False)
        assert (pages.page(ID).state, pages.page(ID).gone_at) == (PageState.MISSING, None)

    def test_410_is_believed_at_once(self, pages: Pages) -> None:
        pages.save(memento())
        assert pages.missing(URL, "a", at=later(days=1), gone=True)

    def test_the_same_404_told_twice_counts_once(self, pages: Pages) -> None:
        pages.save(memento())
        for _ in range(5):
            assert not pages.missing(URL, "a", at=later(days=1), gone=False)
        assert pages.page(ID).state is PageState.MISSING

    def test_a_404_older_than_the_page_says_nothing(self, pages: Pages) -> None:
        pages.save(memento())
        assert not pages.missing(URL, "a", at=later(days=-1), gone=True)
        assert pages.page(ID).state is PageState.ALIVE

    def test_a_page_that_returns_is_alive_and_its_misses_are_forgotten(self, pages: Pages) -> None:
        pages.save(memento())
        pages.missing(URL, "a", at=later(days=1), gone=True)
        pages.save(memento(at=later(days=2)))
        assert (pages.page(ID).state, pages.page(ID).gone_at) == (PageState.ALIVE, None)
        pages.missing(URL, "a", at=later(days=3), gone=False)
        pages.seen(URL, "a", at=later(days=4))
        for day in (5, 6):
            assert not pages.missing(URL, "a", at=later(days=day), gone=False)

    def test_an_old_sighting_does_not_bring_a_page_back(self, pages: Pages) -> None:
        pages.save(memento())
        pages.missing(URL, "a", at=later(days=2), gone=True)
        pages.seen(URL, "a", at=later(days=1))
        assert pages.page(ID).state is PageState.GONE

    def test_a_confirmed_page_was_seen_then_and_never_earlier(self, pages: Pages) -> None:
        pages.save(memento())
        for days in (2, 1):
            pages.seen(URL, "a", at=later(days=days))
        assert pages.page(ID).last_seen == pages.memento(ID).seen_at == later(days=2)

    def test_unknown_addresses_are_harmless(self, store: Store) -> None:
        store.pages.seen(URL, "a", at=AT)
        assert not store.pages.missing(URL, "a", at=AT, gone=True)
        assert store.pages.by_url(URL) is None

    def test_going_and_coming_back_are_changes(self, store: Store) -> None:
        store.pages.save(memento())
        deeds(store)
        store.pages.missing(URL, "a", at=later(days=1), gone=True)
        store.pages.seen(URL, "a", at=later(days=2))
        assert deeds(store) == [Deed.PUT, Deed.PUT]


class TestFinding:
    def test_by_id_and_by_address(self, pages: Pages) -> None:
        pages.save(memento())
        assert pages.by_url(URL) == pages.page(ID)
        assert pages.page(ID).url == URL

    def test_by_many_addresses_in_their_order(self, pages: Pages) -> None:
        second = f"{URL}&b"
        pages.save(memento())
        pages.save(memento(url=second))
        unknown = [f"https://x.se/{each}" for each in range(1_001)]
        found = pages.by_urls([second, *unknown, URL, URL])
        assert list(found.items()) == [(second, pages.by_url(second)), (URL, pages.page(ID))]
        assert pages.by_urls([]) == {}

    def test_what_is_not_there_is_an_error(self, pages: Pages) -> None:
        with pytest.raises(NotFound, match="no page 7"):
            pages.page("7")
        with pytest.raises(NotFound, match="page 7 has no memento"):
            pages.memento("7")
        assert pages.timemap("7") == ()

    def test_all_pages_by_id_also_when_they_are_many_and_the_store_is_used_meanwhile(self, store: Store) -> None:
        with store.transaction():
            for number in range(510):
                store.pages.save(memento(url=f"https://x.se/{number}", source="ab"[number % 2]))
        found = [store.pages.page(page.id).id for page in store.pages.all()]
        assert found == sorted(page_id(f"https://x.se/{number}") for number in range(510))
        assert {page.source for page in store.pages.all("b")} == {"b"}
        assert [page.id for page in store.pages.all(after=found[-3])] == found[-2:]

    def test_counts_by_source(self, pages: Pages) -> None:
        pages.save(memento())
        pages.save(memento(text="B", at=later(days=1)))
        pages.save(memento(url="https://x.se/", source="b"))
        assert pages.counts() == (("a", 1, 2), ("b", 1, 1))
