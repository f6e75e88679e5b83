"""The archive as somebody sees it who is limited to some sources: nothing of the others is there.

One choke point: whoever asks gets an archive whose store and index leave out what is not theirs. What a limited store
does not say that it lets through is not there at all, so that a method added later is closed until somebody decides.
"""

from __future__ import annotations

from dataclasses import replace
from typing import cast

from archive.limiting.deeds import (
    LimitedAudit,
    LimitedCorrections,
    LimitedHandouts,
    LimitedPeople,
    LimitedRemovals,
    LimitedTips,
)
from archive.limiting.gate import Limited, Mine
from archive.limiting.grants import granted, stays
from archive.limiting.index import LimitedIndex
from archive.limiting.pages import (
    LimitedCaptures,
    LimitedChanges,
    LimitedFrontier,
    LimitedJournal,
    LimitedLedger,
    LimitedMatters,
    LimitedPages,
    LimitedSources,
)
from archive.limiting.work import LimitedHistory, LimitedJobs, LimitedRuns, LimitedTroubles, LimitedWorkers
from archive.parts import Archive
from archive.store import Store

__all__ = ["PARTS", "LimitedStore", "granted", "limited", "stays"]

PARTS: dict[str, type[Limited]] = {
    "sources": LimitedSources,
    "frontier": LimitedFrontier,
    "captures": LimitedCaptures,
    "pages": LimitedPages,
    "changes": LimitedChanges,
    "journal": LimitedJournal,
    "ledger": LimitedLedger,
    "matters": LimitedMatters,
    "corrections": LimitedCorrections,
    "handouts": LimitedHandouts,
    "audit": LimitedAudit,
    "tips": LimitedTips,
    "people": LimitedPeople,
    "removals": LimitedRemovals,
    "runs": LimitedRuns,
    "jobs": LimitedJobs,
    "workers": LimitedWorkers,
    "troubles": LimitedTroubles,
    "history": LimitedHistory,
}
"""The parts of a store, each as it is for those who are limited."""


class LimitedStore(Limited):
    """A store of which only some sources are to be seen."""

    passing = frozenset({"transaction", "is_readable", "clock"})

    def __init__(self, mine: Mine) -> None:
        super().__init__(mine.store, mine)
        self.__dict__ |= {name: made(getattr(mine.store, name), mine) for name, made in PARTS.items()}


def limited(archive: Archive, names: frozenset[str]) -> Archive:
    """The archive as it is for somebody who may see these sources only."""
    mine = Mine(names=names, store=archive.store)
    return replace(archive, store=cast("Store", LimitedStore(mine)), index=LimitedIndex(archive.index, sorted(names)))
