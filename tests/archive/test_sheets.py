"""The ledger as spreadsheets: complete, safe to open, in little memory."""

from __future__ import annotations

import csv
import io
import json
import zipfile
from collections.abc import Iterator
from datetime import UTC, date, datetime
from pathlib import Path

import pytest
from openpyxl import load_workbook

from archive import sheets
from archive.ledger import ProcurementRow
from tests.fakes.storing import named


def row(**more: object) -> ProcurementRow:
    blank = dict.fromkeys(sheets.COLUMNS)
    return ProcurementRow(**blank | {"kind": "x"} | more)  # type: ignore[arg-type]


@pytest.mark.parametrize("sign", ["=", "+", "-", "@", "\t", "\r"])
def test_a_cell_that_a_spreadsheet_would_run_is_quoted(sign: str) -> None:
    cells = sheets.cells(row(object=f"{sign}1+1", value_sek=5, supplier="AB = bra"))
    assert cells[sheets.COLUMNS.index("object")] == f"'{sign}1+1"
    assert cells[sheets.COLUMNS.index("supplier")] == "AB = bra"
    assert cells[sheets.COLUMNS.index("value_sek")] == "5"
    assert cells[sheets.COLUMNS.index("unit")] == ""


def test_a_workbook_holds_numbers_and_days_as_such_and_no_formula(tmp_path: Path) -> None:
    rows = [row(object="=1+1", value_sek=5, date=date(2024, 4, 9))]
    sheets.write_xlsx(rows, tmp_path / "x.xlsx")
    head, first = load_workbook(tmp_path / "x.xlsx").active.iter_rows(values_only=True)  # type: ignore[union-attr]
    said = dict(zip(head, first, strict=True))
    assert head == sheets.COLUMNS
    assert (said["object"], said["value_sek"], said["date"].date()) == ("'=1+1", 5, date(2024, 4, 9))
    with zipfile.ZipFile(tmp_path / "x.xlsx") as book:
        assert b"<f>" not in book.read("xl/worksheets/sheet1.xml")


def test_a_workbook_that_cannot_be_written_leaves_nothing(tmp_path: Path) -> None:
    def rows() -> Iterator[ProcurementRow]:
        yield row()
        raise OSError("the disk is full")

    with pytest.raises(OSError, match="full"):
        sheets.write_xlsx(rows(), tmp_path / "x.xlsx")
    assert named(tmp_path, "") == []
    with pytest.raises(FileNotFoundError):
        sheets.write_xlsx([], tmp_path / "borta" / "x.xlsx")


def test_a_csv_file_opens_as_it_is_in_a_swedish_excel() -> None:
    moment = datetime(2024, 4, 9, 10, 0, 0, 123, tzinfo=UTC)
    written = "".join(sheets.write_csv([row(object="=1+1; å", captured_at=moment, limit_verified=False)]))
    assert written.startswith("\ufeffSlag;Skede;")
    head, first = csv.reader(io.StringIO(written.removeprefix("\ufeff")), delimiter=";")
    said = dict(zip(head, first, strict=True))
    assert tuple(head) == sheets.HEADINGS
    assert (said["Föremål"], said["Hämtad (UTC)"]) == ("'=1+1; å", "2024-04-09T10:00:00+00:00")
    assert said["Gränsen kontrollerad"] == "nej"


def test_lines_of_json_keep_every_value_under_the_name_of_its_column() -> None:
    (line,) = sheets.write_jsonl([row(value_sek=5, date=date(2024, 4, 9), object="=1+1")])
    said = json.loads(line)
    assert tuple(said) == sheets.COLUMNS
    assert (said["value_sek"], said["date"], said["object"], said["supplier"]) == (5, "2024-04-09", "=1+1", None)


def test_lines_are_written_as_rows_come() -> None:
    """However many rows there are, one is held at a time."""

    def endless() -> Iterator[ProcurementRow]:
        while True:
            yield row()

    for write in (sheets.write_csv, sheets.write_jsonl):
        assert next(iter(write(endless())))
