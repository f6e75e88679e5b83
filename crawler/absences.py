"""What each origin says of pages that are not there: asked only when two addresses answer much the same."""

from __future__ import annotations

import hashlib
from dataclasses import replace
from urllib.parse import urlsplit

from crawler.absent import WARNING, is_comparable, likeness, outline, says_absent
from crawler.model import Ask, Capture, Target, Via, Visit
from crawler.permits import Permits
from crawler.urls import origin_of


class Absences:
    """Tells soft 404s from pages during a run; what it learns of an origin is remembered over runs."""

    def __init__(self, permits: Permits, seeds: frozenset[str]) -> None:
        self._permits = permits
        self._seeds = seeds
        self._asked: set[str] = set()
        self._first: dict[tuple[str, str], Target] = {}

    def is_to_be_asked(self, target: Target, visit: Visit) -> bool:
        """Whether it is time to ask the origin for an address that cannot exist: another page had the same outline."""
        if not isinstance(visit, Capture) or self._is_beyond_doubt(target) or not is_comparable(visit):
            return False
        origin = origin_of(target.url)
        if origin in self._asked or self._permits.of(origin).absent:
            return False
        shape = outline(visit.shown)
        return bool(shape) and self._first.setdefault((origin, shape), target).url != target.url

    def probe(self, target: Target) -> Target:
        """The address that cannot exist, beside the page that raised the suspicion."""
        folder = target.url.partition("?")[0].rpartition("/")[0]
        name = hashlib.sha256(origin_of(target.url).encode()).hexdigest()[:12]
        return Target(url=f"{folder}/finns-inte-{name}", source=target.source, parent=target.url)

    def learn(self, target: Target, visit: Visit) -> None:
        """Remember what the origin answered for it."""
        origin = origin_of(target.url)
        self._asked.add(origin)
        if isinstance(visit, Capture) and is_comparable(visit):
            self._permits.remember(replace(self._permits.of(origin), absent=likeness(visit)))

    def first(self, target: Target, visit: Visit) -> Target | None:
        """The page that was taken for one before the origin had been asked, if this one turned out to be none."""
        if not isinstance(visit, Capture) or not self.is_absent(target, visit):
            return None
        return self._first.pop((origin_of(target.url), outline(visit.shown)), None)

    def marked(self, target: Target, visit: Visit) -> Visit:
        """The visit, marked when it is a soft 404."""
        if isinstance(visit, Capture) and self.is_absent(target, visit):
            return replace(visit, absent=True, warnings=(*visit.warnings, WARNING))
        return visit

    def is_absent(self, target: Target, capture: Capture) -> bool:
        """Whether this answer is a soft 404."""
        if self._is_beyond_doubt(target) or not is_comparable(capture):
            return False
        known = self._permits.of(origin_of(target.url)).absent
        if known and known.partition(":")[0] == outline(capture.shown) and known == likeness(capture):
            return True
        return says_absent(capture.shown)

    def _is_beyond_doubt(self, target: Target) -> bool:
        """A seed and a front page are pages, a sitemap is a sitemap, even when a site shows them for every address."""
        if target.ask is not Ask.PAGE:
            return True
        is_front = urlsplit(target.url).path == "/" and "?" not in target.url
        return is_front or target.via is Via.SEED or target.url in self._seeds
