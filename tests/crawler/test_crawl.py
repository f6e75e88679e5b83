"""The crawl loop over a canned web: what is asked, in what order, and how every address ends."""

from __future__ import annotations

import pytest

from crawler.errors import BadUrl
from crawler.model import Ask, Target, Via
from crawler.seams import Manner, Tools
from crawler.visiting import Visitor
from tests.fakes.crawling import ROBOTS, SITE, SITEMAP, asked, crawled, fails, moved, page, refuses, says, town


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
        place = town({"/": says(page("/k?manad=0"))} | web, max_alike=100, max_depth=500)
        crawled(place)
        assert len(asked(place)) == 11
        assert place.memory.state(SITE + "/k?manad=10") == "refused alike"

    def test_what_the_sitemap_lists_is_taken_however_alike(self) -> None:
        listed = "".join(f"<url><loc>{SITE}/k?manad={n}</loc></url>" for n in range(20))
        web = {f"/k?manad={n}": says(page()) for n in range(20)}
        site = {"/": says(page()), "/sitemap.xml": says(f"<urlset>{listed}</urlset>", media="application/xml")} | web
        place = town(site, max_alike=100)
        crawled(place)
        assert len([path for path in asked(place) if path.startswith("/k?")]) == 20

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

    def test_nofollow_links_are_refused_on_record_unless_the_source_says_so(self) -> None:
        body = '<a rel="nofollow" href="/a">a</a><a href="/b">b</a>'
        shy = '<meta name="robots" content="nofollow"><a href="/c">c</a>'
        pages = {"/": says(body), "/b": says(shy)}
        place, bold = town(dict(pages)), town(dict(pages), follow_nofollow=True)
        crawled(place)
        crawled(bold)
        assert asked(place) == ["/", "/b"]
        assert [place.memory.state(SITE + path) for path in ("/a", "/c")] == ["refused nofollow"] * 2
        assert sorted(asked(bold)) == ["/", "/a", "/b", "/c"]

    def test_an_address_met_in_nofollow_links_is_taken_when_another_link_leads_there(self) -> None:
        shy = '<a rel="nofollow" href="/a">a</a>'
        place = town(
            {"/": says(shy + '<a href="/b">b</a>'), "/b": says(shy + '<a href="/c">c</a>'), "/c": says(page("/a"))}
        )
        crawled(place)
        assert asked(place) == ["/", "/b", "/c", "/a"]

    def test_canonical_is_a_link_unless_it_is_the_front_page(self) -> None:
        to = '<link rel="canonical" href="{}">'
        place = town({"/": says(page("/b", head=to.format("/a"))), "/b": says(page(head=to.format("/")))})
        crawled(place)
        assert asked(place) == ["/", "/a", "/b"]


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
