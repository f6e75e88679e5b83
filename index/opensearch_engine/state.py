"""What stands about an index beside it: which one is in force, its commits, and who may write.

alias `NAME`          points at the index in force, `NAME-<time>-<key>`
index `NAME-state`    a document an index: its commits; the document `writer`: who writes
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from threading import Event, Thread
from time import monotonic, sleep
from uuid import uuid4

from index.errors import IndexAway, IndexBusy, SearchIndexError
from index.opensearch_engine.client import SLOW, Client, ConflictError, Json, NotFoundError

LEASE = 20.0
"""Seconds after which a writer that gives no sign is taken for dead, by the clock of whoever waits."""
BEAT = 4.0
"""Seconds between a writer's signs."""
PAUSE = 0.1
WRITER = "writer"


@dataclass(frozen=True, kw_only=True)
class Force:
    """The index in force and how many commits it has had."""

    index: str
    commits: int

    @property
    def generation(self) -> str:
        """See SearchIndex.generation."""
        return f"{self.index}/{self.commits}"


class State:
    """The state of one index in a cluster."""

    def __init__(self, client: Client, name: str, *, replicas: int) -> None:
        self._client = client
        self._name = name
        self._replicas = replicas
        self._place = f"{name}-state"
        self._seen: tuple[object, float] = (None, 0.0)

    def in_force(self) -> Force | None:
        """None before the first commit."""
        index = self.index()
        return None if index is None else Force(index=index, commits=self._commits(index))

    def index(self) -> str | None:
        """What the alias points at."""
        pointed = self._client.get(f"/_alias/{self._name}")
        return next(iter(sorted(pointed)), None) if pointed else None

    def _commits(self, index: str) -> int:
        held = self._client.get(f"/{self._place}/_doc/{index}")
        return int(held["_source"]["commits"]) if held and held.get("found") else 0

    def count(self, index: str) -> None:
        """Note one more commit."""
        self._put(index, {"commits": self._commits(index) + 1})

    def forget(self, index: str) -> None:
        """Note that an index is gone."""
        with suppress(NotFoundError):
            self._client.ask("DELETE", f"/{self._place}/_doc/{index}")

    @contextmanager
    def writing(self, patience: float) -> Iterator[Lease]:
        """The right to write. Raises IndexBusy when another has it for longer than `patience` seconds."""
        self._make()
        lease = Lease(self._client, f"/{self._place}/_doc/{WRITER}", self._taken(patience))
        beating = Thread(target=lease.beat_on, name="search-lease", daemon=True)
        beating.start()
        try:
            yield lease
        finally:
            lease.end()
            beating.join()
            lease.give_back()

    def _make(self) -> None:
        if self._client.get(f"/{self._place}") is not None:
            return
        settings = {"number_of_shards": 1, "number_of_replicas": self._replicas}
        body = {"settings": settings, "mappings": {"dynamic": False}}
        with suppress(Exception):  # another made it meanwhile: the next request says what else is wrong
            self._client.ask("PUT", f"/{self._place}", body, timeout=SLOW)

    def _taken(self, patience: float) -> Json:
        """The writer's document, made by us; one that does not change for LEASE seconds gives way."""
        until = monotonic() + patience
        own = {"owner": uuid4().hex, "beat": 0}
        while True:
            with suppress(ConflictError):
                return self._put(WRITER, own, op_type="create") | {"own": own, "stale": False}
            with suppress(ConflictError):
                held = self._client.get(f"/{self._place}/_doc/{WRITER}")
                if held and held.get("found") and self._is_silent(held):
                    return self._put(WRITER, own, **_only(held)) | {"own": own, "stale": True}
            if monotonic() >= until:
                raise IndexBusy("another process is writing to the search cluster")
            sleep(PAUSE)

    def _is_silent(self, held: Json) -> bool:
        mark, now = (held["_seq_no"], held["_primary_term"]), monotonic()
        if self._seen[0] != mark:
            self._seen = (mark, now)
        return now - self._seen[1] >= LEASE

    def _put(self, id: str, body: Json, **params: object) -> Json:
        return self._client.ask("PUT", f"/{self._place}/_doc/{id}", body, params=params)


class Lease:
    """The right to write, kept by signs of life."""

    def __init__(self, client: Client, path: str, taken: Json) -> None:
        self._client = client
        self._path = path
        self._mark = taken
        self._own: Json = taken["own"]
        self.took_over = bool(taken["stale"])
        """Whether the writer before was silent: what it wrote halfway may stand there, unseen."""
        self._lost = False
        self._ended = Event()

    def check(self) -> None:
        """Raises IndexBusy when another took the right."""
        if self._lost:
            raise IndexBusy("another process took over the writing: this one gave no sign for too long")

    def beat_on(self) -> None:
        """Give signs until `end`."""
        while not self._ended.wait(BEAT):
            with suppress(SearchIndexError, NotFoundError):  # the writer meets the same with its next request
                self._beat()
            if self._lost:
                return

    def _beat(self) -> None:
        self._own = self._own | {"beat": self._own["beat"] + 1}
        try:
            self._mark = self._client.ask("PUT", self._path, self._own, params=_only(self._mark))
        except ConflictError:
            held = self._client.get(self._path) or {}
            self._lost = held.get("_source", {}).get("owner") != self._own["owner"]
            self._mark = held or self._mark  # a sign that was given twice, its first answer lost on the way

    def end(self) -> None:
        """Give no more signs."""
        self._ended.set()

    def give_back(self) -> None:
        """Let others write at once; what cannot be given back now runs out by itself."""
        with suppress(ConflictError, NotFoundError, IndexAway):
            self._client.ask("DELETE", self._path, params=_only(self._mark))


def _only(held: Json) -> dict[str, object]:
    """Only if nobody changed it since."""
    return {"if_seq_no": held["_seq_no"], "if_primary_term": held["_primary_term"]}
