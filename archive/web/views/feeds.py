"""Searches and ledgers as Atom feeds (RFC 4287): what is new, for a reader that asks now and then. Pure."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, datetime
from hashlib import sha256

from archive.ledger import DecisionRow, ProcurementRow
from archive.web.links import SearchState, page_url, state_url
from archive.web.views.hits import UNTITLED, text_of, texts_of
from archive.web.words import capital, money_text, short_text
from index.model import Hit

MOST = 50
NEVER = datetime(1970, 1, 1, tzinfo=UTC)
"""When a feed without an entry was changed."""
SUMMARY = 500
TITLE = 200
UNIT_LIMIT = 200
SEARCH, DECISIONS, PROCUREMENTS = "/sok.atom", "/beslut.atom", "/upphandling.atom"
_NO_XML = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]")
_DAY = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}")


@dataclass(frozen=True, kw_only=True)
class Feed:
    """What a feed is of: its title, its own address and that of its page, from the archive's root on."""

    title: str
    path: str
    page: str


@dataclass(frozen=True, kw_only=True)
class EntryView:
    """An entry for feed.xml. `id` and `url` are addresses from the archive's root on; `at` is ISO 8601."""

    id: str
    url: str
    title: str
    summary: str
    at: str
    topics: tuple[str, ...] = ()


@dataclass(frozen=True, kw_only=True)
class FeedView:
    """For feed.xml."""

    title: str
    path: str
    page: str
    at: str
    entries: tuple[EntryView, ...]


def make_feed(feed: Feed, entries: Iterable[EntryView]) -> FeedView:
    """The view of a feed; it changed when its newest entry did."""
    shown = tuple(entries)[:MOST]
    at = max((entry.at for entry in shown), default=_moment(NEVER))
    return FeedView(title=xml_text(feed.title), path=feed.path, page=feed.page, at=at, entries=shown)


def xml_text(text: str) -> str:
    """The text without the signs that XML 1.0 cannot hold."""
    return _NO_XML.sub("\ufffd", text)


def _moment(at: datetime) -> str:
    return at.astimezone(UTC).isoformat(timespec="seconds")


def search_feed(state: SearchState) -> Feed:
    """The feed of a search: whatever page of it is shown."""
    first = state.at(1)
    title = f"Sökning: {state.text}" if state.text else "Nya sidor"
    return Feed(title=title, path=state_url(first, SEARCH), page=state_url(first))


def hit_entry(hit: Hit) -> EntryView:
    """A hit; it changes when the page is captured anew with other content."""
    url = page_url(*hit.id.split("/", 1))
    said = "".join(piece.text for piece in hit.snippet) or text_of(hit.values, "text")
    return EntryView(
        id=url,
        url=url,
        title=xml_text(text_of(hit.values, "titel") or UNTITLED),
        summary=xml_text(short_text(said, SUMMARY)),
        at=_moment(datetime.fromisoformat(text_of(hit.values, "fangad"))),
        topics=tuple(map(xml_text, texts_of(hit.values, "amne"))),
    )


def decision_entry(row: DecisionRow) -> EntryView:
    """A decision, in the version of the page that says it."""
    by = f"{row.decided_by}: " if row.decided_by else ""
    return _row_entry(row, title=f"{by}{capital(row.text)}", summary=row.evidence)


def procurement_entry(row: ProcurementRow) -> EntryView:
    """A procurement, in the version of the page that says it."""
    value = None if row.value_sek is None else money_text(row.value_sek)
    told = " · ".join(filter(None, (row.kind, row.stage, row.supplier, value)))
    return _row_entry(row, title=f"{capital(row.object or row.kind)} ({told})", summary=row.evidence)


def _row_entry(row: DecisionRow | ProcurementRow, *, title: str, summary: str) -> EntryView:
    mark = sha256(f"{title}\n{summary}".encode("utf-8", "replace")).hexdigest()[:12]
    return EntryView(
        id=f"{row.memento}#{mark}",
        url=row.memento,
        title=xml_text(short_text(title, TITLE)),
        summary=xml_text(short_text(summary, SUMMARY)),
        at=_moment(max(filter(None, (row.captured_at, row.reviewed_at)))),
    )
