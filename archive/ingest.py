"""Captures become mementos: keep, extract, enrich, store. Decides nothing; the order is what makes it safe.

The bytes are synced in the vault before a row in the store speaks of them, and all rows of a batch are one
transaction: killed anywhere, the next start sees either the whole batch or none of it.
"""

from __future__ import annotations

import hashlib
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cached_property
from urllib.parse import unquote, urlsplit

from archive import enrich
from archive.corrections import Corrected, Rulings
from archive.enrich import Knowledge
from archive.errors import ArchiveError, ImportRefused
from archive.model import REVIEWS, Correction, Cut, Fact, Kept, Memento, Reading, Saved, Section
from archive.parts import Archive
from archive.patience import patiently
from archive.provenance import readers_digest
from archive.ready import MEDIA_TYPE as READY
from archive.ready import given_facts, read_ready
from archive.store.pages import page_id
from archive.store.tombstones import bars
from crawler.discover import robots_tag
from crawler.errors import CrawlError
from crawler.extract import extract
from crawler.media import HTML, media_type, shown_type
from crawler.model import Ask, Capture, Extract, Revisit, Source, Step, Target, Visit
from crawler.site_model import SiteModel
from crawler.template import fits

OK = 200
LOOKED_AT = 30
"""Pages of a crawl that are compared with the site model."""
NOT_FOUND = 404
GONE = 410
MOVED = frozenset({301, 308})
MOST_READ = 1_000_000
"""Characters of a page in which facts are looked for; the text itself is kept and found whole."""
DAMAGED = "unspecified"
"""WARC-Truncated of a body whose content coding is broken: kept, never read."""


@dataclass(frozen=True, kw_only=True)
class Reader:
    """How one source's captures are read: its rules, its site model, what is known of its units, what was corrected."""

    source: Source
    site: SiteModel | None
    knowledge: Knowledge
    corrections: tuple[Correction, ...] = ()
    most_read: int = MOST_READ

    @cached_property
    def _base(self) -> str:
        site = self.site.to_json() if self.site else ""
        units = self.knowledge.chosen.units if self.knowledge.chosen else ()
        return _sha256(repr((readers_digest(), site, units, self.source.index_noindex, self.most_read)))

    def stamp(self, page: str) -> str:
        """What a page is read by, besides its capture: the same stamp promises the same memento."""
        said = [
            (each.kind, each.what, each.page, *((each.id,) if each.kind in REVIEWS else ()))
            for each in self.corrections
            if each.page in {None, page}
        ]
        return _sha256(f"{self._base}{said!r}")

    @cached_property
    def _corrected(self) -> Corrected:
        return Corrected(site=self.site, corrections=self.corrections)

    def memento(self, capture: Capture, *, id: str | None) -> Memento:
        """The page a capture holds, with its facts. What cannot be read becomes a memento that says so."""
        page = page_id(capture.url)
        extracted, facts = self._read(capture, self._corrected.rulings(page))
        sections = tuple(Section(kind=each.kind.value, text=each.text, level=each.level) for each in extracted.blocks)
        text = f"{extracted.title}\n{extracted.text}"
        return Memento(
            page=page,
            url=capture.url,
            source=self.source.name,
            at=capture.at,
            seen_at=capture.at,
            title=extracted.title,
            sections=sections,
            cuts=tuple(Cut(text=each.text, reason=each.reason) for each in extracted.dropped),
            facts=facts,
            digest=capture.digest,
            text_digest=_sha256(text),
            capture=id,
            media_type=extracted.media_type,
            language=extracted.language,
            # X-Robots-Tag, which documents can have, too, asks the same as a page's own word.
            searchable=self.source.index_noindex
            or not (extracted.noindex or robots_tag(capture.headers) & {"noindex", "none"}),
            warnings=(*extracted.warnings, *self._unread(extracted)),
            # What could not be read is tried again next time: a child process may just have run out of time.
            read_by=self.stamp(page) if extracted.blocks or not extracted.warnings else None,
        )

    def _read(self, capture: Capture, rulings: Rulings) -> tuple[Extract, tuple[Fact, ...]]:
        declared, coding = shown_type(capture)
        kind = declared if declared == READY else media_type(declared, capture.body)
        try:
            if kind == READY:
                return self._read_ready(capture, rulings)
            found = extract(capture.shown, url=capture.url, media_type=kind, charset=coding, site=rulings.site)
        except (CrawlError, ImportRefused) as error:
            found = Extract(title=file_name(capture.url), media_type=kind, warnings=(str(error),))
        found = rulings.corrected(found)
        return found, rulings.judged(
            enrich.read(reading(found, capture, most=self.most_read), knowledge=self.knowledge)
        )

    def _unread(self, extracted: Extract) -> Iterator[str]:
        if len(extracted.text) > self.most_read:
            yield f"facts were looked for in the first {self.most_read:,} characters only"

    def _read_ready(self, capture: Capture, rulings: Rulings) -> tuple[Extract, tuple[Fact, ...]]:
        ready = read_ready(capture.body)
        found = rulings.corrected(ready.extract)
        facts = enrich.read(reading(found, capture, most=self.most_read), knowledge=self.knowledge)
        return found, rulings.judged(given_facts(ready, facts, knowledge=self.knowledge))


def reading(extracted: Extract, capture: Capture, *, most: int = MOST_READ) -> Reading:
    """What enrichment is given of an extracted capture."""
    return Reading(
        url=capture.url,
        title=extracted.title,
        sections=tuple(_first(extracted, most)),
        captured=capture.at.date(),
        labels=tuple((label.words, label.value) for label in extracted.labels),
        metas=extracted.metas,
    )


def _first(extracted: Extract, most: int) -> Iterator[Section]:
    """The blocks that facts are looked for in: a page of millions of characters would take minutes."""
    left = most
    for each in extracted.blocks:
        if each.text and left <= 0:
            return
        yield Section(kind=each.kind.value, text=each.text[: max(left, 0)], level=each.level)
        left -= len(each.text)


def _sha256(text: str) -> str:
    return hashlib.sha256(text.encode("utf-8", "surrogatepass")).hexdigest()


def file_name(url: str) -> str:
    """The last part of an address, for a page that has no title of its own."""
    return unquote(urlsplit(url).path.rstrip("/").rpartition("/")[2]) or url


class Ingest:
    """Keeps what a crawl or an import brings, one source at a time."""

    def __init__(self, archive: Archive, source: Source) -> None:
        self.archive = archive
        self.source = source
        self.counts: Counter[Saved] = Counter()
        self.gone = 0
        self.shares: list[float] = []
        """How well the first pages that were captured fit the site model."""
        self.stood = 0
        """How many pages were read or confirmed unchanged."""

    @cached_property
    def reader(self) -> Reader:
        """How the source's captures are read, as known when it is first asked for. Raises ConfigError."""
        return open_reader(self.archive, self.source)

    def _obey(self) -> None:
        """Read by the corrections that hold now: somebody may have made one while the crawl was running."""
        corrections = self.archive.store.corrections.holding(self.source.name)
        if corrections != self.reader.corrections:
            self.reader = replace(self.reader, corrections=corrections)

    @property
    def fresh(self) -> int:
        """How many pages were new or changed."""
        return self.counts[Saved.NEW] + self.counts[Saved.CHANGED]

    def keep(self, visits: Iterable[Capture | Revisit]) -> None:
        """Keep captures that came without a crawl (imports)."""
        self._keep([Step(target=Target(url=visit.url, source=self.source.name), visit=visit) for visit in visits])

    def record(self, steps: Sequence[Step]) -> None:
        """Keep a batch of crawl steps: bytes first, then frontier, pages and facts in one transaction.

        Pages are read before the transaction begins: nobody waits to write while a long document is read.
        """
        self._keep(steps, frontier=True)

    def _keep(self, steps: Sequence[Step], *, frontier: bool = False) -> None:
        self._obey()
        if barred := self._barred(steps):
            steps = [step for step in steps if step not in barred]
        known = self.archive.store.captures.last_responses(
            each.visit.url for each in steps if isinstance(each.visit, Revisit)
        )
        kept = [self._add(step.visit, known) for step in steps]
        self.archive.vault.sync()
        mementos = [self._memento(step, place) for step, place in zip(steps, kept, strict=True)]
        patiently(lambda: self._write(list(zip(steps, kept, mementos, strict=True)), frontier=frontier))

    def _write(self, read: Sequence[tuple[Step, Kept | None, Memento | None]], *, frontier: bool) -> None:
        # When it comes to nothing, nothing of it is counted.
        store, counted = self.archive.store, (Counter(self.counts), self.gone, self.stood)
        try:
            with store.transaction(alone=False):
                barred = self._barred([step for step, _, _ in read])
                done = [each for each in read if each[0] not in barred]
                store.captures.save(kept for _, kept, _ in done if kept)
                if frontier:
                    store.frontier.record([step for step, _, _ in done], now=self.archive.clock())
                for step, _, memento in done:
                    self._page(step, memento)
        except ArchiveError:
            self.counts, self.gone, self.stood = counted
            raise

    def _barred(self, steps: Sequence[Step]) -> list[Step]:
        """The steps whose page, or this very content of it, was removed by a decision: it shall not come back.

        Asked again within the transaction, for a removal may have been carried out while the pages were read.
        """
        stones = self.archive.store.removals.at_urls(step.target.url for step in steps)
        return [step for step in steps if any(bars(stone, step) for stone in stones)] if stones else []

    def _add(self, visit: Visit, known: Mapping[str, Kept]) -> Kept | None:
        refers_to = known.get(visit.url) if isinstance(visit, Revisit) else None
        return self.archive.vault.add(visit, refers_to=refers_to) if isinstance(visit, Capture | Revisit) else None

    def _memento(self, step: Step, kept: Kept | None) -> Memento | None:
        visit = step.visit
        if step.target.ask is not Ask.PAGE or not isinstance(visit, Capture) or kept is None:
            return None
        is_whole = visit.status == OK and visit.truncated != DAMAGED and not visit.absent
        memento = self.reader.memento(visit, id=kept.id) if is_whole else None
        if memento and self.reader.site and memento.media_type == HTML and len(self.shares) < LOOKED_AT:
            self.shares.append(fits(self.reader.site, visit.shown))
        return memento

    def _page(self, step: Step, memento: Memento | None) -> None:
        visit, pages = step.visit, self.archive.store.pages
        if step.target.ask is not Ask.PAGE:
            return
        self.stood += bool(memento) or isinstance(visit, Revisit)
        if memento:
            self.counts[pages.save(memento, parent=step.target.parent)] += 1
        elif isinstance(visit, Revisit):
            pages.seen(visit.url, self.source.name, at=visit.at)
        elif isinstance(visit, Capture) and (visit.absent or visit.status in {NOT_FOUND, GONE}):
            self._missing(visit)
        elif isinstance(visit, Capture) and visit.status in MOVED and step.found:
            pages.moved(visit.url, step.found[0].url)

    def _missing(self, visit: Capture) -> None:
        pages = self.archive.store.pages
        if visit.absent and (mistaken := self._mistaken(visit)):
            pages.replace(replace(mistaken, searchable=False))
        else:
            self.gone += pages.missing(visit.url, self.source.name, at=visit.at, gone=visit.status == GONE)

    def _mistaken(self, visit: Capture) -> Memento | None:
        """The only version of what was taken for a page before it was known what the site's soft 404s look like."""
        pages = self.archive.store.pages
        page = pages.by_url(visit.url)
        if page is None or len(pages.timemap(page.id)) != 1:
            return None
        held = pages.memento(page.id)
        return held if held.title == self.reader.memento(visit, id=None).title else None


def open_reader(archive: Archive, source: Source) -> Reader:
    """How a source's captures are read today: with its newest site model and the corrections that hold."""
    text = archive.store.sources.site_model(source.name)
    return Reader(
        source=source,
        site=_site_model(text) if text else None,
        knowledge=archive.knowledge(source.register),
        corrections=archive.store.corrections.holding(source.name),
    )


def _site_model(text: str) -> SiteModel | None:
    """A stored site model; one of an older form counts as none and is learnt anew."""
    try:
        return SiteModel.from_json(text)
    except ValueError:
        return None
