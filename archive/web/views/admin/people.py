"""Accounts, and where people are logged in, as pages. Pure."""

from __future__ import annotations

import math
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from urllib.parse import quote

from archive.enrich.identity import mask
from archive.limiting.grants import MUNICIPALITY
from archive.model import Account, Invitation, LogIn, Role
from archive.web.views.admin import PEOPLE
from archive.web.words import capital, moment_text, number_text, short_text

OWN = "/admin/mitt"
ROLES = {
    Role.READER: "läser och söker där arkivet inte är öppet för alla",
    Role.OFFICER: "rättar läsningar, granskar, lämnar ut, begär gallring",
    Role.AUDITOR: "granskar beslut och upphandlingar, läser alla loggar",
    Role.ADMIN: "sköter källor, hämtningar och konton, bekräftar gallring",
}


@dataclass(frozen=True, kw_only=True)
class EntranceView:
    """For admin/login.html. `tended`: an admin can log in; `sso`: there is the organisation's log-in, too."""

    name: str
    note: str
    target: str
    tended: bool
    public: bool
    sso: bool = False


@dataclass(frozen=True, kw_only=True)
class RoleView:
    """A role to choose."""

    value: str
    name: str
    does: str
    chosen: bool


@dataclass(frozen=True, kw_only=True)
class AccountView:
    """An account in the list, and on its page."""

    name: str
    shown: str
    role: str
    state: str
    enabled: bool
    local: bool
    url: str
    sources: tuple[str, ...] = ()
    limits: str = ""


@dataclass(frozen=True, kw_only=True)
class LogInView:
    """A browser where somebody is logged in."""

    mark: str
    browser: str
    where: str
    began: str
    seen: str
    here: bool


@dataclass(frozen=True, kw_only=True)
class PeopleView:
    """For admin/people.html. `link` is a new invitation's, shown once."""

    accounts: tuple[AccountView, ...]
    count: str
    said: Account
    roles: tuple[RoleView, ...]
    link: str


@dataclass(frozen=True, kw_only=True)
class AccountPageView:
    """For admin/account.html. `own` is whether it is the one who looks."""

    account: AccountView
    roles: tuple[RoleView, ...]
    logins: tuple[LogInView, ...]
    own: bool
    link: str


@dataclass(frozen=True, kw_only=True)
class OwnView:
    """For admin/own.html. `limits` is what the account is limited to, "" for everything."""

    name: str
    account: str
    role: str
    does: str
    limits: str
    local: bool
    logins: tuple[LogInView, ...]


def account_url(name: str) -> str:
    """The address of an account's page."""
    return f"{PEOPLE}/{quote(name, safe='')}"


def link_text(key: str) -> str:
    """The path of an invitation."""
    return f"/admin/in/ny?nyckel={quote(key, safe='')}"


def limits_text(sources: Iterable[str]) -> str:
    """What an account is limited to, in words; "" when it is to nothing."""
    said = (each.removeprefix(MUNICIPALITY) if each.startswith(MUNICIPALITY) else f"källan {each}" for each in sources)
    return short_text(mask(", ".join(said)), 200)


def minutes_text(wait: timedelta) -> str:
    """How long somebody must wait, in a sentence."""
    seconds = math.ceil(wait.total_seconds())
    said = f"{seconds} sekunder" if seconds < 90 else f"{math.ceil(seconds / 60)} minuter"
    return f"Vänta {said} och försök igen."


def make_people(
    accounts: Sequence[Account], invitations: Iterable[Invitation], *, now: datetime, said: Account, link: str = ""
) -> PeopleView:
    """Every account, those that are shut last."""
    links = {each.account: each for each in invitations}
    ordered = sorted(accounts, key=lambda each: (not each.enabled, each.shown.casefold()))
    return PeopleView(
        accounts=tuple(_account(each, links.get(each.name), now) for each in ordered),
        count="1 konto" if len(accounts) == 1 else f"{number_text(len(accounts))} konton",
        said=said,
        roles=_roles(said.role),
        link=link,
    )


def make_account(
    account: Account, invitations: Sequence[Invitation], logins: Iterable[LogIn], *, now: datetime, own: bool, link: str
) -> AccountPageView:
    """One account with its sessions."""
    return AccountPageView(
        account=_account(account, invitations[0] if invitations else None, now),
        roles=_roles(account.role),
        logins=tuple(_login(each, "") for each in logins),
        own=own,
        link=link,
    )


def make_own(name: str, role: Role, account: Account | None, logins: Iterable[LogIn], here: str) -> OwnView:
    """One's own account."""
    return OwnView(
        name=name,
        account=account.name if account else "",
        role=capital(role),
        does=ROLES[role],
        limits=limits_text(account.sources) if account else "",
        local=bool(account and account.password),
        logins=tuple(_login(each, here) for each in logins),
    )


def _roles(chosen: Role) -> tuple[RoleView, ...]:
    return tuple(
        RoleView(value=role.value, name=capital(role), does=does, chosen=role is chosen) for role, does in ROLES.items()
    )


def _account(account: Account, invitation: Invitation | None, now: datetime) -> AccountView:
    return AccountView(
        name=account.name,
        shown=mask(account.shown),
        role=capital(account.role),
        state=_state(account, invitation, now),
        enabled=account.enabled,
        local=not account.subject,
        url=account_url(account.name),
        sources=tuple(map(mask, account.sources)),
        limits=limits_text(account.sources),
    )


def _state(account: Account, invitation: Invitation | None, now: datetime) -> str:
    if not account.enabled:
        return "avstängt"
    if invitation is not None and now < invitation.ends:
        return f"väntar på att lösenord väljs, länken gäller till {moment_text(invitation.ends)}"
    if not account.password and not account.subject:
        return "har inget lösenord: länken är för gammal, gör en ny"
    return f"senast inloggad {moment_text(account.seen_at)}" if account.seen_at else "har inte loggat in"


def _login(login: LogIn, here: str) -> LogInView:
    return LogInView(
        mark=login.mark,
        browser=browser_text(login.agent),
        where=login.address,
        began=moment_text(login.began),
        seen=moment_text(login.seen_at),
        here=login.mark == here,
    )


def browser_text(agent: str) -> str:
    """What browser it was, in the words a person knows; the beginning of what it said when it is none of these."""
    known = {"Edg/": "Edge", "OPR/": "Opera", "Firefox/": "Firefox", "Chrome/": "Chrome", "Safari/": "Safari"}
    on = {
        "Android": "Android",
        "iPhone": "iPhone",
        "iPad": "iPad",
        "Windows": "Windows",
        "Mac OS": "Mac",
        "Linux": "Linux",
    }
    name = next((said for sign, said in known.items() if sign in agent), "")
    system = next((said for sign, said in on.items() if sign in agent), "")
    return " på ".join(filter(None, (name, system))) or short_text(mask(agent), 60) or "okänd webbläsare"
