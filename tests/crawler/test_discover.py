"""What a page leads to: links as a browser follows them, feeds, canonical, wishes to robots."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from crawler.discover import MAX_LINKS, discover, robots_tag
from tests.pace import assert_quick

URL = "https://www.mellankoping.se/nyheter/2024/"


def links(html: str | bytes, charset: str | None = None) -> tuple[str, ...]:
    body = html.encode() if isinstance(html, str) else html
    return discover(body, URL, charset=charset).links


def test_links_areas_and_frames_are_followed_each_once() -> None:
    page = """<a href="a">A</a><a href="/b#x">B</a><a href="../2024/a">A igen</a>
        <map><area href="c"></map><iframe src="/d"></iframe><a>ingen</a><a href="">tom</a>"""
    assert links(page) == (URL + "a", "https://www.mellankoping.se/b", URL + "c", "https://www.mellankoping.se/d")


def test_documents_are_links_like_any_other() -> None:
    assert links('<a href="p.pdf">Protokoll</a><a href="h.docx">Handling</a>') == (URL + "p.pdf", URL + "h.docx")


@pytest.mark.parametrize(
    "href",
    ["#innehall", "javascript:void(0)", " JavaScript:x", "mailto:a@b.se", "tel:112", "data:text/html,x", "http://["],
)
def test_places_on_the_page_and_other_schemes_lead_nowhere(href: str) -> None:
    assert links(f'<a href="{href}">x</a>') == ()


def test_script_and_comments_lead_nowhere() -> None:
    assert links('<!-- <a href="a">x</a> --><script>"<a href=b>"</script><p onclick="location=\'c\'">x</p>') == ()


def test_the_first_base_counts() -> None:
    page = '<head><base target="_top"><base href="/bas/"><base href="/annan/"></head><a href="x">x</a>'
    assert links(page) == ("https://www.mellankoping.se/bas/x",)


def test_a_nofollow_link_is_told_apart_unless_another_link_goes_there() -> None:
    page = """<a rel="external nofollow" href="a">a</a><a rel=NoFollow href="b">b</a><a href="b">b</a>
        <a rel=next href=c>c</a>"""
    found = discover(page.encode(), URL)
    assert found.links == (URL + "b", URL + "c")
    assert found.nofollowed == (URL + "a",)


def test_feeds_and_canonical_stand_in_the_head() -> None:
    page = """<link rel="alternate" type="application/rss+xml" href="/rss"><link rel=alternate hreflang=en href="/en">
        <link rel="ALTERNATE feed" type="application/atom+xml" href="atom"><link rel=stylesheet href="x.css">
        <link rel="canonical" href="?a=1"><link rel=canonical href="?a=2">"""
    found = discover(page.encode(), URL)
    assert found.feeds == ("https://www.mellankoping.se/rss", URL + "atom")
    assert found.canonical == URL + "?a=1"
    assert found.links == ()


@pytest.mark.parametrize(
    ("head", "noindex", "nofollow"),
    [
        ('<meta name="robots" content="noindex, nofollow">', True, True),
        ('<meta name="ROBOTS" content="NOINDEX">', True, False),
        ('<meta name="kommunarkiv" content="none">', True, True),
        ('<meta name="googlebot" content="noindex">', False, False),
        ('<meta name="robots">', False, False),
    ],
)
def test_the_page_says_its_wishes_to_robots(head: str, noindex: bool, nofollow: bool) -> None:
    found = discover(head.encode(), URL)
    assert (found.noindex, found.nofollow) == (noindex, nofollow)


@pytest.mark.parametrize(
    ("value", "words"),
    [
        ("noindex, nofollow", {"noindex", "nofollow"}),
        ("googlebot: noindex", set()),
        ("kommunarkiv: noindex", {"noindex"}),
        (
            "unavailable_after: 25 Jun 2030 15:00:00 PST, noindex",
            {"unavailable_after: 25 jun 2030 15:00:00 pst", "noindex"},
        ),
    ],
)
def test_headers_say_wishes_too(value: str, words: set[str]) -> None:
    assert robots_tag((("x-robots-tag", value), ("Server", "noindex"))) == words
    assert discover(b"<p>", URL, headers=(("X-Robots-Tag", value),)).noindex == ("noindex" in words)


@pytest.mark.parametrize(
    ("body", "charset"),
    [
        ('<a href="/möte">x</a>'.encode("latin-1"), "utf-8"),
        ('<a href="/möte">x</a>'.encode("latin-1"), None),
        ('<meta charset=iso-8859-1><a href="/möte">x</a>'.encode(), None),
        ('<html><a href="/möte">möte</a></html>'.encode("utf-16"), None),
    ],
)
def test_swedish_letters_in_links_survive_wrong_charsets(body: bytes, charset: str | None) -> None:
    assert links(body, charset) == ("https://www.mellankoping.se/m%C3%B6te",)


def test_links_are_found_below_two_hundred_thousand_boxes() -> None:
    page = "<div>" * 200_000 + '<a href="djupt">x</a>' + "</div>" * 200_000 + '<a rel="nofollow" href="sen">y</a>'
    found = discover(page.encode(), URL)
    assert (found.links, found.nofollowed) == ((URL + "djupt",), (URL + "sen",))
    assert_quick(lambda: discover(page.encode(), URL), seconds=3)


def test_a_hundred_thousand_links_are_cut_and_nul_bytes_harm_nothing() -> None:
    page = "".join(f'<a href="/{number}">x</a>' for number in range(30_000))
    assert len(links(page)) == MAX_LINKS
    assert links(b"\x00<p>\x00<a hr\x00ef='a'>x</a><a href='b'>\x00</a>") == (URL + "a", URL + "b")


@pytest.mark.parametrize("body", [b"", b"   ", b"\x00\x01", b"<", b"<!-- x", b"%PDF-1.4"])
def test_bytes_that_are_no_page_lead_nowhere(body: bytes) -> None:
    assert discover(body, URL).links == ()


@given(st.binary(max_size=200) | st.text(alphabet="<>/a= '&;hrefloc!-[", max_size=120).map(str.encode))
def test_no_bytes_are_an_error(body: bytes) -> None:
    discover(body, URL)
