"""Excerpts: where in a text the found words stand densest, as pieces of plain text, and why they were found."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from index import plan as plans
from index.analysis import Analyzer, Token, TokenKind, fold
from index.function_words import FUNCTION_WORDS
from index.model import Match, Piece, Snippet
from index.plan import Plan, Starts, Term

SIZE = 240
"""Characters of an excerpt, more or less: it ends between words."""
READ = 60_000
"""Characters of a text that are searched for the best place."""
_LEAD = 80
_ELLIPSIS = "… "

HOW = {
    TokenKind.AMOUNT: "samma belopp",
    TokenKind.YEAR: "samma år",
    TokenKind.CASE: "samma diarienummer",
    TokenKind.SECTION: "samma paragraf",
}
SAME, INFLECTED, RELATED, COMPOUND, PART, BEGINNING, PHRASE = (
    "samma ord",
    "böjning",
    "besläktat ord",
    "del av sammansättning",
    "del av det sökta ordet",
    "början av ord",
    "fras",
)


@dataclass(frozen=True, kw_only=True)
class Excerpt:
    """The snippet, and one match per asked word, the closest kind of match first come."""

    snippet: Snippet
    matches: tuple[Match, ...]


@dataclass(frozen=True, kw_only=True)
class _Mark:
    start: int
    end: int
    match: Match


def excerpt(text: str, plan: Plan, field: str, analyzer: Analyzer, size: int = SIZE) -> Excerpt:
    """The densest `size` characters of a text for a plan's words in `field`; its beginning when none stands there."""
    read = text[:READ]
    wanted = _Wanted(plan, field)
    marks = sorted(wanted.marks(analyzer.tokens(read)), key=lambda mark: mark.start) if wanted.is_any else []
    first = _densest(marks, size - _LEAD)
    start, end = _span(text, marks[first].start if marks else 0, size)
    shown = [mark for mark in marks[first:] if mark.end <= end]
    return Excerpt(snippet=tuple(_pieces(text, start, end, shown)), matches=_best(marks))


class _Wanted:
    """The words that a plan asks for in one field."""

    def __init__(self, plan: Plan, field: str) -> None:
        mine = [leaf for leaf in plans.leaves(plan) if leaf.field == field]
        terms = sorted((leaf for leaf in mine if isinstance(leaf, Term)), key=lambda term: term.boost)
        telling = [term for term in terms if term.asked.lower() not in FUNCTION_WORDS]
        self._terms = {term.text: term for term in telling or terms}
        self._starts = [leaf for leaf in mine if isinstance(leaf, Starts)]
        self._rows = [leaf for leaf in mine if isinstance(leaf, plans.Sequence)]

    @property
    def is_any(self) -> bool:
        return bool(self._terms or self._starts or self._rows)

    def marks(self, tokens: Sequence[Token]) -> Iterator[_Mark]:
        for token in tokens:
            if match := self._single(token):
                yield _Mark(start=token.start, end=token.end, match=match)
        plain = [token for token in tokens if not token.is_typed]
        for row in self._rows:
            yield from _rows(row, plain)

    def _single(self, token: Token) -> Match | None:
        for stem in token.stems:
            if term := self._terms.get(stem):
                return Match(asked=term.asked, found=token.text, how=_how(term, token))
        for start in self._starts:
            if not token.is_typed and fold(token.text).startswith(start.prefix):
                return Match(asked=start.asked, found=token.text, how=BEGINNING)
        return None


def _how(term: Term, token: Token) -> str:
    if token.kind in HOW:
        return HOW[token.kind]
    if term.boost < 1:
        return PART
    if term.text != token.key:
        return RELATED if term.text.endswith("ning") and token.key.endswith("a") else COMPOUND
    return SAME if fold(token.text) == fold(term.asked) else INFLECTED


def _rows(row: plans.Sequence, tokens: Sequence[Token]) -> Iterator[_Mark]:
    size = len(row.words)
    for place in range(len(tokens) - size + 1):
        run = tokens[place : place + size]
        if all(_stands(word, token, inflected=row.inflected) for word, token in zip(row.words, run, strict=True)):
            found = " ".join(token.text for token in run)
            match = Match(asked=row.asked, found=found, how=PHRASE)
            yield from (_Mark(start=token.start, end=token.end, match=match) for token in run)


def _stands(word: str, token: Token, *, inflected: bool) -> bool:
    return word in token.stems if inflected else word == fold(token.text)


def _densest(marks: Sequence[_Mark], width: int) -> int:
    """Which mark begins the stretch of `width` with the most different asked words, then the most marks."""
    best, best_worth, left = 0, (0, 0), 0
    inside: Counter[str] = Counter()
    for right, mark in enumerate(marks):
        inside[mark.match.asked] += 1
        while mark.end - marks[left].start > width and left < right:
            inside[marks[left].match.asked] -= 1
            left += 1
        worth = (sum(count > 0 for count in inside.values()), right - left)
        if worth > best_worth:
            best, best_worth = left, worth
    return best


_BREAK = re.compile(r"(?<=[.!?:])\s+|\n+")
_SPACES = re.compile(r"\s+")


def _span(text: str, anchor: int, size: int) -> tuple[int, int]:
    """From the sentence's start when near, else from a word's, to the end of a word."""
    earliest = max(0, anchor - _LEAD)
    start = _start(text, earliest, anchor) if earliest else 0
    if leading := _SPACES.match(text, start):
        start = leading.end()
    end = min(len(text), start + size)
    if end < len(text) and (space := _last_space(text, max(start, anchor, end - _LEAD), end)) is not None:
        end = space
    return start, end


def _start(text: str, earliest: int, anchor: int) -> int:
    breaks = [each.end() for each in _BREAK.finditer(text, earliest, anchor)]
    if breaks:
        return breaks[-1]
    space = _SPACES.search(text, earliest, anchor)
    return space.end() if space else anchor


def _last_space(text: str, low: int, high: int) -> int | None:
    found = [each.start() for each in _SPACES.finditer(text, low, high)]
    return found[-1] if found else None


def _pieces(text: str, start: int, end: int, marks: Sequence[_Mark]) -> Iterator[Piece]:
    if text[:start].strip():
        yield Piece(text=_ELLIPSIS)
    at = start
    for mark in marks:
        if mark.start < at:
            continue
        if plain := _SPACES.sub(" ", text[at : mark.start]):
            yield Piece(text=plain)
        yield Piece(text=_SPACES.sub(" ", text[mark.start : mark.end]), hit=True)
        at = mark.end
    if plain := _SPACES.sub(" ", text[at:end]):
        yield Piece(text=plain)
    if text[end:].strip():
        yield Piece(text=" …")


_CLOSENESS = (SAME, *HOW.values(), PHRASE, INFLECTED, BEGINNING, RELATED, COMPOUND, PART)


def _best(marks: Sequence[_Mark]) -> tuple[Match, ...]:
    best: dict[str, Match] = {}
    for mark in marks:
        known = best.get(mark.match.asked)
        if known is None or _CLOSENESS.index(mark.match.how) < _CLOSENESS.index(known.how):
            best[mark.match.asked] = mark.match
    return tuple(best.values())
