"""`/admin/kallor`: the sites that are crawled; add one, change one, turn one off or on."""

from __future__ import annotations

from dataclasses import replace

from flask import Blueprint, Response, render_template, request

from archive.enrich.knowledge import register_names
from archive.errors import NotFound, UnknownSource
from archive.web.admin.context import moment, record_act, see_other, session, the_door
from archive.web.context import this_archive
from archive.web.links import read_page
from archive.web.views.admin.source_form import TypedSource, changes_text, read_source, typed_of
from archive.web.views.admin.sources import SOURCES, make_source, make_sources
from crawler.model import Source

RUNS = 20
"""Runs of a source that are looked through for one that ended well."""
OFF, ON = "av", "pa"

rooms = Blueprint("sources", __name__)


@rooms.get("/kallor")
def sources() -> str:
    """Every source and how it stands."""
    store = this_archive().store
    view = make_sources(
        store.sources.all(),
        store.pages.counts(),
        lambda name: store.runs.latest(name, limit=RUNS),
        page=read_page(request.args.get("sida", ""))[0],
        now=moment(),
    )
    return render_template("admin/sources.html", view=view, notes=the_door().told(session()))


@rooms.get("/kallor/ny")
def new() -> str:
    """The form for a new source, as its defaults fill it in."""
    start = typed_of(Source(name="", seeds=(), schedule="0 2 * * *"))
    return _form(TypedSource(typed=start, wrong={}, source=None), name="")


@rooms.post("/kallor/ny")
def add() -> str | Response:
    """Keep a new source. A form with something wrong in it comes back as it was sent."""
    known = [each.name for each in this_archive().store.sources.all()]
    form = read_source(request.form, before=None, taken=known, registers=register_names())
    if form.source is None:
        return _form(form, name="")
    _keep("source.add", None, form.source)
    the_door().tell(session(), f"Källan {form.source.name} är tillagd.")
    return see_other(SOURCES)


@rooms.get("/kallor/<name>")
def source(name: str) -> str:
    """The form for a source as it stands."""
    found = _named(name)
    return _form(TypedSource(typed=typed_of(found), wrong={}, source=found), name=found.name)


@rooms.post("/kallor/<name>")
def change(name: str) -> str | Response:
    """Keep what was changed, or turn the source off or on."""
    before = _named(name)
    if request.form.get("lage") in {OFF, ON}:
        return _switched(before, enabled=request.form["lage"] == ON)
    form = read_source(request.form, before=before, taken=(), registers=register_names())
    if form.source is None:
        return _form(form, name=before.name)
    if form.source != before:
        _keep("source.change", before, form.source)
    the_door().tell(session(), f"Källan {before.name} är sparad. Det gäller från nästa hämtning.")
    return see_other(SOURCES)


def _named(name: str) -> Source:
    try:
        return this_archive().store.sources.named(name)
    except UnknownSource:
        raise NotFound(f"there is no source named {name!r}") from None


def _form(form: TypedSource, *, name: str) -> str:
    view = make_source(form, name=name, registers=register_names())
    return render_template("admin/source.html", view=view)


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
