"""Is it ours? Pure: a source and a target in, None or the rule that refuses it out."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from enum import StrEnum
from functools import lru_cache
from urllib.parse import SplitResult, urlsplit

from crawler.model import Ask, Source, Target, Via
from crawler.urls import MAX_LENGTH, canonical, plain_host


class Rule(StrEnum):
    """Why an address is not taken. The values are stored and shown to admins: never rename one."""

    ADDRESS = "address"
    """The host stands on a private, reserved or otherwise forbidden network address."""
    SCHEME = "scheme"
    HOST = "host"
    PORT = "port"
    LENGTH = "length"
    INCLUDE = "include"
    EXCLUDE = "exclude"
    DEPTH = "depth"
    SEARCH = "search"
    """A page of the site's own search: as many as there are questions."""
    TYPE = "type"
    """The name says picture, sound, film, program or archive."""
    REPEAT = "repeat"
    """The same path segments again and again."""
    ALIKE = "alike"
    """Too many addresses that differ in numbers only."""
    PAGES = "pages"
    """The source has had its number of pages."""
    ROBOTS = "robots"
    NOFOLLOW = "nofollow"
    """The site's only links to it ask robots not to follow them."""


_ENDING = re.compile(
    r"\.(?:jpe?g|png|gif|webp|avif|svgz?|ico|bmp|tiff?|heic|mp[34]|m4[av]|avi|mov|wmv|webm|og[gv]|wav|flac"
    r"|zip|rar|7z|t?gz|tar|bz2|exe|msi|dmg|apk|iso|css|m?js|json|woff2?|ttf|eot|ics|vcf)",
    re.IGNORECASE,
)
_NUMBERS = re.compile(r"\d+")
_REPEATS = 3
WHOLE = "$"
"""Ends an exclude rule that is a whole path, not the beginning of one."""
_ASKING = frozenset(
    {"q", "query", "sok", "sokord", "soktext", "search", "searchtext", "searchstring", "searchquery", "searchphrase"}
)
_SEARCHES = re.compile(
    r"(?:s(?:o|%C3%B6)k|search)(?:ning|ing|[-_]?resultat|[-_]?results?)?(?:\.\w{2,5})?/?", re.IGNORECASE
)


@dataclass(frozen=True, kw_only=True)
class Scope:
    """The rules of a source, made ready for asking."""

    source: Source
    hosts: frozenset[str]
    ports: frozenset[int]
    seeds: frozenset[str]
    excluded: tuple[str, ...] = ()
    excluded_whole: frozenset[str] = frozenset()

    def rule(self, target: Target) -> Rule | None:
        """The first rule against taking this target, or None. What robots.txt says is asked elsewhere."""
        return self.place(target.url) or (self._page(target) if target.ask is Ask.PAGE else None)

    def place(self, url: str) -> Rule | None:
        """The first rule against asking there at all."""
        if len(url) > MAX_LENGTH:
            return Rule.LENGTH
        parts = urlsplit(url)
        if parts.scheme not in {"http", "https"}:
            return Rule.SCHEME
        if plain_host(parts.hostname or "") not in self.hosts:
            return Rule.HOST
        return None if _port(parts) in self.ports else Rule.PORT

    def _page(self, target: Target) -> Rule | None:
        if target.via is Via.SEED or target.url in self.seeds:
            return None
        if target.via is Via.NOFOLLOW and not self.source.follow_nofollow:
            return Rule.NOFOLLOW
        if target.depth > self.source.max_depth:
            return Rule.DEPTH
        parts = urlsplit(target.url)
        is_listed = target.via in {Via.SITEMAP, Via.FEED}
        if parts.query and not is_listed and _is_search(parts.path, parts.query):
            return Rule.SEARCH
        return self._path(parts) or _shape(parts.path)

    def _path(self, parts: SplitResult) -> Rule | None:
        if self.source.include and not parts.path.startswith(self.source.include):
            return Rule.INCLUDE
        is_whole = bool(self.excluded_whole) and whole_path(parts) in self.excluded_whole
        return Rule.EXCLUDE if is_whole or (self.excluded and parts.path.startswith(self.excluded)) else None


@lru_cache(maxsize=64)
def scope_of(source: Source) -> Scope:
    """The scope of a source. Raises BadUrl when a seed is not an address."""
    seeds = tuple(canonical(seed) for seed in source.seeds)
    parts = [urlsplit(seed) for seed in seeds]
    hosts = {plain_host(host.lower()) for host in (*(part.hostname or "" for part in parts), *source.hosts)}
    return Scope(
        source=source,
        hosts=frozenset(hosts - {""}),
        ports=frozenset({80, 443, *source.ports, *_own_ports(source, parts)}),
        seeds=frozenset(seeds),
        excluded=tuple(each for each in source.exclude if not each.endswith(WHOLE)),
        excluded_whole=frozenset(each for each in source.exclude if each.endswith(WHOLE)),
    )


def whole_path(parts: SplitResult) -> str:
    """The exclude rule that names this address of a host and no other: its path and query, closed by "$"."""
    return f"{parts.path}{f'?{parts.query}' if parts.query else ''}{WHOLE}"


def pattern(url: str) -> str:
    """What addresses that differ in numbers only have in common, "" for one without numbers.

    The query counts by its names, so that a calendar's "?date=2024-05-01" and "?date=may" are alike.
    """
    parts = urlsplit(url)
    if not parts.query and not _NUMBERS.search(parts.path):
        return ""
    names = ",".join(part.partition("=")[0] for part in parts.query.split("&"))
    return f"{parts.netloc}{_NUMBERS.sub('0', parts.path)}?{names}"


def _own_ports(source: Source, seeds: Iterable[SplitResult]) -> Iterable[int]:
    return (_port(seed) for seed in seeds) if source.allow_private else ()


def _port(parts: SplitResult) -> int:
    return parts.port or (443 if parts.scheme == "https" else 80)


def _is_search(path: str, query: str) -> bool:
    """Whether an address asks the site's own search for something, by its last word or by a parameter's name."""
    names = {part.partition("=")[0].lower() for part in query.split("&")}
    last = path.rstrip("/").rpartition("/")[2]
    return bool(names & _ASKING or _SEARCHES.fullmatch(last) or (path == "/" and "s" in names))


def _shape(path: str) -> Rule | None:
    if _ENDING.search(path[-6:]) and _ENDING.fullmatch(path[path.rfind(".") :]):
        return Rule.TYPE
    return Rule.REPEAT if _goes_round(path) else None


def _goes_round(path: str) -> bool:
    """Whether a run of one to four segments stands three times in a row, as in /a/b/a/b/a/b."""
    segments = path.strip("/").split("/")
    return any(
        segments[start : start + size] * _REPEATS == segments[start : start + size * _REPEATS]
        for size in range(1, 5)
        for start in range(len(segments) - size * _REPEATS + 1)
    )
