"""A person at the screen, in a real browser: search, narrow, open, read, see the page as it was."""

from __future__ import annotations

import re
from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, Locator, Page, expect

from tests.journeys.browsing import NARROW, WIDE, Visit, overflows, served, visiting
from tests.web.town import make_town

pytestmark = pytest.mark.browser


@pytest.fixture(scope="module")
def address() -> Iterator[str]:
    """Where the town's archive is served."""
    town = make_town()
    with served(town) as found:
        yield found
    town.close()


@pytest.fixture(
    params=[(WIDE, True), (WIDE, False), (NARROW, True), (NARROW, False)],
    ids=["wide", "wide-no-script", "narrow", "narrow-no-script"],
)
def visit(request: pytest.FixtureRequest, browser: Browser, address: str) -> Iterator[Visit]:
    """A visitor on a wide or narrow screen, with and without JavaScript."""
    width, script = request.param
    with visiting(browser, address, width, script=script) as seen:
        yield seen


@pytest.fixture(params=[WIDE, NARROW], ids=["wide", "narrow"])
def screen(request: pytest.FixtureRequest, browser: Browser, address: str) -> Iterator[Visit]:
    """A visitor on a wide or narrow screen."""
    with visiting(browser, address, request.param, script=True) as seen:
        yield seen


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
    expect(page.frame_locator("iframe").get_by_role("heading", level=1)).to_have_text("Så såg den ut")
    page.get_by_role("link", name="Bara kopian, utan ram").click()
    expect(page).to_have_title("Original")
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


def begin(page: Page, url: str, text: str) -> tuple[Locator, Locator]:
    """Type in a page's search box, as a person does; the box and its open list."""
    page.goto(url)
    box = page.get_by_role("combobox", name="Sök i arkivet")
    box.focus()
    page.keyboard.type(text)
    listed = page.get_by_role("listbox", name="Förslag")
    expect(listed).to_be_visible()
    return box, listed


@pytest.mark.parametrize("url", ["/", "/sok", "/om"])
def test_the_keyboard_alone_walks_the_list_and_chooses(screen: Visit, url: str) -> None:
    page = screen.page
    box, listed = begin(page, url, "stad")
    expect(box).to_have_attribute("aria-expanded", "true")
    expect(box).to_have_attribute("aria-controls", listed.get_attribute("id") or "")
    expect(page.get_by_role("status").get_by_text("förslag")).to_have_count(1)
    page.keyboard.press("ArrowDown")
    chosen = listed.get_by_role("option", selected=True)
    expect(chosen).to_have_text("städning")
    expect(box).to_have_attribute("aria-activedescendant", chosen.get_attribute("id") or "")
    expect(box).to_be_focused()
    assert not overflows(page)
    page.keyboard.press("Enter")
    expect(page.get_by_role("heading", level=1)).to_contain_text("1 träff för städning")


def test_arrows_go_around_and_escape_first_closes_and_then_empties(screen: Visit) -> None:
    page = screen.page
    box, listed = begin(page, "/", "soc")
    page.keyboard.press("ArrowUp")
    expect(listed.get_by_role("option").last).to_have_attribute("aria-selected", "true")
    page.keyboard.press("ArrowDown")
    expect(listed.get_by_role("option").first).to_have_attribute("aria-selected", "true")
    page.keyboard.press("Home")
    expect(listed.get_by_role("option", selected=True)).to_have_count(0)
    expect(box).not_to_have_attribute("aria-activedescendant", re.compile("."))
    page.keyboard.press("Escape")
    expect(listed).to_be_hidden()
    expect(box).to_have_value("soc")
    expect(box).to_have_attribute("aria-expanded", "false")
    page.keyboard.press("ArrowDown")
    expect(listed).to_be_visible()
    page.keyboard.press("Escape")
    page.keyboard.press("Escape")
    expect(box).to_have_value("")


def test_enter_without_a_choice_asks_for_what_is_written(screen: Visit) -> None:
    begin(screen.page, "/", "städ")
    screen.page.keyboard.press("Enter")
    expect(screen.page).to_have_url(re.compile(r"/sok\?q=st%C3%A4d$"))


def test_leaving_the_box_closes_the_list(screen: Visit) -> None:
    _, listed = begin(screen.page, "/", "soc")
    screen.page.keyboard.press("Tab")
    expect(listed).to_be_hidden()
    expect(screen.page.get_by_role("button", name="Sök")).to_be_focused()


def test_the_mouse_chooses_a_title_and_lands_on_its_page(screen: Visit) -> None:
    _, listed = begin(screen.page, "/om", "ledni")
    listed.get_by_role("option", name="Sagt i ledningen 10 april").click()
    expect(screen.page.get_by_role("heading", level=1)).to_have_text("Sagt i ledningen 10 april")


def test_a_chosen_word_keeps_the_chosen_filters(screen: Visit) -> None:
    _, listed = begin(screen.page, "/sok?ar=2024", "städ")
    listed.get_by_role("option", name="städning").click()
    expect(screen.page).to_have_url(re.compile(r"q=st%C3%A4dning&ar=2024"))


def test_hostile_titles_stay_text_in_the_list(screen: Visit) -> None:
    _, listed = begin(screen.page, "/", "onerr")
    expect(listed).to_contain_text("<script>alert(1)</script>")
    assert not overflows(screen.page)


def test_a_misspelt_word_finds_and_why_opens_by_keyboard(visit: Visit) -> None:
    page = visit.page
    page.goto("/sok?q=stadning")
    expect(page.locator(".notes")).to_contain_text("Visar träffar för ”städning”")
    page.locator(".why summary").first.focus()
    page.keyboard.press("Enter")
    expect(page.locator(".why li").first).to_have_text("städning → städning (samma ord)")
    page.get_by_role("link", name="Sök exakt det jag skrev").click()
    expect(page.get_by_role("heading", level=1)).to_contain_text("0 träffar")


def test_a_bar_of_the_chart_chooses_its_year(visit: Visit) -> None:
    page = visit.page
    page.goto("/sok?q=nyhet")
    if visit.width == NARROW:
        page.get_by_text("Förfina", exact=True).first.click()
    page.locator(".chart a").nth(4).click()
    expect(page.get_by_role("heading", level=1)).to_contain_text("3 träffar")
    assert not overflows(page)
