"""Contracts: who won, what it is about, its worth and its period; rows of tables; a town's own case numbers."""

from __future__ import annotations

from datetime import date

import pytest

from archive.enrich.cases import read_cases
from archive.enrich.register import parse_register
from archive.enrich.spans import Passage
from archive.errors import ConfigError
from archive.model import AmountFact, Part, Procurement, Reading, Section
from tests.archive.enriching import CAPTURED, facts, knowledge, page

YEAR = "https://www.lillsjo.example/nyheter/2019/en-sida"


def bought(text: str, title: str = "En sida") -> list[Procurement]:
    return facts(page(text, title=title, url=YEAR), Procurement)


def tabled(*rows: str, above: str = "Direktupphandlingar under året.") -> Reading:
    sections = (Section(kind="paragraph", text=above), Section(kind="table", text="\n".join(rows)))
    return Reading(url=YEAR, title="Inköp", sections=sections, captured=CAPTURED)


@pytest.mark.parametrize(
    ("text", "supplier"),
    [
        ("Bergs El AB blev förstahandsleverantör av elarbeten.", "Bergs El AB"),
        ("Upphandlingen är klar. Målning utförs av Måleriet i Norrby HB.", "Måleriet i Norrby HB"),
        ("Bergs Städ AB fick uppdraget efter en direktupphandling.", "Bergs Städ AB"),
        ("Nämnden beslutade att anta Bergs Mat AB:s anbud.", "Bergs Mat AB"),
        ("Byrån Klara Tal AB har granskat. Det gick bra.\nUppdraget direktupphandlades.", "Klara Tal AB"),
        ("Skarv Bygg AB bygger skolan. Bolaget vann upphandlingen mot Sten AB.", "Skarv Bygg AB"),
        ("Köpet gjordes genom direktupphandling av Norrviks Taxi ek. för. i maj.", "Norrviks Taxi ek. för."),
    ],
)
def test_the_winner_is_found(text: str, supplier: str) -> None:
    """In the sentence, or in the one that "uppdraget" and "bolaget" point back to."""
    assert supplier in {each.supplier for each in bought(text)}


def test_every_winner_of_an_enumeration_has_a_row() -> None:
    """The sum they share stands on the first alone."""
    text = "Kommunen har tecknat ramavtal om tolkning med Ord AB, Tal i Norr HB och Röst AB för 9 mnkr."
    found = bought(text)
    assert [(each.supplier, each.value_sek) for each in found] == [
        ("Ord AB", 9_000_000),
        ("Tal i Norr HB", None),
        ("Röst AB", None),
    ]
    assert {each.object for each in found} == {"tolkning"}


@pytest.mark.parametrize(
    "text",
    [
        "Lillsjös Energi bygger solpark.",
        "Sedan 2019 har kommunen gjort 46 direktupphandlingar.",
        "41 procent av alla upphandlade kontrakt går till små företag.",
        "Den som beskriver ett resultat brukar få bättre anbud.",
        "Avtalsspärren löpte ut utan att någon begärt överprövning.",
        "Enheten ger råd till chefer som ska direktupphandla.",
        "Annonserade upphandlingar",
        "Konstnären Saga Berg får uppdraget.",
        "Kommunen häver avtalet med Städ AB och kräver vite.",
    ],
)
def test_what_is_no_step_of_a_procurement(text: str) -> None:
    """Municipal companies, statistics, advice, what did not happen, headings, breaches of contract."""
    assert [each for each in bought(text) if each.stage == "tilldelad" or "häver" not in text] == []


@pytest.mark.parametrize(
    ("text", "stage"),
    [
        ("Upphandlingen av skolan kan annonseras tidigast i mars.", "planerad"),
        ("Entreprenaden annonserades i december, och anbuden ska vara inne i mars.", "annonserad"),
        ("Valfrihetssystemet står öppet för alla utförare.", "annonserad"),
        ("Tre anbud kom in på upphandlingen.", "annonserad"),
        ("Tilldelningen prövas nu av förvaltningsrätten.", "överprövad"),
    ],
)
def test_stages_without_a_winner(text: str, stage: str) -> None:
    """Planned, announced, appealed."""
    assert [each.stage for each in bought(text)] == [stage]


def test_a_count_of_bids_is_told_only_when_nothing_else_is() -> None:
    """It says little beside an award."""
    assert [each.stage for each in bought("Tre anbud kom in. Kontraktet har tilldelats Berg AB.")] == ["tilldelad"]


@pytest.mark.parametrize(
    ("text", "title", "what"),
    [
        ("Upphandlingen av färdtjänst har avbrutits.", "En sida", "färdtjänst"),
        ("Tjänsten direktupphandlades av Berg AB för 300 tkr.", "En sida", None),
        ("Avtalet har tecknats med Berg AB.", "Upphandling av skolskjuts", "skolskjuts"),
        ("Kontraktet har tilldelats Berg AB.", "Ny chef på plats", None),
        ("Kylmaskiner direktupphandlades av Berg AB.", "En sida", "Kylmaskiner"),
    ],
)
def test_the_object_is_the_words_that_say_it(text: str, title: str, what: str | None) -> None:
    """Of the sentence, else of a title about one procurement; otherwise unknown."""
    assert [each.object for each in bought(text, title)] == [what]


def test_a_contract_has_its_period() -> None:
    """As a range, or by "från" and "till"."""
    ranged = "Kommunen har tecknat avtal med Berg AB om snöröjning. Avtalet gäller 1 maj 2019 - 30 april 2021."
    spoken = (
        "Kommunen har tecknat avtal med Berg AB om städning från den 1 maj 2019. Avtalet löper ut den 30 april 2021."
    )
    for text in (ranged, spoken):
        assert (bought(text)[0].start, bought(text)[0].end) == (date(2019, 5, 1), date(2021, 4, 30))


def test_the_legal_limit_is_not_what_was_paid() -> None:
    """ "gränsen är 534 890 kronor" is no value."""
    text = "Gränsen är 534 890 kronor, men Berg AB fick 1 182 400 kronor efter direktupphandling."
    assert [each.value_sek for each in bought(text)] == [1_182_400]


def test_rows_of_a_table_are_contracts() -> None:
    """Supplier, object, sum and day by the headings; the kind by the words above."""
    rows = ("Avtal\tLeverantör\tBelopp (tkr)\tDatum", "Tolk\tOrd AB\t1 127,5\t2018-01-15", "Buss\tStiftelsen Hjul\t\t")
    one, two = facts(tabled(*rows), Procurement)
    assert (one.kind, one.object, one.supplier) == ("direktupphandling", "Tolk", "Ord AB")
    assert (one.value_sek, one.date, one.stage) == (1_127_500, date(2018, 1, 15), "tilldelad")
    assert (two.supplier, two.value_sek) == ("Stiftelsen Hjul", None)


def test_tables_that_compare_bids_or_name_no_supplier_are_no_contracts() -> None:
    """Nor are tables of people."""
    assert facts(tabled("Leverantör\tAvtal\tAnbudssumma", "Ord AB\tTolk\t100 000"), Procurement) == []
    assert facts(tabled("Namn\tRoll", "Joakim Vreta\tchef"), Procurement) == []
    assert facts(tabled("Leverantör\tTelefon", "Ord AB\t0123"), Procurement) == []


def test_columns_of_money_are_sums() -> None:
    """By the heading's unit, or by the one said above the table; signs are kept, small change is no sum."""
    rows = ("Nämnd\tBudget 2019 (mnkr)\tFörändring (mnkr)", "Socialnämnden\t226,4\t-7,1")
    assert [fact.value for fact in facts(tabled(*rows), AmountFact)] == [226_400_000, -7_100_000]
    above = tabled("Post\tUtfall", "Skola\t+350", above="Alla belopp anges i tkr")
    assert [fact.value for fact in facts(above, AmountFact)] == [350_000]
    assert facts(tabled("Post\tkronor", "Skola\t41"), AmountFact) == []
    assert facts(tabled("Post\tUtfall", "Skola\t350"), AmountFact) == []


def test_a_municipality_may_have_case_numbers_of_its_own() -> None:
    """Forms in its register, beside the common ones; a broken form is refused."""
    register = parse_register("cases = ['SK/[0-9]{4}-[A-Z]{2}']")
    passage = Passage(part=Part.TEXT, text="Ärende SK/0412-AB hör till KS 2019/777.")
    found = read_cases(passage, knowledge().patterns, register.cases)
    assert [each.value for each in found] == ["SK/0412-AB", "KS 2019/777"]
    with pytest.raises(ConfigError):
        parse_register("cases = ['(']")
