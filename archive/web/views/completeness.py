"""How complete the archive is, said plainly: until when it covers its sources, and what could not be fetched. Pure."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime

from archive.model import Run, RunState
from archive.model.moments import local_day
from archive.web.language import _
from archive.web.words import count_text, day_text

NAMED = 3
"""Sources that are named; more are counted."""


@dataclass(frozen=True, kw_only=True)
class Coverage:
    """A source; `last` is its newest run that ended well, None when none did. One that is not crawled was imported."""

    source: str
    last: Run | None = None
    is_running: bool = False
    is_crawled: bool = True


@dataclass(frozen=True, kw_only=True)
class Completeness:
    """For start.html: until when what is covered, and what is missing; `is_whole` when nothing is known to be."""

    covers: str
    missing: tuple[str, ...]
    is_whole: bool


def make_coverage(source: str, runs: Iterable[Run], *, is_crawled: bool = True) -> Coverage:
    """How a source stands by its runs, newest first."""
    every = tuple(runs)
    done = next((run for run in every if run.state is RunState.DONE and run.ended), None)
    return Coverage(
        source=source,
        last=done,
        is_running=any(run.state is RunState.RUNNING for run in every[:1]),
        is_crawled=is_crawled,
    )


def make_completeness(coverages: tuple[Coverage, ...]) -> Completeness | None:
    """What can be promised; None when there are no sources. The oldest of the newest finished crawls counts."""
    if not coverages:
        return None
    done = tuple((each, each.last) for each in coverages if each.last)
    failed = sum(run.tally.failed for _each, run in done)
    waiting = sum(run.tally.waiting for _each, run in done)
    refused = sum(run.tally.refused for _each, run in done)
    never = tuple(each.source for each in coverages if each.last is None and each.is_crawled)
    imported = tuple(each.source for each in coverages if each.last is None and not each.is_crawled)
    missing = (
        _("%(count)s kunde inte hämtas.", count=_addresses(failed)) if failed else "",
        _("%(count)s väntar på att hämtas.", count=_addresses(waiting)) if waiting else "",
        _("%(count)s hämtas inte, enligt källans eller arkivets regler.", count=_addresses(refused)) if refused else "",
        _("%(sources)s är inte hämtad i sin helhet.", sources=_listed(never)) if never else "",
        _("%(sources)s är importerad, inte hämtad.", sources=_listed(imported)) if imported else "",
        _("En hämtning pågår.") if any(each.is_running for each in coverages) else "",
    )
    return Completeness(
        covers=_covers({each.source: run.ended for each, run in done if run.ended}),
        missing=tuple(filter(None, missing)),
        is_whole=not (failed or waiting or never),
    )


def _covers(ended: Mapping[str, datetime]) -> str:
    if not ended:
        return ""
    day = day_text(min(local_day(moment) for moment in ended.values()))
    return _("Täcker %(sources)s till och med %(day)s.", sources=_listed(tuple(ended)), day=day)


def _listed(names: tuple[str, ...]) -> str:
    if len(names) > NAMED:
        return count_text(len(names), "källa", "källor")
    return _(" och ").join(filter(None, (", ".join(names[:-1]), names[-1])))


def _addresses(count: int) -> str:
    return count_text(count, "adress", "adresser")
