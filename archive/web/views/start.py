"""The front page as a view: what the archive holds, and the newest of it. Pure."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from itertools import islice

from archive.facets import MUNICIPALITY, SCHEMA
from archive.ledger import DecisionRow
from archive.model import Run, RunState
from archive.municipalities import Municipality
from archive.web.language import _, later
from archive.web.links import SearchState, state_url
from archive.web.views.completeness import Completeness, Coverage, make_completeness
from archive.web.views.decisions import DecisionView, make_decision
from archive.web.views.hits import HitView, make_hit
from archive.web.views.parts import Link
from archive.web.views.places import PlacesView, make_places
from archive.web.views.search import FacetValue, FacetView, make_facets
from archive.web.words import count_text, moment_text
from index.model import Hit, Result

NEWEST = 5
MENU = (
    (later("Sök"), "/sok"),
    (later("Beslut"), "/beslut"),
    (later("Upphandling"), "/upphandling"),
    (later("Hjälp"), "/hjalp"),
    (later("Om arkivet"), "/om"),
)
OFFERED = ("forvaltning", "amne")
RUN_STATES: Mapping[RunState, str] = {
    RunState.RUNNING: later("pågår"),
    RunState.DONE: later("klar"),
    RunState.FAILED: later("misslyckades"),
    RunState.STOPPED: later("avbröts"),
}


@dataclass(frozen=True, kw_only=True)
class SourceView:
    """A source and what is held of it."""

    name: str
    held: str
    url: str
    crawled: str


@dataclass(frozen=True, kw_only=True)
class StartView:
    """For start.html."""

    pages: str
    versions: str
    searchable: str
    period: str
    last_crawl: str
    completeness: Completeness | None
    sources: tuple[SourceView, ...]
    years: tuple[FacetValue, ...]
    facets: tuple[FacetView, ...]
    newest: tuple[HitView, ...]
    newest_url: str
    decisions: tuple[DecisionView, ...]
    places: PlacesView | None = None
    """The municipalities, where there are several; then sources stand on the page of each."""

    @property
    def is_empty(self) -> bool:
        """True when nothing has been archived yet."""
        return not self.sources and self.places is None


@dataclass(frozen=True, kw_only=True)
class Holdings:
    """What the store holds: (source, pages, mementos) and the newest run of each source.

    `municipalities` are those of an archive that holds several.
    """

    counts: tuple[tuple[str, int, int], ...]
    runs: Mapping[str, Run]
    coverages: tuple[Coverage, ...] = ()
    municipalities: tuple[Municipality, ...] = ()


def make_start(
    held: Holdings,
    *,
    everything: Result,
    newest: Iterable[Hit],
    decisions: Iterable[DecisionRow],
    today: date,
) -> StartView:
    """The view of what the store and the index hold; years to come are left out."""
    facets = {view.name: view for view in make_facets(SearchState(), everything, SCHEMA)}
    years = tuple(year for year in _years(facets) if int(year.text) <= today.year)
    dated = (hit for hit in map(make_hit, newest) if hit.day)
    return StartView(
        pages=count_text(sum(pages for _, pages, _ in held.counts), "sida", "sidor"),
        versions=count_text(sum(mementos for _, _, mementos in held.counts), "version", "versioner"),
        searchable=count_text(everything.total, "sökbar sida", "sökbara sidor"),
        period=_period(years),
        last_crawl=_run_text(max(held.runs.values(), key=lambda run: run.started, default=None)),
        completeness=make_completeness(held.coverages),
        sources=() if held.municipalities else _sources(held),
        places=_places(held.municipalities, everything),
        years=years,
        facets=tuple(facets[name] for name in OFFERED if name in facets),
        newest=tuple(islice(dated, NEWEST)),
        newest_url=state_url(SearchState()),
        decisions=tuple(make_decision(row) for row in decisions),
    )


def _sources(held: Holdings) -> tuple[SourceView, ...]:
    return tuple(_source(name, pages, mementos, held.runs.get(name)) for name, pages, mementos in held.counts)


def _places(known: tuple[Municipality, ...], everything: Result) -> PlacesView | None:
    counts = {each.value: each.count for each in everything.facets.get(MUNICIPALITY, ())}
    return make_places(known, counts) if known else None


def _years(facets: Mapping[str, FacetView]) -> tuple[FacetValue, ...]:
    return facets["ar"].values + facets["ar"].more if "ar" in facets else ()


def _period(years: tuple[FacetValue, ...]) -> str:
    if not years:
        return ""
    first, last = years[-1].text, years[0].text
    return first if first == last else f"{first}–{last}"


def _source(name: str, pages: int, mementos: int, run: Run | None) -> SourceView:
    held = f"{count_text(pages, 'sida', 'sidor')}, {count_text(mementos, 'version', 'versioner')}"
    url = state_url(SearchState(chosen=(("kalla", name),)))
    return SourceView(name=name, held=held, url=url, crawled=_run_text(run))


def _run_text(run: Run | None) -> str:
    if run is None:
        return ""
    ended = moment_text(run.ended or run.started)
    return ended if run.state is RunState.DONE else f"{ended} ({_(RUN_STATES[run.state])})"


def menu(path: str) -> tuple[Link, ...]:
    """The site's menu; the entry of the present page is marked."""
    return tuple(Link(text=_(text), url=url, current=path == url) for text, url in MENU)
