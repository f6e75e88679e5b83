"""What went wrong: alerts, causes with what to do, pages that vanished, rules that refuse. Pure but for the store."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta

from archive.enrich.identity import mask
from archive.model import Alert, AlertKind, JobState, Run
from archive.model.troubles import CauseCount, Dismissal, Fate, Outcome, PageFate, Trouble
from archive.store import Store
from archive.web.links import list_url, page_url
from archive.web.views.admin.causes import ALERTS, Explained, explained
from archive.web.views.parts import Link, Pager, open_pager, safe_url
from archive.web.words import address_text, count_text, moment_text, number_text, short_text

TROUBLES = "/admin/fel"
LISTING = f"{TROUBLES}/adresser"
VANISHED = f"{TROUBLES}/borta"
RUNS = "/admin/korningar"
EXAMPLES = 3
SIZE = 50
LATEST_RUNS = 3
"""Runs of a source whose alerts are shown, newest first."""
MOST_SOURCES = 500
LATELY = timedelta(days=30)
SILENT = timedelta(minutes=2)
"""A job that nobody has taken for so long, and no worker heard of: nobody works."""
TITLE_LIMIT = 120


@dataclass(frozen=True, kw_only=True)
class AlertView:
    """An alert of a run, with who put it aside. Without `run` it is of the whole archive and cannot be put aside."""

    explained: Explained
    source: str = ""
    count: str = ""
    example: Link | None = None
    run: int = 0
    run_url: str = ""
    kind: str = ""
    when: str = ""
    dismissed: str = ""


@dataclass(frozen=True, kw_only=True)
class CauseView:
    """All addresses of one cause, in all sources."""

    explained: Explained
    cause: str
    count: str
    waiting: str
    sources: tuple[Link, ...]
    examples: tuple[Link, ...]
    url: str


@dataclass(frozen=True, kw_only=True)
class GoneView:
    """A page that vanished, with its last version here."""

    title: str
    address: str
    url: str
    when: str


@dataclass(frozen=True, kw_only=True)
class TroublesView:
    """For admin/troubles.html."""

    alerts: tuple[AlertView, ...]
    put_aside: tuple[AlertView, ...]
    failed: tuple[CauseView, ...]
    refused: tuple[CauseView, ...]
    gone: tuple[GoneView, ...]
    gone_count: str
    gone_url: str


def make_troubles(store: Store, *, now: datetime) -> TroublesView:
    """What there is to look at in all sources."""
    alerts = tuple(_alerts(store, now))
    causes = store.troubles.causes()
    since = now - LATELY
    return TroublesView(
        alerts=tuple(each for each in alerts if not each.dismissed),
        put_aside=tuple(each for each in alerts if each.dismissed),
        failed=_causes(store, causes, Outcome.FAILED),
        refused=_causes(store, causes, Outcome.REFUSED),
        gone=tuple(map(gone_view, store.history.fates(Fate.GONE, since=since, until=now, limit=EXAMPLES))),
        gone_count=count_text(store.history.fate_count(Fate.GONE, since=since, until=now), "sida", "sidor"),
        gone_url=VANISHED,
    )


def _alerts(store: Store, now: datetime) -> Iterator[AlertView]:
    if is_deserted(store, now=now):
        yield AlertView(explained=DESERTED)
    runs = tuple(_latest(store))
    aside = {(each.run, each.kind): each for each in store.history.dismissals([run.id for run in runs])}
    for run in runs:
        for alert in run.alerts:
            yield alert_view(run, alert, aside.get((run.id, alert.kind)))


DESERTED = Explained(
    name="Ingen arbetare hörs av",
    means="Det finns hämtningar som skulle ha börjat, men inget program hör av sig som kan utföra dem.",
    advice="Be den som sköter servern starta kommunarkiv work, eller serve med arbetare.",
)


def is_deserted(store: Store, *, now: datetime) -> bool:
    """Whether something has waited for a while and nobody works."""
    if any((now - live.heard) <= SILENT for live in store.history.running()):
        return False
    late = any(each.state is JobState.WAITING and each.due + SILENT < now for each in store.jobs.open())
    return late and not any(each.left is None and each.seen + SILENT >= now for each in store.workers.all())


def _latest(store: Store) -> Iterator[Run]:
    for source in store.sources.all()[:MOST_SOURCES]:
        yield from (run for run in store.runs.latest(source.name, limit=LATEST_RUNS) if run.alerts)


_COUNTED = {AlertKind.REBUILT: ("sida jämförd", "sidor jämförda"), AlertKind.SHRUNK: ("sida färre", "sidor färre")}


def alert_view(run: Run, alert: Alert, aside: Dismissal | None) -> AlertView:
    """An alert as it is shown, with who put it aside."""
    return AlertView(
        explained=ALERTS[alert.kind],
        source=run.source,
        count=count_text(alert.count, *_COUNTED.get(alert.kind, ("adress", "adresser"))),
        example=Link(text=address_text(alert.url), url=safe_url(alert.url)) if alert.url else None,
        run=run.id,
        run_url=f"{RUNS}/{run.id}",
        kind=alert.kind.value,
        when=moment_text(run.ended or run.started),
        dismissed=f"Avfärdad av {aside.who}, {moment_text(aside.at)}" if aside else "",
    )


def _causes(store: Store, counted: Iterable[CauseCount], outcome: Outcome) -> tuple[CauseView, ...]:
    by_cause: dict[str, list[CauseCount]] = {}
    for each in counted:
        if each.outcome is outcome:
            by_cause.setdefault(each.cause, []).append(each)
    views = [_cause(store, outcome, cause, mine) for cause, mine in by_cause.items()]
    return tuple(views)


def _cause(store: Store, outcome: Outcome, cause: str, counted: list[CauseCount]) -> CauseView:
    late = sum(each.waiting for each in counted)
    examples = store.troubles.listed(outcome, cause, limit=EXAMPLES)
    return CauseView(
        explained=explained(outcome, cause),
        cause=cause,
        count=count_text(sum(each.count for each in counted), "adress", "adresser"),
        waiting=f"{late} försöks igen av sig själva" if late else "",
        sources=tuple(
            Link(text=f"{each.source} ({each.count})", url=listing_url(outcome, cause, source=each.source))
            for each in counted[:MOST_SOURCES]
        ),
        examples=tuple(Link(text=address_text(each.url), url=safe_url(each.url)) for each in examples),
        url=listing_url(outcome, cause),
    )


def listing_url(outcome: Outcome, cause: str, *, source: str = "", after: int = 0) -> str:
    """The address of the list of a cause's addresses."""
    state = "nekad" if outcome is Outcome.REFUSED else ""
    pairs = (("lage", state), ("orsak", cause), ("kalla", source), ("efter", str(after) if after else ""))
    return list_url(LISTING, pairs)


def gone_view(each: PageFate) -> GoneView:
    """A page that vanished."""
    return GoneView(
        title=short_text(mask(each.title.strip()), TITLE_LIMIT) or address_text(each.url),
        address=address_text(each.url),
        url=page_url(each.id),
        when=moment_text(each.at),
    )


@dataclass(frozen=True, kw_only=True)
class TroubleView:
    """An address that came to nothing."""

    id: int
    address: str
    url: str
    source: str
    detail: str
    when: str
    again: str


@dataclass(frozen=True, kw_only=True)
class ListingView:
    """For admin/trouble.html: the addresses of one cause."""

    explained: Explained
    cause: str
    source: str
    here: str
    is_failure: bool
    rows: tuple[TroubleView, ...]
    more: str
    begun: bool
    start: str


def make_listing(store: Store, outcome: Outcome, cause: str, *, source: str, after: int) -> ListingView:
    """A piece of the addresses of a cause."""
    found = store.troubles.listed(outcome, cause, source=source or None, after=after, limit=SIZE + 1)
    rows, last = found[:SIZE], found[SIZE - 1].id if len(found) > SIZE else 0
    return ListingView(
        explained=explained(outcome, cause),
        cause=cause,
        source=source,
        here=listing_url(outcome, cause, source=source, after=after),
        is_failure=outcome is Outcome.FAILED,
        rows=tuple(map(_trouble, rows)),
        more=listing_url(outcome, cause, source=source, after=last) if last else "",
        begun=bool(after),
        start=listing_url(outcome, cause, source=source),
    )


def _trouble(each: Trouble) -> TroubleView:
    return TroubleView(
        id=each.id,
        address=address_text(each.url),
        url=safe_url(each.url),
        source=each.source,
        detail=short_text(mask(each.detail), TITLE_LIMIT),
        when=moment_text(each.asked_at) if each.asked_at else "",
        again=f"försöks igen {moment_text(each.retry_at)}" if each.retry_at else "",
    )


@dataclass(frozen=True, kw_only=True)
class VanishedView:
    """For admin/vanished.html."""

    rows: tuple[GoneView, ...]
    pager: Pager


def make_vanished(store: Store, page: int, *, now: datetime) -> VanishedView:
    """A page of the pages that vanished lately."""
    skip = (page - 1) * SIZE
    found = store.history.fates(Fate.GONE, since=now - LATELY, until=now, skip=skip, limit=SIZE + 1)
    pager = open_pager(page, more=len(found) > SIZE, url=lambda to: list_url(VANISHED, (("sida", str(to)),)))
    return VanishedView(rows=tuple(map(gone_view, found[:SIZE])), pager=pager)


def things_to_see(store: Store, *, now: datetime) -> tuple[Link, ...]:
    """What the first page should point at: alerts not put aside, failures. Empty when all is well."""
    alerts = sum(not each.dismissed for each in _alerts(store, now))
    failed = sum(each.count for each in store.troubles.causes() if each.outcome is Outcome.FAILED)
    warned = Link(text=count_text(alerts, "varning", "varningar"), url=f"{TROUBLES}#varningar")
    lost = Link(
        text=f"{number_text(failed)} {'adress' if failed == 1 else 'adresser'} kunde inte hämtas", url=f"{TROUBLES}#fel"
    )
    return tuple(link for count, link in ((alerts, warned), (failed, lost)) if count)
