"""`/admin/kallor`: the sites that are crawled; try one, add one, change one, turn one off or on."""

from __future__ import annotations

import hashlib
from collections.abc import Collection
from dataclasses import replace

from flask import Blueprint, Response, current_app, render_template, request

from archive.enrich.knowledge import register_names
from archive.errors import Busy, NotFound, UnknownSource
from archive.limiting import stays
from archive.sources import changes_text
from archive.web.admin.context import moment, record_act, see_other, session, the_door
from archive.web.admin.tries import Tries
from archive.web.context import this_archive
from archive.web.headers import STILL_FRAMING_POLICY
from archive.web.links import clean, read_page
from archive.web.replay import replay
from archive.web.rights import may
from archive.web.views.admin.source_form import LINE, TypedSource, read_source, read_trial, typed_of
from archive.web.views.admin.sources import SOURCES, make_source, make_sources
from archive.web.views.admin.tried import make_tried
from crawler.model import Source
from crawler.scope import scope_of

RUNS = 20
"""Runs of a source that are looked through for one that ended well."""
OFF, ON = "av", "pa"
WAIT = "Ett annat prov pågår. Vänta en stund och försök igen."
MOVED = "Ditt konto kan inte flytta en källa till en annan webbplats eller kommun. Inget är sparat."
CHANGED = "Källan har ändrats sedan du öppnade formuläret. Inget är sparat. Öppna källan på nytt och gör om ändringen."
TRIES = "kommunarkiv-tries"

rooms = Blueprint("sources", __name__)


@rooms.get("/kallor")
def sources() -> str:
    """Every source and how it stands."""
    store = this_archive().store
    view = make_sources(
        store.sources.all(),
        store.pages.counts(),
        lambda name: store.runs.latest(name, limit=RUNS),
        paused=store.jobs.paused(),
        page=read_page(request.args.get("sida", ""))[0],
        now=moment(),
    )
    may_add = may(session().role, "admin.sources.new", limited=bool(session().sources))
    return render_template("admin/sources.html", view=view, notes=the_door().told(session()), may_add=may_add)


@rooms.get("/kallor/ny")
def new() -> Response:
    """The form for a new source, as its defaults fill it in; `?adress=` is its first address."""
    start = typed_of(Source(name="", seeds=(), schedule="0 2 * * *"))
    start["adresser"] = clean(request.args.get("adress", ""), LINE)
    return _form(TypedSource(typed=start, wrong={}, source=None), name="")


@rooms.post("/kallor/ny")
def add() -> Response:
    """Try a new source or keep it. A form with something wrong in it comes back as it was sent."""
    known = [each.name for each in this_archive().store.sources.all()]
    form = _read(before=None, taken=known)
    if "prova" in request.form:
        return _try(form, name="")
    if form.source is None:
        return _form(form, name="")
    _keep("source.add", None, form.source)
    the_door().tell(session(), f"Källan {form.source.name} är tillagd.")
    return see_other(SOURCES)


@rooms.get("/kallor/<name>")
def source(name: str) -> Response:
    """The form for a source as it stands."""
    found = _named(name)
    return _form(TypedSource(typed=typed_of(found), wrong={}, source=found), name=found.name, stood=_mark(found))


@rooms.post("/kallor/<name>")
def change(name: str) -> Response:
    """Try or keep what was changed, or turn the source off or on."""
    before = _named(name)
    if request.form.get("lage") in {OFF, ON}:
        return _switched(before, enabled=request.form["lage"] == ON)
    form = _read(before=before, taken=())
    if "prova" in request.form:
        return _try(form, name=before.name)
    if form.source is None:
        return _form(form, name=before.name)
    if notice := _refused(before, form.source):
        return _form(form, name=before.name, notice=notice)
    if form.source != before:
        _keep("source.change", before, form.source)
    moved = "" if form.source.municipality == before.municipality else " Då byter också sidorna kommun i sökningen."
    the_door().tell(session(), f"Källan {before.name} är sparad. Det gäller från nästa hämtning.{moved}")
    return see_other(SOURCES)


def _read(*, before: Source | None, taken: Collection[str]) -> TypedSource:
    others = (each for each in this_archive().store.sources.all() if before is None or each.name != before.name)
    named = {each.municipality for each in others if each.municipality}
    return read_source(
        request.form, before=before, taken=taken, registers=register_names(), municipalities=sorted(named)
    )


def _refused(before: Source, now: Source) -> str:
    """Why a source is not changed so; "" when it is."""
    if request.form.get("stod", "") not in {"", _mark(before)}:
        return CHANGED
    return MOVED if session().sources and not stays(before, now) else ""


def _mark(source: Source) -> str:
    """Another one for every other state of a source: a rule made meanwhile elsewhere is not to be lost."""
    return hashlib.sha256(repr(source).encode()).hexdigest()[:16]


def _named(name: str) -> Source:
    try:
        return this_archive().store.sources.named(name)
    except UnknownSource:
        raise NotFound(f"there is no source named {name!r}") from None


@rooms.get("/kallor/prov/<id>/<int:number>")
def sample(id: str, number: int) -> Response:
    """A page of a try as it came, in a sandbox."""
    tried = _tries().of(id)
    if tried is None or number >= len(tried.samples):
        raise NotFound(f"there is no page {number} of a try {id!r}")
    return replay(tried.samples[number].capture)


def _tries() -> Tries:
    tries: Tries = current_app.extensions.setdefault(TRIES, Tries())
    return tries


def _form(form: TypedSource, *, name: str, trial: str = "", notice: str = "", stood: str = "") -> Response:
    view = make_source(form, name=name, registers=register_names())
    trial = trial or request.form.get("prov", "")
    tried = _tries().of(trial)
    told = make_tried(tried, f"{SOURCES}/prov/{trial}") if tried else None
    stood = stood or clean(request.form.get("stod", ""), LINE)
    shown = {"trial": told, "trial_id": trial if tried else "", "notice": notice, "stood": stood}
    page = render_template("admin/source.html", view=view, **shown)
    return Response(page, headers={"Content-Security-Policy": STILL_FRAMING_POLICY})


def _try(form: TypedSource, *, name: str) -> Response:
    read = read_trial(form, register_names())
    if read.source is None:
        return _form(read, name=name)
    try:
        found = _tries().run(this_archive(), _as_allowed(read.source) if name else read.source)
    except Busy:
        return _form(read, name=name, notice=WAIT)
    record_act("source.try", about=", ".join(read.source.seeds)[:500])
    return _form(read, name=name, trial=found)


def _as_allowed(tried: Source) -> Source:
    """A known source on an inner network is tried only where one that was let there stands at the same addresses.

    A new one is not let there by being kept, so it must not pass its try either.
    """
    hosts, ports = scope_of(tried).hosts, scope_of(replace(tried, allow_private=True)).ports
    for known in this_archive().store.sources.all():
        if known.allow_private and hosts <= scope_of(known).hosts and ports <= scope_of(known).ports:
            return replace(tried, allow_private=True, ports=known.ports)
    return tried


def _keep(deed: str, before: Source | None, now: Source) -> None:
    store = this_archive().store
    with store.transaction():
        store.sources.save(now)
        record_act(deed, about=now.name, detail=changes_text(before, now))


def _switched(before: Source, *, enabled: bool) -> Response:
    if before.enabled != enabled:
        _keep("source.enable" if enabled else "source.disable", before, replace(before, enabled=enabled))
    how = "hämtas igen" if enabled else "hämtas inte längre. Det som är sparat finns kvar"
    the_door().tell(session(), f"Källan {before.name} {how}.")
    return see_other(SOURCES)
