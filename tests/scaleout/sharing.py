"""The clusters that tests share: started by the first test that asks, whichever process runs it, ended with the run."""

from __future__ import annotations

import os
import shutil
from collections.abc import Iterator
from pathlib import Path
from urllib.parse import urlsplit

import pytest

from tests.scaleout.cluster import Node, TestCluster
from tests.scaleout.kit import NoKit, locked, make_kit

SIZES = {"one-node": 1, "three-nodes": 3}


@pytest.fixture(scope="session")
def cluster(tmp_path_factory: pytest.TempPathFactory) -> TestCluster:
    """One node for all tests that read and write: nobody stops it, each test names its indexes itself.

    KOMMUNARKIV_TEST_CLUSTER (addresses separated by commas) names one that runs already.
    """
    named = os.environ.get("KOMMUNARKIV_TEST_CLUSTER")
    shared = shared_folder(tmp_path_factory.getbasetemp())
    return elsewhere(named) if named else running(shared / "one-node")


@pytest.fixture
def three_nodes(tmp_path_factory: pytest.TempPathFactory) -> Iterator[TestCluster]:
    """Three nodes for one test alone, whole and empty at its start: for tests that kill, stop and set."""
    shared = shared_folder(tmp_path_factory.getbasetemp())
    with locked(shared / "three-nodes.drill"):
        found = running(shared / "three-nodes")
        found.heal()
        yield found


def running(folder: Path) -> TestCluster:
    """Started if no process of this run has started it."""
    with locked(folder.with_suffix(".lock")):
        found = TestCluster(folder, owner=os.getppid() if is_worker() else os.getpid())
        if not found.nodes:
            start(found, SIZES[folder.name])
    return found


def start(found: TestCluster, nodes: int) -> None:
    try:
        kit = make_kit()
    except NoKit as lacking:
        if os.environ.get("CI"):
            raise
        pytest.skip(f"no cluster: {lacking}")
    try:
        found.start(kit, nodes)
    except BaseException:
        end(found)
        raise


def elsewhere(addresses: str) -> TestCluster:
    """A cluster that is not ours to start or to stop."""
    found = TestCluster(Path(os.devnull))
    ports = [urlsplit(address.strip()).port or 9200 for address in addresses.split(",")]
    found.nodes = tuple(Node(name=f"node-{i}", http=port, transport=0) for i, port in enumerate(ports))
    return found


def end_clusters(config: pytest.Config) -> None:
    """At the end of the process that leads the run; by what lies on disk, for a worker may have died."""
    factory = getattr(config, "_tmp_path_factory", None)
    base = getattr(factory, "_basetemp", None)
    if base is not None and not is_worker():
        for name in SIZES:
            end(TestCluster(base / name))


def end(found: TestCluster) -> None:
    found.stop()
    shutil.rmtree(found.folder, ignore_errors=True)


def shared_folder(base: Path) -> Path:
    """The folder that all workers of this run have in common."""
    return base.parent if is_worker() else base


def is_worker() -> bool:
    return "PYTEST_XDIST_WORKER" in os.environ
