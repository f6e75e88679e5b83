"""The way from store to index: apply the outbox, or rebuild everything beside and swap.

Applying a change twice is harmless, so a change is forgotten only after the index has committed it. Every version of a
page has a document. Of pages that say the same today (`Pages.alike`) one is shown: the one that stands, with the
shortest address; the others are found only by those who ask for a day.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime

from archive.facets import document
from archive.model import Change, Memento, Page, PageState
from archive.model.moments import local_day
from archive.municipalities import by_source
from archive.standing import Standing, document_id, version_id
from archive.store import Store
from index.model import Batch, Document, SearchIndex

BATCH = 500
Owners = Mapping[str, str]
"""The municipality of each source that has one."""


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
    """Write the documents of these pages and of those that say the same; gives how many pages can be found."""
    written, seen, owners = 0, set[str](), by_source(store.sources.all())
    for page in pages:
        if _drop_removed(batch, store, page):
            continue
        if page not in seen:
            group = _group(store, page)
            seen |= {group.shown, *group.hidden}
            written += _write(batch, store, group, owners)
    return written


def _drop_removed(batch: Batch, store: Store, page: str) -> bool:
    """Drop the documents of what was removed by a decision; True when nothing of the page is left."""
    stones = store.removals.tombstones(page)
    for each in stones:
        batch.drop(version_id(page, each.at) if each.at else page)
    nothing_left = bool(stones) and not store.pages.timemap(page)
    if nothing_left:
        batch.drop(page)
    return nothing_left


def rebuild(store: Store, index: SearchIndex, *, progress: Callable[[int], None] | None = None) -> int:
    """Write the whole index anew beside the present one and swap; gives how many pages were written."""
    written = 0
    seen, owners = _drained(store), by_source(store.sources.all())
    with index.rebuild() as batch:
        for group in _groups(store):
            written += _write(batch, store, group, owners)
            if progress:
                progress(written)
    store.changes.done(seen)
    return written


def _drained(store: Store) -> tuple[Change, ...]:
    """The changes that a rebuild begun now will cover; later ones are applied on top."""
    return store.changes.waiting(1_000_000)


@dataclass(frozen=True, kw_only=True)
class _Group:
    """Pages that say the same today: the one to show, and the others."""

    shown: str
    hidden: frozenset[str] = frozenset()
    addresses: int = 1


def _write(batch: Batch, store: Store, group: _Group, owners: Owners) -> bool:
    """Write every version of the pages of a group; True when it can be found today."""
    found = False
    for name, written in _all_documents(store, group, owners):
        if written:
            batch.put(written)
            found |= name == group.shown
        else:
            batch.drop(name)
    return found


def _documents(store: Store, page: str, group: _Group, owners: Owners) -> Iterator[tuple[str, Document | None]]:
    """(id, document) of each version of a page, None for one that may not be found; none may when today's may not."""
    mementos = [store.pages.memento(page, at) for at in store.pages.timemap(page)]
    seen = store.pages.page(page)
    gaps = [each.at for each in store.removals.tombstones(page) if each.at]
    for place, memento in enumerate(mementos):
        newest = place == len(mementos) - 1
        ended = _end(memento, seen.gone_at if newest else mementos[place + 1].at, gaps)
        standing = Standing(
            since=local_day(memento.at if place else min(memento.at, seen.first_seen)),
            until=local_day(ended) if ended else None,
            newest=newest,
            shown=newest and page == group.shown,
            versions=len(mementos),
            addresses=group.addresses,
            municipality=owners.get(memento.source, ""),
        )
        shows = memento.searchable and mementos[-1].searchable
        yield document_id(memento, newest=newest), document(memento, standing) if shows else None


def _end(memento: Memento, ended: datetime | None, gaps: Iterable[datetime]) -> datetime | None:
    """When a version was no longer in force: a removed one may have followed it."""
    return min((each for each in (ended, *gaps) if each and each > memento.at), default=ended)


def _groups(store: Store) -> Iterator[_Group]:
    """Every page once, with those that say the same."""
    seen = set[str]()
    for page in store.pages.all():
        if page.id not in seen:
            group = _group(store, page.id)
            if page.id in group.hidden and not store.pages.memento(page.id).searchable:
                group = _Group(shown=page.id)
            seen |= group.hidden | {group.shown} if group.hidden else frozenset()
            yield group


def _group(store: Store, page: str) -> _Group:
    """The group that a page is in; of its own when no other says the same."""
    alike = store.pages.alike(page)
    if not alike:
        return _Group(shown=page)
    own = (store.pages.page(page),) if store.pages.memento(page).searchable else ()
    shown = min((*alike, *own), key=_rank).id
    hidden = frozenset({page, *(each.id for each in alike)} - {shown})
    return _Group(shown=shown, hidden=hidden, addresses=len(alike) + len(own))


def _rank(page: Page) -> tuple[bool, int, datetime, str]:
    """Alive before gone, the shortest address, the oldest; the id makes the order total."""
    return page.state is PageState.GONE, len(page.url), page.first_seen, page.id


def is_behind(store: Store) -> bool:
    """True when the store knows something the index does not."""
    return bool(store.changes.waiting(1))


def awaited(store: Store) -> frozenset[str]:
    """Ids of the documents that may come or go when the outbox is applied; for `verify`."""
    pages = {change.page for change in store.changes.waiting(1_000_000)}
    # Of a page that was removed nothing is left to make a group of; its document may still go.
    groups = [_group(store, page) for page in pages if store.pages.timemap(page)]
    return frozenset(pages).union(name for group in groups for name, _ in _all_documents(store, group, {}))


def expected(store: Store) -> frozenset[str]:
    """Ids of the documents the index is to hold; for `verify`."""
    found = (each for group in _groups(store) for each in _all_documents(store, group, {}))
    return frozenset(name for name, written in found if written)


def _all_documents(store: Store, group: _Group, owners: Owners) -> Iterator[tuple[str, Document | None]]:
    for page in (group.shown, *sorted(group.hidden)):
        yield from _documents(store, page, group, owners)
