"""Facts: what a page says, each with the words that say it. Standard library only."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from archive.model.corrections import Review


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
    """A unit is named on the page. `owner` says that the page is that unit's own.

    `today` is what an owner is called now: its own name while it stands, else the names of those that came after it;
    empty when that is not known.
    """

    name: str
    kind: UnitKind
    evidence: Evidence
    owner: bool = False
    today: tuple[str, ...] = ()


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
    review: Review | None = None


@dataclass(frozen=True, kw_only=True)
class Procurement:
    """A step in a procurement. `kind` and `stage` are Swedish terms of the glossary; `value_sek` is whole kronor.

    `start` and `end` are the first and last day of the contract, where said.
    """

    kind: str
    evidence: Evidence
    stage: str | None = None
    object: str | None = None
    supplier: str | None = None
    value_sek: int | None = None
    unit: str | None = None
    start: date | None = None
    end: date | None = None
    date: date | None = None
    review: Review | None = None


Fact = DateFact | YearFact | UnitFact | TopicFact | AmountFact | CaseFact | LawFact | Decision | Procurement
