"""`/admin/last/<page>`: what was read on a page, and the acts that correct it."""

from __future__ import annotations

from flask import Blueprint, Response, render_template, request

from archive import judging
from archive.model import Correction, CorrectionKind, Subject
from archive.web.admin_context import moment, see_other, session, the_door
from archive.web.context import this_archive
from archive.web.links import clean
from archive.web.views.admin import outcome_notes, reading_url
from archive.web.views.admin_reading import make_reading, subject_named

COMMENT_LIMIT = 500
FIELDS = {
    "innehall": CorrectionKind.CONTENT,
    "moblemang": CorrectionKind.FURNITURE,
    "fel": CorrectionKind.WRONG_FACT,
}
ONE_PAGE = "sidan"
CHANGED = "Sidan har lästs på nytt sedan du öppnade den, och det du pekade på finns inte kvar. Inget är ändrat."

rooms = Blueprint("acts", __name__)


@rooms.get("/last/<id>")
def reading(id: str) -> str:
    """Text, facts, dropped blocks and warnings of a page's newest memento."""
    store = this_archive().store
    page = store.pages.page(id)
    view = make_reading(page, store.pages.memento(id), store.corrections.holding(page.source))
    return render_template("admin/reading.html", view=view, notes=the_door().told(session()))


@rooms.post("/last/<id>")
def correct(id: str) -> Response:
    """One act; then back to the page, where it can be seen what came of it."""
    archive = this_archive()
    memento = archive.store.pages.memento(id)
    kind, key = _said()
    subject = subject_named(memento, kind, key)
    if subject is None:
        the_door().tell(session(), CHANGED)
    else:
        page = archive.store.pages.page(id)
        outcome = judging.correct(archive, _correction(page.source, id, kind, subject), here=id)
        the_door().tell(session(), *outcome_notes(outcome))
    return see_other(reading_url(id))


def _said() -> tuple[CorrectionKind, str]:
    return next(
        ((kind, request.form[name]) for name, kind in FIELDS.items() if name in request.form),
        (CorrectionKind.CONTENT, ""),
    )


def _correction(source: str, page: str, kind: CorrectionKind, subject: Subject) -> Correction:
    """A fact is wrong on its page; a block is judged for its whole source unless the form says otherwise."""
    alone = kind is CorrectionKind.WRONG_FACT or request.form.get("galler") == ONE_PAGE
    return Correction(
        source=source,
        page=page if alone else None,
        kind=kind,
        what=subject,
        who=session().name,
        at=moment(),
        comment=clean(request.form.get("kommentar", ""), COMMENT_LIMIT),
    )
