"""Stand-ins for what the crawl needs from outside: a web of canned answers, a memory in dicts, a clock that steps."""

from __future__ import annotations

import asyncio
import hashlib
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from urllib.parse import urlsplit

from crawler.again import again
from crawler.model import Ask, Capture, Failure, Headers, Host, Refusal, Revisit, Source, Step, Target, Via, Visit
from crawler.politeness import taken, turn
from crawler.seams import Counts, Manner

START = datetime(2024, 4, 10, 8, 0, tzinfo=UTC)
SITE = "https://www.mellankoping.se"
ROBOTS = SITE + "/robots.txt"
SITEMAP = SITE + "/sitemap.xml"

_RANK = {Ask.ROBOTS: 0, Ask.SITEMAP: 1, Ask.FEED: 2, Ask.PAGE: 3}

Answer = Callable[[Target, datetime], Visit]


class StepClock:
    """A clock that stands still until it is slept on or moved."""

    def __init__(self, now: datetime = START) -> None:
        self.now = now
        self.slept: list[float] = []

    def __call__(self) -> datetime:
        return self.now

    async def sleep(self, seconds: float) -> None:
        """Let the time pass at once."""
        self.slept.append(seconds)
        self.now += timedelta(seconds=seconds)


def says(body: str | bytes = "", *, status: int = 200, media: str = "text/html", headers: Headers = ()) -> Answer:
    """An answer with a body; conditional requests get a 304 when the ETag matches, a revisit when the body does."""
    payload = body.encode() if isinstance(body, str) else body
    digest = hashlib.sha256(payload).hexdigest()
    all_headers = (("Content-Type", media), *headers)
    etag = next((value for name, value in headers if name == "ETag"), None)

    def answer(target: Target, at: datetime) -> Visit:
        if status == 200 and target.digest and etag and target.etag == etag:
            return Revisit(url=target.url, at=at, status=304, headers=all_headers, digest=target.digest)
        if status == 200 and target.digest == digest:
            return Revisit(url=target.url, at=at, status=200, headers=all_headers, digest=digest)
        return Capture(url=target.url, at=at, status=status, headers=all_headers, body=payload, digest=digest)

    return answer


def page(*hrefs: str, text: str = "Sagt i förvaltningsledningen", head: str = "") -> str:
    """A page with links."""
    links = "".join(f'<a href="{href}">{href}</a>' for href in hrefs)
    return f"<html><head><title>{text} {' '.join(hrefs)}</title>{head}</head><body><p>{text}</p>{links}</body></html>"


def moved(to: str, *, status: int = 301, cookie: str | None = None) -> Answer:
    """A redirect."""
    cookies = (("Set-Cookie", cookie),) if cookie else ()
    return says(status=status, headers=(("Location", to), *cookies))


def fails(cause: str) -> Answer:
    """A request that comes to nothing."""
    return lambda target, at: Failure(url=target.url, at=at, cause=cause)


def refuses(rule: str) -> Answer:
    """A request the fetcher will not make."""
    return lambda target, at: Refusal(url=target.url, at=at, rule=rule)


class CannedFetcher:
    """A web of canned answers by address. A list is one answer after the other, the last for ever; else 404."""

    def __init__(
        self, web: dict[str, Answer | list[Answer]], clock: Callable[[], datetime], *, takes: float = 0
    ) -> None:
        self.web = web
        self.asked: list[Target] = []
        self.moments: list[datetime] = []
        self.closed = False
        self.addresses: dict[str, str] = {}
        self._clock = clock
        self._takes = takes

    async def fetch(self, target: Target, source: Source) -> Capture | Revisit | Refusal | Failure:
        self.asked.append(target)
        self.moments.append(self._clock())
        if isinstance(self._clock, StepClock) and self._takes:
            await self._clock.sleep(self._takes)
        return self._reply(target.url)(target, self._clock())

    async def address(self, url: str) -> str | None:
        return self.addresses.get(urlsplit(url).hostname or "")

    async def close(self) -> None:
        self.closed = True

    def urls(self) -> list[str]:
        """What was asked, in order."""
        return [target.url for target in self.asked]

    def _reply(self, url: str) -> Answer:
        known = self.web.get(url, says("borta", status=404))
        if isinstance(known, list):
            return known.pop(0) if len(known) > 1 else known[0]
        return known


@dataclass
class Row:
    """A target and how it stands: waiting, fetched, unchanged, refused or failed."""

    target: Target
    state: str = "waiting"
    retry_at: datetime | None = None
    visit: Visit | None = None


class DictMemory:
    """`crawler.seams.Memory` in dicts; `batches` holds what was recorded together."""

    def __init__(self) -> None:
        self.rows: dict[str, Row] = {}
        self.hosts: dict[str, Host] = {}
        self.batches: list[tuple[Step, ...]] = []

    def add(self, targets: Iterable[Target]) -> int:
        before = len(self.rows)
        for target in targets:
            row = self.rows.setdefault(target.url, Row(target=target))
            if row.target.via is Via.NOFOLLOW is not target.via and row.state in {"waiting", "refused"}:
                row.target, row.state = target, "waiting"
            if target.lastmod and (row.target.lastmod is None or row.target.lastmod < target.lastmod):
                row.target = replace(row.target, lastmod=target.lastmod)
        return len(self.rows) - before

    def take(self, *, now: datetime, limit: int) -> Sequence[Target]:
        due = [row.target for row in self.rows.values() if row.state == "waiting" and (row.retry_at or now) <= now]
        return sorted(due, key=lambda target: _RANK[target.ask])[:limit]

    def record(self, steps: Sequence[Step]) -> None:
        self.batches.append(tuple(steps))
        for step in steps:
            self.add((step.target, *step.found))
            row = self.rows[step.target.url]
            row.target, row.visit = again(row.target, step.visit), step.visit
            row.state, row.retry_at = _state(step.visit)

    def links(self, url: str) -> Sequence[Target]:
        return [row.target for row in self.rows.values() if row.target.parent == url]

    def take_turn(self, name: str, *, delay: float, now: datetime) -> datetime:
        ready = turn(self.host(name), "me", delay, now)
        if ready <= now:
            self.hosts[name] = taken(self.host(name), "me", now)
        return ready

    def host(self, name: str) -> Host:
        return self.hosts.get(name, Host(name=name))

    def save_host(self, host: Host) -> None:
        self.hosts[host.name] = host

    def begin(self) -> None:
        """A new round: everything waits again."""
        for row in self.rows.values():
            row.state, row.retry_at = "waiting", None

    @property
    def steps(self) -> list[Step]:
        """Every step recorded, in order."""
        return [step for batch in self.batches for step in batch]

    def state(self, url: str) -> str:
        """How a target stands, with the rule or cause of those that came to nothing."""
        row = self.rows[url]
        match row.visit:
            case Refusal(rule=reason) | Failure(cause=reason):
                return f"{row.state} {reason}"
            case _:
                return row.state

    def states(self) -> dict[str, str]:
        """How everything stands."""
        return {url: self.state(url) for url in self.rows}


def _state(visit: Visit) -> tuple[str, datetime | None]:
    match visit:
        case Capture():
            return "fetched", None
        case Revisit():
            return "unchanged", None
        case Refusal():
            return "refused", None
        case Failure():
            return ("waiting" if visit.retry_at else "failed"), visit.retry_at


@dataclass
class Town:
    """A small web, a memory and a clock, ready to be crawled."""

    web: dict[str, Answer | list[Answer]]
    source: Source
    memory: DictMemory
    clock: StepClock
    fetcher: CannedFetcher

    async def crawl(self, manner: Manner | None = None) -> Counts:
        """Crawl it with a clock whose sleep costs nothing."""
        from crawler.crawl import crawl

        how = replace(manner or Manner(), sleep=self.clock.sleep)
        return await crawl(self.source, memory=self.memory, fetcher=self.fetcher, clock=self.clock, manner=how)


def town(pages: dict[str, Answer | list[Answer]], **rules: object) -> Town:
    """A town whose web holds these pages; paths are of the site, robots.txt allows everything unless it is given."""
    clock = StepClock()
    web = {SITE + "/robots.txt": says("User-agent: *\nAllow: /\n", media="text/plain")}
    web |= {url if "://" in url else SITE + url: answer for url, answer in pages.items()}
    settings: dict[str, object] = {"name": "town", "seeds": (SITE + "/",), "delay": 0.0} | rules
    source = Source(**settings)  # type: ignore[arg-type]
    return Town(web=web, source=source, memory=DictMemory(), clock=clock, fetcher=CannedFetcher(web, clock))


def crawled(place: Town, manner: Manner | None = None) -> Counts:
    """Crawl a town to the end."""
    return asyncio.run(place.crawl(manner))


def asked(place: Town) -> list[str]:
    """What was asked beyond robots.txt and the sitemap, without the site's name."""
    return [url.removeprefix(SITE) for url in place.fetcher.urls() if url not in {ROBOTS, SITEMAP}]
