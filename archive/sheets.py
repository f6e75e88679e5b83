"""The procurement ledger as spreadsheets and lines of JSON, row by row: as long as it is, in little memory."""

from __future__ import annotations

import csv
import io
import json
import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import asdict, astuple, fields
from datetime import date, datetime
from pathlib import Path
from typing import IO

from archive.files import whole
from archive.ledger import ProcurementRow

COLUMNS = tuple(each.name for each in fields(ProcurementRow))
BOM = "\ufeff"
"""Tells Excel that a CSV file is UTF-8."""
SWEDISH = {
    "kind": "Slag",
    "stage": "Skede",
    "object": "Föremål",
    "supplier": "Leverantör",
    "value_sek": "Värde (kr)",
    "date": "Datum",
    "unit": "Enhet",
    "limit_sek": "Gräns för direktupphandling (kr)",
    "against": "Mot gränsen",
    "evidence": "Källans mening",
    "url": "Källans adress",
    "page": "Sida (id)",
    "limit_verified": "Gränsen kontrollerad",
    "start": "Avtalet börjar",
    "end": "Avtalet slutar",
    "memento": "Sparad version",
    "captured_at": "Hämtad (UTC)",
    "sha256": "SHA-256",
    "rule": "Läst med regeln",
    "certainty": "Säkerhet",
    "review": "Granskning",
    "reviewed_at": "Granskad (UTC)",
    "reviewed_by": "Granskad av",
    "review_comment": "Granskarens kommentar",
    "source": "Källa",
}
FORMULA = ("=", "+", "-", "@", "\t", "\r", "\n", "＝", "＋", "－", "＠")
"""What a cell begins with that a spreadsheet would run, the wide forms of East Asian keyboards as well."""
_NO_SIGN = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]")
"""What a workbook cannot hold (XML 1.0 2.2)."""
HEADINGS = tuple(SWEDISH[name] for name in COLUMNS)


def cells(row: ProcurementRow) -> tuple[str, ...]:
    """A row for a spreadsheet."""
    return tuple(safe(value) for value in astuple(row))


def safe(value: object) -> str:
    """A cell of a spreadsheet, of signs it can hold; what it would run as a formula is quoted (ASVS 5.0 1.2.10)."""
    if isinstance(value, bool):
        return "ja" if value else "nej"
    if isinstance(value, datetime):
        return value.isoformat(timespec="seconds")
    text = "" if value is None else _NO_SIGN.sub("\ufffd", str(value))
    return f"'{text}" if text.startswith(FORMULA) else text


def write_csv(rows: Iterable[ProcurementRow]) -> Iterator[str]:
    """Lines of CSV as a Swedish Excel opens them by a double click: semicolons, Swedish headings, UTF-8 with a mark."""
    yield BOM + line(HEADINGS)
    for row in rows:
        yield line(cells(row))


def line(values: Sequence[str]) -> str:
    """A line of CSV as a Swedish Excel opens it by a double click: semicolons."""
    held = io.StringIO()
    csv.writer(held, delimiter=";", lineterminator="\r\n").writerow(values)
    return held.getvalue()


def write_jsonl(rows: Iterable[ProcurementRow]) -> Iterator[str]:
    """A line of JSON a row, under the names of the columns; days and moments in ISO 8601."""
    for row in rows:
        yield json.dumps(asdict(row), ensure_ascii=False, default=lambda value: value.isoformat()) + "\n"


def write_xlsx(rows: Iterable[ProcurementRow], path: Path) -> None:
    """An Excel workbook in a file that appears whole or not at all, headed by the names of the columns."""
    with whole(path) as part, part.open("wb") as file:
        fill_workbook(rows, file, COLUMNS)


def fill_workbook(rows: Iterable[ProcurementRow], file: IO[bytes], headings: Sequence[str] = HEADINGS) -> None:
    """An Excel workbook with one sheet; numbers and days are such, texts are never formulas."""
    from openpyxl import Workbook

    book = Workbook(write_only=True)
    sheet = book.create_sheet("Upphandlingar")
    try:
        sheet.append(headings)
        for row in rows:
            sheet.append([_cell(value) for value in astuple(row)])
    finally:
        # A sheet that is begun and left complains when it is forgotten.
        sheet.close()
    book.save(file)


def _cell(value: object) -> object:
    is_plain = isinstance(value, int | date) and not isinstance(value, bool | datetime)
    return value if is_plain else safe(value)
