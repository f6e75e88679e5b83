"""What the API answers with. Their fields are the outer form: add to them, never rename. Pure."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any, TypeVar

from archive.decided import Matter
from archive.ledger import ProcurementRow
from archive.model import Certainty, DecisionKind, Run, RunState, Unit
from archive.model.moments import stamp_text
from archive.web.api.schemas import hints
from archive.web.links import decision_url, page_url

Form = TypeVar("Form")
ROOT = "/api/v1"
Day = date
"""For fields beside one that is called so."""


def taken(form: type[Form], said: Mapping[str, Any]) -> Form:
    """A form filled with what it knows of some values."""
    return form(**{name: said[name] for name in hints(form) if name in said})


@dataclass(frozen=True, kw_only=True)
class WordMatch:
    """An asked word, the word found for it, and how it came to be found."""

    asked: str
    found: str
    how: str


@dataclass(frozen=True, kw_only=True)
class SearchHit:
    """A page that matches. `snippet` is safe HTML with <mark>; `id` of an older version is page/stamp."""

    id: str
    url: str | None
    title: str | None
    date: str | None
    snippet: str
    score: float
    matches: tuple[WordMatch, ...]
    missing: tuple[str, ...]
    versions: int


Counts = Mapping[str, Mapping[str, int]]
"""Facet -> value -> pages, each facet counted as if its own filter were off."""


@dataclass(frozen=True, kw_only=True)
class SearchAnswer:
    """Hits of a search; `nearly` lack some word and are not counted in `total`."""

    total: int
    hits: tuple[SearchHit, ...]
    nearly: tuple[SearchHit, ...]
    facets: Counts
    notes: tuple[str, ...]
    web: str
    next: str | None = None


@dataclass(frozen=True, kw_only=True)
class PagedSearchAnswer:
    """The answer of /api/sok: as SearchAnswer, with page numbers and the milliseconds it took."""

    total: int
    hits: tuple[SearchHit, ...]
    nearly: tuple[SearchHit, ...]
    facets: Counts
    notes: tuple[str, ...]
    ms: float
    page: int
    size: int
    web: str


@dataclass(frozen=True, kw_only=True)
class FacetAnswer:
    """How many pages have each value, over all matches."""

    total: int
    facets: Counts
    notes: tuple[str, ...]
    web: str


@dataclass(frozen=True, kw_only=True)
class Proposal:
    """Something to search for: a word (ord), a title (titel), a unit (enhet) or a topic (ämne)."""

    text: str
    kind: str
    url: str


@dataclass(frozen=True, kw_only=True)
class ProposalAnswer:
    """Proposals for what has been typed so far."""

    suggestions: tuple[Proposal, ...]


@dataclass(frozen=True, kw_only=True)
class DecisionForm:
    """A decision, the sentence that says it, and the version of the page that was read. `web` is its own page."""

    id: str
    text: str
    decided_by: str | None
    date: Day | None
    kind: DecisionKind
    evidence: str
    rule: str
    certainty: Certainty
    page: str
    url: str
    title: str
    source: str
    memento: str
    captured_at: datetime
    sha256: str
    administrations: tuple[str, ...]
    topics: tuple[str, ...]
    case_numbers: tuple[str, ...]
    web: str
    review: str | None
    reviewed_at: datetime | None


def decision_form(row: Matter) -> DecisionForm:
    """A decision as the API says it."""
    return DecisionForm(
        id=row.id,
        text=row.text,
        decided_by=row.by,
        date=row.day,
        kind=row.kind,
        evidence=row.evidence,
        rule=row.rule,
        certainty=Certainty(row.certainty),
        page=row.page,
        url=row.url,
        title=row.title,
        source=row.source,
        memento=page_url(row.page, stamp_text(row.captured)),
        captured_at=row.captured,
        sha256=row.sha256,
        administrations=row.owners,
        topics=row.topics,
        case_numbers=row.cases,
        web=decision_url(row.id),
        review=row.review,
        reviewed_at=row.reviewed_at,
    )


@dataclass(frozen=True, kw_only=True)
class DecisionAnswer:
    """Decisions, newest first, undated last."""

    decisions: tuple[DecisionForm, ...]
    next: str | None = None


@dataclass(frozen=True, kw_only=True)
class ProcurementAnswer:
    """Procurements, newest first, undated last."""

    procurements: tuple[ProcurementRow, ...]
    next: str | None = None


@dataclass(frozen=True, kw_only=True)
class UnitAnswer:
    """Organisational units by name, over their lives; names are as the municipality's register has them."""

    units: tuple[Unit, ...]
    next: str | None = None


@dataclass(frozen=True, kw_only=True)
class RunForm:
    """The latest crawl of a source."""

    state: RunState
    started: datetime
    ended: datetime | None


@dataclass(frozen=True, kw_only=True)
class SourceForm:
    """A site and what is held of it."""

    name: str
    pages: int
    mementos: int
    latest_run: RunForm | None


def source_form(name: str, pages: int, mementos: int, runs: tuple[Run, ...]) -> SourceForm:
    """A source with its newest run, if it has been crawled."""
    latest = next((RunForm(state=run.state, started=run.started, ended=run.ended) for run in runs), None)
    return SourceForm(name=name, pages=pages, mementos=mementos, latest_run=latest)


@dataclass(frozen=True, kw_only=True)
class StatusAnswer:
    """What the archive holds and whether it is well. `seq` is the number of the newest change."""

    title: str
    version: str
    pages: int
    mementos: int
    seq: int
    index_stale: bool
    index_behind: bool
    sources: tuple[SourceForm, ...]


@dataclass(frozen=True, kw_only=True)
class ParameterError:
    """What is wrong with a parameter."""

    parameter: str
    detail: str


@dataclass(frozen=True, kw_only=True)
class Problem:
    """An error as RFC 9457 says it. `title` and `detail` are Swedish, for people; `errors` is for programmers."""

    type: str
    status: int
    title: str
    detail: str
    errors: tuple[ParameterError, ...] = ()
