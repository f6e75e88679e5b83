"""A year of crawling 290 municipal sites with 15 million pages, simulated; deterministic.

    python -m bench.year [--pages 15000000] [--sites 290] [--change 1] [--restless 0.1] [--workers N] [--by-day]

Page counts, change rates, latencies, failures and outages are assumed (bench.year_site.Assumptions, printed first);
what is done about them is the product's: its schedules, its rule of which pages rest, its politeness. The year begins
with an empty archive. It is run twice: with as many workers as are asked for, and with the number that this shows to
suffice (or `--workers`), half of which are away on day 150. A worker crawls one site at a time. A month's row has means
a day; `waited` is how long a new or changed page waited to be seen, hours (p50 / p95). Bytes are those that bench.weigh
measures (bench/measured.toml). It takes a minute of CPU.
"""

from __future__ import annotations

import argparse
import sys
from bisect import bisect_right
from dataclasses import dataclass, field
from heapq import heapify, heappop, heappush, heapreplace

import numpy as np
from rich.console import Console
from rich.table import Table

from archive.schedule import next_time
from bench.measured import WEIGHTS, lines
from bench.year_site import BEGIN, DAY, Assumptions, Round, Seconds, Site, crawl, make_sites

HOURS = [*range(18, 24), *range(6)]
"""Rounds begin on these hours, sites in turn."""
AWAY = (150 * DAY, 151 * DAY)
"""Half of the workers are gone for a day."""
BUSY = 0.7
"""Workers are planned to be busy for this part of the time on a day that one in twenty exceeds."""
SETTLED = 30
"""Days after which the first round of all sites is over and a year's typical days begin."""


@dataclass(kw_only=True)
class Year:
    """Sums by day; `waits` are (day, seconds, pages)."""

    days: int
    sums: dict[str, Seconds] = field(default_factory=dict)
    waits: list[tuple[Seconds, Seconds, float]] = field(default_factory=list)
    spans: list[tuple[float, float, float]] = field(default_factory=list)
    """A round: due, begun, ended."""
    asked: float = 0.0
    rude: int = 0
    """Rounds that asked a host faster than its delay."""

    def add(self, name: str, at: Seconds, weight: float) -> None:
        """So many more of it, by the day they were."""
        into = self.sums.setdefault(name, np.zeros(self.days))
        days = (at[np.isfinite(at)] // DAY).astype(int)
        np.add.at(into, days[days < self.days], weight)

    def total(self, name: str) -> Seconds:
        return self.sums.get(name, np.zeros(self.days))


def simulate(chosen: Assumptions, workers: int = 0) -> Year:
    """A year; `workers` 0 is any number."""
    sites, year = make_sites(chosen), Year(days=chosen.days)
    random = np.random.default_rng(chosen.seed + 1)
    moments = [_moments(hour, chosen.days) for hour in HOURS]
    waiting = [(moments[number % len(HOURS)][0], number) for number in range(len(sites))]
    heapify(waiting)
    free = [0.0] * workers
    while waiting:
        due, number = heappop(waiting)
        began = max(due, _worker(free, due)) if workers else due
        if began >= chosen.days * DAY:
            continue
        done = crawl(sites[number], began, chosen, random)
        if workers:
            heapreplace(free, done.ended)
        _count(year, sites[number], done, due)
        heappush(waiting, (_next(moments[number % len(HOURS)], done), number))
    return year


def _moments(hour: int, days: int) -> list[float]:
    """When a nightly schedule asks, by the product's reading of it."""
    found, last = [], BEGIN
    while (last - BEGIN).days <= days + 1:
        last = next_time(f"0 {hour} * * *", after=last) or last
        found.append((last - BEGIN).total_seconds())
    return found


def _next(moments: list[float], done: Round) -> float:
    """The first moment after a round began; it waits for the round's end, several that passed count once."""
    return max(moments[min(bisect_right(moments, done.began), len(moments) - 1)], done.ended)


def _worker(free: list[float], due: float) -> float:
    """When the next worker is free; on one day half of them are not there."""
    begin, end = AWAY
    gone = 0
    while begin <= max(free[0], due) < end and gone < len(free) // 2 - sum(each >= end for each in free):
        heapreplace(free, end)
        gone += 1
    return free[0]


def _count(year: Year, site: Site, done: Round, due: float) -> None:
    weight, at = site.weight, done.at
    kept = done.is_new | done.is_changed | done.is_other
    news = done.is_new | done.is_changed
    year.add("new", at[done.is_new], weight)
    year.add("changed", at[done.is_changed], weight)
    year.add("kept", at[kept], weight)
    year.add("failed", at[done.has_failed], weight)
    year.add("visits", at[~kept & ~done.has_failed], weight)
    year.add("answered", at, weight)
    year.add("requests", np.array([done.began]), done.requests)
    year.add("hours", np.array([done.began]), (done.ended - done.began) / 3_600)
    year.add("rounds", np.array([done.began]), 1)
    year.add("in a night", np.array([done.began]), float(done.ended - done.began <= 8 * 3_600))
    year.add("comes", np.full(len(at), due), weight)
    year.add("goes", np.where(np.isfinite(at), at, done.began + DAY), weight)
    told = news & np.isfinite(at) & (done.since >= 0)
    year.waits.append((at[told], at[told] - done.since[told], weight))
    year.spans.append((due, done.began, done.ended))
    year.rude += (done.requests - 1) * site.delay > (done.ended - done.began) + 10 * site.delay
    year.asked += done.requests


def percentile(values: Seconds, weights: Seconds, share: float) -> float:
    """The value below which that share of the weight lies; nan of none."""
    if not len(values):
        return float("nan")
    order = np.argsort(values)
    reached = np.cumsum(weights[order])
    return float(values[order][min(len(values) - 1, int(np.searchsorted(reached, share * reached[-1])))])


def waited(year: Year, begin: int, end: int) -> str:
    return " / ".join(f"{hours:.0f}" for hours in _waited(year, begin, end))


def _waited(year: Year, begin: int, end: int) -> tuple[float, float]:
    """Hours until what came to be was seen, of what was seen on these days: p50, p95."""
    chosen = [(at >= begin * DAY) & (at < end * DAY) for at, _, _ in year.waits]
    hours = np.concatenate([each[1][which] / 3_600 for which, each in zip(chosen, year.waits, strict=True)])
    weights = np.concatenate(
        [np.full(np.count_nonzero(which), each[2]) for which, each in zip(chosen, year.waits, strict=True)]
    )
    return percentile(hours, weights, 0.5), percentile(hours, weights, 0.95)


def written(year: Year, what: str) -> Seconds:
    """Gigabytes a day of WARC, by what a page, a version and a visit weigh."""
    new, kept = year.total("new"), year.total("kept")
    sizes = [WEIGHTS[each][what] for each in ("page", "version", "visit")]
    return np.asarray(new * sizes[0] + (kept - new) * sizes[1] + year.total("visits") * sizes[2]) / 1e9


def at_once(year: Year) -> Seconds:
    """The most rounds that ran side by side, by day."""
    events = sorted([(began, 1) for _, began, _ in year.spans] + [(ended, -1) for _, _, ended in year.spans])
    most, running = np.zeros(year.days), 0
    for at, step in events:
        running += step
        if at < year.days * DAY:
            most[int(at // DAY)] = max(most[int(at // DAY)], running)
    return most


def columns(year: Year) -> dict[str, Seconds]:
    """What is printed of each day."""
    backlog = np.cumsum(year.total("comes") - year.total("goes"))
    return {
        "requests": year.total("requests"),
        "kept": year.total("kept"),
        "304": year.total("visits"),
        "failed": year.total("failed"),
        "index writes": year.total("new") + year.total("changed"),
        "backlog": backlog,
        "worker-h": year.total("hours"),
        "at once": at_once(year),
        "WARC GB": written(year, "warc"),
    }


def table(year: Year, step: int, title: str) -> Table:
    """A row for each span of days: means, the greatest for what runs at once, what waits at its end."""
    made, found = Table(title=title), columns(year)
    for name in ("days", *found, "waited h"):
        made.add_column(name, justify="right")
    for begin in range(0, year.days, step):
        end = min(begin + step, year.days)
        cells = [f"{_cell(name, each[begin:end]):,.{int(name == 'WARC GB')}f}" for name, each in found.items()]
        made.add_row(f"{begin + 1}-{end}" if step > 1 else str(end), *cells, waited(year, begin, end))
    return made


def _cell(name: str, values: Seconds) -> float:
    return float(values[-1] if name == "backlog" else values.max() if name == "at once" else values.mean())


def suffice(year: Year) -> int:
    """Workers for which all but one in twenty of the settled days leave them some rest."""
    hours = year.total("hours")[min(SETTLED, year.days - 1) :]
    return max(1, int(np.ceil(np.quantile(hours, 0.95) / 24 / BUSY)))


def summary(year: Year, sites: list[Site]) -> list[str]:
    """What the year says, and whether everything adds up."""
    settled = slice(min(SETTLED, year.days - 1), None)
    sizes = np.array([site.pages for site in sites])
    mean = {name: float(each[settled].mean()) for name, each in columns(year).items()}
    nightly = year.total("in a night")[settled].sum() / max(1.0, year.total("rounds")[settled].sum())
    step = float(np.mean([site.steps.mean() for site in sites]))
    full = {hours: np.mean(sizes * step <= hours * 3_600) for hours in (8, 24)}
    waits = np.array([began - due for due, began, _ in year.spans if began >= SETTLED * DAY] or [0.0]) / 3_600
    return [
        f"a full round of 50,000 pages: {50_000 * step / 3_600:.1f} h; of the median site ({np.median(sizes):,.0f} "
        f"pages) {np.median(sizes) * step / 3_600:.1f} h; of the largest ({sizes.max():,.0f}) "
        f"{sizes.max() * step / 86_400:.1f} days; sites that can be read whole in 8 h: {full[8]:.0%}, "
        f"in 24 h: {full[24]:.0%}",
        f"rounds that are over within 8 h, as pages rest: {nightly:.0%}; rounds that asked too fast: {year.rude}",
        f"a settled day: {mean['requests']:,.0f} requests ({mean['requests'] / DAY:.1f} a second), "
        f"{mean['kept']:,.0f} kept, {mean['304']:,.0f} without news, {mean['index writes']:,.0f} index writes, "
        f"{mean['WARC GB']:.1f} GB of WARC, {mean['worker-h'] / 24:.0f} workers busy; a round waits "
        f"{np.quantile(waits, 0.95):.1f} h for a worker (p95)",
        f"the year: {year.asked:,.0f} requests; {year.total('new').sum():,.0f} new pages, "
        f"{year.total('changed').sum():,.0f} versions, {year.total('kept').sum():,.0f} responses kept, "
        f"{year.total('visits').sum():,.0f} visits without news; {written(year, 'warc').sum() / 1000:.2f} TB of WARC; "
        f"waited {waited(year, SETTLED, year.days)} h (p50 / p95)",
    ]


def figures(year: Year, bound: Year, workers: int) -> dict[str, dict[str, float]]:
    """What bench.plan reckons with: means of a settled day, sums of the year, what so many workers made of it."""
    settled = slice(min(SETTLED, year.days - 1), None)
    day = {name.replace(" ", "_"): float(each[settled].mean()) for name, each in columns(year).items()}
    sums = {name: float(year.total(name).sum()) for name in ("new", "changed", "kept", "visits")}
    waits = {f"p{share}": hours for share, hours in zip((50, 95), _waited(bound, SETTLED, bound.days), strict=True)}
    return {
        "day": day,
        "year": sums | {"requests": year.asked, "warc_tb": float(written(year, "warc").sum() / 1_000)},
        "waited": waits,
        "crew": {"workers": workers, "busy": day["worker-h"] / 24, "at_once": float(at_once(year)[settled].max())},
    }


def main() -> None:
    """Simulate and print."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--pages", type=int, default=Assumptions.pages)
    parser.add_argument("--sites", type=int, default=Assumptions.sites)
    parser.add_argument("--change", type=float, default=1.0, help="factor on how often pages change")
    parser.add_argument("--restless", type=float, default=Assumptions.restless, help="sites of ever other bytes, share")
    parser.add_argument("--delay", type=float, default=Assumptions.delay, help="seconds between two requests to a host")
    parser.add_argument("--days", type=int, default=Assumptions.days)
    parser.add_argument("--workers", type=int, default=0, help="0: as many as suffice")
    parser.add_argument("--by-day", action="store_true")
    parser.add_argument("--toml", action="store_true", help="as it stands in bench/measured.toml")
    asked = parser.parse_args()
    chosen = Assumptions(
        pages=asked.pages,
        sites=asked.sites,
        change_factor=asked.change,
        restless=asked.restless,
        delay=asked.delay,
        days=asked.days,
    )
    console = Console(width=140, highlight=False)
    step, sites = 1 if asked.by_day else 30, make_sites(chosen)
    free = simulate(chosen)
    workers = asked.workers or suffice(free)
    if asked.toml:
        command = " ".join(["python -m bench.year", *(each for each in sys.argv[1:] if each != "--toml")])
        print(lines(command, figures(free, simulate(chosen, workers), workers)))
        return
    console.print(f"assumed: {chosen}")
    console.print(table(free, step, "as many workers as are asked for; means a day"), *summary(free, sites), sep="\n")
    bound = simulate(chosen, workers)
    console.print(table(bound, step, f"{workers} workers; means a day"), *summary(bound, sites), sep="\n")


if __name__ == "__main__":
    main()
