"""A memento becomes a document: every field of the schema, derived from facts."""

from __future__ import annotations

from datetime import date

import pytest

from archive.facets import FACETS, FIELDS, SCHEMA, date_of, document, span_of
from archive.model import (
    AmountFact,
    CaseFact,
    DateKind,
    Decision,
    DecisionKind,
    Procurement,
    Section,
    TopicFact,
    UnitFact,
    UnitKind,
)
from archive.model.moments import stamp_text
from archive.standing import VERSION_FIELDS, Standing
from tests.archive.making import dated, evidence, memento, of_year

UNITS = (
    UnitFact(
        name="Socialförvaltningen",
        kind=UnitKind.FORVALTNING,
        owner=True,
        today=("Social- och äldreförvaltningen",),
        evidence=evidence(),
    ),
    UnitFact(name="Kultur- och fritidsförvaltningen", kind=UnitKind.FORVALTNING, evidence=evidence()),
    UnitFact(name="Socialnämnden", kind=UnitKind.NAMND, evidence=evidence()),
    UnitFact(name="Kommunstyrelsen", kind=UnitKind.STYRELSE, evidence=evidence()),
)


def test_every_field_has_one_name_and_every_facet_is_counted() -> None:
    names = [each.name for each in SCHEMA.fields]
    assert len(names) == len(set(names)) == len(FACETS) + len(FIELDS) + len(VERSION_FIELDS)
    assert [each.name for each in SCHEMA.facets] == [each.field.name for each in FACETS]
    said = [name for each in SCHEMA.fields for name in each.names]
    assert len(said) == len(set(said))


def test_a_document_has_a_value_for_every_field() -> None:
    assert set(document(memento()).values) == {each.name for each in SCHEMA.fields}


def test_only_the_owner_is_the_page_s_administration() -> None:
    values = document(memento(*UNITS)).values
    assert values["forvaltning"] == ("Socialförvaltningen",)
    assert values["forvaltning_nu"] == ("Social- och äldreförvaltningen",)
    assert values["namnd"] == ("Socialnämnden", "Kommunstyrelsen")
    assert values["enhet"] == tuple(unit.name for unit in UNITS)


@pytest.mark.parametrize(
    ("facts", "expected"),
    [
        ((), None),
        ((dated(DateKind.MENTIONED, "2019-05-01"),), None),
        ((dated(DateKind.UPDATED, "2020-07-23"),), "2020-07-23"),
        ((dated(DateKind.UPDATED, "2020-07-23"), dated(DateKind.PUBLISHED, "2020-01-02")), "2020-01-02"),
        ((dated(DateKind.MEETING, "2019-04-23"), dated(DateKind.DECISION, "2019-04-24")), "2019-04-24"),
    ],
)
def test_a_page_is_dated_by_publication_then_decision_then_stamp(facts: tuple, expected: str | None) -> None:  # type: ignore[type-arg]
    found = date_of(memento(*facts))
    assert (found.value.isoformat() if found else None) == expected


def test_a_stamp_that_belies_the_year_dates_nothing() -> None:
    page = memento(of_year(2019), dated(DateKind.UPDATED, "2020-07-23"))
    assert date_of(page) is None
    assert document(page).values["datum"] == "2019-01-01"
    assert document(page).values["datumslag"] == "year"


def test_a_page_without_any_date_has_none() -> None:
    values = document(memento()).values
    assert (values["ar"], values["datum"], values["datumslag"]) == ((), (), "")


def test_marks_amounts_cases_topics_and_suppliers_become_values() -> None:
    page = memento(
        Decision(text="att", kind=DecisionKind.FORMAL, evidence=evidence()),
        Procurement(kind="ramavtal", supplier="Vägab AB", evidence=evidence()),
        AmountFact(value=1_100_000.0, unit="SEK", evidence=evidence()),
        AmountFact(value=2_000_000.0, upper=2_500_000.0, unit="SEK", evidence=evidence()),
        AmountFact(value=12.5, unit="percent", evidence=evidence()),
        CaseFact(value="KS 2019/777", folded="KS2019777", evidence=evidence()),
        TopicFact(name="upphandling", weight=1.0, evidence=evidence()),
    )
    values = document(page).values
    assert values["innehall"] == ("Beslut", "Upphandling", "Belopp i kronor")
    assert values["belopp"] == (1_100_000, 2_000_000, 2_500_000)
    assert values["dnr"] == ("KS2019777",)
    assert values["amne"] == ("upphandling",)
    assert values["leverantor"] == ("Vägab AB",)


def test_a_percentage_is_no_amount_in_kronor() -> None:
    assert document(memento(AmountFact(value=5.0, unit="percent", evidence=evidence()))).values["innehall"] == ()


def test_lead_and_headings_are_fields_of_their_own_and_part_of_the_text() -> None:
    sections = (Section(kind="lead", text="Ingress."), Section(kind="heading", text="Rubrik", level=2))
    values = document(memento(sections=sections)).values
    assert (values["ingress"], values["rubriker"], values["text"]) == ("Ingress.", "Rubrik", "Ingress.\nRubrik")


def test_personal_identity_numbers_never_reach_the_index() -> None:
    values = document(memento(text="Ärendet gäller 19121212-1212 och inget annat.", title="Om 121212-1212")).values
    assert "1212-1212" not in str(values["text"])
    assert "1212-1212" not in str(values["titel"])
    assert "och inget annat" in str(values["text"])


@pytest.mark.parametrize(
    ("media_type", "expected"),
    [("text/html", "Webbsida"), ("application/pdf", "PDF"), ("text/plain", "Textfil"), ("x/y", "Webbsida")],
)
def test_the_type_is_said_in_words(media_type: str, expected: str) -> None:
    assert document(memento(media_type=media_type)).values["typ"] == expected


def test_a_document_says_which_version_of_which_page_it_is() -> None:
    standing = Standing(until=date(2024, 5, 6), newest=False, shown=False, versions=3, addresses=2)
    found = document(memento(), standing)
    assert found.id == f"{memento().page}/{stamp_text(memento().at)}"
    said = {name: found.values[name] for name in ("sida", "ersatt", "visas", "versioner", "adresser")}
    assert said == {"sida": memento().page, "ersatt": "2024-05-06", "visas": (), "versioner": 3, "adresser": 2}


def test_the_only_version_of_a_page_is_shown_and_stands_still() -> None:
    found = document(memento())
    assert (found.id, found.values["visas"], found.values["ersatt"]) == (memento().page, "1", ())


@pytest.mark.parametrize(
    ("kronor", "span"),
    [
        (0, "under 100 000 kr"),
        (99_999, "under 100 000 kr"),
        (100_000, "100 000 kr–1 mnkr"),
        (1_000_000, "1–10 mnkr"),
        (-23_900_000, "10–100 mnkr"),
        (100_000_000, "över 100 mnkr"),
    ],
)
def test_a_sum_lies_in_one_span(kronor: int, span: str) -> None:
    assert span_of(kronor) == span


def test_a_document_has_each_span_of_its_sums_once_rising() -> None:
    sums = [AmountFact(value=value, unit="SEK", evidence=evidence()) for value in (2e6, 50_000.0, 3e6)]
    assert document(memento(*sums)).values["beloppsspann"] == ("under 100 000 kr", "1–10 mnkr")
