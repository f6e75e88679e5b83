"""One run in full: its sum, its log, what became of pages since an earlier one. Pure but for the store."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from archive.enrich.identity import mask
from archive.model import Run, RunState
from archive.model.troubles import EventKind, Fate, Outcome, RunEvent
from archive.store import Store
from archive.web.links import list_url
from archive.web.views.admin.causes import ALERTS, explained
from archive.web.views.admin.failing import error_text
from archive.web.views.admin.runs import (
    STATES,
    TEXT_LIMIT,
    counted_text,
    news_text,
    parts_of,
    rate_text,
    run_url,
    state_text,
    took_text,
)
from archive.web.views.admin.steered import history_url
from archive.web.views.admin.troubles import AlertView, GoneView, alert_view, gone_view
from archive.web.views.parts import Link, Pager, open_pager
from archive.web.words import count_text, moment_text, number_text, short_text

SIZE = 50
OTHERS = 10
"""Earlier runs that a run can be compared with, newest first."""
EXAMPLES = 5
FATES = {Fate.NEW: "Nya sidor", Fate.CHANGED: "Ändrade sidor", Fate.GONE: "Försvunna sidor"}
SLUGS = {"nya": Fate.NEW, "andrade": Fate.CHANGED, "borta": Fate.GONE}
ALERT_NAMES = {kind.value: said.name for kind, said in ALERTS.items()}
SAID = {
    EventKind.STARTED: "hämtningen började",
    EventKind.MADE_ROOM: "lämnade plats åt källor som väntade, går vidare av sig själv efter dem",
}
ACTS = {EventKind.PAUSED: "pausad", EventKind.RESUMED: "återupptagen", EventKind.TOLD_TO_STOP: "ombedd att stoppa"}


@dataclass(frozen=True, kw_only=True)
class FateView:
    """Pages that came, changed or went between two runs, the first of them."""

    name: str
    count: str
    pages: tuple[GoneView, ...]
    url: str


@dataclass(frozen=True, kw_only=True)
class RunView:
    """For admin/run.html."""

    title: str
    source: str
    source_url: str
    state: str
    when: str
    rate: str
    error: str
    sum_text: str
    news: str
    alerts: tuple[AlertView, ...]
    log: tuple[str, ...]
    others: tuple[Link, ...]
    compared: str
    fates: tuple[FateView, ...]


def make_run(store: Store, run: Run, other: Run | None, *, now: datetime) -> RunView:
    """A run beside an earlier one, by default the one before it."""
    aside = {each.kind: each for each in store.history.dismissals([run.id])}
    took = took_text(run)
    return RunView(
        title=f"{run.source}, {moment_text(run.started)}",
        source=run.source,
        source_url=history_url(run.source),
        state=state_text(store, run),
        when=f"började {moment_text(run.started)}{f', tog {took}' if took else ''}",
        rate=rate_text(run, now),
        error=error_text(run.error) if run.error else "",
        sum_text=sum_text(run),
        news=news_text(run),
        alerts=tuple(alert_view(run, each, aside.get(each.kind)) for each in run.alerts),
        log=tuple(map(_event, store.history.events(run.id))),
        others=_others(store, run, other),
        compared=moment_text(other.started) if other else "",
        fates=tuple(_fate(store, run, other, slug, now) for slug in SLUGS) if other else (),
    )


def sum_text(run: Run) -> str:
    """That no address was lost: all that were found, as the sum of what became of them."""
    tally, parts = run.tally, parts_of(run.tally)
    total = sum(count for count, _, _ in parts)
    said = " + ".join(counted_text(*each) for each in parts)
    sign = "=" if total == tally.discovered else "≠"
    return f"{number_text(tally.discovered)} kända adresser {sign} {said}"


def _event(each: RunEvent) -> str:
    return f"{moment_text(each.at)}: {_event_text(each)}"


def _event_text(each: RunEvent) -> str:
    detail, addresses = short_text(mask(each.detail), TEXT_LIMIT), count_text(each.count, "adress", "adresser")
    match each.kind:
        case EventKind.STARTED | EventKind.MADE_ROOM:
            said = SAID[each.kind]
        case EventKind.PAUSED | EventKind.RESUMED | EventKind.TOLD_TO_STOP:
            said = f"{ACTS[each.kind]} av {detail}"
        case EventKind.FAILED:
            said = f"{addresses} misslyckades: {explained(Outcome.FAILED, detail).name}"
        case EventKind.REFUSED:
            said = f"{addresses} hämtades inte: {explained(Outcome.REFUSED, detail).name}"
        case EventKind.ALERT:
            said = f"varning: {ALERT_NAMES.get(each.detail, detail)} ({number_text(each.count)})"
        case EventKind.ERROR:
            said = f"fel: {error_text(each.detail)}"
        case EventKind.ENDED:
            said = f"hämtningen slutade: {STATES[RunState(each.detail)]}"
    return said


def _others(store: Store, run: Run, chosen: Run | None) -> tuple[Link, ...]:
    earlier = store.history.listed(source=run.source, before=run.id, limit=OTHERS)
    return tuple(
        Link(
            text=moment_text(each.started),
            url=list_url(run_url(run.id), (("mot", str(each.id)),)),
            current=chosen is not None and each.id == chosen.id,
        )
        for each in earlier
    )


def span(run: Run, other: Run, *, now: datetime) -> tuple[datetime, datetime]:
    """From the end of an earlier run to the end of a later one: what lies between is what the later ones brought."""
    return other.ended or other.started, run.ended or now


def _fate(store: Store, run: Run, other: Run, slug: str, now: datetime) -> FateView:
    fate, (since, until) = SLUGS[slug], span(run, other, now=now)
    count = store.history.fate_count(fate, since=since, until=until, source=run.source)
    first = store.history.fates(fate, since=since, until=until, source=run.source, limit=EXAMPLES)
    return FateView(
        name=FATES[fate],
        count=number_text(count),
        pages=tuple(map(gone_view, first)),
        url=fates_url(run.id, other.id, slug) if count > EXAMPLES else "",
    )


def fates_url(run: int, other: int, slug: str, page: int = 1) -> str:
    """The address of the list of pages that came, changed or went between two runs."""
    return list_url(f"{run_url(run)}/{slug}", (("mot", str(other)), ("sida", str(page) if page > 1 else "")))


@dataclass(frozen=True, kw_only=True)
class FatesView:
    """For admin/run_pages.html."""

    name: str
    run: Link
    compared: str
    rows: tuple[GoneView, ...]
    pager: Pager


def make_fates(store: Store, run: Run, other: Run, slug: str, page: int, *, now: datetime) -> FatesView:
    """A page of them."""
    since, until = span(run, other, now=now)
    skip = (page - 1) * SIZE
    found = store.history.fates(SLUGS[slug], since=since, until=until, source=run.source, skip=skip, limit=SIZE + 1)
    return FatesView(
        name=FATES[SLUGS[slug]],
        run=Link(
            text=f"{run.source}, {moment_text(run.started)}", url=list_url(run_url(run.id), (("mot", str(other.id)),))
        ),
        compared=moment_text(other.started),
        rows=tuple(map(gone_view, found[:SIZE])),
        pager=open_pager(page, more=len(found) > SIZE, url=lambda to: fates_url(run.id, other.id, slug, to)),
    )
