"""Steps in procurements: kind, stage, object, supplier, value and day; policies, prizes and losers are kept out."""

from __future__ import annotations

from datetime import date

import pytest

from archive.model import Procurement
from tests.archive.enriching import ELSEWHERE, facts, page


def bought(text: str, *, title: str = "En sida", url: str = ELSEWHERE) -> list[Procurement]:
    """The procurements of a page of 2019."""
    return facts(page(text, title=title, url=url.replace("/nyheter/", "/nyheter/2019/")), Procurement)


@pytest.mark.parametrize(
    ("text", "kind", "stage", "supplier"),
    [
        ("Kommunen har tilldelat Nyab Sverige AB kontraktet.", "upphandling", "tilldelad", "Nyab Sverige AB"),
        ("Avtalet med Bivab om skolskjuts skrevs under den 4 april.", "upphandling", "tilldelad", "Bivab"),
        ("Entreprenör genom partnering på totalentreprenad: Bygg & Co AB", "entreprenad", "tilldelad", "Bygg & Co AB"),
        ("Svevia tar hand om gatuentreprenaden från den 1 juni.", "entreprenad", "tilldelad", "Svevia"),
        ("År 2016 fick SWECO i uppdrag att utreda skolorna.", "upphandling", "tilldelad", "SWECO"),
        ("Enheten direktupphandlade konsultstöd för 300 000 kronor.", "direktupphandling", "tilldelad", None),
        ("Kommunen har avropat tolv elbilar från ramavtalet med Bilringen AB.", "avrop", "tilldelad", "Bilringen AB"),
        ("Upphandlingen av städ annonserades i maj.", "upphandling", "annonserad", None),
        ("Upphandling av handledare är på gång.", "upphandling", "planerad", None),
        ("Kommunen ska upphandla nya skolmöbler genom ett öppet förfarande.", "öppet förfarande", "planerad", None),
        ("Upphandlingen av livsmedel avbröts.", "upphandling", "avbruten", None),
        ("Upphandlingen har begärts överprövad av Rent Hus AB.", "upphandling", "överprövad", None),
        ("Avtalet om städning löper ut i juni.", "upphandling", "avslutad", None),
        ("Belysningen dröjde på grund av försenade upphandlingar.", "upphandling", None, None),
    ],
)
def test_a_step_is_read(text: str, kind: str, stage: str | None, supplier: str | None) -> None:
    """With its exact sentence."""
    (found,) = bought(text)
    assert (found.kind, found.stage, found.supplier) == (kind, stage, supplier)
    assert found.evidence.text == text


@pytest.mark.parametrize(
    ("text", "title"),
    [
        ("Den som köper in eller upphandlar behöver känna till policyn.", "Ny policy för upphandling"),
        ("Direktupphandling får användas när värdet är lågt.", "Inköp"),
        ("Upphandlingen annonseras alltid.", "Riktlinjer för inköp"),
        ("Köksträdgården tilldelades kommunens arkitekturpris.", "Pris"),
        ("Sättet att genomföra upphandlingar ska ses över.", "Aktuellt"),
        ("Kommunen har tecknat ett hyresavtal med Fastighets AB Norr.", "Lokaler"),
        ("Nämnden har beslutat att starta en detaljplan åt Jacobs Bygg AB.", "Bostäder"),
        ("Illustration av Projekt Engagemang AB", "Förskola"),
        ("Föreningen levererar glädje.", "Fest"),
    ],
)
def test_what_is_no_procurement(text: str, title: str) -> None:
    """Policies, rules, prizes, other agreements, picture credits."""
    assert bought(text, title=title) == []


@pytest.mark.parametrize(
    "text",
    [
        "Kommunen tilldelade kontraktet i maj, men Storkök Syd AB, som förlorade upphandlingen, är missnöjt.",
        "Tilldelningen av kontraktet har överklagats av Rent Hus AB.",
        "Kommunen tilldelar Kommunen avtalet.",
    ],
)
def test_a_loser_or_appellant_is_no_supplier(text: str) -> None:
    """Nor is the municipality itself."""
    assert [each.supplier for each in bought(text)] == [None]


def test_object_value_day_and_unit_are_read() -> None:
    """The value may stand in the next sentence."""
    text = (
        "Tekniska nämnden tecknade den 3 maj ett ramavtal med Vinterväg AB om snöröjning. "
        "Avtalet är värt 3 850 000 kronor."
    )
    (found,) = bought(text)
    assert (found.kind, found.object, found.value_sek) == ("ramavtal", "snöröjning", 3_850_000)
    assert (found.date, found.unit) == (date(2019, 5, 3), "Tekniska nämnden")


def test_a_notice_about_one_procurement_is_told_once_per_stage() -> None:
    """The title names the object; later sentences fill in what the first left out."""
    text = """
    Upphandlingen har tilldelats Nyab Sverige AB.
    Kommunen tilldelar Nyab Sverige AB uppdraget den 4 maj för 2 miljoner kronor.
    Avtalet har undertecknats.
    Startmöte bokas.
    """
    (found,) = bought(text, title="Flytt av tingshuset upphandlad")
    assert (found.object, found.value_sek) == ("Flytt av tingshuset", 2_000_000)
    assert found.date == date(2019, 5, 4)


def test_the_start_of_a_contract_is_not_its_day() -> None:
    """ "Gäller från den 1 juli" tells a period."""
    (found,) = bought("Kommunen har avtal med Bivab om skolskjuts som gäller från den 1 juli.")
    assert found.date is None
