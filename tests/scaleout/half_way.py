"""A writer that never comes to an end: `python -m tests.scaleout.half_way ADDRESS NAME batch|rebuild`."""

from __future__ import annotations

import sys
import time

from index.analysis import PlainAnalyzer
from index.opensearch_engine import Cluster, open_index
from tests.contract.searching import SCHEMA
from tests.scaleout.drilling import pages

FIRST, COUNT = 100, 20


def main(address: str, name: str, how: str) -> None:
    index = open_index(Cluster(addresses=(address,), name=name, replicas=0), SCHEMA, PlainAnalyzer())
    with index.rebuild() if how == "rebuild" else index.batch() as batch:
        for each in pages(COUNT, first=FIRST):
            batch.put(each)
        batch.flush()  # type: ignore[attr-defined]
        sys.stdout.write("sent\n")
        sys.stdout.flush()
        time.sleep(600)


if __name__ == "__main__":
    main(*sys.argv[1:])
