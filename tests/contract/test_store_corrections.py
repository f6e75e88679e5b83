"""What every store must do with corrections: keep them for ever, and know which of them hold."""

from __future__ import annotations

from contextlib import suppress
from dataclasses import replace

import pytest

from archive.errors import NotFound
from archive.model import Correction, CorrectionKind, FieldChange, Subject
from archive.store import Store
from tests.fakes.storing import AT, later

CLEANED = Correction(
    source="town", page=None, kind=CorrectionKind.FURNITURE, what=Subject(text="Dela"), who="Åsa Öberg", at=AT
)
WRONG = Correction(
    source="town",
    page="0123456789abcdef",
    kind=CorrectionKind.WRONG_FACT,
    what=Subject(text="den 1 maj", facet="date", value="mentioned 2024-05-01"),
    who="Åsa",
    at=AT,
    comment="Det är ett gatunamn.",
)


@pytest.mark.parametrize("correction", [CLEANED, WRONG])
def test_a_correction_comes_back_as_it_was_said(store: Store, correction: Correction) -> None:
    kept = store.corrections.add(correction)
    assert kept == replace(correction, id=kept.id)
    assert kept.id > 0
    assert store.corrections.one(kept.id) == kept


def test_what_cannot_be_stored_of_a_text_is_replaced(store: Store) -> None:
    kept = store.corrections.add(replace(CLEANED, what=Subject(text="a\x00\ud800")))
    assert kept.what.text == "a\ufffd\ufffd"


def test_a_source_s_corrections_hold_in_the_order_they_were_made(store: Store) -> None:
    first, second = store.corrections.add(WRONG), store.corrections.add(CLEANED)
    store.corrections.add(replace(CLEANED, source="elsewhere"))
    assert store.corrections.holding("town") == (first, second)
    assert store.corrections.holding("nobody") == ()


def test_an_undone_correction_holds_no_longer_and_stays_in_the_log_with_who_and_when(store: Store) -> None:
    first, second = store.corrections.add(WRONG), store.corrections.add(CLEANED)
    undone = store.corrections.undo(first.id, who="Bo", at=later(days=1))
    assert undone == replace(first, undone_by="Bo", undone_at=later(days=1))
    assert (undone.is_undone, second.is_undone) == (True, False)
    assert store.corrections.holding("town") == (second,)
    assert tuple(store.corrections.all()) == (second, undone)


def test_undoing_twice_changes_nothing(store: Store) -> None:
    kept = store.corrections.add(WRONG)
    undone = store.corrections.undo(kept.id, who="Bo", at=AT)
    assert store.corrections.undo(kept.id, who="Eva", at=later(days=1)) == undone


def test_what_is_not_there_cannot_be_undone(store: Store) -> None:
    with pytest.raises(NotFound, match="no correction 7"):
        store.corrections.undo(7, who="Bo", at=AT)


def test_an_undoing_inside_a_transaction_that_fails_has_not_happened(store: Store) -> None:
    kept = store.corrections.add(WRONG)
    with suppress(NotFound), store.transaction():
        store.corrections.undo(kept.id, who="Bo", at=AT)
        store.corrections.undo(0, who="Bo", at=AT)
    assert not store.corrections.one(kept.id).is_undone


def test_a_long_log_is_read_in_pieces_without_a_gap(store: Store) -> None:
    with store.transaction():
        numbers = [store.corrections.add(CLEANED).id for _ in range(1001)]
    assert [each.id for each in store.corrections.all()] == numbers[::-1]


def test_what_was_changed_in_a_fact_is_kept_field_by_field(store: Store) -> None:
    changes = (FieldChange(field="supplier", was="", now="Ren AB"), FieldChange(field="value_sek", was="1", now=""))
    kept = store.corrections.add(replace(WRONG, kind=CorrectionKind.CHANGED, changes=changes))
    assert store.corrections.one(kept.id).changes == changes
