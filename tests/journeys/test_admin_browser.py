"""Somebody who tends the archive, in a real browser without JavaScript: in by the link, judge a block, undo it."""

from __future__ import annotations

import threading
from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, Page, expect

from archive.ingest import Ingest
from archive.parts import Archive
from archive.store.pages import page_id
from archive.web import create_app
from archive.web.admin.door import Door
from archive.web.server import Server
from tests.fakes.archives import BANNER, SITE, TOWN, memory_archive, news
from tests.fakes.storing import AT
from tests.journeys.browsing import NARROW, WIDE, overflows

pytestmark = pytest.mark.browser

READING = f"/admin/last/{page_id(f'{SITE}/nyheter/2/')}"


@pytest.fixture
def archive() -> Iterator[Archive]:
    """Five pages with the same banner."""
    with memory_archive() as opened:
        Ingest(opened, TOWN).keep([news(number) for number in range(5)])
        yield opened


@pytest.fixture(params=[WIDE, NARROW], ids=["wide", "narrow"])
def page(request: pytest.FixtureRequest, archive: Archive, browser: Browser) -> Iterator[Page]:
    """The screen of somebody who has just come in by the link."""
    door = Door(now=AT)
    server = Server(create_app(archive, door=door))
    running = threading.Thread(target=server.run)
    running.start()
    size = {"width": request.param, "height": 800}
    context = browser.new_context(viewport=size, java_script_enabled=False, base_url=server.address)
    opened = context.new_page()
    opened.goto(door.path)
    opened.get_by_label("Namn").fill("Åsa")
    opened.get_by_role("button", name="Gå in").click()
    yield opened
    context.close()
    server.stop()
    running.join()


def test_a_block_is_judged_and_the_judgement_undone(page: Page) -> None:
    page.get_by_label("Sidans adress, eller ord på sidan").fill(f"{SITE}/nyheter/2/")
    page.get_by_role("button", name="Visa läsningen").click()
    assert not overflows(page)
    row = page.get_by_role("listitem").filter(has_text=BANNER)
    row.get_by_role("button", name="Det här är inte innehåll").click()
    expect(page.get_by_role("status")).to_contain_text("Sparat: inte innehåll, för hela källan.")
    expect(row).to_contain_text("inte innehåll enligt en rättelse")
    page.get_by_role("link", name="1 rättelse gäller här").click()
    assert not overflows(page)
    page.get_by_role("button", name="Ångra").click()
    expect(page.get_by_text("Ångrad av Åsa")).to_be_visible()


def test_the_enter_key_on_a_choice_judges_nothing(page: Page, archive: Archive) -> None:
    page.goto(READING)
    page.get_by_label("bara den här sidan").press("Enter")
    page.goto("/admin/rattelser")
    expect(page.get_by_text("Ingen har rättat något.")).to_be_visible()
    assert tuple(archive.store.corrections.all()) == ()


def test_the_evidence_of_a_fact_can_be_followed_to_its_colour(page: Page) -> None:
    page.goto(READING)
    page.get_by_label("Belopp och antal").get_by_role("link").first.click()
    expect(page.locator("mark.c2").first).to_be_in_viewport()
