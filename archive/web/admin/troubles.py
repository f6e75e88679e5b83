"""`/admin/fel`: what failed in all sources, why, and what to do; pages that vanished; alerts."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from flask import Blueprint, Response, render_template, request

from archive import watching
from archive.errors import NotFound
from archive.model.troubles import Dismissal, Outcome
from archive.web.admin.context import moment, record_act, see_other, session, the_door
from archive.web.context import this_archive
from archive.web.links import clean, read_page
from archive.web.views.admin.troubles import (
    TROUBLES,
    listing_url,
    make_listing,
    make_troubles,
    make_vanished,
)

LAST_PAGE = 4_000
CAUSE_LIMIT = 60
NAME_LIMIT = 80
MOST = 2**31 - 1
KEPT = "Adressen är där källan börjar och hämtas alltid. Ändra källan i stället. Inget är ändrat."
FREED = "Adressen finns inte kvar på listan. Den kan redan ha hämtats eller fått försöka igen. Inget är ändrat."

rooms = Blueprint("troubles", __name__)


@rooms.get("/fel")
def overview() -> str:
    """What there is to look at."""
    view = make_troubles(this_archive().store, now=moment())
    return render_template("admin/troubles.html", view=view, notes=the_door().told(session()))


@rooms.get("/fel/adresser")
def listing() -> str:
    """The addresses of one cause, in one source or all."""
    outcome = Outcome.REFUSED if request.args.get("lage") == "nekad" else Outcome.FAILED
    cause, source = _text("orsak", CAUSE_LIMIT), _text("kalla", NAME_LIMIT)
    view = make_listing(this_archive().store, outcome, cause, source=source, after=_number(request.args, "efter"))
    return render_template("admin/trouble.html", view=view, notes=the_door().told(session()))


@rooms.get("/fel/borta")
def vanished() -> str:
    """Pages that vanished lately."""
    page = min(read_page(request.args.get("sida", ""))[0], LAST_PAGE)
    return render_template("admin/vanished.html", view=make_vanished(this_archive().store, page, now=moment()))


@rooms.post("/fel/forsok")
def retry() -> Response:
    """Ask again for one address, or for all of a cause."""
    archive, who = this_archive(), session().name
    if "en" in request.form:
        return _one(_retry_one)
    cause, source = _said("orsak", CAUSE_LIMIT), _said("kalla", NAME_LIMIT)
    with archive.store.transaction():
        names = watching.retry(archive, cause, source=source or None, who=who)
        if names:
            record_act("failures.retry", cause, ", ".join(names))
    said = f"De hämtas på nytt nu: {', '.join(names)}." if names else "Inget hade den orsaken längre. Inget är ändrat."
    the_door().tell(session(), said, *_paused(names))
    return see_other(TROUBLES)


def _paused(names: tuple[str, ...]) -> tuple[str, ...]:
    store = this_archive().store
    halted, off = store.jobs.paused(), {each.name for each in store.sources.all() if not each.enabled}
    return (
        *(f"Källan {name} är avstängd. De hämtas när den slås på igen." for name in names if name in off),
        *(f"Källan {name} är pausad. De hämtas när den återupptas." for name in names if name in halted),
    )


def _retry_one(id: int) -> str:
    trouble = watching.retry_one(this_archive(), id, who=session().name)
    record_act("failures.retry", trouble.source, trouble.url)
    return " ".join(("Adressen hämtas på nytt nu.", *_paused((trouble.source,))))


@rooms.post("/fel/uteslut")
def exclude() -> Response:
    """Give a source a rule against exactly one address."""
    return _one(_exclude)


def _exclude(id: int) -> str:
    trouble = watching.exclude(this_archive(), id)
    if trouble is None:
        return KEPT
    record_act("source.exclude", trouble.source, trouble.url)
    return f"Adressen är utesluten ur {trouble.source}. Det som redan är arkiverat finns kvar."


def _one(act: Callable[[int], str]) -> Response:
    """One act upon the address that the form names; then back to its list."""
    try:
        with this_archive().store.transaction():
            said = act(_number(request.form, "en"))
    except NotFound:
        said = FREED
    the_door().tell(session(), said)
    cause, source = _said("orsak", CAUSE_LIMIT), _said("kalla", NAME_LIMIT)
    outcome = Outcome.REFUSED if request.form.get("lage") == "nekad" else Outcome.FAILED
    return see_other(listing_url(outcome, cause, source=source) if cause else TROUBLES)


@rooms.post("/fel/avfarda")
def dismiss() -> Response:
    """Put an alert of a run aside, with a name."""
    archive, said = this_archive(), request.form.get("slag", "")
    run = archive.store.history.one(_number(request.form, "korning"))
    kind = next((alert.kind for alert in run.alerts if alert.kind.value == said), None)
    if kind is None:
        raise NotFound(f"run {run.id} has no alert {said!r}")
    with archive.store.transaction():
        archive.store.history.dismiss(Dismissal(run=run.id, kind=kind, who=session().name, at=moment()))
        record_act("alert.dismiss", run.source, f"{kind.value} ({run.id})")
    the_door().tell(session(), "Varningen är avfärdad och står kvar längre ned med ditt namn.")
    return see_other(TROUBLES)


def _text(name: str, limit: int) -> str:
    return clean(request.args.get(name, ""), limit)


def _said(name: str, limit: int) -> str:
    return clean(request.form.get(name, ""), limit)


def _number(said: Mapping[str, str], name: str) -> int:
    """A number of a row; 0, which no row has, for what is none."""
    text = said.get(name, "")
    return min(int(text), MOST) if text.isascii() and text.isdigit() and len(text) < 12 else 0
