"""A PostgreSQL server of the tests' own: in a temporary folder, on a socket there, gone when the tests are over.

It runs as an account without rights, sorts text by Swedish rules (what the store must not depend on) and does not
wait for the disk. Every database is a copy of one that is migrated once.
"""

from __future__ import annotations

import atexit
import ctypes
import os
import pwd
import shutil
import signal
import subprocess
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from functools import cache
from itertools import count
from pathlib import Path

LEAST = 15
"""The oldest whose initdb knows ICU collations."""
PATIENCE = 60.0
_DURABLE = ("shared_buffers=32MB", "max_connections=120", "listen_addresses=")
_TEMPLATE = "kommunarkiv_template"
_PR_SET_PDEATHSIG = 1


def programs() -> Path | None:
    """The folder of the newest server's programs on this machine."""
    folders = [each for each in Path("/usr/lib/postgresql").glob("*/bin") if (each / "initdb").exists()]
    newest = max(folders, key=lambda each: int(each.parent.name), default=None)
    return newest if newest and int(newest.parent.name) >= LEAST else None


def missing() -> str | None:
    """What a test over PostgreSQL would lack here, with the way to get it."""
    return (
        None
        if programs()
        else f"no PostgreSQL {LEAST} or later on this machine (on Debian: apt-get install postgresql)"
    )


def _end_with_parent() -> None:
    """A killed test process takes its server with it."""
    ctypes.CDLL(None).prctl(_PR_SET_PDEATHSIG, signal.SIGINT)


class Server:
    """One server, started when it is made. One that `is_durable` waits for the disk, for those who measure."""

    def __init__(self, *, is_durable: bool = False) -> None:
        self._settings = _DURABLE if is_durable else (*_DURABLE, "fsync=off", "full_page_writes=off")
        found = programs()
        assert found is not None
        self.programs = found
        self.folder = Path(tempfile.mkdtemp(prefix="kommunarkiv-pg-"))
        self._account = _account()
        if self._account:
            shutil.chown(self.folder, self._account, self._account)
        self._numbers = count()
        self._free: list[str] = []
        self._run("initdb", "-D", self._data, "-U", "archive", "-A", "trust", "-E", "UTF8", "--no-sync", *_SWEDISH)
        self.start()
        from archive.store.sql import open_store

        self.tell(f"CREATE DATABASE {_TEMPLATE}")
        open_store(self.url(_TEMPLATE)).close()

    @property
    def _data(self) -> str:
        return str(self.folder / "data")

    def _run(self, program: str, *arguments: str) -> None:
        command = [str(self.programs / program), *arguments]
        subprocess.run(command, check=True, capture_output=True, cwd=self.folder, **self._as_account())

    def _as_account(self) -> dict[str, object]:
        if self._account is None:
            return {}
        return {"user": self._account, "group": pwd.getpwnam(self._account).pw_gid, "extra_groups": []}

    def start(self) -> None:
        """Start it and wait until it answers."""
        settings = [
            part for each in (*self._settings, f"unix_socket_directories={self.folder}") for part in ("-c", each)
        ]
        with (self.folder / "log").open("ab") as log:
            self._process = subprocess.Popen(
                [str(self.programs / "postgres"), "-D", self._data, *settings],
                stdout=log,
                stderr=log,
                cwd=self.folder,
                preexec_fn=_end_with_parent,
                **self._as_account(),
            )
        end = time.monotonic() + PATIENCE
        while not self._answers():
            is_over = self._process.poll() is not None or time.monotonic() > end
            assert not is_over, (self.folder / "log").read_text("utf-8")
            time.sleep(0.05)

    def _answers(self) -> bool:
        asked = [str(self.programs / "pg_isready"), "-q", "-h", str(self.folder), "-d", "postgres"]
        return subprocess.run(asked, check=False).returncode == 0

    def stop(self, how: signal.Signals = signal.SIGINT) -> None:
        """End it: at once and orderly, or as a crash (SIGQUIT)."""
        self._process.send_signal(how)
        self._process.wait(PATIENCE)

    def remove(self) -> None:
        """End it and leave nothing."""
        self.stop()
        shutil.rmtree(self.folder, ignore_errors=True)

    def url(self, name: str, user: str = "archive") -> str:
        """The address of a database."""
        return f"postgresql+psycopg://{user}@/{name}?host={self.folder}"

    def tell(self, statement: str, database: str = "postgres") -> list[tuple[object, ...]]:
        """Run one statement outside the store; gives its rows."""
        import psycopg

        with psycopg.connect(host=str(self.folder), user="archive", dbname=database, autocommit=True) as connection:
            cursor = connection.execute(statement)
            return cursor.fetchall() if cursor.description else []

    @contextmanager
    def fresh(self, template: str = _TEMPLATE) -> Iterator[str]:
        """The address of a database of one's own, gone afterwards."""
        name = f"test_{next(self._numbers)}"
        self.tell(f"CREATE DATABASE {name} TEMPLATE {template}")
        try:
            yield self.url(name)
        finally:
            self.tell(f"DROP DATABASE IF EXISTS {name} WITH (FORCE)")

    @contextmanager
    def emptied(self) -> Iterator[str]:
        """The address of a database that nobody else uses and that holds nothing; emptied after use, and used again.

        For tests that leave the tables themselves as they are: it costs a hundredth of a new one.
        """
        if not self._free:
            self._free.append(f"pool_{next(self._numbers)}")
            self.tell(f"CREATE DATABASE {self._free[-1]} TEMPLATE {_TEMPLATE}")
        name = self._free.pop()
        try:
            yield self.url(name)
        finally:
            self.tell(_EMPTY, name)
            self._free.append(name)


_EMPTY = """
DO $$
DECLARE each text;
BEGIN
  PERFORM pg_terminate_backend(pid) FROM pg_stat_activity
    WHERE datname = current_database() AND pid <> pg_backend_pid();
  SET LOCAL session_replication_role = replica; -- neither triggers nor foreign keys
  FOR each IN SELECT tablename FROM pg_tables WHERE schemaname = 'public' AND tablename <> 'alembic_version' LOOP
    EXECUTE format('DELETE FROM %I', each);
  END LOOP;
  PERFORM setval(sequencename::regclass, 1, false) FROM pg_sequences WHERE schemaname = 'public';
END $$
"""
_SWEDISH = ("--locale-provider=icu", "--icu-locale=sv-SE", "--locale=C.UTF-8")


def _account() -> str | None:
    """Whom the server runs as: not root."""
    if os.getuid():
        return None
    names = {each.pw_name for each in pwd.getpwall()}
    return next(name for name in ("postgres", "nobody") if name in names)


@cache
def server() -> Server:
    """The server of this test process, started when it is first asked for."""
    made = Server()
    atexit.register(made.remove)
    return made


@contextmanager
def fresh_database() -> Iterator[str]:
    """The address of a migrated, empty database of one's own for as long as the block lasts."""
    with server().emptied() as url:
        yield url
