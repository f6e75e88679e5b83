"""`/admin/granska`: rows of the procurement ledger to be checked, and the form that checks one."""

from __future__ import annotations

from dataclasses import replace

from flask import Blueprint, Response, render_template, request

from archive import judging
from archive.corrections import subject_of
from archive.model import Correction, CorrectionKind, Page
from archive.reviews import changes_of
from archive.totals import read_totals
from archive.web.admin.context import caller, moment, see_other, session, the_door
from archive.web.asked import Asked, read_asked
from archive.web.context import asked, this_archive, today, whole_archive
from archive.web.language import _, later
from archive.web.links import clean
from archive.web.views.admin import REVIEW, outcome_notes
from archive.web.views.admin.reviews import Checked, Told, fact_named, make_review, make_reviews, read_review
from archive.web.views.procurements import SIZE, error_links

COMMENT_LIMIT = 500
GONE = later("Raden finns inte kvar: sidan har lästs på nytt sedan du öppnade den. Inget är ändrat.")

rooms = Blueprint("reviews", __name__)


@rooms.get("/granska")
def reviews() -> str:
    """The rows that the filters ask for, those that nobody has checked first."""
    archive, question = this_archive(), read_asked(asked(), today=today())
    limits = archive.knowledge().limits
    now = replace(question.wanted, as_of=None)
    totals = read_totals(archive.store, now, limits=limits)
    rest = set(read_totals(archive.store, replace(now, reviewed=False), limits=limits).ids) & set(totals.ids)
    ids = sorted(totals.ids, key=lambda each: each not in rest) if not question.wrong else []
    found = replace(question, page=min(question.page, max(1, -(-len(ids) // SIZE))), as_of=None)
    listed = archive.store.ledger.procurements_named(ids[(found.page - 1) * SIZE : found.page * SIZE])
    view = make_reviews(found, totals, len(rest), listed, limits)
    errors = error_links(question.wrong)
    return render_template("admin/reviews.html", view=view, errors=errors, notes=the_door().told(session()))


@rooms.get("/granska/<id>/<key>")
def review(id: str, key: str) -> str | Response:
    """The form for one row."""
    page, fact, question = _named(id, key)
    return _form(page, fact, question, Told()) if fact else _gone(question)


@rooms.post("/granska/<id>/<key>")
def check(id: str, key: str) -> str | Response:
    """Confirm, change or reject; then back to the list. A form with something wrong in it comes back as it was sent."""
    page, fact, question = _named(id, key)
    if fact is None:
        return _gone(question)
    if "underkann" in request.form:
        return _act(page, fact, CorrectionKind.WRONG_FACT, Told(), question)
    told = read_review(request.form, fact)
    if told.wrong:
        return _form(page, fact, question, told)
    return _act(page, fact, CorrectionKind.CHANGED, told, question)


def _named(id: str, key: str) -> tuple[Page, Checked | None, Asked]:
    pages = this_archive().store.pages
    page = pages.page(id)
    return page, fact_named(pages.memento(id), key), read_asked(asked(), today=today())


def _form(page: Page, fact: Checked, question: Asked, told: Told) -> str:
    view = make_review(page, fact, this_archive().store.corrections.holding(page.source), question, told)
    return render_template("admin/review.html", view=view)


def _gone(question: Asked) -> Response:
    the_door().tell(session(), _(GONE))
    return see_other(question.url(REVIEW))


def _act(page: Page, fact: Checked, kind: CorrectionKind, told: Told, question: Asked) -> Response:
    """Keep what was said; without a change against the first reading, it is confirmed."""
    archive = this_archive()
    before = archive.store.corrections.one(fact.review.correction).changes if fact.review else ()
    changes = changes_of(fact, told.fields, before) if kind is CorrectionKind.CHANGED else ()
    said = Correction(
        source=page.source,
        page=page.id,
        kind=kind if changes or kind is CorrectionKind.WRONG_FACT else CorrectionKind.CONFIRMED,
        what=subject_of(fact),
        who=session().name,
        at=moment(),
        comment=clean(request.form.get("kommentar", ""), COMMENT_LIMIT),
        changes=changes,
    )
    the_door().tell(session(), *outcome_notes(judging.correct(whole_archive(), said, address=caller())))
    return see_other(question.url(REVIEW))
