"""Acts of correction: kept first, then obeyed at once where that is quick, and said where it is not."""

from __future__ import annotations

from dataclasses import dataclass

from archive import changes, derive
from archive.accounts import By, tell
from archive.model import REVIEWS, Correction
from archive.parts import Archive
from index.errors import SearchIndexError

SMALL = 200
"""A source of at most so many pages is read again at once when something was said of all of it."""


@dataclass(frozen=True, kw_only=True)
class Outcome:
    """What came of an act.

    `waits` when the source is too large to be read again at once: `kommunarkiv reprocess SOURCE` does it. `lost` when
    the page's capture cannot be read, so that the page stays as it was. `behind` when the index was busy or out of
    date, and shows it later.
    """

    correction: Correction
    waits: bool = False
    lost: bool = False
    behind: bool = False


def correct(archive: Archive, correction: Correction, *, here: str | None = None, address: str = "") -> Outcome:
    """Keep a correction and read again what it is about. The same one said twice is kept once.

    `here` is the page it was made on, which is read again in any case; `address` is where the request came from.
    """
    with archive.store.transaction():
        kept = _standing(archive, correction) or _added(archive, correction, address)
    return _obeyed(archive, kept, here or correction.page)


def undo(archive: Archive, id: int, *, who: str, address: str = "") -> Outcome:
    """Let a correction hold no longer, and read again what it was about. Raises NotFound."""
    with archive.store.transaction():
        held = archive.store.corrections.one(id).undone_at is None
        undone = archive.store.corrections.undo(id, who=who, at=archive.clock())
        if held:
            tell(archive, By(who=who, address=address), "correction.undo", undone.page or undone.source, f"nr {id}")
    return _obeyed(archive, undone, undone.page)


def _added(archive: Archive, correction: Correction, address: str) -> Correction:
    kept, by = archive.store.corrections.add(correction), By(who=correction.who, address=address)
    tell(archive, by, f"correction.{kept.kind}", kept.page or kept.source, f"nr {kept.id}")
    return kept


def _standing(archive: Archive, correction: Correction) -> Correction | None:
    """The last word about the same thing, when it is the same."""
    about = [
        each
        for each in archive.store.corrections.holding(correction.source)
        if (each.page, each.what) == (correction.page, correction.what)
    ]
    return about[-1] if about and _says_the_same(about[-1], correction) else None


def _says_the_same(one: Correction, other: Correction) -> bool:
    """Two people may check the same fact, and one may have more to say of it: those are acts of their own."""
    if one.kind in REVIEWS and (one.who, one.comment) != (other.who, other.comment):
        return False
    return (one.kind, one.changes) == (other.kind, other.changes)


def _obeyed(archive: Archive, kept: Correction, here: str | None) -> Outcome:
    lost = bool(here) and not derive.reread(archive, archive.store.pages.page(str(here)))
    waits = kept.page is None and not _is_small(archive, kept.source)
    if kept.page is None and not waits:
        derive.reprocess(archive, archive.store.sources.named(kept.source))
    return Outcome(correction=kept, waits=waits, lost=lost, behind=not _shown(archive))


def _is_small(archive: Archive, source: str) -> bool:
    return sum(pages for name, pages, _ in archive.store.pages.counts() if name == source) <= SMALL


def _shown(archive: Archive) -> bool:
    """Bring the index up to it; False when that must wait for the crawl that holds it, or for `reindex`."""
    try:
        changes.apply(archive.store, archive.index)
    except SearchIndexError:
        return False
    return True
