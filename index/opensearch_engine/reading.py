"""What is read of an index beside hits: all ids, words that begin so, versions by page."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping

from index.opensearch_engine.client import Client, Json
from index.opensearch_engine.mapping import WINDOW
from index.opensearch_engine.terms import exact_term

WORDS = 50_000
"""Words that begin alike, the most common, that are told at most."""
_MEANING = re.compile(r"([^\w\s])")


def all_ids(client: Client, index: str) -> list[str]:
    """Every document's id, sorted."""
    found: list[str] = []
    body: Json = {"size": WINDOW, "_source": False, "track_total_hits": False, "sort": [{"id": "asc"}]}
    while hits := client.search(index, body)["hits"]["hits"]:
        found += [hit["_id"] for hit in hits]
        body["search_after"] = hits[-1]["sort"]
    return sorted(found)


def held_words(client: Client, index: str, prefix: str, body: str) -> list[tuple[str, int]]:
    """The words of the TEXT field `body` that begin so, rising, each with how many documents hold it."""
    begins = _MEANING.sub(r"\\\1", prefix) + ".*"
    terms = {"field": "words", "size": WORDS, "include": begins}
    query = {"prefix": {f"t.{body}": {"value": exact_term(prefix)}}}
    asked = {"size": 0, "track_total_hits": False, "query": query, "aggs": {"words": {"terms": terms}}}
    buckets = client.search(index, asked)["aggregations"]["words"]["buckets"]
    return sorted((str(each["key"]), int(each["doc_count"])) for each in buckets)


def versions_of(
    client: Client, index: str, found: Json, filters: list[Json], pages: Iterable[str]
) -> Mapping[str, int]:
    """How many documents of each page match."""
    names = sorted(set(pages))
    terms = {"terms": {"field": "page", "size": max(1, len(names))}}
    query = {"bool": {"filter": [found, *filters, {"terms": {"page": names}}]}}
    asked = {"size": 0, "track_total_hits": False, "query": query, "aggs": {"pages": terms}}
    buckets = client.search(index, asked)["aggregations"]["pages"]["buckets"]
    return {str(each["key"]): int(each["doc_count"]) for each in buckets}
