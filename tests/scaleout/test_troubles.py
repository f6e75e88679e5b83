"""A cluster that is there and refuses: each trouble has an error that says what is wrong, and nothing is half done."""

from __future__ import annotations

import time
from collections.abc import Iterator

import pytest

from index.errors import IndexAway, SearchIndexError
from index.model import SearchIndex
from tests.scaleout.cluster import PATIENCE, TestCluster
from tests.scaleout.drilling import NAME, opened, pages, stored, total

pytestmark = [pytest.mark.cluster, pytest.mark.slow]

NO_ROOM = dict.fromkeys(("low", "high", "flood_stage"), "1000tb")
"""Free bytes below which the cluster finds its disks too full."""


@pytest.fixture
def index(three_nodes: TestCluster) -> Iterator[SearchIndex]:
    """Ten documents in it."""
    found = opened(three_nodes)
    stored(found, pages(10))
    yield found
    found.close()


def set_up(at: TestCluster, **settings: object) -> None:
    at.ask("_cluster/settings", {"persistent": settings}, method="PUT")


def test_an_index_that_may_only_be_read_is_read_and_says_so_to_writers(
    three_nodes: TestCluster, index: SearchIndex
) -> None:
    three_nodes.ask(f"{NAME}/_settings", {"index.blocks.read_only": True}, method="PUT")
    with pytest.raises(SearchIndexError, match="blocked") as refused:
        stored(index, pages(5, first=10))
    assert not isinstance(refused.value, IndexAway)
    assert total(index) == 10
    three_nodes.ask(f"{NAME}/_settings", {"index.blocks.read_only": False}, method="PUT")
    stored(index, pages(5, first=10))
    assert total(index) == 15


def test_full_disks_stop_writers_with_a_clear_error_and_searching_goes_on(
    three_nodes: TestCluster, index: SearchIndex
) -> None:
    """The cluster itself sets the block when its disks pass the last watermark, and lifts it when there is room."""
    marks = {f"cluster.routing.allocation.disk.watermark.{name}": mark for name, mark in NO_ROOM.items()}
    set_up(three_nodes, **marks, **{"cluster.routing.allocation.disk.threshold_enabled": True})
    wait_until_blocked(three_nodes, is_blocked=True)
    for write in (lambda: stored(index, pages(5, first=10)), lambda: rebuilt(index)):
        with pytest.raises(SearchIndexError, match="disks are full"):
            write()
    assert total(index) == 10
    set_up(three_nodes, **dict.fromkeys(marks))
    wait_until_blocked(three_nodes, is_blocked=False)
    stored(index, pages(5, first=10))
    assert total(index) == 15


def rebuilt(index: SearchIndex) -> None:
    with index.rebuild() as batch:
        for each in pages(10):
            batch.put(each)


def wait_until_blocked(at: TestCluster, *, is_blocked: bool) -> None:
    until = time.monotonic() + PATIENCE
    while ("read_only_allow_delete" in str(at.ask(f"{NAME}/_settings"))) != is_blocked:
        assert time.monotonic() < until, "the cluster looks at its disks every ten seconds"
        time.sleep(0.5)


def test_a_cluster_without_memory_for_a_question_says_so(three_nodes: TestCluster, index: SearchIndex) -> None:
    set_up(three_nodes, **{"indices.breaker.request.limit": "1b"})
    with pytest.raises(IndexAway, match="out of memory"):
        total(index)
    set_up(three_nodes, **{"indices.breaker.request.limit": None})
    assert total(index) == 10
