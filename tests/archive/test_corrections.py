"""Corrections as data: what each does to a reading, which of several decides, how a fact is known again."""

from __future__ import annotations

import json
from dataclasses import replace
from datetime import date
from typing import Any

import pytest

from archive.corrections import Corrected, Rulings, subject_of
from archive.model import (
    AmountFact,
    CaseFact,
    Correction,
    CorrectionKind,
    DateFact,
    DateKind,
    Decision,
    DecisionKind,
    Fact,
    LawFact,
    Procurement,
    Subject,
    TopicFact,
    UnitFact,
    UnitKind,
    YearFact,
)
from archive.store.codec import fact_of, fact_row
from crawler.formats.html import read_html
from crawler.model import Block, BlockKind, Dropped, Extract
from crawler.site_model import JUDGED, Repeated, SiteModel
from tests.fakes.storing import AT, evidence

CONTENT, FURNITURE, WRONG = CorrectionKind.CONTENT, CorrectionKind.FURNITURE, CorrectionKind.WRONG_FACT
PAGE, OTHER = "0" * 16, "1" * 16


def said(kind: CorrectionKind, text: str, page: str | None = None) -> Correction:
    return Correction(source="town", page=page, kind=kind, what=Subject(text=text), who="Åsa", at=AT)


def rulings(*corrections: Correction, page: str = PAGE, site: SiteModel | None = None) -> Rulings:
    return Corrected(site=site, corrections=corrections).rulings(page)


def paragraph(text: str) -> Block:
    return Block(kind=BlockKind.PARAGRAPH, text=text)


FOUND = Extract(
    title="Nyhet",
    blocks=(paragraph("Texten."), paragraph("Dela sidan")),
    dropped=(Dropped(text="Öppet i dag.", reason="side column"), Dropped(text="Meny", reason="navigation")),
)


def test_without_corrections_everything_stays_as_it_was_read() -> None:
    none = rulings()
    assert none.corrected(FOUND) is FOUND
    assert none.site is None
    assert none.judged(()) == ()


def test_furniture_goes_among_what_was_dropped_with_its_reason() -> None:
    corrected = rulings(said(FURNITURE, "Dela sidan")).corrected(FOUND)
    assert [each.text for each in corrected.blocks] == ["Texten."]
    assert corrected.dropped == (*FOUND.dropped, Dropped(text="Dela sidan", reason=JUDGED))


def test_content_whose_place_is_lost_comes_back_last_and_once() -> None:
    twice = replace(FOUND, dropped=(*FOUND.dropped, Dropped(text="Öppet i dag.", reason="contact box")))
    corrected = rulings(said(CONTENT, "Öppet i dag.")).corrected(twice)
    assert [each.text for each in corrected.blocks] == ["Texten.", "Dela sidan", "Öppet i dag."]
    assert [each.text for each in corrected.dropped] == ["Meny"]


def test_content_that_stands_in_the_text_already_is_not_repeated() -> None:
    stands = replace(FOUND, dropped=(Dropped(text="Texten.", reason="side column"),))
    assert rulings(said(CONTENT, "Texten.")).corrected(stands).blocks == FOUND.blocks


def test_a_text_that_no_database_can_hold_is_known_again() -> None:
    odd = replace(FOUND, blocks=(paragraph("Dela\x00"),))
    assert rulings(said(FURNITURE, "Dela\ufffd")).corrected(odd).blocks == ()


def test_a_correction_of_one_page_leaves_the_others_alone() -> None:
    one = said(FURNITURE, "Dela sidan", PAGE)
    assert rulings(one).furniture == {"Dela sidan"}
    assert rulings(one, page=OTHER) == rulings()


@pytest.mark.parametrize("pages", [(None, None), (PAGE, None), (None, PAGE), (PAGE, PAGE)])
def test_the_later_of_two_about_the_same_text_decides(pages: tuple[str | None, str | None]) -> None:
    first, second = pages
    content = rulings(said(FURNITURE, "x", first), said(CONTENT, "x", second))
    assert (content.content, content.furniture) == ({"x"}, frozenset())
    furniture = rulings(said(CONTENT, "x", first), said(FURNITURE, "x", second))
    assert (furniture.content, furniture.furniture) == (frozenset(), {"x"})


def test_the_site_model_is_corrected_and_the_stored_one_is_not() -> None:
    stored = SiteModel(pages=3, repeated=(Repeated(path="body", text="x", count=3, of=3),))
    site = rulings(said(CONTENT, "x"), said(FURNITURE, "y"), site=stored).site
    assert site == replace(stored, content=("x",), furniture=("y",))
    assert (stored.content, stored.furniture) == ((), ())


def test_what_holds_for_the_whole_source_is_worked_out_once() -> None:
    corrected = Corrected(site=SiteModel(pages=1), corrections=(said(FURNITURE, "x"),))
    assert corrected.rulings(PAGE).site is corrected.rulings(OTHER).site


PLAIN = """<html lang="sv"><title>Nyhet</title><body><div><h1>Nyhet</h1>
<p>Kommunstyrelsen har i dag beslutat om en ny plan för parken vid ån och dess stigar.</p>
<p>Planen gäller från och med hösten och har tagits fram tillsammans med de boende.</p></div>
<div><ul><li><a href="/a">Läs mer om planen här</a></li></ul></div></body></html>"""


def test_a_correction_on_a_site_that_is_not_known_changes_nothing_else_on_the_page() -> None:
    """The engine for unknown sites goes on reading it; only what was judged moves."""
    before = read_html(PLAIN, url="https://x.se/")
    site = rulings(said(CONTENT, "Läs mer om planen här")).site
    after = read_html(PLAIN, url="https://x.se/", site=site)
    assert set(before.blocks) < set(after.blocks)
    assert [each.text for each in after.blocks if each not in before.blocks] == ["Läs mer om planen här"]
    assert "Läs mer om planen här" in [each.text for each in before.dropped]


EVIDENCE = evidence("1,1 miljoner\x00")
DAY = date(2024, 4, 9)
FACTS: tuple[Fact, ...] = (
    DateFact(kind=DateKind.MEETING, value=DAY, evidence=EVIDENCE, until=date(2024, 4, 10)),
    DateFact(kind=DateKind.MEETING, value=DAY, evidence=EVIDENCE),
    YearFact(value=2024, evidence=EVIDENCE),
    UnitFact(name="Socialnämnden", kind=UnitKind.NAMND, evidence=EVIDENCE),
    UnitFact(name="Socialnämnden", kind=UnitKind.NAMND, evidence=EVIDENCE, owner=True),
    TopicFact(name="skola", weight=1.5, evidence=EVIDENCE),
    AmountFact(value=1_234_567, unit="SEK", evidence=EVIDENCE),
    AmountFact(value=1_234_568, unit="SEK", evidence=EVIDENCE, upper=2_000_000),
    CaseFact(value="KS 2024/1", folded="KS20241", evidence=EVIDENCE),
    LawFact(value="LOU", evidence=EVIDENCE),
    Decision(text="bygga\x00", kind=DecisionKind.FORMAL, evidence=EVIDENCE),
    Procurement(kind="ramavtal", evidence=EVIDENCE),
    Procurement(kind="ramavtal", object="bröd", evidence=EVIDENCE),
    Procurement(kind="ramavtal", object="bröd", supplier="Ugn AB", evidence=EVIDENCE),
)


def test_no_two_facts_of_different_value_have_the_same_key() -> None:
    assert len({subject_of(fact) for fact in FACTS}) == len(FACTS)


@pytest.mark.parametrize("fact", FACTS, ids=lambda fact: subject_of(fact).value)
def test_a_fact_has_the_same_key_before_and_after_it_was_stored(fact: Fact) -> None:
    row: dict[str, Any] = fact_row(fact)
    row["detail"] = json.loads(json.dumps(row["detail"]))
    row["number"] = row["number"] if row["number"] is None else float(row["number"])
    assert subject_of(fact_of(row)) == subject_of(fact)


def test_a_wrong_fact_is_left_out_and_those_beside_it_are_not() -> None:
    wrong = Correction(source="town", page=PAGE, kind=WRONG, what=subject_of(FACTS[0]), who="Åsa", at=AT)
    assert rulings(wrong).judged(FACTS) == FACTS[1:]
