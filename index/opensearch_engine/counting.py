"""Totals and facets, exact.

Documents are counted by the cluster's own means; pages of several versions by a script, some of them at a time, so that
no node must hold the names of all pages at once.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field

from index.errors import SearchIndexError
from index.model import Count, Query, Schema
from index.opensearch_engine.client import Client, Json
from index.opensearch_engine.mapping import PARTS
from index.opensearch_engine.terms import value_term
from index.ranking import counts

FIRST, MOST = 1_000, 65_000
"""Values of a facet that are asked for at first, and at most (a cluster's usual `search.max_buckets` is 65,535)."""
AT_ONCE = 200_000
"""Versions whose pages are counted in one request."""
COLLECT = "state.pages = new HashMap()"
PAGES = """
String page = doc['page'].value;
if (params.field == '') { state.pages.computeIfAbsent('', k -> new HashSet()).add(page); }
else { for (String value : doc[params.field]) { state.pages.computeIfAbsent(value, k -> new HashSet()).add(page); } }
"""
SIZES = """
Map sizes = new HashMap();
for (def held : state.pages.entrySet()) { sizes.put(held.getKey(), held.getValue().size()); }
return sizes;
"""
SUM = """
Map sums = new HashMap();
for (def sizes : states) {
  if (sizes == null) { continue; }
  for (def size : sizes.entrySet()) { sums.merge(size.getKey(), size.getValue(), (a, b) -> a + b); }
}
return sums;
"""


@dataclass(frozen=True, kw_only=True)
class Tally:
    """How many documents match before filters, how many hits pass them, and counts by facet and value."""

    matching: int = 0
    total: int = 0
    values: Mapping[str, Mapping[str, int]] = field(default_factory=dict)


def filters_of(query: Query, *, but: str = "") -> list[Json]:
    """The conditions of the chosen values, the ones of the field `but` aside."""
    return [
        {"terms": {f"f.{name}": sorted(map(value_term, chosen))}}
        for name, chosen in sorted(query.filters.items())
        if chosen and name != but
    ]


def passing(query: Query, *, but: str = "") -> Json:
    """The same as one condition."""
    return {"bool": {"filter": [{"match_all": {}}, *filters_of(query, but=but)]}}


def counters(query: Query, schema: Schema, sizes: Mapping[str, int]) -> Json:
    """Aggregations for all that is counted beside the hits; they see what matches before the filters."""
    asked: Json = {"matching": {"filter": {"match_all": {}}}, "passing": {"filter": passing(query)}}
    for each in schema.facets:
        terms = {"terms": {"field": f"f.{each.name}", "size": sizes.get(each.name, FIRST)}}
        asked[f"f.{each.name}"] = {"filter": passing(query, but=each.name), "aggs": {"values": terms}}
    return asked


def cut_off(told: Json, schema: Schema) -> dict[str, int]:
    """Facets that had more values than were asked for, with how many to ask for then."""
    found = {}
    for each in schema.facets:
        values = told[f"f.{each.name}"]["values"]
        if values["sum_other_doc_count"] or values["doc_count_error_upper_bound"]:
            found[each.name] = min(MOST, len(values["buckets"]) * 8)
            if len(values["buckets"]) >= MOST:
                raise SearchIndexError(f"the facet {each.name!r} has more than {MOST} values; they cannot be counted")
    return found


def tally(told: Json, schema: Schema) -> Tally:
    """The answer of `counters`."""
    return Tally(
        matching=told["matching"]["doc_count"],
        total=told["passing"]["doc_count"],
        values={
            each.name: {
                str(bucket["key"]): bucket["doc_count"] for bucket in told[f"f.{each.name}"]["values"]["buckets"]
            }
            for each in schema.facets
        },
    )


def are_pages(client: Client, index: str, found: Json, versions: int) -> bool:
    """Whether of each page one version matches at most: then documents are pages. `versions` is how many match."""
    told = (
        each["pages"]["value"].get("", 0) for each in _sliced(client, index, found, versions, {"pages": _pages("")})
    )
    return bool(sum(told) == versions)


def _sliced(client: Client, index: str, found: Json, versions: int, aggs: Json) -> Iterator[Json]:
    """Aggregations over some of the pages at a time."""
    slices = max(1, -(-versions // AT_ONCE))
    for number in range(slices):
        part = {"range": {"part": {"gte": PARTS * number // slices, "lt": PARTS * (number + 1) // slices}}}
        asked = {"size": 0, "track_total_hits": False, "query": {"bool": {"filter": [found, part]}}}
        yield client.search(index, asked | {"aggs": aggs})["aggregations"]


def count_pages(client: Client, index: str, found: Json, query: Query, schema: Schema, versions: int) -> Tally:
    """The same in pages, where several versions of one may match; `versions` is how many documents match."""
    total = 0
    values: dict[str, Counter[str]] = {each.name: Counter() for each in schema.facets}
    for told in _sliced(client, index, found, versions, _page_counters(query, schema)):
        total += told["passing"]["pages"]["value"].get("", 0)
        for name, counter in values.items():
            counter.update(told[f"f.{name}"]["pages"]["value"])
    return Tally(matching=versions, total=total, values=values)


def _page_counters(query: Query, schema: Schema) -> Json:
    asked: Json = {"passing": {"filter": passing(query), "aggs": {"pages": _pages("")}}}
    for each in schema.facets:
        asked[f"f.{each.name}"] = {
            "filter": passing(query, but=each.name),
            "aggs": {"pages": _pages(f"f.{each.name}")},
        }
    return asked


def _pages(place: str) -> Json:
    return {
        "scripted_metric": {
            "params": {"field": place},
            "init_script": COLLECT,
            "map_script": PAGES,
            "combine_script": SIZES,
            "reduce_script": SUM,
        }
    }


def facets_of(found: Tally, query: Query, schema: Schema) -> dict[str, tuple[Count, ...]]:
    """The counts as an answer holds them."""
    return {each.name: counts(found.values[each.name], query.filters.get(each.name, ())) for each in schema.facets}
