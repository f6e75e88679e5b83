"""The capacity plan of docs/scale.md, reckoned from what was measured (bench/measured.toml) and from assumptions.

    python -m bench.plan [--write]

Prints the tables as they stand in docs/scale.md; `--write` puts them there. A test holds the two together, so whoever
measures again writes the figures into bench/measured.toml and runs this.
"""

from __future__ import annotations

import argparse
from collections.abc import Mapping, Sequence
from dataclasses import replace
from pathlib import Path

from bench.measured import MEASURED, Figures
from bench.plan_rows import SECONDS, YEAR, Plan, crawling, main_plan, many, searching, storage

DOCUMENT = Path(__file__).parents[1] / "docs/scale.md"
MARK = "<!-- {} bench.plan: {} -->"


def sensitivity(plan: Plan) -> list[tuple[str, ...]]:
    """The outcomes that other assumptions change."""
    cases = [("as planned", plan)]
    others = {name: MEASURED.get(f"{YEAR} {option}") for name, option in _OTHERS.items()}
    cases += [(name, replace(plan, year=year)) for name, year in others.items() if year]
    cases += [(f"pages of {factor} the size", replace(plan, weigh=_sized(plan.weigh, factor))) for factor in (0.5, 2)]
    return [_case(name, each) for name, each in cases]


_OTHERS = {
    "half the change": "--change 0.5",
    "twice the change": "--change 2",
    "no restless sites": "--restless 0",
}


def _sized(weigh: Mapping[str, Figures], factor: float) -> dict[str, Figures]:
    larger = {name: {**weigh[name], "warc": weigh[name]["warc"] * factor} for name in ("page", "version")}
    return {**weigh, **larger}


def _case(name: str, plan: Plan) -> tuple[str, ...]:
    day, crew = plan.year["day"], plan.year["crew"]
    return (
        name,
        f"{day['requests'] / SECONDS:.0f}",
        f"{crew['workers']:.0f}",
        f"{plan.year['waited']['p50']:.0f} / {plan.year['waited']['p95']:.0f}",
        f"{plan.warc_tb:.1f}",
        f"{plan.daily_gb * 0.365:.1f}",
        f"{plan.rows_gb / 1000:.1f}",
        f"{plan.index_gb:,.0f}",
        f"{plan.nodes}",
    )


LIMITS = {
    "p95_cpu_ms": ("p95 of a query 200 ms of CPU", 200.0),
    "rebuild_cpu_s": ("rebuild in a night, 8 h of CPU", 28_800.0),
    "megabytes": ("memory of a process 4 GB", 4_000.0),
    "visible_cpu_ms": ("a changed page found after 2 s of CPU", 2_000.0),
}


def limits(plan: Plan) -> list[tuple[str, ...]]:
    """Where each engine reaches a bound, by its line; of what was measured on both."""
    found = []
    for name, (words, bound) in LIMITS.items():
        both = [plan.scale[engine] for engine in ("embedded", "cluster")]
        if not all(name in each for each in both):
            continue
        found.append((words, *(_drawn(each, name, bound, plan.scale["both"]["documents"]) for each in both)))
    return found


def weights(plan: Plan) -> list[tuple[str, ...]]:
    """What a page, a version and a visit weigh; the index by the many documents of bench.scale."""
    index = plan.scale["embedded"]["kilobytes"], plan.scale["cluster"]["kilobytes"]
    found = []
    for name, words in (("page", "new page"), ("version", "later version"), ("visit", "visit without news")):
        each, rows = plan.weigh[name], plan.postgres[name]["database"]
        sizes = [f"{size:,.0f} B" for size in (each["warc"], each["cdxj"], each["database"], rows)]
        indexed = "–" if name == "visit" else f"{index[0]:.1f} / {index[1]:.1f} KB"
        found.append((words, *sizes, indexed, f"{each['cpu'] * 1000:.1f} ms"))
    return found


def _drawn(engine: Figures, name: str, bound: float, most: float) -> str:
    """The line and where it reaches the bound; one that falls is not drawn out."""
    base, slope = engine[name], engine[f"{name}_a_million"]
    if slope <= 0:
        return f"{base + slope * most / 1e6:,.0f}, no growth seen"
    where = "at once" if base >= bound else many((bound - base) / slope * 1e6)
    return f"{base:,.0f} + {slope:,.0f} a million → {where}"


def _table(head: Sequence[str], rows: Sequence[Sequence[str]]) -> str:
    lines = [head, ["---"] * len(head), *rows]
    return "\n".join(f"| {' | '.join(each)} |" for each in lines)


def tables() -> dict[str, str]:
    """By name, as Markdown."""
    plan, head = main_plan(), ("", "from what was measured", "outcome")
    made = {
        name: _table(head, [(each.what, each.how, each.outcome) for each in rows])
        for name, rows in (
            ("storage", storage(plan)),
            ("crawling", crawling(plan)),
            ("searching", searching(plan)),
        )
    }
    cases = (
        "case",
        "requests/s",
        "workers",
        "waited h p50 / p95",
        "WARC TB, year 1",
        "later",
        "rows TB",
        "index GB",
        "nodes",
    )
    made["sensitivity"] = _table(cases, sensitivity(plan))
    parts = ("", "WARC", "CDXJ", "SQLite", "PostgreSQL", "index, embedded / cluster", "CPU until it is found")
    made["weights"] = _table(parts, weights(plan))
    most = many(plan.scale["both"]["documents"])
    head = (f"bound; measured on up to {most} documents", "embedded", "cluster of one node, one shard")
    made["limits"] = _table(head, limits(plan))
    return made


def written(text: str) -> str:
    """The document with the tables as they are now. Raises ValueError when a mark is missing."""
    for name, made in tables().items():
        begin, end = MARK.format("begin", name), MARK.format("end", name)
        before, after = text.index(begin) + len(begin), text.index(end)
        text = f"{text[:before]}\n\n{made}\n\n{text[after:]}"
    return text


def main() -> None:
    """Print, or write."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--write", action="store_true", help="into docs/scale.md")
    if parser.parse_args().write:
        DOCUMENT.write_text(written(DOCUMENT.read_text("utf-8")), "utf-8")
        return
    for name, made in tables().items():
        print(f"{name}\n\n{made}\n")


if __name__ == "__main__":
    main()
