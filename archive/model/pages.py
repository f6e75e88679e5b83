"""Pages, mementos and captures: an address over time, its versions, and where their bytes are kept."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum

from archive.model.facts import Fact


class PageState(StrEnum):
    """Whether a page still stands at its source. A page is never deleted by a crawl."""

    ALIVE = "alive"
    MISSING = "missing"
    """Answered 404 lately, not yet often enough to be believed."""
    GONE = "gone"


@dataclass(frozen=True, kw_only=True)
class Page:
    """An address over time. `id` is stable and made from the canonical URL."""

    id: str
    url: str
    source: str
    state: PageState
    first_seen: datetime
    last_seen: datetime
    gone_at: datetime | None = None
    parent: str | None = None


@dataclass(frozen=True, kw_only=True)
class Section:
    """A block of a memento's body, as the crawler named it: kind ("paragraph", "heading", ...), level, text."""

    kind: str
    text: str
    level: int = 0


@dataclass(frozen=True, kw_only=True)
class Cut:
    """A block that was dropped as furniture, and why."""

    text: str
    reason: str


@dataclass(frozen=True, kw_only=True)
class Memento:
    """One dated version of a page's content. Same content again is a visit, not a new memento.

    `at` is when this content was first captured, `seen_at` when it was last confirmed. `digest` is the sha256 of the
    payload, `text_digest` of title and text. `capture` is the vault's id of the response (None for imports of ready
    documents). `media_type` is what the bytes were. `read_by` names what it was read by; None is unknown.
    """

    page: str
    url: str
    source: str
    at: datetime
    seen_at: datetime
    title: str
    sections: tuple[Section, ...]
    cuts: tuple[Cut, ...]
    facts: tuple[Fact, ...]
    digest: str
    text_digest: str
    capture: str | None = None
    media_type: str = "text/html"
    language: str | None = None
    searchable: bool = True
    warnings: tuple[str, ...] = ()
    read_by: str | None = None

    @property
    def text(self) -> str:
        """The body, sections by newline; evidence offsets count in it."""
        return "\n".join(section.text for section in self.sections)


@dataclass(frozen=True, kw_only=True)
class Reading:
    """What enrichment reads: a page as extracted, with where and when it was found.

    `labels` are (label words, value) pairs lifted out of the text, `metas` (name, value) pairs of the page's own
    machine-readable words. `captured` bounds guesses about years.
    """

    url: str
    title: str
    sections: tuple[Section, ...]
    captured: date
    labels: tuple[tuple[str, str], ...] = ()
    metas: tuple[tuple[str, str], ...] = ()

    @property
    def text(self) -> str:
        """The body, sections by newline; the same text as the memento's."""
        return "\n".join(section.text for section in self.sections)


@dataclass(frozen=True, kw_only=True)
class Kept:
    """Where the vault keeps a capture.

    `id` is the UUID of its WARC record; `refers_to` that of the response a revisit repeats.

    `offset` and `length` are bytes in the gzip file `file` (a bare name inside the vault).
    """

    id: str
    url: str
    at: datetime
    status: int
    digest: str
    file: str
    offset: int
    length: int
    media_type: str = ""
    refers_to: str | None = None


class Deed(StrEnum):
    """What a change row asks of the index."""

    PUT = "put"
    DROP = "drop"


@dataclass(frozen=True, kw_only=True)
class Change:
    """A page whose document must be written again or dropped. `id` grows; the same page may stand several times."""

    id: int
    page: str
    deed: Deed


@dataclass(frozen=True, kw_only=True)
class Entry:
    """A line of the journal: a page to copy again or forget. `seq` grows; `url` is None for a page that is no more."""

    seq: int
    at: datetime
    page: str
    deed: Deed
    url: str | None = None


@dataclass(frozen=True, kw_only=True)
class Findable:
    """A page that may be found, and when its newest memento was captured."""

    page: str
    at: datetime


class Saved(StrEnum):
    """What saving a memento came to."""

    NEW = "new"
    CHANGED = "changed"
    UNCHANGED = "unchanged"
