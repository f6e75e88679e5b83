"""Swedish compounds cut into their parts: fewest parts win, then the parts that the dictionary likes best.

hunspell-sv says which forms may begin a compound (upphandlings-, skol-) and which may end one. What it does not say is
filled in at a price: a noun of some length may begin (with or without -s) or end one, too.
"""

from __future__ import annotations

import tomllib
from dataclasses import dataclass
from importlib.resources import files

from index.swedish.lexicon import FIRST, LAST, NOUN, WORD, Lexicon

SHORTEST = 6
"""Letters of a word that may be a compound."""
LONGEST = 60
_SHORTEST_FIRST, _SHORTEST_LAST = 2, 2
_SHORTEST_NAMED, _SHORT_NOUN = 3, 4
_LONG_REST = 7
_PART_COST, _SHORT_COST = 10, 2
_DATA = tomllib.loads((files("index.swedish") / "compounds.toml").read_text(encoding="utf-8"))
_PARTICLES = frozenset(_DATA["particles"].split())
_ENDINGS = frozenset(_DATA["endings"].split())
_FIRSTS = frozenset(_DATA["firsts"].split())
_OPENERS = frozenset(_DATA["openers"].split())
_SHORT_HEADS = frozenset(_DATA["short_heads"].split())
_NEVER = tuple(tuple(pair.split()) for pair in _DATA["never"])
NOUNS: dict[str, str] = _DATA["nouns"]
"""The noun of what is done with a verb."""
MORE_PARTS: dict[str, tuple[str, ...]] = {word: tuple(parts.split()) for word, parts in _DATA["more"].items()}
"""Parts that a lemma has beside those it can be cut into."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Cut:
    """A way to read a word: its parts as they stand, and what that costs."""

    parts: tuple[str, ...]
    cost: int


def split(word: str, lexicon: Lexicon) -> tuple[str, ...]:
    """The parts of a folded compound as they stand in it ("upphandlings", "nämnden"); empty when it is none."""
    if not SHORTEST <= len(word) <= LONGEST or not word.isalpha():
        return ()
    best = _Cutter(word, lexicon).best()
    return best.parts if best else ()


class _Cutter:
    """Dynamic programming from the left: the cheapest way to read each beginning of the word as first parts."""

    def __init__(self, word: str, lexicon: Lexicon) -> None:
        self._word = word
        self._lexicon = lexicon
        self._is_known = lexicon.find(word) >= 0

    def best(self) -> Cut | None:
        word = self._word
        reached: dict[int, Cut] = {0: Cut(parts=(), cost=0)}
        for start in range(len(word) - _SHORTEST_LAST):
            if start in reached:
                self._extend(start, reached)
        ends = [
            Cut(parts=(*cut.parts, word[start:]), cost=cut.cost + cost)
            for start, cut in reached.items()
            if start and not _is_never(cut.parts[-1], word[start:])
            if (cost := self._last_cost(word[start:])) is not None
        ]
        return min(ends, key=lambda cut: (cut.cost, cut.parts), default=None)

    def _extend(self, start: int, reached: dict[int, Cut]) -> None:
        here = reached[start]
        for end in range(start + _SHORTEST_FIRST, len(self._word) - _SHORTEST_LAST + 1):
            part = self._word[start:end]
            cost = self._first_cost(part, left=len(self._word) - end)
            if cost is None:
                continue
            total = here.cost + cost
            if end not in reached or total < reached[end].cost:
                reached[end] = Cut(parts=(*here.parts, part), cost=total)

    def _first_cost(self, part: str, *, left: int) -> int | None:
        """What it costs to read `part` as a first part with `left` letters behind it; None when it is none."""
        is_opener = part in _OPENERS and left + len(part) == len(self._word)
        if part in _PARTICLES or (len(part) < _SHORTEST_NAMED and not is_opener):
            return None
        doubt = 2 if part in _FIRSTS or is_opener else self._doubt(part, left)
        return None if doubt is None else _PART_COST + doubt + (_SHORT_COST if len(part) < _SHORT_NOUN else 0)

    def _doubt(self, part: str, left: int) -> int | None:
        """How unlikely it is that a first part reads so; None: it does not."""
        number = self._lexicon.find(part)
        flags = self._lexicon.flags(number) if number >= 0 else 0
        if flags & FIRST:
            return 0
        if flags & NOUN and len(part) > _SHORT_NOUN:
            return 4
        if part.endswith("s") and len(part) > _SHORT_NOUN and self._is_noun(part[:-1]):
            return 3
        return 6 if self._may_begin(part, flags, left) else None

    def _may_begin(self, part: str, flags: int, left: int) -> bool:
        """The stem of a verb on -era ("passer"), or a short noun ("krav") where the word looks like no other one."""
        if len(part) == _SHORT_NOUN:
            return bool(flags & NOUN) and (left >= _LONG_REST or not self._is_known)
        return len(part) > _SHORT_NOUN and part.endswith("er") and self._lexicon.find(part + "a") >= 0

    def _last_cost(self, part: str) -> int | None:
        is_short = len(part) < _SHORT_NOUN
        if part in _ENDINGS or (is_short and part not in _SHORT_HEADS):
            return None
        cost = _PART_COST + (_SHORT_COST if is_short else 0)
        number = self._lexicon.find(part)
        flags = self._lexicon.flags(number) if number >= 0 else 0
        if flags & LAST:
            return cost
        if flags & NOUN:
            return cost + 3
        if flags & WORD and len(part) >= 6:
            return cost + 5
        return None

    def _is_noun(self, word: str) -> bool:
        number = self._lexicon.find(word)
        return number >= 0 and bool(self._lexicon.flags(number) & NOUN)


def _is_never(first: str, last: str) -> bool:
    return any(first.startswith(one) and last.startswith(other) for one, other in _NEVER)
