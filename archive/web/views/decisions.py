"""Decisions as cards, and the list of them: facets, timeline, what was chosen. Pure."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from archive.decided import Matter, Selection
from archive.decided.book import NONE, READ
from archive.ledger import DecisionRow
from archive.model import Certainty, DecisionKind
from archive.model.moments import stamp_text
from archive.web.decision_links import PATH, SIZE, DecisionState, decisions_url
from archive.web.language import _, later
from archive.web.links import SearchState, case_url, decision_url, page_url, state_url, topic_url, unit_url
from archive.web.views.parts import Link, Pager, make_pager, page_count
from archive.web.views.search import LISTED, SHOWN, Chip, FacetValue, FacetView, left_out_text
from archive.web.views.timeline import Timeline, make_timeline
from archive.web.words import (
    CERTAINTIES,
    DECISION_KINDS,
    address_text,
    capital,
    count_text,
    day_text,
    number_text,
    review_text,
    short_text,
)
from index.tree import Note

TEXT = 400
TOPICS = 3
LABELS: Mapping[str, str] = {
    "kommun": later("Kommun"),
    "ar": later("År"),
    "enhet": later("Beslutat av"),
    "forvaltning": later("Sidans enhet"),
    "slag": later("Slag av beslut"),
    "amne": later("Ämne"),
    "kalla": later("Källa"),
}
OTHERS = frozenset({"kommun", "enhet", "forvaltning", "amne", "kalla"})
"""Facets whose values are names, the same in every language."""
UNDATED = later("Utan datum")
UNKNOWN = later("Framgår inte")


@dataclass(frozen=True, kw_only=True)
class DecisionView:
    """A decision in a row. `quote` is the sentence that says it, when the text is not that sentence."""

    text: str
    by: str
    when: str
    day: str
    kind: str
    quote: str
    url: str
    address: str
    source: str


@dataclass(frozen=True, kw_only=True)
class CardView:
    """A decision as a card. `page` is where it stands, `own_url` the decision's own address."""

    text: str
    own_url: str
    by: Link | None
    when: str
    day: str
    kind: str
    kind_text: str
    certainty: str
    quote: str
    page: Link
    review: str
    owners: tuple[Link, ...]
    topics: tuple[Link, ...]
    cases: tuple[Link, ...]
    source: str


@dataclass(frozen=True, kw_only=True)
class DecisionsView:
    """For decisions.html."""

    text: str
    start: str
    end: str
    as_of: str
    total: int
    total_text: str
    range_text: str
    first: int
    undated: str
    cards: tuple[CardView, ...]
    facets: tuple[FacetView, ...]
    chips: tuple[Chip, ...]
    clear_url: str
    timeline: Timeline | None
    pager: Pager
    notes: tuple[str, ...]
    chosen: tuple[tuple[str, str], ...]
    csv_url: str
    jsonl_url: str
    search_url: str


def make_decision(row: DecisionRow) -> DecisionView:
    """A decision in a row."""
    return DecisionView(
        text=capital(short_text(row.text, TEXT)),
        by=row.decided_by or "",
        when=day_text(row.date) if row.date else _(UNDATED),
        day=row.date.isoformat() if row.date else "",
        kind=_(DECISION_KINDS[DecisionKind(row.kind)]),
        quote=_quote(row.text, row.evidence),
        url=page_url(row.page),
        address=address_text(row.url),
        source=row.source,
    )


def make_card(row: Matter, *, as_of: bool = False) -> CardView:
    """A decision as a card; one of a day gone by leads to the version that says it, since today's page may not."""
    version = page_url(row.page, stamp_text(row.captured))
    return CardView(
        text=capital(short_text(row.text, TEXT)),
        own_url=version if as_of else decision_url(row.id),
        by=Link(text=row.by, url=unit_url(row.by)) if row.by else None,
        when=day_text(row.day) if row.day else _(UNDATED),
        day=row.day.isoformat() if row.day else "",
        kind=row.kind.value,
        kind_text=_(DECISION_KINDS[row.kind]),
        certainty=_(CERTAINTIES[Certainty(row.certainty)]),
        quote=_quote(row.text, row.evidence),
        page=Link(text=row.title or _("Sida utan rubrik"), url=version if as_of else page_url(row.page)),
        review=review_text(row.review, row.reviewed_at),
        owners=tuple(Link(text=name, url=unit_url(name)) for name in row.owners if name != row.by),
        topics=tuple(Link(text=name, url=topic_url(name)) for name in row.topics[:TOPICS]),
        cases=tuple(Link(text=number, url=case_url(number)) for number in row.cases[:TOPICS]),
        source=row.source,
    )


def decision_row(row: Matter) -> DecisionRow:
    """A decision as a row of the ledger, for reports."""
    return DecisionRow(
        text=row.text,
        decided_by=row.by,
        date=row.day,
        kind=row.kind.value,
        evidence=row.evidence,
        url=row.url,
        page=row.page,
        memento=page_url(row.page, stamp_text(row.captured)),
        captured_at=row.captured,
        sha256=row.sha256,
        rule=row.rule,
        certainty=row.certainty,
        review=row.review,
        reviewed_at=row.reviewed_at,
        source=row.source,
    )


def as_of_notes(state: DecisionState) -> tuple[Note, ...]:
    """That the decisions are those of a day gone by."""
    if state.as_of is None:
        return ()
    said = _("Du ser besluten som sidorna stod %(day)s, så långt de är sparade.", day=day_text(state.as_of))
    return (Note(code="as-of", text=said),)


def said_choice(state: DecisionState) -> tuple[tuple[str, str], ...]:
    """What a state asks for, in words; none when it asks for all."""
    words = ((_("Ord i beslutet"), state.text),) if state.text else ()
    return (*words, *((chip.label, chip.value) for chip in _chips(state)))


def _quote(text: str, evidence: str) -> str:
    same = evidence.strip().rstrip(".") == text.strip().rstrip(".")
    return "" if same else short_text(evidence, TEXT)


def make_decisions(state: DecisionState, found: Selection, *, notes: tuple[Note, ...] = ()) -> DecisionsView:
    """The list of a state and what it selected."""
    first, total = (state.page - 1) * SIZE + 1, len(found.rows)
    shown = found.rows[first - 1 : first - 1 + SIZE]
    pager = make_pager(state.page, page_count(total, SIZE), lambda page: decisions_url(state.at(page)))
    return DecisionsView(
        text=state.text,
        start=state.start.isoformat() if state.start else "",
        end=state.end.isoformat() if state.end else "",
        as_of=state.as_of.isoformat() if state.as_of else "",
        total=total,
        total_text=count_text(total, "beslut", "beslut"),
        range_text=_("visar %(first)s–%(last)s", first=number_text(first), last=number_text(first + len(shown) - 1))
        if total > len(shown)
        else "",
        first=first,
        undated=_undated(found),
        cards=tuple(make_card(row, as_of=state.as_of is not None) for row in shown),
        facets=make_decision_facets(state, found),
        chips=_chips(state),
        clear_url=decisions_url(DecisionState(text=state.text)),
        timeline=make_timeline(found.months, lambda start, end: decisions_url(state.between(start, end))),
        pager=pager,
        notes=tuple(note.text for note in (*notes, *found.notes)),
        chosen=state.chosen,
        csv_url=decisions_url(state.at(1), f"{PATH}.csv"),
        jsonl_url=decisions_url(state.at(1), f"{PATH}.jsonl"),
        search_url=state_url(SearchState(text=state.text, chosen=(("innehall", "Beslut"),))),
    )


def _undated(found: Selection) -> str:
    """What has to be said of decisions without a day: the chart and the days leave them out."""
    count = sum(row.day is None for row in found.rows)
    if not count or count == len(found.rows):
        return ""
    return _("%(count)s saknar datum och står sist.", count=count_text(count, "beslut", "beslut"))


def make_decision_facets(state: DecisionState, found: Selection) -> tuple[FacetView, ...]:
    """The sidebar; a facet in which nothing could be told apart is left out."""
    views = (_facet(name, state, found.counts[name]) for name in READ)
    return tuple(view for view in views if len(view.values) > 1 or view.chosen)


def _facet(name: str, state: DecisionState, counts: tuple[tuple[str, int], ...]) -> FacetView:
    ordered = sorted(counts, key=lambda pair: pair[0], reverse=True) if name == "ar" else list(counts)
    ordered.sort(key=lambda pair: pair[0] == NONE)
    chosen = {(facet, value.casefold()) for facet, value in state.chosen}
    listed = ordered[:LISTED] + [pair for pair in ordered[LISTED:] if (name, pair[0].casefold()) in chosen]
    values = tuple(
        FacetValue(
            text=value_text(name, value),
            count=number_text(count),
            url=decisions_url(state.toggled(name, value)),
            chosen=(name, value.casefold()) in chosen,
            swedish=name in OTHERS and value != NONE,
        )
        for value, count in listed
    )
    shown = SHOWN if len(values) > SHOWN + 1 else len(values)
    return FacetView(
        name=name,
        label=_(LABELS[name]),
        values=values[:shown],
        more=values[shown:],
        chosen=sum(value.chosen for value in values),
        left_out=left_out_text(len(ordered) - len(listed)),
    )


def value_text(name: str, value: str) -> str:
    """A facet's value in words."""
    if value == NONE:
        return _(UNDATED) if name == "ar" else _(UNKNOWN)
    if name == "slag":
        return _(DECISION_KINDS[DecisionKind(value)]) if value in set(DecisionKind) else value
    return value


def _chips(state: DecisionState) -> tuple[Chip, ...]:
    chosen = tuple(
        Chip(label=_(LABELS[name]), value=value_text(name, value), url=decisions_url(state.toggled(name, value)))
        for name, value in state.chosen
    )
    start, end = state.start, state.end
    as_of = state.as_of
    days = (
        Chip(label=_("Som sidorna stod"), value=day_text(as_of), url=decisions_url(state.today())) if as_of else None,
        Chip(label=_("Från"), value=day_text(start), url=decisions_url(state.between(None, end))) if start else None,
        Chip(label=_("Till"), value=day_text(end), url=decisions_url(state.between(start, None))) if end else None,
    )
    return (*chosen, *(chip for chip in days if chip))
