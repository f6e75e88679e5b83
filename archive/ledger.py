"""The two ledgers as rows that stand alone: what, who, when, how much, the sentence and the page that say so."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import astuple, dataclass, fields
from datetime import date
from pathlib import Path

from archive.enrich.identity import mask
from archive.enrich.limits import Limits
from archive.files import whole
from archive.store import Store


@dataclass(frozen=True, kw_only=True)
class Wanted:
    """Which rows: from `start` to `end` inclusive, of a unit, of a kind, of at least `min_sek` kronor."""

    start: date | None = None
    end: date | None = None
    unit: str | None = None
    kind: str | None = None
    min_sek: int | None = None


@dataclass(frozen=True, kw_only=True)
class DecisionRow:
    """A decision with its page."""

    text: str
    decided_by: str | None
    date: date | None
    kind: str
    evidence: str
    url: str
    page: str


@dataclass(frozen=True, kw_only=True)
class ProcurementRow:
    """A procurement with its page. `limit_sek` is the direct procurement limit that day, `against` how it compares."""

    kind: str
    stage: str | None
    object: str | None
    supplier: str | None
    value_sek: int | None
    date: date | None
    unit: str | None
    limit_sek: int | None
    against: str
    evidence: str
    url: str
    page: str


COLUMNS = tuple(each.name for each in fields(ProcurementRow))


def decisions(store: Store, wanted: Wanted) -> Iterator[DecisionRow]:
    """Decisions, newest first, undated last."""
    for page, found in store.ledger.decisions(start=wanted.start, end=wanted.end, unit=wanted.unit):
        if wanted.kind in {None, found.kind.value}:
            yield DecisionRow(
                text=mask(found.text),
                decided_by=found.decided_by,
                date=found.date,
                kind=found.kind.value,
                evidence=mask(found.evidence.text),
                url=page.url,
                page=page.id,
            )


def procurements(store: Store, wanted: Wanted, *, limits: Limits) -> Iterator[ProcurementRow]:
    """Procurements, newest first, undated last."""
    for page, found in store.ledger.procurements(start=wanted.start, end=wanted.end, unit=wanted.unit):
        if wanted.kind not in {None, found.kind} or (found.value_sek or 0) < (wanted.min_sek or 0):
            continue
        limit = limits.on(found.date) if found.date else None
        yield ProcurementRow(
            kind=found.kind,
            stage=found.stage,
            object=found.object and mask(found.object),
            supplier=found.supplier and mask(found.supplier),
            value_sek=found.value_sek,
            date=found.date,
            unit=found.unit,
            limit_sek=limit,
            against=against(found.value_sek, limit),
            evidence=mask(found.evidence.text),
            url=page.url,
            page=page.id,
        )


def against(value: int | None, limit: int | None) -> str:
    """How a value compares with a limit: "över", "under", or "oklart" when either is unknown."""
    if value is None or limit is None:
        return "oklart"
    return "över" if value > limit else "under"


def cells(row: ProcurementRow) -> tuple[str, ...]:
    """A row for a spreadsheet; text that a spreadsheet would run as a formula is quoted (ASVS 5.0 1.2.10)."""
    return tuple(_safe(value) for value in astuple(row))


def _safe(value: object) -> str:
    text = "" if value is None else str(value)
    return f"'{text}" if text.startswith(("=", "+", "-", "@", "\t", "\r")) else text


def write_xlsx(rows: Iterable[ProcurementRow], path: Path) -> None:
    """An Excel workbook with one sheet; texts are never formulas."""
    from openpyxl import Workbook

    # Rows first: a workbook that is begun and left complains when it is forgotten.
    table = [[value if isinstance(value, int | date) else _safe(value) for value in astuple(row)] for row in rows]
    with whole(path) as part, part.open("wb") as file:
        book = Workbook(write_only=True)
        sheet = book.create_sheet("Upphandlingar")
        for line in (COLUMNS, *table):
            sheet.append(line)
        book.save(file)
