"""The reference engine: slow, obvious, right. Documents in a dict, every question answered by reading all of them."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, replace
from typing import assert_never

from index.analysis import Analyzer, PlainAnalyzer, Terms, terms_of
from index.documents import check, check_filters, text_of, values_of
from index.model import Count, Document, Field, Kind, Query, Result, Schema, Sort
from index.plan import Between, Either, Every, Holds, Leaf, Plan, Sequence, Starts, Term, Without, plan, value_form
from index.ranking import SCORE_DECIMALS, by_date, counts, frequency_weight, page_slice, rarity
from index.relaxing import NOTE, relaxed
from index.showing import Showing


@dataclass(frozen=True, kw_only=True)
class _Read:
    """A document with its texts and its other values, read."""

    document: Document
    texts: Mapping[str, Terms]
    values: Mapping[str, tuple[str, ...]]


class MemoryIndex:
    """A SearchIndex in a dict: for tests and for judging other engines."""

    def __init__(self, schema: Schema, analyzer: Analyzer | None = None) -> None:
        self._schema = schema
        self._analyzer = analyzer or PlainAnalyzer()
        self._documents: dict[str, _Read] = {}
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
        documents = self._documents
        scan = _Scan(self._schema, tuple(documents.values()))
        wanted, found = self._found(query, scan)
        for looser in () if found else relaxed(query.root):
            wanted, found = self._found(replace(query, root=looser), scan)
            if found:
                query = replace(query, root=looser, notes=(*query.notes, NOTE))
                break
        filtered = {each: score for each, score in found.items() if _passes(documents[each], query.filters)}
        shown = self._order(query, filtered, documents)[page_slice(query)]
        showing = Showing(wanted, self._schema, self._analyzer)
        return Result(
            total=len(filtered),
            hits=tuple(showing.hit(documents[each].document, filtered[each]) for each in shown),
            facets={
                field.name: _facet(field, query.filters, [documents[each] for each in found])
                for field in self._schema.facets
            },
            notes=query.notes,
        )

    def _found(self, query: Query, scan: _Scan) -> tuple[Plan, dict[str, float]]:
        wanted = plan(query.root, self._schema, self._analyzer) if query.root else Every(parts=())
        return wanted, {
            read.document.id: round(score, SCORE_DECIMALS)
            for read in scan.documents
            if (score := scan.score(wanted, read)) is not None
        }

    def _order(self, query: Query, scores: Mapping[str, float], documents: Mapping[str, _Read]) -> list[str]:
        if query.sort is Sort.RELEVANCE and query.root:
            return sorted(scores, key=lambda each: (-scores[each], each))
        dates = {each: documents[each].values.get(self._schema.date, ()) for each in scores}
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
    def __init__(self, schema: Schema, analyzer: Analyzer, documents: dict[str, _Read]) -> None:
        self._schema = schema
        self._analyzer = analyzer
        self.documents = documents

    def put(self, document: Document) -> None:
        """See Batch.put."""
        check(document, self._schema)
        self.documents[document.id] = _Read(
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


class _Scan:
    """One look through all documents: what matches, and how much it weighs."""

    def __init__(self, schema: Schema, documents: tuple[_Read, ...]) -> None:
        self._schema = schema
        self.documents = documents
        self._holding: dict[Leaf, int] = {}

    def score(self, wanted: Plan, read: _Read) -> float | None:  # noqa: PLR0911 - one arm per kind of condition
        """The document's score, None when it does not match."""
        match wanted:
            case Every(parts=parts):
                scores = [self.score(part, read) for part in parts]
                return None if None in scores else sum(score for score in scores if score is not None)
            case Either(parts=parts, least=least):
                found = [score for part in parts if (score := self.score(part, read)) is not None]
                return sum(found) if len(found) >= least else None
            case Without(part=part):
                return None if self.score(part, read) is not None else 0.0
            case Term() | Sequence():
                return self._weight(wanted, read)
            case Starts(field=field, prefix=prefix):
                starts = any(word.startswith(prefix) for word in _words(read, field))
                return (self._schema.field(field).weight if field in read.texts else 0.0) if starts else None
            case Holds(field=field, value=value):
                return 0.0 if any(value_form(each) == value for each in read.values[field]) else None
            case Between(field=field):
                return 0.0 if any(self._is_between(each, wanted) for each in read.values[field]) else None
            case _:
                assert_never(wanted)

    def _weight(self, leaf: Term | Sequence, read: _Read) -> float | None:
        count = _occurrences(leaf, read.texts[leaf.field])
        if not count:
            return None
        if leaf not in self._holding:
            self._holding[leaf] = sum(bool(_occurrences(leaf, each.texts[leaf.field])) for each in self.documents)
        boost = leaf.boost if isinstance(leaf, Term) else 1.0
        weight = frequency_weight(count, read.texts[leaf.field].length, self._average(leaf.field))
        rare = rarity(len(self.documents), self._holding[leaf])
        return boost * self._schema.field(leaf.field).weight * rare * weight

    def _average(self, field: str) -> float:
        lengths = [read.texts[field].length for read in self.documents if read.texts[field].length]
        return sum(lengths) / len(lengths)

    def _is_between(self, value: str, wanted: Between) -> bool:
        own = int(value) if self._schema.field(wanted.field).kind is Kind.NUMBER else value
        return (wanted.low is None or wanted.low <= own) and (wanted.high is None or own <= wanted.high)  # type: ignore[operator]


def _words(read: _Read, field: str) -> Iterable[str]:
    return read.texts[field].words if field in read.texts else map(value_form, read.values[field])


def _occurrences(leaf: Term | Sequence, text: Terms) -> int:
    if isinstance(leaf, Term):
        return len(text.stems.get(leaf.text, ()))
    places = text.stems if leaf.inflected else text.words
    rows = [set(places.get(word, ())) for word in leaf.words]
    return sum(all(start + step in row for step, row in enumerate(rows)) for start in rows[0])


def _passes(read: _Read, filters: Mapping[str, frozenset[str]], *, but: str = "") -> bool:
    return all(not chosen.isdisjoint(read.values[name]) for name, chosen in filters.items() if chosen and name != but)


def _facet(field: Field, filters: Mapping[str, frozenset[str]], found: Iterable[_Read]) -> tuple[Count, ...]:
    seen = Counter(
        value for read in found if _passes(read, filters, but=field.name) for value in read.values[field.name]
    )
    return counts(seen, filters.get(field.name, ()))
