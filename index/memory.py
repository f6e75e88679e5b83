"""The reference engine: slow, obvious, right. Documents in a dict, every question answered by reading all of them."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, replace
from functools import partial

from index.analysis import Analyzer, PlainAnalyzer, terms_of
from index.documents import check, check_filters, text_of, values_of
from index.model import Count, Document, Field, Hit, Kind, Query, Result, Schema, Sort
from index.plan import Every, Plan, plan, rows_together
from index.ranking import (
    SCORE_DECIMALS,
    by_date,
    counts,
    freshness_factor,
    page_slice,
    room_left,
)
from index.relaxing import NOTE, almost, demands, relaxed
from index.scanning import Read, Scan, passes
from index.showing import Showing
from index.synonyms import Group, Synonyms
from index.tree import Node
from index.versions import collapses, scope


@dataclass(frozen=True, kw_only=True)
class _Ranked:
    """A match in its place: the document, its score, and how many versions of its page match."""

    id: str
    score: float
    versions: int


class MemoryIndex:
    """A SearchIndex in a dict: for tests and for judging other engines."""

    def __init__(self, schema: Schema, analyzer: Analyzer | None = None, *, synonyms: Iterable[Group] = ()) -> None:
        self._schema = schema
        self._analyzer = analyzer or PlainAnalyzer()
        self._synonyms = Synonyms(synonyms, self._analyzer)
        self._documents: dict[str, Read] = {}
        self._generation = 0

    @property
    def generation(self) -> str:
        """How many commits there were."""
        return str(self._generation)

    @property
    def is_stale(self) -> bool:
        """Never: it lives as long as its schema and analyzer."""
        return False

    @contextmanager
    def batch(self) -> Iterator[_MemoryBatch]:
        """See SearchIndex.batch."""
        with self._writing(_MemoryBatch(self._schema, self._analyzer, dict(self._documents))) as batch:
            yield batch

    @contextmanager
    def rebuild(self) -> Iterator[_MemoryBatch]:
        """See SearchIndex.rebuild."""
        with self._writing(_MemoryBatch(self._schema, self._analyzer, {})) as batch:
            yield batch

    @contextmanager
    def _writing(self, batch: _MemoryBatch) -> Iterator[_MemoryBatch]:
        yield batch
        self._documents = batch.documents
        self._generation += 1

    def search(self, query: Query) -> Result:
        """See SearchIndex.search."""
        check_filters(query, self._schema)
        scan = Scan(self._schema, tuple(self._documents.values()))
        query = replace(query, root=rows_together(query.root, self._analyzer, self._synonyms))
        asked = query
        wanted, found = self._found(query, scan)
        for looser in () if found else relaxed(query.root):
            wanted, found = self._found(replace(query, root=looser), scan)
            if found:
                query = replace(query, root=looser, notes=(*query.notes, NOTE))
                break
        ranked = self._ranked(query, found, scan)
        page = ranked[page_slice(query)]
        near, behind = self._nearly(query, ranked, scan) if query is asked else (wanted, [])
        lacking = partial(self._missing, asked.root, scan) if query is not asked else lambda _: ()
        return Result(
            total=len(ranked),
            hits=self._hits(wanted, page, lacking),
            facets={field.name: self._facet(field, query, found, scan) for field in self._schema.facets},
            nearly=self._hits(near, behind, partial(self._missing, query.root, scan)),
            notes=query.notes,
        )

    def _found(self, query: Query, scan: Scan) -> tuple[Plan, dict[str, float]]:
        """Ids of the matching versions in scope, with their scores."""
        wanted = plan(query.root, self._schema, self._analyzer, self._synonyms) if query.root else Every(parts=())
        within = scope(query, self._schema)
        return wanted, {
            read.document.id: self._aged(round(score, SCORE_DECIMALS), read, query)
            for read in scan.documents
            if scan.score(within, read) is not None and (score := scan.score(wanted, read)) is not None
        }

    def _aged(self, score: float, read: Read, query: Query) -> float:
        days = read.values.get(self._schema.date, ())
        if query.freshness is None or not days:
            return score
        return round(score * freshness_factor(days[-1], query.freshness), SCORE_DECIMALS)

    def _ranked(self, query: Query, found: Mapping[str, float], scan: Scan) -> list[_Ranked]:
        """The matches that pass the filters in order, of each page the first version."""
        scores = {each: score for each, score in found.items() if passes(scan.read[each], query.filters)}
        pages = Counter(self._page(each, query, scan) for each in scores)
        first: dict[str, _Ranked] = {}
        for each in self._order(query, scores, scan):
            page = self._page(each, query, scan)
            first.setdefault(page, _Ranked(id=each, score=scores[each], versions=pages[page]))
        return list(first.values())

    def _page(self, id: str, query: Query, scan: Scan) -> str:
        """The page that a document is a version of; itself where versions do not matter."""
        versions = self._schema.versions
        if versions is None or not collapses(query, self._schema):
            return id
        return next(iter(scan.read[id].values[versions.page]), id)

    def _nearly(self, query: Query, ranked: list[_Ranked], scan: Scan) -> tuple[Plan, list[_Ranked]]:
        """Those that lack some of the words, as many as there is room for on the last page."""
        room = room_left(query, len(ranked))
        looser = almost(query.root) if room else None
        if looser is None:
            return Every(parts=()), []
        near = replace(query, root=looser)
        wanted, found = self._found(near, scan)
        known = {self._page(each.id, query, scan) for each in ranked}
        behind = [each for each in self._ranked(near, found, scan) if self._page(each.id, query, scan) not in known]
        return wanted, behind[:room]

    def _missing(self, root: Node | None, scan: Scan, id: str) -> tuple[str, ...]:
        return tuple(
            written
            for written, part in demands(root)
            if scan.score(plan(part, self._schema, self._analyzer, self._synonyms), scan.read[id]) is None
        )

    def _hits(self, wanted: Plan, page: list[_Ranked], lacking: Callable[[str], tuple[str, ...]]) -> tuple[Hit, ...]:
        showing = Showing(wanted, self._schema, self._analyzer)
        return tuple(
            replace(
                showing.hit(self._documents[each.id].document, each.score, missing=lacking(each.id)),
                versions=each.versions,
            )
            for each in page
        )

    def _facet(self, field: Field, query: Query, found: Iterable[str], scan: Scan) -> tuple[Count, ...]:
        passing = [scan.read[each] for each in found if passes(scan.read[each], query.filters, but=field.name)]
        held = {
            (self._page(read.document.id, query, scan), value) for read in passing for value in read.values[field.name]
        }
        return counts(Counter(value for _, value in held), query.filters.get(field.name, ()))

    def _order(self, query: Query, scores: Mapping[str, float], scan: Scan) -> list[str]:
        if query.sort is Sort.RELEVANCE and query.root:
            return sorted(scores, key=lambda each: (-scores[each], each))
        dates = {each: scan.read[each].values.get(self._schema.date, ()) for each in scores}
        return by_date(dates, oldest=query.sort is Sort.OLDEST)

    def ids(self) -> Iterable[str]:
        """Sorted."""
        return sorted(self._documents)

    def words(self, prefix: str) -> Iterable[tuple[str, int]]:
        """See SearchIndex.words."""
        texts = (read.texts[self._schema.body] for read in self._documents.values())
        held = Counter(word for text in texts for word in text.words if word.startswith(prefix))
        return sorted(held.items())

    def close(self) -> None:
        """Nothing to let go of."""


class _MemoryBatch:
    def __init__(self, schema: Schema, analyzer: Analyzer, documents: dict[str, Read]) -> None:
        self._schema = schema
        self._analyzer = analyzer
        self.documents = documents

    def put(self, document: Document) -> None:
        """See Batch.put."""
        check(document, self._schema)
        self.documents[document.id] = Read(
            document=document,
            texts={
                field.name: terms_of(self._analyzer.tokens(text_of(document, field.name)))
                for field in self._schema.of_kind(Kind.TEXT)
            },
            values={
                field.name: values_of(document, field.name)
                for field in self._schema.fields
                if field.kind is not Kind.TEXT
            },
        )

    def drop(self, id: str) -> None:
        """See Batch.drop."""
        self.documents.pop(id, None)
