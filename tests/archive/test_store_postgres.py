"""Opening, migrating, sharing and losing a PostgreSQL database."""

from __future__ import annotations

import signal
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest
from alembic import command
from alembic.autogenerate import compare_metadata
from alembic.config import Config
from alembic.migration import MigrationContext
from sqlalchemy import create_engine, text
from sqlalchemy.exc import DBAPIError

from archive.errors import ArchiveError, Busy, ConfigError, DiskFull, HomeMissing, HomeTooNew, Overtaken, StoreAway
from archive.model import AuditEntry, Kept
from archive.store import dialect, postgres, versions
from archive.store.pages import page_id
from archive.store.sql import open_store
from archive.store.tables import metadata
from crawler.model import Source
from tests.fakes.postgres import Server, fresh_database, server
from tests.fakes.storing import AT, URL, memento

pytestmark = pytest.mark.postgres


@pytest.fixture
def url() -> Iterator[str]:
    with fresh_database() as made:
        yield made


@pytest.fixture
def bare() -> Iterator[str]:
    """A database of one's own in which nothing has been made yet."""
    with server().fresh("template1") as made:
        yield made


def told(url: str, statement: str) -> list[tuple[object, ...]]:
    return server().tell(statement, url.partition("@/")[2].partition("?")[0])


def test_what_was_saved_is_there_when_it_is_opened_again_also_by_the_short_name_of_the_driver(url: str) -> None:
    store = open_store(url)
    store.pages.save(memento())
    store.close()
    again = open_store(url.replace("+psycopg", ""))
    assert again.pages.by_url(URL) is not None
    again.close()


def test_the_migrations_make_the_tables_as_the_program_knows_them(bare: str) -> None:
    open_store(bare).close()
    engine = create_engine(bare)
    with engine.connect() as connection:
        context = MigrationContext.configure(connection, opts={"compare_type": True})
        assert compare_metadata(context, metadata) == []
    engine.dispose()


def test_several_may_make_a_database_at_once(bare: str) -> None:
    def opened(_: int) -> bool:
        store = open_store(bare)
        store.close()
        return True

    with ThreadPoolExecutor(4) as pool:
        assert all(pool.map(opened, range(4)))
    assert told(bare, "SELECT version_num FROM alembic_version") == [(versions.HEAD,)]


def made_by_version(url: str, version: str, *statements: str) -> None:
    """A database as the program of that schema version left it."""
    config = Config()
    config.set_main_option("script_location", str(Path(versions.__file__).parent / "migrations"))
    engine = create_engine(url)
    with engine.begin() as connection:
        config.attributes["connection"] = connection
        command.upgrade(config, version)
        for statement in statements:
            connection.exec_driver_sql(statement)
    engine.dispose()


def test_a_database_of_an_older_program_is_brought_up_to_date_and_keeps_what_it_holds(bare: str) -> None:
    made_by_version(bare, "0005", """INSERT INTO sources (name, body) VALUES ('x', '{"name": "x", "seeds": []}')""")
    store = open_store(bare)
    assert store.sources.named("x").seeds == ()
    assert store.audit.tell(AuditEntry(at=AT, who="Åsa", deed="source.add", about="x")).number == 1
    store.close()


def test_a_database_of_a_newer_program_is_refused_and_left_alone(bare: str) -> None:
    open_store(bare).close()
    told(bare, "UPDATE alembic_version SET version_num = '9999'")
    with pytest.raises(HomeTooNew, match="version 9999"):
        open_store(bare)


def test_no_text_is_ordered_by_the_language_of_the_server(url: str) -> None:
    names = ["zeta", "Ängby", "Zeta", "adal", "Åby", "a-b", "ab"]
    store = open_store(url)
    for name in names:
        store.sources.save(Source(name=name, seeds=()))
    assert [each.name for each in store.sources.all()] == sorted(names)
    collated = told(url, "SELECT datcollate, daticulocale FROM pg_database WHERE datname = current_database()")
    assert collated[0][1] == "sv-SE"
    store.close()


def test_numbers_are_never_given_twice_and_may_be_large(url: str) -> None:
    told(url, "SELECT setval('changes_id_seq', 3000000000), setval('mementos_id_seq', 3000000000)")
    store = open_store(url)
    store.pages.save(memento())
    last = store.changes.waiting()
    store.changes.done(last)
    store.pages.save(memento(text="Ny.", at=AT.replace(year=2025)))
    assert [change.id for change in (*last, *store.changes.waiting())] == [3_000_000_001, 3_000_000_002]
    assert store.pages.memento(page_id(URL)).sections[0].text == "Ny."
    store.close()


def test_text_with_nul_and_lone_surrogates_is_kept_as_sqlite_keeps_it(url: str) -> None:
    odd = "a\x00b\ud800c"
    found = []
    for address in ("sqlite://", url):
        store = open_store(address)
        store.pages.save(memento(title=odd, text=odd, warnings=(odd,), text_digest="t"))
        held = store.pages.memento(page_id(URL))
        found.append((held.title, held.sections, held.warnings))
        assert store.pages.by_url(odd) is None
        store.close()
    assert found[0] == found[1]


def test_what_was_deleted_is_written_over(url: str) -> None:
    store = open_store(url)
    store.pages.save(memento(title="Hemligheten"))
    told(url, "DELETE FROM facts; DELETE FROM mementos; DELETE FROM pages")
    (file,) = told(url, "SELECT current_setting('data_directory') || '/' || pg_relation_filepath('mementos')")[0]
    told(url, "CHECKPOINT")
    assert b"Hemligheten" in Path(str(file)).read_bytes()
    store.removals.forget_freed()
    (file,) = told(url, "SELECT current_setting('data_directory') || '/' || pg_relation_filepath('mementos')")[0]
    assert b"Hemligheten" not in Path(str(file)).read_bytes()
    store.close()


def test_tables_that_are_in_use_or_anothers_are_not_said_to_be_written_anew(url: str) -> None:
    told(url, "CREATE ROLE clerk LOGIN; GRANT ALL ON ALL TABLES IN SCHEMA public TO clerk")
    clerk = open_store(url.replace("archive@", "clerk@"))
    with pytest.raises(ArchiveError, match="only their owner"):
        clerk.removals.forget_freed()
    clerk.close()
    told(url, "DROP OWNED BY clerk; DROP ROLE clerk")
    store, other = open_store(f"{url}&options=-c%20lock_timeout%3D50"), create_engine(url)
    with other.connect() as connection:
        connection.execute(text("SELECT count(*) FROM pages"))
        with pytest.raises(Busy, match="do not come to an end"):
            store.removals.forget_freed()
    other.dispose()
    store.close()


def test_a_writer_that_never_ends_is_said(url: str) -> None:
    store = open_store(f"{url}&options=-c%20lock_timeout%3D50")
    other = create_engine(url)
    with other.connect() as connection:
        connection.execute(text("LOCK TABLE pages IN ACCESS EXCLUSIVE MODE"))
        with pytest.raises(Busy, match="do not come to an end"):
            store.pages.save(memento())
    store.pages.save(memento())
    other.dispose()
    store.close()


def test_a_user_without_rights_is_told_which_is_missing(url: str) -> None:
    open_store(url).close()
    told(url, "CREATE ROLE reader LOGIN; GRANT SELECT ON ALL TABLES IN SCHEMA public TO reader")
    try:
        store = open_store(url.replace("archive@", "reader@"))
        assert store.pages.by_url(URL) is None
        with pytest.raises(ArchiveError, match="lacks a right: permission denied"):
            store.pages.save(memento())
        store.close()
    finally:
        told(url, "DROP OWNED BY reader; DROP ROLE reader")


def test_a_database_that_can_only_be_read_says_so(url: str) -> None:
    store = open_store(f"{url}&options=-c%20default_transaction_read_only%3Don")
    assert store.pages.by_url(URL) is None
    with pytest.raises(StoreAway, match="can only be read"):
        store.pages.save(memento())
    store.close()


AWAY = {
    "no database": ("postgresql://archive@/nowhere?host={folder}", "nowhere"),
    "no user": ("postgresql://nobody-here@/postgres?host={folder}", "nobody-here"),
    "no server": ("postgresql://archive:hemligt@127.0.0.1:1/x", "does not answer"),
}


@pytest.mark.parametrize("case", AWAY)
def test_a_server_that_does_not_let_us_in_is_said_in_one_line_without_the_password(case: str) -> None:
    address, words = AWAY[case]
    with pytest.raises(ArchiveError, match=words) as refused:
        open_store(address.format(folder=server().folder))
    assert "\n" not in str(refused.value)
    assert "hemligt" not in str(refused.value)


def test_what_an_address_says_of_tls_and_waiting_goes_before_our_own() -> None:
    said = "sslmode=verify-full&sslrootcert=/etc/ca.pem&connect_timeout=3&options=-c%20lock_timeout%3D7"
    engine = dialect.make_engine(f"postgresql://archive@db.example/kommunarkiv?{said}")
    _, given = engine.dialect.create_connect_args(engine.url)
    assert given["sslmode"] == "verify-full"
    assert given["sslrootcert"] == "/etc/ca.pem"
    assert given["connect_timeout"] == "3"
    assert given["options"] == "-c lock_timeout=7"


def test_a_database_in_another_encoding_is_refused() -> None:
    server().tell("CREATE DATABASE latin ENCODING 'LATIN1' LOCALE_PROVIDER libc LOCALE 'C' TEMPLATE template0")
    try:
        with pytest.raises(ConfigError, match="LATIN1"):
            open_store(server().url("latin"))
    finally:
        server().tell("DROP DATABASE latin")


def test_an_older_server_is_refused(url: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(postgres, "OLDEST", 99)
    with pytest.raises(ConfigError, match="99 or later is needed"):
        open_store(url)


SAID = {
    "40P01": Overtaken,
    "40001": Overtaken,
    "55P03": Busy,
    "53100": DiskFull,
    "53300": StoreAway,
    "57P01": StoreAway,
    "08006": StoreAway,
    "28P01": StoreAway,
    "3D000": HomeMissing,
    "XX001": ArchiveError,
}


@pytest.mark.parametrize("code", SAID)
def test_errors_are_said_in_our_words(code: str) -> None:
    class Original(Exception):
        sqlstate = code

    said = postgres.meaning(DBAPIError("", {}, Original("words")), "the address")
    assert type(said) is SAID[code]


def test_an_error_of_the_program_is_not_hidden() -> None:
    class Original(Exception):
        sqlstate = "42601"

    assert postgres.meaning(DBAPIError("", {}, Original("syntax")), "the address") is None


CHANGES = ("UPDATE audit SET who = 'Någon'", "DELETE FROM audit", "TRUNCATE audit")


@pytest.mark.parametrize("change", CHANGES)
def test_the_database_refuses_to_change_an_act(url: str, change: str) -> None:
    store = open_store(url)
    store.audit.tell(AuditEntry(at=AT, who="Åsa", deed="source.add", about="x"))
    with pytest.raises(Exception, match="only added to"):
        told(url, change)
    assert store.audit.broken() is None
    store.close()


def kept(id: str) -> Kept:
    return Kept(id=id, url=URL, at=AT, status=200, digest="d", file="f", offset=0, length=1)


@pytest.mark.parametrize("how", [signal.SIGINT, signal.SIGQUIT])
def test_a_server_that_comes_back_is_gone_on_with_and_holds_what_was_acknowledged(how: signal.Signals) -> None:
    own = Server()
    try:
        with own.fresh() as url:
            store = open_store(url)
            store.captures.save([kept("a")])
            own.stop(how)
            assert not store.is_readable()
            with pytest.raises(StoreAway):
                store.captures.save([kept("b")])
            own.start()
            assert store.is_readable()
            store.captures.save([kept("c")])
            assert [each.id for each in store.captures.all()] == ["a", "c"]
            store.close()
    finally:
        own.remove()
