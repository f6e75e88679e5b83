"""What an index's own words propose: for a word it does not hold, and for one that is being written."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import lru_cache
from heapq import nlargest

from index.analysis import Analyzer, clipped
from index.function_words import FUNCTION_WORDS
from index.model import SearchIndex
from index.spelling import allowed, bare, beginnings, distance

_REMEMBERED = 4096
_LOOKED_AT = 60
Held = tuple[str, int]
"""A word of the index and how many documents hold it."""


@dataclass(frozen=True, kw_only=True)
class Spelling:
    """A word that the index holds, `distance` letters from the one asked for, accents aside."""

    word: str
    documents: int
    distance: int


class Speller:
    """Finds words near a word in an index. What was found is remembered until a commit; threads may share one."""

    def __init__(self, index: SearchIndex) -> None:
        self._index = index
        self._known = lru_cache(maxsize=_REMEMBERED)(lambda _, word: self._documents(word))
        self._twins = lru_cache(maxsize=_REMEMBERED)(lambda _, word: self._twin(word))
        self._nearest = lru_cache(maxsize=_REMEMBERED)(lambda _, word: self._near(word))

    def documents(self, word: str) -> int:
        """How many documents hold exactly this word in their body."""
        return self._known(self._index.generation, clipped(word))

    def twin(self, word: str) -> Spelling | None:
        """The most common other word with the same letters, accents aside: "förvaltning" for "forvaltning"."""
        return self._twins(self._index.generation, clipped(word))

    def near(self, word: str) -> Spelling | None:
        """The nearest other word with at most `allowed` letters wrong, of these the most common."""
        return self._nearest(self._index.generation, clipped(word))

    def _documents(self, word: str) -> int:
        return next((documents for held, documents in self._index.words(word) if held == word), 0)

    def _twin(self, word: str) -> Spelling | None:
        wanted = bare(word)
        twins = (held for held in self._held(beginnings(word)) if len(held[0]) == len(word))
        fitting = (held for held in twins if bare(held[0]) == wanted and held[0] != word)
        return _best(Spelling(word=each, documents=documents, distance=0) for each, documents in fitting)

    def _near(self, word: str) -> Spelling | None:
        wanted, limit = bare(word), allowed(word)
        if not limit:
            return None
        slices = (*beginnings(word[:1]), *beginnings(word[1] + word[0]))
        return _best(
            Spelling(word=each, documents=documents, distance=far)
            for each, documents in _alike(wanted, self._held(slices), limit)
            if (far := distance(wanted, bare(each), limit)) is not None
        )

    def _held(self, prefixes: Iterable[str]) -> Iterator[Held]:
        for prefix in dict.fromkeys(prefixes):
            yield from self._index.words(prefix)


def _alike(wanted: str, held: Iterable[Held], limit: int) -> Iterator[Held]:
    """Those that may be within `limit`, cheaply told: about as long, and of about the same letters.

    A changed letter takes one away and brings another, an added or dropped one does half of that.
    """
    letters, size = set(wanted), len(wanted)
    for each, documents in held:
        longer = abs(len(each) - size)
        if longer <= limit and len(letters.symmetric_difference(bare(each))) <= 2 * limit - longer and each.isalpha():
            yield each, documents


def _best(found: Iterable[Spelling]) -> Spelling | None:
    return min(found, key=lambda each: (each.distance, -each.documents, each.word), default=None)


def completions(begun: str, index: SearchIndex, analyzer: Analyzer, most: int) -> tuple[str, ...]:
    """Words of the index that begin so, accents aside, the most common first.

    One form of each word: the form that dictionaries have when it begins so too, else the most common.
    """
    wanted = bare(clipped(begun))
    found = (held for prefix in beginnings(wanted) for held in index.words(prefix))
    fitting = [held for held in found if bare(held[0]).startswith(wanted) and _is_telling(held[0])]
    forms: dict[str, list[str]] = {}
    for word, _ in nlargest(_LOOKED_AT, fitting, key=lambda held: (held[1], -len(held[0]))):
        forms.setdefault(analyzer.stems(word)[0], []).append(word)
    held = {word for word, _ in fitting}
    shown = (key if key in held else words[0] for key, words in forms.items())
    return tuple(word for word in shown if word != clipped(begun))[:most]


def _is_telling(word: str) -> bool:
    return word.isalpha() and word not in FUNCTION_WORDS
