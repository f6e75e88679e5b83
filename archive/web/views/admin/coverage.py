"""`/admin/tackning`: how much is held of each source and year, and what is known to be missing. Pure."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from math import log1p

from archive.model import Run, RunState
from archive.web.links import SearchState, state_url
from archive.web.views.completeness import Completeness
from archive.web.views.parts import Pager, make_pager, page_count
from archive.web.words import count_text, moment_text, number_text

COVERAGE = "/admin/tackning"
SIZE = 25
"""Sources on a page."""
YEARS = 40
"""The newest years that have columns of their own; what is older is counted together."""
SHADES = 5
UNKNOWN = "utan år"
OLDER = "äldre"


@dataclass(frozen=True, kw_only=True)
class Held:
    """What is held of a source: pages by year, and by state the pages that its sitemaps and feeds name."""

    source: str
    years: Mapping[int, int]
    total: int
    last: Run | None
    newest: Run | None
    listed: Mapping[str, int]


@dataclass(frozen=True, kw_only=True)
class Cell:
    """A year of a source; `shade` goes from 0 (nothing) to 5."""

    text: str
    shade: int
    url: str
    said: str


@dataclass(frozen=True, kw_only=True)
class CoverageRow:
    """A source in the map and in the list below it."""

    source: str
    cells: tuple[Cell, ...]
    total: str
    succeeded: str
    missing: tuple[str, ...]


@dataclass(frozen=True, kw_only=True)
class CoverageView:
    """For admin/coverage.html."""

    completeness: Completeness | None
    years: tuple[str, ...]
    rows: tuple[CoverageRow, ...]
    pager: Pager


def coverage_url(page: int) -> str:
    """The address of a page of the map."""
    return COVERAGE if page == 1 else f"{COVERAGE}?sida={page}"


def make_map(held: tuple[Held, ...], completeness: Completeness | None, *, page: int, total: int) -> CoverageView:
    """The map of the sources on this page; `total` is how many sources there are."""
    found = sorted({year for each in held for year in each.years})
    span = tuple(range(max(found[0], found[-1] - YEARS + 1), found[-1] + 1)) if found else ()
    most = max((count for each in held for count in each.years.values()), default=0)
    has_older = bool(found) and found[0] < span[0]
    return CoverageView(
        completeness=completeness,
        years=(*((OLDER,) if has_older else ()), *map(str, span), UNKNOWN),
        rows=tuple(_row(each, span, most, has_older=has_older) for each in held),
        pager=make_pager(page, page_count(total, SIZE), coverage_url),
    )


def _row(held: Held, span: tuple[int, ...], most: int, *, has_older: bool) -> CoverageRow:
    older = sum(count for year, count in held.years.items() if span and year < span[0])
    unknown = max(0, held.total - sum(held.years.values()))
    cells = [_cell(held.source, str(year), held.years.get(year, 0), most, leads=True) for year in span]
    first = [_cell(held.source, OLDER, older, most)] if has_older else []
    return CoverageRow(
        source=held.source,
        cells=(*first, *cells, _cell(held.source, UNKNOWN, unknown, most)),
        total=count_text(held.total, "sökbar sida", "sökbara sidor"),
        succeeded=moment_text(held.last.ended) if held.last and held.last.ended else "aldrig",
        missing=_missing(held),
    )


def _cell(source: str, year: str, count: int, most: int, *, leads: bool = False) -> Cell:
    url = state_url(SearchState(chosen=(("kalla", source), ("ar", year)))) if leads and count else ""
    said = f"{source}, {year}: {count_text(count, 'sida', 'sidor')}"
    return Cell(text=number_text(count), shade=shade_of(count, most), url=url, said=said)


def shade_of(count: int, most: int) -> int:
    """From 0 for nothing to 5 for the most; by magnitude, so that small years are told from empty ones."""
    if not count or not most:
        return 0
    return max(1, min(SHADES, round(SHADES * log1p(count) / log1p(most))))


def _missing(held: Held) -> tuple[str, ...]:
    tally = held.newest.tally if held.newest else None
    unfetched = {state: held.listed.get(state, 0) for state in ("failed", "refused", "waiting")}
    said = (
        f"{_addresses(tally.failed)} kunde inte hämtas vid senaste hämtningen" if tally and tally.failed else "",
        f"{_addresses(tally.waiting)} väntar på att hämtas" if tally and tally.waiting else "",
        f"{_addresses(sum(unfetched.values()))} i webbplatskartor och flöden är inte hämtade"
        f" ({unfetched['failed']} misslyckades, {unfetched['refused']} hämtas inte enligt reglerna,"
        f" {unfetched['waiting']} väntar)"
        if any(unfetched.values())
        else "",
        "Den senaste hämtningen misslyckades" if held.newest and held.newest.state is RunState.FAILED else "",
    )
    return tuple(filter(None, said))


def _addresses(count: int) -> str:
    return count_text(count, "adress", "adresser")
