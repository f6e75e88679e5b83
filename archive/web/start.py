"""`/`, `/om` and `/halsa`: what the archive holds, what it is, whether it is well."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from functools import lru_cache
from itertools import islice

from flask import Blueprint, Response, jsonify, render_template, request

from archive import ledger
from archive.facets import SCHEMA
from archive.health import health
from archive.store import Store
from archive.web.context import this_archive, today
from archive.web.covering import RUNS, coverage_of
from archive.web.places import are_many
from archive.web.views.health import make_health, make_json
from archive.web.views.start import Holdings, StartView, make_start
from index.model import Hit, Query, Result, SearchIndex, Sort
from index.tree import Range

LOOKED_AT = 50
DECISIONS = 5
JSON, HTML = "application/json", "text/html"
rooms = Blueprint("start", __name__)


def _view(*, decisions: int) -> StartView:
    archive, day = this_archive(), today()
    held = _held(archive.store, archive.index, archive.index.generation, day)  # type: ignore[arg-type]  # by identity
    many = are_many()
    sites = set() if many else {source.name for source in archive.store.sources.all()}
    names = dict.fromkeys(() if many else (*(name for name, _, _ in held.counts), *sorted(sites)))
    runs = {name: archive.store.runs.latest(name, limit=RUNS) for name in names}
    return make_start(
        Holdings(
            counts=held.counts,
            runs={name: every[0] for name, every in runs.items() if every},
            coverages=tuple(coverage_of(name, every, sites=sites) for name, every in runs.items()),
            municipalities=many,
        ),
        everything=held.everything,
        newest=held.newest,
        decisions=held.decisions[:decisions],
        today=day,
    )


@dataclass(frozen=True, kw_only=True)
class _Held:
    """What changes only with the index: looked up once a generation and day."""

    counts: tuple[tuple[str, int, int], ...]
    everything: Result
    newest: tuple[Hit, ...]
    decisions: tuple[ledger.DecisionRow, ...]


@lru_cache(maxsize=64)
def _held(store: Store, index: SearchIndex, _: str, day: date) -> _Held:
    return _Held(
        counts=store.pages.counts(),
        everything=index.search(Query(sort=Sort.NEWEST, size=1)),
        newest=index.search(_until(day)).hits,
        decisions=tuple(islice(ledger.decisions(store, ledger.Wanted(end=day)), DECISIONS)),
    )


def _until(day: date) -> Query:
    """The newest pages that are not of days to come (calendars are)."""
    return Query(root=Range(field=SCHEMA.date, high=day.isoformat()), sort=Sort.NEWEST, size=LOOKED_AT)


@rooms.get("/")
def start_page() -> str:
    """What the archive holds, and one search box."""
    return render_template("start.html", view=_view(decisions=DECISIONS), welcome=this_archive().config.welcome)


@rooms.get("/om")
def about_page() -> str:
    """What the archive is and how it is read."""
    return render_template("about.html", view=_view(decisions=0), contact=this_archive().config.contact)


@rooms.get("/halsa", endpoint="health")
def health_page() -> Response:
    """Whether database, index and disk are well, for machines and people; 503 when visitors cannot search."""
    found = health(this_archive())
    for_people = request.accept_mimetypes.best_match((JSON, HTML), default=JSON) == HTML
    response = (
        Response(render_template("health.html", view=make_health(found))) if for_people else jsonify(make_json(found))
    )
    response.status_code = 200 if found.serves else 503
    response.cache_control.no_store = True
    response.vary.add("Accept")
    return response
