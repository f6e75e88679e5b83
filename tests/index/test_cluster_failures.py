"""A cluster's ways to say no are told as what they are; a half answer is none."""

from __future__ import annotations

import json
import socket
from dataclasses import replace
from typing import Any

import pytest

from index.analysis import PlainAnalyzer
from index.errors import IndexAway, QueryTooLong, SearchIndexError
from index.model import Query
from index.opensearch_engine import Cluster, open_index
from index.opensearch_engine.client import Client
from index.opensearch_engine.writing import Bulk
from tests.contract.searching import SCHEMA
from tests.fakes.search_cluster import saying

HERE = Cluster(addresses=(), name="somewhere", timeout=2.0)
FLOOD = "index [x] blocked by: [TOO_MANY_REQUESTS/12/disk usage exceeded flood-stage watermark]"


def reason(kind: str, said: str = "because") -> dict[str, Any]:
    return {"error": {"type": kind, "reason": said, "root_cause": [{"type": kind, "reason": said}]}, "status": 0}


@pytest.mark.parametrize(
    ("status", "body", "kind", "said"),
    [
        (401, reason("security_exception"), SearchIndexError, "user or password is wrong"),
        (
            403,
            reason("security_exception", "no permissions for [indices:data/read]"),
            SearchIndexError,
            "indices:data/",
        ),
        (413, reason("too_long"), SearchIndexError, "http.max_content_length"),
        (403, reason("cluster_block_exception", FLOOD), SearchIndexError, "disks are full"),
        (403, reason("cluster_block_exception", "index [x] blocked by: [read-only]"), SearchIndexError, "is blocked"),
        (429, reason("circuit_breaking_exception"), IndexAway, "out of memory"),
        (429, reason("rejected_execution_exception"), IndexAway, "cannot answer now"),
        (503, reason("cluster_manager_not_discovered_exception"), IndexAway, "cannot answer now"),
        (503, reason("cluster_block_exception", "blocked by: [no cluster-manager]"), IndexAway, "no manager"),
        (500, reason("search_phase_execution_exception", "all shards failed"), IndexAway, "all shards failed"),
        (400, reason("too_many_clauses", "maxClauseCount is set to 1024"), QueryTooLong, "too many conditions"),
        (400, reason("parsing_exception"), SearchIndexError, "parsing_exception"),
    ],
)
def test_what_a_cluster_refuses_is_said(status: int, body: Any, kind: type[SearchIndexError], said: str) -> None:
    with saying(status, body) as address, pytest.raises(SearchIndexError, match=said) as caught:
        Client(replace(HERE, addresses=(address,))).search("x", {})
    assert isinstance(caught.value, IndexAway) is (kind is IndexAway)


@pytest.mark.parametrize(
    ("body", "said"),
    [
        ({"_shards": {"total": 3, "successful": 2, "failed": 1}, "hits": {}}, "2 of 3 parts"),
        ({"_shards": {"total": 3, "successful": 3, "failed": 0}, "timed_out": True}, "out of time"),
    ],
)
def test_what_only_some_parts_answered_is_no_answer(body: Any, said: str) -> None:
    with saying(200, body) as address, pytest.raises(IndexAway, match=said):
        Client(replace(HERE, addresses=(address,))).search("x", {})


@pytest.mark.parametrize(
    ("version", "said"),
    [
        ({"version": {"number": "8.1.0"}}, "another program 8.1.0"),
        ({"version": {"distribution": "opensearch", "number": "1.3.0"}}, "opensearch 1.3.0"),
        ({"version": {"distribution": "opensearch", "number": "2.9.0"}}, "opensearch 2.9.0; .* from 2.17 on"),
        ({}, "another program unknown"),
    ],
)
def test_another_version_is_refused_by_name(version: Any, said: str) -> None:
    with saying(200, {}, version) as address, pytest.raises(SearchIndexError, match=said):
        Client(replace(HERE, addresses=(address,))).search("x", {})


def test_a_cluster_that_is_not_there_is_away_for_every_question() -> None:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        address = f"http://127.0.0.1:{taken.getsockname()[1]}"
        index = open_index(replace(HERE, addresses=(address,)), SCHEMA, PlainAnalyzer())
        for ask in (lambda: index.search(Query()), lambda: index.generation, lambda: index.is_stale, index.ids):
            with pytest.raises(IndexAway, match="does not answer"):
                ask()
        with pytest.raises(IndexAway), index.batch():
            pass
    index.close()


def test_a_node_that_is_down_is_passed_over() -> None:
    body = {"_shards": {"total": 1, "successful": 1, "failed": 0}, "hits": {"hits": []}}
    with socket.socket() as taken, saying(200, body) as address:
        taken.bind(("127.0.0.1", 0))
        dead = f"http://127.0.0.1:{taken.getsockname()[1]}"
        client = Client(replace(HERE, addresses=(dead, address)))
        for _ in range(4):
            assert client.search("x", {})["hits"] == {"hits": []}
        client.close()


class Crowded:
    """Takes at most `room` documents at a time, the rest it refuses for now; one of them for good."""

    def __init__(self, room: int, bad: str = "") -> None:
        self.room, self.bad = room, bad
        self.taken: list[str] = []

    def ask(self, _: str, __: str, body: str, *, timeout: float) -> dict[str, Any]:
        ids = [json.loads(line)["index"]["_id"] for line in body.splitlines()]
        return {"errors": True, "items": [{"index": self.item(place, each)} for place, each in enumerate(ids)]}

    def item(self, place: int, id: str) -> dict[str, Any]:
        if id == self.bad:
            return {"_id": id, "status": 400, "error": {"type": "mapper_parsing_exception"}}
        if place >= self.room:
            return {"_id": id, "status": 429, "error": {"type": "rejected_execution_exception"}}
        self.taken.append(id)
        return {"_id": id, "status": 201}


def lines(count: int) -> list[bytes]:
    return [f'{{"index":{{"_id":"{number}"}}}}\n'.encode() for number in range(count)]


def test_what_a_busy_cluster_refuses_is_sent_again_later_in_smaller_pieces() -> None:
    crowded, pauses = Crowded(room=8), list[float]()
    Bulk(crowded, "x", pauses.append).send(lines(20))  # type: ignore[arg-type]
    assert sorted(crowded.taken, key=int) == [f"{number}" for number in range(20)]
    assert pauses
    assert pauses == sorted(pauses)


def test_a_cluster_that_stays_busy_is_away() -> None:
    with pytest.raises(IndexAway, match="20 documents were not taken"):
        Bulk(Crowded(room=0), "x", lambda _: None).send(lines(20))  # type: ignore[arg-type]


def test_a_document_that_is_refused_for_good_is_named() -> None:
    with pytest.raises(SearchIndexError, match=r"'3'.*mapper_parsing"):
        Bulk(Crowded(room=9, bad="3"), "x", lambda _: None).send(lines(5))  # type: ignore[arg-type]
