"""A writer is killed (SIGKILL) when its documents are in the cluster and nobody has been told of them."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

from index.opensearch_engine import state
from tests.scaleout.cluster import TestCluster
from tests.scaleout.drilling import opened, pages, stored, total

pytestmark = pytest.mark.cluster

ROOT = Path(__file__).parents[2]


def killed_half_way(at: TestCluster, name: str, how: str) -> None:
    command = [sys.executable, "-m", "tests.scaleout.half_way", at.addresses[0], name, how]
    with subprocess.Popen(command, cwd=ROOT, stdout=subprocess.PIPE) as writer:
        assert writer.stdout
        assert writer.stdout.readline() == b"sent\n"
        writer.kill()


@pytest.mark.parametrize("how", ["batch", "rebuild"])
def test_what_a_killed_writer_left_is_not_seen_and_the_next_writer_takes_over(
    how: str, cluster: TestCluster, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The next one waits until it is sure; here a second is enough to be."""
    monkeypatch.setattr(state, "LEASE", 1.0)
    name = f"killed-{how}"
    index = opened(cluster, name=name, replicas=0)
    stored(index, pages(10))
    killed_half_way(cluster, name, how)
    assert total(index) == 10
    stored(index, pages(5, first=10))
    assert {each.id for each in pages(15)} <= set(index.ids())
    assert total(index) == len(list(index.ids()))
    with index.rebuild() as batch:
        for each in pages(15):
            batch.put(each)
    assert total(index) == 15
    assert len(cluster.ask(f"{name}-*/_settings")) == 2, "the index in force, and the one that says which"
    index.close()
