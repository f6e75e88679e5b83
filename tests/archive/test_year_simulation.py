"""The simulated year (`python -m bench.year`) does what the archive does, loses no page and asks nobody too fast."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from bench.year import Year, at_once, columns, simulate, suffice
from bench.year_site import DAY, Assumptions, Listing, Site, make_sites, resting
from crawler.model import Step, Target, Via
from crawler.revisit import due_at
from tests.fakes.storing import AT, later, memory_store, revisit

PAGES = 120
SMALL = Assumptions(sites=12, pages=24_000, drawn=40, days=40, region_day=20.0, outages=20.0)
WAKING = (100, 101, 102)


@pytest.fixture(scope="module")
def year() -> Year:
    return simulate(SMALL, workers=4)


def asked_by_the_store(listing: Listing) -> set[int]:
    """Of pages that were changed 0, 1, 2 ... days before they were last asked for, those that a round asks for."""
    store, said = memory_store(), listing is Listing.TRUE
    known = [
        Target(
            url=f"https://www.ovreadal.example/{number}",
            source="a",
            via=Via.LINK,
            digest="d",
            changed_at=later(days=-number),
            lastmod=later(days=-number) if said else None,
        )
        for number in range(PAGES)
    ]
    store.frontier.begin("a", now=AT)
    store.frontier.record([Step(target=each, visit=revisit(each.url, at=AT)) for each in known], now=AT)
    store.frontier.begin("a", now=later(days=3))
    if said:
        store.frontier.add([replace(known[number], lastmod=later(days=1)) for number in WAKING])
    waiting = store.frontier.take("a", now=later(days=3), limit=PAGES + 1)
    store.close()
    return {int(each.url.rpartition("/")[2]) for each in waiting}


def asked_in_the_simulation(listing: Listing) -> set[int]:
    changed = -np.arange(PAGES) * DAY
    site = Site(
        weight=1.0,
        delay=1.0,
        listing=listing,
        is_restless=False,
        designs=np.array([]),
        outages=[],
        steps=np.array([1.0]),
        gap=np.full(PAGES, np.inf),
        born=changed,
        next_change=np.where(np.isin(np.arange(PAGES), WAKING), DAY, np.inf),
    )
    site.changed, site.checked = changed, np.zeros(PAGES)
    dues = [due_at(later(days=-number), AT) for number in range(PAGES)]
    site.due = np.array([-np.inf if each is None else (each - AT).total_seconds() for each in dues])
    return set(np.flatnonzero(~resting(site, 3 * DAY, np.random.default_rng(1))).tolist())


@pytest.mark.parametrize("listing", [Listing.NONE, Listing.TRUE])
def test_the_simulation_lets_those_pages_rest_that_the_store_does(listing: Listing) -> None:
    assert asked_in_the_simulation(listing) == asked_by_the_store(listing)


def test_every_page_that_was_asked_for_is_counted_once(year: Year) -> None:
    kinds = sum(year.total(kind).sum() for kind in ("kept", "visits", "failed"))
    assert kinds == pytest.approx(year.total("answered").sum())
    assert (year.total("kept") >= year.total("new") + year.total("changed") - 1e-6).all()


def test_no_page_is_left_out_and_none_is_new_twice(year: Year) -> None:
    sites = make_sites(SMALL)
    there = sum(site.weight * np.count_nonzero(site.born <= 35 * DAY) for site in sites)
    ever = sum(site.weight * len(site.born) for site in sites)
    assert there <= year.total("new").sum() + 1e-6
    assert year.total("new").sum() <= ever + 1e-6


def test_the_backlog_is_what_came_and_has_not_gone(year: Year) -> None:
    backlog = columns(year)["backlog"]
    assert (backlog >= -1e-6).all()
    assert backlog[-1] < 0.5 * SMALL.pages


def test_no_host_is_asked_faster_than_its_delay(year: Year) -> None:
    assert year.rude == 0
    assert all(site.steps.min() >= SMALL.delay for site in make_sites(SMALL))
    slow = [began + (SMALL.pages / SMALL.sites / 100) * SMALL.delay < ended for _, began, ended in year.spans[:12]]
    assert any(slow)


def test_no_more_rounds_run_at_once_than_there_are_workers(year: Year) -> None:
    assert at_once(year).max() <= 4
    assert all(due <= began <= ended for due, began, ended in year.spans)


def test_a_year_is_the_same_every_time() -> None:
    few = replace(SMALL, sites=3, days=10)
    first, second = simulate(few), simulate(few)
    assert first.asked == second.asked
    assert first.spans == second.spans
    assert suffice(first) >= 1
