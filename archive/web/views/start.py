"""The front page as a view: what the archive holds, and the newest of it. Pure."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from archive.ledger import DecisionRow
from archive.model import Run, RunState
from archive.web.links import SearchState, state_url
from archive.web.views.hits import HitView, make_hit
from archive.web.views.ledger import DecisionView, make_decision
from archive.web.views.parts import Link
from archive.web.views.search import FacetValue, FacetView, make_facets
from archive.web.words import count_text, moment_text
from index.model import Result, Schema

OFFERED = ("forvaltning", "amne")
RUN_STATES: Mapping[RunState, str] = {
    RunState.RUNNING: "pågår",
    RunState.DONE: "klar",
    RunState.FAILED: "misslyckades",
    RunState.STOPPED: "avbröts",
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
    sources: tuple[SourceView, ...]
    years: tuple[FacetValue, ...]
    facets: tuple[FacetView, ...]
    newest: tuple[HitView, ...]
    newest_url: str
    decisions: tuple[DecisionView, ...]

    @property
    def is_empty(self) -> bool:
        """True when nothing has been archived yet."""
        return not self.sources


def make_start(
    counts: tuple[tuple[str, int, int], ...],
    newest: Result,
    schema: Schema,
    *,
    runs: Mapping[str, Run],
    decisions: Iterable[DecisionRow] = (),
) -> StartView:
    """The view of what the store and the index hold."""
    facets = {view.name: view for view in make_facets(SearchState(), newest, schema)}
    years = facets["ar"].values + facets["ar"].more if "ar" in facets else ()
    latest = max(runs.values(), key=lambda run: run.started, default=None)
    return StartView(
        pages=count_text(sum(pages for _, pages, _ in counts), "sida", "sidor"),
        versions=count_text(sum(mementos for _, _, mementos in counts), "version", "versioner"),
        searchable=count_text(newest.total, "sökbar sida", "sökbara sidor"),
        period=_period(years),
        last_crawl=_run_text(latest),
        sources=tuple(_source(name, pages, mementos, runs.get(name)) for name, pages, mementos in counts),
        years=years,
        facets=tuple(facets[name] for name in OFFERED if name in facets),
        newest=tuple(make_hit(hit) for hit in newest.hits),
        newest_url=state_url(SearchState()),
        decisions=tuple(make_decision(row) for row in decisions),
    )


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
    return ended if run.state is RunState.DONE else f"{ended} ({RUN_STATES[run.state]})"


def menu(path: str) -> tuple[Link, ...]:
    """The site's menu; the entry of the present page is marked."""
    entries = (("Sök", "/sok"), ("Beslut", "/beslut"), ("Upphandling", "/upphandling"), ("Om arkivet", "/om"))
    return tuple(Link(text=text, url=url, current=path == url) for text, url in entries)
