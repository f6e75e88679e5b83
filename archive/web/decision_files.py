"""Decisions as files: CSV for spreadsheets and JSON Lines, each row with its proof. Pure."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator
from datetime import UTC

from archive.decided import Matter
from archive.model.moments import stamp_text
from archive.sheets import BOM, line, safe
from archive.web.links import decision_url, page_url

COLUMNS = {
    "id": "Beslut (id)",
    "text": "Beslut",
    "decided_by": "Beslutat av",
    "date": "Datum",
    "kind": "Slag",
    "certainty": "Säkerhet",
    "evidence": "Källans mening",
    "rule": "Läst med regeln",
    "title": "Sidans rubrik",
    "url": "Källans adress",
    "page": "Beslutets adress",
    "memento": "Sparad version",
    "captured_at": "Hämtad (UTC)",
    "sha256": "SHA-256",
    "owners": "Sidans enheter",
    "topics": "Ämnen",
    "case_numbers": "Diarienummer",
    "review": "Granskning",
    "reviewed_at": "Granskad (UTC)",
    "source": "Källa",
}
"""Names in JSON, and what a spreadsheet's head says."""


def decision_object(row: Matter, root: str) -> dict[str, object]:
    """A decision as JSON: what was decided, and what proves it; our own addresses begin with `root`."""
    values = (
        row.id, row.text, row.by, row.day and row.day.isoformat(), row.kind.value, row.certainty, row.evidence,
        row.rule, row.title, row.url, root + decision_url(row.id), root + page_url(row.page, stamp_text(row.captured)),
        row.captured.astimezone(UTC).isoformat(timespec="seconds"), row.sha256,
        list(row.owners), list(row.topics), list(row.cases), row.review,
        row.reviewed_at and row.reviewed_at.astimezone(UTC).isoformat(timespec="seconds"),
        row.source,
    )  # fmt: skip
    return dict(zip(COLUMNS, values, strict=True))


def csv_lines(rows: Iterable[Matter], root: str) -> Iterator[str]:
    """The file's lines, the head first, as a Swedish Excel opens them by a double click."""
    yield BOM + line(tuple(COLUMNS.values()))
    for row in rows:
        yield line(tuple(map(_cell, decision_object(row, root).values())))


def json_lines(rows: Iterable[Matter], root: str) -> Iterator[str]:
    """An object a line."""
    for row in rows:
        yield json.dumps(decision_object(row, root), ensure_ascii=False) + "\n"


def _cell(value: object) -> str:
    return safe("; ".join(map(str, value)) if isinstance(value, list) else value)
