"""Decisions as files: CSV for spreadsheets (formula-safe, RFC 4180) and JSON Lines, each row with its proof. Pure."""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Iterable, Iterator
from datetime import UTC

from archive.decided import Matter
from archive.model.moments import stamp_text
from archive.web.links import decision_url, page_url

COLUMNS = (
    "id", "text", "decided_by", "date", "kind", "certainty", "evidence", "rule", "title", "url", "page", "memento",
    "captured_at", "sha256", "owners", "topics", "case_numbers",
)  # fmt: skip
RUNS = ("=", "+", "-", "@", "\t", "\r")
"""What a spreadsheet would take for the beginning of a formula (ASVS 5.0 1.2.10)."""


def decision_object(row: Matter) -> dict[str, object]:
    """A decision as JSON: what was decided, and what proves it. Addresses are from our root on."""
    values = (
        row.id, row.text, row.by, row.day and row.day.isoformat(), row.kind.value, row.certainty, row.evidence,
        row.rule, row.title, row.url, decision_url(row.id), page_url(row.page, stamp_text(row.captured)),
        row.captured.astimezone(UTC).isoformat(timespec="seconds"), row.sha256,
        list(row.owners), list(row.topics), list(row.cases),
    )  # fmt: skip
    return dict(zip(COLUMNS, values, strict=True))


def csv_lines(rows: Iterable[Matter]) -> Iterator[str]:
    """The file's lines, the head first, with a byte order mark so that Excel reads it as UTF-8."""
    yield "\ufeff" + _line(COLUMNS)
    for row in rows:
        yield _line(tuple(_cell(value) for value in decision_object(row).values()))


def json_lines(rows: Iterable[Matter]) -> Iterator[str]:
    """An object a line."""
    for row in rows:
        yield json.dumps(decision_object(row), ensure_ascii=False) + "\n"


def _line(cells: tuple[str, ...]) -> str:
    out = io.StringIO()
    csv.writer(out).writerow(cells)
    return out.getvalue()


def _cell(value: object) -> str:
    text = "; ".join(map(str, value)) if isinstance(value, list) else "" if value is None else str(value)
    return f"'{text}" if text.startswith(RUNS) else text
