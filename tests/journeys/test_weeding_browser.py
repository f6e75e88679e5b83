"""Two people in real browsers without JavaScript: one asks for a removal, the other reads and confirms it."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator
from dataclasses import replace

import pytest
from playwright.sync_api import Browser, Page, expect

from archive import changes
from archive.ingest import Ingest
from archive.model import Account, Role
from archive.parts import Archive
from archive.store.pages import page_id
from archive.web import create_app
from archive.web.server import Server
from tests.fakes.archives import SITE, TOWN, memory_archive, news
from tests.fakes.storing import AT, later
from tests.journeys.browsing import NARROW, WIDE, overflows
from tests.web.people import PASSWORD, kept

pytestmark = pytest.mark.browser

URL = f"{SITE}/nyheter/2/"
PAGE = page_id(URL)
LogIn = Callable[[str], Page]


@pytest.fixture
def archive() -> Iterator[Archive]:
    """Five pages, one in two versions and copied elsewhere; two admins."""
    with memory_archive() as opened:
        ingest = Ingest(opened, TOWN)
        ingest.keep([news(number) for number in range(5)])
        copied = news(2, "Ny rad.", at=later(days=1))
        ingest.keep([copied, replace(copied, url=f"{SITE}/kopia/")])
        changes.apply(opened.store, opened.index)
        for name, shown in (("asa", "Åsa Öberg"), ("bo", "Bo Ek")):
            opened.store.people.save(Account(name=name, shown=shown, role=Role.ADMIN, made_at=AT, password=kept()))
        yield opened


@pytest.fixture(params=[WIDE, NARROW], ids=["wide", "narrow"])
def log_in(request: pytest.FixtureRequest, archive: Archive, browser: Browser) -> Iterator[LogIn]:
    """Gives the screen of somebody who has just logged in."""
    server = Server(create_app(archive))
    running = threading.Thread(target=server.run)
    running.start()
    opened = []

    def entered(name: str) -> Page:
        size = {"width": request.param, "height": 800}
        context = browser.new_context(viewport=size, java_script_enabled=False, base_url=server.address)
        opened.append(context)
        page = context.new_page()
        page.goto("/admin/in")
        page.get_by_label("Inloggningsnamn").fill(name)
        page.get_by_label("Lösenord").fill(PASSWORD)
        page.get_by_role("button", name="Logga in", exact=True).click()
        return page

    yield entered
    for context in opened:
        context.close()
    server.stop()
    running.join()


def test_one_asks_another_reads_and_confirms_and_visitors_are_told(log_in: LogIn) -> None:
    asa = log_in("asa")
    asa.goto("/admin/gallring")
    asa.get_by_role("button", name="Visa vad som skulle gallras").click()
    expect(asa.get_by_role("alert")).to_contain_text("4 uppgifter behöver rättas")
    asa.get_by_label("Sidornas adresser, en på varje rad").fill(URL)
    asa.get_by_label("Gallringsbeslut, till exempel diarienummer").fill("KS 2026/17")
    asa.get_by_label("Skäl").fill("Fel person omnämnd")
    asa.get_by_label("Rättslig grund: lagrum eller gallringsplan").fill("Gallringsplanen 4.2")
    asa.get_by_role("button", name="Visa vad som skulle gallras").click()
    expect(asa.get_by_role("status")).to_contain_text("Inget är gallrat förrän en annan person")
    expect(asa.get_by_role("button", name="Bekräfta och gallra")).to_have_count(0)
    assert not overflows(asa)

    bo = log_in("bo")
    bo.goto("/admin/gallring")
    bo.get_by_role("link", name="Nr 1: KS 2026/17").click()
    expect(bo.get_by_text("Samma innehåll hämtades")).to_be_visible()
    assert not overflows(bo)
    bo.get_by_label("Jag har läst vad som försvinner").check()
    bo.get_by_role("button", name="Bekräfta och gallra").click()
    expect(bo.get_by_role("status")).to_contain_text("Gallringen är genomförd")
    assert not overflows(bo)

    answer = bo.goto(f"/sida/{PAGE}")
    assert answer is not None
    assert answer.status == 410
    expect(bo.get_by_role("heading", name="Sidan är gallrad")).to_be_visible()
    expect(bo.get_by_text("enligt beslutet KS 2026/17")).to_be_visible()
