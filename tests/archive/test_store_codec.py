"""Facts and settings go into rows and come back exactly."""

from __future__ import annotations

import dataclasses
from collections.abc import Iterator
from datetime import UTC, date, datetime
from typing import Any, get_args
from uuid import uuid4

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from archive import model
from archive.model import AmountFact, Decision, DecisionKind, Evidence, Fact, Procurement, Section, UnitFact, UnitKind
from archive.store import Store
from archive.store.codec import digest, fact_of, fact_row, made, plain
from archive.store.tables import facts as fact_table
from crawler.model import Host, Source
from tests.fakes.storing import evidence, memento, memory_store

TEXT = st.text(st.characters(exclude_characters="\x00", exclude_categories=["Cs"]), max_size=12)
NUMBERS = st.one_of(st.integers(), st.floats(allow_nan=False))
EVIDENCE = st.builds(Evidence, text=TEXT, rule=TEXT, start=st.none() | st.integers(0, 2**31 - 1))

st.register_type_strategy(Evidence, EVIDENCE)
st.register_type_strategy(str, TEXT)
st.register_type_strategy(float, NUMBERS)

FACTS = st.one_of(*(st.from_type(kind) for kind in get_args(Fact)))


@settings(max_examples=150, deadline=None)
@given(FACTS)
@example(AmountFact(value=0, unit="", evidence=Evidence(text="", rule=""), upper=2**53 + 1))
def test_every_fact_comes_back_from_its_row(fact: Fact) -> None:
    assert fact_of(fact_row(fact)) == fact


@pytest.fixture(scope="module")
def shared_store() -> Iterator[Store]:
    """One store for many examples, each on a page of its own."""
    opened = memory_store()
    yield opened
    opened.close()


@settings(max_examples=25, deadline=None)
@given(st.lists(FACTS, max_size=8))
def test_facts_come_back_from_the_database_in_their_order(shared_store: Store, facts: list[Fact]) -> None:
    saved = memento(*facts, url=f"https://x.se/{uuid4()}")
    shared_store.pages.save(saved)
    assert shared_store.pages.memento(saved.page).facts == tuple(facts)


@pytest.mark.parametrize("value", [2**53 + 1, -(2**53) - 1, 2**70, 10**400, 0])
def test_numbers_too_large_for_a_column_are_kept_exactly(value: int) -> None:
    fact = Procurement(kind="ramavtal", evidence=evidence(), value_sek=value)
    assert fact_of(fact_row(fact)) == fact


def test_what_people_ask_for_stands_in_columns() -> None:
    fact = Decision(
        text="Avtalet förlängs.",
        kind=DecisionKind.MANAGEMENT,
        evidence=evidence("Avtalet förlängs."),
        decided_by="Förvaltningsledningen",
        date=date(2024, 4, 12),
    )
    row = fact_row(fact)
    assert (row["facet"], row["kind"], row["value"]) == ("decision", "management", "Avtalet förlängs.")
    assert (row["day"], row["unit"]) == (date(2024, 4, 12), "förvaltningsledningen")
    assert row["detail"] == {"decided_by": "Förvaltningsledningen"}


def test_every_kind_of_fact_has_a_name_and_only_columns_of_the_table() -> None:
    columns = {column.name for column in fact_table.columns} - {"id", "memento"}
    made_rows = [fact_row(fact) for fact in map(smallest, get_args(Fact))]
    assert {frozenset(row) for row in made_rows} == {frozenset(columns)}
    assert len({row["facet"] for row in made_rows}) == len(get_args(Fact))


def smallest(kind: Any) -> Fact:
    """A fact with nothing but what it must have."""
    values = {"kind": None, "value": 1, "name": "x", "text": "x", "unit": "x", "folded": "X", "weight": 0.5}
    needed = [each.name for each in dataclasses.fields(kind) if each.default is dataclasses.MISSING]
    said = {name: values.get(name) for name in needed} | {"evidence": evidence()}
    if kind is model.DateFact:
        said |= {"kind": model.DateKind.MEETING, "value": date(2024, 1, 1)}
    if kind in {UnitFact, Decision, Procurement}:
        said["kind"] = {UnitFact: UnitKind.NAMND, Decision: DecisionKind.PLANNED}.get(kind, "ramavtal")
    if kind in {model.CaseFact, model.LawFact}:
        said["value"] = "KS 2024/1"
    fact: Fact = kind(**said)
    return fact


def test_text_no_database_takes_keeps_its_length() -> None:
    fact = AmountFact(value=1, unit="SEK", evidence=Evidence(text="\x00\ud800", rule="r"))
    back = fact_of(fact_row(fact))
    assert back.evidence.text == "\ufffd\ufffd"


@given(st.builds(Source, ports=st.lists(st.integers(1, 65_535)).map(tuple)))
def test_a_source_comes_back_from_json(source: Source) -> None:
    assert made(Source, plain(source)) == source


def test_defaults_are_not_written_and_unknown_names_are_passed_over() -> None:
    assert plain(Section(kind="paragraph", text="x")) == {"kind": "paragraph", "text": "x"}
    assert made(Section, {"kind": "heading", "text": "x", "from": "the future"}) == Section(kind="heading", text="x")


def test_moments_and_pairs_come_back_from_json() -> None:
    pairs = (("a", 1), ("b", 2))
    assert made(tuple[tuple[str, int], ...], plain(pairs)) == pairs
    asked = Host(name="x.se", asked_at=datetime(2024, 1, 1, tzinfo=UTC))
    assert made(Host, plain(asked)) == asked


@given(FACTS, FACTS)
def test_digests_are_equal_exactly_when_the_facts_are(one: Fact, other: Fact) -> None:
    same = digest([fact_row(one)]) == digest([fact_row(other)])
    assert same == (one == other)
