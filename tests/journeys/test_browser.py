"""A person at the screen, in a real browser: search, narrow, open, read, see the page as it was."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from dataclasses import dataclass

import pytest
from playwright.sync_api import Browser, Page, expect, sync_playwright

from archive.web import create_app
from archive.web.server import Server
from tests.web.town import make_town

pytestmark = pytest.mark.browser

CHROMIUM = "/usr/bin/chromium"
ARGUMENTS = [
    "--headless",
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]
WIDE, NARROW = 1200, 390


@dataclass(frozen=True, kw_only=True)
class Visit:
    """A browser page on a screen, with what it asked of others and complained about."""

    page: Page
    width: int
    foreign: list[str]
    complaints: list[str]


@pytest.fixture(scope="module")
def address() -> Iterator[str]:
    """Where the town's archive is served."""
    town = make_town()
    server = Server(create_app(town))
    running = threading.Thread(target=server.run)
    running.start()
    yield server.address
    server.stop()
    running.join()
    town.close()


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    """Debian's chromium."""
    with sync_playwright() as playwright:
        started = playwright.chromium.launch(executable_path=CHROMIUM, args=ARGUMENTS)
        yield started
        started.close()


def visitor(browser: Browser, address: str, width: int, *, script: bool) -> Iterator[Visit]:
    """A fresh visitor, who asks nothing of other sites and meets no complaint from the browser."""
    context = browser.new_context(
        viewport={"width": width, "height": 800}, java_script_enabled=script, base_url=address, locale="sv-SE"
    )
    context.set_default_timeout(10_000)
    seen = Visit(page=context.new_page(), width=width, foreign=[], complaints=[])
    seen.page.on("request", lambda asked: asked.url.startswith(address) or seen.foreign.append(asked.url))
    seen.page.on("console", lambda said: seen.complaints.append(said.text))
    yield seen
    context.close()
    assert not seen.foreign
    assert not seen.complaints


@pytest.fixture(
    params=[(WIDE, True), (WIDE, False), (NARROW, True), (NARROW, False)],
    ids=["wide", "wide-no-script", "narrow", "narrow-no-script"],
)
def visit(request: pytest.FixtureRequest, browser: Browser, address: str) -> Iterator[Visit]:
    """A visitor on a wide or narrow screen, with and without JavaScript."""
    width, script = request.param
    yield from visitor(browser, address, width, script=script)


@pytest.fixture(params=[WIDE, NARROW], ids=["wide", "narrow"])
def screen(request: pytest.FixtureRequest, browser: Browser, address: str) -> Iterator[Visit]:
    """A visitor on a wide or narrow screen."""
    yield from visitor(browser, address, request.param, script=True)


def overflows(page: Page) -> bool:
    """True when the page is wider than its screen."""
    return page.locator("html").evaluate("each => each.scrollWidth > each.clientWidth")


def test_from_a_word_to_the_sentence_and_the_page_as_it_was(visit: Visit) -> None:
    page = visit.page
    page.goto("/")
    page.get_by_label("Sök i arkivet").fill("städning")
    page.get_by_role("button", name="Sök").click()
    expect(page.get_by_role("heading", level=1)).to_contain_text("1 träff för")
    expect(page.locator(".hit-title").first).to_be_in_viewport()
    page.get_by_role("link", name="Sagt i ledningen 10 april").click()
    page.get_by_label("Beslut").get_by_role("link", name="Direktupphandla städning").click()
    expect(page.locator("mark.strong").first).to_be_in_viewport()
    page.get_by_role("link", name="Så såg sidan ut").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Så såg den ut")
    assert page.title() == "Original"
    assert all("script" in said for said in visit.complaints)
    visit.complaints.clear()


def test_narrowing_by_year_and_letting_go_again(visit: Visit) -> None:
    page = visit.page
    page.goto("/sok?q=nyhet")
    if visit.width == NARROW:
        expect(page.get_by_role("heading", name="Förvaltning", exact=True)).to_be_hidden()
        page.get_by_text("Förfina", exact=True).first.click()
    page.get_by_role("link", name="2019").click()
    expect(page.get_by_role("heading", level=1)).to_contain_text("3 träffar")
    page.get_by_role("link", name="År: 2019").click()
    expect(page.get_by_role("heading", level=1)).to_contain_text("30 träffar")


def test_no_page_is_wider_than_its_screen(screen: Visit) -> None:
    for url in ("/", "/sok?q=nyhet", "/sok?q=ondska", "/sok?q=finnsinte", "/beslut", "/upphandling", "/om"):
        screen.page.goto(url)
        assert not overflows(screen.page), url


def test_the_keyboard_reaches_the_content_first(screen: Visit) -> None:
    page = screen.page
    page.goto("/om")
    page.keyboard.press("Tab")
    skip = page.get_by_role("link", name="Hoppa till innehållet")
    expect(skip).to_be_focused()
    expect(skip).to_be_visible()
    page.keyboard.press("Enter")
    expect(page.locator("#innehall")).to_be_focused()


def test_a_page_of_hostile_text_runs_nothing(screen: Visit) -> None:
    page = screen.page
    shouted: list[str] = []
    page.on("dialog", lambda dialog: (shouted.append(dialog.message), dialog.dismiss()))
    page.goto("/sok?q=ondska")
    page.locator(".hit-title a").first.click()
    expect(page.locator(".prose")).to_contain_text("<script>alert(1)</script>")
    assert not overflows(page)
    assert not shouted
