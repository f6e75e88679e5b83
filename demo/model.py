"""A page of the demo municipality: what it says, how it is dressed, and the truth about it.

The truth is for benches and tests. Nothing in the product may read it.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from enum import StrEnum


class Kind(StrEnum):
    """What sort of page it is; it decides the look and the date labels."""

    NEWS = "news"
    REPORT = "report"
    STATIC = "static"
    CONTACT = "contact"
    LIST = "list"
    DOCUMENT = "document"


class BlockKind(StrEnum):
    """What a block is to its reader."""

    LEAD = "lead"
    HEADING = "heading"
    PARAGRAPH = "paragraph"
    BULLET = "bullet"
    CAPTION = "caption"
    TABLE = "table"


@dataclass(frozen=True, kw_only=True)
class Run:
    """Words in one dress: plain, strong, or a link."""

    text: str
    href: str | None = None
    strong: bool = False


@dataclass(frozen=True, kw_only=True)
class Block:
    """A piece of the body. A table has `rows` and no runs; `level` is 2 or 3 for headings."""

    kind: BlockKind
    runs: tuple[Run, ...] = ()
    rows: tuple[tuple[str, ...], ...] = ()
    level: int = 0

    @property
    def text(self) -> str:
        """The block as a person reads it; a table's cells by tab, its rows by line."""
        if self.rows:
            return "\n".join("\t".join(row) for row in self.rows)
        return "".join(run.text for run in self.runs)


@dataclass(frozen=True, kw_only=True)
class Decision:
    """A decision the page tells of. `text` is the exact sentence, `kind` formal, management or planned."""

    text: str
    decided_by: str | None
    date: date | None
    kind: str


@dataclass(frozen=True, kw_only=True)
class Amount:
    """A sum on the page, as written and in its unit (whole kronor for SEK)."""

    text: str
    value: float
    unit: str = "SEK"


@dataclass(frozen=True, kw_only=True)
class Procurement:
    """A step in a procurement the page tells of. `text` is the exact sentence."""

    text: str
    kind: str
    object: str | None
    supplier: str | None
    value_sek: int | None
    date: date | None
    stage: str | None


@dataclass(frozen=True, kw_only=True)
class Gold:
    """The facts marked in a page's text."""

    decisions: tuple[Decision, ...] = ()
    amounts: tuple[Amount, ...] = ()
    procurements: tuple[Procurement, ...] = ()

    def __add__(self, other: Gold) -> Gold:
        return Gold(
            decisions=self.decisions + other.decisions,
            amounts=self.amounts + other.amounts,
            procurements=self.procurements + other.procurements,
        )


@dataclass(frozen=True, kw_only=True)
class Page:
    """One page: content apart from layout.

    `stamp` is the day its date label says it was updated (which may be a lie about the year); `published` the day it
    was written. `links` are its attachments and "read more" lines: (path, text). `shelf` is where a listing puts it.
    """

    path: str
    title: str
    kind: Kind
    published: date
    stamp: date | None = None
    reviewed: date | None = None
    forvaltning: tuple[str, ...] = ()
    topics: tuple[str, ...] = ()
    meetings: tuple[date, ...] = ()
    blocks: tuple[Block, ...] = ()
    links: tuple[tuple[str, str], ...] = ()
    gold: Gold = Gold()
    noindex: bool = False
    carded: bool = True
    dated: bool = True
    year: int | None = None

    @property
    def lead(self) -> str:
        """The first words a card quotes: the lead, or the first paragraph."""
        return next((b.text for b in self.blocks if b.kind in {BlockKind.LEAD, BlockKind.PARAGRAPH}), "")

    @property
    def body(self) -> str:
        """Every block on a line of its own."""
        return "\n".join(block.text for block in self.blocks)

    @property
    def changed(self) -> date:
        """The last day anything on the page changed."""
        return max(day for day in (self.published, self.stamp, self.reviewed) if day)


@dataclass(frozen=True, kw_only=True)
class Truth:
    """What a person who knows the site would answer about a page.

    `body` has captions and tables in, furniture and date labels out. `neutral` are lines a bench should rate neither
    way: links to attachments. `updated` and `reviewed` are what the page's own label says.
    """

    path: str
    title: str
    body: str
    kind: Kind
    year: int | None
    forvaltning: tuple[str, ...]
    topics: tuple[str, ...]
    published: date | None
    updated: date | None
    reviewed: date | None
    meetings: tuple[date, ...]
    decisions: tuple[Decision, ...]
    amounts: tuple[Amount, ...]
    procurements: tuple[Procurement, ...]
    neutral: tuple[str, ...]
    searchable: bool
