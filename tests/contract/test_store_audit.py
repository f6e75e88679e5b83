"""What every store must do with the audit log: keep it for ever, and let nobody change it unseen."""

from __future__ import annotations

from contextlib import suppress
from dataclasses import replace
from pathlib import Path

import pytest
from sqlalchemy import create_engine, text
from sqlalchemy.exc import DatabaseError

from archive.model import AuditEntry
from archive.store import Store
from archive.store.sql import open_store
from tests.fakes.storing import AT, later

ADDED = AuditEntry(at=AT, who="Åsa Öberg", deed="source.add", about="nyheter", detail="2 adresser", address="127.0.0.1")
PAUSED = AuditEntry(at=later(days=1), who="Åke", deed="source.pause", about="nyheter")


def told(store: Store) -> tuple[AuditEntry, ...]:
    return tuple(store.audit.all())


def test_acts_come_back_newest_first_with_their_numbers(store: Store) -> None:
    first, second = store.audit.tell(ADDED), store.audit.tell(PAUSED)
    assert told(store) == (second, first)
    assert (replace(first, digest=""), second.number) == (replace(ADDED, number=1), 2)
    assert tuple(store.audit.all(before=2)) == (first,)


def test_a_log_of_many_acts_is_whole(store: Store) -> None:
    with store.transaction():
        for second in range(450):
            store.audit.tell(replace(PAUSED, at=later(days=second)))
    assert [each.number for each in told(store)] == list(range(450, 0, -1))
    assert store.audit.broken() is None


def test_an_act_that_is_undone_leaves_no_trace(store: Store) -> None:
    store.audit.tell(ADDED)
    with suppress(ZeroDivisionError), store.transaction():
        store.audit.tell(PAUSED)
        raise ZeroDivisionError
    assert [each.deed for each in told(store)] == ["source.add"]
    assert store.audit.broken() is None


CHANGES = {
    "UPDATE audit SET who = 'Någon' WHERE number = 2": 2,
    "DELETE FROM audit WHERE number = 2": 3,
    "DELETE FROM audit WHERE number = 1": 2,
}


@pytest.mark.parametrize("change", CHANGES)
def test_the_database_refuses_to_change_an_act_and_the_chain_shows_who_did_it_all_the_same(
    tmp_path: Path, change: str
) -> None:
    url = f"sqlite:///{tmp_path / 'archive.db'}"
    store = open_store(url)
    for entry in (ADDED, PAUSED, ADDED):
        store.audit.tell(entry)
    engine = create_engine(url)
    with engine.begin() as connection, pytest.raises(DatabaseError, match="only added to"):
        connection.execute(text(change))
    with engine.begin() as connection:
        for trigger in ("audit_no_update", "audit_no_delete"):
            connection.execute(text(f"DROP TRIGGER {trigger}"))
        connection.execute(text(change))
    assert store.audit.broken() == CHANGES[change]
    engine.dispose()
    store.close()


CHOSEN = {
    "who": ({"who": "Öberg"}, ["source.add"]),
    "any sign is itself": ({"who": "%"}, []),
    "deed": ({"deed": "source.pause"}, ["source.pause"]),
    "start": ({"start": later(days=1)}, ["source.pause"]),
    "end": ({"end": AT}, ["source.add"]),
    "nothing": ({"deed": "source.add", "start": later(days=1)}, []),
}


@pytest.mark.parametrize("case", CHOSEN)
def test_acts_are_chosen_by_person_deed_and_time(store: Store, case: str) -> None:
    wanted, deeds = CHOSEN[case]
    store.audit.tell(ADDED)
    store.audit.tell(PAUSED)
    assert [each.deed for each in store.audit.all(**wanted)] == deeds
    assert store.audit.deeds() == ("source.add", "source.pause")
