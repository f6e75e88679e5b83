"""A plan as a query of the cluster, and its leaves by name, so that each hit tells which of them hold and how often.

The cluster scores a TEXT leaf by the number of its occurrences (index.opensearch_engine.mapping); what these are worth
is index.ranking's BM25F in a script, with lengths of words and with document counts that we asked for first.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any as Untyped
from typing import assert_never

from index.model import Freshness, Kind, Schema
from index.opensearch_engine.mapping import bounded
from index.opensearch_engine.terms import exact_term, stem_term, value_term
from index.plan import Between, Either, Every, Holds, Leaf, Plan, Sequence, Starts, Term, Without
from index.ranking import LENGTH_SHARE, SATURATION, rarity

Json = dict[str, Untyped]
NOTHING: Json = {"match_none": {}}
EVERYTHING: Json = {"bool": {"filter": [{"match_all": {}}]}}
"""Matches all and scores nothing."""
WEIGHT = """
double count = _score / params.terms;
double length = doc[params.length].size() == 0 ? 0 : doc[params.length].value;
return params.weight * count / (count + params.base + params.share * length);
"""
"""index.ranking.frequency_weight, times all that does not depend on the document."""
AGED = """
if (doc['day'].size() == 0) { return _score; }
double age = Math.max(0, params.today - doc['day'].value);
return _score * (1 + params.share * Math.pow(0.5, age / params.half_life));
"""
"""index.ranking.freshness_factor."""
ScoredLeaf = Term | Sequence


@dataclass(frozen=True, kw_only=True)
class Statistics:
    """What scores depend on beside the document: documents in all, mean lengths by field, documents by leaf."""

    documents: int = 0
    averages: Mapping[str, float] = field(default_factory=dict)
    holding: Mapping[Leaf, int] = field(default_factory=dict)


def scored_leaves(plan: Plan) -> tuple[ScoredLeaf, ...]:
    """Every leaf of a plan whose weight depends on counts, each once."""
    return tuple(dict.fromkeys(each for each in all_leaves(plan) if isinstance(each, Term | Sequence)))


def all_leaves(plan: Plan) -> tuple[Leaf, ...]:
    """Every leaf, those under Without too, each once."""
    match plan:
        case Every(parts=parts) | Either(parts=parts):
            return tuple(dict.fromkeys(leaf for part in parts for leaf in all_leaves(part)))
        case Without(part=part):
            return all_leaves(part)
        case _:
            return (plan,)


def matching(leaf: Leaf, schema: Schema) -> Json:
    """What finds the documents of a leaf; a TEXT leaf scores occurrences times `terms_in(leaf)`."""
    match leaf:
        case Term(field=name, text=text):
            return {"term": {f"t.{name}": {"value": stem_term(text)}}}
        case Sequence(field=name, words=words, inflected=inflected):
            return _row(f"t.{name}", [stem_term(word) if inflected else exact_term(word) for word in words])
        case Starts(field=name, prefix=prefix):
            return _begins(name, prefix, schema)
        case Holds(field=name, value=value):
            return {"term": {f"v.{name}": {"value": value_term(value)}}}
        case Between():
            return _between(leaf, schema)
        case _:
            assert_never(leaf)


def terms_in(leaf: ScoredLeaf) -> int:
    """How often the cluster adds up the occurrences of a leaf: once a word of a row."""
    return len(leaf.words) if isinstance(leaf, Sequence) else 1


def _row(field: str, words: list[str]) -> Json:
    if len(words) == 1:
        return {"term": {field: {"value": words[0]}}}
    return {"match_phrase": {field: {"query": " ".join(words)}}}


def _begins(name: str, prefix: str, schema: Schema) -> Json:
    if schema.field(name).kind is Kind.TEXT:
        return {"prefix": {f"t.{name}": {"value": exact_term(prefix)}}}
    return {"prefix": {f"v.{name}": {"value": value_term(prefix)}}}


def _between(leaf: Between, schema: Schema) -> Json:
    is_number = schema.field(leaf.field).kind is Kind.NUMBER
    place = f"n.{leaf.field}" if is_number else f"f.{leaf.field}"
    edges = {sign: edge for sign, edge in (("gte", leaf.low), ("lte", leaf.high)) if edge is not None}
    if not edges:
        return {"exists": {"field": place}}
    return {"range": {place: {sign: bounded(e) if isinstance(e, int) else e for sign, e in edges.items()}}}


class Translator:
    """Makes a query of a plan, scored when statistics are given.

    `names` are the leaves with the names under which the cluster tells of them, when it is to be asked to.
    """

    def __init__(self, schema: Schema, statistics: Statistics | None = None, *, named: bool = False) -> None:
        self._schema = schema
        self._statistics = statistics
        self._is_named = named
        self.names: dict[Leaf, str] = {}

    def query(self, plan: Plan) -> Json:  # noqa: PLR0911 - one arm per kind of condition
        """The query of a plan."""
        match plan:
            case Every(parts=parts):
                return {"bool": {"must": list(map(self.query, parts))}} if parts else EVERYTHING
            case Either(parts=parts, least=least):
                if len(parts) < least:
                    return NOTHING
                return {"bool": {"should": list(map(self.query, parts)), "minimum_should_match": least}}
            case Without(part=part):
                return {"bool": {"must_not": [self.query(part)], "filter": [{"match_all": {}}]}}
            case Term() | Sequence():
                return self._weighed(plan)
            case Starts():
                is_text = self._schema.field(plan.field).kind is Kind.TEXT
                return self._constant(plan, self._schema.field(plan.field).weight if is_text else 0.0)
            case Holds() | Between():
                return self._constant(plan, 0.0)
            case _:
                assert_never(plan)

    def _constant(self, leaf: Leaf, boost: float) -> Json:
        if boost:
            return {"constant_score": {"filter": self._named(leaf), "boost": boost}}
        return {"bool": {"filter": [self._named(leaf)]}}

    def _weighed(self, leaf: ScoredLeaf) -> Json:
        if self._statistics is None:
            return self._named(leaf)
        holding = self._statistics.holding[leaf]
        share = SATURATION * LENGTH_SHARE / (self._statistics.averages.get(leaf.field) or 1.0)
        rare = rarity(self._statistics.documents, holding)
        weight = leaf.boost * self._schema.field(leaf.field).weight * rare * (SATURATION + 1)
        params = {
            "terms": terms_in(leaf),
            "length": f"l.{leaf.field}",
            "weight": weight,
            "base": SATURATION * (1 - LENGTH_SHARE),
            "share": share,
        }
        return {"script_score": {"query": self._named(leaf), "script": {"source": WEIGHT, "params": params}}}

    def _named(self, leaf: Leaf) -> Json:
        """The leaf's own query, under its name where names are wanted."""
        query = matching(leaf, self._schema)
        if not self._is_named:
            return query
        name = self.names.setdefault(leaf, f"{len(self.names)}")
        kind, inner = next(iter(query.items()))
        if kind in ("exists", "range"):
            return {"bool": {"filter": [query], "_name": name}}
        place, told = next(iter(inner.items()))
        return {kind: {place: told | {"_name": name}}}


def aged(query: Json, wanted: Freshness, today: int) -> Json:
    """The query with a mild liking for the new; `today` in days since 1970."""
    params = {"today": today, "share": wanted.share, "half_life": wanted.half_life}
    return {"script_score": {"query": query, "script": {"source": AGED, "params": params}}}
