"""The robots.txt of each origin during a run: asked for when it is due, remembered in between."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from dataclasses import replace

from crawler import robots
from crawler.found import location, named_sitemaps
from crawler.media import is_html, media_type, parse_content_type
from crawler.model import Ask, Capture, Failure, Host, Source, Step, Target, Visit
from crawler.seams import Tools
from crawler.urls import origin_of

Fetch = Callable[[Target], Awaitable[Visit | None]]
"""Asks at the host's turn: a Failure with `retry_at` when that is too far off, None when the crawl was stopped."""


class Permits:
    """What we may ask of which origin. Keeps one `Host` per origin."""

    def __init__(self, source: Source, tools: Tools) -> None:
        self._source = source
        self._tools = tools
        self._known: dict[str, Host] = {}

    def of(self, origin: str) -> Host:
        """What is remembered of an origin's robots.txt."""
        host = self._known.get(origin)
        if host is None:
            host = self._known[origin] = self._tools.memory.host(origin)
        return host

    def remember(self, host: Host) -> None:
        """Keep what was learnt of an origin, over restarts."""
        self._known[host.name] = host
        self._tools.memory.save_host(host)

    def is_due(self, origin: str) -> bool:
        """Whether robots.txt must be asked for first."""
        return robots.is_due(self.of(origin), self._tools.clock())

    def target(self, origin: str) -> Target:
        """The robots.txt of an origin, as a target."""
        return Target(url=robots.robots_url(origin), source=self._source.name, ask=Ask.ROBOTS)

    async def ask(self, target: Target, fetch: Fetch) -> Step | None:
        """Ask for robots.txt, learn from it, remember it. Gives the step to record, None when the crawl was stopped."""
        origin = origin_of(target.url)
        visit = await _follow(target, fetch)
        if visit is None:
            return None
        if isinstance(visit, Failure) and visit.retry_at:
            return Step(target=target, visit=visit)
        host = robots.learn(self.of(origin), visit, self._tools.clock())
        self.remember(host)
        found = named_sitemaps(target, robots.sitemaps(host)) if isinstance(visit, Capture) else ()
        return Step(target=target, visit=_shown(visit, host), found=found)


async def _follow(target: Target, fetch: Fetch) -> Visit | None:
    """Up to five redirects, wherever they lead (RFC 9309 2.3.1.2); the rules are those of the first origin."""
    asked = replace(target, etag=None, last_modified=None, digest=None)
    visit = await fetch(asked)
    for _ in range(robots.MAX_REDIRECTS):
        goal = location(visit) if isinstance(visit, Capture) else None
        if goal is None:
            return visit
        visit = await fetch(replace(asked, url=goal))
    return visit


def _shown(visit: Visit, host: Host) -> Visit:
    """An unreachable robots.txt is a failure that is tried again; any other answer is kept as it came."""
    if isinstance(visit, Capture) and host.paused_until is None and _is_page(visit):
        return replace(visit, warnings=(*visit.warnings, "a web page stands in its place; nothing in it is a rule"))
    if host.paused_until is None or not isinstance(visit, Capture | Failure):
        return visit
    cause = visit.cause if isinstance(visit, Failure) else f"http-{visit.status}"
    detail = visit.detail if isinstance(visit, Failure) else ""
    return Failure(url=visit.url, at=visit.at, cause=cause, detail=detail, retry_at=host.paused_until)


def _is_page(visit: Capture) -> bool:
    return visit.status == 200 and is_html(media_type(parse_content_type(visit.header("content-type"))[0], visit.body))
