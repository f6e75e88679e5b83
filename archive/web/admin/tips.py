"""`/admin/saknade`: what visitors miss is approved, and fetched, or declined with a reason."""

from __future__ import annotations

from flask import Blueprint, Response, render_template, request

from archive import tips as missed
from archive.errors import NotFound
from archive.model import Tip, TipState
from archive.steering import order
from archive.web.admin.context import record_act, see_other, session, the_door
from archive.web.context import this_archive
from archive.web.links import clean, page_url, read_page
from archive.web.views.admin.tips import BY_NAME, SIZE, TIPS, Known, Wrong, make_tips
from archive.web.views.parts import page_count
from archive.web.words import address_text

REASON_LIMIT = 500
NO_REASON = "Skriv varför tipset avböjs."
NO_SOURCE = "Ingen källa täcker adressen. Lägg till en källa först."
DECIDED = "Någon har redan svarat på tipset. Inget är ändrat."

rooms = Blueprint("tips", __name__)


@rooms.get("/saknade")
def tips() -> str:
    """The tips that wait, or those that were answered (`?visa=`)."""
    return _list(Wrong())


@rooms.post("/saknade")
def answer() -> str | Response:
    """Approve or decline one; then back to the list."""
    number = request.form.get("tips", "")
    if not (number.isascii() and number.isdigit() and len(number) < 10):
        raise NotFound(f"{number!r} is not a tip")
    tip = this_archive().store.tips.one(int(number))
    if tip.state is not TipState.WAITING:
        the_door().tell(session(), DECIDED)
    elif "avboj" in request.form:
        reason = clean(request.form.get("skal", ""), REASON_LIMIT)
        if not reason:
            return _list(Wrong(id=tip.id, text=NO_REASON))
        _decline(tip, reason)
    elif {"godkann", "hamta"} & request.form.keys():
        _approve(tip, now="hamta" in request.form)
    return see_other(TIPS)


def _approve(tip: Tip, *, now: bool) -> None:
    archive, who = this_archive(), session().name
    source = missed.source_of(archive.store.sources.all(), tip.url)
    if source is None:
        the_door().tell(session(), NO_SOURCE)
        return
    with archive.store.transaction():
        missed.approve(archive, tip, source, who=who)
        record_act("tip.approve", about=tip.url, detail=f"source: {source.name}; now: {now}")
    if now:
        order(archive, source.name, who=who)
    when = "hämtas så snart hämtaren är fri" if now else "hämtas vid nästa hämtning"
    the_door().tell(session(), f"{address_text(tip.url)} hör nu till {source.name} och {when}.")


def _decline(tip: Tip, reason: str) -> None:
    archive = this_archive()
    with archive.store.transaction():
        missed.decline(archive, tip, who=session().name, reason=reason)
        record_act("tip.decline", about=tip.url, detail=reason)
    the_door().tell(session(), f"Tipset om {address_text(tip.url)} är avböjt.")


def _list(wrong: Wrong) -> str:
    store = this_archive().store
    state = BY_NAME.get(request.args.get("visa", ""), TipState.WAITING)
    counts = {each: store.tips.count(each) for each in TipState}
    page = min(read_page(request.args.get("sida", ""))[0], page_count(counts[state], SIZE))
    listed = store.tips.listed(state, skip=(page - 1) * SIZE, limit=SIZE)
    view = make_tips(listed, counts, _known, state=state, page=page, wrong=wrong)
    return render_template("admin/tips.html", view=view, notes=the_door().told(session()))


def _known(tip: Tip) -> Known:
    archive = this_archive()
    source = missed.source_of(archive.store.sources.all(), tip.url)
    page = missed.held_page(archive, tip.url)
    return Known(
        source=source.name if source else "",
        is_off=bool(source and not source.enabled),
        held=page_url(page.id) if page else "",
    )
