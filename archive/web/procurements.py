"""`/upphandling`: what was bought, each row compared with the limit of its day, and the same rows as files."""

from __future__ import annotations

import tempfile
from collections.abc import Iterable, Iterator
from dataclasses import replace

from flask import Blueprint, Response, abort, render_template, request

from archive import ledger, sheets
from archive.ledger import ProcurementRow
from archive.ocds import Package, write_package
from archive.totals import Totals, read_rows, read_totals
from archive.web.asked import Asked, read_asked
from archive.web.context import address, asked, here, this_archive, today
from archive.web.views.procurements import PATH, SIZE, error_links, make_page

PIECE = 64 * 1024
IN_MEMORY = 4_000_000
"""Bytes of a workbook; a larger one waits in a temporary file."""
XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"

rooms = Blueprint("procurements", __name__)


@rooms.get(PATH)
def procurements_page() -> str:
    """The ledger with its filters, its sums and one page of its rows."""
    question, totals, rows = read_page_of(read_asked(asked(), today=today()))
    view = make_page(question, totals, rows)
    return render_template("procurements.html", view=view, errors=error_links(question.wrong))


def read_page_of(question: Asked) -> tuple[Asked, Totals, tuple[ProcurementRow, ...]]:
    """The question with a page that there is, what it comes to, and that page's rows; none when a field is wrong."""
    archive = this_archive()
    limits = archive.knowledge().limits
    totals = read_totals(archive.store, question.wanted, limits=limits)
    if question.wrong:
        return question, totals, ()
    last = max(1, -(-len(totals.ids) // SIZE))
    found = replace(question, page=min(question.page, last))
    start = (found.page - 1) * SIZE
    ids, names = totals.ids[start : start + SIZE], archive.config.show_reviewers
    return found, totals, read_rows(archive.store, ids, limits=limits, names=names)


def _rows() -> Iterator[ProcurementRow]:
    """The rows asked for, with addresses that hold outside this site. A field that cannot be used is an error."""
    question = read_asked(asked(), today=today())
    if question.wrong:
        abort(400)
    archive, root = this_archive(), address()
    wanted = replace(question.wanted, names=archive.config.show_reviewers)
    rows = ledger.procurements(archive.store, wanted, limits=archive.knowledge().limits)
    return (replace(row, memento=root + row.memento) for row in rows)


@rooms.get(f"{PATH}.csv")
def as_csv() -> Response:
    """Semicolons and a byte order mark, as a Swedish Excel opens it."""
    return _file(sheets.write_csv(_rows()), "text/csv; charset=utf-8", "csv")


@rooms.get(f"{PATH}.jsonl")
def as_jsonl() -> Response:
    """A row a line."""
    return _file(sheets.write_jsonl(_rows()), "application/jsonl; charset=utf-8", "jsonl")


@rooms.get(f"{PATH}.xlsx")
def as_xlsx() -> Response:
    """A workbook, written whole before its first byte is sent."""
    return _file(_workbook(_rows()), XLSX, "xlsx")


@rooms.get(f"{PATH}/ocds.json")
def as_ocds() -> Response:
    """A release package of the Open Contracting Data Standard."""
    archive = this_archive()
    package = Package(uri=here() + request.full_path, publisher=archive.config.title, published=archive.clock())
    return _file(write_package(_rows(), package), "application/json", "ocds.json")


def _workbook(rows: Iterable[ProcurementRow]) -> Iterator[bytes]:
    with tempfile.SpooledTemporaryFile(max_size=IN_MEMORY) as file:
        sheets.fill_workbook(rows, file)
        file.seek(0)
        while piece := file.read(PIECE):
            yield piece


def _file(pieces: Iterable[str] | Iterable[bytes], content_type: str, end: str) -> Response:
    response = Response(pieces, content_type=content_type)
    response.headers["Content-Disposition"] = f'attachment; filename="upphandling.{end}"'
    response.headers["X-Robots-Tag"] = "noindex"
    return response
