"""What a page leads to: links as a browser would follow them, feeds, and what the page says to robots.

Followed: `a`, `area`, `iframe`, rel=canonical and rel=alternate feeds. Not followed: `onclick` and other script,
`link` of other kinds, forms. PDF and DOCX files are links like any other.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import lru_cache
from itertools import islice
from typing import Any, cast

from lxml import etree

from crawler.attributes import trimmed
from crawler.charset import decode
from crawler.errors import BadUrl
from crawler.model import Headers
from crawler.urls import join, origin_of

MAX_LINKS = 20_000
MAX_TAGS = 60_000
"""A page with more is not made into a tree; a million of them would take a gigabyte."""

_PLAIN = etree.XPath("//a[not(@rel)]/@href | //area[not(@rel)]/@href | //iframe/@src", smart_strings=False)
_RELATED = etree.XPath("//a[@rel] | //area[@rel]")
_OF_INTEREST = re.compile(r"<(?:a|area|base|iframe|link|meta)\s[^<>]{0,8000}>", re.IGNORECASE)
_FEEDS = frozenset({"application/rss+xml", "application/atom+xml", "application/rdf+xml"})
_ELSEWHERE = re.compile(r"\s*(?:#|javascript:|mailto:|tel:|sms:|data:|about:|blob:|callto:|skype:)", re.IGNORECASE)
_AGENT = "kommunarkiv"


@dataclass(frozen=True, kw_only=True)
class Discovery:
    """What a page leads to, each address once, in the order met.

    `nofollowed` are the addresses that stand in rel=nofollow links only; `nofollow` is the page's word on all.
    """

    links: tuple[str, ...] = ()
    nofollowed: tuple[str, ...] = ()
    feeds: tuple[str, ...] = ()
    canonical: str | None = None
    noindex: bool = False
    nofollow: bool = False


def discover(body: bytes, url: str, *, charset: str | None = None, headers: Headers = ()) -> Discovery:
    """Read a page's links and its wishes to robots (meta robots and X-Robots-Tag). Never raises."""
    root = _root(decode(body, charset))
    words = robots_tag(headers)
    return Discovery() if root is None else _discovery(root, url, words)


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


def _discovery(root: etree._Element, url: str, words: frozenset[str]) -> Discovery:
    base = next(filter(None, (resolve(url, each.get("href")) for each in root.iter("base"))), url)
    words |= _metas(root)
    links = _resolved(base, cast("list[str]", _PLAIN(root)))
    related = _related(root)
    links |= _resolved(base, [each.get("href") for each in related if not _is_nofollow(each)])
    nofollowed = _resolved(base, [each.get("href") for each in related if _is_nofollow(each)])
    relations = [(_kinds(each), each) for each in root.iter("link")]
    canonical = (resolve(base, each.get("href")) for kinds, each in relations if "canonical" in kinds)
    return Discovery(
        links=tuple(links)[:MAX_LINKS],
        nofollowed=tuple(link for link in nofollowed if link not in links)[:MAX_LINKS],
        feeds=tuple(_resolved(base, [each.get("href") for kinds, each in relations if _is_feed(kinds, each)])),
        canonical=next(filter(None, canonical), None),
        noindex=bool(words & {"noindex", "none"}),
        nofollow=bool(words & {"nofollow", "none"}),
    )


def _related(root: etree._Element) -> list[etree._Element]:
    return list(cast("Iterable[Any]", _RELATED(root)))


def _metas(root: etree._Element) -> frozenset[str]:
    named = (each for each in root.iter("meta") if (each.get("name") or "").lower() in {"robots", _AGENT})
    return frozenset(word for each in named for word in _words(each.get("content") or ""))


def _kinds(element: etree._Element) -> list[str]:
    return (element.get("rel") or "").lower().split()


def _is_nofollow(element: etree._Element) -> bool:
    return "nofollow" in _kinds(element)


def _is_feed(kinds: list[str], element: etree._Element) -> bool:
    return "alternate" in kinds and (element.get("type") or "").strip().lower() in _FEEDS


def _resolved(base: str, hrefs: Iterable[str | None]) -> dict[str, None]:
    """The addresses, each once. A rooted one is the same from every page of an origin and remembered as such."""
    root = f"{origin_of(base)}/"
    found = (resolve(root if href and href[0] == "/" else base, href) for href in dict.fromkeys(hrefs))
    return {url: None for url in found if url}


@lru_cache(maxsize=32_768)
def resolve(base: str, href: str | None) -> str | None:
    """Where a browser would go for a reference on a page; None for what is no page (a place on it, mail, script)."""
    if not href or _ELSEWHERE.match(href):
        return None
    try:
        return join(base, href)
    except BadUrl:
        return None


def _words(value: str) -> frozenset[str]:
    return frozenset(word.strip() for word in value.lower().split(","))


def _root(text: str) -> etree._Element | None:
    root, whole = _tree(text) if text.count("<") <= MAX_TAGS else (None, False)
    return root if whole else _tree("".join(_tags(text)))[0]


def _tags(text: str) -> Iterator[str]:
    """The tags that may hold a link, of a page whose tree would be too deep or too big."""
    return (each.group() for each in islice(_OF_INTEREST.finditer(text), MAX_TAGS))


def _tree(text: str) -> tuple[etree._Element | None, bool]:
    """The tree, and whether all of it was read: the parser gives up on pages nested too deep."""
    parser = etree.HTMLParser(encoding="utf-8", remove_comments=True, huge_tree=True)
    root = etree.fromstring(trimmed(text).encode("utf-8", "replace"), parser)
    return root, not any(entry.type_name == "ERR_RESOURCE_LIMIT" for entry in parser.error_log)
