"""`/upphandling`: what was bought, newest first, by year and unit."""

from __future__ import annotations

from flask import Blueprint, render_template

from archive import ledger
from archive.web.context import asked, finder, this_archive
from archive.web.links import SearchState, StateRead
from archive.web.views.ledger import (
    LedgerState,
    LedgerView,
    make_pager,
    make_procurement,
    read_ledger,
    window,
)
from index.tree import Note

rooms = Blueprint("ledgers", __name__)


@rooms.get("/upphandling")
def procurements_page() -> str:
    """Procurements, each compared with the limit for direct procurement on its day."""
    archive = this_archive()
    state, notes = read_ledger(asked())
    found = ledger.procurements(archive.store, state.wanted, limits=archive.knowledge().limits)
    rows, more = window(found, state)
    view = ledger_view("/upphandling", state, notes, more=more)
    return render_template("procurements.html", view=view, rows=tuple(make_procurement(row) for row in rows))


def ledger_view(path: str, state: LedgerState, notes: tuple[Note, ...], *, more: bool) -> LedgerView:
    """The view of a ledger, with the years and units that its filter offers."""
    facets = finder().find(StateRead(state=SearchState(size=1))).result.facets
    names = {name: tuple(count.value for count in facets.get(name, ())) for name in ("ar", "forvaltning", "namnd")}
    return LedgerView(
        path=path,
        year=str(state.year or ""),
        unit=state.unit,
        years=tuple(sorted(names["ar"], reverse=True)),
        units=tuple(sorted(set(names["forvaltning"] + names["namnd"]))),
        pager=make_pager(path, state, more=more),
        notes=tuple(note.text for note in notes),
    )
