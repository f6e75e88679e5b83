"""Accounts: made by invitation, changed by those who tend the archive, each act in the audit log.

Nobody sends anything: an invitation is a link that is shown once, to be handed on. There is no default password; where
no admin can log in, a link printed on the terminal makes the first one.
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import timedelta
from secrets import token_urlsafe

from archive import passwords
from archive.enrich.identity import mask
from archive.errors import AccountRefused, NameTaken, NotFound
from archive.limiting.grants import granted, missing_text
from archive.model import Account, AuditEntry, Invitation, Role
from archive.oidc import Person
from archive.parts import Archive

INVITATION_LIFE = timedelta(days=7)
FIRST_LIFE = timedelta(days=1)
FIRST = ""
"""The account of the invitation that makes the first admin."""
NAME = re.compile(r"[^\W_][\w.@+-]{1,79}")
NOT_IN_NAMES = re.compile(r"[^\w.@+-]")
SHOWN_LIMIT = 80
NAMED = 5
"""Sources that a complaint names."""
MOST = 2_000
"""Accounts that an archive has at most."""


@dataclass(frozen=True, kw_only=True)
class By:
    """Who does it, and from where; "" is the command line."""

    who: str
    address: str = ""


def tell(archive: Archive, by: By, deed: str, about: str = "", detail: str = "") -> None:
    """Put an act in the audit log, without what may be a personal number; it stays there for ever."""
    entry = AuditEntry(
        at=archive.clock(), who=mask(by.who), deed=deed, about=mask(about), detail=mask(detail), address=by.address
    )
    archive.store.audit.tell(entry)


def mark_of(key: str) -> str:
    """What a key or a cookie is kept as."""
    return hashlib.sha256(key.encode("utf-8", "surrogatepass")).hexdigest()


def can_log_in(account: Account) -> bool:
    """Whether it is enabled and has a way in."""
    return account.enabled and bool(account.password or account.subject)


def has_admin(archive: Archive) -> bool:
    """Whether any admin can log in."""
    return bool(_admins(archive))


def invite_first(archive: Archive) -> str:
    """The key of the one-time link that makes the first admin; an earlier one opens no more."""
    return _invited(archive, FIRST, FIRST_LIFE)


def add(archive: Archive, account: Account, by: By) -> str:
    """Add an account without a password; gives the key of its invitation. Raises AccountRefused."""
    account = _checked(replace(account, name=account.name.casefold(), sources=_known(archive, account.sources)))
    with archive.store.transaction():
        _make(archive, account)
        tell(archive, by, "account.add", account.name, ", ".join((account.shown, account.role, *account.sources)))
        return _invited(archive, account.name, INVITATION_LIFE)


def reset(archive: Archive, name: str, by: By) -> str:
    """Take away the password, end all sessions; gives the key of a new invitation. Raises NotFound, AccountRefused."""
    with archive.store.transaction():
        account = archive.store.people.account(name)
        if account.subject:
            raise AccountRefused("Kontot loggar in hos organisationen och har inget lösenord här.")
        archive.store.people.save(replace(account, password=""))  # nosec B106 # no password: none opens it
        archive.store.people.end_all(name)
        tell(archive, by, "account.reset", name)
        return _invited(archive, name, INVITATION_LIFE)


def change_role(archive: Archive, name: str, role: Role, by: By) -> None:
    """Give another role; sessions end, so that the next one begins with it. Raises NotFound, AccountRefused."""
    with archive.store.transaction():
        account = archive.store.people.account(name)
        if account.role is role:
            return
        _keep_an_admin(archive, replace(account, role=role))
        archive.store.people.save(replace(account, role=role))
        archive.store.people.end_all(name)
        tell(archive, by, "account.role", name, f"{account.role} -> {role}")


def limit(archive: Archive, name: str, sources: tuple[str, ...], by: By) -> None:
    """Limit an account to some sources, or to none of them less; sessions end. Raises NotFound, AccountRefused."""
    with archive.store.transaction():
        account = archive.store.people.account(name)
        changed = replace(account, sources=_known(archive, sources))
        if changed == account:
            return
        _keep_an_admin(archive, changed)
        archive.store.people.save(changed)
        archive.store.people.end_all(name)
        tell(archive, by, "account.sources", name, ", ".join(changed.sources) or "alla")


def _known(archive: Archive, grants: Iterable[str]) -> tuple[str, ...]:
    """Grants as they are kept. Raises AccountRefused for one that is of no source."""
    said = tuple(dict.fromkeys(" ".join(each.split()) for each in grants if each.strip()))
    sources = archive.store.sources.all()
    if missing := [each for each in said if not granted([each], sources)]:
        raise AccountRefused(missing_text(missing[:NAMED]), "kallor")
    return said


def enable(archive: Archive, name: str, by: By, *, off: bool = False) -> None:
    """Let somebody in again, or shut them out and end their sessions. Raises NotFound, AccountRefused."""
    with archive.store.transaction():
        account = archive.store.people.account(name)
        changed = replace(account, enabled=not off)
        if changed == account:
            return
        if off:
            _keep_an_admin(archive, changed)
            archive.store.people.end_all(name)
            archive.store.people.uninvite(name)
        archive.store.people.save(changed)
        tell(archive, by, "account.disable" if off else "account.enable", name)


def invited(archive: Archive, key: str) -> Account | None:
    """Whom a link invites; None when it opens nothing. The first admin's account has no name yet."""
    found = archive.store.people.invitation(mark_of(key))
    if found is None or archive.clock() >= found.ends:
        return None
    if found.account == FIRST:
        blank = Account(name=FIRST, shown="", role=Role.ADMIN, made_at=archive.clock())
        return None if has_admin(archive) else blank
    try:
        account = archive.store.people.account(found.account)
    except NotFound:
        return None
    return account if account.enabled else None


def accept(archive: Archive, key: str, password: str, *, by: By, first: Account | None = None) -> Account:
    """Use up a link and set the password; `first` says who the first admin is. Raises AccountRefused, NotFound."""
    found = _to_accept(archive, key, first)
    kept = replace(found, password=_good(archive, found, password))
    with archive.store.transaction():
        # Asked again inside: of two that came at once, one is too late.
        if (now := invited(archive, key)) is None or (now.name and now.role is not found.role):
            raise NotFound("the link has been used")
        archive.store.people.uninvite(now.name)
        if now.name:
            archive.store.people.save(kept)
        else:
            _make(archive, kept)
        archive.store.people.end_all(kept.name)
        tell(archive, replace(by, who=kept.shown), "account.accept", kept.name, str(kept.role))
    return kept


def change_password(archive: Archive, name: str, old: str, new: str, by: By) -> None:
    """Another password for somebody who knows the present one; every session ends. Raises AccountRefused, NotFound."""
    account = archive.store.people.account(name)
    if not passwords.is_right(account.password, old):
        raise AccountRefused("Det nuvarande lösenordet stämmer inte.", "nuvarande")
    kept = _good(archive, account, new)
    with archive.store.transaction():
        archive.store.people.save(replace(archive.store.people.account(name), password=kept))
        archive.store.people.end_all(name)
        tell(archive, by, "account.password", name)


def federated(archive: Archive, person: Person, role: Role, by: By) -> Account:
    """The account of somebody the organisation vouches for, made at the first time; role and name are the newest said.

    It never becomes an account that was there under the same name. Raises AccountRefused when it is shut.
    """
    with archive.store.transaction():
        found = archive.store.people.of_subject(person.subject)
        if found is None:
            return _made_federated(archive, person, role, by)
        if not found.enabled:
            raise AccountRefused("Kontot är avstängt i arkivet. Be den som sköter arkivet om hjälp.")
        changed = replace(found, role=role)
        if changed != found:
            archive.store.people.save(changed)
            archive.store.people.end_all(found.name)
            tell(archive, by, "account.role", found.name, f"{found.role} -> {role}")
        return changed


def _made_federated(archive: Archive, person: Person, role: Role, by: By) -> Account:
    known = archive.store.people.accounts()
    names, shown = {each.name for each in known}, {each.shown.casefold() for each in known}
    name = _free(NOT_IN_NAMES.sub("", person.name.casefold()).lstrip("_.@+-")[:60] or "konto", names)
    called = " ".join(person.shown.split())[: SHOWN_LIMIT - 20] or name
    account = Account(
        name=name if len(name) > 1 else f"{name}-1",
        shown=called if called.casefold() not in shown else f"{called} ({name})"[:SHOWN_LIMIT],
        role=role,
        made_at=archive.clock(),
        subject=person.subject,
    )
    account = _checked(account)
    _make(archive, account)
    tell(archive, by, "account.federated", account.name, f"{account.shown}, {role}")
    return account


def _free(name: str, taken: set[str]) -> str:
    return next(each for each in (name, *(f"{name}-{number}" for number in range(2, MOST + 3))) if each not in taken)


def _to_accept(archive: Archive, key: str, first: Account | None) -> Account:
    found = invited(archive, key)
    if found is None:
        raise NotFound("the link opens nothing")
    if found.name:
        return found
    if first is None:
        raise AccountRefused("Skriv vem du är.", "namn")
    said = replace(found, name=first.name.casefold(), shown=first.shown)
    return _checked(said)


def _good(archive: Archive, account: Account, password: str) -> str:
    """The hash of a password that may be one. Raises AccountRefused."""
    wrong = passwords.complaint(password, (account.name, account.shown, archive.config.title))
    if wrong:
        raise AccountRefused(wrong, "losenord")
    return passwords.hashed(password)


def _checked(account: Account) -> Account:
    if not NAME.fullmatch(account.name):
        raise AccountRefused(
            "Inloggningsnamnet ska ha 2–80 tecken: bokstäver, siffror och . _ @ + - utan mellanslag.", "konto"
        )
    if not account.shown or len(account.shown) > SHOWN_LIMIT:
        raise AccountRefused(f"Skriv personens namn, högst {SHOWN_LIMIT} tecken.", "namn")
    return account


def _make(archive: Archive, account: Account) -> None:
    known = archive.store.people.accounts()
    if any(each.name == account.name for each in known):
        raise AccountRefused("Det finns redan ett konto med det inloggningsnamnet.", "konto")
    if any(each.shown.casefold() == account.shown.casefold() for each in known):
        raise AccountRefused("Någon annan heter redan så här. Lägg till något som skiljer er åt.", "namn")
    if len(known) >= MOST:
        raise AccountRefused(f"Arkivet har redan {MOST} konton.")
    try:
        archive.store.people.save(account)
    except NameTaken as error:
        raise AccountRefused("Någon annan heter redan så här. Lägg till något som skiljer er åt.", "namn") from error


def _admins(archive: Archive) -> tuple[Account, ...]:
    return tuple(each for each in archive.store.people.accounts() if _tends_all(each))


def _tends_all(account: Account) -> bool:
    """Whether somebody can log in and tend the whole archive."""
    return account.role is Role.ADMIN and not account.sources and can_log_in(account)


def _keep_an_admin(archive: Archive, changed: Account) -> None:
    """Raises AccountRefused when nobody would be left who can tend the archive."""
    stays = _tends_all(changed)
    if {each.name for each in _admins(archive)} == {changed.name} and not stays:
        raise AccountRefused("Det är den enda som kan sköta arkivet. Gör någon annan till admin först.")


def _invited(archive: Archive, name: str, life: timedelta) -> str:
    key = token_urlsafe(32)
    archive.store.people.invite(Invitation(mark=mark_of(key), account=name, ends=archive.clock() + life))
    return key
