"""Redirects, second rounds and ends: circles, cookies, revisits, limits, stops, full disks."""

from __future__ import annotations

import asyncio
from collections.abc import Sequence
from datetime import timedelta

import pytest

from crawler.model import Failure, Step, Via
from crawler.seams import Counts, Manner
from tests.fakes.crawling import ROBOTS, SITE, SITEMAP, START, DictMemory, asked, crawled, moved, page, says, town

CHAIN = {"/": says(page("/a"), headers=(("ETag", '"1"'),)), "/a": says(page("/b")), "/b": says("b")}
FAN = {"/": says(page("/a", "/b", "/c")), "/a": says("a"), "/b": says("b"), "/c": says("c")}


class TestRedirects:
    def test_a_redirect_is_kept_and_its_goal_becomes_a_target(self) -> None:
        place = town({"/": moved("/start"), "/start": says("hej")})
        crawled(place)
        row = place.memory.rows[SITE + "/start"].target
        assert (row.via, row.parent, row.depth) == (Via.REDIRECT, SITE + "/", 0)
        assert place.memory.state(SITE + "/") == place.memory.state(SITE + "/start") == "fetched"

    @pytest.mark.parametrize("goal", ["https://annan.se/", "file:///etc/passwd", "javascript:alert(1)", "ftp://a.se/"])
    def test_a_redirect_out_of_scope_is_refused(self, goal: str) -> None:
        place = town({"/": moved(goal)})
        crawled(place)
        assert place.memory.state(goal).startswith("refused")
        assert len(asked(place)) == 1

    @pytest.mark.parametrize("goal", ["", "   ", "http://[", "http://a b/"])
    def test_a_redirect_to_nowhere_is_a_failure(self, goal: str) -> None:
        place = town({"/": moved(goal)})
        crawled(place)
        assert place.memory.state(SITE + "/") == "failed redirect-nowhere"

    @pytest.mark.parametrize("length", [1, 2, 3, 20])
    def test_a_circle_ends_in_an_error(self, length: int) -> None:
        place = town({"/": says(page("/r0"))} | {f"/r{n}": moved(f"/r{(n + 1) % length}") for n in range(length)})
        crawled(place)
        assert [state for state in place.memory.states().values() if "failed" in state] == ["failed redirect-loop"]
        visit = place.memory.rows[f"{SITE}/r{length - 1}"].visit
        assert isinstance(visit, Failure)
        assert f"{SITE}/r{length - 1} -> {SITE}/r0" in visit.detail

    def test_an_endless_chain_ends_in_an_error(self) -> None:
        place = town({"/": moved("/c0")} | {f"/c{n}": moved(f"/c{n + 1}") for n in range(50)})
        crawled(place)
        assert place.memory.state(SITE + "/c19") == "failed redirect-chain"
        assert len(asked(place)) == 21

    def test_a_page_that_sets_a_cookie_and_redirects_to_itself_is_fetched(self) -> None:
        place = town({"/": [moved("/", status=302, cookie="a=1"), says("hej")]})
        crawled(place)
        assert place.memory.state(SITE + "/") == "fetched"
        assert asked(place) == ["/", "/"]

    def test_a_page_that_sends_by_way_of_a_cookie_page_is_fetched(self) -> None:
        place = town({"/": [moved("/kaka", status=302), says("hej")], "/kaka": moved("/", status=302, cookie="a=1")})
        crawled(place)
        last = place.memory.rows[SITE + "/"].visit
        assert getattr(last, "body", b"") == b"hej"

    def test_a_cookie_that_never_helps_ends_in_an_error(self) -> None:
        place = town({"/": moved("/", cookie="a=1")})
        crawled(place)
        assert place.memory.state(SITE + "/") == "failed redirect-loop"
        assert asked(place) == ["/", "/"]


class TestAgain:
    def test_a_second_round_is_conditional_and_brings_revisits(self) -> None:
        place = town(dict(CHAIN))
        crawled(place)
        place.memory.begin()
        counts = crawled(place)
        assert (counts.captured, counts.revisited) == (2, 3)
        assert place.memory.states() | {ROBOTS: "", SITEMAP: ""} == {
            ROBOTS: "",
            SITEMAP: "",
            **{SITE + path: "unchanged" for path in ("/", "/a", "/b")},
        }

    def test_the_links_of_an_unchanged_page_are_still_walked(self) -> None:
        place = town(dict(CHAIN))
        crawled(place)
        front = place.memory.rows[SITE + "/"]
        front.state = "waiting"
        before = len(place.memory.steps)
        crawled(place)
        (step,) = [each for each in place.memory.steps[before:] if each.target.url == SITE + "/"]
        assert [target.url for target in step.found] == [SITE + "/a"]

    def test_a_page_that_was_away_is_asked_for_unconditionally(self) -> None:
        place = town(
            {"/": [says("hej", headers=(("ETag", '"1"'),)), says(status=404), says("hej", headers=(("ETag", '"1"'),))]}
        )
        for _ in range(3):
            crawled(place)
            place.memory.begin()
        assert [(each.etag, each.digest is None) for each in place.fetcher.asked if each.url == SITE + "/"] == [
            (None, True),
            ('"1"', False),
            (None, True),
        ]


class TestEnding:
    def test_a_limit_counts_pages_and_leaves_the_rest_waiting(self) -> None:
        place = town(dict(FAN))
        counts = crawled(place, Manner(limit=2))
        assert (asked(place), counts.left) == (["/", "/a"], True)
        assert place.memory.state(SITE + "/b") == "waiting"
        assert crawled(place).left is False
        assert asked(place) == ["/", "/a", "/b", "/c"]

    def test_stop_finishes_the_page_at_hand_and_records_it(self) -> None:
        place = town(dict(FAN))
        counts = crawled(place, Manner(stop=lambda: len(place.fetcher.asked) >= 3))
        assert (asked(place), counts.left, counts.steps) == (["/"], True, 3)
        assert place.memory.state(SITE + "/") == "fetched"

    def test_stop_does_not_wait_for_a_turn(self) -> None:
        place = town(dict(FAN), delay=50.0)
        crawled(place, Manner(stop=lambda: place.clock.now > START + timedelta(seconds=60)))
        assert place.clock.now == START + timedelta(seconds=61)
        assert place.memory.state(SITE + "/") == "waiting"

    def test_stop_before_robots_leaves_everything_waiting(self) -> None:
        place = town(dict(FAN))
        looks = iter([False, False])
        crawled(place, Manner(stop=lambda: next(looks, True)))
        assert place.fetcher.urls() == []
        assert set(place.memory.states().values()) == {"waiting"}

    def test_progress_is_told_at_every_commit(self) -> None:
        place, seen = town(dict(FAN)), list[Counts]()
        counts = crawled(place, Manner(progress=seen.append))
        assert seen[-1] == counts
        assert len(seen) == len(place.memory.batches)

    def test_steps_are_committed_in_groups_of_a_hundred_at_most(self) -> None:
        place = town({"/": says(page(*(f"/sida-{n}" for n in range(250))))})
        crawled(place)
        assert max(map(len, place.memory.batches)) == 100
        assert sum(map(len, place.memory.batches)) == 253

    def test_steps_older_than_a_second_are_committed(self) -> None:
        place = town(dict(FAN))
        place.fetcher._takes = 0.6
        crawled(place)
        assert max(map(len, place.memory.batches)) == 3

    def test_a_full_disk_ends_the_crawl_and_nothing_is_lost(self) -> None:
        class Full(DictMemory):
            def record(self, steps: Sequence[Step]) -> None:
                if self.batches:
                    raise OSError(28, "No space left on device")
                super().record(steps)

        place = town(dict(FAN), delay=1.0)
        place.memory = Full()
        with pytest.raises(OSError, match="No space"):
            crawled(place)
        assert place.memory.state(SITE + "/") == "waiting"

    def test_a_cancelled_crawl_records_what_it_has(self) -> None:
        place = town(dict(FAN))

        def cancel(target: object, at: object) -> object:
            raise asyncio.CancelledError

        place.web[SITE + "/b"] = cancel  # type: ignore[assignment]
        with pytest.raises(asyncio.CancelledError):
            crawled(place)
        assert place.memory.state(SITE + "/a") == "fetched"
        assert place.memory.state(SITE + "/b") == "waiting"

    def test_a_memory_that_forgets_does_not_turn_the_crawl_into_a_circle(self) -> None:
        class Stuck(DictMemory):
            def record(self, steps: Sequence[Step]) -> None:
                self.batches.append(tuple(steps))

        place = town({}, seeds=())
        place.memory = Stuck()
        assert crawled(place) == Counts()
