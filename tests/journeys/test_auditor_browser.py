"""An auditor in a real browser: two fields and one click, months, files, reviews; with script and without."""

from __future__ import annotations

import threading
from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, Page, expect

from archive.ingest import Ingest
from archive.web import create_app
from archive.web.admin.door import Door
from archive.web.server import Server
from tests.fakes.archives import TOWN, bought_page, memory_archive
from tests.fakes.storing import AT
from tests.journeys.browsing import NARROW, WIDE, Visit, overflows, visiting

pytestmark = pytest.mark.browser

SCREENS = [(width, script) for width in (WIDE, NARROW) for script in (True, False)]


@pytest.fixture(params=SCREENS, ids=["wide", "wide-plain", "narrow", "narrow-plain"])
def visit(request: pytest.FixtureRequest, browser: Browser, demo_address: str) -> Iterator[Visit]:
    width, script = request.param
    with visiting(browser, demo_address, width, script=script) as seen:
        yield seen


def test_the_question_is_two_fields_and_one_click_and_its_rows_go_along_as_a_file(visit: Visit) -> None:
    page = visit.page
    page.goto("/upphandling")
    page.get_by_label("Från och med").fill("20170101 t o m 20180617")
    page.get_by_label("Minsta värde").fill("1,1 m")
    page.get_by_role("button", name="Visa bara direktupphandlingar").click()
    expect(page.locator(".ledger-total")).to_have_text("4 rader, 4 med belopp, sammanlagt 6 938 040 kr")
    expect(page.get_by_role("table", name="Upphandlingar per månad").get_by_role("row")).to_have_count(5)
    assert not overflows(page)
    visit.photograph("auditor")
    with page.expect_download() as arriving:
        page.get_by_role("link", name="CSV").click()
    assert arriving.value.suggested_filename == "upphandling.csv"
    page.get_by_role("link", name="Januari 2018").click()
    expect(page.locator(".ledger tbody tr")).to_have_count(1)


def test_an_error_is_summed_up_and_leads_to_its_field(visit: Visit) -> None:
    page = visit.page
    page.goto("/upphandling")
    page.get_by_label("Minsta värde").fill("mycket")
    page.get_by_role("button", name="Visa", exact=True).click()
    page.get_by_role("alert").get_by_role("link").click()
    field = page.get_by_label("Minsta värde")
    expect(field).to_be_focused()
    expect(field).to_have_value("mycket")
    assert not overflows(page)


@pytest.fixture(params=[WIDE, NARROW], ids=["wide", "narrow"])
def checking(request: pytest.FixtureRequest, browser: Browser) -> Iterator[Page]:
    """Somebody who came in by the link, on a screen without script."""
    with memory_archive(clock=lambda: AT) as archive:
        Ingest(archive, TOWN).keep([bought_page()])
        door = Door(now=AT)
        server = Server(create_app(archive, door=door))
        running = threading.Thread(target=server.run)
        running.start()
        size = {"width": request.param, "height": 800}
        context = browser.new_context(viewport=size, java_script_enabled=False, base_url=server.address)
        page = context.new_page()
        page.goto(door.path)
        page.get_by_label("Namn").fill("Åsa")
        page.get_by_role("button", name="Gå in").click()
        yield page
        context.close()
        server.stop()
        running.join()


def test_a_row_is_corrected_in_a_form_and_marked_for_everyone(checking: Page) -> None:
    page = checking
    page.get_by_role("main").get_by_role("link", name="Granska", exact=True).last.click()
    page.locator("ol.rows").get_by_role("link").first.click()
    page.get_by_label("Leverantör").fill("Renare AB")
    page.get_by_label("Kommentar").fill("Enligt diariet.")
    assert not overflows(page)
    page.get_by_role("button", name="Spara granskningen").click()
    expect(page.get_by_role("status").first).to_contain_text("Sparat: rättad uppgift")
    page.goto("/upphandling")
    expect(page.locator(".ledger")).to_contain_text("Renare AB")
    expect(page.locator(".ledger")).to_contain_text("Granskad och rättad 12 april 2024")
    expect(page.locator("main")).not_to_contain_text("Åsa")
