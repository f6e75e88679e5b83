"""Units and whose page it is: by register, by short name, by ending; false friends are none."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest

from archive.enrich import load_knowledge
from archive.enrich.register import is_one_edit, make_register, parse_register
from archive.errors import ConfigError
from archive.model import Certainty, Unit, UnitFact, UnitKind
from tests.archive.enriching import ELSEWHERE, HANINGE, facts, knowledge, page

MELLAN = "https://mellankoping.example/nyheter/2018/juni/x"


def names(text: str, *, url: str = ELSEWHERE, title: str = "En sida") -> set[str]:
    """Names of units that the page's own words name."""
    found = facts(page(text, url=url, title=title), UnitFact)
    return {each.name for each in found if each.evidence.certainty is Certainty.STATED}


def owners(text: str, *, url: str = MELLAN, title: str = "En sida") -> set[str]:
    """Names of the förvaltningar whose page it is."""
    return {each.name for each in facts(page(text, url=url, title=title), UnitFact) if each.owner}


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Socialnämndens beslut", {"Socialnämnden"}),
        ("kultur- och fritidsförvaltningen", {"Kultur- och fritidsförvaltningen"}),
        ("Idrotts-, kultur- och fritidsnämnden", {"Idrotts-, kultur- och fritidsnämnden"}),
        ("Miljö- & byggnämnden", {"Miljö- och byggnämnden"}),
        ("Kultur och fritidsnämnden", {"Kultur- och fritidsnämnden"}),
        ("socialförvaltningen och äldreförvaltningen", {"Socialförvaltningen", "Äldreförvaltningen"}),
        ("social- och äldrenämndernas", {"Socialnämnden", "Äldrenämnden"}),
        ("KONTAKTA PLANAVDELNINGEN", {"Planavdelningen"}),
        ("fullmäktiges mål", {"Kommunfullmäktige"}),
        ("Ks § 138 och KF", {"Kommunstyrelsen", "Kommunfullmäktige"}),
        ("stadsbyggnadskontorets chef", {"Stadsbyggnadskontoret"}),
        ("tekniska nämnden", {"Tekniska nämnden"}),
        ("budgetberedningen", {"Budgetberedningen"}),
        ("Kommunstyrelsesektorn", {"Kommunstyrelsesektorn"}),
        ("kommunstyrelsens arbetsutskott", {"Kommunstyrelsens arbetsutskott", "Kommunstyrelsen"}),
        ("förvaltningschef Barn och skola", {"Förvaltningen Barn och skola"}),
        ("förvaltningen för kultur och fritid", {"Förvaltningen Kultur och fritid"}),
        ("Sektor Samhällsbyggnad", {"Sektor Samhällsbyggnad"}),
        ("Lillsjö Bostäder AB", {"Lillsjö Bostäder AB"}),
        ("Teknik- och servicenämnden (TSN) sa att TSN:s plan", {"Teknik- och servicenämnden"}),
    ],
)
def test_units_are_named_in_many_ways(text: str, expected: set[str]) -> None:
    """Canonical nominative, with initial capital."""
    assert names(text) == expected


@pytest.mark.parametrize(
    "text",
    [
        "en procentenhet lägre, lägenheten och erfarenheten",
        "nämnden och förvaltningen",
        "Socialstyrelsen och länsstyrelsen",
        "statens nämnden överklagandenämnden",
        "Bergs Bygg AB och Nyab Sverige AB",
        "förvaltningschef Anna Berg",
        "den privata sektorn, banksektorn",
        "facknämnderna",
        "statsförvaltningen",
        "patientnämnden",
        "utskottet",
        "regionens hälsonämnden",
        "förvaltningen för en sak",
    ],
)
def test_false_friends_are_no_units(text: str) -> None:
    """Percentages, flats, the state, suppliers and bare words."""
    assert names(text) == set()


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        (
            "KSF, SBF:s chef och Kof",
            {"Kommunstyrelseförvaltningen", "Stadsbyggnadsförvaltningen", "Kultur- och fritidsförvaltningen"},
        ),
        ("GFN:s möte", {"Grund- och förskolenämnden"}),
        ("Södertörns upphandlingsnämnd upphör", {"Södertörns upphandlingsnämnd"}),
        ("stadsbyggnadsnämden", {"Stadsbyggnadsnämnden"}),
        ("kultur- och demokratinänmden", {"Kultur- och demokratinämnden"}),
        ("stadsbygnadsnämnden och utbildningsfövaltningens chef", {"Stadsbyggnadsnämnden", "Utbildningsförvaltningen"}),
        ("en stadsbyggnadsnämnd", {"Stadsbyggnadsnämnden"}),
        ("Ring ksf eller KSF 2019/12", set()),
    ],
)
def test_a_register_knows_short_names_and_misspellings(text: str, expected: set[str]) -> None:
    """As the municipality writes; a case number's prefix names nobody."""
    assert names(text, url=HANINGE) == expected


def test_a_page_without_host_is_read_by_the_one_municipality_it_names() -> None:
    """Files that somebody saved still know their short names."""
    assert names("KSF i Haninge kommun", url="file:///x.txt") == {"Kommunstyrelseförvaltningen"}
    assert names("KSF i en kommun", url="file:///x.txt") == set()


@pytest.mark.parametrize(
    ("text", "title", "expected"),
    [
        ("Socialnämnden möttes den 12 juni.", "Aktuellt", set()),
        ("Vi möttes.", "Nytt från socialförvaltningen", {"Socialförvaltningen"}),
        ("Nämnden möttes.", "Socialnämndens möte", {"Socialförvaltningen"}),
        ("Barn- och utbildningsnämnden beslutade.", "Ny skola", {"Barn- och utbildningsförvaltningen"}),
        ("Kommunstyrelsen beslutade.", "Beslut", set()),
        ("Socialnämnden och valnämnden samt miljö- och byggnadsnämnden.", "Rapport", set()),
        ("Kultur- och fritidsförvaltningen informerar.", "Badet", {"Kultur- och fritidsförvaltningen"}),
        ("Stadsledningsstaben svarar.", "Kontakt", {"Kommunstyrelseförvaltningen"}),
        (
            "Förvaltningsledningen på barn- och utbildningsförvaltningen träffade KSF.",
            "Sagt i ledningen",
            {"Barn- och utbildningsförvaltningen"},
        ),
        (
            "Socialförvaltningen och äldreförvaltningen går samman. KFF berörs inte.",
            "Ny gemensam förvaltning",
            {"Socialförvaltningen", "Äldreförvaltningen"},
        ),
    ],
)
def test_whose_page_it_is(text: str, title: str, expected: set[str]) -> None:
    """Title first, then the management that reports, then the only one the page points to."""
    assert owners(text, title=title) == expected


def test_a_board_leads_to_the_forvaltning_of_its_time() -> None:
    """Socialnämnden was served by another förvaltning after the merger; both are marked as inferred."""
    found = [
        next(
            fact
            for fact in facts(page(title="Socialnämndens möte", url=MELLAN.replace("2018", year)), UnitFact)
            if fact.owner
        )
        for year in ("2018", "2021")
    ]
    assert [fact.name for fact in found] == ["Socialförvaltningen", "Social- och äldreförvaltningen"]
    assert {fact.evidence.certainty for fact in found} == {Certainty.INFERRED}


def test_without_a_register_only_a_namesake_on_the_page_is_an_owner() -> None:
    """Unknown stays unknown."""
    assert owners("Samhällsnämnden beslutade.", url=ELSEWHERE, title="Ny väg") == set()
    assert owners("Samhällsförvaltningen har hjälpt.", url=ELSEWHERE, title="Samhällsnämnden: ny väg") == {
        "Samhällsförvaltningen"
    }


def test_registers_name_every_successor_and_served_forvaltning() -> None:
    """No loose ends in the bundled registers."""
    for register in knowledge().registers:
        known = {unit.name for unit in register.units}
        for unit in register.units:
            assert {*unit.successors, *unit.serves, *((unit.parent,) if unit.parent else ())} <= known


def test_an_owner_is_called_what_came_after_it_today() -> None:
    """What was two in 2018 is one now."""
    url = "https://www.haninge.se/nyheter/2018/en-sida"
    (fact,) = facts(page("Socialförvaltningen söker fler familjehem.", url=url), UnitFact)
    assert (fact.name, fact.owner, fact.today) == ("Socialförvaltningen", True, ("Social- och äldreförvaltningen",))


def test_an_owner_that_stands_is_called_what_it_was() -> None:
    """Whether the register knows it or not."""
    for name, url in (("Stadsbyggnadsförvaltningen", HANINGE), ("Samhällsförvaltningen", ELSEWHERE)):
        (fact,) = facts(page(f"{name} bygger en bro.", url=url), UnitFact)
        assert fact.today == (name,)


def test_a_unit_that_does_not_own_the_page_is_not_called_anything_today() -> None:
    """Only owners are counted."""
    found = facts(page("Kommunfullmäktige sammanträder.", url=HANINGE), UnitFact)
    assert [fact.today for fact in found] == [()]


def unit(name: str, *successors: str, start: int | None = None, end: int | None = None) -> Unit:
    return Unit(
        name=name,
        kind=UnitKind.FORVALTNING,
        successors=successors,
        start=date(start, 1, 1) if start else None,
        end=date(end, 1, 1) if end else None,
    )


@pytest.mark.parametrize(
    ("name", "day", "today"),
    [
        ("A-förvaltningen", None, ("C-förvaltningen", "D-förvaltningen")),
        ("B-förvaltningen", None, ("C-förvaltningen", "D-förvaltningen")),
        ("D-förvaltningen", None, ("D-förvaltningen",)),
        ("E-förvaltningen", None, ()),
        ("F-förvaltningen", None, ()),
        ("G-förvaltningen", None, ("H-förvaltningen",)),
        ("Å-förvaltningen", date(2012, 5, 5), ("Å-förvaltningen",)),
        ("Ingen förvaltning", None, ("Ingen förvaltning",)),
    ],
    ids=["twice", "once, split", "stands", "ended", "in a circle", "heir unknown", "name used again", "unknown"],
)
def test_what_a_unit_is_called_today(name: str, day: date | None, today: tuple[str, ...]) -> None:
    """Successors are followed to those that stand."""
    register = make_register(
        (
            unit("A-förvaltningen", "B-förvaltningen", end=2010),
            unit("B-förvaltningen", "C-förvaltningen", "D-förvaltningen", start=2010, end=2020),
            unit("C-förvaltningen", start=2020),
            unit("D-förvaltningen", start=2020),
            unit("E-förvaltningen", end=2015),
            unit("F-förvaltningen", "F-förvaltningen", end=2015),
            unit("G-förvaltningen", "H-förvaltningen", end=2015),
            unit("Å-förvaltningen", "Ö-förvaltningen", end=2015),
            unit("Ö-förvaltningen", "Å-förvaltningen", start=2015, end=2020),
            unit("Å-förvaltningen", start=2020),
        )
    )
    assert register.today(name, day) == today


def test_a_reused_short_name_means_the_unit_of_the_day() -> None:
    """Two units with one short name are told apart by time."""
    old = Unit(name="Gamla nämnden", kind=UnitKind.NAMND, names=("GN",), end=date(2019, 1, 1))
    new = Unit(name="Gröna nämnden", kind=UnitKind.NAMND, names=("GN",), start=date(2019, 1, 1))
    register = make_register((old, new))
    assert [register.short("GN", day) for day in (date(2018, 5, 5), date(2020, 5, 5), None)] == [old, new, old]
    assert register.short("XX") is None


@pytest.mark.parametrize(
    ("one", "two", "near"),
    [
        ("nämnden", "nämden", True),
        ("nämnden", "nämnnden", True),
        ("nämnden", "nänmden", True),
        ("nämnden", "nömnden", True),
        ("nämnden", "nämnden", False),
        ("nämnden", "nmäden", False),
        ("a", "abc", False),
    ],
)
def test_one_edit(one: str, two: str, near: bool) -> None:
    """Insertion, deletion, substitution, swap."""
    assert is_one_edit(one, two) is near


def test_the_kind_of_a_name() -> None:
    """By the register, else by its ending."""
    known = load_knowledge("mellankoping")
    kinds = [
        known.kind_of(name).value
        for name in ("Valnämnden", "Lillsjö Energi AB", "Kommunstyrelsen", "Norra kontoret", "Okänt")
    ]
    assert kinds == ["nämnd", "bolag", "styrelse", "kontor", "enhet"]
    assert load_knowledge().kind_of("Socialförvaltning").value == "förvaltning"


def test_a_register_of_ones_own(tmp_path: Path) -> None:
    """A municipality is a TOML file."""
    place = tmp_path / "norrvik.toml"
    place.write_text(
        'municipality = "Norrvik"\n[[unit]]\nname = "Hamnkontoret"\nkind = "kontor"\nnames = ["HK"]\n', encoding="utf-8"
    )
    reading = page("HK informerar.")
    assert [fact.name for fact in facts(reading, UnitFact, register=str(place))] == ["Hamnkontoret"]


@pytest.mark.parametrize(
    "text",
    ["[[unit]]\nname = 1\n", "[[unit]]\nname='A'\nkind='klubb'\n", "[[unit", "[[unit]]\nname='A'\nkind='enhet'\nx=1\n"],
)
def test_a_broken_register_is_refused(text: str) -> None:
    """With one clear message."""
    with pytest.raises(ConfigError, match="unit register"):
        parse_register(text)


@pytest.mark.parametrize("name", ["ingenstans", "finns-inte.toml"])
def test_an_unknown_register_is_refused(name: str) -> None:
    """A name nobody has, a file that is not there."""
    with pytest.raises(ConfigError, match="unit register"):
        load_knowledge(name)
