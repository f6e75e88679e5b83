"""docs/scale.md says what `python -m bench.plan` reckons, and the plan adds up."""

from __future__ import annotations

from dataclasses import replace

import pytest

from bench.measured import lines, read
from bench.plan import DOCUMENT, main_plan, tables, written
from bench.plan_rows import many


def test_the_document_holds_the_tables_as_they_are_reckoned_now() -> None:
    text = DOCUMENT.read_text("utf-8")
    assert written(text) == text, "run: python -m bench.plan --write"


def test_every_table_stands_in_the_document() -> None:
    text = DOCUMENT.read_text("utf-8")
    assert [name for name, made in tables().items() if made not in text] == []


def test_bytes_are_counts_times_weights() -> None:
    plan = main_plan()
    year = {"year": {"new": 10.0, "changed": 2.0, "kept": 15.0, "visits": 100.0}}
    small = replace(plan, year=year, weigh={name: dict.fromkeys(plan.weigh["page"], 1e9) for name in plan.weigh})
    assert small.warc_tb == pytest.approx((15 + 100) / 1_000)
    assert small.documents == 12


def test_figures_are_written_as_they_are_read() -> None:
    command, found = next(iter(read().items()))
    assert lines(command, found).splitlines()[0] == f'["{command}"]'
    assert lines("a", {"b": {"c": 12_345.6, "d": 0.04567, "e": 2.0}}) == '["a"]\nb = { c = 12_346, d = 0.0457, e = 2 }'


def test_numbers_are_said_as_people_say_them() -> None:
    assert [many(each) for each in (1_032_000_000, 15_892_797, 123_456, 87)] == [
        "1.03 billion",
        "15.9 million",
        "120,000",
        "87",
    ]
