"""What pages that list by year and unit share."""

from __future__ import annotations

from archive.web.context import finder
from archive.web.links import SearchState, StateRead
from archive.web.views.ledger import (
    LedgerState,
    LedgerView,
    make_pager,
)
from index.tree import Note


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
