"""The search page as a view: hits, facets, chips, orders, pager, and help when nothing was found. Pure."""

from __future__ import annotations

from dataclasses import dataclass

from archive.answers import AS_OF
from archive.asking import RESPELLED
from archive.facets import MUNICIPALITY, SPANS
from archive.municipalities import swedish_order
from archive.web.completing import Proposal
from archive.web.language import _, gettext, later
from archive.web.links import SORT_NAMES, SearchState, state_pairs, state_url
from archive.web.notes import note_text
from archive.web.views.hits import HitView, make_hit
from archive.web.views.parts import Link, Pager, Said, make_pager, page_count
from archive.web.views.years import Histogram, make_histogram
from archive.web.words import count_text, number_text
from index.model import Count, Field, Kind, Result, Schema, Sort
from index.tree import Note

SHOWN = 8
LISTED = 320
"""Values of a facet that are listed at the most, the largest; every municipality of the country fits."""
NAMED = 4
"""Chosen values that a page's title names."""
YEARS = "ar"
"""The facet that is drawn as well as listed."""
_SPANS = {name: place for place, (name, _) in enumerate(SPANS)}
HINTS = {"forvaltning_nu": later("Äldre namn räknas till dagens förvaltning.")}
"""What has to be said under a facet's heading."""
SORT_LABELS = {
    "relevans": later("Bäst träff först"),
    "nyast": later("Nyast först"),
    "aldst": later("Äldst först"),
}
OURS = frozenset({"innehall", "beloppsspann", "typ"})
"""Facets whose values are words of our own; those of all others are what pages say."""


@dataclass(frozen=True, kw_only=True)
class FacetValue:
    """A value one can choose; `url` chooses it, or lets go of it when it is chosen."""

    text: str
    count: str
    url: str
    chosen: bool
    swedish: bool = True
    """Whether it stays Swedish in every language: a name, a topic."""


@dataclass(frozen=True, kw_only=True)
class FacetView:
    """For _facet.html. `more` is folded away unless something in it is chosen."""

    name: str
    label: str
    values: tuple[FacetValue, ...]
    more: tuple[FacetValue, ...]
    chosen: int
    hint: str = ""
    histogram: Histogram | None = None
    left_out: str = ""
    """How many values there are besides, "" when these are all."""

    @property
    def more_open(self) -> bool:
        """True when a chosen value would else be hidden."""
        return any(value.chosen for value in self.more)


@dataclass(frozen=True, kw_only=True)
class Chip:
    """A chosen value with the link that removes it."""

    label: str
    value: str
    url: str


@dataclass(frozen=True, kw_only=True)
class Suggestion:
    """Another search that does find something."""

    text: str
    url: str
    count: str


@dataclass(frozen=True, kw_only=True)
class Ways:
    """Where to go when little or nothing was found."""

    suggestions: tuple[Suggestion, ...] = ()
    proposals: tuple[Proposal, ...] = ()


@dataclass(frozen=True, kw_only=True)
class SearchView:
    """For search.html."""

    text: str
    page: int
    answered: str
    total: int
    total_text: str
    range_text: str
    first: int
    hits: tuple[HitView, ...]
    nearly: tuple[HitView, ...]
    facets: tuple[FacetView, ...]
    chips: tuple[Chip, ...]
    clear_url: str
    orders: tuple[Link, ...]
    pager: Pager
    notes: tuple[Said, ...]
    proposals: tuple[Proposal, ...]
    suggestions: tuple[Suggestion, ...]
    carried: tuple[tuple[str, str], ...]
    api_url: str
    url: str
    feed_url: str

    @property
    def heading(self) -> str:
        """What the page answers, for its title: no other page of the search is called so."""
        asked = ", ".join((*filter(None, (self.text,)), *(chip.value for chip in self.chips[:NAMED])))
        order = next((link.text for link in self.orders[1:] if link.current), "")
        page = _("sida %(page)s", page=number_text(self.page)) if self.page > 1 else ""
        return " – ".join(filter(None, (asked, self.total_text, order, page)))


def make_search(
    state: SearchState,
    result: Result,
    schema: Schema,
    *,
    notes: tuple[Note, ...] = (),
    ways: Ways = Ways(),
) -> SearchView:
    """The view of a state and its result."""
    said = dict.fromkeys((*notes, *_absent(state, result, schema)))
    is_respelled = any(note.code == RESPELLED for note in said)
    return SearchView(
        text=state.text,
        page=state.page,
        answered="" if is_respelled else state.text,
        total=result.total,
        total_text=count_text(result.total, "träff", "träffar"),
        range_text=_range(state, result),
        first=_first(state),
        hits=tuple(make_hit(hit) for hit in result.hits),
        nearly=tuple(make_hit(hit) for hit in result.nearly),
        facets=make_facets(state, result, schema),
        chips=_chips(state, schema),
        clear_url=state_url(state.cleared()),
        orders=_orders(state),
        pager=make_pager(state.page, page_count(result.total, state.size), lambda page: state_url(state.at(page))),
        notes=tuple(_said(note, state) for note in said),
        proposals=ways.proposals,
        suggestions=ways.suggestions,
        carried=state_pairs(state),
        api_url=state_url(state, "/api/sok"),
        url=state_url(state.at(1)),
        feed_url=state_url(state.at(1), "/sok.atom"),
    )


def _said(note: Note, state: SearchState) -> Said:
    """A note with its link: what it offers is the link itself; beside what was done stands the way back."""
    text = note_text(note.text)
    if not note.query and note.code != AS_OF:
        return Said(text=text)
    url = state_url(state.asking(note.query))
    if note.code == AS_OF:
        return Said(text=text, link=Link(text=_("Sök i dagens sidor"), url=url))
    if note.code == RESPELLED:
        return Said(text=text, link=Link(text=_("Sök exakt det jag skrev"), url=url))
    return Said(link=Link(text=text, url=url))


def _first(state: SearchState) -> int:
    return (state.page - 1) * state.size + 1


def _range(state: SearchState, result: Result) -> str:
    if result.total <= len(result.hits):
        return ""
    first = _first(state)
    return _("visar %(first)s–%(last)s", first=number_text(first), last=number_text(first + len(result.hits) - 1))


def make_facets(state: SearchState, result: Result, schema: Schema) -> tuple[FacetView, ...]:
    """The sidebar: every facet that has a value and does not repeat the one above it, each value with its link."""
    views = tuple(_facet(field, state, result.facets.get(field.name, ())) for field in schema.facets)
    return tuple(
        view
        for view, last in zip(views, (None, *views), strict=False)
        if view.values and not _repeats(view, last) and not _is_only(view)
    )


def _is_only(view: FacetView) -> bool:
    """True for the one municipality of an archive or an answer: that is no choice."""
    return view.name == MUNICIPALITY and not view.chosen and len(view.values) == 1


def _repeats(view: FacetView, last: FacetView | None) -> bool:
    """True for a facet that says nothing but what the one above it says: names of today that were those of then."""
    told = {(value.text, value.count) for value in last.values + last.more} if last else set()
    return not view.chosen and all((value.text, value.count) in told for value in view.values + view.more)


def _facet(field: Field, state: SearchState, counts: tuple[Count, ...]) -> FacetView:
    chosen = {value for name, value in state.chosen if name == field.name}
    listed = counts[:LISTED] + tuple(count for count in counts[LISTED:] if count.value in chosen)
    values = tuple(_value(field, state, count) for count in _ordered(field, listed))
    shown = SHOWN if len(values) > SHOWN + 1 else len(values)
    return FacetView(
        name=field.name,
        label=_(field.label),
        values=values[:shown],
        more=values[shown:],
        chosen=sum(value.chosen for value in values),
        hint=_(HINTS.get(field.name, "")),
        histogram=make_histogram(field.name, counts, state) if field.name == YEARS else None,
        left_out=left_out_text(len(counts) - len(listed)),
    )


def left_out_text(count: int) -> str:
    """What is said of values that are not listed."""
    return _("Ytterligare %(count)s visas när urvalet är smalare.", count=number_text(count)) if count else ""


def _ordered(field: Field, counts: tuple[Count, ...]) -> tuple[Count, ...]:
    """Numbers (years) newest first, spans of sums rising, everything else as counted: largest first.

    Municipalities that are folded away stand from A to Ö, since there may be hundreds.
    """
    if field.name == "beloppsspann":
        return tuple(sorted(counts, key=lambda count: _SPANS.get(count.value, len(_SPANS))))
    if field.name == MUNICIPALITY:
        return (*counts[:SHOWN], *sorted(counts[SHOWN:], key=lambda count: swedish_order(count.value)))
    if field.kind is not Kind.NUMBER:
        return counts
    return tuple(sorted(counts, key=lambda count: (len(count.value), count.value), reverse=True))


def _value(field: Field, state: SearchState, count: Count) -> FacetValue:
    return FacetValue(
        text=value_text(field.name, count.value),
        count=number_text(count.count),
        url=state_url(state.toggled(field.name, count.value)),
        chosen=(field.name, count.value) in state.chosen,
        swedish=field.kind is not Kind.NUMBER and field.name not in OURS,
    )


def value_text(facet: str, value: str) -> str:
    """A facet's value as it is shown."""
    return gettext(value) if facet in OURS else value


def _chips(state: SearchState, schema: Schema) -> tuple[Chip, ...]:
    return tuple(
        Chip(
            label=_(schema.field(name).label), value=value_text(name, value), url=state_url(state.toggled(name, value))
        )
        for name, value in state.chosen
    )


def _orders(state: SearchState) -> tuple[Link, ...]:
    sorts = [sort for sort in Sort if state.text or sort is not Sort.RELEVANCE]
    return tuple(
        Link(text=_(SORT_LABELS[SORT_NAMES[sort]]), url=state_url(state.sorted(sort)), current=sort is state.order)
        for sort in sorts
    )


def _absent(state: SearchState, result: Result, schema: Schema) -> tuple[Note, ...]:
    """A note for every chosen value that no hit has."""
    counts = {(name, count.value): count.count for name, found in result.facets.items() for count in found}
    return tuple(
        Note(
            code="absent-value",
            text=_("Ingen träff har %(facet)s ”%(value)s”.", facet=_(schema.field(name).label).lower(), value=value),
        )
        for name, value in state.chosen
        if not counts.get((name, value))
    )
