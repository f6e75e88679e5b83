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
from crawler.politeness import LONGEST_REQUEST
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
    def test_a_target_refused_for_nofollow_waits_when_another_link_leads_to_it(self, frontier: Frontier) -> None:
        frontier.record([refused(target("/a", via=Via.NOFOLLOW)), refused(target("/b"))], now=AT)
        frontier.add([target("/a", via=Via.NOFOLLOW), target("/b", via=Via.LINK)])
        assert paths(frontier) == []
        better = target("/a", via=Via.LINK, parent=SITE + "/c", depth=2)
        frontier.add([better])
        assert frontier.take("a", now=AT, limit=9) == (better,)

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
        assert frontier.take("a", now=AT, limit=1) == (replace(known, etag='"new"', checked_at=later(days=1)),)

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

    def test_nor_does_one_that_is_due_and_everything_is_asked_again(self, frontier: Frontier) -> None:
        robots = target("/robots.txt", ask=Ask.ROBOTS)
        frontier.begin("a", now=AT)
        frontier.record([fetched(target("/a")), failed(target("/b"), retry_at=later(seconds=60), attempt=1)], now=AT)
        frontier.record([failed(robots, retry_at=later(seconds=60))], now=AT)
        frontier.begin("a", now=later(days=1))
        assert paths(frontier, days=1) == ["/robots.txt", "/a", "/b"]

    def test_what_waited_for_its_host_keeps_the_round_open(self, frontier: Frontier) -> None:
        frontier.begin("a", now=AT)
        frontier.record([fetched(target("/a")), failed(target("/b"), retry_at=later(seconds=60))], now=AT)
        frontier.begin("a", now=later(days=1))
        assert paths(frontier, days=1) == ["/b"]

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


class TestResting:
    @pytest.fixture
    def known(self, frontier: Frontier) -> list[Target]:
        """Sixty pages that were captured a hundred days ago and have been the same since."""
        known = [target(f"/{number}", via=Via.LINK, digest="d", changed_at=later(days=-100)) for number in range(60)]
        frontier.begin("a", now=AT)
        frontier.record([Step(target=each, visit=revisit(each.url, at=AT)) for each in known], now=AT)
        return known

    def test_what_has_long_been_the_same_rests_but_for_fifty(self, frontier: Frontier, known: list[Target]) -> None:
        frontier.begin("a", now=later(days=1))
        assert paths(frontier, days=1) == [f"/{number}" for number in range(50)]
        tally = frontier.tally("a")
        assert (tally.unchanged, tally.rested, tally.waiting, tally.discovered) == (10, 10, 50, len(known))

    def test_after_a_tenth_of_the_time_it_is_due(self, frontier: Frontier, known: list[Target]) -> None:
        frontier.begin("a", now=later(days=11))
        assert len(paths(frontier, days=11)) == len(known)

    def test_those_that_rested_longest_are_asked_first(self, frontier: Frontier, known: list[Target]) -> None:
        frontier.begin("a", now=later(days=1))
        asked = frontier.take("a", now=later(days=1), limit=99)
        frontier.record([Step(target=each, visit=revisit(each.url)) for each in asked], now=later(days=1))
        frontier.begin("a", now=later(days=2))
        assert {f"/{number}" for number in range(50, len(known))} <= set(paths(frontier, days=2))

    def test_a_listed_change_wakes_and_an_old_date_does_not(self, frontier: Frontier, known: list[Target]) -> None:
        frontier.begin("a", now=later(days=1))
        frontier.add([replace(known[55], lastmod=later(days=0.5)), replace(known[56], lastmod=later(days=-0.5))])
        assert {"/55", "/56"} & set(paths(frontier, days=1)) == {"/55"}

    def test_a_later_date_than_before_wakes_though_it_is_older_than_our_last_look(
        self, frontier: Frontier, known: list[Target]
    ) -> None:
        frontier.add([replace(known[55], lastmod=later(days=-50)), replace(known[56], lastmod=later(days=-50))])
        frontier.begin("a", now=later(days=1))
        frontier.add([replace(known[55], lastmod=later(days=-40)), replace(known[56], lastmod=later(days=-60))])
        assert {"/55", "/56"} & set(paths(frontier, days=1)) == {"/55"}

    def test_a_page_that_its_list_no_longer_names_wakes(self, frontier: Frontier, known: list[Target]) -> None:
        the_list = target("/sitemap.xml", ask=Ask.SITEMAP)
        named = [replace(each, lastmod=later(days=-50)) for each in known]
        frontier.record([fetched(the_list, *named)], now=AT)
        frontier.begin("a", now=later(days=1))
        assert {"/55", "/56"} & set(paths(frontier, days=1)) == set()
        frontier.record([fetched(the_list, *named[:56], *named[57:], truncated="length")], now=later(days=1))
        assert {"/55", "/56"} & set(paths(frontier, days=1)) == set()
        frontier.record([fetched(the_list, *named[:56], *named[57:])], now=later(days=1))
        assert {"/55", "/56"} & set(paths(frontier, days=1)) == {"/56"}

    def test_a_list_that_was_silent_on_three_changes_is_not_believed(
        self, frontier: Frontier, known: list[Target]
    ) -> None:
        listed = [replace(each, lastmod=later(days=-50), changed_at=AT) for each in known]
        frontier.add(listed)
        frontier.record([Step(target=each, visit=revisit(each.url, at=AT)) for each in listed], now=AT)
        frontier.begin("a", now=later(days=1))
        asked = frontier.take("a", now=later(days=1), limit=99)
        assert len(asked) == 50
        changed = [Step(target=each, visit=capture(each.url, at=later(days=1))) for each in asked[:3]]
        frontier.record(
            [*changed, *(Step(target=each, visit=revisit(each.url)) for each in asked[3:])], now=later(days=1)
        )
        frontier.begin("a", now=later(days=2))
        assert len(paths(frontier, days=2)) == len(known)

    def test_pages_of_the_month_come_first(self, frontier: Frontier) -> None:
        old = [target(f"/{number}", via=Via.LINK, digest="d", changed_at=later(days=-100)) for number in range(3)]
        frontier.begin("a", now=AT)
        frontier.record([Step(target=each, visit=revisit(each.url, at=AT)) for each in old], now=AT)
        frontier.add([replace(old[2], lastmod=AT), target("/ny")])
        frontier.begin("a", now=later(days=1))
        assert paths(frontier, days=1) == ["/2", "/ny", "/0", "/1"]


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


class TestTurns:
    def test_of_two_workers_one_gets_the_turn_and_the_other_waits_for_the_answer(self, frontier: Frontier) -> None:
        assert frontier.take_turn("x.se", who="a", delay=2, now=AT) == AT
        assert frontier.host("x.se").held_by == "a"
        waits = frontier.take_turn("x.se", who="b", delay=2, now=later(seconds=5))
        assert waits == AT + LONGEST_REQUEST
        frontier.save_host(Host(name="x.se", asked_at=later(seconds=6)))
        assert frontier.take_turn("x.se", who="b", delay=2, now=later(seconds=7)) == later(seconds=8)
        assert frontier.take_turn("x.se", who="b", delay=2, now=later(seconds=8)) == later(seconds=8)

    def test_a_turn_ends_when_its_worker_is_dead_and_the_delay_runs_from_then(self, frontier: Frontier) -> None:
        frontier.take_turn("x.se", who="a", delay=2, now=AT)
        soon = later(seconds=10)
        assert frontier.take_turn("x.se", who="b", delay=2, now=soon, is_dead={"a"}.__contains__) == later(seconds=12)
        assert frontier.take_turn("x.se", who="b", delay=2, now=later(seconds=12)) == later(seconds=12)

    def test_a_turn_nobody_speaks_of_any_more_ends(self, frontier: Frontier) -> None:
        frontier.take_turn("x.se", who="a", delay=0, now=AT)
        assert frontier.take_turn("x.se", who="b", delay=0, now=AT + LONGEST_REQUEST) == AT + LONGEST_REQUEST

    def test_a_pause_holds_for_everybody(self, frontier: Frontier) -> None:
        frontier.save_host(Host(name="x.se", paused_until=later(seconds=30)))
        assert frontier.take_turn("x.se", who="a", delay=1, now=AT) == later(seconds=30)
        assert frontier.host("x.se").held_by is None


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
