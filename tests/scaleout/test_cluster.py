"""The cluster that the drills stand on does what they count on."""

from __future__ import annotations

import urllib.error

import pytest

from tests.scaleout.cluster import TestCluster

pytestmark = pytest.mark.cluster


def test_it_has_what_our_mapping_needs(cluster: TestCluster) -> None:
    """A filter of patterns, words split on space, a similarity of our own as a script, a sort by a script."""
    analysis = {
        "analyzer": {"ours": {"tokenizer": "whitespace", "filter": ["apart"]}},
        "filter": {"apart": {"type": "pattern_capture", "preserve_original": False, "patterns": ["([^|]+)"]}},
    }
    similarity = {"ours": {"type": "scripted", "script": {"source": "return query.boost * doc.freq;"}}}
    text = {"type": "text", "analyzer": "ours", "similarity": "ours"}
    mapping = {"properties": {"text": text, "number": {"type": "long"}}}
    settings = {"number_of_replicas": 0, "analysis": analysis, "similarity": similarity}
    cluster.ask("needs", {"settings": settings, "mappings": mapping}, method="PUT")
    for number in (1, 2):
        cluster.ask(f"needs/_doc/{number}?refresh=true", {"text": "bygg|lov bygg", "number": number}, method="PUT")
    script = {"type": "number", "script": "-doc['number'].value"}
    found = cluster.ask("needs/_search", {"query": {"term": {"text": "bygg"}}, "sort": [{"_script": script}, "_score"]})
    assert [hit["sort"] for hit in found["hits"]["hits"]] == [[-2.0, 2.0], [-1.0, 2.0]]
    cluster.ask("needs", method="DELETE")


def test_healing_leaves_nothing_behind(three_nodes: TestCluster) -> None:
    three_nodes.ask("left", {}, method="PUT")
    three_nodes.ask("_cluster/settings", {"persistent": {"indices.breaker.total.limit": "90%"}}, method="PUT")
    three_nodes.kill(2)
    three_nodes.heal()
    assert three_nodes.ask("_cluster/health")["number_of_nodes"] == 3
    assert three_nodes.ask("_cluster/settings") == {"persistent": {}, "transient": {}}
    with pytest.raises(urllib.error.HTTPError, match="404"):
        three_nodes.ask("left")
