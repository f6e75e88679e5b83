"""A confirmed removal is carried through vault, index and files; stopped at any moment, it goes on where it was.

The store has let go of everything in the transaction that confirmed it: nothing can be read of it any more. What
follows can be done again and again with the same outcome, until the proof is kept.
"""

from __future__ import annotations

import logging
from dataclasses import replace
from datetime import datetime

from archive import changes
from archive.enrich.identity import mask
from archive.errors import Busy, DiskFull, VaultAway, VaultBroken
from archive.model import AuditEntry, Kept, Proof, Removal, RemovalState
from archive.parts import Archive
from archive.store.tombstones import url_digest
from archive.weeding.proving import digest_of, proof_of
from index.errors import SearchIndexError
from index.model import UNWRITTEN

SMALL = 2_000
"""Documents up to which the index is written anew at once, so that no word of what was removed is left in its files."""
_log = logging.getLogger(__name__)


def resume(archive: Archive) -> tuple[Removal, ...]:
    """Go on with every removal that was confirmed and is not done; gives those that are now."""
    waiting = tuple(archive.store.removals.all(RemovalState.CONFIRMED))
    ended = (finish(archive, each) for each in reversed(waiting))
    return tuple(each for each in ended if each.state is RemovalState.DONE)


def finish(archive: Archive, removal: Removal) -> Removal:
    """Carry a confirmed removal through; gives it done, or as it is when something else is in the way for now."""
    try:
        archive.vault.remove(_records(archive, removal), at=_when(removal), note=mask(removal.reference))
        _reindex(archive)
        proof = proof_of(archive, removal)
        told = replace(removal, records=tuple(_told(each, removal) for each in removal.records))
        archive.store.removals.save(told)
        archive.store.removals.forget_freed()
    except (Busy, DiskFull, SearchIndexError, VaultAway, VaultBroken) as error:
        _log.warning("Removal %s waits: %s", removal.id, error)
        return removal
    return _done(archive, told, proof)


def _records(archive: Archive, removal: Removal) -> tuple[Kept, ...]:
    """Those that the store knew, and those of removed pages that a stopped crawl left in the vault."""
    urls = sorted({each.url for each in removal.records if each.url})
    barred = {each.url_digest for each in archive.store.removals.at_urls(urls) if each.at is None}
    asked = [url for url in urls if url_digest(url) in barred]
    left = archive.vault.of_url(*asked) if asked else ()
    return tuple({each.id: each for each in (*removal.records, *left)}.values())


def _when(removal: Removal) -> datetime:
    return removal.answered.at if removal.answered else removal.asked.at


def _reindex(archive: Archive) -> None:
    """Let the index forget; a small one is written anew, for dropped documents stay in its files for a while."""
    if archive.index.generation == UNWRITTEN:
        return  # It has nothing to forget, as after a restore; what waits is written when it is built.
    changes.apply(archive.store, archive.index)
    if sum(1 for _ in archive.index.ids()) <= SMALL:
        changes.rebuild(archive.store, archive.index)


def _told(kept: Kept, removal: Removal) -> Kept:
    return kept if removal.keeps_addresses else replace(kept, url="")


def _done(archive: Archive, removal: Removal, proof: Proof) -> Removal:
    """Keep the proof, its digest chained into the audit log in the same transaction."""
    signed = removal.answered or removal.asked
    with archive.store.transaction():
        if (known := archive.store.removals.one(removal.id)).state is RemovalState.DONE:
            return known  # another process was faster
        act = archive.store.audit.tell(
            AuditEntry(
                at=proof.at,
                who=mask(signed.who),
                deed="weeding.done",
                about=f"gallring {removal.id}",
                detail=f"proof sha256 {digest_of(removal, proof)}",
            )
        )
        sealed = replace(proof, audit=act.number, signature=act.digest)
        done = replace(removal, state=RemovalState.DONE, proof=sealed)
        archive.store.removals.save(done)
    return done
