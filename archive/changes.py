"""The way from store to index: apply the outbox, or rebuild everything beside and swap.

Applying a change twice is harmless, so a change is forgotten only after the index has committed it. Of pages that say
the same (`Pages.alike`) only one has a document: the one that stands, with the shortest address.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from datetime import datetime

from archive.facets import document
from archive.model import Change, Page, PageState
from archive.store import Store
from index.model import Batch, SearchIndex

BATCH = 500


def apply(store: Store, index: SearchIndex, *, progress: Callable[[int], None] | None = None) -> int:
    """Bring the index up to the store; gives how many pages were written. Raises IndexBusy, IndexStale."""
    written = 0
    while changes := store.changes.waiting(BATCH):
        with index.batch() as batch:
            written += _put_right(batch, store, dict.fromkeys(change.page for change in changes))
        store.changes.done(changes)
        if progress:
            progress(written)
    return written


def _put_right(batch: Batch, store: Store, pages: Iterable[str]) -> int:
    """Write the documents of these pages, or of those that stand for them; gives how many were written."""
    written, seen = 0, set[str]()
    for page in pages:
        if page not in seen:
            shown, hidden = _group(store, page)
            seen |= {shown, *hidden}
            for each in hidden:
                batch.drop(each)
            written += _write(batch, store, shown)
    return written


def rebuild(store: Store, index: SearchIndex, *, progress: Callable[[int], None] | None = None) -> int:
    """Write the whole index anew beside the present one and swap; gives how many pages were written."""
    written = 0
    seen = _drained(store)
    with index.rebuild() as batch:
        for page in _all_shown(store):
            written += _write(batch, store, page)
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


def _all_shown(store: Store) -> Iterator[str]:
    """Every page but those that another one stands for."""
    hidden = set[str]()
    for page in store.pages.all():
        if page.id in hidden:
            continue
        shown, others = _group(store, page.id)
        hidden |= others
        if shown == page.id:
            yield page.id


def _group(store: Store, page: str) -> tuple[str, frozenset[str]]:
    """Of a page and those that say the same: the one to show, and the others."""
    alike = store.pages.alike(page)
    if not alike:
        return page, frozenset()
    own = (store.pages.page(page),) if store.pages.memento(page).searchable else ()
    shown = min((*alike, *own), key=_rank).id
    return shown, frozenset({page, *(each.id for each in alike)} - {shown})


def _rank(page: Page) -> tuple[bool, int, datetime, str]:
    """Alive before gone, the shortest address, the oldest; the id makes the order total."""
    return page.state is PageState.GONE, len(page.url), page.first_seen, page.id


def is_behind(store: Store) -> bool:
    """True when the store knows something the index does not."""
    return bool(store.changes.waiting(1))


def awaited(store: Store) -> frozenset[str]:
    """Ids of the pages whose documents may come or go when the outbox is applied; for `verify`."""
    found = set[str]()
    for change in store.changes.waiting(1_000_000):
        if change.page not in found:
            shown, hidden = _group(store, change.page)
            found |= {shown, *hidden}
    return frozenset(found)


def expected(store: Store) -> frozenset[str]:
    """Ids of the pages the index is to hold; for `verify`."""
    return frozenset(page for page in _all_shown(store) if store.pages.memento(page).searchable)
