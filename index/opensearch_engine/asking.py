"""One question as it is put to the cluster: the query, its order, and what each hit is to tell."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from index.documents import values_of
from index.model import Document, Kind, Query, Schema, Sort
from index.opensearch_engine.client import Json
from index.opensearch_engine.counting import filters_of
from index.opensearch_engine.translating import Statistics, Translator, aged, terms_in
from index.opensearch_engine.weighing import Told, Weigher
from index.plan import Leaf, Plan, Sequence, Term
from index.ranking import SCORE_DECIMALS, freshness_factor
from index.versions import collapses, scope

PAGE = "page"


@dataclass(frozen=True, kw_only=True)
class Found:
    """A hit before it is shown. `told` is what the cluster says of its leaves."""

    document: Document
    page: str
    score: float
    told: Told


class Asked:
    """A question with its plan and the statistics that its scores depend on."""

    def __init__(self, query: Query, wanted: Plan, schema: Schema, statistics: Statistics) -> None:
        self.query = query
        self.wanted = wanted
        self.schema = schema
        self.statistics = statistics
        self.by_relevance = query.sort is Sort.RELEVANCE and query.root is not None
        self.is_collapsed = collapses(query, schema)
        """Whether several versions of a page may be found; false once they were counted and there are none."""
        translator = Translator(schema, statistics if self.by_relevance else None, named=True)
        self._scored = translator.query(wanted)
        self._leaves = {name: leaf for leaf, name in translator.names.items()}
        self._within = Translator(schema).query(scope(query, schema))
        self._left_out: list[Json] = []

    def leave_out(self, others: Json) -> None:
        """Find nothing that matches the query `others`."""
        self._left_out.append(others)

    @property
    def counted(self) -> Json:
        """What matches in scope, unscored; filters aside."""
        return {"bool": {"filter": [Translator(self.schema).query(self.wanted), self._within]}}

    @property
    def matching(self) -> Json:
        """What matches in scope, scored where the order asks for it; filters aside."""
        if not self.by_relevance:
            return {"bool": {"filter": [self._scored, self._within]}}
        wanted = {"bool": {"must": [self._scored], "filter": [self._within]}}
        fresh = self.query.freshness
        return aged(wanted, fresh, _days(fresh.today)) if fresh else wanted

    def hits(self) -> Json:
        """The body that asks for hits: order and what they tell; without how many."""
        texts = [field.name for field in self.schema.of_kind(Kind.TEXT)]
        body: Json = {
            "query": self.matching,
            "post_filter": {"bool": {"filter": filters_of(self.query), "must_not": self._left_out}},
            "sort": self._order(),
            "track_scores": self.by_relevance,
            "track_total_hits": False,
            "_source": ["id", "values"],
            "docvalue_fields": [PAGE, *(f"l.{name}" for name in texts)],
        }
        return body | ({"collapse": {"field": PAGE}} if self.is_collapsed else {})

    def _order(self) -> list[Json]:
        if self.by_relevance:
            return [{"_score": "desc"}, {"id": "asc"}]
        is_oldest = self.query.sort is Sort.OLDEST
        day = {"order": "asc", "mode": "min"} if is_oldest else {"order": "desc", "mode": "max"}
        return [{f"f.{self.schema.date}": {**day, "missing": "_last"}}, {"id": "asc"}]

    def read(self, hits: list[Json]) -> list[Found]:
        """The hits with exact scores, in the order of these where the order is theirs."""
        weigher = Weigher(self.schema, self.statistics)
        found = [self._read(hit, weigher) for hit in hits]
        return sorted(found, key=lambda each: (-each.score, each.document.id)) if self.by_relevance else found

    def _read(self, hit: Json, weigher: Weigher) -> Found:
        held, fields = hit["_source"], hit.get("fields", {})
        values = {name: tuple(each) if isinstance(each, list) else each for name, each in held["values"].items()}
        document = Document(id=hit["_id"], values=values)
        lengths = {name[2:]: int(each[0]) for name, each in fields.items() if name.startswith("l.")}
        told = Told(counts=self._counts(hit.get("matched_queries") or {}), lengths=lengths)
        score = round(weigher.score(self.wanted, told) or 0.0, SCORE_DECIMALS)
        return Found(document=document, page=fields[PAGE][0], score=self._aged(score, document), told=told)

    def _counts(self, told: dict[str, float]) -> dict[Leaf, float]:
        leaves = {self._leaves[name]: count for name, count in told.items() if name in self._leaves}
        return {leaf: count / _times(leaf) for leaf, count in leaves.items()}

    def _aged(self, score: float, document: Document) -> float:
        days = values_of(document, self.schema.date)
        if self.query.freshness is None or not days:
            return score
        return round(score * freshness_factor(days[-1], self.query.freshness), SCORE_DECIMALS)


def _times(leaf: Leaf) -> int:
    return terms_in(leaf) if isinstance(leaf, Term | Sequence) else 1


def _days(day: str) -> int:
    return (date.fromisoformat(day) - date(1970, 1, 1)).days
