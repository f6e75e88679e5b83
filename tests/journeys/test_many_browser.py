"""Somebody who looks for their municipality in an archive of many: finds it, stays in it, and gets out again."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.journeys.browsing import NARROW, WIDE, overflows, served, visiting
from tests.web.many import LAKE, LAKE_SITE, VALLEY, VALLEY_SITE, make_many

pytestmark = pytest.mark.browser


@pytest.fixture(scope="module")
def address() -> Iterator[str]:
    """Where an archive of three municipalities is served."""
    archive = make_many()
    with served(archive) as at:
        yield at
    archive.close()


@pytest.fixture(params=[WIDE, NARROW], ids=["wide", "narrow"])
def page(request: pytest.FixtureRequest, browser: Browser, address: str) -> Iterator[Page]:
    with visiting(browser, address, request.param, script=request.param == WIDE) as visit:
        yield visit.page


def test_a_municipality_is_found_searched_and_left_without_its_neighbours_being_met(page: Page) -> None:
    page.goto("/")
    assert not overflows(page)
    page.get_by_role("link", name="Kommuner", exact=True).click()
    page.get_by_label("Hitta en kommun").fill("adal")
    page.get_by_role("button", name="Visa").click()
    page.get_by_role("main").get_by_role("link", name=VALLEY).click()
    page.wait_for_url(f"**{VALLEY_SITE}/")
    expect(page.locator(".brand")).to_have_text(f"Länets arkiv – {VALLEY}")
    page.get_by_role("main").get_by_label("Sök i arkivet").fill("boende")
    page.get_by_role("main").get_by_role("button", name="Sök").click()
    expect(page.get_by_role("heading", level=1)).to_contain_text("2 träffar")
    assert not overflows(page)
    page.get_by_role("link", name="Nytt boende 2 i Övre").first.click()
    page.wait_for_url("**/sida/**")
    page.get_by_role("navigation", name="Huvudmeny").get_by_role("link", name="Upphandling").click()
    page.wait_for_url(f"**{VALLEY_SITE}/upphandling")
    expect(page.get_by_role("main")).to_contain_text("Dalens Städ AB")
    expect(page.get_by_role("main")).not_to_contain_text("Ren AB")
    assert not overflows(page)
    page.get_by_role("link", name="Alla kommuner").click()
    expect(page.get_by_role("heading", name="3 kommuner")).to_be_visible()


def test_a_board_of_two_municipalities_is_chosen_between(page: Page) -> None:
    page.goto("/enhet/Socialnämnden")
    expect(page.get_by_role("heading", level=1)).to_have_text("Socialnämnden finns i flera kommuner")
    assert not overflows(page)
    page.get_by_role("link", name=LAKE).click()
    page.wait_for_url(f"**{LAKE_SITE}/enhet/**")
    expect(page.get_by_role("main")).to_contain_text("3 sidor")
