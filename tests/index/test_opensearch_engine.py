"""What the cluster's engine does beyond the contract: many parts, far pages, writers that die."""

from __future__ import annotations

import threading
from random import Random
from uuid import uuid4

import pytest

from index.analysis import Analyzer, PlainAnalyzer
from index.errors import IndexBusy, IndexStale, SearchIndexError
from index.memory import MemoryIndex
from index.model import EVER, UNWRITTEN, Document, Query, Schema, SearchIndex, Sort
from index.opensearch_engine import Cluster, counting, mapping, paging, searching, state, writing
from index.opensearch_engine.engine import OpenSearchIndex
from index.opensearch_engine.state import WRITER
from index.syntax import parse
from tests.contract.searching import LIBRARY, SCHEMA, TODAY, VERSIONED, ask, chosen, fill, found, ids, page
from tests.contract.test_search_versions import random_history
from tests.scaleout.cluster import TestCluster

pytestmark = pytest.mark.cluster


def named(cluster: TestCluster, *, shards: int = 1) -> Cluster:
    return Cluster(addresses=cluster.addresses, name=f"engine-{uuid4().hex[:12]}", replicas=0, shards=shards)


def opened(place: Cluster, schema: Schema = SCHEMA, analyzer: Analyzer | None = None) -> OpenSearchIndex:
    return OpenSearchIndex(place, schema, analyzer or PlainAnalyzer(), patience=0.1)


def test_an_index_that_nobody_wrote_to_says_so(cluster: TestCluster) -> None:
    index = opened(named(cluster))
    assert index.generation == UNWRITTEN
    fill(index, page("a", "avgift"))
    assert index.generation != UNWRITTEN


def walked(index: SearchIndex, query: Query, size: int) -> list[str]:
    """Every id of every page, and one page past the last."""
    total = index.search(query).total
    pages = [index.search(Query(**{**vars(query), "page": n, "size": size})) for n in range(1, total // size + 3)]
    return [hit.id for each in pages for hit in each.hits]


def test_far_pages_follow_on_near_ones_in_the_same_order(cluster: TestCluster, monkeypatch: pytest.MonkeyPatch) -> None:
    for module in (mapping, paging, searching):
        monkeypatch.setattr(module, "WINDOW", 10)
    random = Random(7)
    texts = [" ".join(random.choices(["avgift", "skola", "plan"], k=random.randint(1, 9))) for _ in range(60)]
    pages = [page(f"{n:02}", text, day=f"2020-01-{random.randint(10, 28)}") for n, text in enumerate(texts)]
    index, reference = opened(named(cluster)), MemoryIndex(SCHEMA)
    for each in (index, reference):
        fill(each, *pages)
    for text, sort in (("avgift", Sort.RELEVANCE), ("", Sort.NEWEST), ("skola", Sort.OLDEST)):
        query = Query(root=parse(text, SCHEMA, today=TODAY).root, sort=sort)
        assert walked(index, query, 7) == walked(reference, query, 7)


def test_versions_in_many_parts_are_counted_and_walked_as_pages(
    cluster: TestCluster, monkeypatch: pytest.MonkeyPatch
) -> None:
    for module in (mapping, paging, searching):
        monkeypatch.setattr(module, "WINDOW", 10)
    monkeypatch.setattr(counting, "AT_ONCE", 7)
    monkeypatch.setattr(writing, "LOOKED_UP", 5)
    index, reference = opened(named(cluster, shards=3), VERSIONED), MemoryIndex(VERSIONED)
    for each in (index, reference):
        fill(each, *random_history(Random(11)))
    for text in ("", "avgift skola"):
        for as_of in (EVER, "2020-01-19"):
            query = Query(root=parse(text, VERSIONED, today=TODAY).root, as_of=as_of)
            assert index.search(query) == reference.search(query)
            assert walked(index, query, 6) == walked(reference, query, 6)


def test_a_version_that_becomes_one_of_another_page_stands_there_once(cluster: TestCluster) -> None:
    index = opened(named(cluster, shards=3), VERSIONED)
    for name in ("p", "q", "r", "s"):
        fill(index, page("a", f"text {name}", page=name, since="2020-01-01"))
        assert (ask(index, "text", as_of=EVER).total, list(index.ids())) == (1, ["a"])
    with index.batch() as batch:
        batch.drop("a")
    assert list(index.ids()) == []


def test_a_facet_of_more_values_than_were_asked_for_is_counted_whole(
    cluster: TestCluster, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(counting, "FIRST", 2)
    index = opened(named(cluster, shards=2))
    fill(index, *(page(f"{n}", "text", unit=f"Enhet {n:02}") for n in range(40)))
    assert [count.value for count in ask(index, "text").facets["unit"]] == [f"Enhet {n:02}" for n in range(40)]
    monkeypatch.setattr(counting, "MOST", 30)
    with pytest.raises(SearchIndexError, match="'unit' has more than 30"):
        ask(opened_again(index), "text")


def opened_again(index: OpenSearchIndex) -> OpenSearchIndex:
    return opened(index._cluster)


def test_long_texts_are_weighed_by_their_very_length(cluster: TestCluster) -> None:
    """The cluster's own lengths are exact up to 40 words only."""
    lengths = [41, 43, 47, 200, 203, 999, 1003]
    pages = [page(f"p{length}", "avgift " + "ord " * (length - 1), title="") for length in reversed(lengths)]
    index, reference = opened(named(cluster, shards=2)), MemoryIndex(SCHEMA)
    for each in (index, reference):
        fill(each, *pages)
    assert ask(index, "avgift") == ask(reference, "avgift")
    assert ids(index, "avgift") == [f"p{length}" for length in lengths]


def test_values_and_words_of_any_length_and_sign_are_kept(cluster: TestCluster) -> None:
    index = opened(named(cluster))
    odd = "a|b =c \x00 \u2028 \ud800 \ue000"
    fill(index, page("x", f"{odd} " + "å" * 40_000, unit="e" * 40_000, topic=odd, amount=10**30))
    assert found(index, "belopp:>1000") == {"x"}
    assert found(index, "", filters={"topic": frozenset({odd})}) == {"x"}
    assert found(index, "", filters=chosen(unit="e" * 40_000)) == {"x"}


def test_another_analyzer_makes_the_index_stale_until_it_is_rebuilt(cluster: TestCluster) -> None:
    class Newer(PlainAnalyzer):
        version = "plain-newer"

    place = named(cluster)
    fill(opened(place), *LIBRARY)
    newer = opened(place, analyzer=Newer())
    assert newer.is_stale
    with pytest.raises(IndexStale):
        ask(newer, "budget")
    with pytest.raises(IndexStale), newer.batch():
        pass
    with newer.rebuild() as batch:
        batch.put(LIBRARY[0])
    assert (newer.is_stale, found(newer, "budget")) == (False, {"a"})
    assert opened(place).is_stale


def held_by_another(index: OpenSearchIndex) -> None:
    index._state._put(WRITER, {"owner": "another", "beat": 0})


def test_while_another_writes_nobody_else_does(cluster: TestCluster) -> None:
    index = opened(named(cluster))
    with index.batch() as batch:
        batch.put(LIBRARY[0])
        for other in (opened_again(index).batch, opened_again(index).rebuild):
            with pytest.raises(IndexBusy), other():
                pass
    assert list(index.ids()) == ["a"]


def test_a_writer_that_gives_no_sign_is_passed_over(cluster: TestCluster, monkeypatch: pytest.MonkeyPatch) -> None:
    index = opened(named(cluster))
    fill(index, LIBRARY[0])
    held_by_another(index)
    with pytest.raises(IndexBusy):
        fill(index, LIBRARY[1])
    monkeypatch.setattr(state, "LEASE", 0.0)
    fill(index, LIBRARY[1])
    assert list(index.ids()) == ["a", "b"]


def test_a_writer_that_was_passed_over_commits_nothing(cluster: TestCluster, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(state, "BEAT", 0.01)
    index = opened(named(cluster))
    fill(index, LIBRARY[0])

    def write() -> None:
        with index.batch() as batch:
            batch.put(LIBRARY[1])
            held_by_another(index)
            wait_until_told(index)

    with pytest.raises(IndexBusy, match="took over"):
        write()
    assert list(index.ids()) == ["a"]


def wait_until_told(index: OpenSearchIndex) -> None:
    """Until the writer's thread has given a sign, and ended as it was refused."""
    for thread in threading.enumerate():
        if thread.name == "search-lease":
            thread.join(30)
    assert index.generation


def test_a_rebuild_that_died_leaves_the_old_index_and_the_next_sweeps(cluster: TestCluster) -> None:
    index = opened(named(cluster))
    fill(index, *LIBRARY)
    left = index._make_index(replicas=0)
    assert found(index, "budget") == {"a", "b", "d"}
    with index.rebuild() as batch:
        batch.put(Document(id="n", values={"title": "", "body": "budget"}))
    assert found(index, "budget") == {"n"}
    assert index._client.get(f"/{left}") is None
    assert len(index._client.get(f"/{index._cluster.name}-*") or {}) == 2


def test_a_rebuild_is_sent_in_pieces_and_may_put_and_drop_again(
    cluster: TestCluster, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(writing, "PIECE", 500)
    index = opened(named(cluster, shards=2), VERSIONED)
    index.piece = 2_000
    with index.rebuild() as batch:
        for n in range(30):
            batch.put(page(f"{n:02}", "text", page=f"p{n}", shown="1"))
        batch.put(page("00", "annat", page="p0", shown="1"))
        batch.drop("01")
    assert found(index, "text", size=50) == {f"{n:02}" for n in range(2, 30)}
    assert found(index, "annat") == {"00"}
