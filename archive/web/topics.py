"""`/amne` and `/amne/<name>`: the topics pages are told by, and what there is of each."""

from __future__ import annotations

from difflib import get_close_matches

from flask import Blueprint, Response, render_template

from archive.decided import Choice, open_book
from archive.web.context import finder, this_archive
from archive.web.errors import answered_with
from archive.web.language import _
from archive.web.links import VALUE_LIMIT, SearchState, StateRead, clean, topic_url
from archive.web.views.parts import Link
from archive.web.views.topics import AMNE, NEWEST, make_topic, make_topics
from index.model import Query, Result, Sort
from index.tree import Value

NEAREST = 5
rooms = Blueprint("topics", __name__)


@rooms.get("/amne")
def topics_page() -> str:
    """All topics."""
    everything = _everything()
    decisions = open_book(this_archive()).select(Choice())
    return render_template("topics.html", rows=make_topics(_names(everything), everything, decisions))


@rooms.get("/amne/<path:name>")
def topic_page(name: str) -> str | Response:
    """A topic; its name in another case leads to its own."""
    asked = clean(name, VALUE_LIMIT)
    names = {each.casefold(): each for each in _names(_everything())}
    topic = names.get(asked.casefold())
    if topic is None:
        near = get_close_matches(asked.casefold(), names, n=NEAREST)
        ways = tuple(Link(text=names[each], url=topic_url(names[each])) for each in near)
        said = _("Arkivet har inget ämne som heter ”%(name)s”.", name=asked)
        return answered_with(404, said, (*ways, Link(text=_("Alla ämnen"), url="/amne")))
    if topic != name:
        return Response(status=302, headers={"Location": topic_url(topic)})
    archive = this_archive()
    pages = archive.index.search(Query(root=Value(field=AMNE, text=topic), sort=Sort.NEWEST, size=NEWEST))
    decisions = open_book(archive).select(Choice(chosen=((AMNE, topic),)))
    view = make_topic(topic, archive.knowledge().topics.terms(topic), pages, decisions)
    return render_template("topic.html", view=view)


def _everything() -> Result:
    return finder().find(StateRead(state=SearchState(size=1))).result


def _names(everything: Result) -> tuple[str, ...]:
    """The topics of the closed list, and those that imported pages brought."""
    known = this_archive().knowledge().topics.names
    told = (count.value for count in everything.facets.get(AMNE, ()))
    return tuple({name.casefold(): name for name in (*told, *known)}.values())
