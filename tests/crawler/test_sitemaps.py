"""Sitemaps and feeds in all their forms, and what hostile ones come to."""

from __future__ import annotations

import gzip
from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from crawler.model import Ask, Via
from crawler.sitemaps import MAX_BYTES, MAX_ENTRIES, Entry, parse_moment, read_listing
from tests.fakes.crawling import START

SITE = "https://www.mellankoping.se"
XMLNS = 'xmlns="http://www.sitemaps.org/schemas/sitemap/0.9"'


def entries(body: str | bytes, url: str = SITE + "/sitemap.xml") -> tuple[Entry, ...]:
    return read_listing(body.encode() if isinstance(body, str) else body, url, now=START).entries


def urls(body: str | bytes) -> list[str]:
    return [entry.url for entry in entries(body)]


def urlset(*locations: str) -> str:
    return f"<urlset {XMLNS}>" + "".join(f"<url><loc>{each}</loc></url>" for each in locations) + "</urlset>"


def test_a_sitemap_gives_addresses_with_their_date() -> None:
    body = f"""<?xml version="1.0"?><urlset {XMLNS} xmlns:i="http://x/image">
        <url><loc> {SITE}/a?x=1&amp;y=2 </loc><lastmod>2024-04-09T10:00:00+02:00</lastmod>
        <i:image><i:loc>{SITE}/bild.jpg</i:loc></i:image></url><url><loc>{SITE}/b</loc></url></urlset>"""
    assert entries(body) == (
        Entry(url=SITE + "/a?x=1&y=2", lastmod=datetime(2024, 4, 9, 8, 0, tzinfo=UTC)),
        Entry(url=SITE + "/b"),
    )


def test_an_index_gives_sitemaps() -> None:
    body = (
        f"<sitemapindex {XMLNS}><sitemap><loc>{SITE}/s1.xml</loc><lastmod>2024-04-01</lastmod></sitemap></sitemapindex>"
    )
    (entry,) = entries(body)
    assert (entry.url, entry.ask, entry.via) == (SITE + "/s1.xml", Ask.SITEMAP, Via.SITEMAP)


def test_namespaces_are_not_needed_and_gzip_is_opened() -> None:
    plain = "<urlset><url><loc>https://a.se/</loc></url></urlset>"
    assert urls(plain) == urls(gzip.compress(plain.encode())) == ["https://a.se/"]
    assert urls(("\ufeff" + plain).encode()) == ["https://a.se/"]
    assert urls('<?xml version="1.0" encoding="utf-16"?>'.encode("utf-16") + plain.encode("utf-16-le")) == [
        "https://a.se/"
    ]


def test_lines_of_text_are_a_sitemap() -> None:
    assert urls(f"{SITE}/a\r\n\r\n{SITE}/b\nnonsens\n") == [SITE + "/a", SITE + "/b"]


def test_rss_gives_its_links_with_their_date() -> None:
    body = """<rss version="2.0"><channel><link>https://a.se/</link>
        <item><title>Nytt</title><link>/nyhet#kommentarer</link>
        <pubDate>Tue, 09 Apr 2024 10:00:00 +0200</pubDate></item>
        <item><title>Utan</title></item><item><link>http://[</link></item></channel></rss>"""
    listing = read_listing(body.encode(), "https://a.se/rss", now=START)
    assert listing.entries == (
        Entry(url="https://a.se/nyhet", via=Via.FEED, lastmod=datetime(2024, 4, 9, 8, 0, tzinfo=UTC)),
    )
    assert listing.warnings == ("2 entries without a usable address",)


def test_atom_gives_the_link_to_the_page() -> None:
    body = """<feed xmlns="http://www.w3.org/2005/Atom"><entry><link rel="self" href="/self"/>
        <link rel="alternate" href="/a"/>
        <updated>2024-04-09T10:00:00Z</updated></entry><entry><link href="https://a.se/b"/></entry></feed>"""
    assert urls(body) == [SITE + "/a", "https://a.se/b"]


def test_relative_addresses_are_refused_and_those_elsewhere_left_to_scope() -> None:
    listing = read_listing(urlset("/a", "b", "https://annan.se/", "file:///etc/passwd").encode(), SITE, now=START)
    assert [entry.url for entry in listing.entries] == ["https://annan.se/", "file:///etc/passwd"]
    assert listing.warnings == ("2 entries without a usable address",)


LAUGHS = """<?xml version="1.0"?><!DOCTYPE u [<!ENTITY a "ha"><!ENTITY b "&a;&a;&a;&a;">]>"""
FILE = """<?xml version="1.0"?><!DOCTYPE u [<!ENTITY x SYSTEM "file:///etc/hostname">]>"""


@pytest.mark.parametrize("prolog", [LAUGHS, FILE])
@pytest.mark.parametrize("charset", ["utf-8", "utf-16-le", "utf-16-be"])
def test_entities_are_refused(prolog: str, charset: str) -> None:
    listing = read_listing((prolog + urlset("https://a.se/&x;")).encode(charset), SITE, now=START)
    assert listing.entries == ()
    assert listing.warnings == ("entities are refused",)


def test_a_sitemap_is_cut_at_fifty_thousand() -> None:
    listing = read_listing(urlset(*(f"{SITE}/{n}" for n in range(MAX_ENTRIES + 9))).encode(), SITE, now=START)
    assert len(listing.entries) == MAX_ENTRIES
    assert listing.warnings == ("cut at 50000 entries",)


def test_a_gzip_bomb_ends_at_the_limit() -> None:
    body = urlset(SITE + "/a").removesuffix("</urlset>").encode() + b" " * (2 * MAX_BYTES)
    listing = read_listing(gzip.compress(body), SITE, now=START)
    assert [entry.url for entry in listing.entries] == [SITE + "/a"]
    assert "length" in listing.warnings


@pytest.mark.parametrize(
    "body", [b"", b"   ", b"<html><body><a href='/a'>404</a></body></html>", b"<urlset><url>", b"<", b"\x1f\x8b\x08"]
)
def test_what_is_no_sitemap_holds_nothing(body: bytes) -> None:
    assert entries(body) == ()


def test_a_broken_sitemap_gives_what_can_be_read() -> None:
    assert urls(f"<urlset><url><loc>{SITE}/a</loc></url><url><loc>{SITE}/b</loc>") == [SITE + "/a", SITE + "/b"]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("2024-04-09", datetime(2024, 4, 9, 23, 59, 59, tzinfo=UTC)),
        ("2024-04-10", START),
        ("2024-03", datetime(2024, 3, 31, 23, 59, 59, tzinfo=UTC)),
        ("2023-12", datetime(2023, 12, 31, 23, 59, 59, tzinfo=UTC)),
        ("2024-04", START),
        ("2023", datetime(2023, 12, 31, 23, 59, 59, tzinfo=UTC)),
        ("2024-04-09T10:00:00+02:00", datetime(2024, 4, 9, 8, 0, tzinfo=UTC)),
        ("2024-04-09T10:00-0100", datetime(2024, 4, 9, 11, 0, tzinfo=UTC)),
        (" 2024-04-09T10:00:00.123Z ", datetime(2024, 4, 9, 10, 0, tzinfo=UTC)),
        ("2024-04-09 10:00", datetime(2024, 4, 9, 10, 0, tzinfo=UTC)),
        ("Tue, 09 Apr 2024 10:00:00 GMT", datetime(2024, 4, 9, 10, 0, tzinfo=UTC)),
        ("Tue, 09 Apr 2024 10:00:00", datetime(2024, 4, 9, 10, 0, tzinfo=UTC)),
    ],
)
def test_a_date_means_its_last_moment_and_never_the_future(text: str, expected: datetime) -> None:
    assert parse_moment(text, now=START) == expected


@pytest.mark.parametrize(
    "text", ["", "igår", "2024-13", "2024-02-30", "2099-01-01", "9999", "1970-01-01", "0000", "0001-01-01T00:00+23:00"]
)
def test_nonsense_and_the_future_say_nothing(text: str) -> None:
    assert parse_moment(text, now=START) is None


def test_tomorrow_in_another_time_zone_is_now() -> None:
    assert parse_moment("2024-04-11", now=START) == START
    assert parse_moment("2024-04-12", now=START + timedelta(hours=1)) is None


@given(st.binary(max_size=200) | st.text(alphabet="<>/a= '&;hrefloc!-[", max_size=120).map(str.encode))
def test_no_bytes_are_an_error(body: bytes) -> None:
    read_listing(body, SITE, now=START)
