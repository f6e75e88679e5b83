"""An admin in a real browser, with and without script: sees that a site failed and why, asks again, sees it go well."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from typing import Any

import pytest
from playwright.sync_api import Browser, Page, expect

from archive import jobs
from archive.parts import Archive
from archive.web import create_app
from archive.web.admin.door import Door
from archive.web.server import Server
from crawler.model import Source
from tests.fakes.archives import html, memory_archive
from tests.fakes.sites import Reply, SmallSite, small_site
from tests.journeys.browsing import NARROW, PICTURES, WIDE, overflows

pytestmark = pytest.mark.browser

SHUT = Reply(body=b"nej", status=403)
FRONT = Reply(body=html('<a href="/a">Om A</a>', '<a href="/b">Om B</a>', title="Start"))


def present() -> datetime:
    return datetime.now(UTC)


@pytest.fixture
def site() -> Iterator[SmallSite]:
    """A site whose front page answers and whose two other pages are forbidden."""
    with small_site({"/": FRONT, "/a": SHUT, "/b": SHUT}) as running:
        yield running


@pytest.fixture
def archive(site: SmallSite) -> Iterator[Archive]:
    """The site as it was crawled once."""
    with memory_archive(clock=present) as opened:
        source = Source(name="byn", seeds=(site.url,), delay=0.0, allow_private=True)
        opened.store.sources.save(source)
        crawled(opened)
        yield opened


def crawling(archive: Archive) -> threading.Thread:
    """A crawl of the site that has been begun; the browser has the main thread's loop."""
    source = archive.store.sources.named("byn")
    thread = threading.Thread(target=jobs.crawl, args=(archive, source))
    thread.start()
    return thread


def crawled(archive: Archive) -> None:
    crawling(archive).join()


@contextmanager
def tending(archive: Archive, browser: Browser, **more: Any) -> Iterator[Page]:
    """The screen of somebody who has just come in by the link."""
    door = Door(now=present())
    server = Server(create_app(archive, door=door))
    running = threading.Thread(target=server.run)
    running.start()
    context = browser.new_context(base_url=server.address, **more)
    context.set_default_timeout(15_000)
    page = context.new_page()
    complaints: list[str] = []
    page.on("console", lambda said: complaints.append(said.text))
    page.goto(door.path)
    page.get_by_label("Namn").fill("Åsa")
    page.get_by_role("button", name="Gå in").click()
    yield page
    context.close()
    server.stop()
    running.join()
    assert complaints == []


def go_to(page: Page, room: str) -> None:
    """Choose a room; on a narrow screen the menu is folded."""
    link = page.get_by_role("navigation", name="Skötsel").get_by_role("link", name=room, exact=True)
    if not link.is_visible():
        page.locator("summary", has_text="Skötsel").click()
    link.click()


@pytest.mark.parametrize("script", [True, False], ids=["script", "no script"])
@pytest.mark.parametrize("width", [WIDE, NARROW], ids=["wide", "narrow"])
def test_a_site_that_failed_is_understood_retried_and_goes_well(
    browser: Browser, archive: Archive, site: SmallSite, width: int, *, script: bool
) -> None:
    size = {"width": width, "height": 800}
    with tending(archive, browser, viewport=size, java_script_enabled=script) as page:
        go_to(page, "Fel")
        expect(page.get_by_text("Be webbplatsens förvaltare släppa fram arkivet")).to_be_visible()
        assert not overflows(page)
        PICTURES.mkdir(parents=True, exist_ok=True)
        page.screenshot(path=PICTURES / f"fel-{width}.png", full_page=True)
        page.get_by_role("link", name="Nekar oss (403)").click()
        expect(page.get_by_role("button", name="Försök igen med 127")).to_have_count(2)
        assert not overflows(page)
        site.pages |= {"/a": Reply(body=html("Allt om A.", title="A")), "/b": Reply(body=html("Allt om B.", title="B"))}
        page.get_by_role("button", name="Försök igen med alla").click()
        expect(page.get_by_role("status")).to_contain_text("De hämtas på nytt nu: byn.")
        go_to(page, "Hämtningar")
        expect(page.get_by_text("byn: väntar på sin tur, begärd av Åsa")).to_be_visible()
        crawled(archive)
        page.get_by_role("link", name="Uppdatera").click()
        assert not overflows(page)
        page.screenshot(path=PICTURES / f"hamtningar-{width}.png", full_page=True)
        page.locator("tbody").get_by_role("link").first.click()
        expect(page.get_by_text("0 misslyckade + 0 väntar")).to_be_visible()
        expect(page.get_by_role("heading", name="Nya sidor: 2")).to_be_visible()
        assert not overflows(page)
        page.goto("/admin/fel")
        expect(page.get_by_text("Allt som skulle hämtas gick att hämta.")).to_be_visible()


def test_what_is_under_way_shows_itself_without_a_reload_and_leaves_the_focus_alone(
    browser: Browser, archive: Archive, site: SmallSite
) -> None:
    with tending(archive, browser) as page:
        page.goto("/admin/korningar")
        now = page.locator("#nulaget")
        expect(now).to_have_text("Ingen hämtning pågår.")
        button = page.get_by_role("button", name="Pausa källan byn")
        button.focus()
        site.gate.clear()
        crawl = crawling(archive)
        expect(now).to_have_text("Nu hämtas byn.")
        expect(button).to_be_focused()
        site.gate.set()
        crawl.join()
        expect(now).to_have_text("Ingen hämtning pågår.")
