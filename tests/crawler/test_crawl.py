"""The crawl loop over a canned web: what is asked, in what order, and how every address ends."""

from __future__ import annotations

import asyncio
from collections.abc import Sequence
from datetime import timedelta

import pytest

from crawler.errors import BadUrl
from crawler.model import Ask, Failure, Host, Step, Target, Via
from crawler.seams import Counts, Manner, Tools
from crawler.visiting import Visitor
from tests.fakes.crawling import SITE, START, DictMemory, Town, fails, moved, page, refuses, says, town

CHAIN = {"/": says(page("/a"), headers=(("ETag", '"1"'),)), "/a": says(page("/b")), "/b": says("b")}
FAN = {"/": says(page("/a", "/b", "/c")), "/a": says("a"), "/b": says("b"), "/c": says("c")}
ROBOTS = SITE + "/robots.txt"
SITEMAP = SITE + "/sitemap.xml"


def crawled(place: Town, manner: Manner | None = None) -> Counts:
    return asyncio.run(place.crawl(manner))


def asked(place: Town) -> list[str]:
    """What was asked beyond robots.txt and the sitemap, without the site's name."""
    return [url.removeprefix(SITE) for url in place.fetcher.urls() if url not in {ROBOTS, SITEMAP}]


def urlset(*paths: str, lastmod: str = "2024-04-01") -> str:
    return (
        "<urlset>"
        + "".join(f"<url><loc>{SITE}{p}</loc><lastmod>{lastmod}</lastmod></url>" for p in paths)
        + "</urlset>"
    )


class TestTheWayRound:
    def test_robots_comes_first_then_sitemaps_then_pages_in_the_order_met(self) -> None:
        place = town(
            {
                "/": says(page("/b", "/a")),
                "/a": says(page("/")),
                "/b": says("b"),
                "/sitemap.xml": says(urlset("/c"), media="text/xml"),
                "/c": says("c"),
            }
        )
        counts = crawled(place)
        assert place.fetcher.urls() == [ROBOTS, SITEMAP, *(SITE + path for path in ("/", "/c", "/b", "/a"))]
        assert (counts.captured, counts.failed, counts.left) == (6, 0, False)
        assert set(place.memory.states().values()) == {"fetched"}

    def test_sitemaps_named_by_robots_and_indexes_of_them_are_read_each_once(self) -> None:
        inner = "".join(f"<sitemap><loc>{SITE}/{name}.xml</loc></sitemap>" for name in "si")
        index = f"<sitemapindex>{inner}</sitemapindex>"
        place = town(
            {
                "/robots.txt": says("Sitemap: http://[\nSitemap: /i.xml\n", media="text/plain"),
                "/i.xml": says(index, media="text/xml"),
                "/s.xml": says(urlset("/a"), media="text/xml"),
                "/a": says("a"),
            }
        )
        crawled(place)
        assert sorted(asked(place)) == ["/", "/a", "/i.xml", "/s.xml"]
        row = place.memory.rows[SITE + "/a"].target
        day = row.lastmod and row.lastmod.date().isoformat()
        assert (row.via, row.parent, day) == (
            Via.SITEMAP,
            SITE + "/s.xml",
            "2024-04-01",
        )

    def test_feeds_of_front_pages_are_read(self) -> None:
        feed = '<link rel="alternate" type="application/rss+xml" href="/rss">'
        rss = "<rss><channel><item><link>/nytt</link></item></channel></rss>"
        place = town({"/": says(page(head=feed)), "/rss": says(rss, media="application/rss+xml"), "/nytt": says("n")})
        crawled(place)
        assert asked(place) == ["/", "/rss", "/nytt"]
        assert place.memory.rows[SITE + "/rss"].target.ask is Ask.FEED

    def test_documents_are_asked_for_and_not_read_for_links(self) -> None:
        place = town({"/": says(page("/p.pdf")), "/p.pdf": says("%PDF-1.4 <a href=/x>", media="application/pdf")})
        crawled(place)
        assert asked(place) == ["/", "/p.pdf"]
        assert place.memory.rows[SITE + "/p.pdf"].target.parent == SITE + "/"

    def test_two_hosts_of_a_source_are_asked_side_by_side(self) -> None:
        other = "https://insyn.mellankoping.se"
        place = town(
            {"/": says(page(other + "/x")), other + "/x": says("x"), other + "/robots.txt": says("")},
            hosts=("insyn.mellankoping.se",),
        )
        crawled(place)
        assert place.memory.state(other + "/x") == "fetched"
        assert other + "/robots.txt" in place.fetcher.urls()

    def test_a_seed_that_is_no_address_ends_it_before_it_begins(self) -> None:
        with pytest.raises(BadUrl):
            crawled(town({}, seeds=("nonsens",)))

    def test_a_seed_of_another_scheme_is_refused_in_the_open(self) -> None:
        place = town({}, seeds=("file:///etc/passwd",))
        assert crawled(place).refused == 1
        assert place.memory.states() == {"file:///etc/passwd": "refused scheme"}


class TestEveryAddressEndsSomewhere:
    def test_what_is_not_taken_has_a_rule(self) -> None:
        place = town(
            {
                "/": says(
                    page("https://facebook.com/x", "ftp://a.se/", "/e-tjanst/1", "/x/x/x", "/bild.png", SITE + ":22/")
                )
            },
            exclude=("/e-tjanst",),
        )
        counts = crawled(place)
        states = {url.removeprefix(SITE): state for url, state in place.memory.states().items() if "refused" in state}
        assert states == {
            "https://facebook.com/x": "refused host",
            "ftp://a.se/": "refused scheme",
            "/e-tjanst/1": "refused exclude",
            "/x/x/x": "refused repeat",
            "/bild.png": "refused type",
            ":22/": "refused port",
        }
        assert counts.refused == 6
        assert asked(place) == ["/"]

    def test_depth_has_an_end(self) -> None:
        place = town({"/": says(page("/1")), "/1": says(page("/2")), "/2": says(page("/3"))}, max_depth=2)
        crawled(place)
        assert place.memory.state(SITE + "/3") == "refused depth"

    def test_a_calendar_without_end_is_stopped(self) -> None:
        web = {f"/k?manad={n}": says(page(f"/k?manad={n + 1}")) for n in range(100)}
        place = town({"/": says(page("/k?manad=0"))} | web, max_alike=10, max_depth=500)
        crawled(place)
        assert len(asked(place)) == 11
        assert place.memory.state(SITE + "/k?manad=10") == "refused alike"

    def test_a_source_has_a_number_of_pages(self) -> None:
        place = town({"/": says(page("/a", "/b", "/c"))}, max_pages=3)
        crawled(place)
        assert asked(place) == ["/", "/a", "/b"]
        assert place.memory.state(SITE + "/c") == "refused pages"

    def test_an_address_the_fetcher_refuses_is_refused(self) -> None:
        place = town({"/": says(page("/inre")), "/inre": refuses("address")})
        assert crawled(place).refused == 1
        assert place.memory.state(SITE + "/inre") == "refused address"

    def test_gone_and_forbidden_pages_are_told_apart(self) -> None:
        place = town({"/": says(page("/404", "/410", "/403")), "/410": says(status=410), "/403": says(status=403)})
        crawled(place)
        assert place.memory.state(SITE + "/404") == "fetched"
        assert place.memory.state(SITE + "/410") == "fetched"
        assert place.memory.state(SITE + "/403") == "failed http-403"

    def test_nofollow_links_are_no_targets_unless_the_source_says_so(self) -> None:
        body = '<a rel="nofollow" href="/a">a</a><a href="/b">b</a>'
        shy = '<meta name="robots" content="nofollow"><a href="/c">c</a>'
        pages = {"/": says(body), "/b": says(shy)}
        place, bold = town(dict(pages)), town(dict(pages), follow_nofollow=True)
        crawled(place)
        crawled(bold)
        assert asked(place) == ["/", "/b"]
        assert sorted(asked(bold)) == ["/", "/a", "/b", "/c"]

    def test_canonical_is_a_link_unless_it_is_the_front_page(self) -> None:
        to = '<link rel="canonical" href="{}">'
        place = town({"/": says(page("/b", head=to.format("/a"))), "/b": says(page(head=to.format("/")))})
        crawled(place)
        assert asked(place) == ["/", "/a", "/b"]


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

    def test_a_crawl_delay_of_a_day_parks_the_host_and_is_never_broken(self) -> None:
        place = town({"/robots.txt": says("User-agent: *\nCrawl-delay: 86400\n"), "/": says("hej")})
        crawled(place)
        assert place.fetcher.urls() == [ROBOTS]
        place.clock.now += timedelta(days=1, seconds=1)
        crawled(place)
        assert len(place.fetcher.urls()) == 2


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


def test_what_was_reported_is_forgotten_before_it_fills_the_memory() -> None:
    place = town({})
    tools = Tools(memory=place.memory, fetcher=place.fetcher, clock=place.clock, manner=Manner())
    visitor = Visitor(place.source, tools)
    visitor._reported = {str(number) for number in range(1_000_001)}
    again = Target(url="7", source="town")
    assert visitor._new((again,)) == (again,)
    assert visitor._reported == {"7"}


def test_the_sum_of_all_states_is_what_was_discovered() -> None:
    web = {
        "/": says(page("/a", "/b", "/c", "/d", "https://annan.se/", "/e", "/f")),
        "/a": says(page("/a/1")),
        "/b": moved("/b"),
        "/c": fails("body"),
        "/d": says(status=500),
        "/e": says(status=403),
        "/f": says(status=503, headers=(("Retry-After", "999"),)),
    }
    place = town(web)
    counts = crawled(place)
    states = [state.partition(" ")[0] for state in place.memory.states().values()]
    assert sorted(set(states)) == ["failed", "fetched", "refused", "waiting"]
    assert len(states) == len(place.memory.rows)
    assert counts.steps == len(place.memory.steps)
