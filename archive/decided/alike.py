"""Other pages that may speak of the same matter: a guess by the rarest words of a decision, near in time."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import date, timedelta

from archive.decided.rows import Matter
from archive.standing import VERSIONS
from index.analysis import Analyzer, fold
from index.function_words import FUNCTION_WORDS
from index.model import Hit, Query, SearchIndex
from index.tree import All, Any, Node, Not, Range, Value, Word

MOST = 8
"""Pages that are proposed."""
LOOKED_AT = 16
"""Words of a decision that are counted; each is a small search."""
KEPT = 5
"""Words that are searched by, the rarest."""
SHORTEST = 4
COMMON = 20
"""A word that more than one page in so many has tells nothing, in an archive of some size."""
SMALL = 30
NEAR = timedelta(days=730)
"""Pages further away in time are about something else more often than not."""
_WORD = re.compile(r"[^\W\d_]+(?:-[^\W\d_]+)*")
_DATED = "datum"


@dataclass(frozen=True, kw_only=True)
class Alike:
    """Pages that share at least two of the words, best first; none when the words say too little."""

    words: tuple[str, ...] = ()
    hits: tuple[Hit, ...] = ()


def pages_alike(row: Matter, index: SearchIndex, analyzer: Analyzer) -> Alike:
    """Pages that share rare words with a decision, its own left out. Raises IndexStale."""
    words = rarest(
        telling(row, analyzer), lambda word: index.search(Query(root=Word(text=word), size=1)).total, _size(index)
    )
    if len(words) < 2:
        return Alike()
    root = All(parts=(*_near(row.day), Any(parts=tuple(Word(text=word) for word in words), least=2), _not_own(row)))
    found = index.search(Query(root=root, size=MOST))
    return Alike(words=words, hits=found.hits)


def rarest(words: tuple[str, ...], pages: Callable[[str], int], size: int) -> tuple[str, ...]:
    """The words that fewest pages have, those that only one has left out: they lead nowhere."""
    most = max(SMALL, size // COMMON)
    counted = ((pages(word), place, word) for place, word in enumerate(words[:LOOKED_AT]))
    return tuple(word for _, _, word in sorted(each for each in counted if 1 < each[0] <= most))[:KEPT]


def telling(row: Matter, analyzer: Analyzer) -> tuple[str, ...]:
    """The words of a decision and its page's title, longest first: long words are rare ones.

    Who decided says nothing of what.
    """
    said = _WORD.findall(f"{row.title} {row.text} {row.evidence}")
    own = {analyzer.stems(word)[:1] for word in _WORD.findall(row.by or "")}
    long = (word for word in said if len(word) >= SHORTEST and fold(word) not in FUNCTION_WORDS)
    once = {analyzer.stems(word)[:1]: word for word in long}
    return tuple(
        sorted((word for stem, word in once.items() if stem not in own), key=lambda word: (-len(word), fold(word)))
    )


def _size(index: SearchIndex) -> int:
    return index.search(Query(size=1)).total


def _near(day: date | None) -> Iterator[Node]:
    if day:
        yield Range(field=_DATED, low=_moved(day, -NEAR), high=_moved(day, NEAR))


def _moved(day: date, by: timedelta) -> str | None:
    """The day so much earlier or later; None past the ends of the calendar."""
    try:
        return (day + by).isoformat()
    except OverflowError:
        return None


def _not_own(row: Matter) -> Node:
    return Not(part=Value(field=VERSIONS.page, text=row.page))
