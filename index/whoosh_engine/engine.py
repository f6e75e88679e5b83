"""The embedded engine: Whoosh keeps the index, our analyzer reads the texts, numpy answers.

Several processes may read while one writes. A reader looks at each search whether there was a commit and opens it;
what it has open never changes under it.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, replace
from hashlib import sha256
from pathlib import Path
from threading import Lock
from time import sleep

from index.analysis import Analyzer
from index.documents import check_filters
from index.errors import IndexBroken, IndexStale
from index.model import Batch, Count, Query, Result, Schema
from index.plan import Every, Plan, plan
from index.relaxing import NOTE, relaxed
from index.showing import Showing
from index.swedish import SwedishAnalyzer
from index.tree import Note
from index.whoosh_engine.evaluate import Matches
from index.whoosh_engine.folders import Home
from index.whoosh_engine.opening import newest_commit, open_snapshot
from index.whoosh_engine.snapshot import Place, Snapshot
from index.whoosh_engine.writing import FLUSH, WhooshBatch, make_index

_ATTEMPTS, _PAUSE = 3, 0.05
_NOTHING = "0"
FORMAT = "whoosh-3"
"""Changes when what we ask Whoosh to keep changes."""


@dataclass(frozen=True, kw_only=True, eq=False)
class Found:
    """An answer before it is shown: where the documents of the page stand, with their scores."""

    snapshot: Snapshot
    wanted: Plan
    total: int
    page: tuple[tuple[Place, float], ...]
    facets: Mapping[str, tuple[Count, ...]]
    notes: tuple[Note, ...]


class WhooshIndex:
    """A SearchIndex in a folder. Threads may share one.

    `patience` is how many seconds a writer waits for another. `companions` False reads through Whoosh alone: slow, for
    judging the arrays.
    """

    def __init__(
        self, path: Path, schema: Schema, analyzer: Analyzer, *, patience: float = 10.0, companions: bool = True
    ) -> None:
        self._home = Home(path)
        self._schema = schema
        self._analyzer = analyzer
        self._patience = patience
        self._companions = companions
        self._stamp = stamp(schema, analyzer)
        self._opening = Lock()
        self._snapshot: Snapshot | None = None

    @property
    def generation(self) -> str:
        """Folder and commit number; "0" before the first."""
        folder = self._home.current()
        return newest_commit(folder) if folder else _NOTHING

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
        """See SearchIndex.rebuild. Raises IndexBusy."""
        with self._home.locked(self._patience):
            self._home.sweep()
            folder = self._home.make_folder(self._stamp)
            make_index(folder, self._schema)
            try:
                batch = WhooshBatch(folder, self._schema, self._analyzer, limit=FLUSH)
                yield batch
                batch.flush()
                self._home.put_in_force(folder)
            finally:
                self._home.sweep()

    def search(self, query: Query) -> Result:
        """See SearchIndex.search."""
        found = self.find(query)
        showing = Showing(found.wanted, self._schema, self._analyzer)
        looks = found.snapshot.looks(found.wanted)
        hits = (
            showing.hit(found.snapshot.document(place), score, looks.standing(*place)) for place, score in found.page
        )
        return Result(total=found.total, hits=tuple(hits), facets=found.facets, notes=found.notes)

    def find(self, query: Query) -> Found:
        """What `search` finds and counts, before any page is fetched and shown."""
        check_filters(query, self._schema)
        snapshot = self._fresh()
        wanted, matches = self._matches(query, snapshot)
        for looser in () if _is_any(matches) else relaxed(query.root):
            wanted, matches = self._matches(replace(query, root=looser), snapshot)
            if _is_any(matches):
                query = replace(query, root=looser, notes=(*query.notes, NOTE))
                break
        chosen = snapshot.filtered(matches, query.filters)
        return Found(
            snapshot=snapshot,
            wanted=wanted,
            total=sum(len(each.docs) for each in chosen),
            page=tuple(snapshot.page(query, chosen)),
            facets=snapshot.facets(matches, query.filters),
            notes=query.notes,
        )

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
        wanted = plan(query.root, self._schema, self._analyzer) if query.root else Every(parts=())
        return wanted, snapshot.matches(wanted)

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
            return Snapshot((), self._schema, _NOTHING)
        if self._snapshot is None or self._snapshot.generation != newest_commit(folder):
            self._check_stamp()
            self._snapshot = open_snapshot(folder, self._schema, companions=self._companions)
        return self._snapshot

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


def open_index(path: Path, schema: Schema, analyzer: Analyzer | None = None) -> WhooshIndex:
    """The index in a folder, made by its first writer; texts are read as Swedish unless said otherwise."""
    return WhooshIndex(path, schema, analyzer or SwedishAnalyzer())
