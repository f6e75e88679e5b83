"""`/admin/gallring`: ask for pages to be removed for good, confirm what somebody else asked, prove that it was done."""

from __future__ import annotations

from dataclasses import replace
from urllib.parse import parse_qsl, urlsplit

from flask import Blueprint, Response, json, render_template, request

from archive import weeding
from archive.errors import Busy, CannotPrint, NotFound, TooMuchToPrint, WeedingRefused
from archive.model import Removable, Removal, RemovalState
from archive.web.admin.context import moment, see_other, session, the_door
from archive.web.context import this_archive, whole_archive
from archive.web.errors import answered
from archive.web.links import clean, page_url, read_page, read_state, state_question
from archive.web.rights import may
from archive.web.views.admin.weeding import (
    make_answered,
    make_asked,
    make_proposal,
    make_removals,
    removal_url,
)
from archive.web.views.admin.weeding_form import NAME_LIMIT, REASON_LIMIT, WeedingForm, read_form
from archive.web.views.parts import Link
from archive.weeding import By, Wish

LAST_PAGE = 4_000
ASKED = "Begäran är sparad. Inget är gallrat förrän en annan person har bekräftat den."
DECLINED = "Begäran är avslagen. Inget är gallrat."
DONE = "Gallringen är genomförd. Beviset finns här nedanför."
WAITS = "Sidorna går inte längre att nå. Filerna i arkivet används just nu och städas så snart de är lediga."
UNREAD = "Kryssa i att du har läst vad som försvinner. Inget är gallrat än."
NO_ACCOUNT = (
    "Du är inne med engångslänken. För att bekräfta behövs ett eget konto, skilt från det som begärde gallringen. "
    "Avslå kan du göra."
)
OWN = "Du begärde gallringen själv. En annan person behöver bekräfta den."
EMPTIED = "Någon av sidorna finns inte längre i arkivet. Avslå begäran och gör en ny."

rooms = Blueprint("weeding", __name__)


@rooms.get("/gallring")
def weedings() -> str:
    """The form and the list; `?adresser=` fills in the form, `?kalla=` with the pages past a source's retention."""
    found = tuple(weeding.proposals(this_archive()))
    asked = clean(request.args.get("kalla", ""), NAME_LIMIT)
    chosen = (page_url(page) for each in found if each.source == asked for page in each.pages)
    addresses = "\n".join(chosen) or clean(request.args.get("adresser", ""), 2_000)
    return _listed(WeedingForm(addresses=addresses), tuple(map(make_proposal, found)))


def _listed(form: WeedingForm, proposals: tuple[Link, ...] = ()) -> str:
    page = min(read_page(request.args.get("sida", ""))[0], LAST_PAGE)
    view = make_removals(this_archive().store.removals.all(), page, form, now=moment())
    view = replace(view, proposals=proposals, can_ask=_may("ask"))
    return render_template("admin/weeding.html", view=view, notes=the_door().told(session()))


@rooms.post("/gallring")
def ask() -> str | Response:
    """Keep a request and show what it would take away; what cannot be asked is said at its field."""
    form = read_form(request.form)
    if form.errors:
        return _listed(form)
    try:
        wish = Wish(
            targets=_targets(form),
            reference=form.reference,
            reason=form.reason,
            ground=form.ground,
            keeps_addresses=form.keeps_addresses,
        )
        asked = weeding.request(whole_archive(), wish, _by())
    except WeedingRefused as error:
        return _listed(replace(form, errors={"sokning" if form.search else "adresser": str(error)}))
    the_door().tell(session(), ASKED)
    return see_other(removal_url(asked.id))


def _targets(form: WeedingForm) -> tuple[Removable, ...]:
    archive = this_archive()
    if form.addresses:
        return weeding.named(archive, form.addresses.splitlines())
    address = urlsplit(form.search) if "/sok?" in form.search else None
    pairs = parse_qsl(address.query, max_num_fields=200) if address else [("q", form.search)]
    read = read_state(pairs, archive.schema)
    if read.notes:
        raise WeedingRefused(" ".join(note.text for note in read.notes))
    return weeding.found_by(archive, state_question(read.state))


def _by() -> By:
    return By(who=session().name, person=session().account, address=request.remote_addr or "")


@rooms.get("/gallring/<int:id>")
def removal(id: int) -> str:
    """A request with everything it would take away, or what became of it."""
    return _shown(this_archive().store.removals.one(id))


def _shown(found: Removal, *notes: str) -> str:
    if found.state is RemovalState.ASKED:
        try:
            plan = weeding.trace(whole_archive(), found.targets)
            barred = _barred(found)
            view = replace(make_asked(found, plan, now=moment(), barred=barred), is_own=barred == OWN)
            view = view if _may("answer") else replace(view, fingerprint="", barred="")
        except (NotFound, WeedingRefused):
            view = replace(make_answered(found, now=moment()), barred=EMPTIED)
    else:
        view = make_answered(found, now=moment())
    said = (*the_door().told(session()), *notes)
    return render_template("admin/removal.html", view=view, notes=said)


def _may(deed: str) -> bool:
    return may(session().role, f"admin.{rooms.name}.{deed}")


def _barred(found: Removal) -> str:
    """Why this reader cannot confirm it, empty when they can."""
    if not session().account:
        return NO_ACCOUNT
    return OWN if session().account == found.asked.person else ""


@rooms.post("/gallring/<int:id>")
def answer(id: int) -> str | Response:
    """Confirm or decline; then what became of it."""
    asked = this_archive().store.removals.one(id)
    try:
        if request.form.get("svar") == "avsla":
            comment = clean(request.form.get("kommentar", ""), REASON_LIMIT)
            weeding.decline(whole_archive(), id, _by(), comment=comment)
            note = DECLINED
        elif request.form.get("last") != "ja":
            return _shown(asked, UNREAD)
        else:
            done = weeding.confirm(whole_archive(), id, _by(), seen=clean(request.form.get("sett", ""), 64))
            note = DONE if done.state is RemovalState.DONE else WAITS
    except (WeedingRefused, Busy) as error:
        return _shown(this_archive().store.removals.one(id), str(error))
    except NotFound:
        return _shown(asked, EMPTIED)
    the_door().tell(session(), note)
    return see_other(removal_url(id))


@rooms.get("/gallring/<int:id>/bevis.<end>")
def proof(id: int, end: str) -> Response:
    """The proof: a page of its own, a PDF of it, or JSON."""
    archive = this_archive()
    found = archive.store.removals.one(id)
    if end not in {"html", "json", "pdf"}:
        return answered(404)
    if end == "json":
        return Response(json.dumps(weeding.report_json(found)) + "\n", content_type="application/json")
    if end == "html":
        return _file(
            weeding.report_html(archive, found).encode(), "text/html; charset=utf-8", f"gallringsbevis-{id}.html"
        )
    try:
        return _file(weeding.report_pdf(archive, found), "application/pdf", f"gallringsbevis-{id}.pdf")
    except Busy:
        return answered(503, title="Vänta en stund", text="Ett annat dokument görs just nu. Försök igen om en stund.")
    except (CannotPrint, TooMuchToPrint):
        return answered(503, title="PDF kan inte göras här", text="Hämta beviset som webbsida i stället.")


def _file(body: bytes, content_type: str, name: str) -> Response:
    response = Response(body, content_type=content_type)
    response.headers["Content-Disposition"] = f'attachment; filename="{name}"'
    return response
