"""Two versions of a text, compared as a person would: block by block, word by word, tables cell by cell. Pure.

A block that stands elsewhere is moved: it is told once, at its new place. Bounded: what there is too much of is
compared as a whole.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence

from archive.comparing.aligning import Pair, Steps, align
from archive.comparing.likeness import Alike
from archive.comparing.model import Comparison, Fate, Piece, Step
from archive.comparing.words import Words, piece
from archive.model import Section

__all__ = ["Comparison", "Fate", "Piece", "Step", "compare", "compare_words"]

BLOCKS_MOST = 10_000
"""Blocks compared one by one; the rest is one block."""
ROWS_MOST = 2_000
"""Rows of a table that are compared cell by cell; a longer table is compared as text."""
LEAST_OF_ROW = 0.3
"""Share of words that a table's row must have in common with what it became."""
TABLE = "table"


class _Work:
    """What is left of the work that may be done."""

    def __init__(self) -> None:
        self.steps = Steps()
        self.words = Words(self.steps).pieces


def compare(old: Sequence[Section], new: Sequence[Section]) -> Comparison:
    """The way from the old blocks to the new ones."""
    ours, theirs = _bounded(old), _bounded(new)
    return Comparison(steps=tuple(_blocks(ours, theirs, _Work())))


def compare_words(old: str, new: str) -> tuple[Piece, ...]:
    """Two short texts, word by word: titles."""
    return Words(Steps()).pieces(old, new)


def _bounded(blocks: Sequence[Section]) -> Sequence[Section]:
    if len(blocks) <= BLOCKS_MOST:
        return blocks
    rest = blocks[BLOCKS_MOST - 1 :]
    last = Section(kind=rest[0].kind, text="\n".join(block.text for block in rest))
    return (*blocks[: BLOCKS_MOST - 1], last)


def _blocks(old: Sequence[Section], new: Sequence[Section], work: _Work) -> Iterator[Step]:
    same = align([block.text for block in old], [block.text for block in new], work.steps)
    alike = Alike([_likely(block) for block in old], [_likely(block) for block in new])
    moved = alike.moved(same)
    changed = alike.changed(same, moved)
    moved += alike.moved_and_changed([*same, *changed, *moved])
    for fate, ours, theirs in _ordered([*same, *changed], moved, len(old), len(new)):
        if ours is None or theirs is None:
            block = new[theirs] if theirs is not None else old[ours or 0]
            yield Step(fate=fate, kind=block.kind, old=ours, new=theirs, pieces=piece(block.text, fate))
        else:
            yield _pair(old[ours], new[theirs], (ours, theirs), fate, work)


def _likely(block: Section) -> tuple[bool, str]:
    """Tables are only ever compared with tables."""
    return block.kind == TABLE, block.text


def _pair(old: Section, new: Section, places: Pair, fate: Fate, work: _Work) -> Step:
    told = Fate.CHANGED if fate is Fate.SAME and old.text != new.text else fate
    rows, new_rows = old.text.split("\n"), new.text.split("\n")
    is_table = new.kind == TABLE and old.text != new.text and max(len(rows), len(new_rows)) <= ROWS_MOST
    return Step(
        fate=told,
        kind=new.kind,
        old=places[0],
        new=places[1],
        pieces=() if is_table else work.words(old.text, new.text),
        parts=tuple(_rows(rows, new_rows, work)) if is_table else (),
    )


Placed = tuple[Fate, int | None, int | None]


def _ordered(pairs: Iterable[Pair], moved: Sequence[Pair], old: int, new: int) -> Iterator[Placed]:
    """Every place of both sides once: pairs and what was moved by new place, what was removed where it stood."""
    origin = {theirs: ours for ours, theirs in moved}
    gone = {ours for ours, _ in moved}
    ours = theirs = 0
    for old_place, new_place in (*sorted(pairs), (old, new)):
        yield from ((Fate.REMOVED, each, None) for each in range(ours, old_place) if each not in gone)
        for each in range(theirs, new_place):
            yield (Fate.MOVED, origin[each], each) if each in origin else (Fate.ADDED, None, each)
        if (old_place, new_place) != (old, new):
            yield Fate.SAME, old_place, new_place
        ours, theirs = old_place + 1, new_place + 1


def _rows(old: list[str], new: list[str], work: _Work) -> Iterator[Step]:
    same = align(old, new, work.steps)
    changed = Alike([(True, row) for row in old], [(True, row) for row in new], least=LEAST_OF_ROW).changed(same, [])
    for fate, ours, theirs in _ordered([*same, *changed], [], len(old), len(new)):
        before = old[ours].split("\t") if ours is not None else []
        after = new[theirs].split("\t") if theirs is not None else []
        is_changed = fate is Fate.SAME and before != after
        cells = tuple(_cells(before, after, work)) if is_changed else tuple(_whole_row(before or after, fate))
        yield Step(fate=Fate.CHANGED if is_changed else fate, old=ours, new=theirs, parts=cells)


def _whole_row(cells: list[str], fate: Fate) -> Iterator[Step]:
    for place, cell in enumerate(cells):
        old, new = (None if fate is Fate.ADDED else place), (None if fate is Fate.REMOVED else place)
        yield Step(fate=fate, old=old, new=new, pieces=piece(cell, fate))


def _cells(old: list[str], new: list[str], work: _Work) -> Iterator[Step]:
    pairs = [(each, each) for each in range(len(new))] if len(old) == len(new) else align(old, new, work.steps)
    for fate, ours, theirs in _ordered(pairs, [], len(old), len(new)):
        if ours is not None and theirs is not None:
            told = fate if old[ours] == new[theirs] else Fate.CHANGED
            yield Step(fate=told, old=ours, new=theirs, pieces=work.words(old[ours], new[theirs]))
        else:
            text = new[theirs] if theirs is not None else old[ours or 0]
            yield Step(fate=fate, old=ours, new=theirs, pieces=piece(text, fate))
