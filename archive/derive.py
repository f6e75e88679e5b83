"""Derive again: everything after the capture can be thrown away and made anew from the vault.

The site model of a source is learnt from its captures; when it has changed, the source's pages are read again.
"""

from __future__ import annotations

from collections.abc import Callable, Container, Iterator, Sequence
from itertools import islice
from statistics import mean

from archive.errors import CaptureAway, NotFound, VaultBroken
from archive.ingest import Reader, open_reader
from archive.model import Memento, Page, Saved
from archive.parts import Archive
from crawler.media import HTML, PLAIN
from crawler.model import Capture, Source
from crawler.site_model import SiteModel
from crawler.template import STRANGE, fit, usual_fit

BATCH = 50
LEAST = 3
"""Captured pages that it takes to tell that a site has been rebuilt."""
LEARNT = frozenset({HTML, PLAIN})
ROUNDS = 3
SAMPLE = 1_000
"""Pages that a site model is learnt from, at the most."""

Show = Callable[[int], None]


def is_worth_learning(model: SiteModel | None, fresh: int) -> bool:
    """True when enough pages are new or changed since the model was fitted: a tenth of it, three at least."""
    return fresh >= max(3, (model.pages if model else 0) // 10)


def is_outgrown(model: SiteModel | None, shares: Sequence[float]) -> bool:
    """True when captured pages no longer look like the model: on average they fit less than half as well as usual."""
    return model is not None and len(shares) >= LEAST and mean(shares) < STRANGE * usual_fit(model)


def learn(archive: Archive, source: Source) -> bool:
    """Fit the source's site model anew; True when it calls other blocks furniture than the one in use, and was kept."""
    earlier = open_reader(archive, source).site
    found = fit(islice(_bodies(archive, source), SAMPLE), earlier=earlier)
    if found is None or (earlier and _furniture(found) == _furniture(earlier)):
        return False
    archive.store.sources.save_site_model(source.name, found.to_json(), at=archive.clock())
    return True


def settle(archive: Archive, source: Source) -> None:
    """Learn until what is learnt stays the same, which it does at the second or third time, if at all.

    A model that knows one look of a site makes out the pages of another.
    """
    for _ in range(ROUNDS):
        if not learn(archive, source):
            return


def _furniture(model: SiteModel) -> frozenset[tuple[str, str]]:
    return frozenset((each.path, each.text) for each in model.repeated)


def _bodies(archive: Archive, source: Source) -> Iterator[tuple[str, bytes]]:
    for page in archive.store.pages.all(source.name):
        memento = archive.store.pages.memento(page.id)
        capture = _capture(archive, memento) if memento.media_type in LEARNT else None
        if capture:
            yield page.url, capture.shown


def reprocess(archive: Archive, source: Source, *, only: Container[str] | None = None, show: Show | None = None) -> int:
    """Read again from the vault what might read otherwise now; of some media types `only` when that is asked.

    Gives how many changed. Written in batches of one transaction each: killed and run again, it goes on where it was.
    Nobody waits while it reads.
    """
    reader, changed, done = open_reader(archive, source), 0, 0
    pages = archive.store.pages.all(source.name)
    while batch := tuple(islice(pages, BATCH)):
        old = (each for page in batch for each in _stale(archive, reader, page, only))
        fresh = [made for each in old if (made := _made(archive, reader, each))]
        with archive.store.transaction(alone=False):
            changed += sum(archive.store.pages.replace(memento) is Saved.CHANGED for memento in fresh)
        done += len(batch)
        if show:
            show(done)
    return changed


def reread(archive: Archive, page: Page) -> int:
    """Read every memento of one page again, in one transaction; gives how many could be read. Raises UnknownSource."""
    reader = open_reader(archive, archive.store.sources.named(page.source))
    old = (archive.store.pages.memento(page.id, at) for at in archive.store.pages.timemap(page.id))
    fresh = [made for each in old if (made := _made(archive, reader, each))]
    with archive.store.transaction():
        for memento in fresh:
            archive.store.pages.replace(memento)
    return len(fresh)


def _stale(archive: Archive, reader: Reader, page: Page, only: Container[str] | None) -> Iterator[Memento]:
    """The mementos of a page that were read by something else than they would be read by today."""
    stamp, pages = reader.stamp(page.id), archive.store.pages
    for at, read_by in pages.readings(page.id):
        if read_by != stamp:
            old = pages.memento(page.id, at)
            if only is None or old.media_type in only:
                yield old


def _made(archive: Archive, reader: Reader, old: Memento) -> Memento | None:
    """The memento as read today, or None when its capture cannot be read: then the old one stays."""
    capture = _capture(archive, old)
    return reader.memento(capture, id=old.capture) if capture else None


def _capture(archive: Archive, memento: Memento) -> Capture | None:
    """What a memento was read from, or None when it cannot be had; `verify` is what tells of damage."""
    if memento.capture is None:
        return None
    try:
        return archive.vault.read(archive.store.captures.of(memento.capture))
    except (NotFound, CaptureAway, VaultBroken):
        return None
