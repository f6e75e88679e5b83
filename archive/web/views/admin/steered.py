"""A source as the room of runs lists it: when it is next, how the latest went, what can be done."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime

from archive import schedule
from archive.errors import ConfigError
from archive.model import Job, JobState, Run, RunState
from archive.store import Store
from archive.web.links import list_url
from archive.web.views.admin.troubles import RUNS
from archive.web.words import count_text, moment_text
from crawler.model import Source

SPARKS = 20
"""Runs in a source's sparkline."""


@dataclass(frozen=True, kw_only=True)
class SourceRow:
    """A source with what it came to lately, as a sparkline and in words, and when it is next."""

    name: str
    url: str
    following: str
    paused: str
    is_running: bool
    is_open: bool
    sparks: tuple[tuple[int, int], ...]
    """x and height of each bar of the sparkline, of 100 by 30."""
    said: str


def runs_url(page: int) -> str:
    """The address of a page of the sources."""
    return list_url(RUNS, (("sida", str(page) if page > 1 else ""),))


def history_url(source: str = "", before: int = 0) -> str:
    """The address of a piece of the history."""
    return list_url(RUNS, (("kalla", source), ("fore", str(before) if before else "")))


def make_row(
    store: Store, source: Source, paused: Mapping[str, datetime], jobs: Iterable[Job], now: datetime
) -> SourceRow:
    """A source with what is open of it; `jobs` may be those of others, too."""
    mine = [each for each in jobs if each.source == source.name]
    ended = [run for run in store.history.listed(source=source.name, limit=SPARKS) if run.state is not RunState.RUNNING]
    answered = [run.tally.fetched + run.tally.unchanged for run in reversed(ended)]
    since = paused.get(source.name)
    return SourceRow(
        name=source.name,
        url=history_url(source.name),
        following=following_text(source, now),
        paused=f"pausad sedan {moment_text(since)}" if since else "",
        is_running=any(each.state is JobState.LEASED for each in mine),
        is_open=bool(mine),
        sparks=_sparks(answered),
        said=_spark_text(answered, ended),
    )


def following_text(source: Source, now: datetime) -> str:
    """When a source is crawled next by its schedule."""
    if not source.enabled:
        return "avstängd"
    if source.schedule is None:
        return "inget schema, hämtas när någon begär det"
    try:
        found = schedule.next_time(source.schedule, after=now)
    except (ConfigError, ValueError):
        return "schemat går inte att läsa"
    return f"nästa gång {moment_text(found)}" if found else "ingen gång till"


def _sparks(answered: list[int]) -> tuple[tuple[int, int], ...]:
    most = max(answered, default=0) or 1
    return tuple((at * 100 // SPARKS, max(1, value * 30 // most)) for at, value in enumerate(answered))


def _spark_text(answered: list[int], ended: list[Run]) -> str:
    if not answered:
        return "Aldrig hämtad."
    last = f"Senast svarade {count_text(answered[-1], 'sida', 'sidor')}"
    return f"{last}, {moment_text(ended[0].ended or ended[0].started)}. {_went_text(ended)}."


def _went_text(ended: list[Run]) -> str:
    """How the latest went; those that were cut short went neither well nor badly."""
    whole = [run for run in ended if run.state is not RunState.STOPPED]
    well = sum(run.state is RunState.DONE for run in whole)
    if len(whole) > 1:
        return f"{well} av de {len(whole)} senaste gick bra"
    if not whole:
        latest = f"Ingen av de {len(ended)} senaste" if len(ended) > 1 else "Den enda hittills"
        return f"{latest} hann {'' if len(ended) > 1 else 'inte '}bli klar"
    which = "Den enda hittills" if len(ended) == 1 else "Den senaste som fick gå till slut"
    return f"{which} gick {'bra' if well else 'inte bra'}"
