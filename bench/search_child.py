"""A process that only searches: opens an index, asks the queries on standard input, prints what that took as JSON.

python -m bench.search_child FOLDER < queries.json
"""

from __future__ import annotations

from time import perf_counter

BORN = perf_counter()

import json  # noqa: E402
import sys  # noqa: E402
from pathlib import Path  # noqa: E402

from bench.search_corpus import SCHEMA, Asked, tree  # noqa: E402
from index.model import Query  # noqa: E402
from index.swedish import SwedishAnalyzer  # noqa: E402
from index.whoosh_engine import WhooshIndex  # noqa: E402


def main() -> None:
    """Open, ask, tell."""
    queries = [Query(root=tree(Asked(**each))) for each in json.load(sys.stdin)]
    started = perf_counter()
    index = WhooshIndex(Path(sys.argv[1]), SCHEMA, SwedishAnalyzer())
    index.search(queries[0])
    opened = perf_counter()
    for each in queries:
        index.search(each)
    told = {"opening_ms": (opened - started) * 1000, "importing_ms": (started - BORN) * 1000}
    print(json.dumps(told | {name: memory(name) for name in ("VmRSS", "RssAnon", "RssFile", "VmHWM")}))


def memory(name: str) -> float:
    """Megabytes of this process, as the kernel counts them (proc(5), status)."""
    lines = Path("/proc/self/status").read_text().splitlines()
    return next(int(line.split()[1]) / 1024 for line in lines if line.startswith(name + ":"))


if __name__ == "__main__":
    main()
