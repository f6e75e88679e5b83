"""The embedded engine: Whoosh keeps the index, our analyzer reads the texts, numpy answers.

Several processes may read while one writes. A reader looks at each search whether there was a commit and opens it;
what it has open never changes under it.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, replace
from hashlib import sha256
from pathlib import Path
from threading import Lock
from time import sleep

import numpy as np

from index.analysis import Analyzer
from index.documents import check_filters
from index.errors import IndexBroken, IndexStale
from index.model import UNWRITTEN, Batch, Count, Hit, Query, Result, Schema
from index.plan import Every, Plan, plan, rows_together
from index.ranking import room_left
from index.relaxing import NOTE, almost, demands, relaxed
from index.showing import Showing
from index.swedish import SwedishAnalyzer
from index.synonyms import Group, Synonyms
from index.whoosh_engine.evaluate import Matches
from index.whoosh_engine.folders import Home
from index.whoosh_engine.opening import is_readable, newest_commit, open_snapshot
from index.whoosh_engine.snapshot import Place, Snapshot
from index.whoosh_engine.writing import FLUSH, WhooshBatch, make_index

_ATTEMPTS, _PAUSE = 3, 0.05
FORMAT = "whoosh-4"
"""Changes when what we ask Whoosh to keep changes."""


@dataclass(frozen=True, kw_only=True, eq=False)
class Listed:
    """Hits before they are shown: what was wanted, all that matched it, and where those to show stand, with scores."""

    wanted: Plan
    matches: Sequence[Matches]
    places: Sequence[tuple[Place, float]]


@dataclass(frozen=True, kw_only=True, eq=False)
class Found:
    """An answer before it is shown. `query` is what was answered, `asked` what was asked before it was loosened."""

    snapshot: Snapshot
    query: Query
    asked: Query
    total: int
    listed: Listed
    nearly: Listed
    facets: Mapping[str, tuple[Count, ...]]


_NO_HITS = Listed(wanted=Every(parts=()), matches=(), places=())


class WhooshIndex:
    """A SearchIndex in a folder. Threads may share one.

    `synonyms` widen what is asked; they are read at the first search. `patience` is how many seconds a writer waits for
    another. `companions` False reads through Whoosh alone: slow, for judging the arrays.
    """

    flush = FLUSH
    """Documents that a rebuild writes at a time."""

    def __init__(
        self,
        path: Path,
        schema: Schema,
        analyzer: Analyzer,
        *,
        synonyms: Iterable[Group] = (),
        patience: float = 10.0,
        companions: bool = True,
    ) -> None:
        self._home = Home(path)
        self._schema = schema
        self._analyzer = analyzer
        self._groups = synonyms
        self._widened: Synonyms | None = None
        self._widening = Lock()
        self._patience = patience
        self._companions = companions
        self._stamp = stamp(schema, analyzer)
        self._opening = Lock()
        self._snapshot: Snapshot | None = None

    @property
    def _synonyms(self) -> Synonyms:
        """Made when first asked: reading words opens the analyzer's tables."""
        with self._widening:
            if self._widened is None:
                self._widened = Synonyms(self._groups, self._analyzer)
            return self._widened

    @property
    def generation(self) -> str:
        """Folder and commit number; "0" before the first."""
        folder = self._home.current()
        return newest_commit(folder) if folder else UNWRITTEN

    @property
    def is_stale(self) -> bool:
        """See SearchIndex.is_stale."""
        return self._home.stamp() not in (None, self._stamp)

    @contextmanager
    def batch(self) -> Iterator[Batch]:
        """See SearchIndex.batch. Raises IndexBusy, IndexStale."""
        with self._home.locked(self._patience):
            folder = self._home.current() or self._first_folder()
            self._check_stamp()
            batch = WhooshBatch(folder, self._schema, self._analyzer)
            yield batch
            batch.flush()

    @contextmanager
    def rebuild(self) -> Iterator[Batch]:
        """See SearchIndex.rebuild. Killed, it goes on where it was when run again. Raises IndexBusy."""
        with self._home.locked(self._patience):
            folder, is_begun = self._new_folder()
            batch = WhooshBatch(folder, self._schema, self._analyzer, limit=self.flush)
            try:
                yield batch
                if is_begun:
                    batch.drop_others()
                batch.flush()
                self._home.put_in_force(folder)
            except Exception:
                self._home.sweep()
                raise

    def search(self, query: Query) -> Result:
        """See SearchIndex.search."""
        found = self.find(query)
        is_loose = found.query is not found.asked
        return Result(
            total=found.total,
            hits=self._hits(found, found.listed, lacking=is_loose),
            facets=found.facets,
            nearly=self._hits(found, found.nearly, lacking=True),
            notes=found.query.notes,
        )

    def find(self, query: Query) -> Found:
        """What `search` finds and counts, before any page is fetched and shown."""
        check_filters(query, self._schema)
        query = replace(query, root=rows_together(query.root, self._analyzer, self._synonyms))
        asked, snapshot = query, self._fresh()
        wanted, matches = self._matches(query, snapshot)
        for looser in () if _is_any(matches) else relaxed(query.root):
            wanted, matches = self._matches(replace(query, root=looser), snapshot)
            if _is_any(matches):
                query = replace(query, root=looser, notes=(*query.notes, NOTE))
                break
        chosen = snapshot.filtered(matches, query.filters)
        ranked = snapshot.ranked(query, chosen)
        return Found(
            snapshot=snapshot,
            query=query,
            asked=asked,
            total=sum(len(each.docs) for each in ranked),
            listed=Listed(wanted=wanted, matches=chosen, places=snapshot.page(query, ranked)),
            nearly=self._nearly(query, snapshot, ranked) if query is asked else _NO_HITS,
            facets=snapshot.facets(matches, query),
        )

    def _nearly(self, query: Query, snapshot: Snapshot, ranked: Sequence[Matches]) -> Listed:
        """Those that lack some of the words, as many as there is room for on the last page."""
        room = room_left(query, sum(len(each.docs) for each in ranked))
        looser = almost(query.root) if room else None
        if looser is None:
            return _NO_HITS
        near = replace(query, root=looser)
        wanted, matches = self._matches(near, snapshot)
        behind = snapshot.others(query, snapshot.filtered(matches, query.filters), ranked)
        places = snapshot.run(near, snapshot.ranked(near, behind), slice(0, room))
        return Listed(wanted=wanted, matches=behind, places=places)

    def _hits(self, found: Found, listed: Listed, *, lacking: bool) -> tuple[Hit, ...]:
        showing = Showing(listed.wanted, self._schema, self._analyzer)
        snapshot, looks = found.snapshot, found.snapshot.looks(listed.wanted)
        missing = self._missing(found, listed.places) if lacking else {}
        return tuple(
            replace(
                showing.hit(snapshot.document(place), score, looks.standing(*place), missing=missing.get(place, ())),
                versions=snapshot.versions(found.query, listed.matches, place),
            )
            for place, score in listed.places
        )

    def _missing(self, found: Found, places: Sequence[tuple[Place, float]]) -> dict[Place, tuple[str, ...]]:
        """By place: the asked words that stand nowhere in the document."""
        lacked: dict[Place, tuple[str, ...]] = {}
        for written, part in demands(found.asked.root) if places else ():
            holding = self._matches(replace(found.asked, root=part), found.snapshot)[1]
            for place, _ in places:
                if not np.isin(place[1], holding[place[0]].docs):
                    lacked[place] = (*lacked.get(place, ()), written)
        return lacked

    def ids(self) -> Iterable[str]:
        """Sorted."""
        return self._fresh().ids()

    def words(self, prefix: str) -> Iterable[tuple[str, int]]:
        """See SearchIndex.words."""
        return self._fresh().words(prefix)

    def close(self) -> None:
        """See SearchIndex.close."""
        self._snapshot = None

    def _matches(self, query: Query, snapshot: Snapshot) -> tuple[Plan, list[Matches]]:
        wanted = plan(query.root, self._schema, self._analyzer, self._synonyms) if query.root else Every(parts=())
        return wanted, snapshot.matches(wanted, query)

    def _fresh(self) -> Snapshot:
        """The newest commit, opened if it is not open yet; an empty one before the first."""
        with self._opening:
            for _ in range(_ATTEMPTS):
                try:
                    return self._newest()
                except FileNotFoundError:  # a writer swept files between our look and our opening: look again
                    sleep(_PAUSE)
            raise IndexBroken("files of the index are missing; rebuild it")

    def _newest(self) -> Snapshot:
        folder = self._home.current()
        if folder is None:
            return Snapshot((), self._schema, UNWRITTEN)
        if self._snapshot is None or self._snapshot.generation != newest_commit(folder):
            self._check_stamp()
            self._snapshot = open_snapshot(folder, self._schema, companions=self._companions)
        return self._snapshot

    def _new_folder(self) -> tuple[Path, bool]:
        """A folder to rebuild in, and whether a rebuild that was killed has begun to."""
        begun = self._home.begun(self._stamp)
        self._home.sweep(keep=begun)
        if begun and is_readable(begun, self._schema):
            return begun, True
        self._home.sweep()
        folder = self._home.make_folder(self._stamp)
        make_index(folder, self._schema)
        return folder, False

    def _first_folder(self) -> Path:
        folder = self._home.make_folder(self._stamp)
        make_index(folder, self._schema)
        self._home.put_in_force(folder)
        return folder

    def _check_stamp(self) -> None:
        if self.is_stale:
            raise IndexStale("the index was made with another schema or analyzer; rebuild it")


def _is_any(matches: list[Matches]) -> bool:
    return any(len(each.docs) for each in matches)


def stamp(schema: Schema, analyzer: Analyzer) -> str:
    """What an index is made with: the format, the analyzer's version, the fields and their kinds."""
    fields = " ".join(sorted(f"{field.name}:{field.kind}" for field in schema.fields))
    return f"{FORMAT} {analyzer.version} {sha256(fields.encode()).hexdigest()[:16]}"


def open_index(
    path: Path, schema: Schema, analyzer: Analyzer | None = None, *, synonyms: Iterable[Group] = ()
) -> WhooshIndex:
    """The index in a folder, made by its first writer; texts are read as Swedish unless said otherwise."""
    return WhooshIndex(path, schema, analyzer or SwedishAnalyzer(), synonyms=synonyms)
