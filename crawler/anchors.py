"""The links of a page, resolved as a browser would, in the order a reader meets them."""

from __future__ import annotations

from urllib.parse import urlsplit

import ada_url

from crawler.markup import Element, content_of
from crawler.model import Link

MAX_LINKS = 20_000
_LONGEST_URL = 4000
_LONGEST_TEXT = 300


def read_links(root: Element, url: str, base: str | None) -> tuple[Link, ...]:
    """Every http(s) link once; at most `MAX_LINKS`. `base` is the href of the base element."""
    start = (_joined(url, base) or url) if base else url
    origin = _origin(start)
    found: dict[str, Link] = {}
    for tag in ("a", "area"):
        for anchor in root.iter(tag):
            href = (anchor.get("href") or "").strip()
            if not href or href[0] == "#" or len(href) > _LONGEST_URL:
                continue
            target = _resolved(start, origin, href)
            if target and target not in found:
                found[target] = _link(anchor, target)
            if len(found) >= MAX_LINKS:
                return tuple(found.values())
    return tuple(found.values())


def resolve(url: str, href: str | None) -> str | None:
    """An address against its page, or None when it is none we could ask for."""
    return _joined(url, href.strip()) if href and len(href) <= _LONGEST_URL else None


def _link(anchor: Element, target: str) -> Link:
    nofollow = "nofollow" in (anchor.get("rel") or "").lower()
    return Link(url=target, text=content_of(anchor)[:_LONGEST_TEXT], nofollow=nofollow)


def _origin(url: str) -> str:
    parts = urlsplit(url) if url.startswith(("http://", "https://")) else None
    return f"{parts.scheme}://{parts.netloc}" if parts else ""


def _resolved(start: str, origin: str, href: str) -> str | None:
    """A plain rooted path needs no parser: it is the origin and the path."""
    if origin and href[0] == "/" and href.replace("/", "a").replace("-", "a").replace("_", "a").isalnum() and href.isascii():
        return origin + href if "//" not in href else _joined(start, href)
    return _joined(start, href)


def _joined(start: str, href: str) -> str | None:
    try:
        target = str(ada_url.join_url(start, href))
    except ValueError:
        return None
    return target.partition("#")[0] if target.startswith(("http://", "https://")) else None
