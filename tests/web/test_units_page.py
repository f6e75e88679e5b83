"""`/enhet` and `/enhet/<name>`: a unit's life, its kin, its pages, decisions and procurements by year."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

import pytest
from flask.testing import FlaskClient

from archive.enrich.register import make_register
from archive.model import Unit, UnitKind
from archive.units import Directory
from archive.web import create_app
from archive.web.links import unit_url
from archive.web.views.units import GENERATIONS, make_lineage, period_text
from crawler.model import Source
from tests.web.reading import classed, link, links, page, words
from tests.web.town import EVIL, SITE, make_archive, make_town


@pytest.fixture(scope="module")
def guest() -> Iterator[FlaskClient]:
    """A client of a town with a register."""
    town = make_town()
    town.store.sources.save(Source(name="Lillstad", seeds=(f"{SITE}/",), register="mellankoping"))
    yield create_app(town).test_client()
    town.close()


def unit(name: str, *successors: str) -> Unit:
    return Unit(name=name, kind=UnitKind.NAMND, successors=successors)


def directory(*units: Unit) -> Directory:
    return Directory(registers=(make_register(units),), listed=units, told=())


def test_all_units_are_listed_by_kind_with_their_pages(guest: FlaskClient) -> None:
    tree = page(guest, "/enhet")
    headings = [words(each) for each in tree.iter("h2")]
    assert headings.index("Fullmäktige") < headings.index("Nämnder") < headings.index("Förvaltningar")
    assert "Socialförvaltningen sidor: 11 SF · till 31 december 2019" in words(tree).replace("\u00a0", " ")
    assert link(tree, "Socialförvaltningen") == "/enhet/Socialf%C3%B6rvaltningen"


@pytest.mark.parametrize("name", ["S%C3%84F", "s%C3%A4f", "social-%20och%20%C3%A4ldref%C3%B6rvaltningens"])
def test_any_name_of_a_unit_leads_to_its_own(guest: FlaskClient, name: str) -> None:
    response = guest.get(f"/enhet/{name}")
    assert response.status_code == 302
    assert response.headers["Location"] == unit_url("Social- och äldreförvaltningen")


def test_a_unit_shows_what_it_came_from_and_for_whom_it_works(guest: FlaskClient) -> None:
    tree = page(guest, unit_url("Social- och äldreförvaltningen"))
    kin = classed(tree, "kin")
    assert {words(each) for each in kin[:2]} == {
        "Socialförvaltningen till 31 december 2019",
        "Äldreförvaltningen till 31 december 2019",
    }
    assert kin[2].get("aria-current") == "true"
    said = words(tree)
    assert "Förkortas SÄF" in said
    assert "Arbetar åt Socialnämnden, Äldrenämnden" in said


def test_the_years_count_pages_decisions_and_procurements_and_lead_to_them(guest: FlaskClient) -> None:
    tree = page(guest, unit_url("Socialnämnden"))
    (row,) = (each for each in tree.iter("tr") if words(each).startswith("2024"))
    assert [each.get("href") for each in row.iter("a")] == [
        "/sok?ar=2024&namnd=Socialn%C3%A4mnden",
        "/beslut?ar=2024&enhet=Socialn%C3%A4mnden",
        "/upphandling?ar=2024&enhet=Socialn%C3%A4mnden",
    ]
    assert words(row) == "2024 1 1 1"


def test_a_forvaltning_that_decides_nothing_shows_the_decisions_on_its_pages(guest: FlaskClient) -> None:
    tree = page(guest, unit_url("Socialförvaltningen"))
    assert "Beslut på enhetens sidor" in [words(each) for each in tree.iter("h2")]
    assert link(tree, "1 beslut, visa alla") == "/beslut?forvaltning=Socialf%C3%B6rvaltningen"


def test_a_unit_of_pages_alone_says_that_no_register_has_it(guest: FlaskClient) -> None:
    said = words(page(guest, unit_url("Stadsbyggnadsförvaltningen")))
    assert "Enheten står inte i kommunens enhetsregister." in said


def test_a_unit_without_pages_says_so(guest: FlaskClient) -> None:
    assert "Inga sidor i arkivet hör till enheten." in words(page(guest, unit_url("Valnämnden")))


def test_an_unknown_unit_is_not_found_and_the_nearest_are_offered(guest: FlaskClient) -> None:
    tree = page(guest, unit_url("Socialnämden"), 404)
    assert "Arkivet känner ingen enhet som heter ”Socialnämden”." in words(tree)
    assert link(tree, "Socialnämnden") == unit_url("Socialnämnden")
    assert link(tree, "Alla enheter") == "/enhet"


def test_a_hostile_name_is_a_name(client: FlaskClient) -> None:
    tree = page(client, unit_url(EVIL))
    assert words(next(tree.iter("h1"))) == EVIL
    assert all(url.startswith(("/", "#", "http")) for url in links(tree).values())


def test_an_empty_archive_has_a_list_all_the_same() -> None:
    empty = make_archive()
    assert create_app(empty).test_client().get("/enhet").status_code == 200
    empty.close()


def test_lineage_goes_several_generations_both_ways_and_meets_each_once() -> None:
    a, b, c = unit("A-nämnden", "B-nämnden"), unit("B-nämnden", "C-nämnden"), unit("C-nämnden", "A-nämnden")
    rows = make_lineage(b, directory(a, b, c))
    assert sorted(kin.name for row in rows for kin in row) == ["A-nämnden", "B-nämnden", "C-nämnden"]


def test_lineage_ends_somewhere() -> None:
    chain = [unit(f"Nummer {n}-nämnden", f"Nummer {n + 1}-nämnden") for n in range(30)]
    assert len(make_lineage(chain[15], directory(*chain))) == 2 * GENERATIONS + 1


@pytest.mark.parametrize(
    ("start", "end", "said"),
    [
        (None, None, ""),
        (date(2020, 1, 1), None, "sedan 1 januari 2020"),
        (None, date(2020, 1, 1), "till 31 december 2019"),
        (date(2019, 1, 1), date(2020, 1, 1), "1 januari 2019 – 31 december 2019"),
        (None, date.min, ""),
    ],
)
def test_a_period_ends_on_the_last_day_it_existed(start: date | None, end: date | None, said: str) -> None:
    told = period_text(Unit(name="X", kind=UnitKind.NAMND, start=start, end=end))
    assert told.replace("\u00a0", " ") == said
