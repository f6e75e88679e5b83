"""Every page and state passes an audit (WCAG 2.1 AA and good practice) on every screen; keyboard and zoom are walked.

A new page is one line in PAGES.
"""

from __future__ import annotations

import threading
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from flask import abort
from playwright.sync_api import Browser, Locator, Page, expect

from archive.corrections import subject_of
from archive.decided.rows import matter_id
from archive.model import Procurement
from archive.web import create_app
from archive.web.admin.door import Door
from archive.web.links import page_url
from archive.web.rights import RULES, Right
from archive.web.server import Server
from archive.web.views.admin import checking_url
from archive.web.views.admin.reading import key_of
from tests.journeys.browsing import NARROW, WIDE, overflows
from tests.web.town import NOW, hostile, make_town, meeting, plain_page

AXE = Path(__file__).parents[2] / "node_modules/axe-core/axe.min.js"
TAGS = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "best-practice"]
SCHEMES: tuple[dict[str, Any], ...] = (
    {"color_scheme": "light", "forced_colors": "none"},
    {"color_scheme": "dark", "forced_colors": "none"},
    {"color_scheme": "light", "forced_colors": "active"},
)
DECISION = matter_id(meeting().page, "direktupphandla städning", date(2024, 4, 9))
MEETING, GONE = page_url(meeting().page), page_url(plain_page(0, 2015, "x", "y").page)
PAGES = (
    "/",
    "/sok",
    "/sok?q=nyhet",
    "/sok?q=nyhet&sida=2&sort=nyast",
    "/sok?q=nyhet&ar=2019&forvaltning=Socialf%C3%B6rvaltningen",
    "/sok?q=stad+ska+finnas",
    "/sok?q=ondska",
    "/sok?q=finnsinte",
    "/sok?q=nyhet+vid%3Aalltid",
    "/beslut",
    "/beslut?ar=1999",
    "/beslut?enhet=Socialn%C3%A4mnden&slag=formal",
    "/beslut?q=st%C3%A4dning&fran=2024&till=2024-12-31",
    f"/beslut/{DECISION}",
    "/arende/SN%202024/17",
    "/arende/finns-inte",
    "/enhet",
    "/enhet/Socialn%C3%A4mnden",
    "/enhet/Socialn%C3%A4mden",
    "/amne",
    "/amne/upphandling",
    "/upphandling",
    "/upphandling?enhet=ingen",
    "/upphandling?fran=ig%C3%A5r&minst=x&vid=2020",
    "/upphandling?fran=2017-01-01&till=2018-06-17&slag=direktupphandling&minst=1100000",
    "/enhet/Socialf%C3%B6rvaltningen",
    "/hjalp",
    "/om",
    "/tillganglighet",
    MEETING,
    f"{MEETING}/20240313063000",
    f"{MEETING}/20240313063000?vid=2001-01-01",
    f"{MEETING}/versioner",
    f"{MEETING}/jamfor/20240313063000/20240412063000",
    f"{MEETING}/jamfor/20240412063000/20240412063000",
    f"{MEETING}/20240412063000/utseende",
    f"{page_url(hostile().page)}/versioner",
    GONE,
    page_url(hostile().page),
    "/en",
    "/en/sok?q=nyhet",
    "/en/hjalp",
    "/en/beslut",
    "/en/upphandling",
    "/en/enhet/Socialn%C3%A4mnden",
    "/nyheter/2024/april/stadning",
    "/prov/400",
    "/prov/403",
    "/prov/410",
    "/prov/413",
    "/prov/429",
    "/prov/500",
    "/prov/503",
    "/admin/in?nyckel=fel",
    "/admin/in",
)
BOUGHT = next(fact for fact in meeting().facts if isinstance(fact, Procurement))
ROOMS = (
    "/admin/",
    "/admin/?sida=nyhet",
    f"/admin/last/{meeting().page}",
    "/admin/granska",
    checking_url(meeting().page, key_of(subject_of(BOUGHT))),
    "/admin/rattelser",
    "/admin/personnummer",
    "/admin/utlamnande",
    "/admin/konton",
    "/admin/mitt",
    "/admin/logg",
    "/admin/logg?kontrollera=ja&fran=x",
)

pytestmark = [
    pytest.mark.browser,
    pytest.mark.slow,
    pytest.mark.skipif(not AXE.is_file(), reason="no axe-core here (./run assets installs it)"),
]


@contextmanager
def standing(door: Door) -> Iterator[str]:
    """Where the town's archive is served; `/prov/<status>` fails so."""
    town = make_town()
    app = create_app(town, door=door)
    app.add_url_rule("/prov/<int:status>", "prov", lambda status: abort(status))
    server = Server(app)
    running = threading.Thread(target=server.run)
    running.start()
    with pytest.MonkeyPatch.context() as patched:
        patched.setitem(RULES, "prov", Right.OPEN)
        yield server.address
    server.stop()
    running.join()
    town.close()


@pytest.fixture(scope="module")
def address() -> Iterator[str]:
    with standing(Door(now=NOW)) as where:
        yield where


@pytest.fixture(scope="module")
def page(browser: Browser, address: str) -> Iterator[Page]:
    """A visitor's page; tests set its size."""
    context = browser.new_context(base_url=address, locale="sv-SE", reduced_motion="reduce")
    context.set_default_timeout(10_000)
    yield context.new_page()
    context.close()


def shown(page: Page, url: str, width: int = WIDE, height: int = 800) -> Page:
    """The page at an address, in light colours on a screen of this size."""
    page.set_viewport_size({"width": width, "height": height})
    page.emulate_media(color_scheme="light", forced_colors="none", reduced_motion="reduce")
    page.goto(url)
    return page


def audited(page: Page) -> list[str]:
    """What the audit finds wrong, on both screens and in every scheme."""
    page.evaluate(AXE.read_text("utf-8"))
    found: dict[str, None] = {}
    for width in (WIDE, NARROW):
        page.set_viewport_size({"width": width, "height": 800})
        for scheme in SCHEMES:
            page.emulate_media(**scheme)
            for each in page.evaluate("tags => axe.run({ runOnly: tags })", TAGS)["violations"]:
                nodes = [f"{node['target'][-1]} {node['failureSummary']}" for node in each["nodes"][:3]]
                found[f"{each['id']} at {width} {scheme['color_scheme']}: {nodes}"] = None
    return list(found)


def test_the_audit_finds_what_is_wrong(page: Page) -> None:
    shown(page, "/om")
    page.evaluate("document.querySelector('h1').append(document.createElement('img'))")
    page.evaluate("document.querySelector('main p').style.color = '#999'")
    assert {each.partition(" ")[0] for each in audited(page)} >= {"image-alt", "color-contrast"}


@pytest.mark.parametrize("url", PAGES)
def test_a_page_passes_the_audit(page: Page, url: str) -> None:
    assert audited(shown(page, url)) == []


@pytest.mark.parametrize("url", ["/sok?q=nyhet&ar=2019", MEETING, "/sok?q=städning"])
def test_it_passes_with_all_that_folds_unfolded(page: Page, url: str) -> None:
    shown(page, url)
    page.evaluate("document.querySelectorAll('details').forEach(each => { each.open = true; })")
    assert audited(page) == []


@pytest.mark.parametrize("url", ["/", "/en/om"])
def test_it_passes_with_open_proposals(page: Page, url: str) -> None:
    shown(page, url)
    box = page.get_by_role("combobox")
    box.focus()
    page.keyboard.type("soc")
    expect(page.get_by_role("listbox")).to_be_visible()
    page.keyboard.press("ArrowDown")
    assert audited(page) == []


@pytest.fixture
def fresh() -> Iterator[tuple[Door, str]]:
    """A door that nobody has knocked on in vain, and its address: five wrong keys bar those who know the right one."""
    door = Door(now=NOW)
    with standing(door) as where:
        yield door, where


def test_the_rooms_behind_the_door_pass_the_audit(browser: Browser, fresh: tuple[Door, str]) -> None:
    door, where = fresh
    context = browser.new_context(base_url=where, locale="sv-SE", reduced_motion="reduce")
    page = context.new_page()
    assert audited(shown(page, door.path)) == []
    page.get_by_label("namn").or_(page.locator("[name=namn]")).first.fill("Åsa Öberg")
    page.locator("main form button").click()
    wrong = {url: audited(shown(page, url)) for url in ROOMS}
    context.close()
    assert {url: found for url, found in wrong.items() if found} == {}


def test_every_page_has_a_title_of_its_own_one_heading_and_landmarks(page: Page) -> None:
    titles: dict[str, str] = {}
    for url in PAGES:
        shown(page, url)
        path = url if "sok?" in url else url.partition("?")[0].replace("/admin/in", "/prov/403")
        path = path.partition("/jamfor/")[0] + "/jamfor" * ("/jamfor/" in path)
        path = path.replace("/en/", "/", 1)  # a name is the same in both languages
        assert titles.setdefault(page.title(), path) == path, url
        assert page.locator("h1").count() == 1, url
        for role in ("banner", "main", "contentinfo"):
            assert page.get_by_role(role, exact=True).count() == 1, f"{url}: {role}"  # type: ignore[arg-type]


def stops(page: Page, most: int = 150) -> Iterator[Locator]:
    """What Tab reaches, in order, each once, until it leaves the page or begins anew. A date has stops of its own."""
    page.evaluate("document.activeElement.blur(); window.getSelection().removeAllRanges(); window.scrollTo(0, 0)")
    page.evaluate("window.reached = []")
    for _ in range(most):
        page.keyboard.press("Tab")
        at = "document.activeElement"
        if page.evaluate(f"{at} === document.body || {at} === reached[0]"):
            return
        if page.evaluate(f"!reached.includes({at}) && reached.push({at})"):
            yield page.locator(":focus")
    raise AssertionError("the focus never leaves the page")


WALKED = ("/om", "/sok?q=nyhet&ar=2019", "/sok?q=finnsinte", MEETING, "/upphandling", "/hjalp", "/finns-inte-alls")
MEASURED = """each => {
  const style = getComputedStyle(each), shadow = style.boxShadow !== 'none', line = parseFloat(style.outlineWidth) || 0;
  const box = each.getBoundingClientRect();
  return {
    tag: each.outerHTML.slice(0, 120),
    visible: (style.outlineStyle !== 'none' && line >= 2) || shadow,
    inside: box.width > 0 && box.bottom > 0 && box.top < innerHeight && box.right > 0 && box.left < innerWidth,
    order: [...document.querySelectorAll('*')].indexOf(each),
  };
}"""


@pytest.mark.parametrize("width", [WIDE, NARROW])
@pytest.mark.parametrize("url", WALKED)
def test_tab_goes_through_the_page_in_reading_order_and_is_seen(page: Page, url: str, width: int) -> None:
    shown(page, url, width)
    walked = [focused.evaluate(MEASURED) for focused in stops(page)]
    assert "ds-skip-link" in walked[0]["tag"]
    assert [each["tag"] for each in walked if not each["visible"]] == []
    assert [each["tag"] for each in walked if not each["inside"]] == []
    assert [each["order"] for each in walked] == sorted(each["order"] for each in walked)
    assert "foot" in page.evaluate(f"document.querySelectorAll('*')[{walked[-1]['order']}].closest('footer').className")


@pytest.mark.parametrize("scheme", [{"color_scheme": "dark"}, {"forced_colors": "active"}], ids=["dark", "forced"])
def test_the_focus_is_seen_in_other_colours(page: Page, scheme: dict[str, Any]) -> None:
    shown(page, "/sok?q=nyhet&ar=2019")
    page.emulate_media(**scheme)
    assert [each["tag"] for each in (one.evaluate(MEASURED) for one in stops(page)) if not each["visible"]] == []


def test_the_skip_link_leads_past_the_menu(page: Page) -> None:
    shown(page, "/sok?q=nyhet")
    first, _ = next(stops(page)), page.keyboard.press("Enter")
    expect(page.locator("#innehall")).to_be_focused()
    page.keyboard.press("Tab")
    assert page.locator(":focus").evaluate("each => each.closest('main') !== null")
    assert first


def test_escape_closes_the_proposals_and_the_focus_stays(page: Page) -> None:
    shown(page, "/")
    box = page.get_by_role("combobox")
    box.focus()
    page.keyboard.type("soc")
    expect(page.get_by_role("listbox")).to_be_visible()
    page.keyboard.press("Escape")
    expect(page.get_by_role("listbox")).to_be_hidden()
    expect(box).to_be_focused()
    expect(box).to_have_value("soc")


def test_folds_open_by_the_keyboard(page: Page) -> None:
    shown(page, "/sok?q=städning", NARROW)
    fold = page.locator(".refine > summary")
    fold.focus()
    page.keyboard.press("Enter")
    expect(page.get_by_role("heading", name="Förvaltning", exact=True)).to_be_visible()
    page.keyboard.press("Space")
    expect(page.get_by_role("heading", name="Förvaltning", exact=True)).to_be_hidden()


CUT = """() => [...document.querySelectorAll('main *, header *, footer *')].filter(each => {
  if (each.closest('.ds-sr-only, .scroll, svg, details:not([open])') || !each.textContent.trim()) return false;
  const style = getComputedStyle(each), box = each.getBoundingClientRect();
  const clipped = ['hidden', 'clip'].includes(style.overflowX) && each.scrollWidth > each.clientWidth + 1;
  return clipped || (box.width > 0 && box.right > document.documentElement.clientWidth + 1);
}).map(each => each.outerHTML.slice(0, 160))"""


@pytest.mark.parametrize(("width", "height"), [(640, 512), (320, 256)], ids=["200 %", "400 %"])
def test_a_page_enlarged_is_neither_cut_nor_scrolled_sideways(page: Page, width: int, height: int) -> None:
    """1280 by 1024 at 200 and 400 per cent (WCAG 1.4.4, 1.4.10)."""
    found: dict[str, Any] = {}
    for url in PAGES:
        shown(page, url, width, height)
        cut = page.evaluate(CUT)
        if overflows(page) or cut:
            found[url] = cut or "wider than the screen"
    assert found == {}


def test_texts_may_be_set_wider(page: Page) -> None:
    """WCAG 1.4.12: nothing is cut when lines, letters, words and paragraphs are set apart."""
    for url in PAGES:
        shown(page, url, NARROW)
        page.evaluate(
            """() => { const sheet = new CSSStyleSheet(); sheet.replaceSync(
              '* { line-height: 1.5 !important; letter-spacing: 0.12em !important; word-spacing: 0.16em !important }'
              + ' p { margin-bottom: 2em !important }'); document.adoptedStyleSheets.push(sheet); }"""
        )
        assert not overflows(page), url
        assert page.evaluate(CUT) == [], url


def test_nothing_moves_for_those_who_want_no_motion(page: Page) -> None:
    moving = """() => [...document.querySelectorAll('*')].filter(each => {
      const style = getComputedStyle(each);
      const lasts = text => text.split(',').some(part => parseFloat(part) > 0.01);
      return (style.animationName !== 'none' && lasts(style.animationDuration)) || style.scrollBehavior === 'smooth';
    }).length"""
    for url in ("/", "/sok?q=nyhet", MEETING):
        assert shown(page, url).evaluate(moving) == 0, url
