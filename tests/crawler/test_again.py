"""What a visit leaves for the next time: validators, digest, attempts; and the headers a decoded body is kept with."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pytest

from crawler.again import again
from crawler.archival import archival_headers, original_headers
from crawler.media import DOCX, HTML, PDF, PLAIN, XML, is_html, media_type, parse_content_type
from crawler.model import Capture, Failure, Headers, Refusal, Revisit, Target
from crawler.revisit import is_missed
from tests.fakes.crawling import START

VALIDATORS: Headers = (("ETag", 'W/"a"'), ("Last-Modified", "onsdag"))
FRESH = Target(url="https://a.se/", source="n", attempt=2)
HELD = replace(FRESH, etag='"old"', last_modified="tisdag", digest="d0")
CAPTURE = Capture(url=FRESH.url, at=START, status=200, headers=VALIDATORS, body=b"", digest="d1")


def test_a_good_answer_leaves_its_validators_byte_for_byte() -> None:
    after = again(HELD, CAPTURE)
    assert (after.etag, after.last_modified, after.digest, after.attempt) == ('W/"a"', "onsdag", "d1", 0)


def test_a_good_answer_without_validators_leaves_none() -> None:
    assert again(HELD, replace(CAPTURE, headers=())) == replace(
        HELD, etag=None, last_modified=None, digest="d1", attempt=0, checked_at=START, changed_at=START
    )


@pytest.mark.parametrize(
    "visit", [replace(CAPTURE, status=404), replace(CAPTURE, status=301), replace(CAPTURE, truncated="unspecified")]
)
def test_any_other_answer_makes_the_next_request_unconditional(visit: Capture) -> None:
    after = again(HELD, visit)
    assert (after.etag, after.last_modified, after.digest, after.attempt) == (None, None, None, 0)


def test_not_modified_refreshes_what_it_names_and_keeps_the_rest() -> None:
    visit = Revisit(url=FRESH.url, at=START, status=304, headers=(("ETag", '"new"'),), digest="d0")
    assert again(HELD, visit) == replace(HELD, etag='"new"', attempt=0, checked_at=START)


def test_the_same_payload_again_brings_new_validators() -> None:
    visit = Revisit(url=FRESH.url, at=START, status=200, headers=VALIDATORS, digest="d0")
    assert again(HELD, visit) == replace(HELD, etag='W/"a"', last_modified="onsdag", attempt=0, checked_at=START)


def test_a_rendered_page_rests_while_it_shows_the_same() -> None:
    first = again(FRESH, replace(CAPTURE, rendered=b"<p>Bron</p>"))
    assert (first.etag, first.last_modified, first.changed_at) == (None, None, START)
    later = START + timedelta(days=10)
    same = again(first, replace(CAPTURE, rendered=b"<p>Bron</p>", at=later, body=b"nonce", digest="d2"))
    assert (same.changed_at, same.checked_at) == (START, later)
    news = replace(CAPTURE, rendered=b"<p>Bron rivs</p>", at=later)
    assert again(first, news).changed_at == later
    dated = replace(first, lastmod=START)
    assert is_missed(dated, news)
    assert not is_missed(dated, replace(news, rendered=b"<p>Bron</p>"))


def test_failures_count_while_they_are_tried_again_and_keep_the_validators() -> None:
    failure = Failure(url=FRESH.url, at=START, cause="reset", retry_at=START, attempt=3)
    assert again(HELD, failure) == replace(HELD, attempt=3)
    assert again(HELD, replace(failure, retry_at=None)) == replace(HELD, attempt=0)
    assert again(HELD, Refusal(url=FRESH.url, at=START, rule="robots")) == replace(HELD, attempt=0)


def test_headers_of_a_decoded_body_say_so_and_can_be_undone() -> None:
    received: Headers = (("Content-Type", "text/html"), ("content-encoding", "gzip"), ("Content-Length", "9"))
    kept = archival_headers(received, 26)
    assert kept == (
        ("Content-Type", "text/html"),
        ("X-Archive-Orig-content-encoding", "gzip"),
        ("X-Archive-Orig-Content-Length", "9"),
        ("Content-Length", "26"),
    )
    assert original_headers(kept) == received
    assert original_headers(received) == received


def test_a_content_type_is_a_type_and_a_charset() -> None:
    assert parse_content_type('Text/HTML; charset="ISO-8859-1"') == (HTML, "iso-8859-1")
    assert parse_content_type("text/html;charset = utf-8;x=y") == (HTML, "utf-8")
    assert parse_content_type(None) == ("", None)


@pytest.mark.parametrize(
    ("declared", "body", "expected"),
    [
        ("text/html", b"%PDF-1.7", PDF),
        ("text/html", b"\xff\xd8\xff\xe0", "image/jpeg"),
        ("text/html", b"PK\x03\x04....word/document.xml", DOCX),
        ("text/html", b"PK\x03\x04....xl/workbook.xml", "application/zip"),
        ("application/octet-stream", b"\xef\xbb\xbf <!DOCTYPE html><p>", HTML),
        ("", b"<html lang=sv>", HTML),
        ("image/png", b"<html>", HTML),
        ("", b"<?xml version='1.0'?><urlset/>", XML),
        ("", b"<?xml version='1.0'?><html xmlns='x'>", HTML),
        ("text/plain", b"Protokoll", PLAIN),
        ("", b"Protokoll", "application/octet-stream"),
        ("application/rss+xml", b"<rss/>", "application/rss+xml"),
    ],
)
def test_bytes_say_what_they_are_before_the_server_does(declared: str, body: bytes, expected: str) -> None:
    assert media_type(declared, body) == expected
    assert is_html(media_type(declared, body)) == (expected == HTML)
