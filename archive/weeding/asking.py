"""Who may remove what: one person asks, naming the decision, another one confirms or declines within 30 days."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from uuid import uuid4

from archive.enrich.identity import mask
from archive.errors import Busy, WeedingRefused
from archive.model import AuditEntry, Removable, Removal, RemovalState, Signature
from archive.parts import Archive
from archive.weeding.carrying import finish
from archive.weeding.tracing import trace

LIFE = timedelta(days=30)
"""How long a request waits for a second person."""
SAME = "Den som begärde gallringen kan inte bekräfta den. Be en annan person."
NAMELESS = "För att bekräfta eller avslå behövs ett eget konto. Be någon annan än den som begärde gallringen logga in."
CHANGED = "Det som skulle gallras har ändrats sedan du läste det. Läs igenom förteckningen igen och bekräfta sedan."
ANSWERED = "Begäran är redan besvarad."
EXPIRED = "Begäran är äldre än 30 dagar och gäller inte längre. Gör en ny."
CRAWLED = "Källan hämtas just nu. Vänta tills hämtningen är klar och bekräfta då."
INCOMPLETE = "Skriv vilket beslut som gäller, skälet och det lagrum eller den plan som beslutet bygger på."


@dataclass(frozen=True, kw_only=True)
class By:
    """Who acts. `person` is the id of their account; without one, `is_vouched` says that the operator stands for them.

    `address` is where the request came from, "" for the command line.
    """

    who: str
    person: str = ""
    address: str = ""
    is_vouched: bool = False


@dataclass(frozen=True, kw_only=True)
class Wish:
    """What is asked to be removed, and on which decision. `ground` is a law or a retention schedule."""

    targets: tuple[Removable, ...]
    reference: str
    reason: str
    ground: str
    keeps_addresses: bool = False


def request(archive: Archive, wish: Wish, by: By) -> Removal:
    """Keep a request; nothing is removed. Raises WeedingRefused, NotFound."""
    if not all((wish.reference, wish.reason, wish.ground, by.who)):
        raise WeedingRefused(INCOMPLETE)
    plan = trace(archive, wish.targets)
    with archive.store.transaction():
        asked = archive.store.removals.add(
            Removal(
                key=uuid4().hex,
                asked=_signed(archive, by),
                reference=wish.reference,
                reason=wish.reason,
                ground=wish.ground,
                keeps_addresses=wish.keeps_addresses,
                targets=wish.targets,
                sources=tuple(sorted({archive.store.pages.page(each.page).source for each in wish.targets})),
            )
        )
        _tell(archive, "weeding.request", asked, by, f"{wish.reference}; {len(plan.records)} captures")
    return asked


def decline(archive: Archive, id: int, by: By, *, comment: str = "") -> Removal:
    """Say no; a request that was made by mistake may be declined by who made it. Raises WeedingRefused, NotFound."""
    with archive.store.transaction():
        asked = _waiting(archive, id)
        answered = _signed(archive, by)
        declined = replace(asked, state=RemovalState.DECLINED, answered=answered, comment=comment)
        archive.store.removals.save(declined)
        _tell(archive, "weeding.decline", asked, by, comment)
    return declined


def confirm(archive: Archive, id: int, by: By, *, seen: str) -> Removal:
    """Confirm and carry out; `seen` is the fingerprint of the plan that was read.

    Gives it done, or confirmed when something else is in the way: `resume` then goes on. Raises WeedingRefused, Busy
    while a source is crawled, NotFound.
    """
    with archive.store.transaction():
        asked = _waiting(archive, id)
        _check_second(asked, by)
        plan = trace(archive, asked.targets)
        if plan.crawling:
            raise Busy(CRAWLED)
        if plan.fingerprint != seen:
            raise WeedingRefused(CHANGED)
        signed = replace(
            asked,
            state=RemovalState.CONFIRMED,
            answered=_signed(archive, by),
            targets=plan.targets,
            versions=plan.versions,
            records=plan.records,
        )
        archive.store.removals.carry_out(signed)
        _tell(archive, "weeding.confirm", signed, by, f"{signed.reference}; plan sha256 {seen}")
    return finish(archive, signed)


def is_expired(removal: Removal, now: datetime) -> bool:
    """True of a request that nobody answered in time."""
    return removal.state is RemovalState.ASKED and now - removal.asked.at > LIFE


def _waiting(archive: Archive, id: int) -> Removal:
    asked = archive.store.removals.one(id)
    if asked.state is not RemovalState.ASKED:
        raise WeedingRefused(ANSWERED)
    if is_expired(asked, archive.clock()):
        raise WeedingRefused(EXPIRED)
    return asked


def _check_second(asked: Removal, by: By) -> None:
    """Raises WeedingRefused unless this is somebody else than who asked: another name is not enough on its own."""
    if not by.person and not by.is_vouched:
        raise WeedingRefused(NAMELESS)
    have_accounts = bool(by.person and asked.asked.person)
    is_same = by.person == asked.asked.person if have_accounts else _folded(by.who) == _folded(asked.asked.who)
    if is_same:
        raise WeedingRefused(SAME)


def _folded(name: str) -> str:
    return " ".join(name.casefold().split())


def _signed(archive: Archive, by: By) -> Signature:
    return Signature(at=archive.clock(), who=by.who, person=by.person)


def _tell(archive: Archive, deed: str, removal: Removal, by: By, detail: str) -> None:
    """Put an act in the audit log, without what may be a personal number; it stays there for ever."""
    about = f"gallring {removal.id}"
    entry = AuditEntry(
        at=archive.clock(), who=mask(by.who), deed=deed, about=about, detail=mask(detail), address=by.address
    )
    archive.store.audit.tell(entry)
