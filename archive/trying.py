"""Try a site before it becomes a source: a short polite crawl of which nothing is kept.

The crawl is the one that runs at night, with its scope, robots.txt, address guard and pauses; only its memory is
another: it asks for a few listings and a few pages, and forgets.
"""

from __future__ import annotations

import asyncio
import re
import time
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from urllib.parse import urlsplit

from archive import __version__
from archive.ingest import Reader
from archive.model import Memento
from archive.parts import Archive
from archive.remembering import is_dead, worker_name
from crawler.crawl import crawl
from crawler.fetch import HttpFetcher, Limits, identity
from crawler.media import HTML, is_html, media_type, parse_content_type
from crawler.model import Ask, Capture, Failure, Host, Refusal, Source, Step, Target
from crawler.platforms import Platform, guess_platform
from crawler.scope import scope_of
from crawler.seams import Fetcher, Manner
from crawler.sitemaps import read_listing
from crawler.template import fit

SECONDS = 20.0
"""The longest a try takes."""
SAMPLES = 5
PAGES = 8
"""Pages asked for, at most: some of them redirect or are no web pages."""
LISTINGS = 4
LIMITS = Limits(body=2 * 1024 * 1024, total=8.0, idle=5.0, connect=5.0)
_RANK = {Ask.ROBOTS: 0, Ask.SITEMAP: 1, Ask.FEED: 2, Ask.PAGE: 3}
_STORY = re.compile(r"nyhet|artikel|aktuell|beslut|pressmeddel|news|(?<!\d)20[0-3]\d(?!\d)", re.IGNORECASE)
_FILE = re.compile(r"\.(?:pdf|docx?|xlsx?|pptx?|txt|xml|zip)$", re.IGNORECASE)

MakeFetcher = Callable[[], Fetcher]


@dataclass(frozen=True, kw_only=True)
class Listed:
    """A sitemap or feed that answered, and how many addresses it names."""

    url: str
    ask: Ask
    count: int


@dataclass(frozen=True, kw_only=True)
class Trouble:
    """An address that gave nothing: `why` is a rule of `crawler.scope.Rule`, a cause of a Failure, or "http-404"."""

    url: str
    ask: Ask
    why: str
    detail: str = ""


@dataclass(frozen=True, kw_only=True)
class Sample:
    """A page as it came and as it is read."""

    capture: Capture
    memento: Memento


@dataclass(frozen=True, kw_only=True)
class Tried:
    """What a try found. `robots` is the status of robots.txt, None when it did not answer; `late`: time ran out."""

    source: Source
    robots: int | None
    listings: tuple[Listed, ...]
    platform: Platform | None
    samples: tuple[Sample, ...]
    troubles: tuple[Trouble, ...]
    asked: int
    late: bool


def open_fetcher(archive: Archive) -> Fetcher:
    """The network, with less patience than a crawl has. Call it inside a running event loop."""
    return HttpFetcher(agent=identity(__version__, archive.config.contact), limits=LIMITS)


def try_site(archive: Archive, source: Source, make_fetcher: MakeFetcher | None = None) -> Tried:
    """Try a source that need not be known. Takes `SECONDS` at the longest; never raises for what a site does.

    Raises BadUrl for a seed that is no address, ConfigError for an unknown register.
    """
    memory = _Passing(archive, source)
    late = asyncio.run(_walk(archive, source, memory, make_fetcher or (lambda: open_fetcher(archive))))
    return _told(archive, source, memory.steps, late=late)


async def _walk(archive: Archive, source: Source, memory: _Passing, make_fetcher: MakeFetcher) -> bool:
    """Whether time ran out."""
    end = time.monotonic() + SECONDS
    manner = Manner(stop=lambda: time.monotonic() > end, patience=0.0)
    fetcher = make_fetcher()
    try:
        await asyncio.wait_for(
            crawl(source, memory=memory, fetcher=fetcher, clock=archive.clock, manner=manner), SECONDS
        )
    except TimeoutError:
        return True
    finally:
        await fetcher.close()
    return time.monotonic() > end


class _Passing:
    """The memory of a try (crawler.seams.Memory): one target at a time, chosen, and nothing over.

    The turns of hosts are taken in the store, so that a crawl that runs meanwhile and the try wait for each other.
    """

    def __init__(self, archive: Archive, source: Source) -> None:
        self.steps: list[Step] = []
        self._frontier = archive.store.frontier
        self._scope = scope_of(source)
        self._who = f"{worker_name()}/try"
        self._waiting: dict[str, Target] = {}
        self._known: set[str] = set()
        self._origins: dict[str, Host] = {}

    def add(self, targets: Iterable[Target]) -> int:
        """Make targets known."""
        new = [each for each in targets if each.url not in self._known]
        for each in new[: 10_000 - len(self._known)]:
            self._known.add(each.url)
            self._waiting[each.url] = each
        return len(new)

    def take(self, *, now: datetime, limit: int) -> Sequence[Target]:
        """The one to ask for next; none when enough is seen."""
        del now, limit
        best = min(filter(self._is_wanted, self._waiting.values()), key=self._order, default=None)
        return (best,) if best else ()

    def record(self, steps: Sequence[Step]) -> None:
        """What came is kept for the answer only; nothing is tried twice."""
        for step in steps:
            self._waiting.pop(step.target.url, None)
            self._known.add(step.target.url)
            self.steps.append(step)
            self.add(step.found)

    def links(self, url: str) -> Sequence[Target]:
        """Nothing is known from before."""
        del url
        return ()

    def take_turn(self, name: str, *, delay: float, now: datetime) -> datetime:
        """Take a host's turn, if nobody else has it."""
        return self._frontier.take_turn(name, who=self._who, delay=delay, now=now, is_dead=_is_dead)

    def host(self, name: str) -> Host:
        """A host's pauses as all know them; robots.txt as this try has read it."""
        return self._origins.get(name, Host(name=name)) if "://" in name else self._frontier.host(name)

    def save_host(self, host: Host) -> None:
        """Free the turn; what robots.txt said is forgotten with the try."""
        if "://" in host.name:
            self._origins[host.name] = host
        else:
            self._frontier.save_host(host)

    def _is_wanted(self, target: Target) -> bool:
        if target.ask in {Ask.SITEMAP, Ask.FEED}:
            return sum(step.target.ask in {Ask.SITEMAP, Ask.FEED} for step in self.steps) < LISTINGS
        if target.ask is Ask.ROBOTS:
            return True
        asked = sum(step.target.ask is Ask.PAGE for step in self.steps)
        is_first = target.depth == 0
        fits = is_first or (self._scope.rule(target) is None and not _FILE.search(urlsplit(target.url).path))
        return fits and asked < PAGES and len(_pages(self.steps)) < SAMPLES

    def _order(self, target: Target) -> tuple[int, bool, int]:
        path = urlsplit(target.url).path
        return (_RANK[target.ask], target.depth > 0, -2 * bool(_STORY.search(path)) - min(path.count("/"), 5))


def _is_dead(holder: str) -> bool:
    return is_dead(holder.partition("/")[0])


def _told(archive: Archive, source: Source, steps: Sequence[Step], *, late: bool) -> Tried:
    pages = _pages(steps)
    robots = [step.visit.status for step in steps if step.target.ask is Ask.ROBOTS and isinstance(step.visit, Capture)]
    return Tried(
        source=source,
        robots=robots[0] if robots else None,
        listings=tuple(_listings(steps)),
        platform=guess_platform(pages),
        samples=_samples(archive, source, pages),
        troubles=tuple(each for step in steps if (each := _trouble(step))),
        asked=sum(isinstance(step.visit, Capture | Failure) for step in steps),
        late=late,
    )


def _pages(steps: Sequence[Step]) -> list[Capture]:
    found = (step.visit for step in steps if step.target.ask is Ask.PAGE and isinstance(step.visit, Capture))
    return [each for each in found if each.status == 200 and not each.absent and _is_page(each)]


def _is_page(capture: Capture) -> bool:
    return is_html(media_type(parse_content_type(capture.header("content-type"))[0], capture.body))


def _listings(steps: Sequence[Step]) -> Iterable[Listed]:
    for step in steps:
        visit, ask = step.visit, step.target.ask
        if ask in {Ask.SITEMAP, Ask.FEED} and isinstance(visit, Capture) and visit.status == 200:
            count = len(read_listing(visit.body, visit.url, now=visit.at).entries)
            if count:
                yield Listed(url=visit.url, ask=ask, count=count)


def _samples(archive: Archive, source: Source, pages: list[Capture]) -> tuple[Sample, ...]:
    html = [(page.url, page.body) for page in pages if parse_content_type(page.header("content-type"))[0] == HTML]
    site = fit(html) if len(html) > 1 else None
    reader = Reader(source=source, site=site, knowledge=archive.knowledge(source.register))
    return tuple(Sample(capture=page, memento=reader.memento(page, id=None)) for page in pages[:SAMPLES])


def _trouble(step: Step) -> Trouble | None:
    visit, ask = step.visit, step.target.ask
    if isinstance(visit, Failure):
        return Trouble(url=visit.url, ask=ask, why=visit.cause, detail=visit.detail)
    if isinstance(visit, Refusal):
        return Trouble(url=visit.url, ask=ask, why=visit.rule, detail=visit.detail)
    if isinstance(visit, Capture) and ask is Ask.PAGE and visit.status >= 400:
        return Trouble(url=visit.url, ask=ask, why=f"http-{visit.status}")
    if isinstance(visit, Capture) and ask is Ask.PAGE and visit.status == 200 and not _is_page(visit):
        return Trouble(url=visit.url, ask=ask, why="not-html", detail=visit.header("content-type") or "")
    return None
