"""`/saknas` and `/admin/saknade`: from what a visitor misses to what a source asks for."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pytest
from flask.testing import FlaskClient
from werkzeug.test import TestResponse

from archive.model import Removable, TipState
from archive.parts import Archive
from archive.web.missing import PER_CALLER
from tests.fakes.archives import SITE, TOWN
from tests.fakes.storing import AT
from tests.web.reading import words
from tests.web.tending import Clock, seen, tree_of
from tests.web.test_admin_sources import sent
from tests.web.weeding import PAGE, URL, remove

HERE = {"Sec-Fetch-Site": "same-origin"}
ROOM = "/admin/saknade"


def tell(client: FlaskClient, url: str, note: str = "", headers: dict[str, str] | None = None) -> TestResponse:
    return client.post("/saknas", data={"adress": url, "varfor": note}, headers=HERE if headers is None else headers)


def answer(admin: FlaskClient, **fields: str) -> TestResponse:
    token = sent(admin)["formular"]
    return admin.post(ROOM, data={"formular": token, "tips": "1"} | fields)


def test_a_visitor_tells_of_a_page_and_nothing_of_them_is_kept(stranger: FlaskClient, archive: Archive) -> None:
    said = tell(stranger, "www.mellankoping.se/taxor", "Avgifter för 19121212-1212")
    assert "Tack!" in words(tree_of(said))
    assert "Set-Cookie" not in said.headers
    (tip,) = archive.store.tips.listed(TipState.WAITING, skip=0, limit=9)
    assert (tip.url, tip.first_at) == ("https://www.mellankoping.se/taxor", AT)
    assert "1212" not in tip.notes[0]


@pytest.mark.parametrize(
    "headers",
    [
        {},
        {"Sec-Fetch-Site": "cross-site"},
        {"Sec-Fetch-Site": "same-site"},
        {"Sec-Fetch-Site": "none"},
        {"Origin": "https://annan.example"},
        {"Origin": "null"},
    ],
)
def test_a_form_from_elsewhere_is_refused(stranger: FlaskClient, archive: Archive, headers: dict[str, str]) -> None:
    assert tell(stranger, f"{SITE}/x/", headers=headers).status_code == 403
    assert archive.store.tips.count(TipState.WAITING) == 0


def test_a_browser_that_names_the_origin_only_is_believed(stranger: FlaskClient, archive: Archive) -> None:
    assert stranger.get("/saknas").headers["Referrer-Policy"] == "same-origin"
    assert tell(stranger, f"{SITE}/x/", headers={"Origin": "http://localhost"}).status_code == 200
    assert archive.store.tips.count(TipState.WAITING) == 1


@pytest.mark.parametrize(
    "typed", ["", "taxor", "javascript:alert(1)", "ftp://x.se/", "https://a:b@x.se/", "http://[", "x" * 3000]
)
def test_what_is_no_address_is_told_at_the_field(stranger: FlaskClient, archive: Archive, typed: str) -> None:
    page = tree_of(tell(stranger, typed, "därför"))
    alert = next(each for each in page.iter("div") if each.get("role") == "alert")
    assert next(alert.iter("a")).get("href") == "#adress"
    assert words(next(page.iter("textarea"))) == "därför"
    assert archive.store.tips.count(TipState.WAITING) == 0


def test_a_page_that_the_archive_has_is_shown_instead(stranger: FlaskClient, archive: Archive) -> None:
    page = tell(stranger, "http://www.mellankoping.se/nyheter/2")
    assert "Sidan finns redan i arkivet." in page.get_data(as_text=True)
    assert archive.store.tips.count(TipState.WAITING) == 0


def test_a_page_that_was_removed_by_a_decision_is_no_tip(stranger: FlaskClient, archive: Archive) -> None:
    remove(archive, Removable(page=PAGE))
    assert "KS 2026/17" in words(tree_of(tell(stranger, URL.rstrip("/")), 410))
    assert archive.store.tips.count(TipState.WAITING) == 0


def test_a_caller_who_tells_too_often_must_wait(stranger: FlaskClient, archive: Archive, clock: Clock) -> None:
    for number in range(PER_CALLER):
        assert tell(stranger, f"{SITE}/{number}/").status_code == 200
    assert tell(stranger, f"{SITE}/en-till/").status_code == 429
    clock.now += timedelta(minutes=10)
    assert tell(stranger, f"{SITE}/en-till/").status_code == 200
    assert archive.store.tips.count(TipState.WAITING) == PER_CALLER + 1


def test_whoever_told_of_a_page_can_still_log_in(stranger: FlaskClient) -> None:
    """Tips and log-ins are counted apart."""
    tell(stranger, f"{SITE}/x/")
    said = stranger.post("/admin/in", data={"konto": "asa", "losenord": "fel lösenord"})
    assert said.status_code < 500


def test_the_form_is_found_where_a_page_was_not(stranger: FlaskClient) -> None:
    assert 'href="/saknas"' in stranger.get("/finns/inte").get_data(as_text=True)
    assert "Tipsa om en sida" in stranger.get("/sok?q=zzzzqqq").get_data(as_text=True)


def test_an_approved_page_is_asked_for_by_its_source(admin: FlaskClient, archive: Archive) -> None:
    tell(admin, f"{SITE}/taxor/")
    assert "Hör till källan town" in words(seen(admin, ROOM))
    assert answer(admin, hamta="ja").status_code == 303
    assert f"{SITE}/taxor/" in [each.url for each in archive.store.frontier.take("town", now=AT, limit=9)]
    assert archive.store.jobs.order("town", who="", now=AT).asked_by == "Åsa Öberg"
    act = next(archive.store.audit.all())
    assert (act.deed, act.about) == ("tip.approve", f"{SITE}/taxor/")
    assert "Godkänd av Åsa Öberg" in words(seen(admin, f"{ROOM}?visa=godkanda"))


def test_a_page_that_the_rules_keep_out_becomes_one_to_start_from(admin: FlaskClient, archive: Archive) -> None:
    archive.store.sources.save(replace(TOWN, include=("/nyheter/",)))
    tell(admin, f"{SITE}/taxor/")
    answer(admin, godkann="ja")
    assert archive.store.sources.named("town").seeds == (*TOWN.seeds, f"{SITE}/taxor/")


def test_a_page_of_no_source_leads_to_a_new_one(admin: FlaskClient, archive: Archive) -> None:
    tell(admin, "https://bolaget.example/nyheter/")
    page = admin.get(ROOM).get_data(as_text=True)
    assert 'href="/admin/kallor/ny?adress=https%3A%2F%2Fbolaget.example%2F"' in page
    form = seen(admin, "/admin/kallor/ny?adress=https%3A%2F%2Fbolaget.example%2F")
    assert words(next(each for each in form.iter() if each.get("id") == "adresser")) == "https://bolaget.example/"
    answer(admin, godkann="ja")
    assert archive.store.tips.count(TipState.WAITING) == 1


def test_declining_asks_for_a_reason(admin: FlaskClient, archive: Archive) -> None:
    tell(admin, f"{SITE}/taxor/")
    page = tree_of(answer(admin, avboj="ja", skal=" "))
    assert "Skriv varför tipset avböjs." in words(next(each for each in page.iter() if each.get("id") == "skal-1-fel"))
    assert archive.store.tips.count(TipState.WAITING) == 1
    answer(admin, avboj="ja", skal="Sidan är borta.")
    assert "Avböjd av Åsa Öberg" in words(seen(admin, f"{ROOM}?visa=avbojda"))
    assert next(archive.store.audit.all()).deed == "tip.decline"
    answer(admin, avboj="ja", skal="igen")
    assert "Någon har redan svarat" in words(seen(admin, ROOM))


@pytest.mark.parametrize("number", ["", "x", "99", "9" * 30])
def test_a_tip_that_is_none_is_not_there(admin: FlaskClient, number: str) -> None:
    assert answer(admin, tips=number, godkann="ja").status_code == 404
