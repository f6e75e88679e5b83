"""One engine's work for bench.scale, in a process of its own so that its memory is its own; prints JSON.

python -m bench.scale_child build|ask NUMBER ENGINE WHERE

`build` makes the index of so many documents anew and changes five pages; `ask` opens it and asks so many queries twice.
"""

from __future__ import annotations

import json
import sys
from collections import defaultdict
from collections.abc import Iterator
from statistics import median
from time import perf_counter, process_time

from bench.scale_engines import documents, held, open_place, questions
from bench.search import percentile
from bench.search_child import memory
from index.model import Document, Query, SearchIndex
from index.tree import Word

CHANGES = 5


def build(count: int, place: str) -> dict[str, object]:
    """Seconds on the clock and of CPU, megabytes at most, milliseconds until a change is found."""
    index, began, worked = open_place(place), perf_counter(), _worked(place)
    with index.rebuild() as batch:
        for each in documents(count):
            batch.put(each)
    told = {"rebuild_s": perf_counter() - began, "cpu_s": _worked(place) - worked, "building_mb": memory("VmHWM")}
    visible = list(_changes(index, place))
    index.close()
    return told | {name: median(each[name] for each in visible) for name in ("visible_ms", "visible_cpu_ms")}


def _worked(place: str) -> float:
    """Seconds of CPU that this process and the nodes of a cluster have used."""
    return process_time() + _nodes(place)


def _nodes(place: str) -> float:
    return 0.0 if place.startswith("whoosh ") else held(place).cpu


def _changes(index: SearchIndex, place: str) -> Iterator[dict[str, float]]:
    """Milliseconds from a changed page's arrival to the search that finds it."""
    for number, each in enumerate(documents(CHANGES)):
        word = f"nyttord{number}x"
        changed = Document(id=each.id, values={**each.values, "text": f"{each.values['text']} {word}"})
        worked, began = _worked(place), perf_counter()
        with index.batch() as batch:
            batch.put(changed)
        found = index.search(Query(root=Word(text=word), as_of="ever")).total
        took = (perf_counter() - began) * 1_000
        yield {"visible_ms": took, "visible_cpu_ms": (_worked(place) - worked) * 1_000}
        if found != 1:
            raise RuntimeError(f"{each.id} is not found by {word}")


def ask(count: int, place: str) -> dict[str, object]:
    """Milliseconds on the clock by kind, the first and the second time, and of CPU, mean and p95.

    A node's CPU cannot be told by query: its mean is added to what this process used for each.
    """
    asked = questions(count)
    began = perf_counter()
    index = open_place(place)
    index.search(asked[0][1])
    told: dict[str, object] = {"open_ms": (perf_counter() - began) * 1_000}
    for name in ("cold", "warm"):
        times, busy, nodes = defaultdict(list), [], _nodes(place)
        for kind, query in asked:
            before, worked = perf_counter(), process_time()
            index.search(query)
            times[kind].append((perf_counter() - before) * 1_000)
            busy.append((process_time() - worked) * 1_000)
        of_nodes = (_nodes(place) - nodes) * 1_000 / count
        told |= {name: times, f"{name}_cpu_ms": sum(busy) / count + of_nodes}
        told |= {f"{name}_p95_cpu_ms": percentile(busy, 0.95) + of_nodes}
    told |= {"megabytes": memory("VmRSS")}
    index.close()
    return told


def main() -> None:
    """Do, tell."""
    what, number, place = sys.argv[1], int(sys.argv[2]), " ".join(sys.argv[3:])
    print(json.dumps({"build": build, "ask": ask}[what](number, place)))


if __name__ == "__main__":
    main()
