"""What we have leave to ask and when: robots.txt, delays, pauses, hosts in trouble."""

from __future__ import annotations

from datetime import timedelta
from itertools import pairwise

import pytest

from crawler.model import Host
from crawler.seams import Manner
from tests.fakes.crawling import (
    ROBOTS,
    SITE,
    SITEMAP,
    START,
    asked,
    crawled,
    fails,
    moved,
    page,
    refuses,
    says,
    town,
)


class TestRobots:
    def test_disallowed_pages_are_refused(self) -> None:
        place = town({"/robots.txt": says("User-agent: *\nDisallow: /hemligt\n"), "/": says(page("/hemligt/1", "/a"))})
        crawled(place)
        assert place.memory.state(SITE + "/hemligt/1") == "refused robots"
        assert asked(place) == ["/", "/a"]

    @pytest.mark.parametrize(
        "answer", [says(status=503), says(status=429), fails("timeout"), fails("reset"), refuses("address")]
    )
    def test_nothing_is_asked_while_robots_cannot_be_reached_and_all_of_it_waits(self, answer: object) -> None:
        place = town({"/robots.txt": answer})  # type: ignore[dict-item]
        counts = crawled(place)
        assert place.fetcher.urls() == [ROBOTS]
        assert counts.captured == 0
        assert place.memory.rows[SITE + "/"].retry_at == START + timedelta(minutes=15)
        assert place.memory.state(SITE + "/") == "waiting robots-unreachable"
        assert place.memory.rows[SITE + "/"].target.attempt == 0

    def test_pages_come_when_robots_is_back(self) -> None:
        place = town({"/robots.txt": [says(status=503), says("")], "/": says("hej")})
        crawled(place)
        place.clock.now += timedelta(minutes=16)
        crawled(place)
        assert place.fetcher.urls() == [ROBOTS, ROBOTS, SITEMAP, SITE + "/"]

    def test_robots_is_followed_through_five_redirects_to_other_hosts_but_rules_the_first(self) -> None:
        hops = {f"https://h{n}.se/robots.txt": moved(f"https://h{n + 1}.se/robots.txt") for n in range(1, 5)}
        last = {"https://h5.se/robots.txt": says("User-agent: *\nDisallow: /a\n")}
        place = town({"/robots.txt": moved("https://h1.se/robots.txt"), "/": says(page("/a"))} | hops | last)
        crawled(place)
        assert place.memory.state(SITE + "/a") == "refused robots"
        assert place.memory.state(ROBOTS) == "fetched"

    def test_more_than_five_redirects_mean_there_is_none(self) -> None:
        place = town({"/robots.txt": moved("/robots.txt"), "/": says("hej")})
        crawled(place)
        assert place.fetcher.urls().count(ROBOTS) == 6
        assert place.memory.state(SITE + "/") == "fetched"

    def test_robots_is_asked_for_again_after_a_day_in_the_middle_of_a_run(self) -> None:
        place = town(
            {
                "/robots.txt": [says("User-agent: *\nCrawl-delay: 50\n"), says("User-agent: *\nDisallow: /\n")],
                "/": says(page(*(f"/sida-{n}-x" for n in range(2000)))),
            }
        )
        crawled(place)
        assert place.fetcher.urls().count(ROBOTS) == 2
        assert 1700 < len(asked(place)) < 1740
        assert place.memory.state(SITE + "/sida-1999-x") == "refused robots"

    def test_the_target_of_a_redirect_is_asked_about_as_well(self) -> None:
        place = town({"/robots.txt": says("User-agent: *\nDisallow: /h\n"), "/": moved("/h")})
        crawled(place)
        assert place.memory.state(SITE + "/h") == "refused robots"


class TestTrouble:
    def test_a_failure_that_passes_is_tried_again_in_the_same_run(self) -> None:
        place = town({"/": [says(status=500), says("hej")]})
        counts = crawled(place)
        assert (counts.failed, place.memory.state(SITE + "/")) == (1, "fetched")
        assert place.clock.now == START + timedelta(seconds=5)

    def test_a_failure_that_lasts_waits_for_later_and_ends_after_four_attempts(self) -> None:
        place = town({"/": fails("reset")})
        for _ in range(4):
            crawled(place)
            place.clock.now += timedelta(hours=1)
        assert asked(place) == ["/"] * 4
        assert place.memory.state(SITE + "/") == "failed reset"

    def test_a_paused_host_is_left_alone_and_its_pages_wait_without_losing_an_attempt(self) -> None:
        busy = says(status=503, headers=(("Retry-After", "600"),))
        place = town({"/": says(page("/a", "/b")), "/a": [busy, says("a")]})
        crawled(place)
        assert asked(place) == ["/", "/a"]
        row = place.memory.rows[SITE + "/b"]
        assert (row.retry_at, row.target.attempt) == (START + timedelta(minutes=10), 0)
        assert place.memory.state(SITE + "/b") == "waiting host-paused"
        place.clock.now += timedelta(minutes=11)
        crawled(place)
        assert asked(place) == ["/", "/a", "/a", "/b"]

    def test_a_short_pause_is_waited_for(self) -> None:
        busy = says(status=429, headers=(("Retry-After", "9"),))
        place = town({"/": says(page("/a", "/b")), "/a": [busy, says("a")], "/b": says("b")})
        crawled(place)
        assert place.clock.now == START + timedelta(seconds=9)
        assert set(place.memory.states().values()) == {"fetched"}

    def test_a_dead_host_is_not_asked_for_each_of_its_pages(self) -> None:
        place = town(
            {"/": says(page(*(f"/s{n}x" for n in range(50))))} | {f"/s{n}x": fails("timeout") for n in range(50)}
        )
        crawled(place)
        assert len(asked(place)) == 4
        assert place.memory.state(SITE + "/s49x") == "waiting host-paused"


class TestPoliteness:
    def test_requests_keep_the_delay_from_the_end_of_one_to_the_next(self) -> None:
        place = town({"/": says(page("/a", "/b")), "/a": says("a")}, delay=2.0)
        place.fetcher._takes = 0.5
        crawled(place)
        gaps = [b - a for a, b in zip(place.fetcher.moments, place.fetcher.moments[1:], strict=False)]
        assert gaps == [timedelta(seconds=2.5)] * 4

    def test_the_delay_holds_over_a_restart(self) -> None:
        place = town({"/": says("hej")}, delay=5.0)
        crawled(place, Manner(limit=1))
        last = place.fetcher.moments[-1]
        place.memory.add(())
        place.memory.begin()
        crawled(place)
        assert place.fetcher.moments[3] - last == timedelta(seconds=5)

    def test_what_came_is_recorded_before_the_wait_for_the_next_turn(self) -> None:
        place = town({"/": says(page("/a"))}, delay=10.0)
        crawled(place)
        assert [len(batch) for batch in place.memory.batches] == [1, 1, 1, 1]

    def test_crawl_delay_longer_than_ours_is_obeyed(self) -> None:
        place = town({"/robots.txt": says("User-agent: *\nCrawl-delay: 30\n"), "/": says(page("/a"))}, delay=1.0)
        crawled(place)
        gaps = {b - a for a, b in zip(place.fetcher.moments, place.fetcher.moments[1:], strict=False)}
        assert gaps == {timedelta(seconds=30)}

    def test_a_paused_host_is_not_even_asked_for_robots(self) -> None:
        place = town({"/": says("hej")})
        later = START + timedelta(minutes=5)
        place.memory.save_host(Host(name="www.mellankoping.se", paused_until=later))
        crawled(place)
        assert place.fetcher.urls() == []
        assert place.memory.state(ROBOTS) == "waiting host-paused"
        assert place.memory.rows[ROBOTS].retry_at == later

    def test_names_that_share_an_address_take_turns(self) -> None:
        other = "https://mellankoping.se"
        pages = {
            "/": says(page(f"{other}/a", "/b")),
            f"{other}/robots.txt": says(""),
            f"{other}/a": says("a"),
            "/b": says("b"),
        }
        place = town(pages, delay=10.0)
        place.fetcher.addresses = {"www.mellankoping.se": "192.0.2.1", "mellankoping.se": "192.0.2.1"}
        crawled(place)
        moments = sorted(place.fetcher.moments)
        assert len(moments) == 6
        assert min(b - a for a, b in pairwise(moments)) >= timedelta(seconds=10)

    def test_the_redirects_of_robots_wait_for_their_turn(self) -> None:
        place = town({"/robots.txt": moved("/r1"), "/r1": moved("/r2"), "/r2": says(""), "/": says("hej")}, delay=10.0)
        crawled(place)
        assert min(b - a for a, b in pairwise(place.fetcher.moments)) == timedelta(seconds=10)

    def test_a_crawl_delay_of_a_day_parks_the_host_and_is_never_broken(self) -> None:
        place = town({"/robots.txt": says("User-agent: *\nCrawl-delay: 86400\n"), "/": says("hej")})
        crawled(place)
        assert place.fetcher.urls() == [ROBOTS]
        place.clock.now += timedelta(days=1, seconds=1)
        crawled(place)
        assert len(place.fetcher.urls()) == 2
