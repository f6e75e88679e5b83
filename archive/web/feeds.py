"""`/sok.atom`, `/beslut.atom`, `/upphandling.atom`: what is new, for feed readers."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from itertools import islice

from flask import Blueprint, Response, abort, render_template

from archive import ledger
from archive.decided import open_book
from archive.web.api.rooms import conditional
from archive.web.asked import read_asked
from archive.web.context import address, asked, finder, this_archive, today
from archive.web.decision_links import read_decisions
from archive.web.decisions import selected
from archive.web.links import StateRead, read_state
from archive.web.views.feeds import (
    DECISIONS,
    MOST,
    PROCUREMENTS,
    SEARCH,
    EntryView,
    Feed,
    decision_entry,
    decisions_feed,
    hit_entry,
    make_feed,
    procurement_entry,
    procurements_feed,
    search_feed,
)
from index.model import Sort

rooms = Blueprint("feeds", __name__)
ATOM = "application/atom+xml; charset=utf-8"


@rooms.get(SEARCH)
def searched() -> Response:
    """The newest pages of a search, whatever its order."""
    state = read_state(asked(), this_archive().schema).state
    newest = replace(state, sort=Sort.NEWEST, page=1, size=MOST)
    hits = finder().find(StateRead(state=newest)).result.hits
    return _feed(search_feed(state), map(hit_entry, hits))


@rooms.get(DECISIONS)
def decided() -> Response:
    """The newest decisions."""
    state, _ = read_decisions(asked())
    found, _ = selected(open_book(this_archive()), state)
    return _feed(decisions_feed(state), map(decision_entry, found.rows[:MOST]))


@rooms.get(PROCUREMENTS)
def procured() -> Response:
    """The newest procurements of those asked for; a field that cannot be used is an error, as for the files."""
    archive, question = this_archive(), read_asked(asked(), today=today())
    if question.wrong:
        abort(400)
    found = ledger.procurements(archive.store, question.wanted, limits=archive.knowledge().limits)
    return _feed(procurements_feed(question), map(procurement_entry, islice(found, MOST)))


def _feed(feed: Feed, entries: Iterable[EntryView]) -> Response:
    text = render_template("feed.xml", view=make_feed(feed, entries), address=address())
    return conditional(Response(text, content_type=ATOM))
