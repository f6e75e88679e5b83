"""Sites that show nothing without their scripts: built by a browser that gets only what we may ask for."""

from __future__ import annotations

import asyncio
import socket
from collections.abc import Iterator
from contextlib import contextmanager

import pytest

from archive import jobs
from archive.ingest import open_reader
from archive.parts import Archive
from crawler.model import Capture, Failure, Source
from crawler.render import Bounds, Chromium
from tests.fakes.archives import memory_archive
from tests.fakes.storing import capture
from tests.hostile.server import Misdeed, Request, Server, reply, running

pytestmark = pytest.mark.browser

SHELL = "<html><head><title>Mellanköpings kommun</title></head><body><div id=app></div><script src=/app.js></script>"
APP = """
const show = text => document.getElementById('app').innerHTML = text;
fetch('/api/nyhet').then(answer => answer.json()).then(page => {
  document.title = page.title;
  show(`<main><h1>${page.title}</h1><p>${page.text}</p><a href="/nyheter/2">Nästa nyhet</a></main>`);
});
"""
NEWS = '{"title": "Simhallen öppnar", "text": "Kultur- och fritidsnämnden beslutade den 12 april 2024 att öppna."}'
JSON, SCRIPT = ("Content-Type: application/json",), ("Content-Type: text/javascript; charset=utf-8",)
SITE = {"/": reply(SHELL), "/nyheter/2": reply(SHELL), "/app.js": reply(APP, headers=SCRIPT)}


def says(answer: bytes) -> Misdeed:
    def deed(sock: socket.socket, _: Request) -> None:
        sock.sendall(answer)

    return deed


@contextmanager
def crawled(pages: dict[str, bytes], *, render: bool = True) -> Iterator[tuple[Archive, Server]]:
    with running({path: says(answer) for path, answer in pages.items()}) as server, memory_archive() as archive:
        source = Source(name="app", seeds=(f"{server.origin}/",), delay=0, allow_private=True, render=render)
        archive.store.sources.save(source)
        report = jobs.crawl(archive, source)
        assert (report.run.error, report.run.tally.waiting) == (None, 0)
        yield archive, server


def text_of(archive: Archive, url: str) -> str:
    page = archive.store.pages.by_url(url)
    assert page is not None
    memento = archive.store.pages.memento(page.id)
    return "\n".join((memento.title, *(each.text for each in memento.sections), *memento.warnings))


def test_what_scripts_show_is_read_and_their_links_are_followed() -> None:
    with crawled(SITE | {"/api/nyhet": reply(NEWS, headers=JSON)}) as (archive, server):
        read = text_of(archive, f"{server.origin}/")
        assert "Simhallen öppnar" in read
        assert "Kultur- och fritidsnämnden beslutade" in read
        assert "Simhallen öppnar" in text_of(archive, f"{server.origin}/nyheter/2")


def test_the_response_is_kept_as_it_came_and_read_again_without_the_network() -> None:
    with crawled(SITE | {"/api/nyhet": reply(NEWS, headers=JSON)}) as (archive, server):
        kept = archive.store.captures.last_response(f"{server.origin}/")
        assert kept is not None
        read = archive.vault.read(kept)
        reader = open_reader(archive, archive.store.sources.named("app"))
    assert read.body == SHELL.encode()
    assert b"fritidsn\xc3\xa4mnden" in (read.rendered or b"")
    assert reader.memento(read, id=kept.id).title == "Simhallen öppnar"


def test_a_script_is_asked_for_once_and_the_page_itself_no_second_time() -> None:
    with crawled(SITE | {"/api/nyhet": reply(NEWS, headers=JSON)}) as (_, server):
        asked = server.log.paths()
        assert [asked.count(path) for path in ("/", "/nyheter/2", "/app.js")] == [1, 1, 1]


def test_without_the_setting_no_script_runs() -> None:
    with crawled(SITE, render=False) as (archive, server):
        assert "/app.js" not in server.log.paths()
        assert "Simhallen" not in text_of(archive, f"{server.origin}/")


def test_what_robots_forbids_is_forbidden_to_scripts_too() -> None:
    rules = reply("User-agent: *\nDisallow: /api/\n", headers=("Content-Type: text/plain",))
    with crawled(SITE | {"/robots.txt": rules, "/api/nyhet": reply(NEWS, headers=JSON)}) as (_, server):
        assert "/app.js" in server.log.paths()
        assert "/api/nyhet" not in server.log.paths()


def test_a_page_reaches_no_other_host_by_any_way() -> None:
    with running({}) as other:
        place = other.origin
        ways = f"""
            fetch('{place}/hamtning', {{mode: 'no-cors'}}); navigator.sendBeacon('{place}/fyr');
            new WebSocket('{place.replace("http", "ws")}/uttag'); new EventSource('{place}/strom');
            new Image().src = '{place}/bild'; import('{place}/modul.js'); window.open('{place}/fonster');
            document.body.innerHTML = '<iframe src="{place}/ram"></iframe><link rel=stylesheet href="{place}/stil">' +
              '<form id=f method=post action="{place}/post"></form><link rel=prefetch href="{place}/sen"><p>Kvar</p>';
            fetch('/', {{method: 'POST'}}); document.getElementById('f').submit(); location = '{place}/flytt';
        """
        with crawled(SITE | {"/app.js": reply(ways, headers=SCRIPT)}) as (archive, server):
            assert "Kvar" in text_of(archive, f"{server.origin}/")
            assert {each.method for each in server.log.requests} == {"GET"}
        assert other.log.requests == []


def rendered(script: str, **bounds: float) -> Capture | Failure:
    """What becomes of a page with this script in it, when nothing that it asks for is there."""

    async def ask(_: str) -> None:
        return None

    async def build() -> Capture | Failure:
        browser = Chromium(agent="kommunarkiv/test", bounds=Bounds(**bounds))  # type: ignore[arg-type]
        try:
            return await browser.render(capture(body=f"<p>Kvar</p><script>{script}</script>".encode()), ask)
        finally:
            await browser.close()

    return asyncio.run(build())


def test_a_script_that_never_ends_is_a_failure_and_no_empty_page() -> None:
    failure = rendered("for (;;);", seconds=3.0)
    assert isinstance(failure, Failure)
    assert (failure.cause, failure.detail) == ("render", "it took too long")


def test_a_page_that_a_script_blows_up_is_a_failure() -> None:
    failure = rendered("document.body.textContent = 'x'.repeat(200000)", body=100_000)
    assert isinstance(failure, Failure)
    assert failure.detail == "it grew too large"


def test_a_script_that_puts_another_document_in_its_place_is_a_failure() -> None:
    failure = rendered("location = 'about:blank'")
    assert isinstance(failure, Failure)
    assert failure.detail == "its script led elsewhere"


def test_what_a_script_asks_for_in_vain_does_not_take_the_page_away() -> None:
    built = rendered("fetch('/borta').catch(() => document.body.append('Hittades inte'))")
    assert isinstance(built, Capture)
    assert b"Kvar" in built.shown
    assert b"Hittades inte" in built.shown


def test_a_script_that_leads_away_at_once_leaves_the_page_as_it_was() -> None:
    built = rendered("location = 'http://127.0.0.1:9/'", seconds=8.0)
    assert isinstance(built, Capture)
    assert b"Kvar" in built.shown


def test_endless_requests_end_at_the_bound() -> None:
    many = "let n = 0; const go = () => fetch('/api/' + n++).finally(go); go();"
    with crawled({"/": reply(SHELL), "/app.js": reply(many, headers=SCRIPT)}) as (_, server):
        assert len([path for path in server.log.paths() if path.startswith("/api/")]) <= 40
