"""The schema's version: brought up to date by Alembic's migrations, refused when it is newer than the program."""

from __future__ import annotations

import os
import sqlite3
from collections.abc import Callable
from contextlib import closing
from pathlib import Path

from sqlalchemy import Connection, inspect, text

from archive.errors import HomeTooNew, Unfinished
from archive.store.dialect import alone, sort_by_bytes

HEAD = "0016"
"""The newest migration in `migrations/versions`; its files are named so that text order is their order."""
MOVING = "moving"
"""The version of a database that another archive is being moved to; behind every other in text order."""

Bring = Callable[[Connection], None]
"""What is done to a database when it is opened, in one transaction."""

_FOLDER = Path(__file__).parent / "migrations"


def version(connection: Connection) -> str | None:
    """The version of the database, None when it is empty."""
    if not inspect(connection).has_table("alembic_version"):
        return None
    return connection.execute(text("SELECT version_num FROM alembic_version")).scalar()


def upgrade(connection: Connection) -> None:
    """Bring the database to `HEAD` within the connection's transaction, a copy kept beside it. Raises HomeTooNew."""
    if version(connection) == HEAD:
        return
    alone(connection, "schema")
    found = version(connection)
    if found == HEAD:
        return
    refuse_newer(found)
    if found is not None:
        _keep(connection, found)
    _migrate(connection)
    sort_by_bytes(connection)


def refuse_newer(found: str | None) -> None:
    """Raises HomeTooNew for a version that this program does not know, Unfinished for half an archive."""
    if found == MOVING:
        raise Unfinished("a migration to here has not come to its end: run `kommunarkiv migrate` again")
    if found is not None and found > HEAD:
        raise HomeTooNew(
            f"the database has schema version {found}, this program knows up to {HEAD}: use a newer program"
        )


def file_version(path: Path) -> str | None:
    """The version of a SQLite file that nobody writes to, None when it has none. Raises sqlite3.Error."""
    with closing(sqlite3.connect(f"{path.absolute().as_uri()}?mode=ro&immutable=1", uri=True)) as file:
        if not file.execute("SELECT 1 FROM sqlite_master WHERE name = 'alembic_version'").fetchone():
            return None
        row = file.execute("SELECT version_num FROM alembic_version").fetchone()
        return str(row[0]) if row else None


def kept_copy(path: Path, found: str) -> Path:
    """Where the database stays as it was at a version, once it has been brought further."""
    return path.with_name(f"{path.name}.before-{found}")


def _keep(connection: Connection, found: str) -> None:
    """Copy a SQLite file as it is now: nobody else can write while this transaction holds the lock."""
    name = connection.engine.url.database
    if connection.dialect.name != "sqlite" or not name or name == ":memory:":
        return
    path = Path(name)
    target = kept_copy(path, found)
    part = target.with_name(target.name + ".part")
    try:
        with closing(sqlite3.connect(path)) as old, closing(sqlite3.connect(part)) as new:
            old.backup(new)
        with part.open("rb") as file:
            os.fsync(file.fileno())
        part.replace(target)
    finally:
        part.unlink(missing_ok=True)


def _migrate(connection: Connection) -> None:
    # Alembic is imported only when there is something to migrate: it takes longer to load than to find that out.
    from alembic import command
    from alembic.config import Config

    config = Config()
    config.set_main_option("script_location", str(_FOLDER).replace("%", "%%"))
    config.attributes["connection"] = connection
    command.upgrade(config, HEAD)
