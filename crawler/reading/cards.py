"""Teaser cards: runs of linked headings at one place, each with a line or two about another page."""

from __future__ import annotations

import re
from itertools import pairwise

from crawler.model import BlockKind
from crawler.reading.blocks import Piece, Walk
from crawler.reading.draft import Draft

_LONGEST_CARD = 500
_LONGEST_HEAD = 160
_MOST_LINES = 6
_READ_MORE = re.compile(r"(?:läs (?:mer|vidare|hela)|mer om|till nyheten|visa mer)\b.{0,60}$", re.IGNORECASE)
_IN_LINK = re.compile(r"/a[./]")


def card_pieces(walk: Walk, draft: Draft) -> frozenset[int]:
    """Numbers of all pieces that belong to a run of at least two cards."""
    heads: dict[str, list[int]] = {}
    for number, piece in enumerate(walk.pieces):
        if draft.reasons[number] is None and piece.linked and _is_head(walk, number, piece):
            heads.setdefault(piece.path, []).append(number)
    found: set[int] = set()
    for numbers in heads.values():
        for run in _runs(walk.pieces, numbers):
            found.update(range(run[0], _end(walk, run)))
    return frozenset(found | _read_more(walk, draft))


def _read_more(walk: Walk, draft: Draft) -> set[int]:
    """Boxes that end in "Läs mer", at least two at one place."""
    ends: dict[str, list[int]] = {}
    for number, piece in enumerate(walk.pieces):
        if piece.linked and draft.reasons[number] is None and _READ_MORE.match(piece.text):
            ends.setdefault(piece.path, []).append(number)
    found: set[int] = set()
    for numbers in ends.values():
        boxes = [_box_with_more(walk, number) for number in numbers] if len(numbers) > 1 else []
        for box in boxes:
            if walk.ends[box] - walk.starts[box] <= _MOST_LINES:
                found.update(range(walk.starts[box], walk.ends[box]))
    return found


def _box_with_more(walk: Walk, number: int) -> int:
    """The closest container that holds more than this line."""
    box = walk.pieces[number].box
    while walk.parents[box] != box and walk.ends[box] - walk.starts[box] < 2:
        box = walk.parents[box]
    return box


def _is_head(walk: Walk, number: int, piece: Piece) -> bool:
    """A linked heading, or a link with more text under it."""
    if piece.level == 1 or len(piece.text) > _LONGEST_HEAD or piece.linked < 0.8 * len(piece.text):
        return False
    return (
        piece.kind is BlockKind.HEADING or _IN_LINK.search(piece.path) is not None or walk.ends[piece.box] > number + 1
    )


def _runs(pieces: list[Piece], numbers: list[int]) -> list[list[int]]:
    """Heads that follow each other closely, at least two together."""
    runs: list[list[int]] = [[numbers[0]]]
    for before, number in pairwise(numbers):
        between = sum(len(piece.text) for piece in pieces[before + 1 : number])
        if between <= _LONGEST_CARD:
            runs[-1].append(number)
        else:
            runs.append([number])
    return [run for run in runs if len(run) > 1]


def _end(walk: Walk, run: list[int]) -> int:
    """The last card reaches as far as the longest before it, but not out of the list."""
    longest = max(after - before for before, after in pairwise(run))
    return min(run[-1] + longest, walk.ends[_shared_box(walk, run)])


def _shared_box(walk: Walk, run: list[int]) -> int:
    above = walk.pieces[run[0]].box
    while walk.parents[above] != above and not (walk.starts[above] <= run[0] and run[-1] < walk.ends[above]):
        above = walk.parents[above]
    return above
