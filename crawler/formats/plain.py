"""Plain text: pages that somebody saved as a reader sees them, and text files."""

from __future__ import annotations

import re

from crawler.blocks import Piece
from crawler.draft import Draft
from crawler.furniture import line_reason
from crawler.markup import clean
from crawler.model import BlockKind, Extract
from crawler.template import SiteModel

_BULLET = re.compile(r"^\s*(?:[•·▪◦*]|[-–—](?=\s))\s*")
_BOOKMARK = re.compile(r"\[bookmark:[^\]\n]{0,80}\]\s?", re.IGNORECASE)
_SENTENCE = re.compile(r"[.!?:;,]$")
_LONGEST_TITLE = 160
_LONGEST_HEADING = 90
_MAX_LINES = 200_000


def read_plain(text: str, *, url: str, site: SiteModel | None = None) -> Extract:
    """The first line that is no furniture is the title; the rest are paragraphs, bullets and headings."""
    pieces = _pieces(text)
    reasons = [line_reason(piece.text) or (site.reason("text", piece.text) if site else None) for piece in pieces]
    title_at = next((n for n, piece in enumerate(pieces) if reasons[n] is None), None)
    if title_at is None:
        return Extract(title=_from_url(url), media_type="text/plain")
    title = pieces[title_at].text
    body = [piece._replace(reason=reason) for piece, reason in zip(pieces, reasons, strict=True)]
    draft = Draft(body, title)
    draft.lift_labels(frozenset())
    return Extract(title=title, blocks=draft.blocks(), dropped=draft.dropped(), labels=tuple(draft.labels), media_type="text/plain")


def _pieces(text: str) -> list[Piece]:
    lines = _BOOKMARK.sub("", text).replace("\r\n", "\n").replace("\r", "\n").replace("\f", "\n").split("\n")[:_MAX_LINES]
    found: list[Piece] = []
    for line in lines:
        words = clean(line)
        if words:
            bullet = _BULLET.match(line)
            kind = BlockKind.BULLET if bullet else BlockKind.PARAGRAPH
            found.append(Piece(kind, clean(line[bullet.end() :]) if bullet else words, 0, "text", 0, 0, None))
    return [piece for piece in found if piece.text]


def _from_url(url: str) -> str:
    return url.rstrip("/").rpartition("/")[2] or url
