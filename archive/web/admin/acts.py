"""`/admin/last/<page>`: what was read on a page, and the acts that correct it."""

from __future__ import annotations

from flask import Blueprint, Response, render_template, request

from archive import judging
from archive.model import Correction, CorrectionKind, Memento, Page, Subject
from archive.web.admin.context import caller, moment, see_other, session, the_door
from archive.web.context import this_archive, whole_archive
from archive.web.links import clean
from archive.web.views.admin import outcome_notes, reading_url
from archive.web.views.admin.reading import make_reading, subject_named

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
    """One act; then back to the page, where what came of it is seen. A form sent by no act's button is none."""
    store = this_archive().store
    page, memento = store.pages.page(id), store.pages.memento(id)
    for name, kind in FIELDS.items():
        if name in request.form:
            the_door().tell(session(), *_acted(page, memento, kind, request.form[name]))
            break
    return see_other(reading_url(id))


def _acted(page: Page, memento: Memento, kind: CorrectionKind, key: str) -> tuple[str, ...]:
    subject = subject_named(memento, kind, key)
    if subject is None:
        return (CHANGED,)
    return outcome_notes(
        judging.correct(whole_archive(), _correction(page, kind, subject), here=page.id, address=caller())
    )


def _correction(page: Page, kind: CorrectionKind, subject: Subject) -> Correction:
    """A fact is wrong on its page; a block is judged for its whole source unless the form says otherwise."""
    alone = kind is CorrectionKind.WRONG_FACT or request.form.get("galler") == ONE_PAGE
    return Correction(
        source=page.source,
        page=page.id if alone else None,
        kind=kind,
        what=subject,
        who=session().name,
        at=moment(),
        comment=clean(request.form.get("kommentar", ""), COMMENT_LIMIT),
    )
