"""Units: one with its life, its kin and what there is of it by year; all of them by kind. Pure."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from datetime import date, timedelta

from archive.decided import Matter, Selection
from archive.enrich.register import is_short
from archive.facets import OWNERS, POLITICAL
from archive.ledger import ProcurementRow
from archive.model import Unit, UnitKind
from archive.totals import Totals
from archive.units import FACETS, Directory
from archive.web.decision_links import unit_decisions_url
from archive.web.language import _, later
from archive.web.links import SearchState, list_url, state_url, unit_url
from archive.web.views.by_year import Column, YearTable, make_year_table
from archive.web.views.decisions import CardView, make_card
from archive.web.views.hits import HitView, make_hit
from archive.web.views.parts import Link
from archive.web.views.procurements import ProcurementView, make_procurement
from archive.web.views.years import Histogram, make_histogram
from archive.web.words import capital, count_text, day_text, number_text
from index.model import Result

NEWEST = 5
GENERATIONS = 4
"""How far back and forward kin are drawn."""
PLURALS: Mapping[UnitKind, str] = {
    UnitKind.FULLMAKTIGE: later("Fullmäktige"),
    UnitKind.STYRELSE: later("Styrelser"),
    UnitKind.NAMND: later("Nämnder"),
    UnitKind.UTSKOTT: later("Utskott och beredningar"),
    UnitKind.FORVALTNING: later("Förvaltningar"),
    UnitKind.KONTOR: later("Kontor"),
    UnitKind.STAB: later("Staber"),
    UnitKind.AVDELNING: later("Avdelningar"),
    UnitKind.ENHET: later("Enheter"),
    UnitKind.BOLAG: later("Bolag"),
}
"""Kinds in the order of the list, the highest deciding body first."""


@dataclass(frozen=True, kw_only=True)
class KinView:
    """A unit among its kin; `is_own` for the one the page is about."""

    name: str
    url: str
    period: str
    is_own: bool = False


@dataclass(frozen=True, kw_only=True)
class UnitWork:
    """What the archive has of a unit. `decisions` are its own, or those on its pages when it decides nothing.

    `procurements` are the newest of those that `bought` adds up.
    """

    pages: Result
    decisions: Selection
    decides: bool
    bought: Totals
    procurements: tuple[ProcurementRow, ...]


@dataclass(frozen=True, kw_only=True)
class UnitView:
    """For unit.html. `lineage` is generations from the oldest on; empty for a unit without kin."""

    name: str
    kind: str
    period: str
    other_names: tuple[str, ...]
    short_names: tuple[str, ...]
    is_listed: bool
    lineage: tuple[tuple[KinView, ...], ...]
    relations: tuple[tuple[str, tuple[Link, ...]], ...]
    table: YearTable
    chart: Histogram | None
    pages_text: str
    pages_url: str
    hits: tuple[HitView, ...]
    decisions_label: str
    decisions_text: str
    decisions_url: str
    cards: tuple[CardView, ...]
    procurements_text: str
    procurements_url: str
    procurements: tuple[ProcurementView, ...]


@dataclass(frozen=True, kw_only=True)
class UnitRow:
    """A unit in the list of all."""

    name: str
    url: str
    detail: str
    pages: str


@dataclass(frozen=True, kw_only=True)
class UnitGroup:
    """The units of a kind."""

    label: str
    rows: tuple[UnitRow, ...]


def facet_of(unit: Unit) -> str:
    """The facet that counts its pages; empty when only the field `enhet` has it."""
    return "forvaltning" if unit.kind in OWNERS else "namnd" if unit.kind in POLITICAL else ""


def pages_state(unit: Unit, year: str = "") -> SearchState:
    """The search for its pages."""
    years = (("ar", year),) if year else ()
    if facet := facet_of(unit):
        return SearchState(chosen=(*years, (facet, unit.name)))
    return SearchState(text=f'enhet:"{unit.name.replace(chr(34), " ")}"', chosen=years)


def period_text(unit: Unit) -> str:
    """From when to when it existed, as far as is known; `end` is the first day it no longer did."""
    last = day_text(unit.end - timedelta(days=1)) if unit.end and unit.end > date.min else ""
    if unit.start and last:
        return _("%(first)s – %(last)s", first=day_text(unit.start), last=last)
    if unit.start:
        return _("sedan %(first)s", first=day_text(unit.start))
    return _("till %(last)s", last=last) if last else ""


def make_unit(unit: Unit, directory: Directory, work: UnitWork) -> UnitView:
    """The page of a unit."""
    state = pages_state(unit)
    facet = "enhet" if work.decides else "forvaltning"
    lineage = make_lineage(unit, directory)
    return UnitView(
        name=unit.name,
        kind=capital(unit.kind.value),
        period=period_text(unit),
        other_names=tuple(name for name in unit.names if not is_short(name)),
        short_names=tuple(name for name in unit.names if is_short(name)),
        is_listed=unit in directory.listed,
        lineage=lineage if len(lineage) > 1 else (),
        relations=tuple((label, links) for label, links in _relations(unit, directory) if links),
        table=make_year_table(_columns(unit, work, facet)),
        chart=make_histogram("ar", work.pages.facets.get("ar", ()), state),
        pages_text=count_text(work.pages.total, "sida", "sidor"),
        pages_url=state_url(state),
        hits=tuple(make_hit(hit) for hit in work.pages.hits),
        decisions_label=_("Beslut") if work.decides else _("Beslut på enhetens sidor"),
        decisions_text=count_text(len(work.decisions.rows), "beslut", "beslut"),
        decisions_url=unit_decisions_url(facet, unit.name),
        cards=_cards(work.decisions.rows),
        procurements_text=count_text(len(work.bought.ids), "upphandling", "upphandlingar"),
        procurements_url=_procurements_url(unit),
        procurements=tuple(make_procurement(row) for row in work.procurements),
    )


def _cards(rows: Iterable[Matter]) -> tuple[CardView, ...]:
    return tuple(make_card(row) for row in tuple(rows)[:NEWEST])


def _columns(unit: Unit, work: UnitWork, facet: str) -> tuple[Column, ...]:
    bought = {str(year.start.year): year.rows for year in work.bought.years if year.rows}
    return (
        Column(
            label=_("Sidor"),
            counts={count.value: count.count for count in work.pages.facets.get("ar", ())},
            url=lambda year: state_url(pages_state(unit, year)),
        ),
        Column(
            label=_("Beslut"),
            counts=dict(work.decisions.counts["ar"]),
            url=lambda year: unit_decisions_url(facet, unit.name, year),
        ),
        Column(label=_("Upphandlingar"), counts=bought, url=lambda year: _procurements_url(unit, year)),
    )


def _procurements_url(unit: Unit, year: str = "") -> str:
    return list_url("/upphandling", (("ar", year), ("enhet", unit.name)))


def make_lineage(unit: Unit, directory: Directory) -> tuple[tuple[KinView, ...], ...]:
    """Generations from the oldest known to the newest; each unit once."""
    seen = {unit}
    before, after = _walk(unit, directory.before, seen), _walk(unit, directory.after, seen)
    generations = (*reversed(before), (unit,), *after)
    return tuple(tuple(_kin(each, is_own=each == unit) for each in one) for one in generations)


def _walk(unit: Unit, step: Callable[[Unit], tuple[Unit, ...]], seen: set[Unit]) -> list[tuple[Unit, ...]]:
    """Generation after generation; `seen` takes in those it meets."""
    found: list[tuple[Unit, ...]] = []
    now: tuple[Unit, ...] = (unit,)
    while len(found) < GENERATIONS:
        now = tuple(dict.fromkeys(each for one in now for each in step(one) if each not in seen))
        if not now:
            break
        seen.update(now)
        found.append(now)
    return found


def _kin(unit: Unit, *, is_own: bool) -> KinView:
    return KinView(name=unit.name, url=unit_url(unit.name), period=period_text(unit), is_own=is_own)


def _relations(unit: Unit, directory: Directory) -> tuple[tuple[str, tuple[Link, ...]], ...]:
    parent = directory.named(unit.parent) if unit.parent else None
    return (
        (_("Del av"), _links((parent,) if parent else ())),
        (_("Består av"), _links(directory.parts_of(unit))),
        (_("Förvaltning som arbetar åt nämnden"), _links(directory.served_by(unit))),
        (_("Arbetar åt"), _links(directory.serving(unit))),
    )


def _links(units: Iterable[Unit]) -> tuple[Link, ...]:
    return tuple(Link(text=unit.name, url=unit_url(unit.name)) for unit in units)


def make_units(directory: Directory, everything: Result) -> tuple[UnitGroup, ...]:
    """All units by kind, those that stand first, then by name."""
    counted = ((name, count) for name in FACETS for count in everything.facets.get(name, ()))
    pages = {(name, count.value): count.count for name, count in counted}
    groups = ((kind, [unit for unit in directory.units if unit.kind is kind]) for kind in PLURALS)
    return tuple(
        UnitGroup(
            label=_(PLURALS[kind]), rows=tuple(_row(unit, pages.get((facet_of(unit), unit.name), 0)) for unit in own)
        )
        for kind, found in groups
        if (own := sorted(found, key=lambda unit: (bool(unit.end), unit.name)))
    )


def _row(unit: Unit, pages: int) -> UnitRow:
    parent = _("del av %(unit)s", unit=unit.parent) if unit.parent else ""
    short = ", ".join(name for name in unit.names if is_short(name))
    detail = " · ".join(part for part in (short, parent, period_text(unit)) if part)
    return UnitRow(name=unit.name, url=unit_url(unit.name), detail=detail, pages=number_text(pages) if pages else "")
