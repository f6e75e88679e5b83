"""Accounts, invitations and log-in sessions as rows."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import asdict
from datetime import datetime
from typing import Any

from sqlalchemy import RowMapping, Select, delete, select, update
from sqlalchemy.exc import IntegrityError

from archive.errors import NameTaken, NotFound
from archive.model import Account, Invitation, LogIn, Role, Tries
from archive.store import tries
from archive.store.dialect import alone, upsert
from archive.store.engine import Database
from archive.store.people_tables import accounts, invitations, logins


class SqlPeople:
    """Three tables; a session is a row that is gone when it has ended."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def accounts(self) -> tuple[Account, ...]:
        """Every account, by name."""
        return tuple(map(_account, self._rows(select(accounts).order_by(accounts.c.name))))

    def account(self, name: str) -> Account:
        """Raises NotFound."""
        for row in self._rows(select(accounts).where(accounts.c.name == name)):
            return _account(row)
        raise NotFound(f"there is no account {name!r}")

    def of_subject(self, subject: str) -> Account | None:
        """Who this is to the organisation's own log-in."""
        wanted = select(accounts).where(accounts.c.subject == subject, accounts.c.subject != "")
        return next(map(_account, self._rows(wanted)), None)

    def save(self, account: Account) -> None:
        """Add an account or replace the one of that name. Raises NameTaken."""
        row = asdict(account) | {"role": account.role.value}
        try:
            with self._database.writing() as connection, connection.begin_nested():
                upsert(connection, accounts, [row], key=("name",), update=True)
        except IntegrityError as error:
            raise NameTaken(f"another account is called {account.shown!r}") from error

    def invite(self, invitation: Invitation) -> None:
        """Keep an invitation in the place of an earlier one."""
        with self._database.writing() as connection:
            alone(connection, "people", invitation.account)
            connection.execute(delete(invitations).where(invitations.c.account == invitation.account))
            connection.execute(invitations.insert(), asdict(invitation))

    def invitation(self, mark: str) -> Invitation | None:
        """The invitation with this mark."""
        rows = self._rows(select(invitations).where(invitations.c.mark == mark))
        return next((Invitation(**row) for row in rows), None)

    def invitations(self) -> tuple[Invitation, ...]:
        """Those not used."""
        rows = self._rows(select(invitations).order_by(invitations.c.account))
        return tuple(Invitation(**row) for row in rows)

    def uninvite(self, account: str) -> None:
        """Forget the invitation for an account."""
        with self._database.writing() as connection:
            connection.execute(delete(invitations).where(invitations.c.account == account))

    def begin(self, login: LogIn) -> None:
        """Keep a session."""
        with self._database.writing() as connection:
            connection.execute(logins.insert(), asdict(login))

    def login(self, mark: str) -> LogIn | None:
        """The session with this mark."""
        rows = self._rows(select(logins).where(logins.c.mark == mark))
        return next((LogIn(**row) for row in rows), None)

    def logins(self, account: str) -> tuple[LogIn, ...]:
        """The sessions of an account, the one seen last first."""
        wanted = select(logins).where(logins.c.account == account)
        rows = self._rows(wanted.order_by(logins.c.seen_at.desc(), logins.c.mark))
        return tuple(LogIn(**row) for row in rows)

    def touch(self, mark: str, *, at: datetime) -> None:
        """The session was used."""
        with self._database.writing() as connection:
            connection.execute(update(logins).where(logins.c.mark == mark).values(seen_at=at))

    def end(self, mark: str) -> None:
        """Let a session be no more."""
        with self._database.writing() as connection:
            connection.execute(delete(logins).where(logins.c.mark == mark))

    def end_all(self, account: str) -> None:
        """Let all sessions of an account be no more."""
        with self._database.writing() as connection:
            connection.execute(delete(logins).where(logins.c.account == account))

    def sweep(self, *, began_before: datetime) -> None:
        """Forget sessions older than that."""
        with self._database.writing() as connection:
            connection.execute(delete(logins).where(logins.c.began < began_before))

    def tries(self, keys: Sequence[tuple[str, str]]) -> Mapping[tuple[str, str], Tries]:
        """What was tried in vain under these keys."""
        with self._database.writing() as connection:
            return tries.held(connection, keys)

    def save_tries(self, said: Mapping[tuple[str, str], Tries], *, since: datetime, most: int) -> None:
        """Keep what was tried in vain."""
        with self._database.writing() as connection:
            tries.save(connection, said, since=since, most=most)

    def forgive(self, key: tuple[str, str]) -> None:
        """Forget what was tried under a key."""
        with self._database.writing() as connection:
            tries.forget(connection, key)

    def _rows(self, wanted: Select[Any]) -> list[RowMapping]:
        with self._database.reading() as connection:
            return list(connection.execute(wanted).mappings())


def _account(row: RowMapping) -> Account:
    return Account(**dict(row) | {"role": Role(row["role"]), "sources": tuple(row["sources"])})
