"""Addresses as a browser joins them, and one canonical form per page."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from crawler.errors import BadUrl
from crawler.urls import canonical, host_of, join, origin_of, plain_host, port_of

BASE = "https://www.mellankoping.se/nyheter/2024/"


@pytest.mark.parametrize(
    ("reference", "expected"),
    [
        ("a.html", "https://www.mellankoping.se/nyheter/2024/a.html"),
        ("../b", "https://www.mellankoping.se/nyheter/b"),
        ("/c", "https://www.mellankoping.se/c"),
        ("//annan.se/d", "https://annan.se/d"),
        ("?sida=2", "https://www.mellankoping.se/nyheter/2024/?sida=2"),
        ("#del", "https://www.mellankoping.se/nyheter/2024/"),
        ("\t/e\n/f ", "https://www.mellankoping.se/e/f"),
        ("\\g", "https://www.mellankoping.se/g"),
        ("/å ä", "https://www.mellankoping.se/%C3%A5%20%C3%A4"),
        ("http://räksmörgås.se/", "http://xn--rksmrgs-5wao1o.se/"),
        ("mailto:kommun@mellankoping.se", "mailto:kommun@mellankoping.se"),
        ("file:///etc/passwd", "file:///etc/passwd"),
    ],
)
def test_a_reference_leads_where_a_browser_would_go(reference: str, expected: str) -> None:
    assert join(BASE, reference) == expected


@pytest.mark.parametrize(
    "spelling",
    [
        "https://WWW.Mellankoping.SE/a?b=1&c=2",
        "https://www.mellankoping.se:443/a?b=1&c=2",
        "https://www.mellankoping.se./a?c=2&b=1",
        "https://www.mellankoping.se/a?c=2&b=1#rubrik",
        "https://kalle:hemligt@www.mellankoping.se/a?b=1&c=2",
        "https://www.mellankoping.se/%61?b=1&c=2",
        "https://www.mellankoping.se/x/../a?b=1&c=2",
        "https://www.mellankoping.se/a;jsessionid=0123ABCD?b=1&c=2",
        "https://www.mellankoping.se/a?b=1&utm_source=brev&utm_medium=e-post&c=2&fbclid=x",
        "https://www.mellankoping.se/a?sid=3f2a9c0d1e4b5a69788&b=1&c=2&PHPSESSID=1",
    ],
)
def test_spellings_of_one_page_are_one_address(spelling: str) -> None:
    assert canonical(spelling) == "https://www.mellankoping.se/a?b=1&c=2"


@pytest.mark.parametrize(
    ("url", "expected"),
    [
        ("http://a.se/%2fb%7e", "http://a.se/%2Fb~"),
        ("http://a.se", "http://a.se/"),
        ("http://a.se/?", "http://a.se/"),
        ("http://a.se/?b=2&a=1&a=0", "http://a.se/?a=1&a=0&b=2"),
        ("http://a.se/?z&a=1", "http://a.se/?z&a=1"),
        ("http://a.se/?sid=12", "http://a.se/?sid=12"),
        ("http://a.se/%zz", "http://a.se/%zz"),
        ("http://[::1]:80/x", "http://[::1]/x"),
        ("http://a.se:8080/x", "http://a.se:8080/x"),
    ],
)
def test_what_might_be_another_page_is_left_alone(url: str, expected: str) -> None:
    assert canonical(url) == expected


@pytest.mark.parametrize("nonsense", ["", "nyheter", "http://", "http://a b/", "http://[::1", "http://a.se:99999/"])
def test_nonsense_is_no_address(nonsense: str) -> None:
    with pytest.raises(BadUrl):
        canonical(nonsense)


@pytest.mark.parametrize("nonsense", ["http://a b/", "http://[", "/" + "x" * 10_000])
def test_a_reference_that_is_nonsense_leads_nowhere(nonsense: str) -> None:
    with pytest.raises(BadUrl):
        join(BASE, nonsense)


@given(st.text(alphabet="aå/%.?&=;#:2fFeE7~ \t", max_size=40))
def test_the_canonical_form_of_a_canonical_form_is_itself(reference: str) -> None:
    try:
        once = join(BASE, reference)
    except BadUrl:
        return
    assert canonical(once) == once


def test_parts_of_an_address() -> None:
    assert host_of("https://a.se:8443/x") == "a.se"
    assert host_of("mailto:x@a.se") == ""
    assert origin_of("https://a.se:8443/x") == "https://a.se:8443"
    assert (port_of("http://a.se/"), port_of("https://a.se/"), port_of("http://a.se:81/")) == (80, 443, 81)
    assert port_of("mailto:x@a.se") == 0
    assert plain_host("www.a.se") == plain_host("a.se") == "a.se"
