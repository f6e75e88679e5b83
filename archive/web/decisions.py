"""`/beslut`: what was decided, newest first, by year and unit."""

from __future__ import annotations

from flask import Blueprint, render_template

from archive import ledger
from archive.web.context import asked, this_archive
from archive.web.ledgers import ledger_view
from archive.web.views.decisions import make_decision
from archive.web.views.ledger import read_ledger, window

rooms = Blueprint("decisions", __name__)


@rooms.get("/beslut")
def decisions_page() -> str:
    """Decisions as cards."""
    state, notes = read_ledger(asked())
    rows, more = window(ledger.decisions(this_archive().store, state.wanted), state)
    view = ledger_view("/beslut", state, notes, more=more)
    return render_template("decisions.html", view=view, rows=tuple(make_decision(row) for row in rows))
