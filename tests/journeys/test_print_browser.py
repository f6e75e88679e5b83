"""A page sent to the printer, in a real browser: what it says, where it is from, nothing to press, black on white."""

from __future__ import annotations

from collections.abc import Iterator

import pypdfium2
import pytest
from playwright.sync_api import Browser, Page

from tests.journeys.browsing import served
from tests.web.town import NUMBER, make_town, meeting

pytestmark = pytest.mark.browser

HERE = f"/sida/{meeting().page}"
CHROME = ("Hoppa till innehållet", "Om arkivet", "Rapport som PDF", "Varför denna träff", "Till källan", "Rensa")


@pytest.fixture(scope="module")
def printer(browser: Browser) -> Iterator[Page]:
    """Somebody whose screen is dark, without scripts."""
    town = make_town()
    with served(town) as address:
        context = browser.new_context(base_url=address, color_scheme="dark", java_script_enabled=False)
        yield context.new_page()
        context.close()
    town.close()


def printed(page: Page, url: str) -> tuple[str, tuple[int, int, int]]:
    """What is on all sheets, spaces as one; and the colour of the first sheet's corner."""
    page.goto(url)
    document = pypdfium2.PdfDocument(page.pdf(prefer_css_page_size=True, print_background=True))
    try:
        said = " ".join(sheet.get_textpage().get_text_bounded() for sheet in document)
        corner = document[0].render().to_pil().convert("RGB").getpixel((3, 3))
        return " ".join(said.replace("\ufffe", "").split()), corner
    finally:
        document.close()


@pytest.mark.parametrize(
    ("url", "wanted"),
    [
        (
            "/sok?q=städning&ar=2024",
            ("1 träff för", "2024", "Sagt i ledningen 10 april", HERE, "lillstad.example/nyheter"),
        ),
        ("/beslut?ar=2024", ("Beslut", "Direktupphandla städning", "/beslut/", HERE)),
        ("/upphandling?ar=2024", ("Upphandling", "Ren AB", HERE)),
        (HERE, ("Vi är nöjda, säger chefen.", "Uppgifter på sidan", "SN 2024/17", f"{HERE}/20240412063000", "SHA-256")),
    ],
)
def test_what_is_printed_says_where_it_is_from_and_has_nothing_to_press(
    printer: Page, url: str, wanted: tuple[str, ...]
) -> None:
    said, corner = printed(printer, url)
    assert [part for part in wanted if part not in said] == [], said
    assert [part for part in CHROME if part in said] == [], said
    assert "Lillstads arkiv" in said
    assert "1 / 1" in said or "1 / 2" in said
    assert corner == (255, 255, 255)
    assert NUMBER not in said


def test_ink_is_black_on_a_dark_screen_too(printer: Page) -> None:
    printer.goto(HERE)
    printer.emulate_media(media="print")
    try:
        shade = printer.locator("h1").evaluate("each => getComputedStyle(each).color")
        ground = printer.locator("body").evaluate("each => getComputedStyle(each).backgroundColor")
    finally:
        printer.emulate_media(media="null")
    assert (shade, ground) in {("rgb(0, 0, 0)", "rgb(255, 255, 255)"), ("rgb(0, 0, 0)", "rgba(0, 0, 0, 0)")}
