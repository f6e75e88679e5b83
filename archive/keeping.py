"""Proof that nothing was lost: vault against store against index."""

from __future__ import annotations

from collections.abc import Iterator, Set
from dataclasses import dataclass

from archive import changes
from archive.errors import VaultBroken
from archive.parts import Archive


@dataclass(frozen=True, kw_only=True)
class Finding:
    """Something that is not as it should be: where, what, and what to do."""

    where: str
    what: str
    advice: str


@dataclass(frozen=True, kw_only=True)
class Verdict:
    """What `verify` found. No findings is good; remarks are worth knowing and no damage."""

    captures: int
    pages: int
    documents: int
    findings: tuple[Finding, ...]
    remarks: tuple[Finding, ...]


def verify(archive: Archive) -> Verdict:
    """Read every capture back and hold it against its digest; hold the index against the store."""
    known: set[str] = set()
    broken = tuple(_broken(archive, known))
    indexed = frozenset(archive.index.ids())
    differing = changes.expected(archive.store) ^ indexed
    waiting = changes.awaited(archive.store)
    return Verdict(
        captures=len(known),
        pages=sum(count for _, count, _ in archive.store.pages.counts()),
        documents=len(indexed),
        findings=(*broken, *_astray(differing - waiting, indexed)),
        remarks=(*_orphans(archive, known), *_behind(differing & waiting)),
    )


def _broken(archive: Archive, known: set[str]) -> Iterator[Finding]:
    """The captures that cannot be read back; the ids of all go into `known`."""
    for kept in archive.store.captures.all():
        known.add(kept.id)
        try:
            archive.vault.read(kept)
        except VaultBroken as error:
            yield Finding(where=f"capture {kept.id}", what=str(error), advice="Restore this file from a backup.")


def _orphans(archive: Archive, known: set[str]) -> Iterator[Finding]:
    for kept in archive.vault.walk():
        if kept.id not in known:
            yield Finding(
                where=f"{kept.file} at {kept.offset}",
                what=f"a record of {kept.url} that the store does not know",
                advice="Harmless: it was written just before a stop. The page is fetched again.",
            )


def _astray(pages: Set[str], indexed: Set[str]) -> Iterator[Finding]:
    for page in sorted(pages):
        what = "in the index but not to be found in the store" if page in indexed else "missing from the index"
        yield Finding(where=f"page {page}", what=what, advice="Run: kommunarkiv reindex")


def _behind(pages: Set[str]) -> Iterator[Finding]:
    for page in sorted(pages):
        what = "has changed since the index was written"
        yield Finding(where=f"page {page}", what=what, advice="Harmless: the next crawl puts it right.")
