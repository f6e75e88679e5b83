"""`/admin/logg`: who did what, when and from where; nobody can change it."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator

from flask import Blueprint, Response, render_template, request

from archive.model import AuditEntry
from archive.web.admin.context import record_act
from archive.web.context import this_archive
from archive.web.views.admin.audit import LogQuestion, csv_lines, json_lines, make_audit, read_log_question

rooms = Blueprint("audit", __name__)


@rooms.get("/logg")
def log() -> str:
    """The acts that the filter asks for, newest first; `?kontrollera=ja` follows the chain of digests through all."""
    audit, question = this_archive().store.audit, read_log_question(request.args)
    checks = request.args.get("kontrollera") == "ja"
    check = (checks, audit.broken() if checks else None)
    newest = next(audit.all(), None)
    view = make_audit(question, _asked(question, question.before), audit.deeds(), newest, check)
    return render_template("admin/audit.html", view=view)


def _asked(question: LogQuestion, before: int | None = None) -> Iterator[AuditEntry]:
    if question.wrong:
        return iter(())
    audit = this_archive().store.audit
    return audit.all(before=before, who=question.who, deed=question.deed, start=question.start, end=question.end)


@rooms.get("/logg.csv")
def as_csv() -> Response:
    """The same acts, all of them, for a spreadsheet."""
    return _file(csv_lines, "text/csv; charset=utf-8", "logg.csv")


@rooms.get("/logg.jsonl")
def as_jsonl() -> Response:
    """The same acts for programs."""
    return _file(json_lines, "application/jsonl; charset=utf-8", "logg.jsonl")


def _file(lines: Callable[[Iterable[AuditEntry]], Iterator[str]], kind: str, name: str) -> Response:
    """Taking it out is an act of its own, the first in the file."""
    question = read_log_question(request.args)
    record_act("log.export", name)
    response = Response(lines(_asked(question)), content_type=kind)
    response.headers["Content-Disposition"] = f'attachment; filename="{name}"'
    return response
