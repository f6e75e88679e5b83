"""The sites of `bench.year` and one crawl of one of them.

A site's pages are drawn: each drawn page stands for `weight` real ones. Moments are seconds since the simulation began.
What rests, when a page is due again, when a host may be asked and how often a failure is tried again is decided by the
product's own functions; the rule that the store states in SQL (archive.store.revisits) is stated here for arrays, with
its constants, and a test holds the two together.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from enum import StrEnum

import numpy as np
from numpy.typing import NDArray

from archive.store.revisits import LEAST_ASKED, MEMORY, MOST_MISSED, SHARE_ASKED
from crawler.model import Host
from crawler.politeness import PATIENT_MISSES, next_attempt, ready_at
from crawler.revisit import due_at

Seconds = NDArray[np.float64]
Flags = NDArray[np.bool_]
BEGIN = datetime(2027, 1, 1, tzinfo=UTC)
DAY = 86_400.0
YEAR = 365 * DAY
LISTS = 3
"""Requests of a round that ask for no page: robots.txt, sitemaps."""


class Listing(StrEnum):
    """What a site's sitemap says of when its pages changed."""

    TRUE = "true"
    NONE = "none"
    NOW = "now"
    """The moment it was asked for, for every page."""


@dataclass(frozen=True, kw_only=True)
class Assumptions:
    """What is not measured. Shares are of sites or pages; `changes` is (share of pages, mean days between changes)."""

    sites: int = 290
    pages: int = 15_000_000
    spread: float = 0.9
    """Sigma of the log-normal page counts."""
    drawn: int = 100
    days: int = 365
    seed: int = 1
    delay: float = 1.0
    latency: tuple[float, float] = (0.3, 0.8)
    """Seconds until an answer: median and sigma of a log-normal."""
    changes: tuple[tuple[float, float], ...] = ((0.005, 7), (0.045, 60), (0.25, 365), (0.70, 3_650))
    change_factor: float = 1.0
    growth: float = 0.06
    """New pages in a year."""
    listings: tuple[tuple[Listing, float], ...] = ((Listing.TRUE, 0.55), (Listing.NONE, 0.35), (Listing.NOW, 0.10))
    restless: float = 0.10
    """Sites whose pages have other bytes at every visit."""
    designs: float = 2.0
    """A year and site: all pages get other furniture at once."""
    failing: float = 0.003
    outages: float = 4.0
    outage_hours: float = 6.0
    region_day: float = 200.0
    region_hours: float = 48.0
    region: float = 0.25
    """A part of all sites is out of reach once."""


@dataclass(kw_only=True)
class Site:
    """A site, what it really is and what the archive knows of it. A moment that has not been is -inf, or inf ahead."""

    weight: float
    delay: float
    listing: Listing
    is_restless: bool
    designs: Seconds
    outages: list[tuple[float, float]]
    steps: Seconds
    """Samples of the seconds from one request to the next, by politeness."""
    gap: Seconds
    """Mean seconds between a page's changes."""
    born: Seconds
    next_change: Seconds
    changed: Seconds = field(init=False)
    checked: Seconds = field(init=False)
    due: Seconds = field(init=False)
    missed: Seconds = field(init=False)
    has_failed: Flags = field(init=False)

    def __post_init__(self) -> None:
        for name in ("changed", "checked", "due", "missed"):
            setattr(self, name, np.full(len(self.born), -np.inf))
        self.has_failed = np.zeros(len(self.born), bool)

    @property
    def pages(self) -> float:
        return self.weight * len(self.born)


@dataclass(frozen=True, kw_only=True)
class Round:
    """What came of a round: for each page that was due when it was asked (inf: not in this round), and what it was."""

    began: float
    ended: float
    at: Seconds
    is_new: Flags
    is_changed: Flags
    is_other: Flags
    """New, changed in its furniture only, or with other bytes every time: kept whole."""
    has_failed: Flags
    since: Seconds
    """When what is new or changed came to be."""
    requests: float


def make_sites(chosen: Assumptions) -> list[Site]:
    """All sites, the same for the same assumptions."""
    random = np.random.default_rng(chosen.seed)
    sizes = random.lognormal(0, chosen.spread, chosen.sites)
    sizes *= chosen.pages / sizes.sum()
    return [_make_site(chosen, random, size, number) for number, size in enumerate(sizes)]


def _make_site(chosen: Assumptions, random: np.random.Generator, size: float, number: int) -> Site:
    drawn = max(1, min(chosen.drawn, round(size)))
    later = random.poisson(drawn * chosen.growth * chosen.days / 365)
    born = np.concatenate([np.full(drawn, -1.0), random.uniform(0, chosen.days * DAY, later)])
    shares, days = zip(*chosen.changes, strict=True)
    gap = random.choice(days, len(born), p=shares) * DAY / chosen.change_factor
    kinds, parts = zip(*chosen.listings, strict=True)
    years = chosen.days / 365
    starts = random.uniform(0, chosen.days * DAY, random.poisson(chosen.outages * years))
    outages = [(start, start + random.exponential(chosen.outage_hours) * 3_600) for start in starts]
    if number < chosen.sites * chosen.region:
        outages.append((chosen.region_day * DAY, chosen.region_day * DAY + chosen.region_hours * 3_600))
    return Site(
        weight=size / drawn,
        delay=chosen.delay,
        listing=kinds[random.choice(len(kinds), p=parts)],
        is_restless=bool(random.random() < chosen.restless),
        designs=random.uniform(0, chosen.days * DAY, random.poisson(chosen.designs * years)),
        outages=sorted(outages),
        steps=_steps(chosen, random),
        gap=gap,
        born=born,
        next_change=np.maximum(born, 0) + random.exponential(gap),
    )


def _steps(chosen: Assumptions, random: np.random.Generator) -> Seconds:
    """How long after a request the next one may leave, once the answer is here."""
    median, sigma = chosen.latency
    asked = Host(name="www.ovreadal.example", asked_at=BEGIN)
    answers = random.lognormal(np.log(median), sigma, 256)
    moments = (ready_at(asked, chosen.delay, BEGIN + timedelta(seconds=each)) for each in answers)
    return np.array([(each - BEGIN).total_seconds() for each in moments])


def resting(site: Site, now: float, random: np.random.Generator) -> Flags:
    """The pages that a round beginning now passes over: archive.store.revisits.rest, then the sitemap's waking."""
    is_believed = site.weight * np.count_nonzero(site.missed > now - MEMORY.total_seconds()) <= MOST_MISSED
    quiet = site.due > now
    if site.listing is Listing.TRUE and is_believed:
        quiet = np.ones_like(quiet)
    quiet &= (site.born <= now) & (site.checked > -np.inf) & ~site.has_failed
    count = site.weight * np.count_nonzero(quiet)
    asked = max(LEAST_ASKED, int(count) // SHARE_ASKED) / site.weight
    most = int(asked) + (random.random() < asked % 1)
    longest = np.flatnonzero(quiet)[np.argsort(site.checked[quiet], kind="stable")[:most]]
    quiet[longest] = False
    if site.listing is Listing.NOW:
        quiet[:] = False
    if site.listing is Listing.TRUE:
        quiet &= site.next_change > now
    return quiet


def crawl(site: Site, now: float, chosen: Assumptions, random: np.random.Generator) -> Round:
    """One round of a site, from now on; what the archive knows of the site is other afterwards."""
    asked = np.flatnonzero((site.born <= now) & ~resting(site, now, random))
    month = _month(now)
    fresh = (site.next_change[asked] <= now) | (site.changed[asked] >= month) | (site.checked[asked] == -np.inf)
    asked = asked[np.argsort(~fresh, kind="stable")]
    failing = random.random(len(asked)) < chosen.failing
    tries = np.where(failing, _tries(), 1)
    taken = random.choice(site.steps, len(asked)) * tries * site.weight
    at = now + LISTS * chosen.delay + np.cumsum(taken) - taken / 2
    down = _first_outage(site, now, at[-1] if len(at) else now)
    reached = at < down
    at[~reached] = np.inf
    done = asked[reached]
    made = _seen(site, done, at[reached], failing[reached], random)
    requests = LISTS + site.weight * float(tries[reached].sum()) + (0 if reached.all() else PATIENT_MISSES)
    ended = now + LISTS * chosen.delay + float(taken[reached].sum())
    return _round(made, at, reached, (now, ended, requests))


def _round(
    made: dict[str, NDArray[np.generic]], at: Seconds, reached: Flags, said: tuple[float, float, float]
) -> Round:
    whole = {name: np.zeros(len(at), each.dtype) for name, each in made.items()}
    for name, each in made.items():
        whole[name][reached] = each
    began, ended, requests = said
    return Round(began=began, ended=ended, requests=requests, at=at, **whole)  # type: ignore[arg-type]


def _seen(site: Site, done: NDArray[np.intp], at: Seconds, failing: Flags, random: np.random.Generator) -> dict:
    """What the answers were, and what is remembered of them (crawler.again, crawler.revisit.is_missed)."""
    is_new = ~failing & (site.checked[done] == -np.inf)
    is_changed = ~failing & ~is_new & (site.next_change[done] <= at)
    designed = (site.designs[None, :] > site.checked[done][:, None]) & (site.designs[None, :] <= at[:, None])
    is_other = ~failing & ~is_new & ~is_changed & (designed.any(axis=1) | site.is_restless)
    since = np.where(is_new, site.born[done], site.next_change[done])
    moved = is_new | is_changed
    good = done[~failing]
    site.has_failed[done] = failing
    if site.listing is Listing.TRUE:
        site.missed[done[is_other]] = at[is_other]
    site.next_change[done[moved]] = at[moved] + random.exponential(site.gap[done[moved]])
    site.changed[done[moved | is_other]] = at[moved | is_other]
    site.checked[good] = at[~failing]
    site.due[good] = [_due(changed, checked) for changed, checked in zip(site.changed[good], at[~failing], strict=True)]
    return {"is_new": is_new, "is_changed": is_changed, "is_other": is_other, "has_failed": failing, "since": since}


def _due(changed: float, checked: float) -> float:
    if checked <= changed:
        return -np.inf
    found = due_at(BEGIN + timedelta(seconds=changed), BEGIN + timedelta(seconds=checked))
    return -np.inf if found is None else (found - BEGIN).total_seconds()


def _tries() -> int:
    """How often a page that fails is asked for in a round."""
    attempt = 1
    while next_attempt(attempt, BEGIN) is not None:
        attempt += 1
    return attempt


def _month(now: float) -> float:
    moment = BEGIN + timedelta(seconds=now)
    return (moment.replace(day=1, hour=0, minute=0, second=0, microsecond=0) - BEGIN).total_seconds()


def _first_outage(site: Site, begin: float, end: float) -> float:
    """When the site is out of reach for the first time in a span; inf for never."""
    return next((max(start, begin) for start, over in site.outages if start <= end and over > begin), np.inf)
