"""Procurements listed in tables: a row a contract, its supplier, object, sum and day told by the headings."""

from __future__ import annotations

import re
from collections.abc import Iterator

from archive.enrich import events
from archive.enrich.datings import Days
from archive.enrich.spans import Passage
from archive.enrich.tables import Cell, Row
from archive.enrich.terms import day_in
from archive.model import AmountFact, Procurement

SUPPLIER = re.compile(r"^(?:antagen |vald |vinnande )?(?:leverantör|entreprenör|utförare|konsult|motpart|avtalspart)")
THING = re.compile(
    r"^(?:vad\b|avtal|vara|tjänst|objekt|avser|upphandling|ärende|område|köp|inköp|föremål|benämning|innehåll|projekt)"
)
SUM = re.compile(r"belopp|summa|värde|kostnad|pris|kronor|\bkr\b|mnkr|tkr|mkr")
BIDS = re.compile(r"anbudsgivare|poäng|rangordning|placering|anbudssumma|jämförelsesumma")


def read_rows(
    passage: Passage, rows: tuple[Row, ...], amounts: tuple[AmountFact, ...], days: Days
) -> tuple[Procurement, ...]:
    """A procurement for every row that names a supplier; tables that compare bids are left alone."""
    return tuple(_read(passage, rows, amounts, days))


def _read(
    passage: Passage, rows: tuple[Row, ...], amounts: tuple[AmountFact, ...], days: Days
) -> Iterator[Procurement]:
    for row in rows:
        supplier, thing, sum_ = row.cell(SUPPLIER), row.cell(THING), row.cell(SUM)
        if supplier is None or (thing is None and sum_ is None) or any(BIDS.search(each.heading) for each in row.cells):
            continue
        yield Procurement(
            kind=next((name for name, pattern in events.KINDS if pattern.search(row.above)), "upphandling"),
            stage=events.AWARDED,
            object=thing.text if thing else None,
            supplier=supplier.text,
            value_sek=_value(amounts, passage, sum_),
            date=day_in(days, passage, row.span),
            evidence=passage.evidence(row.span.start, row.span.end, rule="rad i tabell över avtal"),
        )


def _value(amounts: tuple[AmountFact, ...], passage: Passage, cell: Cell | None) -> int | None:
    for fact in amounts if cell else ():
        at = fact.evidence.start
        if cell and fact.evidence.part is passage.part and at is not None and cell.start <= at < cell.end:
            return round(fact.value)
    return None
