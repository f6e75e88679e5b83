"""The typed tree that a query text becomes. Engines match on these nodes; none sees the text."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, kw_only=True)
class Word:
    """One word as typed. `field` None means every TEXT field. Engines read it with the same analyzer as pages."""

    text: str
    field: str | None = None


@dataclass(frozen=True, kw_only=True)
class Phrase:
    """Words in this order, side by side. `inflected` lets them be inflected (`="…"`)."""

    text: str
    field: str | None = None
    inflected: bool = False


@dataclass(frozen=True, kw_only=True)
class Prefix:
    """Words that begin so; `text` is without the star."""

    text: str
    field: str | None = None


@dataclass(frozen=True, kw_only=True)
class Value:
    """A KEYWORD field holds this value; compared without regard to case."""

    field: str
    text: str


@dataclass(frozen=True, kw_only=True)
class Range:
    """A NUMBER or DATE field has a value from `low` to `high`, both inclusive; None is open.

    Numbers are ints, days are "YYYY-MM-DD".
    """

    field: str
    low: int | str | None = None
    high: int | str | None = None


@dataclass(frozen=True, kw_only=True)
class All:
    """Every part matches."""

    parts: tuple[Node, ...]


@dataclass(frozen=True, kw_only=True)
class Any:
    """At least `least` of the parts match."""

    parts: tuple[Node, ...]
    least: int = 1


@dataclass(frozen=True, kw_only=True)
class Not:
    """The part does not match."""

    part: Node


Node = Word | Phrase | Prefix | Value | Range | All | Any | Not


@dataclass(frozen=True, kw_only=True)
class Note:
    """What the reader of a query has to say about it, in Swedish ("Okänt fält: foo. Läst som ord.").

    `code` is short and stable; `text` is for people. `query` is a query text to go to instead, empty for none.
    """

    code: str
    text: str
    query: str = ""
