"""`/admin/kallor`: the sources, how each stands, and the form for one. Pure."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable
from dataclasses import dataclass
from datetime import datetime
from urllib.parse import quote

from archive.errors import ConfigError
from archive.model import Run, RunState
from archive.schedule import next_time
from archive.web.views.admin.source_form import FieldView, TypedSource, make_fields
from archive.web.views.admin.source_words import LABELS, schedule_text
from archive.web.views.parts import Link, Pager, make_pager, page_count
from archive.web.words import count_text, moment_text
from crawler.model import Source

SOURCES = "/admin/kallor"
NEW = f"{SOURCES}/ny"
SIZE = 50
RUN_STATES = {
    RunState.RUNNING: "hämtas nu",
    RunState.DONE: "klar",
    RunState.FAILED: "misslyckades",
    RunState.STOPPED: "avbröts",
}


@dataclass(frozen=True, kw_only=True)
class SourceRow:
    """A source in the list."""

    name: str
    url: str
    address: str
    state: str
    is_off: bool
    schedule: str
    following: str
    succeeded: str
    pages: str
    failures: str
    kept: str
    municipality: str


@dataclass(frozen=True, kw_only=True)
class SourcesView:
    """For admin/sources.html."""

    rows: tuple[SourceRow, ...]
    total: str
    pager: Pager


@dataclass(frozen=True, kw_only=True)
class SourceView:
    """For admin/source.html; `name` is empty for a new source."""

    name: str
    action: str
    fields: tuple[FieldView, ...]
    errors: tuple[Link, ...]


def source_url(name: str) -> str:
    """The address of a source's form."""
    return f"{SOURCES}/{quote(name, safe='')}"


def list_url(page: int) -> str:
    """The address of a page of the list."""
    return SOURCES if page == 1 else f"{SOURCES}?sida={page}"


def make_sources(
    sources: tuple[Source, ...],
    pages: Iterable[tuple[str, int, int]],
    runs: Callable[[str], tuple[Run, ...]],
    *,
    paused: Collection[str] = (),
    page: int,
    now: datetime,
) -> SourcesView:
    """The list; `runs` gives a source's runs, newest first, and is asked for those shown only."""
    last = page_count(len(sources), SIZE)
    page = min(page, last)
    held = {name: number for name, number, _ in pages}
    shown = sources[(page - 1) * SIZE : page * SIZE]
    return SourcesView(
        rows=tuple(
            _row(each, held.get(each.name, 0), runs(each.name), now, is_paused=each.name in paused) for each in shown
        ),
        total=count_text(len(sources), "källa", "källor"),
        pager=make_pager(page, last, list_url),
    )


def make_source(form: TypedSource, *, name: str, registers: Collection[str]) -> SourceView:
    """The form; each line of `errors` leads to its field."""
    return SourceView(
        name=name,
        action=source_url(name) if name else NEW,
        fields=make_fields(form, registers=registers, is_new=not name),
        errors=tuple(Link(text=form.wrong[each], url=f"#{each}") for each in LABELS if each in form.wrong),
    )


def _row(source: Source, pages: int, runs: tuple[Run, ...], now: datetime, *, is_paused: bool) -> SourceRow:
    newest = runs[0] if runs else None
    done = next((run for run in runs if run.state is RunState.DONE and run.ended), None)
    return SourceRow(
        name=source.name,
        url=source_url(source.name),
        address=source.seeds[0] if source.seeds else "importerad, ingen adress",
        state=_state(source, newest, is_paused=is_paused),
        is_off=not source.enabled,
        schedule=schedule_text(source.schedule),
        following="" if is_paused else _following(source, newest, now),
        succeeded=moment_text(done.ended) if done and done.ended else "aldrig",
        pages=count_text(pages, "sida", "sidor"),
        failures=f"{count_text(newest.tally.failed, 'adress', 'adresser')} misslyckades"
        if newest and newest.tally.failed
        else "",
        kept="för alltid" if source.retention is None else count_text(source.retention, "år", "år"),
        municipality=source.municipality or "",
    )


def _state(source: Source, newest: Run | None, *, is_paused: bool) -> str:
    if not source.enabled:
        return "avstängd"
    if is_paused:
        return "pausad"
    return RUN_STATES[newest.state] if newest else "aldrig hämtad"


def _following(source: Source, newest: Run | None, now: datetime) -> str:
    if not source.enabled or source.schedule is None:
        return ""
    try:
        due = next_time(source.schedule, after=newest.started) if newest else now
    except ConfigError:
        return ""
    if due is None:
        return ""
    return moment_text(due) if due > now else "så snart hämtaren är fri"
