"""`/sok.atom`, `/beslut.atom`, `/upphandling.atom`: what is new, for feed readers."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from itertools import islice

from flask import Blueprint, Response, render_template

from archive import ledger
from archive.web.api.rooms import conditional
from archive.web.context import address, asked, finder, this_archive
from archive.web.links import StateRead, read_state
from archive.web.views.feeds import (
    DECISIONS,
    MOST,
    PROCUREMENTS,
    SEARCH,
    EntryView,
    Feed,
    decision_entry,
    hit_entry,
    ledger_feed,
    make_feed,
    procurement_entry,
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
    feed, wanted = ledger_feed(DECISIONS, "/beslut", "Beslut", asked())
    return _feed(feed, map(decision_entry, islice(ledger.decisions(this_archive().store, wanted), MOST)))


@rooms.get(PROCUREMENTS)
def procured() -> Response:
    """The newest procurements."""
    archive = this_archive()
    feed, wanted = ledger_feed(PROCUREMENTS, "/upphandling", "Upphandling", asked())
    found = ledger.procurements(archive.store, wanted, limits=archive.knowledge().limits)
    return _feed(feed, map(procurement_entry, islice(found, MOST)))


def _feed(feed: Feed, entries: Iterable[EntryView]) -> Response:
    text = render_template("feed.xml", view=make_feed(feed, entries), address=address())
    return conditional(Response(text, content_type=ATOM))
