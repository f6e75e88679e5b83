"""Pages that moved: one history, under the address where the page stands now."""

from __future__ import annotations

import pytest

from archive.errors import NotFound
from archive.model import PageState
from archive.store import Pages, Store
from archive.store.pages import page_id
from tests.fakes.storing import AT, later, memento

OLD, NEW = "https://x.se/gammal", "https://x.se/ny"


@pytest.fixture
def pages(store: Store) -> Pages:
    store.pages.save(memento(url=OLD, text="Först"))
    store.pages.save(memento(url=OLD, text="Sedan", at=later(days=1)))
    return store.pages


def test_the_versions_follow_to_the_new_address_and_the_old_id_leads_there(pages: Pages) -> None:
    pages.moved(OLD, NEW)
    assert pages.timemap(page_id(OLD)) == (AT, later(days=1))
    pages.save(memento(url=NEW, text="Nu", at=later(days=2)))
    for known in (page_id(OLD), page_id(NEW)):
        assert pages.timemap(known) == (AT, later(days=1), later(days=2))
        assert (pages.page(known).url, pages.page(known).first_seen) == (NEW, AT)
        assert pages.memento(known, AT).sections[0].text == "Först"
    assert pages.by_url(OLD) == pages.by_url(NEW)
    assert pages.by_urls([OLD]) == {OLD: pages.by_url(NEW)}
    assert [each.url for each in pages.all()] == [NEW]
    assert pages.counts() == (("a", 1, 3),)


def test_what_the_page_said_last_and_says_first_is_one_version(pages: Pages) -> None:
    pages.moved(OLD, NEW)
    pages.save(memento(url=NEW, text="Sedan", at=later(days=2)))
    assert pages.timemap(page_id(NEW)) == (AT, later(days=1))
    assert pages.memento(page_id(NEW)).seen_at == later(days=2)
    pages.save(memento(url=NEW, text="Sist", at=later(days=3)))
    assert pages.timemap(page_id(NEW)) == (AT, later(days=1), later(days=3))


def test_a_change_drops_the_old_and_writes_the_new(store: Store, pages: Pages) -> None:
    store.changes.done(store.changes.waiting())
    pages.moved(OLD, NEW)
    assert store.changes.waiting() == ()
    pages.save(memento(url=NEW, text="Nu", at=later(days=2)))
    deeds = {(each.page, each.deed.value) for each in store.changes.waiting()}
    assert deeds == {(page_id(OLD), "drop"), (page_id(NEW), "put")}


def test_a_redirect_to_a_page_that_was_there_before_is_no_move_unless_the_path_is_the_same(pages: Pages) -> None:
    pages.save(memento(url=NEW, text="Annat", at=later(days=0.5)))
    pages.moved(OLD, NEW)
    assert pages.timemap(page_id(NEW)) == (later(days=0.5),)
    https = OLD.replace("x.se", "www.x.se")
    pages.save(memento(url=https, text="Annat", at=later(days=0.2)))
    pages.moved(OLD, https)
    assert pages.timemap(page_id(https)) == (AT, later(days=0.2), later(days=1))


def test_many_pages_sent_to_one_are_not_one(pages: Pages) -> None:
    other = "https://x.se/andra"
    pages.save(memento(url=other, text="Andra"))
    for url in (OLD, other):
        pages.moved(url, NEW)
    pages.save(memento(url=NEW, text="Nu", at=later(days=2)))
    assert len(pages.timemap(page_id(NEW))) in {2, 3}
    assert len([each for each in pages.all() if each.url in {OLD, other}]) == 1


def test_pages_sent_to_the_front_page_keep_their_own_history(pages: Pages) -> None:
    pages.moved(OLD, "https://x.se/")
    pages.save(memento(url="https://x.se/", text="Start", at=later(days=2)))
    assert pages.timemap(page_id("https://x.se/")) == (later(days=2),)
    assert pages.timemap(page_id(OLD)) == (AT, later(days=1))


def test_a_page_that_moved_and_answers_again_begins_anew(pages: Pages) -> None:
    pages.moved(OLD, NEW)
    pages.save(memento(url=NEW, text="Nu", at=later(days=2)))
    pages.seen(OLD, "a", at=later(days=3))
    assert not pages.missing(OLD, "a", at=later(days=3), gone=True)
    pages.save(memento(url=OLD, text="Åter", at=later(days=4)))
    assert pages.timemap(page_id(OLD)) == (later(days=4),)
    assert pages.page(page_id(OLD)).state is PageState.ALIVE
    assert len(pages.timemap(page_id(NEW))) == 3


def test_circles_and_strangers_are_harmless(pages: Pages) -> None:
    pages.moved("https://x.se/okänd", NEW)
    pages.moved(OLD, OLD)
    pages.moved(OLD, NEW)
    pages.save(memento(url=NEW, text="Nu", at=later(days=2)))
    pages.moved(NEW, OLD)
    assert len(pages.timemap(page_id(NEW))) == 3
    with pytest.raises(NotFound):
        pages.page("okänd")
