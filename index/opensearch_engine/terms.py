"""Our tokens as the one text that the cluster splits: it knows no language, only spaces and bars.

    a position's things, divided by bars:   =skolorna|skola|skol   =i|i   =balans|balans

All at one position stand at one position in the index: the exact word behind "=", then everything it is found by.
"""

from __future__ import annotations

import re
from collections.abc import Iterable

from index.analysis import LONGEST_TERM, Analyzer, clipped

EXACT, BAR, ESCAPE = "=", "|", "\ue000"
_SPLITTING = re.compile(r"[\s=|\ue000]")
_HALVES = re.compile("[\ud800-\udfff]")
LONGEST_VALUE = 8000
"""Characters of a value that are compared and counted: the cluster takes terms of 32,766 bytes."""


def whole(text: str) -> str:
    """A text that can be encoded: halves of signs give way to the replacement character."""
    return _HALVES.sub("\ufffd", text)


def stem_term(stem: str) -> str:
    """How a stem stands in the index."""
    return _SPLITTING.sub(lambda sign: f"{ESCAPE}{ord(sign[0]):x}{ESCAPE}", whole(stem[:LONGEST_TERM]))


def exact_term(word: str) -> str:
    """How an exact word, folded and clipped, stands in the index."""
    return EXACT + stem_term(word)


def value_term(value: str) -> str:
    """How a value stands in the index."""
    return whole(value)[:LONGEST_VALUE]


class Splitter:
    """Makes of texts what the cluster splits. What was decided of a word holds on the next page."""

    remembered = 500_000
    """Words whose terms are kept."""

    def __init__(self, analyzer: Analyzer) -> None:
        self._analyzer = analyzer
        self._places: dict[str, str] = {}

    def split(self, text: str) -> tuple[str, int, frozenset[str]]:
        """The text's positions, how many words it has, and these, exact, each once."""
        cut = self._analyzer.cut(text)
        places = list(map(self._place, cut.words))
        for position, key in cut.values:
            places[position] += BAR + stem_term(key)
        return " ".join(places), len(places), frozenset(map(clipped, cut.words))

    def _place(self, word: str) -> str:
        known = self._places.get(word)
        if known is None:
            if len(self._places) >= self.remembered:
                self._places.clear()
            known = self._places[word] = place_of(clipped(word), self._analyzer.stems(word))
        return known


def place_of(exact: str, stems: Iterable[str]) -> str:
    """What stands at the place of a word."""
    return BAR.join(dict.fromkeys((exact_term(exact), *map(stem_term, stems))))
