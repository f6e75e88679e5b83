"""The part of the store seam that knows people."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Protocol

from archive.model import Account, Invitation, LogIn, Tries


class People(Protocol):
    """Accounts, invitations and log-in sessions. Called by archive.accounts and the guard of the web application."""

    def accounts(self) -> tuple[Account, ...]:
        """Every account, by name, disabled ones too."""

    def account(self, name: str) -> Account:
        """Raises NotFound."""

    def of_subject(self, subject: str) -> Account | None:
        """Who this is to the organisation's own log-in; never for ""."""

    def save(self, account: Account) -> None:
        """Add an account or replace the one of that name. Raises NameTaken when another is shown under that name."""

    def invite(self, invitation: Invitation) -> None:
        """Keep an invitation in the place of an earlier one for that account."""

    def invitation(self, mark: str) -> Invitation | None:
        """The invitation with this mark, also when its time is over."""

    def invitations(self) -> tuple[Invitation, ...]:
        """Those not used."""

    def uninvite(self, account: str) -> None:
        """Forget the invitation for an account. Harmless when there is none."""

    def begin(self, login: LogIn) -> None:
        """Keep a session."""

    def login(self, mark: str) -> LogIn | None:
        """The session with this mark, also when its time is over."""

    def logins(self, account: str) -> tuple[LogIn, ...]:
        """The sessions of an account, the one seen last first."""

    def touch(self, mark: str, *, at: datetime) -> None:
        """The session was used."""

    def end(self, mark: str) -> None:
        """Let a session be no more. Harmless twice."""

    def end_all(self, account: str) -> None:
        """Let all sessions of an account be no more."""

    def sweep(self, *, began_before: datetime) -> None:
        """Forget sessions older than that."""

    def tries(self, keys: Sequence[tuple[str, str]]) -> Mapping[tuple[str, str], Tries]:
        """What was tried in vain under these (kind, name), those without left out.

        Called inside a transaction, until whose end nobody else counts under them.
        """

    def save_tries(self, said: Mapping[tuple[str, str], Tries], *, since: datetime, most: int) -> None:
        """Keep these; forget those last tried before `since`, and the oldest beyond `most`."""

    def forgive(self, key: tuple[str, str]) -> None:
        """Forget what was tried under a key. Harmless when there is nothing."""
