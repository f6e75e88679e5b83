"""A try of a site: bounded, polite, and nothing of it is kept."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from archive.parts import Archive
from archive.trying import LISTINGS, PAGES, SAMPLES, Tried, try_site
from crawler.model import Ask, Source
from crawler.platforms import Sureness
from tests.fakes.archives import html, memory_archive
from tests.fakes.crawling import ROBOTS, SITE, SITEMAP, Answer, CannedFetcher, fails, moved, page, refuses, says
from tests.fakes.storing import AT

NEW = Source(name="prov", seeds=(f"{SITE}/",), delay=0, register="mellankoping")
STORY = "Socialnämnden beslutade den 4 april 2024 att öppna ett nytt boende i kvarteret nummer {}."
Web = dict[str, Answer | list[Answer]]


@pytest.fixture
def archive() -> Iterator[Archive]:
    with memory_archive() as opened:
        yield opened


def stories(count: int) -> Web:
    return {
        f"{SITE}/nyheter/{each}/": says(html(STORY.format(each), title=f"Nyhet {each}").decode())
        for each in range(count)
    }


def tried(archive: Archive, web: Web, source: Source = NEW) -> tuple[Tried, CannedFetcher]:
    fetcher = CannedFetcher({ROBOTS: says(status=404), **web}, lambda: AT)
    return try_site(archive, source, lambda: fetcher), fetcher


def test_a_try_finds_listings_system_and_sample_pages_with_their_facts(archive: Archive) -> None:
    urls = "".join(f"<url><loc>{url}</loc></url>" for url in stories(20))
    listed = says(f'<urlset xmlns="http://www.sitemaps.org/schemas/sitemap/0.9">{urls}</urlset>', media="text/xml")
    front = says(page("/nyheter/0/", head='<meta name="generator" content="SiteVision">'))
    found, fetcher = tried(archive, {SITEMAP: listed, f"{SITE}/": front, **stories(20)})
    assert [(each.ask, each.count) for each in found.listings] == [(Ask.SITEMAP, 20)]
    assert found.platform is not None
    assert (found.platform.name, found.platform.sureness) == ("SiteVision", Sureness.CERTAIN)
    assert len(found.samples) == SAMPLES
    assert "Socialnämnden beslutade" in found.samples[1].memento.text
    assert found.samples[1].memento.facts
    assert not found.troubles
    assert fetcher.closed


def test_a_try_leaves_nothing_behind(archive: Archive) -> None:
    before = archive.store.sources.all()
    tried(archive, {f"{SITE}/": says(page("/nyheter/0/")), **stories(3)})
    assert archive.store.sources.all() == before
    assert not tuple(archive.store.pages.all())
    assert not tuple(archive.store.captures.all())
    assert archive.store.frontier.tally("prov").discovered == 0
    assert archive.store.frontier.host(SITE).robots_at is None


def test_a_try_of_an_endless_site_asks_a_few_times_only(archive: Archive) -> None:
    maps = "".join(f"<sitemap><loc>{SITE}/karta{each}.xml</loc></sitemap>" for each in range(900))
    index = says(f"<sitemapindex>{maps}</sitemapindex>", media="text/xml")
    links = [f"/finns-inte/{each}/" for each in range(900)]
    found, fetcher = tried(archive, {SITEMAP: index, f"{SITE}/": says(page(*links))})
    assert len(fetcher.asked) <= 1 + LISTINGS + PAGES + 2
    assert found.asked <= len(fetcher.asked)


def test_what_robots_forbids_is_not_asked_for(archive: Archive) -> None:
    robots = says("User-agent: *\nDisallow: /\n", media="text/plain")
    found, fetcher = tried(archive, {ROBOTS: robots, f"{SITE}/": says(page())})
    assert f"{SITE}/" not in fetcher.urls()
    assert "robots" in [each.why for each in found.troubles if each.ask is Ask.PAGE]
    assert found.robots == 200


@pytest.mark.parametrize(
    ("answer", "why"),
    [
        (fails("dns"), "dns"),
        (fails("connect"), "connect"),
        (fails("tls"), "tls"),
        (fails("timeout"), "timeout"),
        (refuses("address"), "address"),
        (says("nej", status=403), "http-403"),
        (says(b"%PDF-1.7", media="application/pdf"), "not-html"),
        (moved("https://annan.example.org/"), "host"),
    ],
)
def test_a_page_that_cannot_be_read_says_why(archive: Archive, answer: Answer, why: str) -> None:
    found, _ = tried(archive, {f"{SITE}/": answer})
    assert why in [each.why for each in found.troubles if each.ask is Ask.PAGE]
    assert not found.samples


def test_a_site_whose_name_is_not_found_is_told_so_though_robots_failed_first(archive: Archive) -> None:
    found, fetcher = tried(archive, {ROBOTS: fails("dns"), f"{SITE}/": fails("dns")})
    assert found.troubles[0].why == "dns"
    assert found.robots is None
    assert len(fetcher.asked) <= 2
