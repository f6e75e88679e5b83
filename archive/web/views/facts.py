"""Facts as people read them: grouped by kind, said once, each with the places that say it. Pure."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace

from archive.enrich.identity import mask
from archive.model import (
    AmountFact,
    CaseFact,
    DateFact,
    DateKind,
    Decision,
    Evidence,
    Fact,
    LawFact,
    Part,
    Procurement,
    TopicFact,
    UnitFact,
    YearFact,
)
from archive.web.language import _, later
from archive.web.links import case_url, topic_url, unit_url
from archive.web.marks import Span
from archive.web.views.parts import Link
from archive.web.words import (
    CERTAINTIES,
    DATE_KINDS,
    DECISION_KINDS,
    PARTS,
    amount_text,
    capital,
    day_text,
    money_text,
    short_text,
    span_text,
)

SHOWN = 6
PLACES = 12
QUOTE = 280
LABELS: Mapping[type[Fact], str] = {
    Decision: later("Beslut"),
    Procurement: later("Upphandling"),
    AmountFact: later("Belopp och antal"),
    UnitFact: later("Enheter"),
    TopicFact: later("Ämnen"),
    DateFact: later("Datum"),
    YearFact: later("År"),
    CaseFact: later("Diarienummer"),
    LawFact: later("Lagrum"),
}
MENTIONED = later("Nämnda datum")
ORDER = (*LABELS.values(), MENTIONED)
STRONG = (Decision, Procurement)


@dataclass(frozen=True, kw_only=True)
class Place:
    """Where it says so. `anchor` leads to the mark in the text; empty when it stands elsewhere (`where`)."""

    quote: str
    where: str
    anchor: str = ""


@dataclass(frozen=True, kw_only=True)
class FactView:
    """A fact said once. `detail` is what belongs to it, `certainty` empty when the page states it outright.

    `quote` is the words that say it, unless they can be read where they are marked or say no more than the value.
    `about` leads to all that the archive knows of it.
    """

    value: str
    detail: str
    certainty: str
    quote: str
    places: tuple[Place, ...]
    about: Link | None = None

    @property
    def anchor(self) -> str:
        """The first mark in the text, or empty."""
        return next((place.anchor for place in self.places if place.anchor), "")

    @property
    def more(self) -> tuple[str, ...]:
        """The other marks in the text."""
        return tuple(place.anchor for place in self.places if place.anchor)[1:]


@dataclass(frozen=True, kw_only=True)
class FactGroup:
    """Facts of one kind; `more` is folded away."""

    label: str
    facts: tuple[FactView, ...]
    more: tuple[FactView, ...] = ()


def make_groups(facts: tuple[Fact, ...], marked: frozenset[int]) -> tuple[FactGroup, ...]:
    """Every kind that has facts, sums in kronor before other quantities.

    `marked` are the numbers (places in `facts`) that are marked in the text.
    """
    sorted_: dict[str, list[tuple[int, Fact]]] = {label: [] for label in ORDER}
    for number, fact in enumerate(facts):
        sorted_[label_of(fact)].append((number, fact))
    sorted_[LABELS[AmountFact]].sort(key=lambda numbered: getattr(numbered[1], "unit", "") != "SEK")
    return tuple(_group(label, numbered, marked) for label, numbered in sorted_.items() if numbered)


def label_of(fact: Fact) -> str:
    """The group a fact stands in; dates that are only mentioned are kept apart."""
    if isinstance(fact, DateFact) and fact.kind is DateKind.MENTIONED:
        return MENTIONED
    return LABELS[type(fact)]


def _group(label: str, numbered: Iterable[tuple[int, Fact]], marked: frozenset[int]) -> FactGroup:
    merged: dict[tuple[str, str], FactView] = {}
    for number, fact in numbered:
        place = _place(fact.evidence, number if number in marked else None)
        view = _view(fact, place)
        known = merged.get((view.value, view.detail), view)
        places = known.places if known is view else (*known.places, place)[:PLACES]
        merged[view.value, view.detail] = replace(known, places=places)
    views = tuple(merged.values())
    shown = 0 if label == MENTIONED else SHOWN if len(views) > SHOWN + 1 else len(views)
    return FactGroup(label=_(label), facts=views[:shown], more=views[shown:])


def _view(fact: Fact, place: Place) -> FactView:
    value, detail = (mask(text) for text in said(fact))
    says_more = place.quote.casefold().rstrip(".") not in value.casefold()
    shown = says_more and (isinstance(fact, STRONG) or not place.anchor)
    return FactView(
        value=value,
        detail=detail,
        certainty=CERTAINTIES[fact.evidence.certainty],
        quote=place.quote if shown else "",
        places=(place,),
        about=_about(fact),
    )


def _about(fact: Fact) -> Link | None:
    match fact:
        case CaseFact() if mask(fact.value) == fact.value:
            return Link(text=_("Följ ärendet"), url=case_url(fact.value))
        case UnitFact():
            return Link(text=_("Om enheten"), url=unit_url(fact.name))
        case TopicFact():
            return Link(text=_("Allt om ämnet"), url=topic_url(fact.name))
        case _:
            return None


def _place(evidence: Evidence, number: int | None) -> Place:
    return Place(
        quote=short_text(mask(evidence.text.strip()), QUOTE),
        where=PARTS[evidence.part],
        anchor="" if number is None else f"belagg-{number}",
    )


def said(fact: Fact) -> tuple[str, str]:
    """A fact in words: its value, and the detail that belongs to it."""
    match fact:
        case Decision():
            who_when = (fact.decided_by, fact.date and day_text(fact.date), DECISION_KINDS[fact.kind])
            return capital(fact.text), _joined(*who_when)
        case Procurement():
            value = fact.value_sek and money_text(fact.value_sek)
            return capital(fact.object or fact.kind), _joined(
                fact.kind if fact.object else None, fact.stage, fact.supplier, value, fact.date and day_text(fact.date)
            )
        case AmountFact():
            return amount_text(fact.value, fact.unit, fact.upper), ""
        case UnitFact():
            return fact.name, _("sidans egen enhet") if fact.owner else ""
        case DateFact():
            return span_text(fact.value, fact.until, fact.precision), DATE_KINDS[fact.kind]
        case _:
            return capital(fact.name if isinstance(fact, TopicFact) else str(fact.value)), ""


def _joined(*parts: object) -> str:
    return " · ".join(str(part) for part in parts if part)


def make_spans(facts: tuple[Fact, ...], part: Part) -> tuple[Span, ...]:
    """The evidence that stands in a part of the page, ready to be marked."""
    return tuple(_spans(facts, part))


def _spans(facts: tuple[Fact, ...], part: Part) -> Iterable[Span]:
    for number, fact in enumerate(facts):
        where = fact.evidence
        if where.part is part and where.start is not None and where.end is not None:
            yield Span(
                start=where.start,
                end=where.end,
                number=number,
                strong=isinstance(fact, STRONG),
                label=_(label_of(fact)),
            )
