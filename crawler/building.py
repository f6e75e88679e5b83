"""Pages that scripts build: what their browser asks for goes through scope, robots.txt and the host's gate like ours.

The browser itself has no network (crawler.render): each of its requests comes here, so that no rule has a second copy.
"""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Awaitable, Callable
from dataclasses import replace

from crawler import robots
from crawler.errors import BadUrl
from crawler.found import location
from crawler.media import is_html, media_type, parse_content_type
from crawler.model import Ask, Capture, Target, Via, Visit
from crawler.permits import Permits
from crawler.robots import Permission
from crawler.scope import Scope
from crawler.seams import Tools
from crawler.urls import canonical, origin_of

MAX_HOPS = 3
MOST_HELD = 8 * 1024 * 1024
"""Bytes of scripts held for the pages that follow; a site has the same ones on each."""

Fetch = Callable[[Target], Awaitable[Visit | None]]


class Builder:
    """Has pages built for a source that asks for it, and answers what they ask for on the way."""

    def __init__(self, scope: Scope, tools: Tools, *, permits: Permits, fetch: Fetch) -> None:
        self._scope = scope
        self._tools = tools
        self._permits = permits
        self._fetch = fetch
        self._held: OrderedDict[str, Capture] = OrderedDict()

    async def fetch(self, target: Target) -> Visit | None:
        """Ask for a target, and have a page built when it is one.

        Asked without validators: a page of scripts answers "not modified" while what they show is new.
        """
        renderer = self._tools.renderer
        if renderer is None or not self._scope.source.render or target.ask is not Ask.PAGE:
            return await self._fetch(target)
        visit = await self._fetch(replace(target, etag=None, last_modified=None, digest=None))
        return await renderer.render(visit, self.ask) if isinstance(visit, Capture) and _is_page(visit) else visit

    async def ask(self, url: str) -> Capture | None:
        """What a page's script asks for; None for what may not be asked or was asked in vain."""
        try:
            url = canonical(url)
        except BadUrl:
            return None
        if url in self._held:
            return self._held[url]
        capture = await self._followed(url)
        if capture is not None and _is_script(capture):
            self._hold(url, capture)
        return capture

    async def _followed(self, url: str) -> Capture | None:
        for _ in range(MAX_HOPS):
            visit = await self._fetch(self._target(url)) if self._is_allowed(url) else None
            if not isinstance(visit, Capture):
                return None
            goal = location(visit)
            if goal is None:
                return visit
            url = goal
        return None

    def _target(self, url: str) -> Target:
        return Target(url=url, source=self._scope.source.name, via=Via.LINK)

    def _is_allowed(self, url: str) -> bool:
        if self._scope.place(url) is not None:
            return False
        origin, now = origin_of(url), self._tools.clock()
        return robots.permission(self._permits.of(origin), url, now) is Permission.ALLOWED

    def _hold(self, url: str, capture: Capture) -> None:
        self._held[url] = capture
        while sum(len(each.body) for each in self._held.values()) > MOST_HELD:
            self._held.popitem(last=False)


def _is_page(capture: Capture) -> bool:
    declared, _ = parse_content_type(capture.header("content-type"))
    return capture.status == 200 and capture.truncated is None and is_html(media_type(declared, capture.body))


def _is_script(capture: Capture) -> bool:
    return capture.status == 200 and "javascript" in parse_content_type(capture.header("content-type"))[0]
