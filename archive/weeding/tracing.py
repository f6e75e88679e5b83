"""What a removal would take away, and what would be left elsewhere: the dry run. It changes nothing."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Iterator, Mapping, Set
from dataclasses import dataclass, replace
from datetime import UTC, datetime

from archive.errors import WeedingRefused
from archive.model import Held, Kept, Page, Removable, RemovedVersion
from archive.model.moments import stamp_text
from archive.parts import Archive
from archive.remembering import is_dead
from archive.store import Pages
from archive.store.runs import LEASE
from archive.weeding.choosing import MOST
from crawler.media import is_html

__all__ = ["MOST", "Plan", "Trace", "trace"]

OK = range(200, 300)
ELSEWHERE = 100
"""Captures of the same content under other addresses that are named at the most."""


@dataclass(frozen=True, kw_only=True)
class Trace:
    """What there is of one page or version.

    `versions` and `records` go. `alike` are pages that say the same today, which stay. `is_seed` when the crawl begins
    there.
    """

    target: Removable
    title: str
    held: Held
    versions: tuple[RemovedVersion, ...]
    records: tuple[Kept, ...]
    alike: tuple[Page, ...] = ()
    is_seed: bool = False

    @property
    def pages(self) -> tuple[Page, ...]:
        """The page and those that moved there: every address it has had."""
        return (self.held.page, *self.held.aliases)


@dataclass(frozen=True, kw_only=True)
class Plan:
    """A whole removal.

    `elsewhere` are captures of the same content under other addresses, `handouts` numbers of hand-outs that pages were
    part of, `crawling` sources that are being crawled just now: those stand in the way. `fingerprint` is another one
    whenever something else would go.
    """

    traces: tuple[Trace, ...]
    elsewhere: tuple[Kept, ...]
    handouts: tuple[int, ...]
    crawling: tuple[str, ...]

    @property
    def targets(self) -> tuple[Removable, ...]:
        """What goes, every page that moved to one of them too."""
        moved = (Removable(page=page.id) for each in self.traces if not each.target.at for page in each.held.aliases)
        return tuple(dict.fromkeys((*(each.target for each in self.traces), *moved)))

    @property
    def versions(self) -> tuple[RemovedVersion, ...]:
        """The versions that go."""
        return tuple(version for each in self.traces for version in each.versions)

    @property
    def records(self) -> tuple[Kept, ...]:
        """The captures that go, each once."""
        return tuple({kept.id: kept for each in self.traces for kept in each.records}.values())

    @property
    def size(self) -> int:
        """Bytes of the captures, as they stand in their files."""
        return sum(each.length for each in self.records)

    @property
    def fingerprint(self) -> str:
        """A digest of all that goes."""
        versions = (f"{each.page} {each.at.isoformat()} {each.digest}" for each in self.versions)
        said = "\n".join((*versions, *(each.id for each in self.records), *(each.page for each in self.targets)))
        return hashlib.sha256(said.encode()).hexdigest()


def trace(archive: Archive, targets: Iterable[Removable], *, is_repeated: bool = False) -> Plan:
    """Every trace of these. Raises NotFound for pages that are not there, WeedingRefused for a version in force.

    In an older copy (`is_repeated`) a version that was decided on may still be in force, or not be there yet.
    """
    known = archive.store.sources.all()
    seeds = {source.name: frozenset(source.seeds) for source in known}
    found = tuple(_trace(archive, target, seeds, is_repeated=is_repeated) for target in targets)
    rendered = frozenset(source.name for source in known if source.render)
    related = tuple(archive.store.captures.related(kept for each in found for kept in each.records))
    traces = tuple(_with_referring(each, related) for each in found)
    sources = {each.held.page.source for each in traces}
    return Plan(
        traces=traces,
        elsewhere=tuple(_elsewhere(traces, related, rendered))[:ELSEWHERE],
        handouts=tuple(_handouts(archive, traces)),
        crawling=tuple(name for name in _crawled(archive) if name in sources),
    )


def _crawled(archive: Archive) -> Iterator[str]:
    """The sources that are being crawled; a run whose worker died counts for nothing, as when the next one begins."""
    for live in archive.store.history.running():
        if archive.clock() - live.heard <= LEASE and not is_dead(live.worker):
            yield live.run.source


def _trace(archive: Archive, target: Removable, seeds: Mapping[str, Set[str]], *, is_repeated: bool) -> Trace:
    held = archive.store.removals.held(target.page)
    versions = tuple(each for each in held.versions if target.at in {None, each.at})
    is_there = bool(versions) or target.at is None
    span = _span(held, target.at, is_repeated=is_repeated)
    return Trace(
        target=target,
        title=_title(archive.store.pages, target) if is_there else "",
        held=held,
        versions=versions,
        records=_records(archive, held, span) if is_there else (),
        alike=archive.store.pages.alike(target.page) if target.at is None else (),
        is_seed=held.page.url in seeds.get(held.page.source, frozenset()),
    )


def _title(pages: Pages, target: Removable) -> str:
    return pages.memento(target.page, target.at).title if pages.timemap(target.page) else ""


def _span(held: Held, at: datetime | None, *, is_repeated: bool) -> tuple[datetime, datetime] | None:
    """From when to when a version was in force, the end not included; None for all of a page."""
    if at is None:
        return None
    later = [each.at for each in held.versions if each.at > at]
    if not later and not is_repeated:
        raise WeedingRefused(
            f"Versionen {stamp_text(at)} är den som gäller nu. Gallra hela sidan, eller vänta tills den har ändrats."
        )
    return at, later[0] if later else datetime.max.replace(tzinfo=UTC)


def _records(archive: Archive, held: Held, span: tuple[datetime, datetime] | None) -> tuple[Kept, ...]:
    """The captures of a page or of one version."""
    pages = (held.page, *held.aliases)
    found = (kept for page in pages for kept in archive.store.captures.of_url(page.url))
    if span is None:
        return tuple(found)
    return tuple(kept for kept in found if span[0] <= kept.at < span[1] and _is_content(kept))


def _with_referring(trace: Trace, related: Iterable[Kept]) -> Trace:
    """The trace with every revisit that says of one of its captures that it stood unchanged."""
    ids = {kept.id for kept in trace.records}
    return replace(trace, records=(*trace.records, *(kept for kept in related if kept.refers_to in ids)))


def _is_content(kept: Kept) -> bool:
    """What holds or confirms content; that a page was away is no part of a version."""
    return kept.status in OK or kept.refers_to is not None


def _elsewhere(traces: Iterable[Trace], related: Iterable[Kept], rendered: Set[str]) -> Iterator[Kept]:
    """Captures of the same content. That of a rendered page is a shell, which every page of its site has."""
    records = {kept.id: kept for each in traces for kept in each.records}
    built = {kept.id for each in traces if each.held.page.source in rendered for kept in each.records}
    content = (kept for kept in records.values() if kept.refers_to is None and kept.status in OK)
    digests = {kept.digest for kept in content if kept.id not in built or not is_html(kept.media_type)}
    return (kept for kept in related if kept.digest in digests and kept.id not in records)


def _handouts(archive: Archive, traces: Iterable[Trace]) -> Iterator[int]:
    wanted = {(version.page, version.at) for each in traces for version in each.versions}
    for handout in archive.store.handouts.all():
        if any((each.page, each.at) in wanted for each in handout.versions):
            yield handout.id
