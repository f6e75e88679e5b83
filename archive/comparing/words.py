"""Two texts, word by word. Pure."""

from __future__ import annotations

import re
from collections.abc import Iterator

from archive.comparing.aligning import Pair, Steps, align
from archive.comparing.model import WORD, Fate, Piece

LETTERS_MOST = 300_000
"""Letters of changed blocks that are compared word by word, old and new together."""
_TOKEN = re.compile(r"\d{1,3}(?:[\u00a0\u202f ]\d{3})+(?!\d)|\d+(?:[.,:/-]\d+)*|[^\W\d_]+|\s+|.", re.DOTALL)


class Words:
    """Compares texts word by word while there is work left; then by what they begin and end with."""

    def __init__(self, steps: Steps) -> None:
        self._steps = steps
        self._letters = LETTERS_MOST

    def pieces(self, old: str, new: str) -> tuple[Piece, ...]:
        """The pieces of both, in order."""
        if old == new:
            return piece(old, Fate.SAME)
        self._letters -= len(old) + len(new)
        if self._letters < 0:
            return _ends(old, new)
        ours, theirs = _TOKEN.findall(old), _TOKEN.findall(new)
        return tuple(_joined(_told(ours, theirs, align(ours, theirs, self._steps))))


def piece(text: str, fate: Fate) -> tuple[Piece, ...]:
    """The text as one piece, or none when it is empty."""
    return (Piece(text=text, fate=fate),) if text else ()


def _ends(old: str, new: str) -> tuple[Piece, ...]:
    """What two texts begin and end with, and all between as other."""
    head = _common(old, new)
    tail = _common(old[: head - 1 if head else None : -1], new[: head - 1 if head else None : -1])
    return tuple(
        each
        for text, fate in (
            (old[:head], Fate.SAME),
            (old[head : len(old) - tail], Fate.REMOVED),
            (new[head : len(new) - tail], Fate.ADDED),
            (old[len(old) - tail :], Fate.SAME),
        )
        for each in piece(text, fate)
    )


def _common(one: str, other: str) -> int:
    """How many letters two texts begin with alike."""
    pairs = enumerate(zip(one, other, strict=False))
    return next((place for place, (here, there) in pairs if here != there), min(len(one), len(other)))


Turn = tuple[str, str, str]
"""What both say, then what only the old says, then what only the new says."""


def _told(old: list[str], new: list[str], pairs: list[Pair]) -> Iterator[Turn]:
    ours = theirs = 0
    same: list[str] = []
    for old_place, new_place in (*pairs, (len(old), len(new))):
        if old_place > ours or new_place > theirs:
            yield "".join(same), "".join(old[ours:old_place]), "".join(new[theirs:new_place])
            same = []
        same += old[old_place : old_place + 1]
        ours, theirs = old_place + 1, new_place + 1
    yield "".join(same), "", ""


def _joined(turns: Iterator[Turn]) -> Iterator[Piece]:
    """Changes with nothing but signs and spaces between them are one change: words are read, not commas."""
    removed = added = ""
    for same, old, new in turns:
        is_between = bool((removed or added) and (old or new) and not WORD.search(same))
        if is_between:
            removed, added = removed + same + old, added + same + new
            continue
        yield from piece(removed, Fate.REMOVED)
        yield from piece(added, Fate.ADDED)
        yield from piece(same, Fate.SAME)
        removed, added = old, new
    yield from piece(removed, Fate.REMOVED)
    yield from piece(added, Fate.ADDED)
