"""Excerpts: where in a text the found words stand densest, as pieces of plain text, and why they were found."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import NamedTuple

from index import plan as plans
from index.accents import unaccented
from index.analysis import Analyzer, Span, TokenKind, clipped, fold
from index.function_words import FUNCTION_WORDS
from index.model import Match, Piece, Snippet
from index.plan import Plan, Starts, Term, Via

SIZE = 240
"""Characters of an excerpt, more or less: it ends between words."""
READ = 60_000
"""Characters of a text that are searched for the best place."""
_LEAD = 80
_ELLIPSIS = "… "
_YEAR = "year:"
_SPANNING = ("sek:", "dnr:", "para:")
"""Keys of values that may span several words."""

HOW = {
    TokenKind.AMOUNT: "samma belopp",
    TokenKind.YEAR: "samma år",
    TokenKind.CASE: "samma diarienummer",
    TokenKind.SECTION: "samma paragraf",
}
SAME, INFLECTED, RELATED, SYNONYM, COMPOUND, PART, BEGINNING, PHRASE = (
    "samma ord",
    "böjning",
    "besläktat ord",
    "synonym",
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


class _Mark(NamedTuple):
    start: int
    end: int
    match: Match


Places = Sequence[int]
"""Numbers of words in a text, rising."""


class Wanted:
    """The words that a plan asks for in one field; made once for all hits of a search."""

    def __init__(self, plan: Plan, field: str, analyzer: Analyzer) -> None:
        mine = [leaf for leaf in plans.leaves(plan) if leaf.field == field]
        terms = sorted((leaf for leaf in mine if isinstance(leaf, Term)), key=lambda term: term.boost)
        telling = [term for term in terms if term.asked.lower() not in FUNCTION_WORDS]
        self._terms = {term.text: term for term in telling or terms}
        self._spanning = any(key.startswith(_SPANNING) for key in self._terms)
        self._starts = [leaf for leaf in mine if isinstance(leaf, Starts)]
        self._rows = [leaf for leaf in mine if isinstance(leaf, plans.Sequence)]
        self._analyzer = analyzer
        self._decided: dict[str, Match | None] = {}

    def marks(self, text: str, places: Places | None = None) -> list[_Mark]:
        """Where the words stand, in order. Parts of an asked compound count only where the whole of it is nowhere.

        `places` spares the others: at least all those where an asked word stands.
        """
        is_nowhere = places is not None and not len(places) and not self._spanning
        if is_nowhere or not (self._terms or self._starts or self._rows):
            return []
        words = self._words(text, places)
        marks = self._singles([span for _, span in words])
        for row in self._rows:
            marks += self._row(row, words)
        if self._spanning:
            marks += self._values(text)
        whole = {mark.match.asked for mark in marks if mark.match.how != PART}
        told = (mark for mark in marks if mark.match.how != PART or mark.match.asked not in whole)
        return sorted(told, key=lambda mark: mark.start)

    def _words(self, text: str, places: Places | None) -> list[tuple[int, Span]]:
        if places is None:
            return list(enumerate(self._analyzer.spans(text)))
        if not len(places):
            return []
        turns = bytearray(places[-1] + 1)
        for place in places:
            turns[place] = 1
        return list(zip(places, self._analyzer.spans(text, turns), strict=False))

    def _singles(self, words: Sequence[Span]) -> list[_Mark]:
        decided = self._decided
        marks = []
        for word, start, end in words:
            if word not in decided:
                decided[word] = self._decide(word)
            if match := decided[word]:
                marks.append(_Mark(start, end, match))
        return marks

    def _decide(self, word: str) -> Match | None:
        stems = self._analyzer.stems(word)
        if not self._terms.keys().isdisjoint(stems):
            term = next(self._terms[stem] for stem in stems if stem in self._terms)
            return Match(asked=term.asked, found=word, how=_how(term, word, stems[0]))
        for start in self._starts:
            if clipped(word).startswith(start.prefix):
                return Match(asked=start.asked, found=word, how=BEGINNING)
        return None

    def _row(self, row: plans.Sequence, words: Sequence[tuple[int, Span]]) -> Iterator[_Mark]:
        size, how = len(row.words), SYNONYM if row.via is Via.SYNONYM else PHRASE
        for at in range(len(words) - size + 1):
            first, last = words[at], words[at + size - 1]
            if last[0] - first[0] != size - 1 or not self._stands(row.words[0], first[1][0], inflected=row.inflected):
                continue
            run = [span for _, span in words[at : at + size]]
            if all(
                self._stands(word, span[0], inflected=row.inflected) for word, span in zip(row.words, run, strict=True)
            ):
                match = Match(asked=row.asked, found=" ".join(span[0] for span in run), how=how)
                yield from (_Mark(start, end, match) for _, start, end in run)

    def _stands(self, wanted: str, word: str, *, inflected: bool) -> bool:
        return wanted in self._analyzer.stems(word) if inflected else wanted == clipped(word)

    def _values(self, text: str) -> Iterator[_Mark]:
        """Values that span words: sums, case numbers, paragraphs."""
        for token in self._analyzer.tokens(text):
            if token.is_typed and (term := self._terms.get(token.key)):
                match = Match(asked=term.asked, found=token.text, how=HOW[token.kind])
                yield _Mark(token.start, token.end, match)


def excerpt(
    text: str, wanted: Wanted, size: int = SIZE, places: Places | None = None, without: Collection[str] = ()
) -> Excerpt:
    """The densest `size` characters of a text for the wanted words; its beginning when none stands there.

    Words asked for `without` avail are not marked.
    """
    marks = [mark for mark in wanted.marks(text[:READ], places) if mark.match.asked not in without]
    first = _densest(marks, size - _LEAD)
    start, end = _span(text, marks[first].start if marks else 0, size)
    shown = [mark for mark in marks[first:] if mark.end <= end]
    return Excerpt(snippet=tuple(_pieces(text, start, end, shown)), matches=best(mark.match for mark in marks))


def _how(term: Term, word: str, key: str) -> str:
    if term.text.startswith(_YEAR):
        return HOW[TokenKind.YEAR]
    if term.via is Via.PART:
        return PART
    if term.via is Via.SYNONYM:
        return SYNONYM
    if term.text not in {key, fold(key), unaccented(key)}:
        return COMPOUND if len(key) > len(term.text) and key[:-1] != term.text else RELATED
    return SAME if fold(word) == fold(term.asked) else INFLECTED


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
_INK = re.compile(r"\S")


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
    if _INK.search(text, 0, start):
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
    if _INK.search(text, end):
        yield Piece(text=" …")


_CLOSENESS = (SAME, *HOW.values(), PHRASE, INFLECTED, BEGINNING, RELATED, SYNONYM, COMPOUND, PART)


def best(matches: Iterable[Match]) -> tuple[Match, ...]:
    """One match per asked word, the closest kind."""
    found: dict[str, Match] = {}
    for match in matches:
        known = found.get(match.asked)
        if known is None or _CLOSENESS.index(match.how) < _CLOSENESS.index(known.how):
            found[match.asked] = match
    return tuple(found.values())
