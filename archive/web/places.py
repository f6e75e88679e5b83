"""`/kommun`: the municipalities of the archive; and which of them a name stands in, where several have it."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from flask import Blueprint, Response, render_template, request

from archive.errors import NotFound
from archive.facets import MUNICIPALITY
from archive.municipalities import Municipality
from archive.web.context import this_archive
from archive.web.links import clean
from archive.web.towns import seen_towns, this_town
from archive.web.views.places import LIMIT, make_choice, make_places
from index.model import Query
from index.tree import Node

rooms = Blueprint("places", __name__)


@rooms.get("/kommun", strict_slashes=False)
def places_page() -> str:
    """All municipalities, or those whose name holds what was typed. Raises NotFound where no source names any."""
    known = seen_towns()
    if not known:
        raise NotFound("no source says whose it is")
    return listed("/")


def listed(room: str) -> str:
    """The page of all municipalities, each leading to a room of its site."""
    typed = clean(request.args.get("q", ""), LIMIT)
    view = make_places(seen_towns(), counted(None), typed=typed, room=room)
    return render_template("places.html", view=view, here=request.path, of_units=room != "/")


def are_many() -> tuple[Municipality, ...]:
    """The municipalities, where the site that is shown is that of several; none else."""
    known = seen_towns() if this_town() is None else ()
    return known if len(known) > 1 else ()


def counted(root: Node | None) -> Mapping[str, int]:
    """How many pages of each municipality match."""
    found = this_archive().index.search(Query(root=root, size=1)).facets.get(MUNICIPALITY, ())
    return {each.value: each.count for each in found if each.count}


def chosen_place(name: str, root: Node, url: Callable[[str], str], every: str) -> Response | None:
    """Where a name leads in an archive of several municipalities: to the one that has it, or to a choice among them.

    None when no municipality's pages have it, or the site shown is of one. `url` is where it leads in a municipality.
    """
    if not are_many() or not (counts := counted(root)):
        return None
    if len(counts) == 1:
        return Response(status=302, headers={"Location": url(next(iter(counts)))})
    return Response(render_template("choice.html", view=make_choice(name, counts, url=url, every=every)))
