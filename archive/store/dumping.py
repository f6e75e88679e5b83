"""A PostgreSQL store as one file and back, by PostgreSQL's own tools: they write it as it stood at one moment."""

from __future__ import annotations

import os
import shutil
import subprocess
from contextlib import closing
from pathlib import Path

from sqlalchemy import inspect
from sqlalchemy.engine import URL, make_url

from archive.errors import ArchiveError, ConfigError
from archive.store.dialect import make_engine, translated
from archive.store.tables import metadata
from archive.store.versions import refuse_newer, version

INSTALL = "on Debian: apt-get install postgresql-client"
_QUIET = ("--no-owner", "--no-privileges", "--no-password")
"""The owner where it is restored need not be called as here, and nobody is there to be asked for a password."""


def dump(url: str, target: Path) -> None:
    """Write everything the database holds into a file. Raises ArchiveError, HomeTooNew, ConfigError (no tool)."""
    _check(url, is_empty=False)
    _run("pg_dump", make_url(url), "--format=custom", f"--file={target}")


def load(url: str, source: Path) -> None:
    """Fill an empty database from such a file, in one transaction.

    Raises ConfigError for one that is not empty or without the tool, ArchiveError, HomeTooNew.
    """
    _check(url, is_empty=True)
    _run("pg_restore", make_url(url), "--single-transaction", "--exit-on-error", str(source))
    _check(url, is_empty=False)


def _check(url: str, *, is_empty: bool) -> None:
    name = make_url(url).set(query={}).render_as_string(hide_password=True)
    engine = make_engine(url)
    try:
        with translated(name), closing(engine.connect()) as connection:
            held = set(metadata.tables) & set(inspect(connection).get_table_names())
            if is_empty and held:
                raise ConfigError(f"{name} is not empty; a backup is restored into a new database.")
            if not is_empty and not held:
                raise ConfigError(f"{name} holds no archive.")
            refuse_newer(version(connection))
    finally:
        engine.dispose()


def _run(tool: str, url: URL, *arguments: str) -> None:
    """Run a tool; the password goes by its environment, where no list of processes shows it."""
    found = shutil.which(tool)
    if found is None:
        raise ConfigError(f"{tool} is not on this machine ({INSTALL}).")
    bare = url.set(drivername="postgresql", password=None).render_as_string(hide_password=False)
    secret = {"PGPASSWORD": str(url.password)} if url.password else {}
    done = subprocess.run(  # noqa: S603 # nosec B603 - no shell, and what is run is ours
        [found, *_QUIET, f"--dbname={bare}", *arguments],
        env={**os.environ, "LC_ALL": "C", **secret},
        stdin=subprocess.DEVNULL,
        capture_output=True,
        text=True,
        errors="replace",
        check=False,
    )
    if done.returncode:
        raise ArchiveError(f"{tool} failed: {' '.join(done.stderr.split())[:500]}")
