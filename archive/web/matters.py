"""`/beslut/<id>` and `/arende/<number>`: a decision with its proof, and what came before and after it."""

from __future__ import annotations

from flask import Blueprint, Response, redirect, render_template

from archive.decided import open_book
from archive.decided.alike import pages_alike
from archive.decided.following import follow
from archive.enrich.cases import folded_case
from archive.web.context import this_archive
from archive.web.errors import answered
from archive.web.language import _
from archive.web.links import SearchState, case_url, clean, state_url
from archive.web.places import chosen_place
from archive.web.towns import settle
from archive.web.views.matters import make_case, make_matter
from archive.web.views.places import path_of
from index.tree import Value

LONGEST = 60
"""Letters of a case number that are looked at."""
rooms = Blueprint("matters", __name__)


@rooms.get("/beslut/<id>")
def decision_page(id: str) -> str | Response:
    """A decision, what proves it, and pages that may speak of the same."""
    archive = this_archive()
    book = open_book(archive)
    row = book.one(id)
    if row is None:
        said = _("Beslutet finns inte i arkivet, eller så läses sidan det stod på annorlunda nu.")
        return answered(404, title=_("Beslutet finns inte"), text=said)
    settle(row.source)
    archive = this_archive()
    view = make_matter(row, book.of_page(row.page), pages_alike(row, archive.index, archive.analyzer))
    return render_template("decision.html", view=view)


@rooms.get("/arende/<path:number>")
def case_page(number: str) -> str | Response:
    """All that carries a case number, in order of time; another way to write it leads to the usual one."""
    asked = clean(number, LONGEST)
    carried = Value(field="dnr", text=folded_case(asked))
    every = state_url(SearchState(text=f'dnr:"{asked.replace(chr(34), " ")}"'))
    if elsewhere := chosen_place(asked, carried, lambda town: f"{path_of(town)}{case_url(asked)}", every):
        return elsewhere
    archive = this_archive()
    found = follow(asked, archive.store, archive.index, open_book(archive))
    if found is None:
        said = _("Ingen sida i arkivet har diarienumret ”%(number)s”.", number=asked)
        return answered(404, title=_("Ärendet finns inte"), text=said)
    if found.number != number:
        return Response(status=302, headers={"Location": redirect(case_url(found.number)).location})
    return render_template("case.html", view=make_case(found))
