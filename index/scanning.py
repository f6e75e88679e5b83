"""Every document read for every question: what the reference engine decides by."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import assert_never

from index.analysis import Terms, value_form
from index.model import Document, Kind, Schema
from index.plan import Between, Either, Every, Holds, Leaf, Plan, Sequence, Starts, Term, Without
from index.ranking import frequency_weight, rarity


@dataclass(frozen=True, kw_only=True)
class Read:
    """A document with its texts and its other values, read."""

    document: Document
    texts: Mapping[str, Terms]
    values: Mapping[str, tuple[str, ...]]


class Scan:
    """One look through all documents: what matches, and how much it weighs."""

    def __init__(self, schema: Schema, documents: tuple[Read, ...]) -> None:
        self._schema = schema
        self.documents = documents
        self.read = {each.document.id: each for each in documents}
        self._holding: dict[Leaf, int] = {}

    def score(self, wanted: Plan, read: Read) -> float | None:  # noqa: PLR0911 - one arm per kind of condition
        """The document's score, None when it does not match."""
        match wanted:
            case Every(parts=parts):
                scores = [self.score(part, read) for part in parts]
                return None if None in scores else sum(score for score in scores if score is not None)
            case Either(parts=parts, least=least):
                found = [score for part in parts if (score := self.score(part, read)) is not None]
                return sum(found) if len(found) >= least else None
            case Without(part=part):
                return None if self.score(part, read) is not None else 0.0
            case Term() | Sequence():
                return self._weight(wanted, read)
            case Starts(field=field, prefix=prefix):
                starts = any(word.startswith(prefix) for word in _words(read, field))
                return (self._schema.field(field).weight if field in read.texts else 0.0) if starts else None
            case Holds(field=field, value=value):
                return 0.0 if any(value_form(each) == value for each in read.values[field]) else None
            case Between(field=field):
                return 0.0 if any(self._is_between(each, wanted) for each in read.values[field]) else None
            case _:
                assert_never(wanted)

    def _weight(self, leaf: Term | Sequence, read: Read) -> float | None:
        count = _occurrences(leaf, read.texts[leaf.field])
        if not count:
            return None
        if leaf not in self._holding:
            self._holding[leaf] = sum(bool(_occurrences(leaf, each.texts[leaf.field])) for each in self.documents)
        weight = frequency_weight(count, read.texts[leaf.field].length, self._average(leaf.field))
        rare = rarity(len(self.documents), self._holding[leaf])
        return leaf.boost * self._schema.field(leaf.field).weight * rare * weight

    def _average(self, field: str) -> float:
        lengths = [read.texts[field].length for read in self.documents if read.texts[field].length]
        return sum(lengths) / len(lengths)

    def _is_between(self, value: str, wanted: Between) -> bool:
        own = int(value) if self._schema.field(wanted.field).kind is Kind.NUMBER else value
        return (wanted.low is None or wanted.low <= own) and (wanted.high is None or own <= wanted.high)  # type: ignore[operator]


def _words(read: Read, field: str) -> Iterable[str]:
    return read.texts[field].words if field in read.texts else map(value_form, read.values[field])


def _occurrences(leaf: Term | Sequence, text: Terms) -> int:
    if isinstance(leaf, Term):
        return len(text.stems.get(leaf.text, ()))
    places = text.stems if leaf.inflected else text.words
    rows = [set(places.get(word, ())) for word in leaf.words]
    return sum(all(start + step in row for step, row in enumerate(rows)) for start in rows[0])


def passes(read: Read, filters: Mapping[str, frozenset[str]], *, but: str = "") -> bool:
    """Whether a document has a chosen value of every filter, the one of `but` aside."""
    return all(not chosen.isdisjoint(read.values[name]) for name, chosen in filters.items() if chosen and name != but)
