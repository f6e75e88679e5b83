"""Topics: what tells one, what there is of it by year, whose it is, and what it is near. Pure."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass

from archive.decided import Selection
from archive.facets import SCHEMA
from archive.web.decision_links import unit_decisions_url
from archive.web.language import _
from archive.web.links import SearchState, state_url, topic_url, unit_url
from archive.web.views.by_year import Column, YearTable, make_year_table
from archive.web.views.decisions import CardView, make_card
from archive.web.views.hits import HitView, make_hit
from archive.web.views.parts import Link
from archive.web.views.years import Histogram, make_histogram
from archive.web.words import capital, count_text, number_text
from index.model import Count, Result

NEWEST = 5
SHOWN = 10
TERMS = 24
AMNE = "amne"
Address = Callable[[str], str]


@dataclass(frozen=True, kw_only=True)
class Counted:
    """A unit or a topic with how many of the pages it has; `count` leads to those."""

    name: Link
    count: Link


@dataclass(frozen=True, kw_only=True)
class TopicView:
    """For topic.html. `terms` tell the topic, heaviest first; none when only imported pages have it."""

    name: str
    terms: tuple[str, ...]
    terms_more: int
    table: YearTable
    chart: Histogram | None
    units: tuple[tuple[str, tuple[Counted, ...]], ...]
    neighbours: tuple[Counted, ...]
    decisions_text: str
    decisions_url: str
    cards: tuple[CardView, ...]
    pages_text: str
    pages_url: str
    hits: tuple[HitView, ...]


@dataclass(frozen=True, kw_only=True)
class TopicRow:
    """A topic in the list of all."""

    name: Link
    pages: str
    decisions: Link | None


def make_topic(name: str, terms: Iterable[tuple[str, float]], pages: Result, decisions: Selection) -> TopicView:
    """The page of a topic; `pages` are those that have it, the facets counted over them alone."""
    state = SearchState(chosen=((AMNE, name),))
    words = tuple(term for term, _weight in terms)
    return TopicView(
        name=capital(name),
        terms=words[:TERMS],
        terms_more=len(words[TERMS:]),
        table=make_year_table(_columns(name, pages, decisions)),
        chart=make_histogram("ar", pages.facets.get("ar", ()), state),
        units=tuple(
            (SCHEMA.field(facet).label, found)
            for facet in ("forvaltning", "namnd")
            if (found := _counted(facet, name, pages.facets.get(facet, ()), unit_url))
        ),
        neighbours=_counted(AMNE, name, pages.facets.get(AMNE, ()), topic_url),
        decisions_text=count_text(len(decisions.rows), "beslut", "beslut"),
        decisions_url=unit_decisions_url(AMNE, name),
        cards=tuple(make_card(row) for row in decisions.rows[:NEWEST]),
        pages_text=count_text(pages.total, "sida", "sidor"),
        pages_url=state_url(state),
        hits=tuple(make_hit(hit) for hit in pages.hits),
    )


def _columns(name: str, pages: Result, decisions: Selection) -> tuple[Column, ...]:
    return (
        Column(
            label=_("Sidor"),
            counts={count.value: count.count for count in pages.facets.get("ar", ())},
            url=lambda year: state_url(SearchState(chosen=(("ar", year), (AMNE, name)))),
        ),
        Column(
            label=_("Beslut"),
            counts=dict(decisions.counts["ar"]),
            url=lambda year: unit_decisions_url(AMNE, name, year),
        ),
    )


def _counted(facet: str, topic: str, counts: tuple[Count, ...], url: Address) -> tuple[Counted, ...]:
    """The values that most of the topic's pages have, the topic itself aside."""
    others = tuple(count for count in counts if (facet, count.value.casefold()) != (AMNE, topic.casefold()))
    return tuple(
        Counted(
            name=Link(text=count.value, url=url(count.value)),
            count=Link(text=number_text(count.count), url=_search(facet, topic, count.value)),
        )
        for count in others[:SHOWN]
    )


def _search(facet: str, topic: str, value: str) -> str:
    """The pages that have both; two topics are alternatives as filters, so one of them stands in the query."""
    if facet != AMNE:
        return state_url(SearchState(chosen=((facet, value), (AMNE, topic))))
    return state_url(SearchState(text=f'ämne:"{topic}" ämne:"{value}"'.replace("\\", "")))


def make_topics(names: Iterable[str], everything: Result, decisions: Selection) -> tuple[TopicRow, ...]:
    """All topics, those with most pages first."""
    pages = _by_fold((count.value, count.count) for count in everything.facets.get(AMNE, ()))
    decided = _by_fold(decisions.counts[AMNE])
    ordered = sorted(names, key=lambda name: (-pages.get(name.casefold(), 0), name))
    return tuple(
        TopicRow(
            name=Link(text=capital(name), url=topic_url(name)),
            pages=count_text(pages.get(name.casefold(), 0), "sida", "sidor"),
            decisions=Link(text=count_text(count, "beslut", "beslut"), url=unit_decisions_url(AMNE, name))
            if (count := decided.get(name.casefold(), 0))
            else None,
        )
        for name in ordered
    )


def _by_fold(counts: Iterable[tuple[str, int]]) -> Mapping[str, int]:
    return {value.casefold(): count for value, count in counts}
