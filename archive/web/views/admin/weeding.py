"""Gallring as pages: the form, the list, what a request would take away, what became of it. Pure."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from itertools import islice

from archive.enrich.identity import mask, mask_address
from archive.model import Kept, Removal, RemovalState
from archive.model.moments import stamp_text
from archive.web.links import list_url, page_url
from archive.web.views.admin import WEEDING
from archive.web.views.admin.weeding_form import WeedingForm
from archive.web.views.parts import Link, Pager, open_pager
from archive.web.words import address_text, capital, moment_text, number_text, short_text
from archive.weeding import LIFE, Plan, Proposal, Trace, is_expired, words_of

SIZE = 25
SHOWN = 100
"""Pages whose traces are shown, and captures of each; the rest are counted."""
CAPTURES = 20
TITLE_LIMIT = 160
NEAR_END = timedelta(days=5)
STATES = {
    RemovalState.ASKED: "Väntar på en andra person",
    RemovalState.DECLINED: "Avslagen",
    RemovalState.CONFIRMED: "Bekräftad, städas ur arkivets filer",
    RemovalState.DONE: "Genomförd",
}
EXPIRED = "Förfallen, ingen svarade inom 30 dagar"
KEPT_ADDRESSES = "får stå kvar i arkivet"
LOST_ADDRESSES = "gallras också, bara deras SHA-256 blir kvar"


@dataclass(frozen=True, kw_only=True)
class RemovalRow:
    """A request or removal in the list."""

    title: str
    url: str
    state: str
    when: str
    who: str
    size: str


@dataclass(frozen=True, kw_only=True)
class RemovalsView:
    """For admin/weeding.html."""

    form: WeedingForm
    rows: tuple[RemovalRow, ...]
    pager: Pager
    proposals: tuple[Link, ...] = ()
    can_ask: bool = True


def make_removals(removals: Iterable[Removal], page: int, form: WeedingForm, *, now: datetime) -> RemovalsView:
    """A page of the list, newest first, under the form."""
    start = (page - 1) * SIZE
    taken = tuple(islice(removals, start, start + SIZE + 1))
    pager = open_pager(page, more=len(taken) > SIZE, url=_list_url)
    return RemovalsView(form=form, rows=tuple(_row(each, now) for each in taken[:SIZE]), pager=pager)


def make_proposal(proposal: Proposal) -> Link:
    """The sentence of a proposal, and the way to the form filled in with its pages."""
    verb = many(proposal.count, "sida har passerat sin bevarandetid", "sidor har passerat sin bevarandetid")
    text = f"{proposal.source}: {verb} på {many(proposal.years, 'år', 'år')}"
    return Link(text=text, url=list_url(WEEDING, (("kalla", proposal.source),)))


def _list_url(page: int) -> str:
    return list_url(WEEDING, (("sida", str(page) if page > 1 else ""),))


def removal_url(id: int) -> str:
    """The address of a request or removal."""
    return f"{WEEDING}/{id}"


def _row(removal: Removal, now: datetime) -> RemovalRow:
    return RemovalRow(
        title=f"Nr {removal.id}: {short_text(mask(removal.reference), TITLE_LIMIT)}",
        url=removal_url(removal.id),
        state=state_text(removal, now),
        when=moment_text(removal.asked.at),
        who=removal.asked.who,
        size=many(len(removal.targets), "sida eller version", "sidor eller versioner"),
    )


def state_text(removal: Removal, now: datetime) -> str:
    """How far it has come, in words."""
    return EXPIRED if is_expired(removal, now) else STATES[removal.state]


def many(count: int, one: str, more: str) -> str:
    """A counted noun."""
    return f"{number_text(count)} {one if count == 1 else more}"


@dataclass(frozen=True, kw_only=True)
class TraceView:
    """What there is of one page or version."""

    title: str
    url: str
    address: str
    facts: tuple[str, ...]
    remarks: tuple[str, ...]
    captures: tuple[str, ...]
    more: str


@dataclass(frozen=True, kw_only=True)
class RemovalView:
    """For admin/removal.html. `fingerprint` is empty when there is nothing to answer."""

    number: int
    state: str
    pairs: tuple[tuple[str, str], ...]
    totals: tuple[str, ...] = ()
    traces: tuple[TraceView, ...] = ()
    more: str = ""
    stays: tuple[str, ...] = ()
    fingerprint: str = ""
    barred: str = ""
    is_own: bool = False
    checks: tuple[tuple[str, str], ...] = ()
    proofs: tuple[Link, ...] = ()
    unfinished: bool = False


def make_asked(removal: Removal, plan: Plan, *, now: datetime, barred: str) -> RemovalView:
    """A request that waits: everything that would go. `barred` is why the reader cannot confirm it, or empty."""
    hidden = len(plan.traces) - SHOWN
    return RemovalView(
        number=removal.id,
        state=state_text(removal, now),
        pairs=(*_pairs(removal), *_ends(removal, now)),
        totals=_totals(plan),
        traces=tuple(map(_trace, plan.traces[:SHOWN])),
        more=f"och {many(hidden, 'sida', 'sidor')} till, som räknas med ovan" if hidden > 0 else "",
        stays=tuple(_stays(plan)),
        fingerprint="" if is_expired(removal, now) else plan.fingerprint,
        barred=barred,
    )


def make_answered(removal: Removal, *, now: datetime) -> RemovalView:
    """A request that was answered, and its proof when it was carried out."""
    proof = removal.proof
    names = (("PDF", "pdf"), ("webbsida", "html"), ("JSON", "json"))
    return RemovalView(
        number=removal.id,
        state=state_text(removal, now),
        pairs=_pairs(removal),
        totals=(
            many(len(removal.versions), "version", "versioner"),
            many(len(removal.records), "hämtning", "hämtningar"),
        )
        if removal.versions or removal.records
        else (),
        checks=tuple((capital(words_of(each)), number_text(each.found)) for each in proof.checks) if proof else (),
        proofs=tuple(Link(text=text, url=f"{removal_url(removal.id)}/bevis.{end}") for text, end in names)
        if proof
        else (),
        unfinished=removal.state is RemovalState.CONFIRMED,
    )


def _pairs(removal: Removal) -> tuple[tuple[str, str], ...]:
    answered = removal.answered
    verb = "Avslagen av" if removal.state is RemovalState.DECLINED else "Bekräftad av"
    said = (
        ("Beslut", mask(removal.reference)),
        ("Skäl", mask(removal.reason)),
        ("Rättslig grund", mask(removal.ground)),
        ("Begärd av", f"{removal.asked.who}, {moment_text(removal.asked.at)}"),
        (verb, f"{answered.who}, {moment_text(answered.at)}" if answered else ""),
        ("Kommentar", mask(removal.comment)),
        ("Adresserna", KEPT_ADDRESSES if removal.keeps_addresses else LOST_ADDRESSES),
    )
    return tuple(pair for pair in said if pair[1])


def _ends(removal: Removal, now: datetime) -> tuple[tuple[str, str], ...]:
    ends = removal.asked.at + LIFE
    soon = " (snart)" if now < ends < now + NEAR_END else ""
    return (("Gäller till", f"{moment_text(ends)}{soon}"),)


def _totals(plan: Plan) -> tuple[str, ...]:
    facts = sum(each.held.facts for each in plan.traces if each.target.at is None)
    return (
        *_counted(plan.traces),
        many(len(plan.versions), "version", "versioner"),
        many(len(plan.records), "hämtning", "hämtningar"),
        many(facts, "uppgift", "uppgifter"),
        _size(plan.size),
    )


def _counted(traces: Iterable[Trace]) -> Iterable[str]:
    whole = sum(each.target.at is None for each in traces)
    if whole:
        yield many(whole, "hel sida", "hela sidor")


def _size(size: int) -> str:
    return f"{number_text(-(-size // 1000))} kB i WARC-filerna"


def _trace(trace: Trace) -> TraceView:
    at = trace.target.at
    hidden = len(trace.records) - CAPTURES
    return TraceView(
        title=short_text(mask(trace.title.strip()), TITLE_LIMIT) or trace.target.page,
        url=page_url(trace.target.page, stamp_text(at)) if at else page_url(trace.target.page),
        address=", ".join(_address(page.url) for page in trace.pages),
        facts=(
            "bara den här versionen" if at else "hela sidan",
            many(len(trace.versions), "version", "versioner"),
            many(len(trace.records), "hämtning", "hämtningar"),
            *(() if at else (many(trace.held.facts, "uppgift", "uppgifter"),)),
            _size(sum(each.length for each in trace.records)),
        ),
        remarks=tuple(_remarks(trace)),
        captures=tuple(map(_capture, trace.records[:CAPTURES])),
        more=f"och {number_text(hidden)} till" if hidden > 0 else "",
    )


def _remarks(trace: Trace) -> Iterable[str]:
    """What is to be known of a page besides; of a version, nothing more."""
    held = trace.held
    if trace.target.at is not None:
        return
    if trace.is_seed:
        yield "Adressen är en startadress för källan. Ta bort den där också."
    if held.corrections:
        yield f"{many(held.corrections, 'rättelse', 'rättelser')} av sidan: orden töms, vem och när står kvar."
    if held.children:
        found = many(held.children, "sida hittades", "sidor hittades")
        yield f"{found} genom sidan (till exempel bilagor) och blir kvar."
    for page in trace.alike[:CAPTURES]:
        yield f"Samma text finns på {_address(page.url)} och blir kvar där."


def _address(url: str) -> str:
    return address_text(mask_address(url))


def _capture(kept: Kept) -> str:
    kind = "oförändrad sedan tidigare" if kept.refers_to is not None else f"svar {kept.status}"
    return f"{moment_text(kept.at)}, {kind}: {kept.file}, från byte {kept.offset}, {kept.length} byte"


def _stays(plan: Plan) -> Iterable[str]:
    for each in plan.elsewhere[:CAPTURES]:
        where = f"Samma innehåll hämtades {moment_text(each.at)} från {_address(each.url)}."
        yield f"{where} Lägg till den adressen om den också ska bort."
    if plan.handouts:
        numbers = ", ".join(f"nr {each}" for each in plan.handouts[:CAPTURES])
        yield f"Utlämnat: {numbers}. Det går inte att få tillbaka, och filen går inte att göra om efter gallringen."
    yield (
        "Säkerhetskopior som redan är gjorda innehåller sidorna. När en läses tillbaka görs gallringen om "
        "(kommunarkiv restore --removals)."
    )
    yield "Kopior som andra har hämtat genom gränssnittet för program. Ändringsflödet säger åt dem att ta bort sidorna."
