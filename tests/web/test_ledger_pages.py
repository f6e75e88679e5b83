"""`/beslut` as people meet it."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

import pytest
from flask.testing import FlaskClient

from archive.model import Decision, DecisionKind, Evidence, Section
from archive.web import create_app
from archive.web.views.ledger import PAGE_MOST, LedgerState, ledger_url, read_ledger
from tests.web.reading import classed, link, links, page, words
from tests.web.town import add, make_town, meeting, memento


@pytest.fixture(scope="module")
def busy() -> Iterator[FlaskClient]:
    """A client of a town that has decided sixty things."""
    town = make_town()
    for number in range(60):
        said = Decision(
            text=f"köpa bänk {number}",
            kind=DecisionKind.MANAGEMENT,
            decided_by="Parkenheten",
            date=date(2020, 1, 1),
            evidence=Evidence(text=f"Enheten beslutade att köpa bänk {number}.", rule="test"),
        )
        add(town, memento(f"/bank/{number}/", f"Bänk {number}", (Section(kind="paragraph", text="Bänk."),), (said,)))
    yield create_app(town).test_client()
    town.close()


def test_a_decision_shows_what_when_who_how_and_the_sentence(client: FlaskClient) -> None:
    hit = classed(page(client, "/beslut"), "hit")[0]
    assert words(hit) == (
        "Direktupphandla städning 9 april 2024 Socialnämnden Formellt beslut "
        "Socialnämnden beslutade att direktupphandla städning för 1,1 miljoner kronor "
        "lillstad.example/nyheter/2024/april/stadning"
    )
    assert link(hit, "Direktupphandla") == f"/sida/{meeting().page}"


def test_the_year_and_unit_narrow_the_list(client: FlaskClient) -> None:
    assert len(classed(page(client, "/beslut?ar=2024&enhet=Socialn%C3%A4mnden"), "hit")) == 1
    nothing = page(client, "/beslut?ar=2019")
    assert "Inga beslut stämmer med urvalet." in words(nothing)
    assert link(nothing, "Visa alla") == "/beslut"


def test_the_filter_offers_the_years_and_units_of_the_archive_and_keeps_the_choice(client: FlaskClient) -> None:
    tree = page(client, "/beslut?ar=1999&enhet=Okända+nämnden")
    options = {words(each): each.get("selected") is not None for each in tree.iter("option")}
    assert options["Socialförvaltningen"] is False
    assert options["2024"] is False
    assert options["1999"] is options["Okända nämnden"] is True


@pytest.mark.parametrize("year", ["abc", "0000", "20244", "-100", "²024"])
def test_a_bad_year_gives_all_years_and_a_note(client: FlaskClient, year: str) -> None:
    tree = page(client, f"/beslut?ar={year}")
    assert "går inte att använda. Du ser alla år." in words(classed(tree, "notes")[0])
    assert classed(tree, "hit")


def test_paging_meets_every_decision_once(busy: FlaskClient) -> None:
    seen: list[str] = []
    url = "/beslut?ar=2020"
    for _ in range(3):
        tree = page(busy, url)
        seen += [words(each) for each in classed(tree, "hit-title")]
        url = links(tree).get("Nästa →", "")
    assert not url
    assert len(set(seen)) == len(seen) == 60


def test_a_page_far_past_the_end_is_an_empty_list(busy: FlaskClient) -> None:
    tree = page(busy, "/beslut?ar=2020&sida=99999")
    assert "Inga beslut stämmer med urvalet." in words(tree)


def test_ledger_urls_say_only_what_was_chosen() -> None:
    assert ledger_url("/beslut", LedgerState(), 1) == "/beslut"
    state, _ = read_ledger([("ar", "0099"), ("enhet", "KS"), ("sida", "9" * 9)])
    assert ledger_url("/beslut", state, state.page) == f"/beslut?ar=0099&enhet=KS&sida={PAGE_MOST}"
