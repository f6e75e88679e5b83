"""Removals made again in an older copy: what was removed from an archive is removed from its restored backups too."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace

from archive.enrich.identity import mask
from archive.errors import ArchiveError, NotFound
from archive.model import AuditEntry, Removable, Removal, RemovalState, Tombstone
from archive.parts import Archive
from archive.store.codec import made, plain
from archive.weeding.carrying import resume
from archive.weeding.tracing import Trace, trace

CARRIED = frozenset({RemovalState.CONFIRMED, RemovalState.DONE})


@dataclass(frozen=True, kw_only=True)
class Exported:
    """A removal as it leaves an archive, with what stands in the place of what it took."""

    removal: Removal
    tombstones: tuple[Tombstone, ...]


def exported(archive: Archive) -> Iterator[str]:
    """Every removal that was carried out, a line of JSON each; `read_export` reads them."""
    for each in archive.store.removals.all():
        if each.state in CARRIED:
            pages = {target.page for target in each.targets}
            stones = (stone for page in sorted(pages) for stone in archive.store.removals.tombstones(page))
            ours = tuple(stone for stone in stones if stone.removal == each.id)
            yield json.dumps(plain(Exported(removal=each, tombstones=ours)), ensure_ascii=False)


def read_export(lines: Iterable[str]) -> tuple[Exported, ...]:
    """The removals in an export, oldest first. Raises ArchiveError when it is none."""
    try:
        found = [made(Exported, json.loads(line)) for line in lines if line.strip()]
    except (ValueError, TypeError, KeyError, AttributeError) as error:
        raise ArchiveError(f"this is no list of removals: {error}") from error
    return tuple(reversed(found))


def reapply(archive: Archive, removals: Sequence[Exported] = ()) -> int:
    """Remove here what was removed elsewhere, and go on with what was stopped; gives how many were carried out.

    Called after a restore. Those that this archive has carried out itself are passed over.
    """
    for each in removals:
        _again(archive, each)
    return len(resume(archive))


def _again(archive: Archive, given: Exported) -> None:
    with archive.store.transaction():
        known = archive.store.removals.keyed(given.removal.key)
        if known is not None and known.state in CARRIED:
            return
        ours = replace(given.removal, state=RemovalState.CONFIRMED, proof=None, id=known.id if known else 0)
        kept = ours if known else archive.store.removals.add(ours)
        traces = tuple(_traces(archive, ours.targets))
        records = {kept.id: kept for each in traces for kept in each.records}
        here = replace(
            kept,
            versions=tuple(version for each in traces for version in each.versions),
            records=tuple(records.values()),
        )
        archive.store.removals.carry_out(here)
        archive.store.removals.leave(replace(stone, removal=here.id) for stone in given.tombstones)
        act = AuditEntry(at=archive.clock(), who=mask(_who(here)), deed="weeding.reapply", about=f"gallring {here.id}")
        archive.store.audit.tell(replace(act, detail=mask(here.reference)))


def _who(removal: Removal) -> str:
    return (removal.answered or removal.asked).who


def _traces(archive: Archive, targets: Iterable[Removable]) -> Iterator[Trace]:
    """What there is of each here; an older copy may not know all of them."""
    for each in targets:
        try:
            yield from trace(archive, (each,), is_repeated=True).traces
        except NotFound:
            continue
