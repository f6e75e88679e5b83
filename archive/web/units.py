"""`/enhet` and `/enhet/<name>`: the units of the municipality, and what there is of each."""

from __future__ import annotations

from flask import Blueprint, Response, render_template

from archive import ledger
from archive.decided import Choice, open_book
from archive.model import Unit
from archive.totals import read_rows, read_totals
from archive.units import FACETS, open_directory
from archive.web.context import finder, this_archive
from archive.web.errors import unknown
from archive.web.language import _
from archive.web.links import VALUE_LIMIT, SearchState, StateRead, clean, state_url, unit_url
from archive.web.places import are_many, chosen_place, listed
from archive.web.views.parts import Link
from archive.web.views.places import path_of
from archive.web.views.units import NEWEST, UnitWork, make_unit, make_units, pages_state
from index.tree import Any, Node, Value

rooms = Blueprint("units", __name__)


@rooms.get("/enhet")
def units_page() -> str:
    """All units by kind; of several municipalities the ways to each one's."""
    if are_many():
        return listed("/enhet")
    everything = finder().find(StateRead(state=SearchState(size=1))).result
    return render_template("units.html", groups=make_units(open_directory(this_archive()), everything))


@rooms.get("/enhet/<path:name>")
def unit_page(name: str) -> str | Response:
    """A unit; any other of its names leads to its own."""
    asked = clean(name, VALUE_LIMIT)
    every = state_url(SearchState(text=f'enhet:"{asked.replace(chr(34), " ")}"'))
    if elsewhere := chosen_place(asked, _named(asked), lambda town: f"{path_of(town)}{unit_url(asked)}", every):
        return elsewhere
    directory = open_directory(this_archive())
    unit = directory.named(asked)
    if unit is None:
        near = tuple(Link(text=each.name, url=unit_url(each.name)) for each in directory.near(asked))
        said = _("Arkivet känner ingen enhet som heter ”%(name)s”.", name=asked)
        return unknown(_("Enheten finns inte"), said, (*near, Link(text=_("Alla enheter"), url="/enhet")))
    if unit.name != name:
        return Response(status=302, headers={"Location": unit_url(unit.name)})
    return render_template("unit.html", view=make_unit(unit, directory, _work(unit)))


def _named(name: str) -> Node:
    """What a page holds whose unit it is, or that names it."""
    return Any(parts=tuple(Value(field=field, text=name) for field in ("enhet", *FACETS)))


def _work(unit: Unit) -> UnitWork:
    archive, book = this_archive(), open_book(this_archive())
    own = book.select(Choice(chosen=(("enhet", unit.name),)))
    limits = archive.knowledge().limits
    bought = read_totals(archive.store, ledger.Wanted(unit=unit.name), limits=limits)
    state = pages_state(unit)
    return UnitWork(
        pages=finder().find(StateRead(state=SearchState(text=state.text, chosen=state.chosen, size=NEWEST))).result,
        decisions=own if own.rows else book.select(Choice(chosen=(("forvaltning", unit.name),))),
        decides=bool(own.rows),
        bought=bought,
        procurements=read_rows(archive.store, bought.ids[:NEWEST], limits=limits),
    )
