"""Cases 56-60: sitemaps and feeds. S is sitemaps.org."""

from __future__ import annotations

import gzip

from tests.hostile.cases import case
from tests.hostile.misdeeds import bomb
from tests.hostile.server import reply
from tests.hostile.world import World, story

XML = ("Content-Type: application/xml",)


def sitemap(world: World, *urls: str, lastmod: str = "2024-04-01") -> bytes:
    """A sitemap that lists these paths or addresses."""
    entries = "".join(f"<url><loc>{world.url(url)}</loc><lastmod>{lastmod}</lastmod></url>" for url in urls)
    return reply(f'<urlset xmlns="http://www.sitemaps.org/schemas/sitemap/0.9">{entries}</urlset>', headers=XML)


def index(world: World, *urls: str) -> bytes:
    """A sitemap that lists sitemaps."""
    entries = "".join(f"<sitemap><loc>{world.url(url)}</loc></sitemap>" for url in urls)
    return reply(f"<sitemapindex>{entries}</sitemapindex>", headers=XML)


@case(
    56,
    "an index that names itself, 50,001 entries, a gzip bomb, a text file, RSS in a sitemap's place: bounded, read",
    "S",
)
def odd_sitemaps(world: World) -> None:
    rss = f"<rss><channel><item><link>{world.url('/rss')}</link></item></channel></rss>"
    many = "".join(f"{world.server.origin}/m/{number}.jpg\n" for number in range(50_001))
    world.serve(
        {
            "/": story("Välkommen till kommunen"),
            "/sitemap.xml": index(world, "/sitemap.xml", "/b.xml", "/t.txt", "/r.xml", "/bomb.gz"),
            "/b.xml": index(world, "/sitemap.xml", "/c.xml.gz"),
            "/c.xml.gz": reply(gzip.compress(sitemap(world, "/gz").partition(b"\r\n\r\n")[2])),
            "/t.txt": reply(f"{world.url('/text')}\n{many}", headers=("Content-Type: text/plain",)),
            "/r.xml": reply(rss, headers=XML),
            "/bomb.gz": reply(bomb(100)),
            **{path: story(f"En nyhet från {path}") for path in ("/gz", "/text", "/rss")},
        }
    )
    world.crawl()
    assert [path for path in ("/gz", "/text", "/rss") if world.state(path) != "fetched"] == []
    assert max(map(world.asked, ("/sitemap.xml", "/b.xml", "/bomb.gz"))) == 1
    assert world.tally.refused == 49_999


@case(
    57,
    "lastmod of any precision, in the future, garbage, always now: only a hint, pages are asked for all the same",
    "S",
)
def lastmods(world: World) -> None:
    dates = ("2024-04-01", "2024-04-01T10:00:00+02:00", "2024-04", "2199-01-01", "igår", "2001-01-01")
    entries = "".join(
        f"<url><loc>{world.url(f'/n{number}')}</loc><lastmod>{date}</lastmod></url>"
        for number, date in enumerate(dates)
    )
    pages = {f"/n{number}": story(f"En nyhet nummer {'abcdef'[number]}") for number in range(len(dates))}
    world.serve({"/": story("Välkommen"), "/sitemap.xml": reply(f"<urlset>{entries}</urlset>", headers=XML), **pages})
    world.crawl()
    world.later(days=1)
    world.serve({"/n0": story("En nyhet nummer a, ändrad utan att listan säger det")})
    world.crawl()
    assert (world.versions("/n0"), world.asked("/n3"), world.asked("/n4")) == (2, 2, 2)


@case(58, "entries elsewhere, relative, disallowed, of files: refused, each with its rule", "S: location")
def odd_entries(world: World) -> None:
    listed = sitemap(world, "https://annan.se/x", "file:///etc/hostname", "/hemligt/x", "/a")
    listed = listed.replace(world.url("/a").encode(), b"/a")
    world.serve(
        {
            "/robots.txt": reply("User-agent: *\nDisallow: /hemligt\n", headers=("Content-Type: text/plain",)),
            "/": story("Välkommen till kommunen"),
            "/sitemap.xml": listed.replace(b"Content-Length", b"X-Length"),
        }
    )
    world.crawl()
    rules = {url: why for url, why, _ in world.outcomes("refused")}
    assert rules == {"https://annan.se/x": "host", "file:///etc/hostname": "scheme", world.url("/hemligt/x"): "robots"}
    assert world.state("/a") == "unknown"


@case(59, "a sitemap that is gone, or half as long, deletes nothing", "own")
def shrinking(world: World) -> None:
    paths = [f"/n{letter}" for letter in "abcdef"]
    world.serve(
        {
            "/": story("Välkommen till kommunen"),
            "/sitemap.xml": [
                sitemap(world, *paths),
                sitemap(world, *paths[:2]),
                reply("borta", status="404 Not Found"),
            ],
            **{path: story(f"En nyhet om {path}") for path in paths},
        }
    )
    for _ in range(3):
        world.crawl()
        world.later(days=1)
    assert [page.state for page in map(world.page, paths) if page] == ["alive"] * 6
    assert [path for path in paths if world.asked(path) != 3] == []


@case(60, "entities in a sitemap or feed: nothing is expanded, no file and no address is read", "ASVS 1.5.1")
def entities(world: World) -> None:
    laughs = "".join(f'<!ENTITY l{n} "{f"&l{n - 1};" * 10}">' for n in range(1, 10))
    bad = f'<!DOCTYPE x [<!ENTITY l0 "ha">{laughs}<!ENTITY f SYSTEM "file:///etc/hostname">]>'
    feed = f"{bad}<rss><channel><item><link>{world.url('/')}&f;&l9;</link></item></channel></rss>"
    outside = f'<!DOCTYPE urlset SYSTEM "{world.url("/dtd")}"><urlset><url><loc>{world.url("/a")}</loc></url></urlset>'
    link = '<link rel="alternate" type="application/rss+xml" href="/rss">'
    world.serve(
        {
            "/": story("Välkommen till kommunen", head=link),
            "/sitemap.xml": reply(outside, headers=XML),
            "/rss": reply(feed, headers=XML),
            "/a": story("En nyhet om skolan"),
        }
    )
    world.crawl()
    assert (world.asked("/rss"), world.asked("/dtd"), world.state("/a")) == (1, 0, "fetched")
    assert world.tally.discovered == 5
    assert world.tally.failed == 0
