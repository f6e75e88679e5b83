"""What robots.txt lets us ask (RFC 9309), when it is asked for again, and what stands while it cannot be reached."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pytest

from crawler.model import Capture, Failure, Headers, Host, Visit
from crawler.robots import MAX_BYTES, Permission, crawl_delay, is_due, learn, permission, robots_url, sitemaps
from tests.fakes.crawling import START

SITE = "https://www.mellankoping.se"
NEW = Host(name=SITE)
DAY = timedelta(days=1)


def answer(body: bytes = b"", *, status: int = 200, headers: Headers = (), truncated: str | None = None) -> Capture:
    return Capture(
        url=SITE + "/robots.txt", at=START, status=status, headers=headers, body=body, digest="", truncated=truncated
    )


def known(body: bytes) -> Host:
    return learn(NEW, answer(body), START)


def may(host: Host, path: str = "/nyheter", *, after: timedelta = timedelta(0)) -> Permission:
    return permission(host, SITE + path, START + after)


@pytest.mark.parametrize("status", [500, 503, 599, 429])
def test_nothing_is_asked_while_the_server_fails(status: int) -> None:
    assert may(learn(NEW, answer(b"<h1>Allow: /</h1>", status=status), START)) is Permission.UNREACHABLE


@pytest.mark.parametrize("cause", ["connect", "reset", "timeout", "dns", "tls"])
def test_nothing_is_asked_while_the_host_cannot_be_reached(cause: str) -> None:
    visit: Visit = Failure(url=SITE, at=START, cause=cause)
    assert may(learn(NEW, visit, START)) is Permission.UNREACHABLE


def test_nothing_is_asked_after_a_damaged_answer() -> None:
    assert may(learn(NEW, answer(b"", truncated="unspecified"), START)) is Permission.UNREACHABLE


@pytest.mark.parametrize("status", [400, 401, 403, 404, 410, 301])
def test_an_unavailable_file_allows_everything(status: int) -> None:
    assert may(learn(NEW, answer(b"User-agent: *\nDisallow: /", status=status), START)) is Permission.ALLOWED


def test_an_origin_never_asked_is_not_open() -> None:
    assert may(NEW) is Permission.UNREACHABLE
    assert is_due(NEW, START)


def test_the_file_is_asked_for_again_after_a_day_and_when_the_clock_was_turned_back() -> None:
    host = known(b"")
    assert not is_due(host, START + DAY - timedelta(seconds=1))
    assert is_due(host, START + DAY)
    assert is_due(host, START - timedelta(hours=1))


def test_an_unreachable_file_is_asked_for_again_in_a_quarter_of_an_hour() -> None:
    host = learn(NEW, answer(status=503), START)
    assert not is_due(host, START + timedelta(minutes=14))
    assert is_due(host, START + timedelta(minutes=15))


def test_retry_after_on_the_file_is_obeyed() -> None:
    host = learn(NEW, answer(status=429, headers=(("Retry-After", "7200"),)), START)
    assert not is_due(host, START + timedelta(minutes=119))
    assert is_due(host, START + timedelta(minutes=120))


def test_an_old_copy_stands_for_thirty_days_of_silence_then_nothing_is_asked() -> None:
    host = learn(known(b"User-agent: *\nDisallow: /hemligt"), answer(status=500), START + DAY)
    assert may(host, "/nyheter", after=2 * DAY) is Permission.ALLOWED
    assert may(host, "/hemligt", after=2 * DAY) is Permission.DISALLOWED
    assert may(host, "/nyheter", after=31 * DAY) is Permission.UNREACHABLE


def test_permission_without_rules_does_not_outlive_the_file() -> None:
    host = learn(learn(NEW, answer(status=404), START), answer(status=500), START + DAY)
    assert may(host, after=DAY) is Permission.UNREACHABLE


@pytest.mark.parametrize(
    "body",
    [
        b"User-agent: *\nDisallow: /hemligt",
        b"User-agent: *\rDisallow: /hemligt\r",
        b"User-agent: *\r\nDisallow: /hemligt\r\n",
        b"\xef\xbb\xbfUser-agent: *\nDisallow: /hemligt\n",
        b"\xef\xbbUser-agent: *\nDisallow: /hemligt\n",
        b"\xefUser-agent: *\nDisallow: /hemligt\n",
        b"# p\xe5 svenska\nUser-agent: *\nDisallow: /hemligt\n",
        b"user-AGENT: KommunArkiv\nDISALLOW: /hemligt\n\nUser-agent: *\nDisallow: /\n",
        b"User-agent: *\nDisallow: /h*igt$\n",
    ],
)
def test_rules_are_read_whatever_the_file_looks_like(body: bytes) -> None:
    assert may(known(body), "/hemligt") is Permission.DISALLOWED
    assert may(known(body), "/nyheter") is Permission.ALLOWED


def test_the_longest_match_wins_and_allow_wins_a_tie() -> None:
    host = known(b"User-agent: *\nDisallow: /a\nAllow: /a/b\nDisallow: /c\nAllow: /c\n")
    assert [may(host, path) for path in ("/a/x", "/a/b/x", "/c")] == [
        Permission.DISALLOWED,
        Permission.ALLOWED,
        Permission.ALLOWED,
    ]


def test_escapes_match_their_letters() -> None:
    assert may(known("User-agent: *\nDisallow: /möten\n".encode()), "/m%C3%B6ten/1") is Permission.DISALLOWED


def test_the_file_itself_is_always_allowed() -> None:
    assert may(known(b"User-agent: *\nDisallow: /"), "/robots.txt") is Permission.ALLOWED


def test_a_page_in_the_place_of_the_file_allows_everything() -> None:
    assert may(known(b"<!doctype html><html><body>Sidan finns inte</body></html>")) is Permission.ALLOWED


def test_rules_within_half_a_megabyte_count_and_a_line_cut_there_does_not() -> None:
    body = b"User-agent: *\n" + b"#" * 499_000 + b"\nDisallow: /sent\n"
    cut = body + b"#" * (MAX_BYTES - len(body) - 12) + b"\nDisallow: /nyheter"
    assert may(known(body), "/sent") is Permission.DISALLOWED
    assert len(cut) > MAX_BYTES
    assert may(known(cut)) is Permission.ALLOWED
    assert len(known(cut).robots or b"") == MAX_BYTES


@pytest.mark.parametrize(
    ("value", "seconds"),
    [
        ("0.5", 0.5),
        ("10", 10.0),
        ("86400", 86400.0),
        ("snart", 0.0),
        ("-3", 0.0),
        ("nan", 0.0),
        ("inf", 0.0),
        ("1e12", 604800.0),
    ],
)
def test_crawl_delay_is_what_the_site_asks_for(value: str, seconds: float) -> None:
    assert crawl_delay(known(f"User-agent: *\nCrawl-delay: {value}\nDisallow: /x".encode())) == seconds


def test_no_delay_and_no_sitemaps_without_a_file() -> None:
    assert crawl_delay(NEW) == 0
    assert sitemaps(NEW) == ()
    assert crawl_delay(known(b"User-agent: *\nDisallow: /x")) == 0


def test_sitemaps_are_named_as_they_stand() -> None:
    assert sitemaps(known(b"Sitemap: https://a.se/s.xml\nSitemap: /t.xml\n")) == ("https://a.se/s.xml", "/t.xml")


def test_where_an_origin_keeps_the_file() -> None:
    assert robots_url("http://127.0.0.1:8000") == "http://127.0.0.1:8000/robots.txt"


def test_a_good_answer_ends_the_pause() -> None:
    host = replace(NEW, paused_until=START + DAY)
    assert learn(host, answer(b""), START).paused_until is None
