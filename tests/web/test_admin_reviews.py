"""`/admin/granska`: an auditor confirms, corrects and rejects rows; visitors see that it was done, not by whom."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import replace
from xml.etree.ElementTree import Element

import pytest
from flask.testing import FlaskClient

from archive.ingest import Ingest
from archive.model import CorrectionKind, Procurement
from archive.parts import Archive
from archive.store.pages import page_id
from archive.web import create_app
from archive.web.admin.door import Door
from archive.web.words import NBSP
from tests.fakes.archives import BOUGHT_AT, SITE, TOWN, bought_page, html, memory_archive, page
from tests.fakes.storing import AT
from tests.web.reading import classed, words
from tests.web.tending import let_in, seen, tree_of

ID = page_id(f"{SITE}{BOUGHT_AT}")
LIST = "/admin/granska"


@pytest.fixture
def archive() -> Iterator[Archive]:
    """An archive with two procurements on one page."""
    with memory_archive(clock=lambda: AT) as opened:
        Ingest(opened, TOWN).keep([bought_page()])
        yield opened


def form(client: FlaskClient, near: str = "Ren AB", where: str = LIST) -> tuple[str, dict[str, str]]:
    """Where a row's form goes, and what it sends as it stands."""
    row = next(each for each in classed(seen(client, where), "rows")[0] if near in words(each))
    tree = seen(client, next(row.iter("a")).get("href", ""))
    (made,) = classed(tree, "judge-form")
    sent = {each.get("name", ""): each.get("value", "") for each in made.iter("input")}
    for select in made.iter("select"):
        chosen = next(each for each in select.iter("option") if each.get("selected") is not None)
        sent[select.get("name", "")] = chosen.get("value", "")
    return made.get("action", ""), sent


def send(client: FlaskClient, near: str = "Ren AB", **changed: str) -> Element:
    """Send a row's form, some fields changed; gives the page that follows."""
    url, sent = form(client, near)
    response = client.post(url, data=sent | changed)
    assert response.status_code == 303
    return seen(client, response.headers["Location"])


def bought(archive: Archive) -> list[Procurement]:
    return [fact for fact in archive.store.pages.memento(ID).facts if isinstance(fact, Procurement)]


def kept(archive: Archive) -> list[CorrectionKind]:
    return [each.kind for each in archive.store.corrections.all()]


def test_rows_that_nobody_has_checked_come_first(admin: FlaskClient) -> None:
    assert "2 av 2 rader är inte granskade" in words(seen(admin, LIST))
    after = send(admin)
    assert "Sparat: bekräftad uppgift, för den här sidan." in words(classed(after, "notes")[0])
    assert "1 av 2 rader är inte granskade" in words(after)
    first, second = classed(after, "rows")[0]
    assert "Granskad" not in words(first)
    assert "Granskad 12 april 2024" in words(second)


def test_visitors_see_that_a_row_was_checked_and_when_but_not_by_whom(admin: FlaskClient) -> None:
    send(admin, kommentar="Stämmer med diariet.")
    shown = admin.get("/upphandling").get_data(as_text=True).replace(NBSP, " ")
    assert "Granskad 12 april 2024" in shown
    rows = admin.get("/upphandling.jsonl?granskad=ja").get_data(as_text=True)
    (row,) = [json.loads(line) for line in rows.splitlines()]
    assert (row["review"], row["reviewed_by"], row["review_comment"]) == ("bekräftad", None, None)
    for public in (shown, rows, admin.get(f"/sida/{ID}").get_data(as_text=True)):
        assert "Åsa Öberg" not in public
        assert "diariet" not in public


def test_an_archive_may_say_who_checked(archive: Archive, door: Door) -> None:
    open_archive = replace(archive, config=replace(archive.config, show_reviewers=True))
    client = let_in(create_app(open_archive, door=door).test_client(), door)
    send(client)
    assert "Granskad 12 april 2024 av Åsa Öberg" in client.get("/upphandling").get_data(as_text=True).replace(NBSP, " ")


def test_every_field_may_be_corrected_as_people_write_it(admin: FlaskClient, archive: Archive) -> None:
    send(admin, supplier="Renare AB", value_sek="1,3 mnkr", date="10 april 2024", stage="", start="2024-05-01")
    fact = next(fact for fact in bought(archive) if fact.supplier == "Renare AB")
    assert (fact.value_sek, str(fact.date), fact.stage, str(fact.start)) == (
        1_300_000,
        "2024-04-10",
        None,
        "2024-05-01",
    )
    assert kept(archive) == [CorrectionKind.CHANGED]
    log = words(seen(admin, "/admin/rattelser")).replace(NBSP, " ")
    assert "Leverantör: Ren AB → Renare AB" in log
    assert "Värde i kronor: 1 200 000 → 1 300 000" in log
    assert "Skede: tilldelad → okänt" in log


def test_a_corrected_row_can_be_corrected_again_confirmed_and_undone(admin: FlaskClient, archive: Archive) -> None:
    send(admin, supplier="Renare AB")
    url, sent = form(admin, "Renare AB")
    assert "Rättad uppgift · Åsa Öberg" in words(seen(admin, url))
    admin.post(url, data=sent | {"supplier": "Ren AB"})
    assert kept(archive) == [CorrectionKind.CONFIRMED, CorrectionKind.CHANGED]
    assert sorted(fact.supplier or "" for fact in bought(archive)) == ["Frukt & Korg AB", "Ren AB"]


def test_a_rejected_row_is_gone_from_the_ledger_and_stays_in_the_log(admin: FlaskClient, archive: Archive) -> None:
    after = send(admin, underkann="ja", supplier="Skräp", kommentar="Fel köpare.")
    assert "Ren AB" not in words(classed(after, "rows")[0])
    assert "Ren AB" not in words(seen(admin, "/upphandling"))
    log = words(seen(admin, "/admin/rattelser"))
    assert "Fel uppgift" in log
    assert "Fel köpare." in log


@pytest.mark.parametrize(
    ("field", "text", "said"),
    [
        ("value_sek", "mycket", "går inte att använda"),
        ("date", "2024-04", "går inte att läsa som en dag"),
        ("end", "snart", "går inte att läsa som en dag"),
        ("kind", "", "får inte vara tomt"),
    ],
)
def test_what_cannot_be_used_comes_back_with_the_form_as_it_was_sent(
    admin: FlaskClient, archive: Archive, field: str, text: str, said: str
) -> None:
    url, sent = form(admin)
    tree = tree_of(admin.post(url, data=sent | {field: text, "supplier": "Renare AB", "kommentar": "Hej."}))
    values = {each.get("name"): each.get("value") for each in tree.iter("input")}
    assert (values["supplier"], values["kommentar"]) == ("Renare AB", "Hej.")
    assert said in words(classed(tree, "field-error")[0])
    assert f"#{field}" in [each.get("href") for each in tree.iter("a")]
    assert kept(archive) == []


def test_a_row_that_has_changed_meanwhile_is_left_alone_and_this_is_said(admin: FlaskClient, archive: Archive) -> None:
    url, sent = form(admin)
    Ingest(archive, TOWN).keep([page(BOUGHT_AT, html("Inget köptes."), at=AT.replace(year=2025))])
    response = admin.post(url, data=sent)
    assert "Raden finns inte kvar" in words(seen(admin, response.headers["Location"]))
    assert kept(archive) == []
    assert admin.get(url).status_code == 303
    assert admin.get(f"{LIST}/0000000000000000/0").status_code == 404


def test_the_filters_are_kept_on_the_way_to_a_row_and_back(admin: FlaskClient) -> None:
    url, sent = form(admin, where=f"{LIST}?fran=2024&slag=direktupphandling")
    assert admin.post(url, data=sent).headers["Location"] == f"{LIST}?fran=2024&slag=direktupphandling"
    assert "går inte att läsa" in words(seen(admin, f"{LIST}?fran=hej"))


def test_numbers_that_name_a_person_are_hidden_and_not_overwritten_by_it(admin: FlaskClient, archive: Archive) -> None:
    told = "Socialnämnden direktupphandlade den 9 april 2024 städning av Ren AB för 1,2 miljoner kronor."
    Ingest(archive, TOWN).keep([page("/p/", html(told, title="Inköp"))])
    made = page_id(f"{SITE}/p/")
    fact = next(f for f in archive.store.pages.memento(made).facts if isinstance(f, Procurement))
    archive.store.pages.replace(
        replace(archive.store.pages.memento(made), facts=(replace(fact, object="hjälp åt 19811218-9876"),))
    )
    url, sent = form(admin, "Hjälp åt")
    assert "9876" not in sent["object"]
    assert admin.post(url, data=sent).status_code == 303
    assert kept(archive) == [CorrectionKind.CONFIRMED]


def test_a_decision_is_checked_from_its_page(admin: FlaskClient, archive: Archive) -> None:
    Ingest(archive, TOWN).keep([page("/b/", html("Socialnämnden beslutade att öppna ett nytt boende i Linden."))])
    made = page_id(f"{SITE}/b/")
    links = (each.get("href", "") for each in seen(admin, f"/admin/last/{made}").iter("a"))
    url = next(each for each in links if each.startswith(f"{LIST}/"))
    tree = seen(admin, url)
    assert "Granska beslut" in words(tree)
    token = next(each.get("value", "") for each in tree.iter("input") if each.get("name") == "formular")
    assert admin.post(url, data={"formular": token, "kind": "planned"}).status_code == 303
    assert kept(archive) == [CorrectionKind.CHANGED]
    assert "Slag: Formellt beslut → Planerat beslut" in words(seen(admin, "/admin/rattelser"))


def test_no_stranger_checks_a_row(stranger: FlaskClient) -> None:
    assert stranger.get(LIST).status_code == 403
    assert stranger.post(f"{LIST}/{ID}/0", data={}).status_code == 403
