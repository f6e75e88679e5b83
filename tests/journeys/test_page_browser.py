"""Somebody who needs a page as it was: reads, compares, goes back to a day, sees how it looked, cites it."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace
from datetime import timedelta

import pytest
from playwright.sync_api import Browser, Locator, Page, expect

from archive.model import Memento, Section
from archive.model.moments import stamp_text
from tests.journeys.browsing import NARROW, WIDE, Visit, overflows, served, visiting
from tests.web.town import DAY, HTML, add, keep, make_archive, memento

pytestmark = pytest.mark.browser

PARTS = tuple(f"Stycke {number} som står kvar i alla versioner." for number in range(6))


def taxa(day: int, charge: str, *texts: str) -> Memento:
    """The page of charges as it stood from a day on."""
    headings = (Section(kind="heading", level=2, text=text) for text in ("Bakgrund", "Avgifter", "Så betalar du"))
    blocks = [Section(kind="paragraph", text=text) for text in texts]
    rows = Section(kind="table", text=f"Tjänst\tKronor\nBygglov\t{charge}\nMätning\t3 000")
    at = DAY + timedelta(days=day)
    return memento("/taxa", "Taxa för bygglov", (*headings, *blocks, rows), at=at, seen_at=at)


FIRST = taxa(0, "9 800", *PARTS, "Avgiften betalas i förskott.")
SECOND = taxa(30, "10 400", "Avgiften betalas i förskott.", *PARTS, "Taxan gäller från maj.")
URL = f"/sida/{FIRST.page}"
A, B = stamp_text(FIRST.at), stamp_text(SECOND.at)


@pytest.fixture(scope="module")
def address() -> Iterator[str]:
    """Where an archive with two versions of a page is served."""
    town = make_archive()
    add(town, keep(town, FIRST, HTML, "text/html; charset=utf-8"))
    body = HTML.replace(b"<script>1</script>", b"<img src=/bild.png>")
    add(town, keep(town, replace(SECOND, capture=None), body, "text/html; charset=utf-8"))
    with served(town) as where:
        yield where
    town.close()


@pytest.fixture(
    params=[(WIDE, True), (WIDE, False), (NARROW, True), (NARROW, False)],
    ids=["wide", "wide-no-script", "narrow", "narrow-no-script"],
)
def visit(request: pytest.FixtureRequest, browser: Browser, address: str) -> Iterator[Visit]:
    """A visitor on a wide or narrow screen, with and without JavaScript."""
    width, script = request.param
    with visiting(browser, address, width, script=script) as visit:
        yield visit


def test_two_versions_are_chosen_and_compared(visit: Visit) -> None:
    page = visit.page
    page.goto(URL)
    assert not overflows(page)
    visit.photograph("page")
    page.get_by_role("link", name="Vad som ändrades, och jämför versioner").click()
    assert not overflows(page)
    visit.photograph("versions")
    page.get_by_role("button", name="Jämför valda versioner").click()
    expect(page).to_have_url(re.compile(f"{URL}/jamfor/{A}/{B}$"))
    expect(page.locator(".moved")).to_contain_text("Avgiften betalas i förskott.")
    expect(page.locator("td del")).to_contain_text("9 800")
    expect(page.locator(".step.added")).to_contain_text("Taxan gäller från maj.")
    assert not overflows(page)
    visit.photograph("comparison")


def test_a_day_leads_to_the_page_as_it_stood(visit: Visit) -> None:
    page = visit.page
    page.goto(URL)
    page.get_by_label("Som sidan stod den").fill("2024-04-20")
    page.get_by_role("button", name="Visa", exact=True).click()
    expect(page).to_have_url(re.compile(f"{URL}/{A}$"))
    expect(page.locator(".page-head")).to_contain_text("Du läser en äldre version")


def test_a_day_before_the_first_version_says_so(visit: Visit) -> None:
    visit.page.goto(f"{URL}?vid=2001-01-01")
    expect(visit.page.locator(".notes")).to_contain_text("Du läser den första sparade versionen")


def test_the_page_as_it_looked_stands_in_a_frame(visit: Visit) -> None:
    page = visit.page
    page.goto(f"{URL}/{A}")
    page.get_by_role("link", name="Så såg sidan ut").click()
    frame = page.frame_locator("iframe.looks")
    expect(frame.get_by_role("heading", level=1)).to_have_text("Så såg den ut")
    assert not overflows(page)
    visit.photograph("looks")
    # The capture asks for a script, and the browser tells that it may not have it.
    assert all("sandbox" in said for said in visit.complaints)
    visit.complaints.clear()


def test_the_contents_lead_to_their_headings(visit: Visit) -> None:
    page = visit.page
    page.goto(URL)
    contents = page.get_by_role("navigation", name="Innehåll på sidan")
    if visit.width == NARROW:
        expect(contents.get_by_role("link").first).to_be_hidden()
        contents.locator("summary").click()
    contents.get_by_role("link", name="Avgifter").click()
    expect(page).to_have_url(re.compile("#rubrik-2$"))
    expect(page.get_by_role("heading", name="Avgifter")).to_be_in_viewport()


def test_a_citation_is_copied_and_that_is_said(browser: Browser, address: str) -> None:
    with visiting(browser, address, WIDE, script=True) as visit:
        visit.page.context.grant_permissions(["clipboard-read", "clipboard-write"])
        visit.page.goto(URL)
        visit.page.get_by_role("button", name="Kopiera hänvisningen").click()
        expect(visit.page.get_by_text("Hänvisningen är kopierad.")).to_be_visible()
        said = visit.page.evaluate("navigator.clipboard.readText()")
        assert said.startswith("”Taxa för bygglov”. Lillstad.")
        assert said.endswith(f"{address}{URL}/{B}")


def test_without_a_script_the_citation_is_text_and_there_is_no_button(browser: Browser, address: str) -> None:
    with visiting(browser, address, NARROW, script=False) as visit:
        visit.page.goto(URL)
        expect(visit.page.locator("#hanvisning")).to_contain_text("SHA-256")
        expect(visit.page.get_by_role("button", name="Kopiera hänvisningen")).to_be_hidden()


def focused(page: Page) -> Locator:
    return page.locator(":focus")


def test_versions_can_be_chosen_by_keyboard(browser: Browser, address: str) -> None:
    with visiting(browser, address, WIDE, script=False) as visit:
        page = visit.page
        page.goto(f"{URL}/versioner")
        button = page.get_by_role("button", name="Jämför valda versioner")
        button.focus()
        page.keyboard.press("Tab")
        expect(focused(page)).to_have_attribute("name", "till")
        page.keyboard.press("ArrowDown")
        expect(page.locator("input[name=till]").nth(1)).to_be_checked()
        page.keyboard.press("Enter")
        expect(page.locator(".ds-alert")).to_contain_text("Det är samma version två gånger.")


@pytest.mark.parametrize("path", [URL, f"{URL}/versioner", f"{URL}/jamfor/{A}/{B}", f"{URL}/{A}/utseende"])
@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_nothing_is_cut_off_at_four_times_the_size(browser: Browser, address: str, path: str, scheme: str) -> None:
    context = browser.new_context(viewport={"width": 320, "height": 256}, color_scheme=scheme, base_url=address)  # type: ignore[arg-type]
    page = context.new_page()
    page.goto(path)
    assert not overflows(page)
    context.close()
