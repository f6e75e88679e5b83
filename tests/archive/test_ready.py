"""Ready documents: what another system has read is taken as it says, and kept apart from what we read ourselves."""

from __future__ import annotations

import json
from typing import Any

import pytest

from archive.enrich import load_knowledge
from archive.errors import ImportRefused
from archive.model import AmountFact, Certainty, Part, TopicFact, UnitFact, UnitKind
from archive.ready import given_facts, read_ready
from tests.archive.making import evidence


def line(**said: Any) -> bytes:
    return json.dumps({"url": "https://a.example/1", "title": " Titel ", "text": "Ett.\n\n  Två.  "} | said).encode()


def test_every_line_of_its_text_is_a_paragraph() -> None:
    ready = read_ready(line())
    assert (ready.url, ready.extract.title) == ("https://a.example/1", "Titel")
    assert [block.text for block in ready.extract.blocks] == ["Ett.", "Två."]


def test_its_dates_are_read_like_date_labels() -> None:
    labels = read_ready(line(published="2024-04-10", updated="2024-05-01")).extract.labels
    assert [(each.words, each.value) for each in labels] == [
        ("Publicerad", "2024-04-10"),
        ("Senast uppdaterad", "2024-05-01"),
    ]
    assert read_ready(line(published=None)).extract.labels == ()


@pytest.mark.parametrize(
    ("body", "complaint"),
    [
        (b"{", "not JSON"),
        (b"\xff\xfe\x00", "not JSON"),
        (b"[" * 200_000, "not JSON"),
        (b"[1]", 'needs "url"'),
        (line(text=None), 'needs "url", "title" and "text"'),
        (line(url=7), 'needs "url"'),
        (line(units="Socialnämnden"), '"units" must be a list'),
        (line(topics=[1]), '"topics" must be a list'),
    ],
)
def test_what_is_no_such_document_is_refused_with_the_reason(body: bytes, complaint: str) -> None:
    with pytest.raises(ImportRefused, match=complaint):
        read_ready(body)


def test_given_units_and_topics_stand_in_the_place_of_those_we_read() -> None:
    ready = read_ready(line(units=["Socialförvaltningen", "Socialnämnden"], topics=["äldreomsorg"]))
    read = (
        UnitFact(name="Äldrenämnden", kind=UnitKind.NAMND, evidence=evidence()),
        TopicFact(name="upphandling", weight=1, evidence=evidence()),
        AmountFact(value=5, unit="SEK", evidence=evidence()),
    )
    facts = given_facts(ready, read, knowledge=load_knowledge("mellankoping"))
    units = [fact for fact in facts if isinstance(fact, UnitFact)]
    assert [(unit.name, unit.kind, unit.owner, unit.today) for unit in units] == [
        ("Socialförvaltningen", UnitKind.FORVALTNING, True, ("Social- och äldreförvaltningen",)),
        ("Socialnämnden", UnitKind.NAMND, False, ()),
    ]
    assert [fact.name for fact in facts if isinstance(fact, TopicFact)] == ["äldreomsorg"]
    assert [fact for fact in facts if isinstance(fact, AmountFact)] == [read[2]]
    assert {(unit.evidence.part, unit.evidence.certainty) for unit in units} == {(Part.GIVEN, Certainty.STATED)}


def test_where_nothing_is_given_what_we_read_stands() -> None:
    read = (UnitFact(name="Äldrenämnden", kind=UnitKind.NAMND, evidence=evidence()),)
    assert given_facts(read_ready(line()), read, knowledge=load_knowledge(None)) == read
