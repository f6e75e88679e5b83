"""What was read on a page, for those who judge it: text, facts by colour, dropped blocks with reasons. Pure."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass

from archive.corrections import subject_of
from archive.enrich.identity import mask
from archive.model import Correction, CorrectionKind, Decision, Fact, Memento, Page, Part, Procurement, Subject
from archive.store.kinds import storable
from archive.web.links import page_url
from archive.web.marks import Marker
from archive.web.marks import Run as Marked
from archive.web.reasons import reason_text
from archive.web.views.admin import checking_url, reading_url
from archive.web.views.facts import LABELS, MENTIONED, label_of, make_spans, said
from archive.web.views.hits import UNTITLED
from archive.web.views.parts import safe_url
from archive.web.words import CERTAINTIES, PARTS, address_text, count_text, moment_text, short_text

TEXT_LIMIT = 600
QUOTE_LIMIT = 280
COLOURS: Mapping[str, str] = {label: f"c{number}" for number, label in enumerate((*LABELS.values(), MENTIONED))}
BLOCKS: Mapping[str, str] = {
    "lead": "ingress",
    "heading": "rubrik",
    "paragraph": "stycke",
    "bullet": "punkt",
    "table": "tabell",
    "quote": "citat",
    "caption": "bildtext",
}


@dataclass(frozen=True, kw_only=True)
class Run:
    """Plain, unescaped text in the colour of its innermost evidence, or in none; `title` names all that it is."""

    text: str
    colour: str = ""
    title: str = ""
    anchors: tuple[int, ...] = ()


@dataclass(frozen=True, kw_only=True)
class BlockView:
    """A block of the text."""

    key: str
    kind: str
    runs: tuple[Run, ...]


@dataclass(frozen=True, kw_only=True)
class CutView:
    """A dropped block."""

    key: str
    text: str
    reason: str


@dataclass(frozen=True, kw_only=True)
class FactView:
    """A fact, said once for each words that say it. `anchor` leads to its mark; empty when it has none."""

    key: str
    value: str
    detail: str
    quote: str
    where: str
    rule: str
    certainty: str
    anchor: str
    check_url: str = ""


@dataclass(frozen=True, kw_only=True)
class GroupView:
    """Facts of one kind and the colour they are marked in."""

    label: str
    colour: str
    facts: tuple[FactView, ...]


@dataclass(frozen=True, kw_only=True)
class ReadingView:
    """For admin/reading.html."""

    title: str
    address: str
    source: str
    source_url: str
    page_url: str
    url: str
    read: str
    blocks: tuple[BlockView, ...]
    cuts: tuple[CutView, ...]
    groups: tuple[GroupView, ...]
    warnings: tuple[str, ...]
    corrected: str


def make_reading(page: Page, memento: Memento, corrections: Iterable[Correction]) -> ReadingView:
    """The view of a page's newest memento and the corrections that hold for its source."""
    marker = Marker(mask(memento.text), make_spans(memento.facts, Part.TEXT))
    return ReadingView(
        title=mask(memento.title.strip()) or UNTITLED,
        address=address_text(page.url),
        source=page.source,
        source_url=safe_url(page.url),
        page_url=page_url(page.id),
        url=reading_url(page.id),
        read=moment_text(memento.at),
        blocks=tuple(_blocks(memento, marker)),
        cuts=tuple(
            CutView(
                key=key_of(_block(cut.text)),
                text=short_text(mask(cut.text), TEXT_LIMIT),
                reason=reason_text(cut.reason),
            )
            for cut in memento.cuts
        ),
        groups=_groups(page.id, memento.facts, marker.numbers),
        warnings=tuple(map(reason_text, memento.warnings)),
        corrected=_corrected(sum(each.page in {None, page.id} for each in corrections)),
    )


def _corrected(count: int) -> str:
    return count_text(count, "rättelse gäller här", "rättelser gäller här") if count else ""


def _blocks(memento: Memento, marker: Marker) -> Iterator[BlockView]:
    start = 0
    for section in memento.sections:
        end = start + len(section.text)
        runs = tuple(map(_coloured, marker.runs(start, end)))
        yield BlockView(key=key_of(_block(section.text)), kind=BLOCKS.get(section.kind, section.kind), runs=runs)
        start = end + 1


def _coloured(run: Marked) -> Run:
    if not run.is_marked:
        return Run(text=run.text)
    return Run(text=run.text, colour=COLOURS[run.labels[-1]], title=", ".join(run.labels), anchors=run.anchors)


def _groups(page: str, facts: tuple[Fact, ...], marked: frozenset[int]) -> tuple[GroupView, ...]:
    sorted_: dict[str, dict[Subject, FactView]] = {label: {} for label in COLOURS}
    for number, fact in enumerate(facts):
        subject = subject_of(fact)
        anchor = f"belagg-{number}" if number in marked else ""
        sorted_[label_of(fact)].setdefault(subject, _fact(fact, page, key_of(subject), anchor))
    return tuple(
        GroupView(label=label, colour=COLOURS[label], facts=tuple(views.values()))
        for label, views in sorted_.items()
        if views
    )


def _fact(fact: Fact, page: str, key: str, anchor: str) -> FactView:
    value, detail = (mask(text) for text in said(fact))
    evidence = fact.evidence
    return FactView(
        key=key,
        value=value,
        detail=detail,
        quote=short_text(mask(evidence.text.strip()), QUOTE_LIMIT),
        where=PARTS[evidence.part],
        rule=evidence.rule,
        certainty=CERTAINTIES[evidence.certainty],
        anchor=anchor,
        check_url=checking_url(page, key) if isinstance(fact, Decision | Procurement) else "",
    )


def key_of(subject: Subject) -> str:
    """What a form says instead of a text: 32 hex digits of a sha256."""
    said_ = "\0".join((subject.facet, subject.value, subject.text))
    return hashlib.sha256(said_.encode("utf-8", "surrogatepass")).hexdigest()[:32]


def _block(text: str) -> Subject:
    return Subject(text=storable(text))


def subject_named(memento: Memento, kind: CorrectionKind, key: str) -> Subject | None:
    """What a form is about: a block, a dropped block or a fact of this memento; None when it is no longer there."""
    about: Iterable[Subject]
    if kind is CorrectionKind.CONTENT:
        about = (_block(cut.text) for cut in memento.cuts)
    elif kind is CorrectionKind.FURNITURE:
        about = (_block(section.text) for section in memento.sections)
    else:
        about = map(subject_of, memento.facts)
    return next((each for each in about if key_of(each) == key), None)
