"""A comparison of two versions as people read it: one column, changes in words, what is the same folded. Pure."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from itertools import groupby

from archive.comparing import Comparison, Fate, Piece, Step, compare, compare_words
from archive.enrich.identity import mask
from archive.model import Memento, Section
from archive.model.moments import stamp_text
from archive.web.language import _
from archive.web.links import page_url
from archive.web.views.hits import UNTITLED
from archive.web.views.parts import Link
from archive.web.words import count_text, moment_text, short_text

AROUND = 1
"""Blocks shown before and after a change, as they stood."""
FOLD_LEAST = 3
"""Fewer blocks than this are not worth folding."""
STEPS_MOST = 1_500
"""Steps shown; the rest is told by number."""
FOLDED_MOST = 200
"""Blocks shown in one fold."""


@dataclass(frozen=True, kw_only=True)
class StepView:
    """A block: its pieces, or a table's rows of cells."""

    fate: str
    kind: str = ""
    pieces: tuple[Piece, ...] = ()
    rows: tuple[StepView, ...] = ()


@dataclass(frozen=True, kw_only=True)
class Stretch:
    """Steps side by side; unchanged ones under `folded` are folded away."""

    steps: tuple[StepView, ...]
    folded: str = ""


@dataclass(frozen=True, kw_only=True)
class CompareView:
    """For compare.html."""

    title: str
    title_pieces: tuple[Piece, ...]
    old: Link
    new: Link
    page_url: str
    versions_url: str
    is_same_version: bool
    is_same: bool
    summary: tuple[str, ...]
    stretches: tuple[Stretch, ...]
    left_out: str


def make_compare(old: Memento, new: Memento) -> CompareView:
    """The view of what became of the old version in the new one."""
    before, after = _title(old), _title(new)
    found = compare(_sections(old), _sections(new))
    steps = found.steps[:STEPS_MOST]
    more = len(found.steps) - len(steps)
    return CompareView(
        title=short_text(after, 200),
        title_pieces=compare_words(before, after),
        old=_link(old),
        new=_link(new),
        page_url=page_url(new.page),
        versions_url=page_url(new.page, part="versioner"),
        is_same_version=old.at == new.at,
        is_same=found.is_same and before == after,
        summary=tuple(_summary(found)),
        stretches=tuple(_stretches(steps)),
        left_out=_("%(many)s till visas inte.", many=count_text(more, "stycke", "stycken")) if more else "",
    )


def _title(memento: Memento) -> str:
    return mask(memento.title.strip()) or _(UNTITLED)


def _link(memento: Memento) -> Link:
    return Link(text=moment_text(memento.at), url=page_url(memento.page, stamp_text(memento.at)))


def _sections(memento: Memento) -> tuple[Section, ...]:
    """The sections with what must not be shown masked; a number may begin in one and end in the next."""
    text, start, found = mask(memento.text), 0, []
    if text == memento.text:
        return memento.sections
    for section in memento.sections:
        found.append(replace(section, text=text[start : start + len(section.text)]))
        start += len(section.text) + 1
    return tuple(found)


def _summary(found: Comparison) -> Iterator[str]:
    added, removed = found.words(Fate.ADDED), found.words(Fate.REMOVED)
    if added:
        yield _("%(words)s har kommit till", words=count_text(added, "ord", "ord"))
    if removed:
        yield _("%(words)s har tagits bort", words=count_text(removed, "ord", "ord"))
    if found.moved:
        yield _("%(blocks)s har flyttats", blocks=count_text(found.moved, "stycke", "stycken"))


def _stretches(steps: tuple[Step, ...]) -> Iterator[Stretch]:
    """What changed with its surroundings, and between that what is the same."""
    changed = [place for place, step in enumerate(steps) if step.fate is not Fate.SAME]
    near = {place + away for place in changed for away in range(-AROUND, AROUND + 1)}
    for is_near, group in groupby(enumerate(steps), key=lambda placed: placed[0] in near):
        same = tuple(step for _number, step in group)
        folds = not is_near and len(same) >= FOLD_LEAST
        many = count_text(len(same), "oförändrat stycke", "oförändrade stycken")
        shown = same[:FOLDED_MOST] if folds else same
        yield Stretch(steps=tuple(map(_view, shown)), folded=many if folds else "")


def _view(step: Step) -> StepView:
    rows = step.parts or tuple(_plain_rows(step))
    return StepView(
        fate=step.fate.value,
        kind=step.kind,
        pieces=() if rows else step.pieces,
        rows=tuple(StepView(fate=row.fate.value, rows=tuple(_cells(row.parts))) for row in rows),
    )


def _cells(cells: Iterable[Step]) -> Iterator[StepView]:
    return (StepView(fate=cell.fate.value, pieces=cell.pieces) for cell in cells)


def _plain_rows(step: Step) -> Iterator[Step]:
    """A table that is the same, added, removed or moved as a whole."""
    if step.kind != "table" or len(step.pieces) != 1:
        return
    (piece,) = step.pieces
    for row in piece.text.split("\n"):
        cells = tuple(
            Step(fate=step.fate, pieces=(replace(piece, text=cell),) if cell else ()) for cell in row.split("\t")
        )
        yield Step(fate=step.fate, parts=cells)
