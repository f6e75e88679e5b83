"""What a person has checked: confirmed, changed or called wrong; obeyed for ever, the first reading never lost."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import date, timedelta

import pytest

from archive import derive, judging, ledger
from archive.corrections import subject_of
from archive.ingest import Ingest
from archive.ledger import ProcurementRow, Wanted
from archive.model import Correction, CorrectionKind, Decision, DecisionKind, FieldChange, Procurement, TopicFact
from archive.parts import Archive
from archive.reviews import changes_of, fields_of, reviewed
from archive.store.pages import page_id
from tests.fakes.archives import BOUGHT_AT, SITE, TOWN, bought_page, memory_archive
from tests.fakes.storing import AT, evidence, later

ID = page_id(f"{SITE}{BOUGHT_AT}")
CONFIRMED, CHANGED, WRONG = CorrectionKind.CONFIRMED, CorrectionKind.CHANGED, CorrectionKind.WRONG_FACT


@pytest.fixture
def archive() -> Iterator[Archive]:
    with memory_archive() as opened:
        Ingest(opened, TOWN).keep([bought_page()])
        yield opened


def bought(archive: Archive) -> Procurement:
    """The procurement of the first sentence."""
    facts = (fact for fact in archive.store.pages.memento(ID).facts if isinstance(fact, Procurement))
    return next(fact for fact in facts if "städning" in fact.evidence.text)


def rows(archive: Archive, **wanted: object) -> list[ProcurementRow]:
    found = ledger.procurements(archive.store, Wanted(**wanted), limits=archive.knowledge().limits)  # type: ignore[arg-type]
    return [row for row in found if "städning" in row.evidence]


def said(archive: Archive, act: CorrectionKind, who: str = "Åsa", **told: str) -> Correction:
    """What a person says of the procurement as it stands."""
    fact = bought(archive)
    before = archive.store.corrections.one(fact.review.correction).changes if fact.review else ()
    changes = changes_of(fact, told, before)
    return Correction(source=TOWN.name, page=ID, kind=act, what=subject_of(fact), who=who, at=AT, changes=changes)


def test_a_row_that_nobody_has_checked_says_so(archive: Archive) -> None:
    (row,) = rows(archive)
    assert (row.value_sek, row.review, row.reviewed_at) == (1_200_000, None, None)


def test_a_confirmed_row_says_when_and_only_on_demand_who(archive: Archive) -> None:
    judging.correct(archive, replace(said(archive, CONFIRMED), comment="Stämmer med diariet."))
    (row,) = rows(archive)
    assert (row.review, row.reviewed_at, row.reviewed_by, row.review_comment) == ("bekräftad", AT, None, None)
    (named,) = rows(archive, names=True)
    assert (named.reviewed_by, named.review_comment) == ("Åsa", "Stämmer med diariet.")
    assert len(rows(archive, reviewed=True)) == 1
    assert rows(archive, reviewed=False) == []


def test_any_field_is_changed_and_what_was_read_stays_in_the_log(archive: Archive) -> None:
    told = {
        "supplier": "Renare AB",
        "value_sek": "1300000",
        "date": "2024-04-10",
        "kind": "avrop",
        "stage": "tilldelad",
    }
    judging.correct(archive, said(archive, CHANGED, **told))
    (row,) = rows(archive)
    assert (row.supplier, row.value_sek, row.date, row.kind) == ("Renare AB", 1_300_000, date(2024, 4, 10), "avrop")
    (kept,) = archive.store.corrections.all()
    assert FieldChange(field="value_sek", was="1200000", now="1300000") in kept.changes
    assert FieldChange(field="supplier", was="Ren AB", now="Renare AB") in kept.changes


def test_what_is_checked_stays_so_when_pages_are_read_again_and_change(archive: Archive) -> None:
    judging.correct(archive, said(archive, CHANGED, supplier="Renare AB"))
    assert derive.reprocess(archive, TOWN) == 0
    Ingest(archive, TOWN).keep([bought_page("Ett tillägg.", at=later(days=1))])
    (row,) = rows(archive)
    assert (row.supplier, row.captured_at) == ("Renare AB", AT + timedelta(days=1))


def test_a_second_change_is_told_against_the_first_reading(archive: Archive) -> None:
    judging.correct(archive, said(archive, CHANGED, object="fönsterputs", value_sek="5"))
    judging.correct(archive, said(archive, CHANGED, value_sek="1200000"))
    (row,) = rows(archive)
    assert (row.object, row.value_sek) == ("fönsterputs", 1_200_000)
    newest, _ = archive.store.corrections.all()
    assert [each.field for each in newest.changes] == ["object"]


def test_undoing_brings_back_what_was_read(archive: Archive) -> None:
    before = archive.store.pages.memento(ID)
    kept = judging.correct(archive, said(archive, CHANGED, object="fönsterputs")).correction
    judging.undo(archive, kept.id, who="Bo")
    assert archive.store.pages.memento(ID) == before


def test_a_rejected_row_is_gone_and_the_last_word_decides(archive: Archive) -> None:
    confirmed = said(archive, CONFIRMED)
    judging.correct(archive, said(archive, CHANGED, object="fönsterputs"))
    judging.correct(archive, said(archive, WRONG))
    assert rows(archive) == []
    judging.correct(archive, confirmed)
    assert [row.review for row in rows(archive)] == ["bekräftad"]


def test_two_people_may_check_the_same_and_both_are_kept(archive: Archive) -> None:
    judging.correct(archive, said(archive, CONFIRMED))
    judging.correct(archive, said(archive, CONFIRMED))
    judging.correct(archive, said(archive, CONFIRMED, who="Bo"))
    assert [each.who for each in archive.store.corrections.all()] == ["Bo", "Åsa"]


def test_the_winners_of_one_procurement_are_checked_one_by_one() -> None:
    first = Procurement(kind="ramavtal", object="el", supplier="Ett AB", evidence=evidence())
    assert subject_of(first) != subject_of(replace(first, supplier="Två AB"))


def test_a_decision_is_checked_in_the_same_way() -> None:
    decision = Decision(text="bygga", kind=DecisionKind.PLANNED, evidence=evidence())
    changes = changes_of(decision, {"kind": "formal", "decided_by": "Nämnden", "date": "2024-04-09"})
    act = Correction(
        source="a", page="p", kind=CHANGED, what=subject_of(decision), who="Åsa", at=AT, changes=changes, id=3
    )
    checked = reviewed(decision, act)
    assert isinstance(checked, Decision)
    assert (checked.kind, checked.decided_by, checked.date) == (DecisionKind.FORMAL, "Nämnden", date(2024, 4, 9))
    assert checked.review is not None
    assert checked.review.correction == 3
    assert subject_of(checked) == subject_of(decision)


def test_fields_are_written_as_text_and_unknown_ones_are_empty() -> None:
    fact = Procurement(kind="avrop", value_sek=5, date=date(2024, 4, 9), evidence=evidence())
    written = fields_of(fact)
    assert (written["value_sek"], written["date"], written["supplier"]) == ("5", "2024-04-09", "")
    assert changes_of(fact, written) == ()


def test_what_nobody_can_check_stays_as_it_is(archive: Archive) -> None:
    topic = TopicFact(name="skola", weight=1.0, evidence=evidence())
    assert reviewed(topic, said(archive, CONFIRMED)) is topic
