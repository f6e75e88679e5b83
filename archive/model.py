"""What the archive knows: pages, mementos, facts with their evidence, units, runs.

Terms follow RFC 7089 (memento, timemap) and WARC 1.1. Swedish legal terms without an English twin stay Swedish as
values; docs/glossary.md explains them. Standard library only.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum


class Part(StrEnum):
    """Where on a page evidence stands."""

    TITLE = "title"
    TEXT = "text"
    LABEL = "label"
    META = "meta"
    URL = "url"
    GIVEN = "given"
    """Said by whoever imported the page."""


class Certainty(StrEnum):
    """How a fact came to be known."""

    STATED = "stated"
    INFERRED = "inferred"
    GUESSED = "guessed"


@dataclass(frozen=True, kw_only=True)
class Evidence:
    """The words that say it. `start` and `end` are character offsets into the part (title or text), else None."""

    text: str
    rule: str
    part: Part = Part.TEXT
    start: int | None = None
    end: int | None = None
    certainty: Certainty = Certainty.STATED


class DateKind(StrEnum):
    """What happened on a date. Kinds are kept apart."""

    PUBLISHED = "published"
    UPDATED = "updated"
    REVIEWED = "reviewed"
    MEETING = "meeting"
    DECISION = "decision"
    MENTIONED = "mentioned"


class Precision(StrEnum):
    """How exactly a date is said. The day of a MONTH or YEAR date is its first."""

    DAY = "day"
    MONTH = "month"
    YEAR = "year"


@dataclass(frozen=True, kw_only=True)
class DateFact:
    """A date of a kind. `until` closes a range."""

    kind: DateKind
    value: date
    evidence: Evidence
    precision: Precision = Precision.DAY
    until: date | None = None


@dataclass(frozen=True, kw_only=True)
class YearFact:
    """The year the content belongs to."""

    value: int
    evidence: Evidence


class UnitKind(StrEnum):
    """Kinds of organisational units."""

    FORVALTNING = "förvaltning"
    KONTOR = "kontor"
    NAMND = "nämnd"
    STYRELSE = "styrelse"
    FULLMAKTIGE = "fullmäktige"
    UTSKOTT = "utskott"
    ENHET = "enhet"
    AVDELNING = "avdelning"
    STAB = "stab"
    BOLAG = "bolag"


@dataclass(frozen=True, kw_only=True)
class Unit:
    """An organisational unit over its life.

    `name` is the canonical nominative ("Social- och äldreförvaltningen"); `names` other ways to write it, short names
    included ("SÄF"). `start` is the first day it existed and `end` the first day it no longer did; None is unknown or
    still. `successors` and `serves` (the förvaltning a nämnd is served by) hold canonical names.
    """

    name: str
    kind: UnitKind
    names: tuple[str, ...] = ()
    start: date | None = None
    end: date | None = None
    parent: str | None = None
    serves: tuple[str, ...] = ()
    successors: tuple[str, ...] = ()


@dataclass(frozen=True, kw_only=True)
class UnitFact:
    """A unit is named on the page. `owner` says that the page is that unit's own."""

    name: str
    kind: UnitKind
    evidence: Evidence
    owner: bool = False


@dataclass(frozen=True, kw_only=True)
class TopicFact:
    """The page is about a topic of the closed list; evidence names the terms that decided it."""

    name: str
    weight: float
    evidence: Evidence


@dataclass(frozen=True, kw_only=True)
class AmountFact:
    """A quantity with its unit ("SEK" in whole kronor, "percent", "persons", "m2", ...). `upper` closes a range."""

    value: float
    unit: str
    evidence: Evidence
    upper: float | None = None


@dataclass(frozen=True, kw_only=True)
class CaseFact:
    """A case number (diarienummer): `value` as written, `folded` upper case without separators."""

    value: str
    folded: str
    evidence: Evidence


@dataclass(frozen=True, kw_only=True)
class LawFact:
    """A law reference: "SFS 2016:1145" or an abbreviation ("LOU")."""

    value: str
    evidence: Evidence


class DecisionKind(StrEnum):
    """Who may decide: a political body, a management group, or nobody yet."""

    FORMAL = "formal"
    MANAGEMENT = "management"
    PLANNED = "planned"


@dataclass(frozen=True, kw_only=True)
class Decision:
    """What was decided, by whom, when. `text` is what was decided; the evidence is the exact sentence."""

    text: str
    kind: DecisionKind
    evidence: Evidence
    decided_by: str | None = None
    date: date | None = None


@dataclass(frozen=True, kw_only=True)
class Procurement:
    """A step in a procurement. `kind` and `stage` are Swedish terms of the glossary; `value_sek` is whole kronor."""

    kind: str
    evidence: Evidence
    stage: str | None = None
    object: str | None = None
    supplier: str | None = None
    value_sek: int | None = None
    date: date | None = None
    unit: str | None = None


Fact = DateFact | YearFact | UnitFact | TopicFact | AmountFact | CaseFact | LawFact | Decision | Procurement


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
    documents). `media_type` is what the bytes were.
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

    @property
    def text(self) -> str:
        """The body, sections by newline; evidence offsets count in it."""
        return "\n".join(section.text for section in self.sections)


class RunState(StrEnum):
    """How a crawl run stands."""

    RUNNING = "running"
    DONE = "done"
    FAILED = "failed"
    STOPPED = "stopped"


@dataclass(frozen=True, kw_only=True)
class Tally:
    """What a run came to. Invariant: discovered = fetched + unchanged + refused + failed + waiting."""

    discovered: int = 0
    fetched: int = 0
    unchanged: int = 0
    refused: int = 0
    failed: int = 0
    waiting: int = 0
    new: int = 0
    changed: int = 0
    gone: int = 0


@dataclass(frozen=True, kw_only=True)
class Run:
    """One crawl of one source."""

    id: int
    source: str
    state: RunState
    started: datetime
    ended: datetime | None = None
    tally: Tally = Tally()
    error: str | None = None


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
    """Where the vault keeps a capture. `id` is the UUID of its WARC record; `refers_to` that of the response a revisit repeats.

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


class Saved(StrEnum):
    """What saving a memento came to."""

    NEW = "new"
    CHANGED = "changed"
    UNCHANGED = "unchanged"
