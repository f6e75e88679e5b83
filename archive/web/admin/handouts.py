"""`/admin/utlamnande`: hand pages out, and the log of what was handed out."""

from __future__ import annotations

import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from threading import Lock
from urllib.parse import parse_qsl, urlsplit

from flask import Blueprint, Response, render_template, request, send_file

from archive import handing
from archive.errors import Busy, HandoutRefused, NotFound
from archive.handing import Wish
from archive.model import Handed, Handout
from archive.web.admin.context import by, record_act, see_other, session, the_door
from archive.web.context import this_archive, whole_archive
from archive.web.errors import answered
from archive.web.language import _, later
from archive.web.links import SearchState, StateRead, read_page, read_state, state_question, state_url
from archive.web.views.admin.handouts import (
    HandoutForm,
    handed_pages,
    handout_url,
    make_handout,
    make_handouts,
    read_form,
    zip_name,
)

LAST_PAGE = 4_000
WAIT = later("Ett annat utlämnande eller en rapport görs just nu. Försök igen om en stund. Inget är utlämnat.")
DONE = later("Utlämnandet är klart och står i loggen. Hämta filen här nedanför.")
_TURN = Lock()

rooms = Blueprint("handouts", __name__)


@rooms.get("/utlamnande")
def log() -> str:
    """The form and the log; `?sokning=` fills in the form."""
    return _shown(read_form(request.args))


def _shown(form: HandoutForm, *notes: str) -> str:
    page = min(read_page(request.args.get("sida", ""))[0], LAST_PAGE)
    view = make_handouts(this_archive().store.handouts.all(), page, form)
    return render_template("admin/handouts.html", view=view, notes=(*the_door().told(session()), *notes))


@rooms.post("/utlamnande")
def hand_out() -> str | Response:
    """Hand out what the form asks for and show the act; what cannot be done is said over the form as it was sent."""
    form = read_form(request.form)
    if form.wrong:
        return _shown(form, _(form.wrong))
    try:
        with _building() as target:
            done = handing.hand_out(whole_archive(), _wish(form), target, by=by())
    except Busy:
        return _shown(form, _(WAIT))
    except HandoutRefused as error:
        return _shown(form, str(error))
    the_door().tell(session(), _(DONE))
    return see_other(handout_url(done.id))


@contextmanager
def _building() -> Iterator[Path]:
    """A place for one ZIP, the only one being made; gone afterwards. Raises Busy."""
    if not _TURN.acquire(blocking=False):
        raise Busy("another handout is being made")
    home = this_archive().config.home
    try:
        with tempfile.TemporaryDirectory(dir=home if home.is_dir() else None) as folder:
            yield Path(folder) / "utlamnande.zip"
    finally:
        _TURN.release()


def _wish(form: HandoutForm) -> Wish:
    question, versions = _asked(form)
    return Wish(
        who=session().name,
        question=question,
        versions=versions,
        to_whom=form.to_whom,
        reference=form.reference,
        captures=form.captures,
    )


def _asked(form: HandoutForm) -> tuple[str, tuple[Handed, ...]]:
    """What the log shall say was asked, and the versions that are meant."""
    archive = this_archive()
    if form.addresses:
        versions = handing.named(archive, form.addresses.splitlines(), day=form.as_of)
        return handing.said_of(len(versions), form.as_of), versions
    state = _state(form)
    said = state_url(state) if state.chosen else state.text
    return said, handing.found_by(archive, state_question(state))


def _state(form: HandoutForm) -> SearchState:
    """The search that was typed, or the one whose address was pasted. Raises HandoutRefused for what it cannot use."""
    address = urlsplit(form.search) if "/sok?" in form.search else None
    pairs = parse_qsl(address.query, max_num_fields=200) if address else [("q", form.search)]
    read: StateRead = read_state(pairs, this_archive().schema)
    if read.notes or not (read.state.text or read.state.chosen):
        raise HandoutRefused(" ".join(note.text for note in read.notes) or _("Sökningen är tom. Inget är utlämnat."))
    return read.state.asking(handing.text_of_day(read.state.text, form.as_of))


@rooms.get("/utlamnande/<int:id>")
def act(id: int) -> str:
    """An act, its file and its pages."""
    handout = _kept(id)
    view, pages = make_handout(handout), handed_pages(handout, _title)
    return render_template("admin/handout.html", view=view, pages=pages, notes=the_door().told(session()))


def _title(version: Handed) -> str:
    try:
        return this_archive().store.pages.memento(version.page, version.at).title
    except NotFound:
        return ""


@rooms.get("/utlamnande/<int:id>.zip")
def file(id: int) -> Response:
    """The ZIP, made again from the log; 409 when it would not be the same."""
    handout = _kept(id)
    try:
        with _building() as target:
            handing.repeat(whole_archive(), handout, target)
            content = target.open("rb")
    except Busy:
        return answered(503, title=_("Vänta en stund"), text=_("En annan fil görs just nu. Försök igen om en stund."))
    except HandoutRefused as error:
        return answered(409, title=_("Filen kan inte göras om"), text=str(error))
    response = send_file(content, "application/zip", as_attachment=True, download_name=zip_name(handout))
    response.content_length = handout.size
    record_act("handout.download", str(handout.id))
    return response


@rooms.get("/utlamnande.csv")
def table() -> Response:
    """The whole log as a table."""
    said = handing.log_csv(this_archive().store.handouts.all())
    response = Response(said, content_type="text/csv; charset=utf-8")
    response.headers["Content-Disposition"] = 'attachment; filename="utlamnanden.csv"'
    return response


def _kept(id: int) -> Handout:
    return this_archive().store.handouts.one(min(id, 2**31 - 1))
