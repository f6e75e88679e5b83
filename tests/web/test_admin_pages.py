"""`/admin/last`: what was read on a page, and the acts that correct it."""

from __future__ import annotations

from dataclasses import replace

import pytest
from flask.testing import FlaskClient

from archive.judging import Outcome
from archive.model import (
    AmountFact,
    Correction,
    CorrectionKind,
    Subject,
)
from archive.parts import Archive
from archive.store.pages import page_id
from archive.web.views.admin import menu, outcome_notes
from tests.fakes.archives import BANNER, NEWS, SITE, TOWN
from tests.fakes.storing import AT
from tests.web.reading import classed, link, words
from tests.web.tending import MONEY, MONEY_ID, act, button, of, seen


@pytest.mark.parametrize("said", [MONEY_ID, f"/sida/{MONEY_ID}", MONEY, f"{SITE}/nyheter/2/", f"{SITE}/nyheter/2"])
def test_a_page_is_found_by_any_of_its_addresses(admin: FlaskClient, said: str) -> None:
    response = admin.get("/admin/", query_string={"sida": said})
    assert (response.status_code, response.headers["Location"]) == (303, MONEY)


def test_pages_are_found_by_words_too(admin: FlaskClient, archive: Archive) -> None:
    from archive.changes import apply

    apply(archive.store, archive.index)
    assert link(seen(admin, "/admin/?sida=simhallen"), "Nyhet 2") == MONEY
    assert "Ingen sida" in words(seen(admin, "/admin/?sida=finnsinte"))


def test_a_reading_shows_the_text_the_facts_in_colour_with_their_evidence_and_what_was_dropped(
    admin: FlaskClient, archive: Archive
) -> None:
    tree = seen(admin, MONEY)
    assert [words(each) for each in classed(tree, "judged-text")][:2] == [BANNER, NEWS[2]]
    assert "120 miljoner kronor" in [words(each) for each in classed(tree, "c2")]
    assert any("120 miljoner kr" in words(each) for each in classed(tree, "facts"))
    act(admin, MONEY, "Det här är inte innehåll", BANNER)
    cuts = classed(seen(admin, MONEY), "cut-rows")[0]
    assert BANNER in words(cuts)
    assert "inte innehåll enligt en rättelse" in words(cuts)


def test_the_rooms_stand_in_groups_and_the_one_a_page_lies_in_is_marked(admin: FlaskClient) -> None:
    def marked(path: str) -> list[str]:
        return [room.text for group in menu(path) for room in group.rooms if room.current]

    assert marked("/admin/") == ["Läsningar"]
    assert marked("/admin/granska/0123456789abcdef/1") == ["Granska"]
    assert marked("/admin/granskas") == []
    said = words(classed(seen(admin, "/admin/granska"), "rooms")[0])
    assert said.startswith("Skötsel: Granska Insamling Källor")


def test_an_unknown_page_is_not_there(admin: FlaskClient) -> None:
    assert admin.get("/admin/last/0000000000000000").status_code == 404
    token = button(seen(admin, MONEY), "Det här är inte innehåll", BANNER)
    assert admin.post("/admin/last/0000000000000000", data=token).status_code == 404


def test_furniture_is_gone_from_the_whole_source_and_comes_back_when_undone(
    admin: FlaskClient, archive: Archive
) -> None:
    said = act(admin, MONEY, "Det här är inte innehåll", BANNER)
    assert "Sparat: inte innehåll, för hela källan. Sidorna är lästa på nytt." in words(said)
    assert all(BANNER not in of(archive, page.id).text for page in archive.store.pages.all())
    (kept,) = archive.store.corrections.all()
    assert (kept.who, kept.at, kept.page, kept.source) == ("Åsa Öberg", AT, None, TOWN.name)
    log = act(admin, "/admin/rattelser", "Ångra", BANNER)
    assert "Rättelsen är ångrad." in words(log)
    assert "Ångrad av Åsa Öberg, 12 april 2024" in words(log)
    assert not [each for each in log.iter("button") if words(each) == "Ångra"]
    assert all(BANNER in of(archive, page.id).text for page in archive.store.pages.all())


def test_content_is_given_back_on_one_page_when_that_is_what_was_asked(admin: FlaskClient, archive: Archive) -> None:
    act(admin, MONEY, "Det här är inte innehåll", BANNER)
    said = act(admin, MONEY, "Det här är innehåll", BANNER, galler="sidan")
    assert "Sparat: innehåll, för den här sidan. Sidan är läst på nytt." in words(said)
    assert BANNER in of(archive).text
    assert BANNER not in of(archive, page_id(f"{SITE}/nyheter/0/")).text
    assert "2 rättelser gäller här" in words(said)


def test_a_wrong_fact_goes_with_its_comment_in_the_log(admin: FlaskClient, archive: Archive) -> None:
    act(admin, MONEY, "Ta bort uppgiften", "120 miljoner", kommentar="Det är en gissning.", galler="kallan")
    assert not any(isinstance(fact, AmountFact) for fact in of(archive).facts)
    log = words(seen(admin, "/admin/rattelser"))
    assert "Fel uppgift" in log
    assert "Det är en gissning." in log
    assert "120 miljoner kronor" in log
    assert link(seen(admin, "/admin/rattelser"), "town, en sida") == MONEY


def test_what_is_no_longer_on_the_page_is_not_judged(admin: FlaskClient, archive: Archive) -> None:
    form = button(seen(admin, MONEY), "Det här är inte innehåll", BANNER)
    assert admin.post(MONEY, data=form | {"moblemang": "0" * 32}).status_code == 303
    assert "Inget är ändrat." in words(seen(admin, MONEY))
    assert tuple(archive.store.corrections.all()) == ()


def test_a_form_sent_by_no_act_s_button_does_nothing(admin: FlaskClient, archive: Archive) -> None:
    form = button(seen(admin, MONEY), "Det här är inte innehåll", BANNER)
    assert admin.post(MONEY, data={"formular": form["formular"]}).headers["Location"] == MONEY
    assert not classed(seen(admin, MONEY), "notes")
    assert tuple(archive.store.corrections.all()) == ()


def test_a_page_whose_bytes_are_lost_says_so(admin: FlaskClient, archive: Archive) -> None:
    archive.store.pages.save(replace(of(archive), page="lost", url=f"{SITE}/x", capture=None))
    said = act(admin, "/admin/last/lost", "Det här är inte innehåll", BANNER, galler="sidan")
    assert "Sidans kopia går inte att läsa" in words(said)


def test_what_must_wait_is_said() -> None:
    kept = Correction(source="town", page=None, kind=CorrectionKind.CONTENT, what=Subject(text="x"), who="Åsa", at=AT)
    waiting = " ".join(outcome_notes(Outcome(correction=kept, waits=True, behind=True)))
    assert "kommunarkiv reprocess town" in waiting
    assert "Sökregistret är upptaget" in waiting
    assert "lästa på nytt" not in waiting
