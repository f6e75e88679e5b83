"""What a page leads to: links as a browser would follow them, feeds, and what the page says to robots.

Followed: `a`, `area`, `iframe`, rel=canonical and rel=alternate feeds. Not followed: `onclick` and other script,
`link` of other kinds, forms. PDF and DOCX files are links like any other.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from lxml import etree

from crawler.charset import decode
from crawler.errors import BadUrl
from crawler.model import Headers, Link
from crawler.urls import join

MAX_LINKS = 20_000

_TAGS = ("a", "area", "base", "iframe", "link", "meta")
_OF_INTEREST = re.compile(r"<(?:a|area|base|iframe|link|meta)\s[^<>]{0,8000}>", re.IGNORECASE)
_FEEDS = frozenset({"application/rss+xml", "application/atom+xml", "application/rdf+xml"})
_ELSEWHERE = re.compile(r"\s*(?:#|javascript:|mailto:|tel:|sms:|data:|about:|blob:|callto:|skype:)", re.IGNORECASE)
_AGENT = "kommunarkiv"


@dataclass(frozen=True, kw_only=True)
class Discovery:
    """What a page leads to. `links` holds each address once, the front ones first; `nofollow` is the whole page's."""

    links: tuple[Link, ...] = ()
    feeds: tuple[str, ...] = ()
    canonical: str | None = None
    noindex: bool = False
    nofollow: bool = False


def discover(body: bytes, url: str, *, charset: str | None = None, headers: Headers = ()) -> Discovery:
    """Read a page's links and its wishes to robots (meta robots and X-Robots-Tag). Never raises."""
    reading = _Reading(url)
    for element in _elements(decode(body, charset)):
        reading.take(element.tag, element.attrib)
        if len(reading.links) >= MAX_LINKS:
            break
    words = reading.words | robots_tag(headers)
    return Discovery(
        links=tuple(Link(url=link, nofollow=nofollow) for link, nofollow in reading.links.items()),
        feeds=tuple(reading.feeds),
        canonical=reading.canonical,
        noindex=bool(words & {"noindex", "none"}),
        nofollow=bool(words & {"nofollow", "none"}),
    )


def robots_tag(headers: Headers) -> frozenset[str]:
    """The words of X-Robots-Tag headers that are meant for everyone or for us."""
    words: set[str] = set()
    for name, value in headers:
        if name.lower() == "x-robots-tag":
            agent, colon, rest = value.lower().partition(":")
            if not colon:
                words |= _words(value)
            elif agent.strip() == _AGENT:
                words |= _words(rest)
            elif agent.strip() in {"unavailable_after", "max-snippet", "max-image-preview"}:
                words |= _words(value)
    return frozenset(words)


class _Reading:
    """Gathers what the elements of one page say, in document order."""

    def __init__(self, url: str) -> None:
        self.base = url
        self.based = False
        self.links: dict[str, bool] = {}
        self.feeds: dict[str, None] = {}
        self.canonical: str | None = None
        self.words: frozenset[str] = frozenset()

    def take(self, tag: object, attributes: etree._Attrib) -> None:
        match tag:
            case "a" | "area":
                self._link(attributes.get("href"), nofollow="nofollow" in (attributes.get("rel") or "").lower())
            case "iframe":
                self._link(attributes.get("src"), nofollow=False)
            case "link":
                self._relation(attributes)
            case "base" if not self.based:
                self.base, self.based = self._joined(attributes.get("href")) or self.base, True
            case "meta" if (attributes.get("name") or "").lower() in {"robots", _AGENT}:
                self.words |= _words(attributes.get("content") or "")

    def _link(self, href: str | None, *, nofollow: bool) -> None:
        url = self._joined(href)
        if url:
            self.links[url] = self.links.get(url, True) and nofollow

    def _relation(self, attributes: etree._Attrib) -> None:
        kinds = (attributes.get("rel") or "").lower().split()
        if "canonical" in kinds:
            self.canonical = self.canonical or self._joined(attributes.get("href"))
        elif "alternate" in kinds and (attributes.get("type") or "").strip().lower() in _FEEDS:
            feed = self._joined(attributes.get("href"))
            if feed:
                self.feeds[feed] = None

    def _joined(self, href: str | None) -> str | None:
        if not href or _ELSEWHERE.match(href):
            return None
        try:
            return join(self.base, href)
        except BadUrl:
            return None


def _words(value: str) -> frozenset[str]:
    return frozenset(word.strip() for word in value.lower().split(","))


def _elements(text: str) -> Iterator[etree._Element]:
    root, whole = _tree(text)
    if not whole:
        root, _ = _tree("".join(_OF_INTEREST.findall(text)))
    return iter(()) if root is None else root.iter(*_TAGS)


def _tree(text: str) -> tuple[etree._Element | None, bool]:
    """The tree, and whether all of it was read: the parser gives up on pages nested too deep."""
    parser = etree.HTMLParser(encoding="utf-8", remove_comments=True, huge_tree=True)
    try:
        root = etree.fromstring(text.encode("utf-8", "replace"), parser)
    except etree.XMLSyntaxError:
        return None, True
    return root, not any(entry.type_name == "ERR_RESOURCE_LIMIT" for entry in parser.error_log)
