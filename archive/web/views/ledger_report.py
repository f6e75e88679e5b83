"""A selection of a ledger as a report for paper: sums by year and month, then the rows with their sentences. Pure."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from datetime import date
from typing import Generic, TypeVar

from archive.ledger import DecisionRow, ProcurementRow
from archive.model import DecisionKind, Memento
from archive.web.language import _, later
from archive.web.views.report import (
    META_LIMIT,
    MOST,
    QUOTE_LIMIT,
    TITLE_LIMIT,
    Heading,
    Report,
    Row,
    Sources,
    Table,
    bounded,
    told,
)
from archive.web.words import COMPARISONS, DECISION_KINDS, NBSP, capital, day_text, money_text, number_text
from index.model import Piece, Snippet

Each = TypeVar("Each", DecisionRow, ProcurementRow)
MONTHS = 36
"""More months than this are told as years only."""
UNDATED = later("Utan datum")
Pairs = tuple[tuple[str, str], ...]
"""What was asked for, in words: (label, value)."""
SUMS = (later("Antal"), later("Summa av kända värden"), later("Utan värde"))


@dataclass
class Tally:
    """What a year or month comes to, counted row by row; `unvalued` rows name no sum, `kinds` counts by kind."""

    count: int = 0
    kronor: int = 0
    unvalued: int = 0
    kinds: dict[str, int] = field(default_factory=lambda: defaultdict(int))


@dataclass
class Counted(Generic[Each]):
    """The first rows of a ledger, and figures over all of them; memory is bounded by MOST and by how many months."""

    shown: list[Each] = field(default_factory=list)
    years: dict[str, Tally] = field(default_factory=lambda: defaultdict(Tally))
    months: dict[str, Tally] = field(default_factory=lambda: defaultdict(Tally))
    whole: Tally = field(default_factory=Tally)


def counted(rows: Iterable[Each]) -> Counted[Each]:
    """All rows counted, the first MOST kept."""
    found = Counted[Each]()
    for row in rows:
        day = row.date.isoformat() if row.date else ""
        for tally in (found.years[day[:4]], found.months[day[:7]], found.whole):
            _count(tally, row)
        if len(found.shown) < MOST:
            found.shown.append(row)
    return found


def _count(tally: Tally, row: DecisionRow | ProcurementRow) -> None:
    value = row.value_sek if isinstance(row, ProcurementRow) else None
    tally.count += 1
    tally.kronor += value or 0
    tally.unvalued += value is None
    tally.kinds[row.kind] += 1


def make_procurement_report(
    head: Heading, asked: Pairs, found: Counted[ProcurementRow], version: Callable[[ProcurementRow], Memento]
) -> Report:
    """The report of procurements; `version` gives the version of a page that a row was read from."""
    sources = Sources(head.base)
    rows = tuple(_procurement(row, sources.number(version(row))) for row in found.shown)
    return Report(
        head=head,
        asked=asked or ((_("Urval"), _("Alla")),),
        notes=bounded(rows, found.whole.count, sums=True),
        summary=_("Antal och summor"),
        tables=_tables(found, SUMS, lambda each: (each.count, _kronor(each.kronor), each.unvalued)),
        listed=_("Upphandlingar"),
        rows=rows,
        empty=_("Ingen upphandling stämmer med urvalet."),
        sources=sources.all,
    )


def make_decision_report(
    head: Heading, asked: Pairs, found: Counted[DecisionRow], version: Callable[[DecisionRow], Memento]
) -> Report:
    """The report of decisions. `asked` says in words which, `version` gives the one that a row was read from."""
    figures = (SUMS[0], *DECISION_KINDS.values())
    sources = Sources(head.base)
    rows = tuple(_decision(row, sources.number(version(row))) for row in found.shown)
    return Report(
        head=head,
        asked=asked or ((_("Urval"), _("Alla")),),
        notes=bounded(rows, found.whole.count, sums=True),
        summary=_("Antal"),
        tables=_tables(found, figures, lambda each: (each.count, *(each.kinds[kind] for kind in DECISION_KINDS))),
        listed=_("Beslut"),
        rows=rows,
        empty=_("Inget beslut stämmer med urvalet."),
        sources=sources.all,
    )


Figures = Callable[[Tally], tuple[object, ...]]


def _tables(
    found: Counted[DecisionRow] | Counted[ProcurementRow], names: tuple[str, ...], figures: Figures
) -> tuple[Table, ...]:
    """By year with the whole at the end, and by month when they are not too many."""
    if not found.whole.count:
        return ()
    heads = tuple(map(_, names))
    whole = (_line(_("Totalt"), found.whole, figures),)
    years = Table(caption=_("Per år"), head=(_("År"), *heads), rows=_lines(found.years, figures) + whole)
    if len(found.months) > MONTHS:
        return (years,)
    return (years, Table(caption=_("Per månad"), head=(_("Månad"), *heads), rows=_lines(found.months, figures)))


def _lines(tallies: dict[str, Tally], figures: Figures) -> tuple[tuple[str, ...], ...]:
    """In order of time, what has no date last."""
    ordered = sorted(tallies.items(), key=lambda each: (not each[0], each[0]))
    return tuple(_line(name or _(UNDATED), tally, figures) for name, tally in ordered)


def _line(name: str, tally: Tally, figures: Figures) -> tuple[str, ...]:
    return (name, *(number_text(each) if isinstance(each, int) else str(each) for each in figures(tally)))


def _procurement(row: ProcurementRow, source: int) -> Row:
    value = "" if row.value_sek is None else money_text(row.value_sek)
    limit = "" if row.limit_sek is None else _("direktgräns %(limit)s", limit=money_text(row.limit_sek))
    compared = f"{limit}: {COMPARISONS[row.against]}" if limit else ""
    meta = (_when(row.date), row.kind, row.stage, row.supplier, value, compared, row.unit)
    return Row(title=_title(row.object or row.kind), meta=_said(meta), quote=_quote(row.evidence), source=source)


def _decision(row: DecisionRow, source: int) -> Row:
    meta = (_when(row.date), row.decided_by, _(DECISION_KINDS[DecisionKind(row.kind)]))
    is_said = row.evidence.strip().rstrip(".").casefold() == row.text.strip().rstrip(".").casefold()
    return Row(title=_title(row.text), meta=_said(meta), quote=() if is_said else _quote(row.evidence), source=source)


def _kronor(value: int) -> str:
    """In full, so that a column of sums can be compared and added."""
    return f"{number_text(value)}{NBSP}kr"


def _when(day: date | None) -> str:
    return day_text(day) if day else _(UNDATED)


def _title(text: str) -> str:
    return capital(told(text, TITLE_LIMIT))


def _said(parts: Iterable[str | None]) -> tuple[str, ...]:
    return tuple(told(part, META_LIMIT) for part in parts if part)


def _quote(text: str) -> Snippet:
    return (Piece(text=told(text, QUOTE_LIMIT)),) if text else ()
