"""A process that only searches: opens an engine, asks, prints what that took as JSON. See bench.scale.

python -m bench.scale_child QUERIES ENGINE WHERE
"""

from __future__ import annotations

import json
import sys
from collections import defaultdict
from time import perf_counter, process_time

from bench.scale_engines import open_place, questions
from bench.search_child import memory


def main() -> None:
    """Open, ask all twice, tell: milliseconds by kind, the first and the second time."""
    asked = questions(int(sys.argv[1]))
    began = perf_counter()
    index = open_place(" ".join(sys.argv[2:]))
    index.search(asked[0][1])
    told: dict[str, object] = {"open_ms": (perf_counter() - began) * 1_000}
    for name in ("cold", "warm"):
        times, worked = defaultdict(list), process_time()
        for kind, query in asked:
            before = perf_counter()
            index.search(query)
            times[kind].append((perf_counter() - before) * 1_000)
        told |= {name: times, f"{name}_cpu_ms": (process_time() - worked) * 1_000 / len(asked)}
    print(json.dumps(told | {"megabytes": memory("VmRSS"), "own_megabytes": memory("RssAnon")}))
    index.close()


if __name__ == "__main__":
    main()
