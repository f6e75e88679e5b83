"""Runs: what is under way, what is queued, what each source came to, and one run in full. Pure but for the store."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from archive.model import Job, JobState, Run, RunState, Tally
from archive.model.troubles import EventKind, Live, Outcome
from archive.store import Store
from archive.web.views.admin.causes import explained
from archive.web.views.admin.failing import error_text
from archive.web.views.admin.steered import SourceRow, history_url, make_row, runs_url
from archive.web.views.admin.troubles import RUNS, is_deserted
from archive.web.views.parts import Link, Pager, make_pager, page_count
from archive.web.words import count_text, moment_text, number_text

SIZE = 25
SOURCES_SIZE = 50
"""Sources on a page."""
MOST_SOURCES = 500
MOST_CAUSES = 8
SILENT = 60.0
"""Seconds after which a worker that says nothing is taken for dead."""
TEXT_LIMIT = 300
STATES: Mapping[RunState, str] = {
    RunState.RUNNING: "pågår",
    RunState.DONE: "klar",
    RunState.FAILED: "misslyckad",
    RunState.STOPPED: "stoppad i förtid",
}
MADE_ROOM = "lämnade plats åt andra källor, går vidare"
JOB_STATES: Mapping[JobState, str] = {
    JobState.WAITING: "väntar på sin tur",
    JobState.LEASED: "pågår",
    JobState.ASIDE: "lagd åt sidan, går vidare av sig själv där den var",
}


@dataclass(frozen=True, kw_only=True)
class LiveView:
    """A run under way. `done` of `total` addresses have an outcome."""

    source: str
    url: str
    done: int
    total: int
    said: str
    rate: str
    states: str
    causes: tuple[Link, ...]
    heard: str
    is_silent: bool


@dataclass(frozen=True, kw_only=True)
class NowView:
    """For admin/_now.html: what is under way and queued. `summary` is what a listener hears when it changes."""

    summary: str
    live: tuple[LiveView, ...]
    queued: tuple[str, ...]
    workers: str
    is_deserted: bool
    at: str


def make_now(store: Store, *, now: datetime) -> NowView:
    """What is going on this moment."""
    live = tuple(_live(store, each, now) for each in store.history.running())
    queued = [each for each in store.jobs.open() if each.state is not JobState.LEASED][:MOST_SOURCES]
    names = ", ".join(each.source for each in live)
    return NowView(
        summary=f"Nu hämtas {names}." if names else "Ingen hämtning pågår.",
        live=live,
        queued=tuple(_queued(each, store.jobs.paused()) for each in queued),
        workers=_workers(store, now),
        is_deserted=is_deserted(store, now=now),
        at=moment_text(now),
    )


def _live(store: Store, live: Live, now: datetime) -> LiveView:
    run, tally = live.run, live.run.tally
    silence = max(0.0, (now - live.heard).total_seconds())
    counted = [each for each in store.troubles.causes(run.source) if each.outcome is Outcome.FAILED][:MOST_CAUSES]
    return LiveView(
        source=run.source,
        url=run_url(run.id),
        done=tally.discovered - tally.waiting,
        total=tally.discovered,
        said=f"{number_text(tally.discovered - tally.waiting)} av {number_text(tally.discovered)} kända adresser klara",
        rate=rate_text(run, now),
        states=states_text(tally),
        causes=tuple(
            Link(text=f"{explained(each.outcome, each.cause).name}: {each.count}", url="/admin/fel#fel")
            for each in counted
        ),
        heard=f"hördes av för {count_text(int(silence), 'sekund', 'sekunder')} sedan",
        is_silent=silence > SILENT,
    )


def run_url(id: int) -> str:
    """The address of a run's page."""
    return f"{RUNS}/{id}"


def rate_text(run: Run, now: datetime) -> str:
    """Pages a minute that a site was asked for."""
    seconds = ((run.ended or now) - run.started).total_seconds()
    asked = run.tally.fetched + run.tally.unchanged + run.tally.failed - run.tally.rested
    return f"{number_text(round(asked * 60 / seconds, 1))} sidor i minuten" if seconds >= 1 and asked > 0 else ""


def states_text(tally: Tally) -> str:
    """How the addresses stand."""
    return ", ".join(counted_text(*each) for each in parts_of(tally))


def parts_of(tally: Tally) -> tuple[tuple[int, str, str], ...]:
    """What the addresses of a tally are, by number and words for one and many: together they are all of them."""
    return (
        (tally.fetched, "hämtad", "hämtade"),
        (tally.unchanged, "oförändrad", "oförändrade"),
        (tally.refused, "nekad av regel", "nekade av regler"),
        (tally.failed, "misslyckad", "misslyckade"),
        (tally.waiting, "väntar", "väntar"),
    )


def counted_text(count: int, one: str, many: str) -> str:
    """A number with the word that goes with it."""
    return f"{number_text(count)} {one if count == 1 else many}"


def _queued(job: Job, paused: Mapping[str, datetime]) -> str:
    state = "pausad" if job.source in paused else JOB_STATES.get(job.state, job.state.value)
    asked = f"begärd av {job.asked_by}" if job.asked_by else "enligt schemat"
    return f"{job.source}: {state}, {asked}, {moment_text(job.due)}"


def _workers(store: Store, now: datetime) -> str:
    here = [each for each in store.workers.all() if each.left is None]
    alive = sum((now - each.seen).total_seconds() <= SILENT for each in here)
    if not here:
        return "Inget program som hämtar har hörts av."
    if not alive:
        return f"Inget program som hämtar hörs av nu. Senast: {moment_text(max(each.seen for each in here))}."
    return f"{count_text(alive, 'program är igång och kan hämta', 'program är igång och kan hämta')}."


@dataclass(frozen=True, kw_only=True)
class RunRow:
    """A run in the history."""

    url: str
    source: str
    state: str
    when: str
    took: str
    said: str
    alerts: str


@dataclass(frozen=True, kw_only=True)
class RunsView:
    """For admin/runs.html."""

    now: NowView
    here: str
    sources: tuple[SourceRow, ...]
    total: str
    pager: Pager
    runs: tuple[RunRow, ...]
    source: str
    more: str
    begun: bool
    start: str


def make_runs(store: Store, *, source: str, before: int, page: int, now: datetime) -> RunsView:
    """What is going on, a page of the sources, and a piece of the history."""
    found = store.history.listed(source=source or None, before=before or None, limit=SIZE + 1)
    paused, jobs = store.jobs.paused(), store.jobs.open()
    every = [each for each in store.sources.all() if source in {"", each.name}]
    last = page_count(len(every), SOURCES_SIZE)
    page = min(page, last)
    shown = every[(page - 1) * SOURCES_SIZE : page * SOURCES_SIZE]
    return RunsView(
        now=make_now(store, now=now),
        here=runs_url(page),
        sources=tuple(make_row(store, each, paused, jobs, now) for each in shown),
        total=count_text(len(every), "källa", "källor"),
        pager=make_pager(page, last, runs_url),
        runs=tuple(_row(store, each) for each in found[:SIZE]),
        source=source,
        more=history_url(source, found[SIZE - 1].id) if len(found) > SIZE else "",
        begun=bool(before),
        start=history_url(source),
    )


def state_text(store: Store, run: Run) -> str:
    """How a run stands; one that was cut short for others' sake is no trouble, and says so."""
    is_cut = run.state is RunState.STOPPED
    made_room = is_cut and any(each.kind is EventKind.MADE_ROOM for each in store.history.events(run.id))
    return MADE_ROOM if made_room else STATES[run.state]


def _row(store: Store, run: Run) -> RunRow:
    return RunRow(
        url=run_url(run.id),
        source=run.source,
        state=state_text(store, run),
        when=moment_text(run.started),
        took=took_text(run),
        said=error_text(run.error) if run.error else news_text(run),
        alerts=count_text(len(run.alerts), "varning", "varningar") if run.alerts else "",
    )


def news_text(run: Run) -> str:
    """What a run brought: new, changed, gone, failed."""
    tally = run.tally
    counted = (
        (tally.new, "ny", "nya"),
        (tally.changed, "ändrad", "ändrade"),
        (tally.gone, "borta", "borta"),
        (tally.failed, "misslyckad", "misslyckade"),
    )
    return ", ".join(counted_text(*each) for each in counted)


def took_text(run: Run) -> str:
    """How long it took."""
    if run.ended is None:
        return ""
    seconds = int((run.ended - run.started).total_seconds())
    if seconds < 120:
        return count_text(seconds, "sekund", "sekunder")
    return count_text(seconds // 60, "minut", "minuter")
