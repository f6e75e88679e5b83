"""What every store must do when pages and versions are taken out of it by a decision."""

from __future__ import annotations

from collections.abc import Iterable
from contextlib import suppress
from dataclasses import replace

import pytest

from archive.errors import NotFound, Removed
from archive.model import (
    Correction,
    CorrectionKind,
    Deed,
    Kept,
    Removable,
    Removal,
    RemovalState,
    RemovedVersion,
    Signature,
    Subject,
)
from archive.store import Store
from archive.store.pages import page_id
from crawler.model import Step, Target
from tests.fakes.storing import AT, URL, capture, later, memento, revisit

OTHER = "https://www.mellankoping.se/annat"
PAGE = page_id(URL)
LONG = "Kommunen har beslutat om nya regler för alla som bor i Mellanköping."


def removal(*targets: Removable, **more: object) -> Removal:
    said = {"key": "k" * 32, "asked": Signature(at=AT, who="Åsa", person="1"), "reference": "KS 2026/1"}
    return Removal(reason="fel person", ground="GDPR 17", targets=targets, **said | more)  # type: ignore[arg-type]


def kept(id: str, url: str = URL) -> Kept:
    return Kept(id=id, url=url, at=AT, status=200, digest="d", file="f.warc.gz", offset=0, length=9)


def confirmed(store: Store, *targets: Removable, gone: Iterable[RemovedVersion] = (), **more: object) -> Removal:
    asked = store.removals.add(removal(*targets, **more))
    signed = replace(
        asked,
        state=RemovalState.CONFIRMED,
        answered=Signature(at=later(days=9), who="Bo", person="2"),
        versions=tuple(gone),
        records=(kept("1"),),
    )
    store.removals.carry_out(signed)
    return signed


def of_page(store: Store) -> list[RemovedVersion]:
    times = store.pages.timemap(PAGE)
    return [RemovedVersion(page=PAGE, at=at, digest=store.pages.memento(PAGE, at).digest) for at in times]


def crawled(store: Store) -> None:
    """A page and another below it, kept by a crawl."""
    store.frontier.begin("a", now=AT)
    for url, parent in ((URL, None), (OTHER, URL)):
        target = Target(url=url, source="a", parent=parent)
        store.frontier.record([Step(target=target, visit=capture(url))], now=AT)
        store.pages.save(memento(url=url, text=LONG), parent=parent)
    store.captures.save([kept("1"), kept("2", OTHER)])


def remove_page(store: Store, **more: object) -> Removal:
    crawled(store)
    return confirmed(store, Removable(page=PAGE), gone=of_page(store), **more)


class TestRequests:
    def test_a_removal_comes_back_as_it_was_given(self, store: Store) -> None:
        given = removal(Removable(page=PAGE), Removable(page="b", at=AT), records=(kept("1"),))
        added = store.removals.add(given)
        assert store.removals.one(added.id) == replace(given, id=added.id) == store.removals.keyed(given.key)

    def test_what_became_of_it_is_kept_and_found_by_its_state(self, store: Store) -> None:
        first = store.removals.add(removal(Removable(page="a")))
        second = store.removals.add(removal(Removable(page="b"), key="l" * 32))
        store.removals.save(replace(first, state=RemovalState.DECLINED))
        assert [each.id for each in store.removals.all()] == [second.id, first.id]
        assert [each.id for each in store.removals.all(RemovalState.ASKED)] == [second.id]

    def test_an_unknown_number_is_an_error_and_an_unknown_key_is_none(self, store: Store) -> None:
        with pytest.raises(NotFound, match="no removal 7"):
            store.removals.one(7)
        assert store.removals.keyed("x") is None


class TestWholePages:
    def test_nothing_of_the_page_is_left_and_all_of_the_others(self, store: Store) -> None:
        remove_page(store)
        assert store.pages.by_url(URL) is None
        assert store.pages.timemap(PAGE) == ()
        assert [each.id for each in store.captures.all()] == ["2"]
        assert store.pages.memento(page_id(OTHER)).text == LONG

    def test_asking_for_it_tells_of_the_decision(self, store: Store) -> None:
        remove_page(store)
        for ask in (lambda: store.pages.page(PAGE), lambda: store.pages.memento(PAGE, later(days=1))):
            with pytest.raises(Removed) as caught:
                ask()
            assert caught.value.tombstone == store.removals.tombstones(PAGE)[0]
        with pytest.raises(NotFound) as other:
            store.pages.page("f" * 16)
        assert not isinstance(other.value, Removed)

    def test_its_address_is_kept_as_a_digest_only_unless_the_decision_lets_it_be_said(self, store: Store) -> None:
        remove_page(store)
        (stone, *_) = store.removals.at_urls([URL])
        assert (stone.url, stone.page, stone.reference) == (None, PAGE, "KS 2026/1")
        assert store.pages.page(page_id(OTHER)).parent is None
        assert store.frontier.links("a", URL) == ()

    def test_an_address_that_may_be_said_is(self, store: Store) -> None:
        remove_page(store, keeps_addresses=True)
        assert store.removals.at_urls([URL, OTHER])[0].url == URL
        assert store.pages.page(page_id(OTHER)).parent == URL

    def test_the_journal_and_the_index_are_told(self, store: Store) -> None:
        remove_page(store)
        assert [each.deed for each in store.journal.since(0) if each.page == PAGE] == [Deed.DROP]
        assert [each.page for each in store.journal.findable()] == [page_id(OTHER)]
        assert store.changes.waiting()[-1].deed is Deed.DROP

    @pytest.mark.parametrize("keeps", [True, False])
    def test_it_is_never_asked_for_again_and_the_round_still_adds_up(self, store: Store, *, keeps: bool) -> None:
        remove_page(store, keeps_addresses=keeps)
        assert store.frontier.add([Target(url=URL, source="a"), Target(url=URL, source="b")]) == 0
        store.frontier.begin("a", now=later(days=10))
        assert [each.url for each in store.frontier.take("a", now=later(days=10), limit=9)] == [OTHER]
        step = Step(target=Target(url=URL, source="a"), visit=capture())
        store.frontier.record([step], now=later(days=10))
        tally = store.frontier.tally("a")
        assert (tally.discovered, tally.refused, tally.waiting) == (2, 1, 1)
        ((url, cause, detail),) = store.frontier.outcomes("a", "refused")
        assert ((url == URL) is keeps, cause, detail) == (True, "removed", "KS 2026/1")

    def test_a_visit_that_comes_late_does_not_bring_it_back(self, store: Store) -> None:
        remove_page(store)
        store.pages.seen(URL, "a", at=later(days=11))
        assert not store.pages.missing(URL, "a", at=later(days=11), gone=True)
        assert store.frontier.add([Target(url=revisit().url, source="a")]) == 0

    def test_corrections_keep_who_and_when_and_lose_their_words(self, store: Store) -> None:
        said = Subject(text="Åsa Öberg har sagt upp sig")
        given = Correction(
            source="a", page=PAGE, kind=CorrectionKind.CONTENT, what=said, who="Åke", at=AT, comment="namnet Åsa"
        )
        other = store.corrections.add(replace(given, page=page_id(OTHER)))
        ours = store.corrections.add(given)
        remove_page(store)
        emptied = store.corrections.one(ours.id)
        assert (emptied.who, emptied.at, emptied.what.text, emptied.comment) == ("Åke", AT, "", "")
        assert store.corrections.one(other.id) == other

    def test_pages_that_said_the_same_are_shown_anew(self, store: Store) -> None:
        crawled(store)
        store.changes.done(store.changes.waiting())
        confirmed(store, Removable(page=PAGE), gone=of_page(store))
        assert {each.page for each in store.changes.waiting()} == {PAGE, page_id(OTHER)}


def test_pages_last_seen_before_a_moment_are_told_longest_ago_first(store: Store) -> None:
    for number in range(4):
        store.pages.save(memento(url=f"https://x.se/{number}", at=later(days=-number)))
    store.pages.save(memento(url="https://y.se/", source="b", at=later(days=-9)))
    count, ids = store.removals.overdue("a", later(days=-0.5), limit=2)
    assert (count, ids) == (3, (page_id("https://x.se/3"), page_id("https://x.se/2")))


class TestVersions:
    def three(self, store: Store) -> list[RemovedVersion]:
        for day in range(3):
            store.pages.save(memento(text=f"Text {day}.", at=later(days=day)))
        return of_page(store)

    def test_only_that_version_is_gone(self, store: Store) -> None:
        versions = self.three(store)
        confirmed(store, Removable(page=PAGE, at=later(days=1)), gone=[versions[1]])
        assert store.pages.timemap(PAGE) == (AT, later(days=2))
        assert store.pages.by_url(URL) is not None
        assert store.frontier.add([Target(url=URL, source="a")]) == 1

    def test_the_moments_it_was_in_force_are_told_to_be_removed_and_no_others(self, store: Store) -> None:
        versions = self.three(store)
        confirmed(store, Removable(page=PAGE, at=later(days=1)), gone=[versions[1]])
        for days in (1, 1.5):
            with pytest.raises(Removed):
                store.pages.memento(PAGE, later(days=days))
        assert store.pages.memento(PAGE, later(days=0.5)).text == "Text 0."
        assert store.pages.memento(PAGE, later(days=2)).text == store.pages.memento(PAGE).text == "Text 2."


def test_a_removal_that_fails_halfway_leaves_everything_as_it_was(store: Store) -> None:
    crawled(store)
    asked = store.removals.add(removal(Removable(page=PAGE)))
    signed = replace(asked, versions=tuple(of_page(store)), records=(kept("1"),))
    with suppress(RuntimeError), store.transaction():
        store.removals.carry_out(signed)
        raise RuntimeError
    assert store.pages.memento(PAGE).text == LONG
    assert store.captures.of("1") == kept("1")
    assert store.removals.tombstones(PAGE) == ()
