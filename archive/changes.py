"""The way from store to index: apply the outbox, or rebuild everything beside and swap.

Applying a change twice is harmless, so a change is forgotten only after the index has committed it.
"""

from __future__ import annotations

from collections.abc import Callable

from archive.facets import document
from archive.model import Change, Deed
from archive.store import Store
from index.model import Batch, SearchIndex

BATCH = 500


def apply(store: Store, index: SearchIndex, *, progress: Callable[[int], None] | None = None) -> int:
    """Bring the index up to the store; gives how many pages were written. Raises IndexBusy, IndexStale."""
    written = 0
    while changes := store.changes.waiting(BATCH):
        pages = dict.fromkeys(change.page for change in changes if change.deed is Deed.PUT)
        dropped = {change.page for change in changes if change.deed is Deed.DROP}
        with index.batch() as batch:
            for page in dropped:
                batch.drop(page)
            for page in pages:
                _write(batch, store, page)
        store.changes.done(changes)
        written += len(pages)
        if progress:
            progress(written)
    return written


def rebuild(store: Store, index: SearchIndex, *, progress: Callable[[int], None] | None = None) -> int:
    """Write the whole index anew beside the present one and swap; gives how many pages were written."""
    written = 0
    seen = _drained(store)
    with index.rebuild() as batch:
        for page in store.pages.all():
            written += _write(batch, store, page.id)
            if progress:
                progress(written)
    store.changes.done(seen)
    return written


def _drained(store: Store) -> tuple[Change, ...]:
    """The changes that a rebuild begun now will cover; later ones are applied on top."""
    return store.changes.waiting(1_000_000)


def _write(batch: Batch, store: Store, page: str) -> bool:
    memento = store.pages.memento(page)
    if not memento.searchable:
        batch.drop(page)
        return False
    batch.put(document(memento))
    return True


def is_behind(store: Store) -> bool:
    """True when the store knows something the index does not."""
    return bool(store.changes.waiting(1))


def expected(store: Store) -> frozenset[str]:
    """Ids of the pages the index is to hold; for `verify`."""
    return frozenset(page.id for page in store.pages.all() if store.pages.memento(page.id).searchable)
