"""Which blocks of an old text became which of a new one, though their words differ or they stand elsewhere. Pure."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from itertools import pairwise

from archive.comparing.aligning import Pair
from archive.comparing.model import WORD

LEAST = 0.4
"""Share of words that a block must have in common with what it became."""
LEAST_MOVED = 0.75
"""The same for a block that stands elsewhere and was changed too."""
SQUARE = 50
"""Blocks a side that are compared each with each; more are halved first."""
NEAREST = 2_000
"""Added blocks among which one that was moved and changed is looked for."""
WORK = 1_000_000
"""Words looked up at the most; blocks beyond that are removed and added."""
Block = tuple[bool, str]
"""Whether it is a table, and its text."""


class Alike:
    """Two rows of blocks, and how alike they are: twice the words in common by the words of both (Dice, 1945)."""

    def __init__(self, old: Sequence[Block], new: Sequence[Block], *, least: float = LEAST) -> None:
        self._old, self._new = old, new
        self._least = least
        self._left = WORK
        self._words: dict[str, frozenset[str]] = {}

    def moved(self, settled: Iterable[Pair]) -> list[Pair]:
        """Blocks that stand elsewhere, word for word."""
        old, new = self._unsettled(settled)
        places = defaultdict(list)
        for place in reversed(new):
            places[self._new[place]].append(place)
        return [(place, places[self._old[place]].pop()) for place in old if places.get(self._old[place])]

    def changed(self, same: Sequence[Pair], moved: Sequence[Pair]) -> list[Pair]:
        """Blocks with other words than before, between the same neighbours as before."""
        away_old, away_new = {ours for ours, _ in moved}, {theirs for _, theirs in moved}
        edges = [(-1, -1), *sorted(same), (len(self._old), len(self._new))]
        found: list[Pair] = []
        for (ours, theirs), (ours_end, theirs_end) in pairwise(edges):
            old = [place for place in range(ours + 1, ours_end) if place not in away_old]
            new = [place for place in range(theirs + 1, theirs_end) if place not in away_new]
            found += self._matched(old, new)
        return found

    def moved_and_changed(self, settled: Iterable[Pair]) -> list[Pair]:
        """Blocks that stand elsewhere with nearly the same words."""
        old, new = self._unsettled(settled)
        found, taken = [], set[int]()
        for place in old:
            if self._left <= 0:
                break
            likely = ((self._likeness(place, other), other) for other in new[:NEAREST] if other not in taken)
            best, other = max(likely, default=(0.0, -1))
            if best >= LEAST_MOVED:
                found.append((place, other))
                taken.add(other)
        return found

    def _unsettled(self, settled: Iterable[Pair]) -> tuple[list[int], list[int]]:
        pairs = tuple(settled)
        old, new = {ours for ours, _ in pairs}, {theirs for _, theirs in pairs}
        return (
            [place for place in range(len(self._old)) if place not in old],
            [place for place in range(len(self._new)) if place not in new],
        )

    def _matched(self, old: list[int], new: list[int]) -> Iterator[Pair]:
        """The pairs, rising in both, that have most in common together."""
        if not old or not new or self._left <= 0:
            return
        if max(len(old), len(new)) > SQUARE:
            yield from self._matched(old[: len(old) // 2], new[: len(new) // 2])
            yield from self._matched(old[len(old) // 2 :], new[len(new) // 2 :])
            return
        likeness = [[self._likeness(ours, theirs) for theirs in new] for ours in old]
        yield from ((old[row], new[column]) for row, column in best_path(likeness, self._least))

    def _likeness(self, ours: int, theirs: int) -> float:
        (is_table, old), (is_other, new) = self._old[ours], self._new[theirs]
        if is_table is not is_other or self._left <= 0:
            return 0.0
        one, other = self._words_of(old), self._words_of(new)
        self._left -= min(len(one), len(other)) + 10
        return 2 * len(one & other) / (len(one) + len(other)) if one and other else 0.0

    def _words_of(self, text: str) -> frozenset[str]:
        if text not in self._words:
            self._words[text] = frozenset(WORD.findall(text.casefold()))
        return self._words[text]


def best_path(likeness: list[list[float]], least: float) -> list[Pair]:
    """Rows and columns, rising in both, with the greatest sum; cells below `least` do not count."""
    height, width = len(likeness), len(likeness[0])
    sums = [[0.0] * (width + 1) for _ in range(height + 1)]
    for row in range(height - 1, -1, -1):
        for column in range(width - 1, -1, -1):
            value = likeness[row][column]
            taken = value + sums[row + 1][column + 1] if value >= least else 0.0
            sums[row][column] = max(taken, sums[row + 1][column], sums[row][column + 1])
    found, row, column = [], 0, 0
    while row < height and column < width:
        if sums[row][column] == sums[row + 1][column]:
            row += 1
        elif sums[row][column] == sums[row][column + 1]:
            column += 1
        else:
            found.append((row, column))
            row, column = row + 1, column + 1
    return found
