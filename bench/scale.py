"""What indexing and searching cost as an archive grows, embedded (Whoosh and its arrays) and in an OpenSearch cluster.

    python -m bench.scale [--minutes 10] [--first 10000] [--most 1000000] [--queries 140] [--cluster ADDRESSES] [--toml]
    python -m bench.scale --embedded

Both engines get the archive's own schema, Swedish analyzer and made pages (bench.search_corpus), every tenth with an
earlier version; the number doubles until the next step would not fit into the minutes. Queries are words, phrases,
prefixes, compounds, filters and days in the past, all with facets and ten hits with excerpts, asked one at a time by a
new process: the first time (cold) and again (warm), milliseconds on the clock, p50 / p95, and of CPU, mean / p95. CPU
is that of all processes, the cluster's nodes among them; on a busy machine it is the figure to go by.
Without `--cluster` one node with a heap of 1 GB is started on this machine (tests/scaleout; needs Java and Maven).
At the end straight lines are laid through what grew, with their R², and drawn out to where an engine reaches a bound.
"""

from __future__ import annotations

import argparse
import json
import os
import subprocess
import sys
import tempfile
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import asdict, dataclass
from pathlib import Path
from time import perf_counter

from rich.console import Console
from rich.table import Table

from bench import measured
from bench.scale_engines import analysis, held
from bench.scale_lines import Line, fit
from bench.search import percentile

ROOT = Path(__file__).parents[1]
NODE = "-Xms1g -Xmx1g -XX:TieredStopAtLevel=4"
ANALYSED = 2_000
BOUNDS = {
    "p95_cpu_ms": 200.0,
    "rebuild_cpu_s": 28_800.0,
    "megabytes": 4_000.0,
    "visible_cpu_ms": 2_000.0,
}
"""What one machine should stay below: a searcher's patience, a night, a small server, the wait for one's own change."""
WORDS = {
    "p95_cpu_ms": "p95 of a query, warm, ms of CPU",
    "rebuild_cpu_s": "rebuild, seconds of CPU",
    "megabytes": "memory, MB",
    "visible_cpu_ms": "a changed page is found after, ms of CPU",
}


@dataclass(frozen=True, kw_only=True)
class Step:
    """One engine with so many documents."""

    engine: str
    documents: int
    rebuild_s: float
    rebuild_cpu_s: float
    kilobytes: float
    """On disk, a document."""
    megabytes: float
    open_ms: float
    cold: tuple[float, float]
    warm: tuple[float, float]
    kinds: dict[str, tuple[float, float]]
    """p50 and p95 by kind of query, warm."""
    query_cpu_ms: float
    p95_cpu_ms: float
    visible_ms: float
    visible_cpu_ms: float
    building_mb: float
    """The most that the process held that built it, the cluster's nodes aside; it writes every 20,000 documents."""


def measure(engine: str, place: str, count: int, queries: int) -> Step:
    """Build anew and change pages, then ask; each in a process of its own."""
    built, after = _child("build", count, place), held(place)
    said = _child("ask", queries, place)
    cold, warm = ([each for times in said[name].values() for each in times] for name in ("cold", "warm"))
    return Step(
        engine=engine,
        documents=count,
        rebuild_s=built["rebuild_s"],
        rebuild_cpu_s=built["cpu_s"],
        building_mb=built["building_mb"],
        kilobytes=after.disk * 1_000 / count,
        megabytes=said["megabytes"] + held(place).memory,
        open_ms=said["open_ms"],
        cold=_spread(cold),
        warm=_spread(warm),
        kinds={kind: _spread(times) for kind, times in said["warm"].items()},
        query_cpu_ms=said["warm_cpu_ms"],
        p95_cpu_ms=said["warm_p95_cpu_ms"],
        visible_ms=built["visible_ms"],
        visible_cpu_ms=built["visible_cpu_ms"],
    )


def _child(what: str, number: int, place: str) -> dict:
    command = [sys.executable, "-m", "bench.scale_child", what, str(number), *place.split(" ")]
    return json.loads(subprocess.run(command, stdout=subprocess.PIPE, text=True, check=True, cwd=ROOT).stdout)


def _spread(times: Sequence[float]) -> tuple[float, float]:
    return percentile(list(times), 0.5), percentile(list(times), 0.95)


def grow(places: dict[str, str], chosen: argparse.Namespace) -> Iterator[Step]:
    """Steps of all engines, doubling, for as long as the next ones fit."""
    began, count, last = perf_counter(), chosen.first, 0.0
    while count <= chosen.most and (not last or perf_counter() - began + 2.2 * last <= chosen.minutes * 60):
        step = perf_counter()
        for engine, place in places.items():
            yield measure(engine, place, count, chosen.queries)
        last, count = perf_counter() - step, count * 2


def fits(steps: Sequence[Step]) -> dict[str, dict[str, Line]]:
    """By engine, what grew."""
    engines = dict.fromkeys(each.engine for each in steps)
    mine = {engine: [each for each in steps if each.engine == engine] for engine in engines}
    return {
        engine: {
            name: fit([each.documents for each in found], [getattr(each, name) for each in found]) for name in BOUNDS
        }
        for engine, found in mine.items()
        if len(found) > 1
    }


def table(steps: Sequence[Step]) -> Table:
    made = Table(title="by documents; milliseconds p50 / p95")
    names = (
        "documents",
        "engine",
        "CPU s / 1000",
        "rebuild s",
        "KB a doc",
        "MB",
        "building MB",
        "open ms",
        "cold",
        "warm",
        "CPU ms",
    )
    for column in (*names, "found after ms", "warm to embedded"):
        made.add_column(column, justify="right")
    bases = {each.documents: each for each in steps if each.engine == "embedded"}
    for each in steps:
        base = bases[each.documents]
        numbers = (each.rebuild_s, each.kilobytes, each.megabytes, each.building_mb, each.open_ms)
        made.add_row(
            f"{each.documents:,}",
            each.engine,
            f"{each.rebuild_cpu_s * 1000 / each.documents:.2f}",
            *(f"{number:,.0f}" if number > 100 else f"{number:.1f}" for number in numbers),
            *(f"{low:.1f} / {high:.1f}" for low, high in (each.cold, each.warm)),
            f"{each.query_cpu_ms:.1f} / {each.p95_cpu_ms:.1f}",
            f"{each.visible_ms:.0f} ({each.visible_cpu_ms:.0f})",
            f"{each.warm[0] / base.warm[0]:.1f} / {each.warm[1] / base.warm[1]:.1f}",
        )
    return made


def kinds(steps: Sequence[Step]) -> Table:
    """The last step of each engine, by kind of query."""
    last = {each.engine: each for each in steps}
    made = Table(title=f"{max(each.documents for each in steps):,} documents, warm, ms p50 / p95")
    for column in ("query", *last):
        made.add_column(column)
    for kind in next(iter(last.values())).kinds:
        made.add_row(kind, *("{:.1f} / {:.1f}".format(*each.kinds[kind]) for each in last.values()))
    return made


def said(found: dict[str, dict[str, Line]]) -> Iterator[str]:
    """The lines, where they reach their bounds and where they cross."""
    for engine, lines in found.items():
        for name, line in lines.items():
            goal = line.reaches(BOUNDS[name])
            yield (
                f"{engine}: {WORDS[name]} = {line.base:,.1f} + {line.slope * 1e6:,.1f} a million documents "
                f"(R² {line.r2:.2f}); {BOUNDS[name]:,.0f} at {goal:,.0f} documents"
            )
    if len(found) > 1:
        one, other = found.values()
        for name, words in WORDS.items():
            yield f"{words}: embedded rises above the cluster at {one[name].meets(other[name]):,.0f} documents"


def figures(steps: Sequence[Step], found: dict[str, dict[str, Line]], shared: float) -> dict[str, dict[str, float]]:
    """What bench.plan reckons with: the last step of each engine, and its lines by a million documents."""
    made = {"both": {"documents": max(each.documents for each in steps), "analysis_s": shared}}
    for each in steps:
        made[each.engine] = {
            "kilobytes": each.kilobytes,
            "cpu_s": each.rebuild_cpu_s * 1_000 / each.documents,
            "query_cpu_ms": each.query_cpu_ms,
            "p50_ms": each.warm[0],
            "building_mb": each.building_mb,
        }
    for engine, lines in found.items():
        for name, line in lines.items():
            made[engine] |= {name: line.base, f"{name}_a_million": line.slope * 1e6}
    return made


@contextmanager
def places(chosen: argparse.Namespace, folder: Path) -> Iterator[dict[str, str]]:
    """Where the engines are."""
    found = {"embedded": f"whoosh {folder / 'index'}"}
    if chosen.embedded:
        yield found
    elif chosen.cluster:
        yield found | {"cluster": f"cluster {chosen.cluster}"}
    else:
        with _node(folder) as address:
            yield found | {"cluster": f"cluster {address}"}


@contextmanager
def _node(folder: Path) -> Iterator[str]:
    """One node of its own, which compiles its code fully, as a server would and the tests' nodes do not."""
    from tests.scaleout.cluster import TestCluster
    from tests.scaleout.kit import make_kit

    os.environ["_JAVA_OPTIONS"] = NODE
    started = TestCluster(folder / "node", owner=os.getpid())
    try:
        started.start(make_kit(), 1)
        yield ",".join(started.addresses)
    finally:
        started.stop()


def main() -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--minutes", type=float, default=10.0)
    parser.add_argument("--first", type=int, default=10_000)
    parser.add_argument("--most", type=int, default=1_000_000)
    parser.add_argument("--queries", type=int, default=140)
    parser.add_argument("--cluster", default=os.environ.get("KOMMUNARKIV_TEST_CLUSTER", ""), metavar="ADDRESSES")
    parser.add_argument("--embedded", action="store_true", help="no cluster")
    parser.add_argument("--json", action="store_true")
    parser.add_argument("--toml", action="store_true", help="as it stands in bench/measured.toml")
    chosen = parser.parse_args()
    with tempfile.TemporaryDirectory(prefix="bench-scale-") as place, places(chosen, Path(place)) as found:
        shared = analysis(ANALYSED) * 1_000 / ANALYSED
        steps = list(grow(found, chosen))
    lines = fits(steps)
    if chosen.toml:
        print(measured.lines("python -m bench.scale", figures(steps, lines, shared)))
        return
    if chosen.json:
        drawn = {engine: {name: asdict(line) for name, line in each.items()} for engine, each in lines.items()}
        print(json.dumps({"analysis_s": shared, "steps": [asdict(each) for each in steps], "lines": drawn}))
        return
    console = Console(width=160, highlight=False)
    console.print(f"reading 1,000 documents as Swedish, which both need: {shared:.2f} s of CPU")
    console.print(table(steps), kinds(steps), *said(lines), sep="\n")


if __name__ == "__main__":
    main()
