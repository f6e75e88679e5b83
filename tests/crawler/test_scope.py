"""Is it ours? Every address that is not taken names the rule."""

from __future__ import annotations

import pytest

from crawler.errors import BadUrl
from crawler.model import Ask, Source, Target, Via
from crawler.scope import pattern, scope_of

SOURCE = Source(
    name="town",
    seeds=("https://www.mellankoping.se/",),
    hosts=("insyn.mellankoping.se",),
    exclude=("/e-tjanster",),
    max_depth=3,
)


def rule(url: str, source: Source = SOURCE, *, depth: int = 1, ask: Ask = Ask.PAGE, via: Via = Via.LINK) -> str | None:
    found = scope_of(source).rule(Target(url=url, source=source.name, ask=ask, via=via, depth=depth))
    return found.value if found else None


@pytest.mark.parametrize(
    "url",
    [
        "https://www.mellankoping.se/nyheter",
        "http://mellankoping.se/",
        "https://insyn.mellankoping.se/protokoll.pdf",
        "https://www.mellankoping.se/handling.docx",
        "https://www.mellankoping.se/a/b/a/b/c",
        "https://www.mellankoping.se/2024/05/05/",
    ],
)
def test_pages_and_documents_of_the_hosts_are_ours(url: str) -> None:
    assert rule(url) is None


@pytest.mark.parametrize(
    ("url", "expected"),
    [
        ("mailto:kommun@mellankoping.se", "scheme"),
        ("file:///etc/passwd", "scheme"),
        ("ftp://www.mellankoping.se/", "scheme"),
        ("javascript:alert(1)", "scheme"),
        ("https://facebook.com/mellankoping", "host"),
        ("https://mellankoping.se.evil.se/", "host"),
        ("https://www.mellankoping.se:22/", "port"),
        ("https://www.mellankoping.se/e-tjanster/ansok", "exclude"),
        ("https://www.mellankoping.se/bild.JPG", "type"),
        ("https://www.mellankoping.se/film.mp4", "type"),
        ("https://www.mellankoping.se/arkiv.tar.gz", "type"),
        ("https://www.mellankoping.se/a/b/a/b/a/b/", "repeat"),
        ("https://www.mellankoping.se/x/x/x", "repeat"),
        ("https://www.mellankoping.se/" + "x" * 2100, "length"),
    ],
)
def test_what_is_not_ours_names_the_rule(url: str, expected: str) -> None:
    assert rule(url) == expected


def test_depth_counts_for_pages_not_for_sitemaps() -> None:
    assert rule("https://www.mellankoping.se/a", depth=3) is None
    assert rule("https://www.mellankoping.se/a", depth=4) == "depth"
    assert rule("https://www.mellankoping.se/sitemap.xml", depth=4, ask=Ask.SITEMAP) is None


def test_include_keeps_to_some_paths_but_lets_seeds_and_sitemaps_through() -> None:
    source = Source(name="n", seeds=("https://a.se/",), include=("/nyheter", "/protokoll"))
    assert rule("https://a.se/nyheter/1", source) is None
    assert rule("https://a.se/om", source) == "include"
    assert rule("https://a.se/", source) is None
    assert rule("https://a.se/start", source, via=Via.SEED) is None
    assert rule("https://a.se/sitemap.xml", source, ask=Ask.SITEMAP) is None


def test_ports_are_the_usual_ones_and_those_of_the_source() -> None:
    assert rule("https://a.se:8443/", Source(name="n", seeds=("https://a.se/",), ports=(8443,))) is None
    private = Source(name="n", seeds=("http://127.0.0.1:8000/",), allow_private=True)
    assert rule("http://127.0.0.1:8000/x", private) is None
    assert rule("http://127.0.0.1:8001/x", private) == "port"
    assert rule("http://127.0.0.1:8000/x", Source(name="n", seeds=private.seeds)) == "port"


def test_a_seed_that_is_no_address_is_an_error() -> None:
    with pytest.raises(BadUrl):
        scope_of(Source(name="n", seeds=("inte en adress",)))


def test_addresses_that_differ_in_numbers_are_alike() -> None:
    assert pattern("https://a.se/kalender/2024/05") == pattern("https://a.se/kalender/2031/12")
    assert pattern("https://a.se/k?datum=2024-05-01") == pattern("https://a.se/k?datum=maj")
    assert pattern("https://a.se/k?datum=1") != pattern("https://a.se/k?sida=1")
    assert pattern("https://a.se/om-kommunen") == ""


def test_an_exclude_rule_that_ends_in_a_dollar_sign_is_one_address_and_nothing_below_it() -> None:
    barred = Source(name="town", seeds=("https://a.se/",), exclude=("/natt$", "/lista?s=2$", "/bort"))
    said = {
        path: rule(f"https://a.se{path}", barred) for path in ("/natt", "/natt/1", "/natt?s=1", "/lista", "/bort/1")
    }
    assert said == {"/natt": "exclude", "/natt/1": None, "/natt?s=1": None, "/lista": None, "/bort/1": "exclude"}
    assert rule("https://a.se/lista?s=2", barred) == "exclude"
