"""A page as it was at a moment: clean text with its evidence marked, facts, versions, what was cut away. Pure."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from itertools import groupby

from archive.enrich.identity import mask
from archive.facets import date_of, of_kind
from archive.model import Memento, Page, PageState, Part, UnitFact
from archive.model.moments import stamp_text
from archive.web.links import page_url
from archive.web.marks import Marker, Run
from archive.web.reasons import reason_text
from archive.web.views.facts import FactGroup, make_groups, make_spans
from archive.web.views.hits import UNTITLED
from archive.web.views.parts import Link
from archive.web.words import DATE_KINDS, STATES, address_text, moment_text, short_text, span_text

Runs = tuple[Run, ...]
CUT_LIMIT = 400
ALIKE_LIMIT = 10
"""Other addresses of a text that are listed; of more, only the number is told."""


@dataclass(frozen=True, kw_only=True)
class BlockView:
    """A block of the text: `kind` says how to show it; a list has several `lines`, a table `rows` of cells."""

    kind: str
    level: int = 0
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
    address: str
    captured: str
    confirmed: str
    state: str
    gone: str
    newest_url: str
    original_url: str
    versions: tuple[Link, ...]
    timemap_url: str
    page_url: str
    cuts: tuple[CutView, ...]
    warnings: tuple[str, ...]
    alike: tuple[Link, ...]
    alike_more: int
    digest: str
    permanent_url: str


def make_memento(
    page: Page, memento: Memento, times: tuple[datetime, ...], *, alike: tuple[Page, ...] = ()
) -> MementoView:
    """The view of a memento among all the times of its page, oldest first; `alike` say the same as the newest."""
    title = mask(memento.title.strip()) or UNTITLED
    marker = Marker(mask(memento.text), make_spans(memento.facts, Part.TEXT))
    over = Marker(title, make_spans(memento.facts, Part.TITLE) if memento.title.strip() == memento.title else ())
    here = page_url(page.id, stamp_text(memento.at))
    dated = date_of(memento)
    is_newest = not times or memento.at == times[-1]
    same = alike if is_newest else ()
    return MementoView(
        title=title,
        title_runs=over.runs(0, len(title)),
        blocks=make_blocks(memento, marker),
        groups=make_groups(memento.facts, marker.numbers | over.numbers),
        when=f"{DATE_KINDS[dated.kind]} {span_text(dated.value, dated.until, dated.precision)}" if dated else "",
        owners=tuple(dict.fromkeys(fact.name for fact in of_kind(memento.facts, UnitFact) if fact.owner)),
        source=memento.source,
        source_url=safe_url(page.url),
        address=address_text(page.url),
        captured=moment_text(memento.at),
        confirmed=moment_text(memento.seen_at) if memento.seen_at > memento.at else "",
        state=STATES[page.state] if safe_url(page.url) else "Importerad",
        gone=_gone(page),
        newest_url="" if is_newest else page_url(page.id),
        original_url=page_url(page.id, stamp_text(memento.at), "original") if memento.capture else "",
        versions=make_versions(page.id, times, memento.at),
        timemap_url=page_url(page.id, part="versioner"),
        page_url=page_url(page.id),
        cuts=tuple(
            CutView(text=short_text(mask(cut.text), CUT_LIMIT), reason=reason_text(cut.reason)) for cut in memento.cuts
        ),
        warnings=tuple(map(reason_text, memento.warnings)),
        alike=tuple(Link(text=address_text(each.url), url=page_url(each.id)) for each in same[:ALIKE_LIMIT]),
        alike_more=len(same[ALIKE_LIMIT:]),
        digest=memento.digest,
        permanent_url=here,
    )


def safe_url(url: str) -> str:
    """The address when it is one to follow (http, https), else empty."""
    return url if url.lower().startswith(("http://", "https://")) else ""


def _gone(page: Page) -> str:
    if page.state is not PageState.GONE:
        return ""
    return moment_text(page.gone_at) if page.gone_at else "okänt datum"


def make_versions(id: str, times: tuple[datetime, ...], at: datetime) -> tuple[Link, ...]:
    """The versions of a page, newest first."""
    return tuple(
        Link(text=moment_text(time), url=page_url(id, stamp_text(time)), current=time == at) for time in reversed(times)
    )


def make_blocks(memento: Memento, marker: Marker) -> tuple[BlockView, ...]:
    """The sections as blocks, bullets side by side as one list."""
    grouped = groupby(_placed(memento), key=lambda placed: placed[1] if placed[1] == "bullet" else placed[0])
    return tuple(_block(list(group), marker) for _, group in grouped)


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
