"""What the archive covers, from its runs: the same numbers for every page that says so."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from functools import lru_cache

from archive.model import Run
from archive.store import Store
from archive.web.context import this_archive
from archive.web.views.completeness import Completeness, Coverage, make_completeness, make_coverage

RUNS = 20
"""Runs of a source that are looked through for one that ended well."""


def coverage_of(name: str, runs: Iterable[Run], *, sites: Collection[str]) -> Coverage:
    """How a source stands; one that is not among `sites` was imported."""
    return make_coverage(name, runs, is_crawled=name in sites)


def completeness(chosen: Collection[str] = ()) -> Completeness | None:
    """What can be promised of the chosen sources, or of all."""
    store = this_archive().store
    names = tuple(each.name for each in store.sources.all() if each.seeds)
    newest = next(iter(store.runs.latest(limit=1)), None)
    found = _coverages(store, names, newest)  # type: ignore[arg-type]  # by identity
    return make_completeness(tuple(each for each in found if not chosen or each.source in chosen))


@lru_cache(maxsize=64)
def _coverages(store: Store, names: tuple[str, ...], newest: Run | None) -> tuple[Coverage, ...]:
    """Looked up once as long as no run has begun, gone on or ended; `newest` is what says so."""
    del newest
    return tuple(coverage_of(name, store.runs.latest(name, limit=RUNS), sites=names) for name in names)
