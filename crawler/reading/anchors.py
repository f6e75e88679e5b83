"""The links of a page, resolved as a browser would, in the order a reader meets them."""

from __future__ import annotations

from functools import lru_cache
from urllib.parse import urlsplit

from crawler.errors import BadUrl
from crawler.model import Link
from crawler.reading.markup import Element, clean, text_of
from crawler.urls import join

MAX_LINKS = 20_000
_LONGEST_URL = 4000
_LONGEST_TEXT = 300


def read_links(root: Element, url: str, base: str | None) -> tuple[Link, ...]:
    """Every http(s) link once; at most `MAX_LINKS`. `base` is the href of the base element."""
    start = (resolve(url, base) or url) if base else url
    origin = _origin(start)
    found: dict[str, Link] = {}
    for anchor in root.iter("a", "area"):
        href = (anchor.get("href") or "").strip()
        if not href or href[0] == "#" or len(href) > _LONGEST_URL:
            continue
        target = _resolved(start, origin, href)
        if target and target not in found:
            text = text_of(anchor) if len(anchor) else anchor.text or ""
            found[target] = _link(target, text[:_LONGEST_URL], anchor.get("rel") or "")
            if len(found) >= MAX_LINKS:
                break
    return tuple(found.values())


def resolve(url: str, href: str | None) -> str | None:
    """An address against its page in canonical form, or None when it is none we could ask for."""
    if not href or len(href) > _LONGEST_URL:
        return None
    try:
        target = join(url, href.strip()).partition("#")[0]
    except BadUrl:
        return None
    return target if target.startswith(("http://", "https://")) else None


@lru_cache(maxsize=50_000)
def _link(target: str, text: str, rel: str) -> Link:
    """Menus give the same links on every page."""
    return Link(url=target, text=clean(text)[:_LONGEST_TEXT], nofollow="nofollow" in rel.lower())


@lru_cache(maxsize=50_000)
def _rooted(base: str, href: str) -> str | None:
    """An address against an origin, where the page's own path does not matter."""
    try:
        return join(base, href).partition("#")[0]
    except BadUrl:
        return None


def _resolved(start: str, origin: str, href: str) -> str | None:
    target = _rooted(origin, href) if origin and href[0] == "/" and href[1:2] != "/" else resolve(start, href)
    return target if target and target.startswith(("http://", "https://")) else None


def _origin(url: str) -> str:
    parts = urlsplit(url) if url.startswith(("http://", "https://")) else None
    return f"{parts.scheme}://{parts.netloc}/" if parts else ""
