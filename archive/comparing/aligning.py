"""What two sequences have in common, in order. Pure, and bounded whatever they hold.

Parts that stand once in both are anchors (patience diff). Between anchors the shortest edit script is sought (Myers,
"An O(ND) Difference Algorithm", 1986) while there are steps left; after that the n:th of equal parts meets the n:th.
"""

from __future__ import annotations

from bisect import bisect_left
from collections import Counter, defaultdict
from collections.abc import Hashable, Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise

Pair = tuple[int, int]
"""Places in the old and in the new sequence that hold the same."""
Parts = Sequence[Hashable]
FARTHEST = 200
"""Edits in a gap at the most; a gap with more has little in common that is worth finding."""
DEEPEST = 12
"""How often a gap is cut by anchors of its own."""


@dataclass(kw_only=True)
class Steps:
    """How much work is left; several calls may share it."""

    left: int = 300_000

    def take(self, count: int) -> bool:
        """Use some. False when there are none left."""
        self.left -= count
        return self.left > 0


@dataclass(frozen=True, kw_only=True)
class _Gap:
    """Ranges of the two sequences that lie between what they have in common."""

    old: range
    new: range
    depth: int = 0


def align(old: Parts, new: Parts, steps: Steps) -> list[Pair]:
    """Pairs of places that hold the same, rising in both. Nearly always as many as there are."""
    pairs: list[Pair] = []
    waiting = [_Gap(old=range(len(old)), new=range(len(new)))]
    while waiting:
        gap, ends = _trimmed(old, new, waiting.pop())
        pairs += ends
        if not gap.old or not gap.new:
            continue
        anchors = _anchors(old, new, gap) if gap.depth < DEEPEST else []
        if anchors:
            pairs += anchors
            waiting += _between(gap, anchors)
        else:
            pairs += _inside(old, new, gap, steps)
    return sorted(pairs)


def _trimmed(old: Parts, new: Parts, gap: _Gap) -> tuple[_Gap, list[Pair]]:
    """The gap without what its two sides begin and end with, and that as pairs."""
    pairs = []
    start, end = [gap.old.start, gap.new.start], [gap.old.stop, gap.new.stop]
    while start[0] < end[0] and start[1] < end[1] and old[start[0]] == new[start[1]]:
        pairs.append((start[0], start[1]))
        start = [start[0] + 1, start[1] + 1]
    while start[0] < end[0] and start[1] < end[1] and old[end[0] - 1] == new[end[1] - 1]:
        end = [end[0] - 1, end[1] - 1]
        pairs.append((end[0], end[1]))
    return _Gap(old=range(start[0], end[0]), new=range(start[1], end[1]), depth=gap.depth), pairs


def _anchors(old: Parts, new: Parts, gap: _Gap) -> list[Pair]:
    ours, theirs = _single(old, gap.old), _single(new, gap.new)
    return _rising([(place, theirs[part]) for part, place in ours.items() if part in theirs])


def _single(parts: Parts, within: range) -> dict[Hashable, int]:
    """The places of what stands there once."""
    counts = Counter(parts[place] for place in within)
    return {parts[place]: place for place in within if counts[parts[place]] == 1}


def _rising(pairs: Sequence[Pair]) -> list[Pair]:
    """The longest run of pairs, given by rising old places, whose new places rise too."""
    ends: list[int] = []
    tails: list[int] = []
    before: list[int] = []
    for number, (_, place) in enumerate(pairs):
        at = bisect_left(ends, place)
        before.append(tails[at - 1] if at else -1)
        ends[at : at + 1] = [place]
        tails[at : at + 1] = [number]
    found, number = [], tails[-1] if tails else -1
    while number >= 0:
        found.append(pairs[number])
        number = before[number]
    return found[::-1]


def _between(gap: _Gap, anchors: Sequence[Pair]) -> Iterator[_Gap]:
    edges = [(gap.old.start - 1, gap.new.start - 1), *anchors, (gap.old.stop, gap.new.stop)]
    for (old, new), (old_end, new_end) in pairwise(edges):
        yield _Gap(old=range(old + 1, old_end), new=range(new + 1, new_end), depth=gap.depth + 1)


def _inside(old: Parts, new: Parts, gap: _Gap, steps: Steps) -> list[Pair]:
    """The pairs of a gap without anchors."""
    trace = _trace(old, new, gap, steps)
    return _by_turn(old, new, gap) if trace is None else list(_walked(trace, gap))


def _trace(old: Parts, new: Parts, gap: _Gap, steps: Steps) -> list[dict[int, int]] | None:
    """How far each diagonal is reached by each number of edits; None when it takes too many."""
    width, height = len(gap.old), len(gap.new)
    reached = {1: 0}
    trace = []
    for edits in range(min(width + height, FARTHEST) + 1):
        if not steps.take(edits + 1):
            return None
        trace.append(dict(reached))
        for diagonal in range(-edits, edits + 1, 2):
            down = diagonal == -edits or (diagonal != edits and reached[diagonal - 1] < reached[diagonal + 1])
            x = start = reached[diagonal + 1] if down else reached[diagonal - 1] + 1
            y = x - diagonal
            while x < width and y < height and old[gap.old[x]] == new[gap.new[y]]:
                x, y = x + 1, y + 1
            steps.take(x - start)
            reached[diagonal] = x
            if x >= width and y >= height:
                return trace
    return None


def _walked(trace: list[dict[int, int]], gap: _Gap) -> Iterator[Pair]:
    """The pairs on the way back from the end."""
    x, y = len(gap.old), len(gap.new)
    for edits in range(len(trace) - 1, -1, -1):
        reached, diagonal = trace[edits], x - y
        down = diagonal == -edits or (diagonal != edits and reached[diagonal - 1] < reached[diagonal + 1])
        came = diagonal + 1 if down else diagonal - 1
        left = reached[came] if edits else 0
        above = left - came if edits else 0
        while x > left and y > above:
            x, y = x - 1, y - 1
            yield gap.old[x], gap.new[y]
        x, y = left, above


def _by_turn(old: Parts, new: Parts, gap: _Gap) -> list[Pair]:
    """The n:th of equal parts meets the n:th, as far as the order allows."""
    places: defaultdict[Hashable, list[int]] = defaultdict(list)
    for place in reversed(gap.new):
        places[new[place]].append(place)
    return _rising([(place, places[old[place]].pop()) for place in gap.old if places.get(old[place])])
