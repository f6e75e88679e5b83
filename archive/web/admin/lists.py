"""`/admin/rattelser`, the log with its undo buttons, and `/admin/personnummer`, the review list."""

from __future__ import annotations

from flask import Blueprint, Response, render_template, request

from archive import judging
from archive.errors import NotFound
from archive.web.admin.context import caller, see_other, session, the_door
from archive.web.context import this_archive, whole_archive
from archive.web.links import clean, read_page
from archive.web.views.admin import outcome_notes
from archive.web.views.admin.lists import log_url, make_identities, make_log

LAST_PAGE = 4_000
ID_LIMIT = 16

rooms = Blueprint("lists", __name__)


@rooms.get("/rattelser")
def log() -> str:
    """Every act of correction, newest first."""
    view = make_log(this_archive().store.corrections.all(), _page())
    return render_template("admin/log.html", view=view, here=log_url(_page()), notes=the_door().told(session()))


@rooms.post("/rattelser")
def undo() -> Response:
    """Undo one, and go back to the log."""
    number = request.form.get("angra", "")
    if not (number.isascii() and number.isdigit() and len(number) < 10):
        raise NotFound(f"{number!r} is not a correction")
    held = this_archive().store.corrections.one(int(number))
    outcome = judging.undo(whole_archive(), held.id, who=session().name, address=caller())
    the_door().tell(session(), *outcome_notes(outcome, undone=True))
    return see_other(log_url(_page()))


def _page() -> int:
    return min(read_page(request.args.get("sida", ""))[0], LAST_PAGE)


@rooms.get("/personnummer")
def identities() -> str:
    """Pages with numbers that may name a person, hidden, with tier and reason."""
    view = make_identities(this_archive().store.pages, after=clean(request.args.get("efter", ""), ID_LIMIT))
    return render_template("admin/identities.html", view=view)
