"""Proof that nothing was lost: vault against store against index, each against itself.

Each record is read once, in the order of the files. What other processes write meanwhile is no damage.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence, Set
from dataclasses import dataclass, field

from archive import changes
from archive.errors import CaptureAway, NotFound, VaultBroken
from archive.model import Kept
from archive.model.findings import Finding, Flaw
from archive.parts import Archive
from archive.vault.examining import RESTORE, mark

STEP = 500
"""Records between two tellings of how far it has come."""
Told = Callable[[int, int], None]
"""How many records have been read, of how many."""


@dataclass(frozen=True, kw_only=True)
class Verdict:
    """What `verify` found. No findings is good; remarks are worth knowing and no damage."""

    captures: int
    pages: int
    documents: int
    findings: tuple[Finding, ...]
    remarks: tuple[Finding, ...]


@dataclass(frozen=True, kw_only=True)
class _Vault:
    """What reading the vault through has shown; `lost` are captures not found as they were kept."""

    lost: Sequence[str]
    strangers: Sequence[Kept]
    flaws: Sequence[Flaw]


def verify(archive: Archive, *, told: Told = lambda *_: None) -> Verdict:
    """Read every record back, hold the store against it and against itself, and the index against the store."""
    known = {kept.id: mark(kept) for kept in archive.store.captures.all()}
    count = len(known)
    seen = _read_through(archive, known, told)
    missed = tuple(_missed(archive, seen.lost))
    lost = tuple(each for each in missed if each[1].advice == RESTORE)
    indexed = frozenset(archive.index.ids())
    differing = changes.expected(archive.store) ^ indexed
    waiting = changes.awaited(archive.store)
    damage = (each for each in _apart(seen.flaws, [kept for kept, _ in lost]) if not each.is_harmless)
    return Verdict(
        captures=count,
        pages=sum(count for _, count, _ in archive.store.pages.counts()),
        documents=len(indexed),
        findings=(
            *(found for _, found in lost),
            *map(_amiss, damage),
            *archive.store.findings(),
            *_altered(archive),
            *_astray(differing - waiting, indexed),
        ),
        remarks=(
            *(found for _, found in missed if found.advice != RESTORE),
            *_orphans(archive, seen.strangers),
            *(_amiss(each) for each in seen.flaws if each.is_harmless),
            *_behind(differing & waiting),
        ),
    )


@dataclass(kw_only=True)
class _Reading:
    """The tally of a walk through the vault."""

    strangers: list[Kept] = field(default_factory=list)
    flaws: list[Flaw] = field(default_factory=list)


def _read_through(archive: Archive, known: dict[str, int], told: Told) -> _Vault:
    """Cross off every capture that is found where and as it was kept; `known` is used up."""
    reading, count, done = _Reading(), len(known), 0
    differing: set[str] = set()
    for each in archive.vault.examine():
        if isinstance(each, Flaw):
            reading.flaws.append(each)
            continue
        done += 1
        if done % STEP == 0:
            told(done, count)
        expected = known.pop(each.id, None)
        if expected is None:
            reading.strangers.append(each)
        elif expected != mark(each):
            differing.add(each.id)
    return _Vault(lost=(*known, *sorted(differing)), strangers=reading.strangers, flaws=reading.flaws)


def _missed(archive: Archive, ids: Sequence[str]) -> Iterator[tuple[Kept, Finding]]:
    """What has become of captures that were not found; one that was removed on purpose meanwhile is none."""
    for name in ids:
        try:
            kept = archive.store.captures.of(name)
        except NotFound:
            continue
        yield kept, _why(archive, kept)


def _why(archive: Archive, kept: Kept) -> Finding:
    what, advice = f"its record at {kept.offset} in {kept.file} says something else than the store", RESTORE
    try:
        archive.vault.read(kept)
    except VaultBroken as error:
        what = str(error)
    except CaptureAway as error:
        what, advice = str(error), "Harmless unless it stays so: a worker hands it over within minutes."
    return Finding(where=f"capture {kept.id}", what=what, advice=advice)


def _apart(flaws: Sequence[Flaw], told: Sequence[Kept]) -> Iterator[Flaw]:
    """The flaws that no capture has been told of."""
    for each in flaws:
        span = range(each.offset, each.offset + each.length)
        if not any(kept.file == each.file and kept.offset in span for kept in told):
            yield each


def _amiss(flaw: Flaw) -> Finding:
    where = f"{flaw.file} at {flaw.offset}" if flaw.length else flaw.file
    return Finding(where=where, what=flaw.what, advice=flaw.advice)


def _orphans(archive: Archive, strangers: Sequence[Kept]) -> Iterator[Finding]:
    """Records that the store still does not know, now that all has been read."""
    for kept in strangers:
        try:
            archive.store.captures.of(kept.id)
        except NotFound:
            yield Finding(
                where=f"{kept.file} at {kept.offset}",
                what=f"a record of {kept.url} that the store does not know",
                advice="Harmless: it was written just before a stop. The page is fetched again.",
            )


def _altered(archive: Archive) -> Iterator[Finding]:
    if (number := archive.store.audit.broken()) is not None:
        what = "is not as it was when it was kept, or the act before it is missing"
        yield Finding(where=f"act {number} of the audit log", what=what, advice=RESTORE)


def _astray(pages: Set[str], indexed: Set[str]) -> Iterator[Finding]:
    for page in sorted(pages):
        what = "in the index but not to be found in the store" if page in indexed else "missing from the index"
        yield Finding(where=f"page {page}", what=what, advice="Run: kommunarkiv reindex")


def _behind(pages: Set[str]) -> Iterator[Finding]:
    for page in sorted(pages):
        what = "has changed since the index was written"
        yield Finding(where=f"page {page}", what=what, advice="Harmless: the next crawl puts it right.")
