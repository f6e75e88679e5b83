"""The two ledgers on the command line: JSON Lines, CSV, a workbook, sums by month."""

from __future__ import annotations

import csv
from dataclasses import fields, replace
from pathlib import Path

import pytest
from openpyxl import load_workbook

from archive.ledger import DecisionRow
from archive.sheets import COLUMNS
from archive.wiring import open_archive
from crawler.model import Source
from tests.cli.running import Command


def test_decisions_are_json_lines_with_their_sentence(filled: Command) -> None:
    rows = filled.lines("decisions", "--json", "--unit", "Socialnämnden", "--kind", "formal")
    (row,) = [row for row in rows if "bygglov" in row["text"]]
    assert set(row) == {each.name for each in fields(DecisionRow)}
    assert row["memento"].startswith(f"/sida/{row['page']}/")
    assert (row["decided_by"], row["date"]) == ("Socialnämnden", "2024-04-09")
    assert row["url"].endswith("/avslag.html")


def test_decisions_are_bounded_by_days(filled: Command) -> None:
    assert filled.lines("decisions", "--from", "2024-04-09", "--to", "2024-04-09") != []
    assert filled.lines("decisions", "--from", "2024-04-10") == []


@pytest.mark.parametrize("words", [("--from", "2024-02-30"), ("--to", "igår"), ("--kind", "muntligt")])
def test_a_day_or_kind_that_is_none_is_wrong_use(filled: Command, words: tuple[str, str]) -> None:
    filled("decisions", *words, status=2)


def test_procurements_are_compared_with_the_limit_of_their_day(filled: Command) -> None:
    (row,) = filled.lines("procurements", "--json", "--min-sek", "1000000")
    assert set(row) == set(COLUMNS)
    assert (row["kind"], row["value_sek"], row["date"]) == ("direktupphandling", 1_200_000, "2024-04-09")
    assert row["against"] == ("över" if row["limit_sek"] < 1_200_000 else "under")
    assert filled.lines("procurements", "--min-sek", "1200001") == []


def test_procurements_as_csv_have_a_head_and_a_row(filled: Command) -> None:
    head, row = csv.reader(filled.text("procurements", "--csv").splitlines())
    assert tuple(head) == COLUMNS
    assert row[COLUMNS.index("value_sek")] == "1200000"


def test_procurements_as_a_workbook(filled: Command, tmp_path: Path) -> None:
    assert filled.text("procurements", "--xlsx", tmp_path / "u.xlsx") == ""
    head, row = load_workbook(tmp_path / "u.xlsx").active.iter_rows(values_only=True)  # type: ignore[union-attr]
    assert head == COLUMNS
    assert row[COLUMNS.index("value_sek")] == 1_200_000
    assert "No such file or directory" in filled.complaint("procurements", "--xlsx", tmp_path / "borta" / "u.xlsx")


def test_procurements_are_summed_by_month(filled: Command) -> None:
    assert filled.lines("procurements", "--per-month") == [{"month": "2024-04", "count": 1, "sum_sek": 1_200_000}]
    assert filled.lines("procurements", "--per-month", "--unit", "Ingen nämnd") == []


def test_ledgers_are_narrowed_to_a_municipality_that_there_is(filled: Command) -> None:
    every = filled.lines("decisions")
    with open_archive(filled.home) as archive:
        (source,) = {archive.store.pages.page(str(row["page"])).source for row in every}
        archive.store.sources.save(replace(archive.store.sources.named(source), municipality="Sjöviks kommun"))
    assert filled.lines("decisions", "--municipality", "Sjöviks kommun") == every
    assert filled.lines("procurements", "--municipality", "sjoviks-kommun") == filled.lines("procurements")
    with open_archive(filled.home) as archive:
        archive.store.sources.save(Source(name="dal", seeds=(), municipality="Övre Ådals kommun"))
    assert filled.lines("decisions", "--municipality", "Övre Ådals kommun") == []
    complaint = filled.complaint("decisions", "--municipality", "Ingens")
    assert complaint == "there is no municipality 'Ingens'; known: Sjöviks kommun, Övre Ådals kommun"
