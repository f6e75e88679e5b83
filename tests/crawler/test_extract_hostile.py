"""Wrong types, broken markup and pages made to hurt."""

from __future__ import annotations

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from crawler.errors import Unreadable
from crawler.extract import extract, media_kind
from tests.crawler.reading import read
from tests.pace import assert_quick


def test_a_page_without_text_is_empty_not_an_error() -> None:
    """Redirect stubs and frames."""
    assert read("").blocks == ()
    assert read("", lang="en").blocks == ()


def test_bytes_decide_over_the_declared_type() -> None:
    """HTML called octet-stream is HTML, a PDF called HTML is a PDF."""
    assert media_kind(b"<!doctype html><p>x", "application/octet-stream") == "html"
    assert media_kind(b"%PDF-1.7", "text/html") == "pdf"
    assert media_kind(b"PK\x03\x04", "application/octet-stream") == "docx"
    assert media_kind(b"hej", "text/plain; charset=utf-8") == "text"
    assert media_kind("hej på dig".encode("utf-16"), "text/plain") == "text"
    assert media_kind("hej på dig och alla andra".encode("utf-16-le"), "text/plain") == "text"


@pytest.mark.parametrize(
    ("body", "reason"),
    [
        (b"", "empty"),
        (b" \r\n\x00", "empty"),
        (b"\xff\xd8\xff\xe0 picture", "image/jpeg"),
        (b"\x89PNG\r\n", "image/jpeg"),
        (b"\x01\x02\x03\x04\x05 program", "image/jpeg"),
        (b"MZ" + b"\x00" * 40, "image/jpeg"),
    ],
)
def test_what_no_reader_can_read_is_refused_with_a_reason(body: bytes, reason: str) -> None:
    """One clear error."""
    with pytest.raises(Unreadable, match=reason):
        extract(body, url="https://m.example/a", media_type="image/jpeg")


def test_markup_without_an_element_is_refused() -> None:
    """A lone comment."""
    with pytest.raises(Unreadable, match="no text"):
        extract(b"<!-- x -->", url="https://m.example/", media_type="text/html")


@pytest.mark.parametrize(
    "body",
    [
        b"<html lang=sv><main>" + b"<div>" * 20_000 + b"finns kvar" + b"</div>" * 20_000,
        b"<html lang=sv><main>" + b"<x-y>" * 20_000 + b"finns kvar",
        b"<html lang=sv><main><h1>R</h1>" + b"<a href='/x'>" * 20_000 + b"finns kvar",
        b"<html lang=sv><main>" + b"<span>" * 180 + b"finns kvar",
        b"<html lang=sv><main>" + b"<div>" * 300 + b"finns kvar",
        b"<html lang=sv><main><p>" + b"ord " * 500_000 + b"finns kvar</p></main>",
        b"<html lang=sv><main>finns kvar" + b"".join(b"<a href='/%d'>x</a>" % n for n in range(21_000)),
        b"<html lang=sv><main><h1>R</h1>finns kvar" + b"<h2>Kontakt</h2><p>a</p>" * 4000,
        b"<html lang=sv><main><h1>R</h1>finns kvar" + b"<h3><a href='/b'>Nyhet</a></h3><p>a</p>" * 4000,
        b"<html lang=sv><main><h1>\x00\x00R</h1>finns\x00 kvar</main>",
        b"<html lang=sv><main>finns kvar" + b"<" * 200_000,
    ],
)
def test_hostile_pages_are_read_in_bounded_time(body: bytes) -> None:
    """Depth, width, length and NUL bytes."""
    found = extract(body, url="https://m.example/", media_type="text/html")
    assert "finns kvar" in found.text
    assert len(found.links) <= 20_000
    assert_quick(lambda: extract(body, url="https://m.example/", media_type="text/html"), seconds=4)


def test_a_page_longer_than_we_read_says_so() -> None:
    """The cut is a warning, not a silence."""
    found = extract(b"<html lang=sv><main><p>" + b"ord " * 3_100_000, url="https://m.example/", media_type="text/html")
    assert found.warnings


@settings(max_examples=60, suppress_health_check=[HealthCheck.too_slow], deadline=None)
@given(
    st.lists(
        st.sampled_from(
            [
                "<div>",
                "</div>",
                "<p>",
                "<h1>",
                "</h1>",
                "<h2>Kontakt",
                "<table><tr><td>",
                "<ul><li>",
                "<a href='/x'>",
                "</a>",
                "text. ",
                "<br>",
                "Senast uppdaterad: 3 maj 2020",
                "<main>",
                "<nav>",
                "<aside class='contact'>",
                "<span>",
                "<time datetime=2020>",
                "\x00",
                "<noscript>",
                "<blockquote>",
                "<div id='Ingress'></div>",
                "<div class='sv-text-portlet'>",
                "<li><h3><a href='/y'>Nyhet</a></h3>",
            ]
        ),
        max_size=40,
    ),
    st.sampled_from(["sv", "en"]),
)
def test_broken_markup_is_always_read(parts: list[str], lang: str) -> None:
    """Every text is a block or is dropped with a reason; nothing raises but Unreadable."""
    try:
        found = extract(
            f"<html lang={lang}>{''.join(parts)}".encode(), url="https://m.example/", media_type="text/html"
        )
    except Unreadable:
        return
    assert all(block.text for block in found.blocks)
    assert all(dropped.text and dropped.reason for dropped in found.dropped)
