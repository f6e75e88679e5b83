"""`/sok` and `/api/sok`: the same search as a page and as JSON. `/api/forslag`: what to search for."""

from __future__ import annotations

import time

from flask import Blueprint, Response, jsonify, render_template, request

from archive.answers import answer
from archive.web.completing import Completer
from archive.web.context import asked, finder, here, this_archive
from archive.web.covering import completeness
from archive.web.links import read_state, state_url
from archive.web.views.search import make_search

rooms = Blueprint("search", __name__)


@rooms.get("/sok")
def search_page() -> str:
    """Hits with facets, or a way out when there are none."""
    schema = this_archive().schema
    search = finder()
    found = search.find(read_state(asked(), schema))
    view = make_search(found.state, found.result, schema, notes=found.notes, ways=search.ways(found))
    chosen = {value for name, value in found.state.chosen if name == "kalla"}
    return render_template("search.html", view=view, address=here(), covered=completeness(chosen))


@rooms.get("/api/sok")
def search_json() -> Response:
    """The outer contract's answer; `sida` and `antal` say which part of the hits it is."""
    start = time.perf_counter()
    found = finder().find(read_state(asked(), this_archive().schema))
    said = answer(found.result, ms=(time.perf_counter() - start) * 1000)
    said["notes"] = list(dict.fromkeys(note.text for note in found.notes))
    said |= {"page": found.state.page, "size": found.state.size, "web": state_url(found.state)}
    return jsonify(said)


@rooms.get("/api/forslag")
def proposals_json() -> Response:
    """What the search box proposes for what has been typed so far."""
    archive = this_archive()
    rows = Completer(archive.index, archive.analyzer).propose(request.args.get("q", ""))
    return jsonify({"suggestions": [{"text": row.text, "kind": row.kind, "url": row.url} for row in rows]})
