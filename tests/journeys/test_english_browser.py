"""Somebody who reads no Swedish, in a real browser: search, narrow, open, and over to the Swedish page and back."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.journeys.browsing import NARROW, WIDE, overflows, served, visiting
from tests.web.town import make_town

pytestmark = pytest.mark.browser


@pytest.fixture(scope="module")
def address() -> Iterator[str]:
    """Where the town's archive is served."""
    town = make_town()
    with served(town) as at:
        yield at
    town.close()


@pytest.fixture(params=[WIDE, NARROW], ids=["wide", "narrow"])
def page(request: pytest.FixtureRequest, browser: Browser, address: str) -> Iterator[Page]:
    with visiting(browser, address, request.param, script=True) as visit:
        yield visit.page


def test_the_whole_way_is_english_and_each_page_has_its_twin(page: Page) -> None:
    page.goto("/")
    page.get_by_role("link", name="In English").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("What was decided, when and by whom?")
    page.get_by_label("Search the archive").fill("städning")
    page.get_by_role("button", name="Search").click()
    expect(page.get_by_role("heading", level=1)).to_contain_text("1 hit for")
    assert not overflows(page)
    page.get_by_role("link", name="På svenska").click()
    expect(page.get_by_role("heading", level=1)).to_contain_text("1 träff för")
    page.get_by_role("link", name="In English").click()
    page.get_by_role("link", name="Sagt i ledningen 10 april").click()
    expect(page.locator("html")).to_have_attribute("lang", "en")
    assert "/en/sida/" in page.url


def test_proposals_are_named_in_english_and_lead_to_english_pages(page: Page) -> None:
    page.goto("/en")
    box = page.get_by_role("combobox", name="Search the archive")
    box.focus()
    page.keyboard.type("socialf")
    listed = page.get_by_role("listbox", name="Suggestions")
    expect(listed).to_be_visible()
    expect(page.get_by_role("status").get_by_text("suggestions")).to_have_count(1)
    unit = listed.get_by_role("option").filter(has_text="unit").first
    expect(unit).to_be_visible()
    unit.click()
    page.wait_for_url("**/en/sok?**forvaltning=*")
