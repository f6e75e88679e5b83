"""Logging in: by password or by the organisation's own log-in; sessions that stand in the database and can be ended."""

from __future__ import annotations

from contextlib import suppress
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from secrets import token_urlsafe

from archive import passwords
from archive.accounts import By, can_log_in, mark_of, tell
from archive.errors import Busy, NotFound
from archive.model import Account, LogIn
from archive.parts import Archive

LIFE = timedelta(hours=8)
"""A session ends so long after it began, whatever is done in it: a working day."""
IDLE = timedelta(hours=2)
"""And so long after it was last used."""
TOUCH = timedelta(minutes=5)
"""That it was used is written no oftener."""
MOST = 20
"""Sessions that one account has at most; the one used least lately makes room."""
AGENT_LIMIT = 200


@dataclass(frozen=True, kw_only=True)
class Entered:
    """Somebody who is logged in: the account as it is now, and the session."""

    account: Account
    login: LogIn


def known(archive: Archive, name: str, password: str) -> Account | None:
    """Whose name and password these are, if they may log in. As slow for an unknown name as for a wrong password."""
    try:
        account = archive.store.people.account(name.casefold())
    except NotFound:
        account = None
    right = passwords.is_right(account.password if account else "", password)
    if account is None or not right or not can_log_in(account):
        return None
    if passwords.is_dated(account.password):
        account = replace(account, password=passwords.hashed(password))
        archive.store.people.save(account)
    return account


def begin(archive: Archive, account: Account, by: By, agent: str = "") -> tuple[str, LogIn]:
    """A new session; gives what the cookie holds, which is kept nowhere, and the session."""
    cookie, now, people = token_urlsafe(32), archive.clock(), archive.store.people
    login = LogIn(
        mark=mark_of(cookie),
        account=account.name,
        token=token_urlsafe(32),
        began=now,
        seen_at=now,
        address=by.address,
        agent=agent[:AGENT_LIMIT],
    )
    with archive.store.transaction():
        people.sweep(began_before=now - LIFE)
        for each in people.logins(account.name)[MOST - 1 :]:
            people.end(each.mark)
        people.begin(login)
        people.save(replace(people.account(account.name), seen_at=now))
        tell(archive, by, "session.begin", account.name)
    return cookie, login


def entered(archive: Archive, cookie: str) -> Entered | None:
    """Who comes with this cookie; None when the session has ended or the account is shut."""
    login = archive.store.people.login(mark_of(cookie)) if cookie else None
    if login is None or not is_open(login, now=archive.clock()):
        return None
    try:
        account = archive.store.people.account(login.account)
    except NotFound:
        return None
    if not account.enabled:
        return None
    _touch(archive, login)
    return Entered(account=account, login=login)


def is_open(login: LogIn, *, now: datetime) -> bool:
    """Whether a session has not come to its end."""
    return now < login.began + LIFE and now < login.seen_at + IDLE


def _touch(archive: Archive, login: LogIn) -> None:
    now = archive.clock()
    if now - login.seen_at >= TOUCH:
        with suppress(Busy):
            archive.store.people.touch(login.mark, at=now)


def end(archive: Archive, login: LogIn, by: By) -> None:
    """End a session, one's own or another's."""
    with archive.store.transaction():
        archive.store.people.end(login.mark)
        tell(archive, by, "session.end", login.account)


def end_all(archive: Archive, account: str, by: By) -> None:
    """End every session of an account. Raises NotFound."""
    with archive.store.transaction():
        archive.store.people.end_all(archive.store.people.account(account).name)
        tell(archive, by, "session.end_all", account)
