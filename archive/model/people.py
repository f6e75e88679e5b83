"""Those who use the archive under their name: accounts, invitations and log-in sessions."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum


class Role(StrEnum):
    """What somebody is to the archive; what each may do stands in archive/web/rights.py."""

    READER = "läsare"
    """Reads and searches where reading is not for everybody."""
    OFFICER = "handläggare"
    """Corrects what was read, hands out, asks for removals."""
    AUDITOR = "revisor"
    """Reviews decisions and procurements, reads every log."""
    ADMIN = "admin"
    """Tends sources, crawls and accounts; confirms removals."""


@dataclass(frozen=True, kw_only=True)
class Account:
    """Somebody who may log in.

    `name` is what they log in with, small letters; `shown` is what they are called, in logs too, and no two accounts
    share it. `password` is an Argon2id hash in its own text form, "" when there is none yet. `subject` is who they are
    to the organisation's own log-in (issuer, a blank, subject), "" for an account of the archive's.
    """

    name: str
    shown: str
    role: Role
    made_at: datetime
    password: str = ""
    subject: str = ""
    enabled: bool = True
    seen_at: datetime | None = None
    sources: tuple[str, ...] = ()
    """What it is limited to: names of sources, or `kommun:` and a municipality's name; none is everything."""


@dataclass(frozen=True, kw_only=True)
class Invitation:
    """A link that lets one person choose a password, once. `mark` is the SHA-256 of its key, which is kept nowhere.

    `account` is whose password it sets; "" is the first admin's, who says who they are.
    """

    mark: str
    account: str
    ends: datetime


@dataclass(frozen=True, kw_only=True)
class LogIn:
    """Somebody logged in, at one browser. `mark` is the SHA-256 of the cookie; `token` must come with every form."""

    mark: str
    account: str
    token: str
    began: datetime
    seen_at: datetime
    address: str = ""
    agent: str = ""


@dataclass(frozen=True, kw_only=True)
class Tries:
    """What was tried in vain under a name or from an address: how often, when last, and whether it was told to wait."""

    count: int
    last: datetime
    barred: bool = False
