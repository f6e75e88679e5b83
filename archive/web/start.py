"""`/`, `/om` and `/halsa`: what the archive holds, what it is, whether it is well."""

from __future__ import annotations

from datetime import date
from itertools import islice

from flask import Blueprint, Response, jsonify, render_template

from archive import __version__, ledger
from archive.changes import is_behind
from archive.model import Run
from archive.store import Runs
from archive.web.context import finder, this_archive, today
from archive.web.links import SearchState, StateRead
from archive.web.views.start import Holdings, StartView, make_start
from index.model import Query, Sort
from index.tree import Range

LOOKED_AT = 50
DECISIONS = 5
rooms = Blueprint("start", __name__)


def _view(*, decisions: int) -> StartView:
    archive, day = this_archive(), today()
    counts = archive.store.pages.counts()
    rows = islice(ledger.decisions(archive.store, ledger.Wanted(end=day)), decisions)
    return make_start(
        Holdings(counts=counts, runs=_latest(archive.store.runs, tuple(name for name, _, _ in counts))),
        everything=finder().find(StateRead(state=SearchState(size=1))).result,
        newest=archive.index.search(_until(day)).hits,
        decisions=tuple(rows),
        today=day,
    )


def _until(day: date) -> Query:
    """The newest pages that are not of days to come (calendars are)."""
    field = this_archive().schema.date
    return Query(root=Range(field=field, high=day.isoformat()), sort=Sort.NEWEST, size=LOOKED_AT)


def _latest(runs: Runs, names: tuple[str, ...]) -> dict[str, Run]:
    """The newest run of each source that has been crawled."""
    return {name: run for name in names for run in runs.latest(name, limit=1)}


@rooms.get("/")
def start_page() -> str:
    """What the archive holds, and one search box."""
    return render_template("start.html", view=_view(decisions=DECISIONS), welcome=this_archive().config.welcome)


@rooms.get("/om")
def about_page() -> str:
    """What the archive is and how it is read."""
    return render_template("about.html", view=_view(decisions=0), contact=this_archive().config.contact)


@rooms.get("/halsa")
def health() -> tuple[Response, int]:
    """Whether store and index answer; 503 when search does not work."""
    archive = this_archive()
    pages = sum(pages for _, pages, _ in archive.store.pages.counts())
    stale = archive.index.is_stale
    said = {
        "status": "stale-index" if stale else "ok",
        "version": __version__,
        "pages": pages,
        "index": {"stale": stale, "behind": is_behind(archive.store), "generation": archive.index.generation},
    }
    return jsonify(said), 503 if stale else 200
