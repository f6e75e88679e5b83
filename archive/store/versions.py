"""The schema's version: brought up to date by Alembic's migrations, refused when it is newer than the program."""

from __future__ import annotations

from pathlib import Path

from sqlalchemy import Connection, inspect, text

from archive.errors import HomeTooNew

HEAD = "0012"
"""The newest migration in `migrations/versions`; its files are named so that text order is their order."""

_FOLDER = Path(__file__).parent / "migrations"


def version(connection: Connection) -> str | None:
    """The version of the database, None when it is empty."""
    if not inspect(connection).has_table("alembic_version"):
        return None
    return connection.execute(text("SELECT version_num FROM alembic_version")).scalar()


def upgrade(connection: Connection) -> None:
    """Bring the database to `HEAD` within the connection's transaction. Raises HomeTooNew."""
    found = version(connection)
    if found == HEAD:
        return
    if found is not None and found > HEAD:
        raise HomeTooNew(
            f"the database has schema version {found}, this program knows up to {HEAD}: use a newer program"
        )
    _migrate(connection)


def _migrate(connection: Connection) -> None:
    # Alembic is imported only when there is something to migrate: it takes longer to load than to find that out.
    from alembic import command
    from alembic.config import Config

    config = Config()
    config.set_main_option("script_location", str(_FOLDER).replace("%", "%%"))
    config.attributes["connection"] = connection
    command.upgrade(config, HEAD)
