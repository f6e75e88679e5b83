"""What every store must do with what was handed out: keep it for ever as it was."""

from __future__ import annotations

from contextlib import suppress
from dataclasses import replace

import pytest

from archive.errors import NotFound
from archive.model import Handed, Handout
from archive.store import Store
from tests.fakes.storing import AT, later

PLAIN = Handout(at=AT, who="Åsa Öberg", question="bygglov", versions=(Handed(page="0123456789abcdef", at=AT),))
WHOLE = replace(
    PLAIN,
    to_whom="Länsbladet",
    reference="KS 2024/17",
    versions=(Handed(page="b", at=later(days=1)), Handed(page="a", at=AT)),
    captures=True,
    digest="ab" * 32,
    size=5_000_000_000,
    files=9,
)


@pytest.mark.parametrize("handout", [PLAIN, WHOLE])
def test_a_handout_comes_back_as_it_was_with_its_pages_in_order(store: Store, handout: Handout) -> None:
    kept = store.handouts.add(handout)
    assert kept == replace(handout, id=kept.id)
    assert kept.id > 0
    assert store.handouts.one(kept.id) == kept


def test_the_log_tells_the_newest_first(store: Store) -> None:
    first, second = store.handouts.add(PLAIN), store.handouts.add(WHOLE)
    assert tuple(store.handouts.all()) == (second, first)


def test_a_long_log_is_read_in_pieces_without_a_gap(store: Store) -> None:
    with store.transaction():
        numbers = [store.handouts.add(PLAIN).id for _ in range(101)]
    assert [each.id for each in store.handouts.all()] == numbers[::-1]


def test_a_handout_that_is_not_there_is_not_found(store: Store) -> None:
    with pytest.raises(NotFound, match="no handout 7"):
        store.handouts.one(7)


def test_what_fails_with_its_transaction_was_not_handed_out(store: Store) -> None:
    with suppress(NotFound), store.transaction():
        store.handouts.add(PLAIN)
        store.handouts.one(0)
    assert tuple(store.handouts.all()) == ()


def test_what_cannot_be_stored_of_a_text_is_replaced(store: Store) -> None:
    assert store.handouts.add(replace(PLAIN, to_whom="a\x00\ud800")).to_whom == "a\ufffd\ufffd"
