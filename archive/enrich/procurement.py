"""Steps in procurements told in prose and minutes: kind, stage, object, supplier, value, day, the sentence as proof."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace
from itertools import islice

from archive.enrich import events
from archive.enrich.datings import Days
from archive.enrich.deciders import Room, decider
from archive.enrich.objects import object_of
from archive.enrich.spans import Passage, Span, folded
from archive.enrich.suppliers import companies_of, suppliers
from archive.enrich.tables import Row
from archive.enrich.tenders import read_rows
from archive.enrich.terms import day_in, period_in, value_in
from archive.enrich.years import Scene
from archive.model import AmountFact, Procurement

MOST = 500
AHEAD = 3
"""Sentences after the telling one that may say what the contract is worth."""
POINTS_BACK = re.compile(
    r"^(?:avtalet|uppdraget|kontraktet|tjänsten|köpet|entreprenaden|affären|systemet|tilldelningen|bolaget|företaget|firman)\b"
)


@dataclass(frozen=True, kw_only=True)
class Facts:
    """What is already read of the page and helps here."""

    days: Days
    amounts: tuple[AmountFact, ...]
    room: Room
    rows: tuple[Row, ...] = ()


def read_procurements(scene: Scene, facts: Facts) -> tuple[Procurement, ...]:
    """Every step of a procurement, in order; one stage of one object is told once."""
    general = bool(events.GENERAL_TITLE.search(folded(scene.title.text)))
    told = [(each, weak) for each, weak in islice(_steps(scene, facts), MOST) if each.supplier or not general]
    listed = read_rows(scene.text, facts.rows, facts.amounts, facts.days)
    sure = any(not weak for _, weak in told) or bool(listed)
    found = [each for each, weak in told if not (weak and sure)]
    return (*_distinct(found), *listed)[:MOST]


def _steps(scene: Scene, facts: Facts) -> Iterator[tuple[Procurement, bool]]:
    passage, spans = scene.text, scene.sentences.spans
    context = bool(events.ABOUT.search(folded(scene.title.text)))
    tabled = {row.span.start for row in facts.rows}
    known = companies_of(passage.text)
    only = known if len(known) == 1 else ()
    for place, span in enumerate(spans):
        low = folded(passage.text[span.start : span.end])
        if span.start in tabled or not events.MAY_TELL.search(low):
            continue
        near = (
            low + " " + " ".join(folded(passage.text[each.start : each.end]) for each in spans[place + 1 : place + 3])
        )
        before = spans[max(0, place - 1)]
        around = f"{folded(passage.text[before.start : before.end])} {near}"
        winners = suppliers(passage, span)
        named = bool(winners) or bool(POINTS_BACK.search(low))
        step = _step(low, about=context or bool(events.ABOUT.search(around)), named=named)
        if step is None:
            continue
        told = _Told(
            step=step,
            suppliers=_names(winners, passage, step)
            or _meant(passage, spans[max(0, place - 1) : place + 1], step, only),
            near=near,
            facts=facts,
        )
        for each in _procurements(scene, spans[place : place + 1 + AHEAD], told):
            yield each, step.weak


def _step(low: str, *, about: bool, named: bool) -> events.Step | None:
    """The first step whose words a sentence holds, unless it speaks of prizes, rules, or other agreements."""
    if events.PRIZE.search(low) and "anbud" not in low and "upphandl" not in low:
        return None
    if events.NOT_OURS.search(low) and "upphandl" not in low:
        return None
    if events.GENERAL.search(low) or events.NEGATED.search(low):
        return None
    own = bool(events.ABOUT.search(low))
    for step in events.STEPS:
        if (own or step.bare or (about and step.supplier)) and step.words.search(low):
            if step.supplier and (not named or events.NO_AWARD.search(low)):
                continue
            return None if events.COUNTED.search(low) and not named and step.stage != events.PLANNED else step
    return None


def _names(winners: tuple[Span, ...], passage: Passage, step: events.Step) -> tuple[str, ...]:
    """The winners named in the sentence, where its step has any."""
    won = step.stage in {events.AWARDED, events.APPEALED, None}
    return tuple(passage.text[each.start : each.end] for each in winners) if won else ()


def _meant(passage: Passage, spans: tuple[Span, ...], step: events.Step, only: tuple[str, ...]) -> tuple[str, ...]:
    """What "avtalet" and "bolaget" mean: the one company of the sentence before, else the only one of the page."""
    before, own = (passage.text[span.start : span.end] for span in (spans[0], spans[-1]))
    if step.stage != events.AWARDED or not POINTS_BACK.search(folded(own)):
        return ()
    near = companies_of(before)
    return near if len(near) == 1 else only


@dataclass(frozen=True, kw_only=True)
class _Told:
    step: events.Step
    suppliers: tuple[str, ...]
    near: str
    facts: Facts


def _procurements(scene: Scene, spans: tuple[Span, ...], told: _Told) -> Iterator[Procurement]:
    """One row for each winner; what all of them share in one sum is said of the first alone."""
    passage, facts, span = scene.text, told.facts, spans[0]
    low = folded(passage.text[span.start : span.end])
    who = decider(passage, span, Span(start=span.end, end=span.end), facts.room)
    start, end = period_in(facts.days, passage, spans[:2])
    row = Procurement(
        kind=kind_of(low, folded(scene.title.text), told.near),
        stage=told.step.stage,
        object=object_of(passage, span, scene.title),
        supplier=next(iter(told.suppliers), None),
        value_sek=value_in(facts.amounts, passage, spans if told.step.stage == events.AWARDED else spans[:2]),
        date=day_in(facts.days, passage, span),
        unit=(who.name if who else None) or facts.room.owner,
        start=start,
        end=end,
        evidence=passage.evidence(span.start, span.end, rule=f"upphandling: {told.step.stage or 'omnämnd'}"),
    )
    yield row
    for name in told.suppliers[1:]:
        yield replace(row, supplier=name, value_sek=None)


def kind_of(*texts: str) -> str:
    """The first kind of procurement that folded texts name, in their order."""
    for words in texts:
        kind = next((name for name, pattern in events.KINDS if pattern.search(words)), None)
        if kind:
            return kind
    return "upphandling"


def _distinct(found: list[Procurement]) -> Iterator[Procurement]:
    """One row for each stage and supplier; later tellings fill in what the first left out."""
    rows: dict[tuple[str | None, str | None], Procurement] = {}
    for each in found:
        key = (each.stage, each.supplier or (None if each.stage == events.AWARDED else each.object))
        rows[key] = _filled(rows[key], each) if key in rows else each
    named = any(row.supplier for row in rows.values())
    for (stage, _), row in rows.items():
        if not (stage == events.AWARDED and row.supplier is None and named):
            yield row


def _filled(row: Procurement, more: Procurement) -> Procurement:
    return replace(
        row,
        value_sek=row.value_sek or more.value_sek,
        object=row.object or more.object,
        date=row.date or more.date,
        unit=row.unit or more.unit,
        start=row.start or more.start,
        end=row.end or more.end,
    )
