"""`/beslut`: every decision, chosen among by facets, days and words; as a page and as files."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from dataclasses import replace

from flask import Blueprint, Response, abort, render_template

from archive.decided import Choice, Matter, Selection, open_book
from archive.web.context import address, asked, this_archive, today
from archive.web.decision_files import csv_lines, json_lines
from archive.web.decision_links import DecisionState, read_decisions, within
from archive.web.links import Pairs
from archive.web.views.decisions import as_of_notes, make_decisions
from index.syntax import parse
from index.tree import Note

UNUSABLE = frozenset({"bad-day", "bad-year", "no-such-field"})
"""Notes on parts of a question that were passed over."""
rooms = Blueprint("decisions", __name__)


@rooms.get("/beslut")
def decisions_page() -> str:
    """Decisions as cards."""
    state, notes = read_decisions(asked())
    found, more = selected(state := named(state))
    more += as_of_notes(state)
    state, past = within(state, len(found.rows))
    view = make_decisions(state, found, notes=(*notes, *more, *past))
    return render_template("decisions.html", view=view)


@rooms.get("/beslut.csv")
def decisions_csv() -> Response:
    """The same decisions for a spreadsheet."""
    return _file(csv_lines, "text/csv; charset=utf-8", "beslut.csv")


@rooms.get("/beslut.jsonl")
def decisions_jsonl() -> Response:
    """The same decisions for programs."""
    return _file(json_lines, "application/jsonl; charset=utf-8", "beslut.jsonl")


def chosen_decisions(pairs: Pairs) -> tuple[DecisionState, tuple[Matter, ...]]:
    """The state that URL parameters ask for and all its decisions, for files, feeds and reports.

    What cannot be used is answered with 400, never with more decisions than were asked for.
    """
    state, notes = read_decisions(pairs)
    found, more = selected(state := named(state))
    if UNUSABLE & {note.code for note in (*notes, *more, *found.notes)}:
        abort(400)
    return state, found.rows


def _file(lines: Callable[[Iterable[Matter], str], Iterator[str]], media_type: str, name: str) -> Response:
    _state, rows = chosen_decisions(asked())
    response = Response(lines(rows, address()), content_type=media_type)
    response.headers["Content-Disposition"] = f'attachment; filename="{name}"'
    response.headers["X-Robots-Tag"] = "noindex"
    return response


def named(state: DecisionState) -> DecisionState:
    """The state with names as the decisions write them."""
    book = open_book(this_archive(), state.as_of)
    return replace(state, chosen=tuple((name, book.named(name, value)) for name, value in state.chosen))


def selected(state: DecisionState) -> tuple[Selection, tuple[Note, ...]]:
    """The decisions of a state; the words are read by the query language of `/sok`."""
    parsed = parse(state.text, this_archive().schema, today=today())
    choice = Choice(chosen=state.chosen, start=state.start, end=state.end, root=parsed.root)
    return open_book(this_archive(), state.as_of).select(choice), parsed.notes
