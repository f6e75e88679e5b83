"""`/sok.atom`, `/beslut.atom`, `/upphandling.atom`: what is new, for feed readers."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from itertools import islice

from flask import Blueprint, Response, abort, render_template

from archive import ledger
from archive.web.api.rooms import conditional
from archive.web.asked import read_asked
from archive.web.context import address, asked, finder, here, this_archive, today
from archive.web.decision_links import decisions_url
from archive.web.decisions import chosen_decisions
from archive.web.links import StateRead, read_state
from archive.web.towns import place_of
from archive.web.views.decisions import decision_row
from archive.web.views.feeds import (
    DECISIONS,
    MOST,
    PROCUREMENTS,
    SEARCH,
    TITLE,
    EntryView,
    Feed,
    decision_entry,
    hit_entry,
    make_feed,
    procurement_entry,
    search_feed,
    xml_text,
)
from archive.web.views.hits import text_of
from archive.web.views.procurements import PATH
from archive.web.words import short_text
from index.model import Sort

rooms = Blueprint("feeds", __name__)
ATOM = "application/atom+xml; charset=utf-8"


@rooms.get(SEARCH)
def searched() -> Response:
    """The newest pages of a search, whatever its order."""
    state = read_state(asked(), this_archive().schema).state
    newest = replace(state, sort=Sort.NEWEST, page=1, size=MOST)
    hits = finder().find(StateRead(state=newest)).result.hits
    return _feed(search_feed(state), (_whose(hit_entry(hit), text_of(hit.values, "kalla")) for hit in hits))


@rooms.get(DECISIONS)
def decided() -> Response:
    """The newest decisions."""
    state, rows = chosen_decisions(asked())
    first = state.at(1)
    feed = Feed(title="Beslut", path=decisions_url(first, DECISIONS), page=decisions_url(first))
    shown = map(decision_row, rows[:MOST])
    return _feed(feed, (_whose(decision_entry(row), row.source) for row in shown))


@rooms.get(PROCUREMENTS)
def procured() -> Response:
    """The newest procurements."""
    archive = this_archive()
    question = read_asked(asked(), today=today())
    if question.wrong:
        abort(400)
    feed = Feed(title="Upphandling", path=question.url(PROCUREMENTS), page=question.url(PATH))
    found = ledger.procurements(archive.store, question.wanted, limits=archive.knowledge().limits)
    return _feed(feed, (_whose(procurement_entry(row), row.source) for row in islice(found, MOST)))


def _whose(entry: EntryView, source: str) -> EntryView:
    """An entry that says of which municipality it is, where a feed is of several; what it is known by stays."""
    place = place_of(source)
    return (
        entry if place is None else replace(entry, title=short_text(xml_text(f"{place.text} · {entry.title}"), TITLE))
    )


def _feed(feed: Feed, entries: Iterable[EntryView]) -> Response:
    text = render_template("feed.xml", view=make_feed(feed, entries), address=address(), here=here())
    return conditional(Response(text, content_type=ATOM))
