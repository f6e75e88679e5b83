"""Steps in procurements told in prose and minutes: kind, stage, object, supplier, value, day, the sentence as proof."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import date

from archive.enrich import events
from archive.enrich.deciders import Room, decider
from archive.enrich.spans import Passage, Span, folded
from archive.enrich.suppliers import supplier
from archive.enrich.years import Scene
from archive.model import AmountFact, DateFact, Precision, Procurement

MOST = 500
STOP = (
    r"(?=,|;|\.|:|\)|$| (?:har|är|ska|som|med|till ett|till en|från|och gäller|gäller|under|kommer"
    r"|på gång|pågår|startar|startade|när|efter|i kommunen|hos|för \d|avbr|begär|görs|avbryts|genom"
    r"|tilldel|kontraktet\b)\b)"
)
OBJECT = (
    re.compile(rf"upphandling(?:en|ar)? (?:av|för|gällande|avseende) (?P<what>[^\n]{{3,90}}?){STOP}"),
    re.compile(
        rf"(?:direktupphandla\w*|avropat|avropade|har upphandlat|upphandlade|levererar"
        rf"|ska upphandla) (?P<what>[^\n]{{3,90}}?){STOP}"
    ),
    re.compile(
        rf"(?:avtal|avtalet|kontrakt|kontraktet|ramavtal|ramavtalet)(?: med [^\n,.]{{2,60}}?)? (?:om|för"
        rf"|avseende|gällande)(?: att)? (?P<what>[^\n]{{3,90}}?){STOP}"
    ),
    re.compile(rf"(?:tar hand om|tar över|sköter|i uppdrag att) (?P<what>[^\n]{{3,90}}?){STOP}"),
)
PERIOD = re.compile(
    r"(?:från|gäller|till|senast|fram till|löper ut|startar|börjar|levereras|klar"
    r"|start)(?: \S{1,12}){0,2}? (?:den )?$|mellan (?:den )?$"
)
WORTH = re.compile(r"kontrakt|avtal|värde|värt|värd|ordersumma|kostar|pris|summa")


@dataclass(frozen=True, kw_only=True)
class Facts:
    """What is already read of the page and helps here."""

    dates: tuple[DateFact, ...]
    amounts: tuple[AmountFact, ...]
    room: Room


def read_procurements(scene: Scene, facts: Facts) -> tuple[Procurement, ...]:
    """Every step of a procurement, in order; one stage of one object is told once."""
    general = bool(events.GENERAL_TITLE.search(folded(scene.title.text)))
    found = [each for each in _steps(scene, facts) if each.supplier or not general]
    return tuple(_distinct(found))[:MOST]


def _steps(scene: Scene, facts: Facts) -> Iterator[Procurement]:
    passage, spans = scene.text, scene.sentences.spans
    context = bool(events.ABOUT.search(folded(scene.title.text)))
    for place, span in enumerate(spans):
        low = folded(passage.text[span.start : span.end])
        near = (
            low + " " + " ".join(folded(passage.text[each.start : each.end]) for each in spans[place + 1 : place + 3])
        )
        step = _step(low, about=context or bool(events.ABOUT.search(near)))
        who = supplier(passage, span) if step else None
        if step is None or (step.supplier and who is None):
            continue
        following = spans[place + 1] if place + 1 < len(spans) else None
        yield _procurement(scene, span, following, _Told(step=step, supplier=who, near=near, facts=facts))


def _step(low: str, *, about: bool) -> events.Step | None:
    """The first step whose words a sentence holds, unless it speaks of prizes, rules, or other agreements."""
    if events.PRIZE.search(low) and "anbud" not in low and "upphandl" not in low:
        return None
    if events.NOT_OURS.search(low) and "upphandl" not in low:
        return None
    if events.GENERAL.search(low):
        return None
    own = bool(events.ABOUT.search(low))
    return next(
        (step for step in events.STEPS if (own or step.bare or (about and step.supplier)) and step.words.search(low)),
        None,
    )


@dataclass(frozen=True, kw_only=True)
class _Told:
    step: events.Step
    supplier: Span | None
    near: str
    facts: Facts


def _procurement(scene: Scene, span: Span, following: Span | None, told: _Told) -> Procurement:
    passage, facts = scene.text, told.facts
    low = folded(passage.text[span.start : span.end])
    winner = told.supplier if told.step.stage in {events.AWARDED, events.APPEALED, None} else None
    who = decider(passage, span, Span(start=span.end, end=span.end), facts.room)
    return Procurement(
        kind=_kind(low, told.near, folded(scene.title.text)),
        stage=told.step.stage,
        object=_object(passage, span) or _titled(scene.title),
        supplier=passage.text[winner.start : winner.end] if winner else None,
        value_sek=_value(facts.amounts, passage, span, following),
        date=_day(facts.dates, passage, span),
        unit=(who.name if who else None) or facts.room.owner,
        evidence=passage.evidence(span.start, span.end, rule=f"upphandling: {told.step.stage or 'omnämnd'}"),
    )


def _kind(low: str, near: str, title: str) -> str:
    for words in (low, title, near):
        kind = next((name for name, pattern in events.KINDS if pattern.search(words)), None)
        if kind:
            return kind
    return "upphandling"


def _object(passage: Passage, span: Span) -> str | None:
    low = folded(passage.text[span.start : span.end])
    for pattern in OBJECT:
        match = pattern.search(low)
        if match:
            at = span.start + match.start("what")
            return passage.text[at : at + len(match["what"])].strip()
    return None


def _titled(title: Passage) -> str | None:
    """The page's title says what a notice about one procurement is about."""
    return title.text.strip() or None


def _value(amounts: tuple[AmountFact, ...], passage: Passage, span: Span, following: Span | None) -> int | None:
    """The kronor said in the sentence, else in the next when that one speaks of what the contract is worth."""
    places = [span]
    if following and WORTH.search(folded(passage.text[following.start : following.end])):
        places.append(following)
    for place in places:
        for fact in amounts:
            at = fact.evidence.start
            own = fact.evidence.part is passage.part and at is not None and place.start <= at < place.end
            if own and fact.unit == "SEK" and fact.value >= 1000:
                return round(fact.value)
    return None


def _day(dates: tuple[DateFact, ...], passage: Passage, span: Span) -> date | None:
    """A day said in the sentence that is not the start or end of a period."""
    for fact in dates:
        at = fact.evidence.start
        if fact.evidence.part is not passage.part or at is None or not span.start <= at < span.end:
            continue
        before = folded(passage.text[max(span.start, at - 40) : at])
        if fact.precision is Precision.DAY and fact.until is None and not PERIOD.search(before):
            return fact.value
    return None


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
        row, value_sek=row.value_sek or more.value_sek, date=row.date or more.date, unit=row.unit or more.unit
    )
