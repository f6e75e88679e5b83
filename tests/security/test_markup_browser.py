"""The evil site in a real browser: nothing runs, nothing is asked of anyone else, the capture as it looked included."""

from __future__ import annotations

import threading
from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, sync_playwright

from archive.model.moments import stamp_text
from archive.web import create_app
from archive.web.admin.door import Door
from archive.web.server import Server
from tests.hostile.world import World, a_world
from tests.journeys.browsing import ARGUMENTS, CHROMIUM
from tests.security.evil_site import site

pytestmark = pytest.mark.browser


@pytest.fixture(scope="module")
def world() -> Iterator[World]:
    """The evil site, crawled."""
    with a_world() as made:
        made.serve(site())
        made.crawl()
        yield made


@pytest.fixture(scope="module")
def browser(world: World) -> Iterator[Browser]:
    """Debian's chromium, begun when the crawl is over: each has an event loop of its own."""
    assert world.tally.fetched
    with sync_playwright() as playwright:
        started = playwright.chromium.launch(executable_path=CHROMIUM, args=ARGUMENTS)
        yield started
        started.close()


def places(world: World) -> list[str]:
    """Pages about every page of the site, in every form."""
    pages = [world.archive.store.pages.page(each) for each in world.archive.index.ids()]
    forms = ("", "/versioner", "/{}", "/{}/original", "/{}/utseende", "/jamfor/{}/{}")
    found = []
    for page in pages:
        stamp = stamp_text(world.archive.store.pages.timemap(page.id)[0])
        shown = forms if world.memento(page.url).media_type == "text/html" else forms[:3]
        found += [f"/sida/{page.id}{form.format(stamp, stamp)}" for form in shown]
    inner = [f"/admin/last/{page.id}" for page in pages]
    return [*found, *inner, "/", "/sok?q=alert", "/beslut", "/upphandling", "/arende/SN%202024/17", "/en/sok?q=alert"]


def test_nothing_of_the_site_runs_and_nothing_is_asked_elsewhere(world: World, browser: Browser) -> None:
    door = Door(now=world.archive.clock())
    server = Server(create_app(world.archive, door=door))
    running = threading.Thread(target=server.run)
    running.start()
    context = browser.new_context(base_url=server.address)
    asked: list[str] = []
    ran: list[str] = []
    page = context.new_page()
    page.on("request", lambda request: asked.append(request.url))
    page.on("dialog", lambda dialog: (ran.append(dialog.message), dialog.dismiss()))
    page.on("popup", lambda opened: ran.append(opened.url))
    try:
        page.goto(door.path)
        page.get_by_label("Namn").fill("Åsa")
        page.get_by_role("button", name="Gå in").click()
        urls = places(world)
        for url in urls:
            answer = page.goto(url)
            assert answer is not None
            assert answer.status == 200, url
    finally:
        context.close()
        server.stop()
        running.join()
    assert (len(urls) > 30, ran) == (True, [])
    assert [url for url in asked if not url.startswith((f"{server.address}/", "data:"))] == []


def test_the_browser_would_tell_of_a_script_that_ran(browser: Browser) -> None:
    page = browser.new_page()
    with page.expect_event("dialog") as ran:
        page.evaluate("setTimeout(() => alert('here'))")
    assert ran.value.message == "here"
    page.close()
