"""Answers questions of the index in force: what is found, counted and shown."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

from index.analysis import Analyzer
from index.model import Hit, Query, Result, Schema
from index.opensearch_engine.asking import Asked, Found
from index.opensearch_engine.client import Client
from index.opensearch_engine.counting import (
    Tally,
    are_pages,
    count_pages,
    counters,
    cut_off,
    facets_of,
    filters_of,
    tally,
)
from index.opensearch_engine.mapping import WINDOW
from index.opensearch_engine.paging import Ordered, Pager
from index.opensearch_engine.reading import versions_of
from index.opensearch_engine.state import Force
from index.opensearch_engine.statistics import Census
from index.opensearch_engine.translating import scored_leaves
from index.opensearch_engine.weighing import Weigher
from index.plan import Every, plan, rows_together
from index.ranking import page_slice, room_left
from index.relaxing import NOTE, almost, demands, relaxed
from index.showing import Showing
from index.synonyms import Synonyms

LOOKED_AT = 50
"""Hits beside those with all words that are looked at together."""


class Searcher:
    """Searches one cluster's index. Threads may share one."""

    def __init__(self, client: Client, schema: Schema, analyzer: Analyzer) -> None:
        self.client = client
        self.schema = schema
        self.analyzer = analyzer
        self.census = Census(client, schema)
        self.pager = Pager(client)
        self.sizes: dict[str, int] = {}
        """By facet: how many values to ask for, where the usual number was too few."""

    def search(self, query: Query, synonyms: Synonyms, force: Force) -> Result:
        """See SearchIndex.search. Raises NotFoundError when the index was swapped meanwhile."""
        return _Search(searcher=self, synonyms=synonyms, force=force).answer(query)

    def nothing(self, query: Query) -> Result:
        """The answer before anything was written."""
        empty = Tally(values={field.name: {} for field in self.schema.facets})
        return Result(total=0, hits=(), facets=facets_of(empty, query, self.schema), notes=query.notes)


@dataclass(frozen=True, kw_only=True)
class _Search:
    """One question, looser and looser until something is found."""

    searcher: Searcher
    synonyms: Synonyms
    force: Force

    def answer(self, query: Query) -> Result:
        made = self.searcher
        query = replace(query, root=rows_together(query.root, made.analyzer, self.synonyms))
        asked, tallied = self._first_found(query)
        is_loose = asked.query.root is not query.root
        return Result(
            total=tallied.total,
            hits=self._shown(asked, self._page(asked, tallied.total), query if is_loose else None),
            facets=facets_of(tallied, query, made.schema),
            nearly=() if is_loose else self._nearly(asked, tallied.total),
            notes=asked.query.notes,
        )

    def _first_found(self, query: Query) -> tuple[Asked, Tally]:
        """The question as it is put, or the first looser one that finds something when it finds nothing."""
        asked = self._asked(query)
        tallied = self._tally(asked)
        for looser in () if tallied.matching else relaxed(query.root):
            other = self._asked(replace(query, root=looser, notes=(*query.notes, NOTE)))
            found = self._tally(other)
            if found.matching:
                return other, found
        return asked, tallied

    def _asked(self, query: Query) -> Asked:
        made = self.searcher
        wanted = plan(query.root, made.schema, made.analyzer, self.synonyms) if query.root else Every(parts=())
        return Asked(query, wanted, made.schema, made.census.take(scored_leaves(wanted), self.force))

    def _tally(self, asked: Asked) -> Tally:
        made, index = self.searcher, self.force.index
        found = self._documents(asked)
        if not asked.is_collapsed or not found.matching:
            return found
        if are_pages(made.client, index, asked.counted, found.matching):
            asked.is_collapsed = False
            return found
        return count_pages(made.client, index, asked.counted, asked.query, made.schema, found.matching)

    def _documents(self, asked: Asked) -> Tally:
        """What is found, in documents."""
        made = self.searcher
        body = {"size": 0, "query": asked.counted, "track_total_hits": False}
        while True:
            aggs = counters(asked.query, made.schema, made.sizes)
            told = made.client.search(self.force.index, body | {"aggs": aggs})["aggregations"]
            more = cut_off(told, made.schema)
            if not more:
                return tally(told, made.schema)
            made.sizes.update(more)

    def _page(self, asked: Asked, total: int) -> list[Found]:
        place = page_slice(asked.query)
        size = min(place.stop, total) - place.start
        return self._run(asked, place.start, size) if size > 0 else []

    def _run(self, asked: Asked, start: int, size: int) -> list[Found]:
        key = (self.force.generation, repr(replace(asked.query, page=1, size=0, notes=())))
        ordered = Ordered(index=self.force.index, body=asked.hits(), key=key)
        return asked.read(self.searcher.pager.run(ordered, start, size))

    def _nearly(self, asked: Asked, total: int) -> tuple[Hit, ...]:
        """Those that lack some of the words, as many as there is room for on the last page."""
        room = room_left(asked.query, total)
        looser = almost(asked.query.root) if room else None
        if looser is None:
            return ()
        near = self._asked(replace(asked.query, root=looser))
        near.leave_out(asked.counted)
        found: list[Found] = []
        start = 0
        while len(found) < room and start < WINDOW and (more := self._run(near, start, LOOKED_AT + room)):
            known = self._pages_of(asked, more) if asked.is_collapsed else {}
            found += [each for each in more if each.page not in known]
            start += len(more)
        return self._shown(near, found[:room], asked.query)

    def _shown(self, asked: Asked, found: Sequence[Found], demanded: Query | None) -> tuple[Hit, ...]:
        """Hits; `demanded` is the question whose words they may lack."""
        made = self.searcher
        showing = Showing(asked.wanted, made.schema, made.analyzer)
        versions = self._pages_of(asked, found) if asked.is_collapsed and found else {}
        return tuple(
            replace(
                showing.hit(each.document, each.score, missing=self._missing(asked, each, demanded)),
                versions=versions.get(each.page, 1),
            )
            for each in found
        )

    def _pages_of(self, asked: Asked, found: Sequence[Found]) -> Mapping[str, int]:
        """How many versions match, by page; of the pages of these hits."""
        pages = [each.page for each in found]
        return versions_of(self.searcher.client, self.force.index, asked.counted, filters_of(asked.query), pages)

    def _missing(self, asked: Asked, found: Found, demanded: Query | None) -> tuple[str, ...]:
        made = self.searcher
        weigher = Weigher(made.schema, asked.statistics)
        return tuple(
            written
            for written, part in demands(demanded.root if demanded else None)
            if weigher.score(plan(part, made.schema, made.analyzer, self.synonyms), found.told) is None
        )
