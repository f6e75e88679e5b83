"""What a crawled page says stays words (ASVS 5.0 1.2.1, 1.2.10): every field it can fill, every answer about it."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from flask import Flask

from archive.parts import Archive
from archive.web import create_app
from archive.web.admin.door import Door
from archive.web.headers import REPLAY_POLICY
from crawler.formats.docx import MEDIA_TYPE as DOCX
from tests.hostile.world import a_world
from tests.security.evil_site import PARTS, evil, short, site
from tests.security.sweep import HARMLESS, LOOKS, Answer, alive, answers


@pytest.fixture(scope="module")
def crawled() -> Iterator[tuple[Archive, list[Answer]]]:
    """The evil site as the real pipeline took it, and every answer about it."""
    with a_world() as world:
        world.serve(site())
        world.crawl()
        app = create_app(world.archive, door=Door(now=world.archive.clock()))
        yield world.archive, list(answers(app))


@pytest.fixture(scope="module")
def told(whole: Flask) -> list[Answer]:
    """Every answer about a town whose every field, down to each kind of fact, holds markup."""
    return list(answers(whole))


def test_the_site_was_taken_whole(crawled: tuple[Archive, list[Answer]]) -> None:
    """Page, feed entry, PDF, DOCX, plain text, strange paths and a redirect."""
    archive, _ = crawled
    pages = [archive.store.pages.page(each) for each in archive.index.ids()]
    assert len(pages) == 7
    kinds = {archive.store.pages.memento(page.id).media_type for page in pages}
    assert kinds == {"text/html", "application/pdf", DOCX}


def test_nothing_that_was_crawled_comes_alive(crawled: tuple[Archive, list[Answer]]) -> None:
    assert {each.url: found for each in crawled[1] if (found := alive(each))} == {}


def test_nothing_that_a_fact_holds_comes_alive(told: list[Answer]) -> None:
    assert {each.url: found for each in told if (found := alive(each))} == {}


@pytest.mark.parametrize("place", PARTS)
def test_the_words_of_every_field_are_shown_as_words(crawled: tuple[Archive, list[Answer]], place: str) -> None:
    """What is shown nowhere would prove nothing."""
    wanted = (short(place) if place == "supplier" else evil(place)).encode()
    escaped = wanted.replace(b"<", b"&lt;").replace(b">", b"&gt;").replace(b'"', b"&#34;").replace(b"'", b"&#39;")
    pages = [each for each in crawled[1] if each.media_type == "text/html" and b"alert(" in each.body]
    assert any(escaped in each.body for each in pages)


def test_no_word_is_taken_for_a_template(crawled: tuple[Archive, list[Answer]]) -> None:
    assert not [each.url for each in crawled[1] if b"alert('text')>49" in each.body or b"&gt;49" in each.body]


def test_every_media_type_that_is_sent_has_been_looked_into(crawled: tuple[Archive, list[Answer]]) -> None:
    looked = {kind for kinds in LOOKS for kind in kinds}
    sent = {each.media_type for each in crawled[1] if each.policy != REPLAY_POLICY}
    assert sent - looked <= HARMLESS
    assert {"text/html", "application/atom+xml", "text/csv", "application/pdf", "application/json"} <= sent


def test_the_sweep_sees_what_is_alive() -> None:
    """What the tests above would find."""
    bad = b"<!doctype html><title>x</title><p onclick='1'><a href='javascript:1'>x</a></p><script>1</script>"
    found = alive(Answer(url="/", media_type="text/html", body=bad, policy=""))
    assert len(found) == 3
    assert alive(Answer(url="/", media_type="text/csv", body=b'a;"=1+1"\r\n', policy="")) == ["=1+1"]
