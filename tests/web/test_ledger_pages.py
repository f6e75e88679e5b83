"""`/upphandling` as auditors meet them."""

from __future__ import annotations

import pytest
from flask.testing import FlaskClient

from archive.web.views.ledger import PAGE_MOST, LedgerState, ledger_url, read_ledger
from tests.web.reading import classed, link, page, words
from tests.web.town import EVIL


def test_a_procurement_shows_supplier_value_limit_and_how_they_compare(client: FlaskClient) -> None:
    row = next(each for each in page(client, "/upphandling?ar=2024").iter("tr") if each.find("td") is not None)
    cells = [words(each) for each in row.iter("td")]
    assert cells[0] == "9 april 2024"
    assert cells[1].startswith("Städning direktupphandling · tilldelning Socialnämnden beslutade att")
    assert cells[2:] == ["Ren AB", "1,1 miljoner kr", "700 000 kr över", "Socialnämnden"]


def test_a_procurement_with_little_known_shows_dashes(client: FlaskClient) -> None:
    rows = [each for each in page(client, "/upphandling").iter("tr") if EVIL.split()[0] in words(each)]
    assert [words(each) for each in rows[0].iter("td")][3:5] == ["–", "– oklart"]


def test_the_year_and_unit_narrow_the_list(client: FlaskClient) -> None:
    assert len(classed(page(client, "/upphandling?ar=2024&enhet=Socialn%C3%A4mnden"), "what")) == 1
    nothing = page(client, "/upphandling?ar=2019")
    assert link(nothing, "Visa alla") == "/upphandling"


def test_the_filter_offers_the_years_and_units_of_the_archive_and_keeps_the_choice(client: FlaskClient) -> None:
    tree = page(client, "/upphandling?ar=1999&enhet=Okända+nämnden")
    options = {words(each): each.get("selected") is not None for each in tree.iter("option")}
    assert options["Socialförvaltningen"] is False
    assert options["2024"] is False
    assert options["1999"] is options["Okända nämnden"] is True


@pytest.mark.parametrize("year", ["abc", "0000", "20244", "-100", "²024"])
def test_a_bad_year_gives_all_years_and_a_note(client: FlaskClient, year: str) -> None:
    tree = page(client, f"/upphandling?ar={year}")
    assert "går inte att använda. Du ser alla år." in words(classed(tree, "notes")[0])
    assert classed(tree, "what")


def test_ledger_urls_say_only_what_was_chosen() -> None:
    assert ledger_url("/beslut", LedgerState(), 1) == "/beslut"
    state, _ = read_ledger([("ar", "0099"), ("enhet", "KS"), ("sida", "9" * 9)])
    assert ledger_url("/beslut", state, state.page) == f"/beslut?ar=0099&enhet=KS&sida={PAGE_MOST}"
