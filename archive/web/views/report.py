"""A report for paper: what was asked, what it comes to, the rows with their sentences, numbered sources. Pure."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime

from archive.enrich.identity import mask, mask_address
from archive.model import Memento
from archive.model.moments import stamp_text
from archive.web.language import _
from archive.web.links import page_url
from archive.web.views.hits import UNTITLED
from archive.web.words import moment_text, short_text
from index.model import Snippet

MOST = 500
"""Rows of a report; of more, the number is told."""
TITLE_LIMIT = 160
QUOTE_LIMIT = 300
META_LIMIT = 100
ADDRESS_LIMIT = 200

WORD_LIMIT = 60
"""Signs of a word; to break one without end into lines takes minutes of layout."""
_ENDLESS = re.compile(rf"\S{{{WORD_LIMIT + 1},}}")

Pair = tuple[str, str]


@dataclass(frozen=True, kw_only=True)
class Table:
    """Figures: the first cell of a row names it; without a caption the first of the head says what is counted."""

    caption: str
    head: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]


@dataclass(frozen=True, kw_only=True)
class Row:
    """A hit, decision or procurement; `source` is the number of the source that says it."""

    title: str
    meta: tuple[str, ...]
    quote: Snippet
    source: int


@dataclass(frozen=True, kw_only=True)
class Source:
    """A version of a page, with what it takes to find it again and to prove that it is the same."""

    number: int
    title: str
    address: str
    url: str
    captured: str
    digest: str


@dataclass(frozen=True, kw_only=True)
class Heading:
    """What stands on the first page and in the margins of all.

    `made_at` is ISO 8601, for the PDF's metadata; `base` is what our addresses begin with.
    """

    title: str
    lead: str
    site: str
    made: str
    made_at: str
    base: str


@dataclass(frozen=True, kw_only=True)
class Report:
    """For report/report.html."""

    head: Heading
    asked: tuple[Pair, ...]
    notes: tuple[str, ...]
    summary: str
    tables: tuple[Table, ...]
    listed: str
    rows: tuple[Row, ...]
    empty: str
    sources: tuple[Source, ...]


class Sources:
    """Numbers the versions that rows are taken from, in the order they are met; `base` begins our addresses."""

    def __init__(self, base: str) -> None:
        self._base = base.rstrip("/")
        self._found: dict[tuple[str, datetime], Source] = {}

    def number(self, memento: Memento) -> int:
        """The number of a version."""
        key = (memento.page, memento.at)
        if key not in self._found:
            self._found[key] = self._source(memento, len(self._found) + 1)
        return self._found[key].number

    def _source(self, memento: Memento, number: int) -> Source:
        return Source(
            number=number,
            title=told(mask(memento.title.strip()), TITLE_LIMIT) or _(UNTITLED),
            address=mask_address(memento.url)[:ADDRESS_LIMIT],
            url=self._base + page_url(memento.page, stamp_text(memento.at)),
            captured=moment_text(memento.at),
            digest=memento.digest,
        )

    @property
    def all(self) -> tuple[Source, ...]:
        """Every version met, by number."""
        return tuple(self._found.values())


def told(text: str, limit: int) -> str:
    """The text for paper: at most `limit` signs, no word of more than WORD_LIMIT."""
    cut = _ENDLESS.sub(lambda found: f"{found[0][:WORD_LIMIT]}…", text[: limit * 2])
    return short_text(cut, limit)


def told_pieces(pieces: Snippet, limit: int) -> Snippet:
    """The pieces of a snippet for paper, each as `told`."""
    return tuple(replace(each, text=told(each.text, limit)) for each in pieces)


def said_pairs(pairs: Iterable[Pair]) -> tuple[Pair, ...]:
    """The pairs that say something."""
    return tuple((label, value) for label, value in pairs if value)


def bounded(shown: Sequence[object], total: int, *, sums: bool) -> tuple[str, ...]:
    """What must be said when not every row is shown."""
    if total <= len(shown):
        return ()
    first = _("Rapporten visar de %(shown)s första av %(total)s rader.", shown=len(shown), total=total)
    return (
        f"{first} {_('Summorna gäller alla.')}" if sums else f"{first} {_('Begränsa urvalet för att få med alla.')}",
    )


def make_heading(title: str, lead: str, *, site: str, now: datetime, base: str) -> Heading:
    """The heading of a report made at a moment."""
    return Heading(
        title=title,
        lead=lead,
        site=site,
        made=moment_text(now),
        made_at=now.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ"),
        base=base,
    )
