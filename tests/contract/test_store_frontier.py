"""What every store's frontier must do."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from uuid import uuid4

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from archive.model import Tally
from archive.store import Frontier, Store
from crawler.model import Ask, Capture, Failure, Host, Refusal, Step, Target, Via, Visit
from tests.fakes.storing import AT, capture, later, memory_store, revisit

SITE = "https://www.mellankoping.se"


@pytest.fixture
def frontier(store: Store) -> Frontier:
    return store.frontier


def target(path: str = "/", source: str = "a", **more: object) -> Target:
    return Target(url=SITE + path, source=source, **more)  # type: ignore[arg-type]


def fetched(each: Target, *found: Target, **more: object) -> Step:
    return Step(target=each, visit=capture(each.url, **more), found=found)


def failed(each: Target, **more: object) -> Step:
    return Step(target=each, visit=Failure(url=each.url, at=AT, cause="dns", detail="no such name", **more))  # type: ignore[arg-type]


def refused(each: Target) -> Step:
    return Step(target=each, visit=Refusal(url=each.url, at=AT, rule="robots", detail="Disallow: /"))


def paths(frontier: Frontier, *, days: float = 0) -> list[str]:
    return [each.url.removeprefix(SITE) for each in frontier.take("a", now=later(days=days), limit=99)]


class TestKnowing:
    def test_new_targets_are_counted_and_known_ones_keep_their_state(self, frontier: Frontier) -> None:
        assert frontier.add([target("/a"), target("/b"), target("/a")]) == 2
        frontier.record([fetched(target("/a"))], now=AT)
        assert frontier.add([target("/a"), target("/c")]) == 1
        assert frontier.add([]) == 0
        assert paths(frontier) == ["/b", "/c"]

    def test_the_same_address_may_be_known_to_two_sources(self, frontier: Frontier) -> None:
        frontier.add([target("/a"), replace(target("/a"), source="b")])
        frontier.record([fetched(target("/a"))], now=AT)
        assert [each.source for each in frontier.take("b", now=AT, limit=9)] == ["b"]

    def test_a_target_comes_back_as_it_was_given(self, frontier: Frontier) -> None:
        whole = target(
            "/a", ask=Ask.SITEMAP, via=Via.FEED, parent=SITE, depth=3, etag='W/"1"', last_modified="igår", lastmod=AT
        )
        frontier.add([whole])
        assert frontier.take("a", now=AT, limit=1) == (whole,)

    def test_a_known_target_takes_over_a_later_lastmod_only(self, frontier: Frontier) -> None:
        frontier.add([target("/a"), target("/b", lastmod=later(days=2))])
        frontier.add([target("/a", lastmod=AT), target("/b", lastmod=AT)])
        assert [each.lastmod for each in frontier.take("a", now=AT, limit=9)] == [AT, later(days=2)]


class TestTaking:
    def test_robots_sitemaps_and_feeds_come_first_then_in_the_order_they_became_known(self, frontier: Frontier) -> None:
        asks = (Ask.PAGE, Ask.FEED, Ask.SITEMAP, Ask.PAGE, Ask.ROBOTS)
        frontier.add([target(f"/{number}", ask=ask) for number, ask in enumerate(asks)])
        assert paths(frontier) == ["/4", "/2", "/1", "/0", "/3"]

    def test_the_same_ones_again_until_they_are_recorded_and_no_more_than_asked_for(self, frontier: Frontier) -> None:
        frontier.add([target("/a"), target("/b")])
        assert frontier.take("a", now=AT, limit=1) == frontier.take("a", now=AT, limit=1) == (target("/a"),)

    def test_a_failure_that_is_to_be_tried_again_waits_until_then(self, frontier: Frontier) -> None:
        frontier.record([failed(target("/a"), retry_at=later(days=1), attempt=2)], now=AT)
        assert paths(frontier) == []
        assert [each.attempt for each in frontier.take("a", now=later(days=1), limit=9)] == [2]


class TestRecording:
    def test_a_good_answer_leaves_its_validators_byte_for_byte(self, frontier: Frontier) -> None:
        headers = (("etag", 'W/"å 1"'), ("LAST-MODIFIED", " odd  date"))
        answer = capture(target().url, headers=headers)
        asked_again = round_after(frontier, answer)
        assert (asked_again.etag, asked_again.last_modified) == ('W/"å 1"', " odd  date")
        assert asked_again.digest == answer.digest

    def test_a_304_keeps_what_it_does_not_name(self, frontier: Frontier) -> None:
        known = target(etag='"old"', last_modified="igår", digest="d")
        frontier.record([Step(target=known, visit=revisit(known.url, headers=(("ETag", '"new"'),)))], now=AT)
        frontier.begin("a", now=AT)
        assert frontier.take("a", now=AT, limit=1) == (replace(known, etag='"new"'),)

    def test_a_404_in_between_forgets_the_validators(self, frontier: Frontier) -> None:
        frontier.record([fetched(target("/a"))], now=AT)
        frontier.record([fetched(target("/a", etag='"v1"'), status=404)], now=AT)
        frontier.begin("a", now=AT)
        assert frontier.take("a", now=AT, limit=1) == (target("/a"),)

    def test_an_unknown_target_is_added_with_its_state(self, frontier: Frontier) -> None:
        frontier.record([refused(target("/a"))], now=AT)
        assert frontier.outcomes("a", "refused") == ((target("/a").url, "robots", "Disallow: /"),)

    def test_of_several_steps_for_one_target_the_last_one_is_its_state(self, frontier: Frontier) -> None:
        frontier.record([failed(target("/a")), fetched(target("/a"))], now=AT)
        assert frontier.outcomes("a", "failed") == ()
        assert frontier.tally("a") == Tally(discovered=1, fetched=1)

    def test_what_was_found_waits_its_turn(self, frontier: Frontier) -> None:
        frontier.record([fetched(target("/"), target("/a"), target("/b"), target("/"))], now=AT)
        assert paths(frontier) == ["/a", "/b"]

    def test_nothing_to_record_is_harmless(self, frontier: Frontier) -> None:
        frontier.record([], now=AT)
        assert frontier.tally("a") == Tally()

    def test_the_links_of_an_unchanged_page_are_still_there(self, frontier: Frontier) -> None:
        found = (target("/a", parent=SITE + "/", depth=1), target("/b", parent=SITE + "/", depth=1))
        frontier.record([fetched(target("/"), *found)], now=AT)
        frontier.record([Step(target=target("/"), visit=revisit(SITE + "/"))], now=AT)
        assert frontier.links("a", SITE + "/") == found
        assert frontier.links("a", SITE + "/a") == ()


def round_after(frontier: Frontier, answer: Capture) -> Target:
    """The target as the round after this answer asks for it."""
    frontier.record([Step(target=target(), visit=answer)], now=AT)
    frontier.begin("a", now=AT)
    return frontier.take("a", now=AT, limit=1)[0]


class TestRounds:
    def test_a_new_round_asks_for_everything_again(self, frontier: Frontier) -> None:
        frontier.begin("a", now=AT)
        frontier.record([fetched(target("/a")), refused(target("/b")), failed(target("/c"))], now=AT)
        assert paths(frontier) == []
        frontier.begin("a", now=later(days=1))
        assert paths(frontier) == ["/a", "/b", "/c"]
        assert frontier.outcomes("a", "failed") == ()

    def test_a_round_broken_off_goes_on_where_it_was(self, frontier: Frontier) -> None:
        frontier.begin("a", now=AT)
        frontier.record([fetched(target("/"), target("/a"), target("/b"))], now=AT)
        frontier.record([fetched(target("/a"))], now=AT)
        frontier.begin("a", now=later(days=1))
        assert paths(frontier) == ["/b"]

    def test_a_retry_that_is_not_due_does_not_keep_the_round_open(self, frontier: Frontier) -> None:
        frontier.begin("a", now=AT)
        frontier.record([fetched(target("/a")), failed(target("/b"), retry_at=later(days=2), attempt=1)], now=AT)
        frontier.begin("a", now=later(days=1))
        assert paths(frontier, days=1) == ["/a"]
        assert paths(frontier, days=2) == ["/a", "/b"]

    def test_a_seed_added_between_rounds_does_not_pass_for_an_unfinished_one(self, frontier: Frontier) -> None:
        frontier.begin("a", now=AT)
        frontier.record([fetched(target("/a"))], now=AT)
        frontier.add([target("/new")])
        frontier.begin("a", now=later(days=1))
        assert paths(frontier) == ["/a", "/new"]

    def test_rounds_of_other_sources_are_their_own(self, frontier: Frontier) -> None:
        frontier.record([fetched(target("/a"))], now=AT)
        frontier.begin("b", now=AT)
        assert paths(frontier) == []


VISITS = st.sampled_from(["fetched", "unchanged", "refused", "failed", "retry"])


def visit(kind: str, each: Target) -> Visit:
    made: dict[str, Visit] = {
        "fetched": capture(each.url),
        "unchanged": revisit(each.url),
        "refused": refused(each).visit,
        "failed": failed(each).visit,
        "retry": failed(each, retry_at=later(days=1)).visit,
    }
    return made[kind]


@pytest.fixture(scope="module")
def shared_frontier() -> Iterator[Frontier]:
    """One frontier for many examples, each with a source of its own."""
    store = memory_store()
    yield store.frontier
    store.close()


@settings(max_examples=30, deadline=None)
@given(st.lists(st.tuples(st.integers(0, 5), VISITS, st.lists(st.integers(0, 9), max_size=3)), max_size=12))
def test_discovered_is_the_sum_of_its_parts_after_every_record(
    shared_frontier: Frontier, turns: list[tuple[int, str, list[int]]]
) -> None:
    frontier, source = shared_frontier, str(uuid4())
    for number, kind, found in turns:
        each = target(f"/{number}", source)
        step = Step(target=each, visit=visit(kind, each), found=tuple(target(f"/{other}", source) for other in found))
        frontier.record([step], now=AT)
        tally = frontier.tally(source)
        parts = (tally.fetched, tally.unchanged, tally.refused, tally.failed, tally.waiting)
        assert tally.discovered == sum(parts)
    named = {number for number, _, _ in turns} | {other for _, _, found in turns for other in found}
    assert frontier.tally(source).discovered == len(named)


class TestHosts:
    def test_a_host_nobody_knows_is_a_fresh_one(self, frontier: Frontier) -> None:
        assert frontier.host("x.se") == Host(name="x.se")

    def test_a_host_is_remembered_whole_and_replaced(self, frontier: Frontier) -> None:
        frontier.save_host(Host(name="x.se", asked_at=AT))
        host = Host(
            name="x.se", paused_until=later(days=1), robots=b"\xef\xbb\xbf\x00", robots_status=503, robots_at=AT
        )
        frontier.save_host(host)
        frontier.save_host(Host(name="https://x.se", robots_status=None))
        assert frontier.host("x.se") == host
