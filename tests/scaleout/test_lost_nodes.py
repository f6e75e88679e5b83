"""Nodes are killed, restarted and halted while people write and search: nothing kept is lost, no count is wrong."""

from __future__ import annotations

import pytest

from index.errors import IndexAway
from tests.scaleout.cluster import TestCluster
from tests.scaleout.drilling import EACH, load, manager, opened, pages, searching, stored, total

pytestmark = [pytest.mark.cluster, pytest.mark.slow]


def test_the_leading_node_is_killed_while_people_write_and_search(three_nodes: TestCluster) -> None:
    """The worst of the three to lose: it leads, it holds a part of the index, requests run over it."""
    with load(three_nodes) as work:
        killed = manager(three_nodes)
        three_nodes.kill(killed)
        work.go_on(answers=10, documents=3 * EACH)
        assert three_nodes.ask("_cluster/health")["status"] == "yellow"
        three_nodes.start_again(killed)
        three_nodes.wait_green()
    work.assert_all_kept()
    assert work.unanswered == []


def test_all_nodes_are_restarted_one_after_another_while_people_write_and_search(three_nodes: TestCluster) -> None:
    with load(three_nodes) as work:
        for number in range(3):
            three_nodes.shut(number)
            work.go_on(documents=EACH)
            three_nodes.start_again(number)
            three_nodes.wait_green()
    work.assert_all_kept()
    assert work.unanswered == []


def test_a_whole_rebuild_is_never_seen_empty_or_mixed(three_nodes: TestCluster) -> None:
    writer = opened(three_nodes)
    stored(writer, pages(40, unit="Skola"))
    with searching(three_nodes, 40) as work:
        with writer.rebuild() as batch:
            for number in range(0, 40, 10):
                for each in pages(10, first=number, unit="Vård"):
                    batch.put(each)
                work.go_on()
        work.go_on()
    assert work.units == [{"Skola": 40}, {"Vård": 40}]
    assert (work.wrong, work.unanswered) == ([], [])
    writer.close()


def test_a_part_of_the_index_without_a_living_copy_is_said_and_never_counted_without(three_nodes: TestCluster) -> None:
    index = opened(three_nodes, shards=3, replicas=0)
    stored(index, pages(30))
    killed = next(number for number in range(3) if number != manager(three_nodes))
    three_nodes.kill(killed)
    three_nodes.wait_nodes()
    for asked in (lambda: total(index), index.ids):
        with pytest.raises(IndexAway):
            asked()
    three_nodes.start_again(killed)
    three_nodes.wait_green()
    assert (total(index), len(list(index.ids()))) == (30, 30)
    index.close()


def test_the_last_of_three_nodes_neither_writes_nor_counts_without_the_others(three_nodes: TestCluster) -> None:
    """It holds some parts only and may not lead alone. It is restarted too: it may have missed which parts it leads."""
    index = opened(three_nodes, shards=3, timeout=2.0)
    stored(index, pages(30))
    three_nodes.wait_green()
    for number in (1, 2):
        three_nodes.kill(number)
    for asked in (lambda: stored(index, pages(5, first=30)), lambda: total(index)):
        with pytest.raises(IndexAway):
            asked()
    three_nodes.wake()
    three_nodes.wait_nodes()
    three_nodes.shut(0)
    three_nodes.heal_nodes()
    assert total(index) == 30
    stored(index, pages(5, first=30))
    assert total(index) == 35
    index.close()


def test_a_node_that_says_nothing_costs_answers_at_most_but_never_a_wrong_count(three_nodes: TestCluster) -> None:
    """Requests time out, another node or another copy answers, or it is said that the cluster does not."""
    stored(opened(three_nodes), pages(30))
    three_nodes.wait_green()
    with searching(three_nodes, 30, timeout=1.0) as work:
        three_nodes.pause(next(number for number in range(3) if number != manager(three_nodes)))
        work.tried(3)
        three_nodes.heal_nodes()
    assert work.wrong == []


def test_a_cluster_that_says_nothing_is_away_within_the_time_it_is_given(three_nodes: TestCluster) -> None:
    index = opened(three_nodes, timeout=0.5)
    stored(index, pages(5))
    for number in range(3):
        three_nodes.pause(number)
    with pytest.raises(IndexAway, match="does not answer"):
        total(index)
    three_nodes.heal_nodes()
    assert total(index) == 5
    index.close()
