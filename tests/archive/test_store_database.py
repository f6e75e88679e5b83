"""Opening, migrating, sharing and losing the database."""

from __future__ import annotations

import multiprocessing
import sqlite3
import sys
from contextlib import closing
from datetime import datetime
from pathlib import Path

import pytest
from alembic import command
from alembic.autogenerate import compare_metadata
from alembic.config import Config
from alembic.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import create_engine

from archive.errors import ArchiveError, Busy, ConfigError, DiskFull, HomeMissing, HomeTooNew
from archive.model import Kept
from archive.store import dialect, versions
from archive.store.sql import open_store
from archive.store.tables import metadata
from tests.fakes.storing import AT, URL, memento, memory_store


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "archive.db"


def url(path: Path) -> str:
    return f"sqlite:///{path}"


def test_what_was_saved_is_there_when_it_is_opened_again(path: Path) -> None:
    store = open_store(url(path))
    store.pages.save(memento())
    store.close()
    again = open_store(url(path))
    assert again.pages.by_url(URL) is not None
    again.close()


def test_the_migrations_make_the_tables_as_the_program_knows_them(path: Path) -> None:
    open_store(url(path)).close()
    with create_engine(url(path)).connect() as connection:
        context = MigrationContext.configure(connection, opts={"compare_type": False})
        assert compare_metadata(context, metadata) == []
    connection.engine.dispose()


def test_the_newest_migration_is_the_version_the_program_asks_for() -> None:
    config = Config()
    config.set_main_option("script_location", str(Path(versions.__file__).parent / "migrations"))
    assert ScriptDirectory.from_config(config).get_current_head() == versions.HEAD


def made_by_version(path: Path, version: str, *statements: str) -> None:
    """A database as the program of that schema version left it, with rows written by its own statements."""
    config = Config()
    config.set_main_option("script_location", str(Path(versions.__file__).parent / "migrations"))
    with create_engine(url(path)).begin() as connection:
        config.attributes["connection"] = connection
        command.upgrade(config, version)
        for statement in statements:
            connection.exec_driver_sql(statement)
    connection.engine.dispose()


def test_a_database_of_an_older_program_is_brought_up_to_date_and_keeps_what_it_holds(path: Path) -> None:
    made_by_version(path, "0001", """INSERT INTO sources (name, body) VALUES ('x', '{"name": "x", "seeds": []}')""")
    store = open_store(url(path))
    assert store.sources.named("x").seeds == ()
    assert store.corrections.holding("x") == ()
    store.close()


def test_a_journal_begins_with_every_page_that_is_held(path: Path) -> None:
    at, hidden = "2024-04-10 12:00:00.000000", "https://x.se/hidden"
    rows = [(1, "a", URL, 1), (2, "b", hidden, 0)]
    pages = [
        "INSERT INTO pages (id, url, source, state, first_seen, last_seen, misses, current)"
        f" VALUES ('{page}', '{address}', 'x', 'alive', '{at}', '{at}', 0, {number})"
        for number, page, address, _ in rows
    ]
    mementos = [
        "INSERT INTO mementos (page, at, seen_at, url, source, digest, text_digest, facts_digest, searchable,"
        " media_type, title)"
        f" VALUES ('{page}', '{at}', '{at}', '{address}', 'x', '', '', '', {searchable}, 'text/html', '')"
        for _, page, address, searchable in rows
    ]
    made_by_version(path, "0005", *pages, *mementos)
    store = open_store(url(path))
    assert {entry.url: entry.deed for entry in store.journal.since(0)} == {URL: "put", hidden: "drop"}
    store.close()


def test_a_database_of_a_newer_program_is_refused_and_left_alone(path: Path) -> None:
    open_store(url(path)).close()
    with closing(sqlite3.connect(path)) as raw, raw:
        raw.execute("UPDATE alembic_version SET version_num = '9999'")
    with pytest.raises(HomeTooNew, match="version 9999"):
        open_store(url(path))


def test_a_file_that_is_no_database_is_refused(path: Path) -> None:
    path.write_bytes(b"<html>" * 1000)
    with pytest.raises(HomeMissing, match="not an archive's database"):
        open_store(url(path))
    assert path.read_bytes() == b"<html>" * 1000


def test_a_file_whose_rows_are_missing_from_an_index_is_found_by_its_own_check(path: Path) -> None:
    store = open_store(url(path))
    store.captures.save(kept(f"{number}") for number in range(3))
    assert store.findings() == ()
    store.close()
    with closing(sqlite3.connect(path)) as raw:
        raw.execute("PRAGMA writable_schema = ON")
        raw.execute("UPDATE sqlite_master SET sql = sql || ' WHERE id > 1' WHERE name = 'captures_by_url'")
        raw.commit()
    store = open_store(url(path))
    assert {found.where for found in store.findings()} == {"the database"}
    store.close()


def test_a_file_with_bytes_that_are_not_its_own_is_said_to_be_damaged(path: Path) -> None:
    store = open_store(url(path))
    store.captures.save(kept(f"{number}" * 50) for number in range(500))
    store.close()
    content = bytearray(path.read_bytes())
    for place in range(8_192, len(content), 4_096):
        content[place : place + 200] = b"?" * 200
    path.write_bytes(content)
    with pytest.raises(ArchiveError, match="is damaged"):
        list(open_store(url(path)).captures.all())


def test_a_folder_that_is_not_there_is_refused(tmp_path: Path) -> None:
    with pytest.raises(HomeMissing):
        open_store(url(tmp_path / "nowhere" / "archive.db"))


def test_a_log_is_written_ahead_and_every_commit_is_durable(path: Path) -> None:
    store = open_store(url(path))
    with store._database.reading() as connection:
        settings = [connection.exec_driver_sql(f"PRAGMA {name}").scalar() for name in ("journal_mode", "synchronous")]
    store.close()
    assert settings == ["wal", 2]


def test_a_full_disk_is_said_and_costs_nothing_that_was_saved(path: Path) -> None:
    store = open_store(url(path))
    store.pages.save(memento())
    with store._database.reading() as connection:
        connection.exec_driver_sql("PRAGMA max_page_count = 60")
    with pytest.raises(DiskFull, match="nothing half-written"):
        store.pages.save(memento(url="https://x.se/large", text="x" * 1_000_000))
    assert [page.url for page in store.pages.all()] == [URL]
    store.close()


def test_a_writer_that_never_ends_is_said(path: Path) -> None:
    store = open_store(f"{url(path)}?timeout=0.05")
    with closing(sqlite3.connect(path)) as other:
        other.execute("BEGIN IMMEDIATE")
        with pytest.raises(Busy, match="another process"):
            store.pages.save(memento())
        assert store.pages.by_url(URL) is None
    store.pages.save(memento())
    store.close()


def test_moments_without_a_time_zone_are_refused() -> None:
    store = memory_store()
    with pytest.raises(Exception, match="without a time zone"):
        store.pages.save(memento(at=datetime(2024, 1, 1)))  # noqa: DTZ001
    store.close()


def open_and_save(path: Path, number: int) -> None:
    store = open_store(url(path))
    for each in range(10):
        store.captures.save([kept(f"{number}-{each}")])
        store.pages.save(memento(url=f"https://x.se/{number}/{each}"))
    store.close()


def kept(id: str) -> Kept:
    return Kept(id=id, url=URL, at=AT, status=200, digest="d", file="f", offset=0, length=1)


def test_several_processes_may_make_and_fill_a_database_at_once(path: Path) -> None:
    context = multiprocessing.get_context("spawn")
    workers = [context.Process(target=open_and_save, args=(path, number)) for number in range(3)]
    for worker in workers:
        worker.start()
    for worker in workers:
        worker.join()
    assert [worker.exitcode for worker in workers] == [0, 0, 0]
    store = open_store(url(path))
    assert store.pages.counts() == (("a", 30, 30),)
    store.close()


def test_a_database_of_another_kind_is_refused() -> None:
    with pytest.raises(ConfigError, match="sqlite or postgresql"):
        dialect.make_engine("mysql://localhost/archive")


def test_postgresql_without_its_driver_says_what_to_install(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "psycopg", None)
    with pytest.raises(ConfigError, match=r"kommunarkiv\[scale\]"):
        dialect.make_engine("postgresql://localhost/archive")


def test_a_database_whose_tables_are_gone_is_not_readable(path: Path) -> None:
    store = open_store(url(path))
    assert store.is_readable()
    with closing(sqlite3.connect(path)) as raw, raw:
        raw.execute("DROP TABLE sources")
    assert not store.is_readable()
    store.close()
