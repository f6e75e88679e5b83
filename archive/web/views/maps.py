"""The parts of a sitemap: page ids are digests, so equal spans of them hold about as many pages. Pure."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from markupsafe import escape

from archive.model import Findable
from archive.web.links import page_url

PART_LIMIT = 50_000
"""Addresses in a part at the most (sitemaps.org)."""
FILLED = 40_000
"""Addresses aimed at, so that chance does not overfill a part."""
PARTS_LIMIT = 50_000
_IDS = 16**16


@dataclass(frozen=True, kw_only=True)
class Span:
    """Page ids behind `after` and before `until`; None is to the end."""

    after: str
    until: str | None


def part_count(pages: int) -> int:
    """How many parts the map of so many pages has; at least one."""
    return min(max(1, -(-pages // FILLED)), PARTS_LIMIT)


def span(number: int, parts: int) -> Span:
    """The ids of a part, numbered from 1. Every id is in one part."""
    until = None if number == parts else _id(_IDS * number // parts)
    return Span(after=_id(_IDS * (number - 1) // parts - 1) if number > 1 else "", until=until)


def _id(number: int) -> str:
    return f"{number:016x}"


def lines(pages: Iterable[Findable], address: str) -> Iterator[str]:
    """A part as XML, an address a line, with the moment of its newest version."""
    yield '<?xml version="1.0" encoding="utf-8"?>\n<urlset xmlns="http://www.sitemaps.org/schemas/sitemap/0.9">\n'
    for page in pages:
        at = page.at.isoformat(timespec="seconds")
        yield f"<url><loc>{escape(address)}{page_url(page.page)}</loc><lastmod>{at}</lastmod></url>\n"
    yield "</urlset>\n"
