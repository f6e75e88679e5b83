"""`/beslut/<id>` and `/arende/<number>`: a decision with its proof, a case through time, a guess said to be one."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import date, timedelta

import pytest
from flask.testing import FlaskClient

from archive.decided import open_book
from archive.decided.alike import MOST, NEAR, rarest, telling
from archive.decided.following import MOST as STEPS
from archive.decided.following import follow
from archive.model import CaseFact, DateFact, DateKind, Decision, DecisionKind, Evidence, Procurement, Section
from archive.parts import Archive
from archive.web import create_app
from index.analysis import PlainAnalyzer
from tests.web.reading import classed, link, links, page, words
from tests.web.town import DAY, NUMBER, add, labelled, make_town, meeting, memento

CASE = CaseFact(value="BN 2020/5", folded="BN20205", evidence=Evidence(text="BN 2020/5", rule="r"))


def said(text: str, day: date | None = None) -> Decision:
    return Decision(text=text, kind=DecisionKind.FORMAL, date=day, evidence=Evidence(text=text, rule="beslutsverb"))


def told(path: str, text: str, day: date, *facts: object) -> object:
    dated = DateFact(kind=DateKind.PUBLISHED, value=day, evidence=labelled("Publicerad"))
    return memento(path, text, (Section(kind="paragraph", text=text),), (dated, *facts))  # type: ignore[arg-type]


@pytest.fixture(scope="module")
def harbour() -> Iterator[Archive]:
    """A town with a case told on three pages, and a page of minutes with two cases."""
    town = make_town()
    other = replace(CASE, value="BN 2020/6", folded="BN20206")
    day = date(2020, 5, 1)
    bought = Procurement(
        kind="direktupphandling", object=f"brygga {NUMBER}", evidence=Evidence(text="brygga", rule="r")
    )
    add(
        town,
        told("/1", "Fyrbåk vid Klippudden utreds", day, CASE, said("utreda fyrbåk vid Klippudden", day)),
        told("/2", "Fyrbåk på Klippudden byggs", day + timedelta(days=90), replace(CASE, value="BN2020-5"), bought),
        told(
            "/3",
            "Protokoll",
            day + timedelta(days=30),
            CASE,
            other,
            said("BN 2020/5 anslå pengar"),
            said("BN 2020/6 nej"),
        ),
        told("/4", "Fyrbåk på Klippudden förr", day - NEAR - timedelta(days=1)),
        told("/5", "Fyrbåk utan annat", day),
    )
    yield town
    town.close()


@pytest.fixture(scope="module")
def guest(harbour: Archive) -> FlaskClient:
    return create_app(harbour).test_client()


def test_a_case_is_told_in_order_of_time(guest: FlaskClient) -> None:
    titles = [words(each) for each in classed(page(guest, "/arende/BN%202020/5"), "hit-title")]
    assert [each for each in titles if each[0] in "FP"] == [
        "Fyrbåk vid Klippudden utreds",
        "Protokoll",
        "Fyrbåk på Klippudden byggs",
    ]


def test_of_a_page_with_several_cases_only_what_carries_the_number_is_shown(guest: FlaskClient) -> None:
    tree = page(guest, "/arende/BN%202020/5")
    assert "Sidan tar upp 1 annat ärende också; bara det som nämner numret visas." in words(tree).replace("\u00a0", " ")
    assert "anslå pengar" in words(tree)
    assert "2020/6 nej" not in words(tree)


def test_decisions_of_a_case_do_not_name_the_page_above_them_again(guest: FlaskClient) -> None:
    tree = page(guest, "/arende/BN%202020/5")
    assert classed(tree, "decision")
    assert not classed(tree, "card-page")
    assert link(tree, "Alla beslut") == "/beslut"


def test_procurements_of_a_case_are_shown_masked(guest: FlaskClient) -> None:
    said = words(page(guest, "/arende/BN%202020/5"))
    assert "Brygga" in said
    assert NUMBER not in said


@pytest.mark.parametrize("written", ["bn2020-5", "BN%202020%2F5", "BN20205"])
def test_a_case_written_otherwise_leads_to_the_usual_way(guest: FlaskClient, written: str) -> None:
    response = guest.get(f"/arende/{written}", follow_redirects=True)
    assert response.request.path == "/arende/BN 2020/5"
    assert response.status_code == 200


def test_a_case_that_no_page_has_is_not_found_and_says_so(client: FlaskClient) -> None:
    assert "Ingen sida i arkivet har diarienumret ”XX 1999/1”." in words(page(client, "/arende/XX%201999/1", 404))
    assert client.get("/arende/%20-/").status_code == 404


def test_a_case_of_very_many_pages_shows_the_first_and_says_how_many_there_are() -> None:
    town = make_town()
    add(town, *(told(f"/m/{n}", f"Sida {n}", date(2020, 1, 1), CASE) for n in range(STEPS + 3)))
    found = follow("BN 2020/5", town.store, town.index, open_book(town))
    assert found
    assert (found.total, len(found.steps)) == (STEPS + 3, STEPS)
    tree = page(create_app(town).test_client(), "/arende/BN%202020/5")
    assert link(tree, "Visa alla sidor med numret") == "/sok?q=dnr%3A%22BN+2020%2F5%22"
    town.close()


def test_a_decision_has_an_address_with_its_proof(client: FlaskClient) -> None:
    card = classed(page(client, "/beslut?ar=2024"), "hit-title")[0]
    tree = page(client, link(card, "Direktupphandla"))
    assert "Socialnämnden beslutade att direktupphandla" in words(tree)
    assert meeting().digest in words(tree)
    assert link(tree, "12 april 2024 kl. 08.30") == f"/sida/{meeting().page}/{DAY:%Y%m%d%H%M%S}"
    assert link(tree, "SN 2024/17") == "/arende/SN%202024/17"


def test_pages_near_in_time_that_share_two_rare_words_are_a_guess_and_called_one(guest: FlaskClient) -> None:
    card = classed(page(guest, "/beslut?q=klippudden"), "hit-title")[0]
    tree = page(guest, link(card, "Utreda"))
    assert "En gissning: sidor från samma tid" in words(tree)
    found = [said for said in links(tree) if "Fyrbåk" in said]
    assert "Fyrbåk på Klippudden byggs" in found
    assert "Fyrbåk på Klippudden förr" not in found
    assert "Fyrbåk utan annat" not in found


def test_an_unknown_decision_is_not_found(client: FlaskClient) -> None:
    assert "Beslutet finns inte i arkivet" in words(page(client, "/beslut/000000000000", 404))


def test_rare_words_are_those_that_few_pages_have_but_more_than_one() -> None:
    pages = {"alla": 900, "ensam": 1, "få": 2, "några": 9}
    assert rarest(tuple(pages), pages.__getitem__, 1000) == ("få", "några")


def test_who_decided_and_small_words_tell_nothing(harbour: Archive) -> None:
    row = replace(open_book(harbour).rows[0], text="Nämnden köper över båtar", evidence="", title="", by="Nämnden")
    assert telling(row, PlainAnalyzer()) == ("båtar", "köper")


def test_no_more_pages_are_guessed_than_can_be_looked_through() -> None:
    assert MOST <= 10
