"""Rows move from one database to another, ids kept, stopped and gone on with, and half a store is opened by nobody."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from sqlalchemy import BigInteger, Boolean, Integer, String, inspect

from archive.errors import MigrationRefused, Unfinished
from archive.model import AuditEntry
from archive.store import copying
from archive.store.copying import PASSING, Target, copied, opened_database, receiver, table_sum
from archive.store.engine import Database
from archive.store.kinds import Words
from archive.store.numbering import last_number
from archive.store.sql import SqlStore, open_store
from archive.store.tables import changes, metadata, pages
from tests.fakes.archives import TOWN
from tests.fakes.storing import AT, memento

PAGES = 7


@pytest.fixture
def source(tmp_path: Path) -> Iterator[Database]:
    with opened_database(f"sqlite:///{tmp_path / 'a.db'}") as database:
        store = SqlStore(database)
        store.sources.save(TOWN)
        for number in range(PAGES):
            store.pages.save(memento(url=f"https://a.example/{number}", source=TOWN.name, text=f"Sida {number} å\x00"))
        store.audit.tell(AuditEntry(at=AT, who="anna", deed="init", about="", detail="", address=""))
        yield database


def place(tmp_path: Path) -> str:
    return f"sqlite:///{tmp_path / 'b.db'}"


def silent(_: int) -> None:
    """Progress that nobody follows."""


def copy(source: Database, target: Target) -> None:
    for table in copied():
        target.take(source, table, told=silent)


def test_every_row_arrives_with_its_id_and_the_sums_of_both_sides_are_equal(source: Database, tmp_path: Path) -> None:
    with opened_database(place(tmp_path), bring=receiver("a")) as database:
        copy(source, target := Target(database))
        sums = [table_sum(source, table) for table in copied()]
        assert [table_sum(database, table) for table in copied()] == sums
        target.finish()
    assert sum(each.rows for each in sums) > 3 * PAGES
    store = open_store(place(tmp_path))
    assert store.audit.broken() is None
    assert store.findings() == ()
    store.close()


def test_a_stopped_copy_goes_on_where_it_was_and_takes_no_row_twice(
    source: Database, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(copying, "BATCH", 2)

    def stop(_: int) -> None:
        raise InterruptedError

    with opened_database(place(tmp_path), bring=receiver("a")) as database, pytest.raises(InterruptedError):
        Target(database).take(source, pages, told=stop)
    with opened_database(place(tmp_path), bring=receiver("a")) as database:
        assert table_sum(database, pages).rows == 2
        copy(source, Target(database))
        assert table_sum(database, pages) == table_sum(source, pages)


def test_half_a_store_is_opened_by_nobody_until_the_move_is_finished(source: Database, tmp_path: Path) -> None:
    with opened_database(place(tmp_path), bring=receiver("a")) as database:
        with pytest.raises(Unfinished, match="has not come to its end"):
            open_store(place(tmp_path))
        Target(database).finish()
    open_store(place(tmp_path)).close()


def test_a_store_with_rows_is_not_moved_to(source: Database, tmp_path: Path) -> None:
    store = open_store(place(tmp_path))
    store.sources.save(TOWN)
    store.close()
    with (
        pytest.raises(MigrationRefused, match="rows in sources"),
        opened_database(place(tmp_path), bring=receiver("a")),
    ):
        pass
    with (
        pytest.raises(MigrationRefused, match="leave --anew out"),
        opened_database(place(tmp_path), bring=copying.emptied),
    ):
        pass
    open_store(place(tmp_path)).close()


def test_a_move_that_began_from_elsewhere_is_refused_and_can_be_thrown_away(source: Database, tmp_path: Path) -> None:
    with opened_database(place(tmp_path), bring=receiver("a")) as database:
        copy(source, Target(database))
    with pytest.raises(MigrationRefused, match="from a to here"), opened_database(place(tmp_path), bring=receiver("b")):
        pass
    with opened_database(place(tmp_path), bring=copying.emptied):
        pass
    with opened_database(place(tmp_path), bring=receiver("b")) as database:
        assert table_sum(database, pages).rows == 0


def test_numbers_are_given_on_where_the_source_would_give_them(source: Database, tmp_path: Path) -> None:
    SqlStore(source).changes.done(SqlStore(source).changes.waiting(PAGES))
    with opened_database(place(tmp_path), bring=receiver("a")) as database:
        copy(source, Target(database))
        with database.reading() as connection:
            assert last_number(connection, changes) == PAGES


def test_a_row_that_differs_is_seen_in_the_sum(source: Database) -> None:
    before = table_sum(source, pages)
    with source.writing() as connection:
        connection.execute(pages.update().where(pages.c.url == "https://a.example/3").values(misses=1))
    assert table_sum(source, pages).digest != before.digest


def test_every_table_of_a_database_is_moved_or_belongs_to_running_processes(source: Database) -> None:
    there = set(inspect(source.engine).get_table_names()) - {"alembic_version"}
    assert there == {table.name for table in copied()} | PASSING


def test_every_table_has_a_key_that_a_journal_can_hold() -> None:
    kinds = {type(column.type) for table in metadata.sorted_tables for column in table.primary_key.columns}
    assert kinds <= {Integer, BigInteger, Words, String, Boolean}
    assert all(table.primary_key.columns for table in metadata.sorted_tables)
