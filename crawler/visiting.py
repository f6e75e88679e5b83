"""One target's turn: scope, robots.txt, the host's gate, the request, and what came of it."""

from __future__ import annotations

from collections import Counter
from collections.abc import AsyncIterator, Iterable
from dataclasses import replace
from datetime import datetime

from crawler import robots
from crawler.absences import Absences
from crawler.building import Builder
from crawler.found import linked, location, redirected
from crawler.gate import Gate
from crawler.model import Ask, Capture, Failure, Refusal, Revisit, Source, Step, Target, Via, Visit
from crawler.permits import Permits
from crawler.robots import Permission
from crawler.scope import Rule, pattern, scope_of
from crawler.seams import Tools
from crawler.trail import Trail, Turn
from crawler.urls import host_of, origin_of
from crawler.verdict import REDIRECTS, verdict

MAX_LISTINGS = 2_000
"""Sitemaps and feeds read in one run."""
QUERY_SHARE = 10
"""Addresses that carry a query get this part of `Source.max_alike`."""

_MOST_REPORTED = 1_000_000


class Visitor:
    """Takes targets one at a time per host and gives the steps that came of each."""

    def __init__(self, source: Source, tools: Tools) -> None:
        self._source = source
        self._tools = tools
        self._scope = scope_of(source)
        self._permits = Permits(source, tools)
        self._gates: dict[str, Gate] = {}
        self._trail = Trail()
        self._absences = Absences(self._permits, self._scope.seeds)
        self._builder = Builder(self._scope, tools, permits=self._permits, fetch=self._fetch)
        self._reported: set[str] = set()
        self._shunned: set[str] = set()
        self._alike: Counter[str] = Counter()
        self._robots_asked: set[str] = set()
        self.pages = 0
        self._listings = 0

    def new_batch(self) -> None:
        """Forget which robots.txt were asked for on the way: from now on targets show it by not waiting any more."""
        self._robots_asked.clear()

    async def must_wait(self, target: Target) -> bool:
        """Whether this target's host will keep us waiting, as far as known."""
        return (await self._gate(target.url)).wait(self._delay(target.url)).total_seconds() > 0

    async def steps(self, target: Target) -> AsyncIterator[Step]:
        """Everything that comes of a target; nothing when the crawl was stopped before its turn."""
        rule = self._scope.rule(target) or self._over_budget(target)
        if rule:
            yield self._refused(target, rule)
        elif target.ask is not Ask.ROBOTS:
            async for step in self._permitted(target):
                yield step
        elif target.url not in self._robots_asked:
            async for step in self._robots(target):
                yield step

    async def _robots(self, target: Target) -> AsyncIterator[Step]:
        before = self._delay(target.url)
        step = await self._permits.ask(target, self._fetch)
        if step is None:
            return
        if self._delay(target.url) > before:
            (await self._gate(target.url)).slowed()
        self._robots_asked.add(target.url)
        yield step

    async def _permitted(self, target: Target) -> AsyncIterator[Step]:
        origin = origin_of(target.url)
        if self._permits.is_due(origin):
            async for step in self._robots(self._permits.target(origin)):
                yield step
        host, now = self._permits.of(origin), self._tools.clock()
        match robots.permission(host, target.url, now):
            case Permission.DISALLOWED:
                yield self._refused(target, Rule.ROBOTS)
            case Permission.UNREACHABLE:
                later = host.paused_until or now + robots.ASK_AGAIN
                yield Step(target=target, visit=self._late(target, later, cause="robots-unreachable"))
            case Permission.ALLOWED:
                async for step in self._asked(target):
                    yield step

    async def _asked(self, target: Target) -> AsyncIterator[Step]:
        """The request, and one more whenever a circle of redirects set a cookie."""
        waiting: Target | None = target
        self._count(target)
        while waiting is not None:
            raw = await self._builder.fetch(waiting)
            if raw is None:
                return
            async for step in self._doubted(waiting, raw):
                yield step
            goal = location(raw) if isinstance(raw, Capture) else None
            turn = self._trail.turn(waiting, raw, goal) if goal and isinstance(raw, Capture) else Turn.ON
            yield self._redirect(waiting, raw, goal, turn) if goal else self._answer(waiting, raw)
            waiting = self._trail.again(goal) if goal and turn is Turn.COOKIE else None

    async def _doubted(self, target: Target, raw: Visit) -> AsyncIterator[Step]:
        """When an answer looks like another's, find out what the site says of pages that are not there.

        Gives the step of the page that had been taken for one before that was known.
        """
        if not self._absences.is_to_be_asked(target, raw):
            return
        probe = self._absences.probe(target)
        if robots.permission(self._permits.of(origin_of(probe.url)), probe.url, raw.at) is not Permission.ALLOWED:
            return
        answer = await self._builder.fetch(probe)
        if answer is None or isinstance(answer, Failure):
            return
        self._absences.learn(probe, answer)
        first = self._absences.first(target, raw)
        again = await self._builder.fetch(replace(first, etag=None, last_modified=None, digest=None)) if first else None
        if first and again:
            yield self._answer(first, again)

    async def _fetch(self, target: Target) -> Visit | None:
        """Ask when the turn comes; a Failure due later when the turn comes too late, None when stopped."""
        gate, delay = await self._gate(target.url), self._delay(target.url)
        async with gate.turn:
            later = await gate.pass_through(delay)
            if later is not None:
                return None if self._tools.is_stopped() else self._late(target, later)
            visit = await self._tools.fetcher.fetch(target, self._source)
            gate.answered(visit, delay)
        return visit

    def _redirect(self, target: Target, raw: Visit, goal: str, turn: Turn) -> Step:
        if turn in {Turn.CIRCLE, Turn.ENDLESS}:
            detail = self._trail.words(target.url)
            return Step(target=target, visit=Failure(url=target.url, at=raw.at, cause=turn.value, detail=detail))
        return Step(target=target, visit=raw, found=(redirected(target, goal),))

    def _answer(self, target: Target, raw: Visit) -> Step:
        now = self._tools.clock()
        visit = self._absences.marked(target, verdict(target, raw, now))
        match visit:
            case Capture() if visit.status in REDIRECTS:
                failure = Failure(url=visit.url, at=visit.at, cause="redirect-nowhere", detail=_said(visit))
                return Step(target=target, visit=failure)
            case Capture():
                self._reported.add(target.url)
                found = linked(target, visit, now, self._reported)
                return Step(target=target, visit=visit, found=self._new(found))
            case Revisit():
                return Step(target=target, visit=visit, found=self._new(self._tools.memory.links(target.url)))
            case _:
                return Step(target=target, visit=visit)

    def _new(self, found: Iterable[Target]) -> tuple[Target, ...]:
        """Those not reported before in this run; those with a date always, the date may be news.

        What was met in nofollow links only is reported once more when another link leads there.
        """
        if len(self._reported) + len(self._shunned) > _MOST_REPORTED:
            self._reported.clear()
            self._shunned.clear()
        new = tuple(each for each in found if each.lastmod or not self._is_known(each))
        for each in new:
            (self._shunned if each.via is Via.NOFOLLOW else self._reported).add(each.url)
        return new

    def _is_known(self, target: Target) -> bool:
        is_shunned = target.via is Via.NOFOLLOW and target.url in self._shunned
        return is_shunned or target.url in self._reported

    def _over_budget(self, target: Target) -> Rule | None:
        if target.ask in {Ask.SITEMAP, Ask.FEED}:
            return Rule.PAGES if self._listings >= MAX_LISTINGS else None
        if target.ask is Ask.ROBOTS or target.via is Via.SEED:
            return None
        if self.pages >= self._source.max_pages:
            return Rule.PAGES
        return Rule.ALIKE if self._has_had_enough(target) else None

    def _has_had_enough(self, target: Target) -> bool:
        """Whether links have led to too many addresses like this one; what the site itself lists is not counted out."""
        if target.via in {Via.SITEMAP, Via.FEED}:
            return False
        most = self._source.max_alike // QUERY_SHARE if "?" in target.url else self._source.max_alike
        return self._alike[pattern(target.url)] >= most

    def _count(self, target: Target) -> None:
        if target.ask is not Ask.PAGE:
            self._listings += 1
            return
        self.pages += 1
        if like := pattern(target.url):
            self._alike[like] += 1

    def _refused(self, target: Target, rule: Rule) -> Step:
        return Step(target=target, visit=Refusal(url=target.url, at=self._tools.clock(), rule=rule.value))

    def _late(self, target: Target, later: datetime, *, cause: str = "host-paused") -> Failure:
        """Not asked at all: the number of attempts stays."""
        return Failure(url=target.url, at=self._tools.clock(), cause=cause, retry_at=later, attempt=target.attempt)

    async def _gate(self, url: str) -> Gate:
        """The gate of a URL's host; names that share an address share a gate."""
        name = host_of(url)
        gate = self._gates.get(name)
        if gate is None:
            place = await self._tools.fetcher.address(url) or name
            shared = self._gates.get(place) or Gate(place, self._tools)
            gate = self._gates[place] = self._gates[name] = shared
        return gate

    def _delay(self, url: str) -> float:
        return max(self._source.delay, robots.crawl_delay(self._permits.of(origin_of(url))))


def _said(capture: Capture) -> str:
    return f"{capture.status} to {(capture.header('location') or 'no address')[:200]}"
