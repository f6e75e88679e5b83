"""A typed query tree, read with the analyzer: conditions on index terms. What engines evaluate."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from enum import StrEnum
from typing import assert_never

from index.analysis import LONGEST_TERM, Analyzer, Token, TokenKind, clipped, value_form
from index.function_words import is_function_word
from index.model import Kind, Schema
from index.synonyms import Row, Synonyms, keys
from index.tree import All, Any, Node, Not, Phrase, Prefix, Range, Value, Word

PART_WEIGHT = 0.3
"""What a part of an asked compound weighs beside the whole word; `python -m bench.relevance` judges it."""
SYNONYM_WEIGHT = 0.6
"""What a word that means the same weighs beside the asked one."""


class Via(StrEnum):
    """How a condition follows from the word that was asked."""

    WORD = "word"
    PART = "part"
    """A part of the asked compound."""
    SYNONYM = "synonym"


@dataclass(frozen=True, kw_only=True)
class Term:
    """A stem (key, compound part or typed value) stands in a TEXT field. `asked` is the word as the person wrote it."""

    field: str
    text: str
    asked: str
    boost: float = 1.0
    via: Via = Via.WORD


@dataclass(frozen=True, kw_only=True)
class Sequence:
    """Words side by side in a TEXT field: exact words, or stems when `inflected`. Counted and scored as one term."""

    field: str
    words: tuple[str, ...]
    asked: str
    inflected: bool = False
    boost: float = 1.0
    via: Via = Via.WORD


@dataclass(frozen=True, kw_only=True)
class Starts:
    """A word of a TEXT field, or a value of a KEYWORD field, begins so. Scores the field's weight."""

    field: str
    prefix: str
    asked: str


@dataclass(frozen=True, kw_only=True)
class Holds:
    """A KEYWORD field has this value, both in `value_form`. Does not score."""

    field: str
    value: str


@dataclass(frozen=True, kw_only=True)
class Between:
    """A NUMBER or DATE field has a value from `low` to `high`, both inclusive. Does not score."""

    field: str
    low: int | str | None
    high: int | str | None


@dataclass(frozen=True, kw_only=True)
class Every:
    """All parts match; scores add. No parts: every document matches."""

    parts: tuple[Plan, ...]


@dataclass(frozen=True, kw_only=True)
class Either:
    """At least `least` parts match; scores of those that do add. Fewer parts than that: nothing matches."""

    parts: tuple[Plan, ...]
    least: int = 1


@dataclass(frozen=True, kw_only=True)
class Without:
    """The part does not match. Does not score."""

    part: Plan


Leaf = Term | Sequence | Starts | Holds | Between
Plan = Leaf | Every | Either | Without


def plan(root: Node, schema: Schema, analyzer: Analyzer, synonyms: Synonyms | None = None) -> Plan:
    """What to look up for a query tree. Words without anything to look up ("!") ask for nothing."""
    return _Planner(schema, analyzer, synonyms).node(root)


def rows_together(root: Node | None, analyzer: Analyzer, synonyms: Synonyms) -> Node | None:
    """A query tree in which words that have synonyms as a row are one part: a page has them together, or lacks them."""
    if not isinstance(root, All):
        return root
    parts: list[Node] = []
    place = 0
    while place < len(root.parts):
        size, _ = _row_of(root.parts, place, analyzer, synonyms)
        row = root.parts[place : place + size]
        parts.append(row[0] if size == 1 else All(parts=row))
        place += size
    return All(parts=tuple(parts)) if len(parts) > 1 else root


def _row_of(parts: tuple[Node, ...], place: int, analyzer: Analyzer, synonyms: Synonyms) -> tuple[int, tuple[Row, ...]]:
    """How many words from a place on have synonyms as a row, and these; one word when no row has."""
    for size in range(min(synonyms.longest, len(parts) - place), 1, -1):
        words = [part for part in parts[place : place + size] if isinstance(part, Word) and part.field is None]
        if len(words) == size and (others := synonyms.of(keys(" ".join(word.text for word in words), analyzer))):
            return size, others
    return 1, ()


def leaves(plan: Plan) -> Iterator[Leaf]:
    """Every condition of a plan, those under `Without` left out."""
    match plan:
        case Every(parts=parts) | Either(parts=parts):
            for part in parts:
                yield from leaves(part)
        case Without():
            return
        case Term() | Sequence() | Starts() | Holds() | Between():
            yield plan
        case _:
            assert_never(plan)


class _Planner:
    def __init__(self, schema: Schema, analyzer: Analyzer, synonyms: Synonyms | None) -> None:
        self._schema = schema
        self._analyzer = analyzer
        self._synonyms = synonyms or Synonyms((), analyzer)

    def node(self, node: Node) -> Plan:  # noqa: C901, PLR0911 - one arm per kind of node
        match node:
            case Word(text=text, field=field):
                return self._word(text, self._fields(field))
            case Phrase(text=text, field=field, inflected=inflected):
                return self._phrase(text, self._fields(field), inflected=inflected)
            case Prefix(text=text, field=field):
                return _either([self._starts(each, text) for each in self._fields(field)])
            case Value(field=field, text=text):
                forms = (value_form(text), *self._synonyms.values(field, value_form(text)))
                return _either(Holds(field=field, value=form) for form in forms)
            case Range(field=field, low=low, high=high):
                return Between(field=field, low=low, high=high)
            case All(parts=parts):
                return self._all(parts)
            case Any(parts=parts, least=least):
                return Either(parts=tuple(self.node(part) for part in parts), least=least)
            case Not(part=part):
                return Without(part=self.node(part))
            case _:
                assert_never(node)

    def _all(self, parts: tuple[Node, ...]) -> Plan:
        """Function words add to the score but are not demanded, unless nothing else is asked."""
        demanded = [part for part in parts if not is_function_word(part)]
        if not demanded:
            return Every(parts=tuple(map(self.node, parts)))
        wished = [Either(parts=(self.node(part), Every(parts=()))) for part in parts if is_function_word(part)]
        return Every(parts=(*self._rows(parts), *wished))

    def _rows(self, parts: tuple[Node, ...]) -> Iterator[Plan]:
        """The demanded parts; a row of words that has synonyms as one condition."""
        place = 0
        while place < len(parts):
            size, others = _row_of(parts, place, self._analyzer, self._synonyms)
            row = [part for part in parts[place : place + size] if not is_function_word(part)]
            if others:
                asked = " ".join(part.text for part in parts[place : place + size] if isinstance(part, Word))
                yield _either([_every(list(map(self.node, row))), *self._alike(others, self._fields(None), asked)])
            else:
                yield from map(self.node, row)
            place += size

    def _alike(self, others: Iterable[Row], fields: tuple[str, ...], asked: str) -> Iterator[Plan]:
        """Conditions that a synonym stands there."""
        for row in others:
            for field in fields:
                yield _synonym(field, row, asked)

    def _starts(self, field: str, text: str) -> Plan:
        is_text = self._schema.field(field).kind is Kind.TEXT
        return Starts(field=field, prefix=clipped(text) if is_text else value_form(text), asked=text)

    def _fields(self, name: str | None) -> tuple[str, ...]:
        if name is not None:
            return (name,)
        return tuple(field.name for field in self._schema.fields if field.kind is Kind.TEXT)

    def _word(self, text: str, fields: tuple[str, ...]) -> Plan:
        whole = _every([_token(token, fields, asked=text) for token in sought(self._analyzer.tokens(text))])
        others = self._synonyms.of(keys(text, self._analyzer))
        return _either([whole, *self._alike(others, fields, text)]) if others else whole

    def _phrase(self, text: str, fields: tuple[str, ...], *, inflected: bool) -> Plan:
        words = [token for token in self._analyzer.tokens(text) if not token.is_typed]
        if not words:
            return Every(parts=())
        row = tuple(token.key[:LONGEST_TERM] if inflected else clipped(token.text) for token in words)
        return _either([Sequence(field=each, words=row, asked=text, inflected=inflected) for each in fields])


def sought(tokens: Iterable[Token]) -> tuple[Token, ...]:
    """The tokens of a query word to look up: a typed value instead of the words it covers, else the words.

    "1,1 miljoner" is looked up as the amount, "20170101" as itself: only its first four digits are a year.
    """
    found = tuple(tokens)
    typed = [token for token in found if token.is_typed]
    words = [token for token in found if not token.is_typed]
    covering = [token for token in typed if any(_covers(token, word) for word in words)]
    rest = [word for word in words if not any(_covers(token, word) for token in covering)]
    return tuple(sorted([*covering, *rest], key=lambda token: (token.position, token.key)))


def _covers(outer: Token, inner: Token) -> bool:
    return outer.start <= inner.start and inner.end <= outer.end


def _token(token: Token, fields: tuple[str, ...], *, asked: str) -> Plan:
    whole: list[Plan] = [Term(field=each, text=token.key[:LONGEST_TERM], asked=asked) for each in fields]
    parts = [part for part in token.parts if part != token.key]
    if not parts or token.is_typed or token.kind is TokenKind.NUMBER:
        return _either(whole)
    split = [
        _either([Term(field=each, text=part, asked=asked, boost=PART_WEIGHT, via=Via.PART) for each in fields])
        for part in parts
    ]
    return _either([*whole, _every(split)])


def _synonym(field: str, row: Row, asked: str) -> Leaf:
    if len(row) == 1:
        return Term(field=field, text=row[0], asked=asked, boost=SYNONYM_WEIGHT, via=Via.SYNONYM)
    return Sequence(field=field, words=row, asked=asked, inflected=True, boost=SYNONYM_WEIGHT, via=Via.SYNONYM)


def _every(parts: list[Plan]) -> Plan:
    return parts[0] if len(parts) == 1 else Every(parts=tuple(parts))


def _either(parts: Iterable[Plan]) -> Plan:
    several = tuple(parts)
    return several[0] if len(several) == 1 else Either(parts=several)
