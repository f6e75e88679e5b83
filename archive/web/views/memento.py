"""A page as it was at a moment: clean text with its evidence marked, facts, versions, what was cut away. Pure."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import datetime
from itertools import count, groupby

from archive.enrich.identity import mask
from archive.facets import date_of, of_kind
from archive.model import Cut, Memento, Page, PageState, Part, UnitFact
from archive.model.moments import stamp_text
from archive.web.language import _
from archive.web.links import page_url
from archive.web.marks import Marker, Run
from archive.web.reasons import reason_text
from archive.web.views.facts import FactGroup, make_groups, make_spans
from archive.web.views.hits import UNTITLED
from archive.web.views.origin import Here, OriginView, make_origin
from archive.web.views.parts import Link, Said, safe_url
from archive.web.views.reading import Heading, make_change, make_contents
from archive.web.words import DATE_KINDS, moment_text, short_text, span_text

Runs = tuple[Run, ...]
CUT_LIMIT = 400


@dataclass(frozen=True, kw_only=True)
class BlockView:
    """A block of the text: `kind` says how to show it; a list has several `lines`, a table `rows` of cells.

    A heading has the `anchor` that the table of contents leads to.
    """

    kind: str
    level: int = 0
    anchor: str = ""
    lines: tuple[Runs, ...] = ()
    rows: tuple[tuple[Runs, ...], ...] = ()


@dataclass(frozen=True, kw_only=True)
class CutView:
    """Something that was cut away, and why."""

    text: str
    reason: str


@dataclass(frozen=True, kw_only=True)
class MementoView:
    """For memento.html."""

    title: str
    title_runs: Runs
    blocks: tuple[BlockView, ...]
    groups: tuple[FactGroup, ...]
    when: str
    owners: tuple[str, ...]
    source: str
    source_url: str
    gone: str
    newest_url: str
    looks_url: str
    contents: tuple[Heading, ...]
    change: Said
    notes: tuple[str, ...]
    versions: tuple[Link, ...]
    timemap_url: str
    page_url: str
    cuts: tuple[CutView, ...]
    warnings: tuple[str, ...]
    origin: OriginView


def make_memento(
    page: Page,
    memento: Memento,
    times: tuple[datetime, ...],
    *,
    here: Here,
    alike: tuple[Page, ...] = (),
) -> MementoView:
    """The view of a memento among all the times of its page, oldest first; `alike` say the same as the newest."""
    title = mask(memento.title.strip()) or _(UNTITLED)
    marker = Marker(mask(memento.text), make_spans(memento.facts, Part.TEXT))
    over = Marker(title, make_spans(memento.facts, Part.TITLE) if memento.title.strip() == memento.title else ())
    own = page_url(page.id, stamp_text(memento.at))
    dated = date_of(memento)
    is_newest = not times or memento.at == times[-1]
    blocks = make_blocks(memento, marker)
    owners = tuple(dict.fromkeys(fact.name for fact in of_kind(memento.facts, UnitFact) if fact.owner))
    return MementoView(
        title=title,
        title_runs=over.runs(0, len(title)),
        blocks=blocks,
        groups=make_groups(memento.facts, marker.numbers | over.numbers),
        when=f"{DATE_KINDS[dated.kind]} {span_text(dated.value, dated.until, dated.precision)}" if dated else "",
        owners=owners,
        source=memento.source,
        source_url=safe_url(page.url),
        gone=_gone(page),
        newest_url="" if is_newest else page_url(page.id),
        looks_url=f"{own}/utseende" if memento.capture else "",
        contents=make_contents(tuple(_headings(blocks))),
        change=make_change(page.id, times, memento.at),
        notes=here.notes,
        versions=make_versions(page.id, times, memento.at),
        timemap_url=page_url(page.id, part="versioner"),
        page_url=page_url(page.id),
        origin=make_origin(page, memento, times, alike if is_newest else (), title=title, here=here),
        cuts=tuple(map(_cut, memento.cuts)),
        warnings=tuple(map(reason_text, memento.warnings)),
    )


def _cut(cut: Cut) -> CutView:
    return CutView(text=short_text(mask(cut.text), CUT_LIMIT), reason=reason_text(cut.reason))


def _gone(page: Page) -> str:
    if page.state is not PageState.GONE:
        return ""
    return moment_text(page.gone_at) if page.gone_at else _("okänt datum")


def make_versions(id: str, times: tuple[datetime, ...], at: datetime) -> tuple[Link, ...]:
    """The versions of a page, newest first."""
    return tuple(
        Link(text=moment_text(time), url=page_url(id, stamp_text(time)), current=time == at) for time in reversed(times)
    )


def make_blocks(memento: Memento, marker: Marker) -> tuple[BlockView, ...]:
    """The sections as blocks, bullets side by side as one list."""
    grouped = groupby(_placed(memento), key=lambda placed: placed[1] if placed[1] == "bullet" else placed[0])
    blocks = (_block(list(group), marker) for _, group in grouped)
    numbers = count(1)
    return tuple(replace(each, anchor=f"rubrik-{next(numbers)}") if each.kind == "heading" else each for each in blocks)


def _headings(blocks: tuple[BlockView, ...]) -> Iterator[tuple[str, str, int]]:
    """Text, anchor and level of each heading."""
    for each in blocks:
        if each.anchor:
            yield "".join(run.text for run in each.lines[0]), each.anchor, each.level


Placed = tuple[int, str, int, str]


def _placed(memento: Memento) -> Iterator[Placed]:
    start = 0
    for section in memento.sections:
        yield start, section.kind, section.level, section.text
        start += len(section.text) + 1


def _block(group: list[Placed], marker: Marker) -> BlockView:
    start, kind, level, text = group[0]
    if kind == "table":
        return BlockView(kind=kind, rows=tuple(_rows(text, start, marker)))
    lines = tuple(marker.runs(start, start + len(text)) for start, _, _, text in group)
    return BlockView(kind=kind, level=min(max(level, 2), 6) if kind == "heading" else 0, lines=lines)


def _rows(text: str, start: int, marker: Marker) -> Iterator[tuple[Runs, ...]]:
    for line in text.split("\n"):
        cells = []
        for cell in line.split("\t"):
            cells.append(marker.runs(start, start + len(cell)))
            start += len(cell) + 1
        yield tuple(cells)
