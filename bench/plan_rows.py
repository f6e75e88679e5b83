"""What bench.plan reckons: the case, its sums and the rows that show them. Pure."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from math import ceil

from bench.measured import MEASURED, Figures

SECONDS = 86_400
WEIGH, POSTGRES, SCALE, YEAR = (f"python -m bench.{name}" for name in ("weigh", "weigh --postgres", "scale", "year"))


@dataclass(frozen=True, kw_only=True)
class Assumed:
    """What nobody can measure here; each is an argument of `Plan` and said in the document."""

    years: int = 5
    copies: int = 2
    """Of each shard of the index, the first among them."""
    fill: float = 0.7
    """Disks are bought so that they are no fuller."""
    shard_gb: float = 30.0
    """The usual advice is 10 to 50."""
    node_gb: float = 64.0
    """Memory of a node, half of it heap at most, the rest for the file cache."""
    cached: float = 0.25
    """Part of the index that should lie in the file cache."""
    cores: int = 16
    """Of a node."""
    searches: float = 100.0
    """A second at the busiest hour, all municipalities together."""
    served: float = 161.0
    """Searches a second on two cores, as python -m bench.serve prints them (docs/search.md)."""


@dataclass(frozen=True, kw_only=True)
class Row:
    """A line of the plan: the arithmetic with the measured figures in it, and its outcome."""

    what: str
    how: str
    outcome: str


@dataclass(frozen=True, kw_only=True)
class Plan:
    """The figures of one case."""

    weigh: Mapping[str, Figures]
    postgres: Mapping[str, Figures]
    scale: Mapping[str, Figures]
    year: Mapping[str, Figures]
    assumed: Assumed = Assumed()

    @property
    def warc_tb(self) -> float:
        """The first year's."""
        return self.weighed("warc") / 1e12

    def weighed(self, part: str) -> float:
        """Bytes of a part in the first year: pages, other responses that were kept, visits without news."""
        year, weigh = self.year["year"], self.weigh
        others = (year["kept"] - year["new"]) * weigh["version"][part]
        return year["new"] * weigh["page"][part] + others + year["visits"] * weigh["visit"][part]

    @property
    def daily_gb(self) -> float:
        """WARC of a settled day."""
        day, weigh = self.year["day"], self.weigh
        return (day["kept"] * weigh["version"]["warc"] + day["304"] * weigh["visit"]["warc"]) / 1e9

    @property
    def rows_gb(self) -> float:
        """The store after the first year; a response without new text leaves the rows of a visit."""
        year, rows = (
            self.year["year"],
            {name: each["database"] for name, each in self.postgres.items() if "database" in each},
        )
        visits = year["visits"] + year["kept"] - year["new"] - year["changed"]
        return (year["new"] * rows["page"] + year["changed"] * rows["version"] + visits * rows["visit"]) / 1e9

    @property
    def documents(self) -> float:
        """Pages and versions after the first year."""
        return self.year["year"]["new"] + self.year["year"]["changed"]

    @property
    def index_gb(self) -> float:
        """One copy."""
        return self.documents * self.scale["cluster"]["kilobytes"] / 1e6

    @property
    def nodes(self) -> int:
        """By what should lie in memory; three at least, so that one may be away."""
        memory = self.index_gb * self.assumed.copies * self.assumed.cached / (self.assumed.node_gb / 2)
        return max(3, ceil(memory))


def main_plan() -> Plan:
    """The case of the document."""
    return Plan(weigh=MEASURED[WEIGH], postgres=MEASURED[POSTGRES], scale=MEASURED[SCALE], year=MEASURED[YEAR])


def storage(plan: Plan) -> Iterator[Row]:
    """Bytes."""
    year, weigh = plan.year["year"], plan.weigh
    page, version, visit = weigh["page"], weigh["version"], weigh["visit"]
    kept = year["kept"] - year["new"]
    yield Row(
        what="WARC, first year",
        how=f"{many(year['new'])} pages × {page['warc']:,.0f} B + {many(kept)} other responses × "
        f"{version['warc']:,.0f} B + {many(year['visits'])} visits × {visit['warc']:,.0f} B",
        outcome=f"{plan.warc_tb:.1f} TB",
    )
    yield Row(
        what="WARC, every later year",
        how=f"{plan.daily_gb:.1f} GB a settled day × 365",
        outcome=f"{plan.daily_gb * 0.365:.1f} TB",
    )
    yield Row(
        what=f"WARC, {plan.assumed.years} years, two sites",
        how=f"({plan.warc_tb:.1f} + {plan.assumed.years - 1} × {plan.daily_gb * 0.365:.1f}) TB × 2",
        outcome=f"{2 * (plan.warc_tb + (plan.assumed.years - 1) * plan.daily_gb * 0.365):.0f} TB",
    )
    yield Row(
        what="CDXJ, first year",
        how=f"{many(year['kept'] + year['visits'])} records × {visit['cdxj']:,.0f} B",
        outcome=f"{plan.weighed('cdxj') / 1e12:.2f} TB",
    )
    yield from _indexed(plan)


def _indexed(plan: Plan) -> Iterator[Row]:
    year, rows = plan.year["year"], plan.postgres
    bare = year["visits"] + year["kept"] - year["new"] - year["changed"]
    yield Row(
        what="PostgreSQL, after a year",
        how=f"{many(year['new'])} pages × {rows['page']['database']:,.0f} B + {many(year['changed'])} versions × "
        f"{rows['version']['database']:,.0f} B + {many(bare)} visits × {rows['visit']['database']:,.0f} B",
        outcome=f"{plan.rows_gb / 1000:.1f} TB",
    )
    yield Row(
        what="index, after a year, one copy",
        how=f"({many(year['new'])} pages + {many(year['changed'])} versions) × "
        f"{plan.scale['cluster']['kilobytes']:.1f} KB",
        outcome=f"{plan.index_gb:,.0f} GB",
    )
    disk = plan.index_gb * plan.assumed.copies / plan.assumed.fill
    yield Row(
        what="index disks",
        how=f"{plan.index_gb:,.0f} GB × {plan.assumed.copies} copies ÷ {plan.assumed.fill}",
        outcome=f"{disk / 1000:.1f} TB",
    )


def crawling(plan: Plan) -> Iterator[Row]:
    """Requests, workers, processors (all with PostgreSQL), the database's commits."""
    day, crew, weigh = plan.year["day"], plan.year["crew"], plan.postgres
    cpu = day["kept"] * weigh["version"]["cpu"] + day["304"] * weigh["visit"]["cpu"]
    yield Row(
        what="requests",
        how=f"{day['requests']:,.0f} a settled day ÷ 86,400; politeness allows 290 hosts × 1",
        outcome=f"{day['requests'] / SECONDS:.0f} a second of 290",
    )
    yield Row(
        what="workers (processes; one crawls one site at a time)",
        how=f"{day['worker-h']:,.0f} worker-hours a day ÷ 24 = {crew['busy']:.0f} busy; ÷ 0.7 on a day that one in "
        "twenty exceeds",
        outcome=f"{crew['workers']:.0f}",
    )
    yield Row(
        what="memory of the workers",
        how=f"{crew['workers']:.0f} × {weigh['crawler']['megabytes']:.0f} MB",
        outcome=f"{crew['workers'] * weigh['crawler']['megabytes'] / 1000:.0f} GB",
    )
    yield Row(
        what="processors of the workers",
        how=f"({day['kept']:,.0f} responses × {weigh['version']['cpu'] * 1000:.0f} ms + {day['304']:,.0f} visits × "
        f"{weigh['visit']['cpu'] * 1000:.1f} ms) ÷ 86,400 s",
        outcome=f"{cpu / SECONDS:.1f} cores on average",
    )
    first = plan.year["year"]["new"] * weigh["page"]["cpu"] / 3_600
    yield Row(
        what="first round of all sites",
        how=f"{many(plan.year['year']['new'])} pages × {weigh['page']['cpu'] * 1000:.0f} ms",
        outcome=f"{first:,.0f} CPU-hours; by politeness 8 to 9 days, for the largest site",
    )
    yield from _writing(plan)


def _writing(plan: Plan) -> Iterator[Row]:
    day, crew = plan.year["day"], plan.year["crew"]
    yield Row(
        what="commits of the store",
        how=f"{crew['busy']:.0f} busy workers × at most 1 a second (steps are recorded together for a second)",
        outcome=f"≤ {crew['busy']:.0f} a second, {crew['workers']:.0f} at the busiest",
    )
    rows = day["kept"] + day["304"]
    yield Row(
        what="writes of the database's disk",
        how=f"{crew['workers']:.0f} commits + {rows:,.0f} requests ÷ 86,400 × some 6 pages changed (frontier, its 4 "
        "indexes, captures), before checkpoints bundle them",
        outcome=f"≤ {crew['workers'] + rows / SECONDS * 6:,.0f} IOPS",
    )


def searching(plan: Plan) -> Iterator[Row]:
    """Nodes, shards, the rebuild, web servers."""
    assumed, cluster, day = plan.assumed, plan.scale["cluster"], plan.year["day"]
    shards = ceil(plan.index_gb / assumed.shard_gb)
    yield Row(
        what="shards",
        how=f"{plan.index_gb:,.0f} GB ÷ {assumed.shard_gb:.0f} GB",
        outcome=f"{shards}, {shards * assumed.copies} with copies",
    )
    yield Row(
        what="nodes",
        how=f"{plan.index_gb:,.0f} GB × {assumed.copies} copies × {assumed.cached:.0%} in the file cache ÷ "
        f"{assumed.node_gb / 2:.0f} GB ({assumed.node_gb:.0f} GB of memory, half of it heap)",
        outcome=f"{plan.nodes}",
    )
    yield Row(
        what="index writes",
        how=f"{day['index_writes']:,.0f} a settled day ÷ 86,400",
        outcome=f"{day['index_writes'] / SECONDS:.1f} a second",
    )
    hours = plan.documents / 1_000 * cluster["cpu_s"] / 3_600
    yield Row(
        what="rebuild of the whole index",
        how=f"{many(plan.documents)} documents × {cluster['cpu_s']:.2f} s of CPU a thousand, of them "
        f"{plan.scale['both']['analysis_s']:.2f} s reading Swedish in one process (`reindex` is one)",
        outcome=f"{hours:,.0f} CPU-hours; at least "
        f"{plan.documents / 1e3 * plan.scale['both']['analysis_s'] / 3_600:,.0f} h on the clock",
    )
    yield Row(
        what="cores of the web servers",
        how=f"{assumed.searches:.0f} searches a second × 2 cores ÷ {assumed.served:.0f} ÷ {assumed.fill}",
        outcome=f"{ceil(assumed.searches * 2 / assumed.served / assumed.fill)}, on two machines each",
    )
    work = assumed.searches * cluster["query_cpu_ms"] / 1_000
    yield Row(
        what="cores of the cluster",
        how=f"{assumed.searches:.0f} searches a second × {cluster['query_cpu_ms']:.1f} ms (measured on "
        f"{many(plan.scale['both']['documents'])} documents), more with more documents",
        outcome=f"{work:.0f} of {plan.nodes * assumed.cores}",
    )


def many(number: float) -> str:
    """Round, as people say it."""
    for size, word in ((1e9, "billion"), (1e6, "million")):
        if number >= size:
            return f"{number / size:.3g} {word}"
    return f"{float(f'{number:.2g}'):,.0f}"
