"""`/admin/tackning`: what is held by year and source, and what is known to be missing."""

from __future__ import annotations

from flask import Blueprint, render_template, request

from archive.model import RunState
from archive.web.context import this_archive
from archive.web.covering import RUNS, completeness
from archive.web.links import read_page
from archive.web.views.admin.coverage import SIZE, Held, make_map
from archive.web.views.parts import page_count
from index.model import Query

SOURCE, YEAR = "kalla", "ar"

rooms = Blueprint("coverage", __name__)


@rooms.get("/tackning")
def coverage() -> str:
    """The map of a page of sources, those crawled and those imported."""
    store = this_archive().store
    counted = (name for name, _, _ in store.pages.counts())
    names = tuple(sorted({*counted, *(each.name for each in store.sources.all())}))
    page = min(read_page(request.args.get("sida", ""))[0], page_count(len(names), SIZE))
    held = tuple(map(_held, names[(page - 1) * SIZE : page * SIZE]))
    view = make_map(held, completeness(), page=page, total=len(names))
    return render_template("admin/coverage.html", view=view)


def _held(name: str) -> Held:
    archive = this_archive()
    result = archive.index.search(Query(filters={SOURCE: frozenset({name})}, size=1))
    years = {int(each.value): each.count for each in result.facets.get(YEAR, ()) if each.value.isdecimal()}
    runs = archive.store.runs.latest(name, limit=RUNS)
    return Held(
        source=name,
        years=years,
        total=result.total,
        last=next((run for run in runs if run.state is RunState.DONE and run.ended), None),
        newest=runs[0] if runs else None,
        listed=archive.store.frontier.listed(name),
    )
