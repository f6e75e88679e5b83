"""Two of the three people at the screen, from the front page to what they came for, on the demo's archive.

The third, the auditor, has test_auditor_browser.py. Each on a wide and a narrow screen, with script and without.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, expect

from tests.journeys.browsing import NARROW, WIDE, Visit, overflows, visiting

pytestmark = [pytest.mark.browser, pytest.mark.slow]

SCREENS = [(width, script) for width in (WIDE, NARROW) for script in (True, False)]


@pytest.fixture(params=SCREENS, ids=["wide", "wide-plain", "narrow", "narrow-plain"])
def visit(request: pytest.FixtureRequest, browser: Browser, demo_address: str) -> Iterator[Visit]:
    width, script = request.param
    with visiting(browser, demo_address, width, script=script) as seen:
        yield seen


def test_staff_find_what_was_decided_when_and_by_whom_and_how_to_refer_to_it(visit: Visit) -> None:
    page = visit.page
    page.goto("/")
    expect(page.get_by_text("Täcker", exact=False).first).to_be_visible()
    visit.photograph("staff-1-front")
    page.get_by_label("Sök i arkivet").fill("badhus vid stationen")
    page.get_by_role("button", name="Sök").click()
    if visit.width == NARROW:
        page.get_by_text("Förfina", exact=True).first.click()
    page.locator(".facet-value", has_text="2025").first.click()
    expect(page.get_by_role("link", name="År: 2025")).to_be_visible()
    assert not overflows(page)
    visit.photograph("staff-2-hits")
    page.goto("/beslut?q=badhus")
    card = page.locator(".decision", has_text="nytt badhus för högst 345 miljoner kronor").first
    expect(card).to_contain_text("27 oktober 2025")
    expect(card).to_contain_text("Kommunstyrelsen")
    expect(card).to_contain_text("Formellt beslut")
    visit.photograph("staff-3-decisions")
    card.locator(".hit-title a").click()
    expect(page.get_by_role("heading", level=1)).to_contain_text("bygga ett nytt badhus")
    visit.photograph("staff-4-decision")
    page.locator("main").get_by_role("link", name="Kommunstyrelsen: bygg nytt badhus").first.click()
    expect(page.locator("mark.strong", has_text="345 miljoner").first).to_be_visible()
    assert not overflows(page)
    visit.photograph("staff-5-page")


def test_staff_see_what_became_of_a_unit(visit: Visit) -> None:
    page = visit.page
    page.goto("/enhet/socialförvaltningen")
    expect(page.get_by_role("heading", level=1)).to_have_text("Socialförvaltningen")
    page.locator(".lineage").get_by_role("link", name="Social- och äldreförvaltningen").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Social- och äldreförvaltningen")
    expect(page.locator(".lineage")).to_contain_text("Äldreförvaltningen")
    assert not overflows(page)
    visit.photograph("staff-6-unit")


def test_whoever_needs_a_page_as_it_was_finds_it_sees_what_changed_and_refers_to_it(visit: Visit) -> None:
    page = visit.page
    page.goto("/naringsliv-och-arbete/upphandling-och-inkop/direktupphandling/")
    expect(page.get_by_text("Fanns den förr?")).to_be_visible()
    visit.photograph("everyone-1-not-here-but-once")
    page.locator(".former a").first.click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Direktupphandling: regler och beloppsgränser")
    visit.photograph("everyone-2-page")
    page.get_by_role("link", name="Hänvisa").click()
    citation = page.locator("#hanvisning")
    expect(citation).to_contain_text("Direktupphandling: regler och beloppsgränser")
    expect(citation).to_contain_text(re.compile("[0-9a-f]{64}"))
    permanent = re.search(r"/sida/\w+/\d{14}", citation.inner_text())
    assert permanent
    page.goto(permanent[0])
    expect(page.get_by_role("heading", level=1)).to_have_text("Direktupphandling: regler och beloppsgränser")
    page.goto(permanent[0].rpartition("/")[0] + "/versioner")
    expect(page.get_by_role("radio")).to_have_count(4)
    visit.photograph("everyone-3-versions")
    page.get_by_role("button", name="Jämför").click()
    expect(page.locator("main ins").first).to_be_visible()
    assert not overflows(page)
    visit.photograph("everyone-4-compared")
    page.goto(permanent[0])
    page.get_by_role("link", name="Så såg sidan ut").click()
    expect(page.frame_locator("iframe").locator("h1").first).to_contain_text("Direktupphandling")
    visit.photograph("everyone-5-as-it-looked")
    visit.forgive("404", "script", "sandbox", "Content Security Policy")


def test_a_page_that_has_vanished_at_its_source_is_still_here_and_says_so(visit: Visit) -> None:
    page = visit.page
    page.goto("/aktuellt/2024/mars/sagt-i-forvaltningsledningen-12-mars/")
    visit.forgive("404")
    page.locator(".former a").first.click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Sagt i förvaltningsledningen 12 mars")
    expect(page.locator("main")).to_contain_text("Svarade inte hos källan vid senaste besöket")
    visit.photograph("everyone-6-vanished")
