"""The search seam: fields and documents in, results out. No engine's own types ever pass here."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from contextlib import AbstractContextManager
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Protocol, runtime_checkable

from index.tree import Node, Note


class Kind(StrEnum):
    """How a field's value is kept and matched."""

    TEXT = "text"
    """Running text: analysed, ranked, searchable by words and phrases."""
    KEYWORD = "keyword"
    """An exact value, or several: filters, facets."""
    NUMBER = "number"
    """Whole numbers, or several: ranges (`belopp:>1000000`)."""
    DATE = "date"
    """ISO days as "YYYY-MM-DD", or several: ranges, sorting."""
    STORED = "stored"
    """Kept with the document for showing hits; never searched."""


@dataclass(frozen=True, kw_only=True)
class Field:
    """One field of every document.

    `names` are what people may write before a colon in a query ("år", "ar"). `weight` is the BM25F weight of a
    TEXT field. `facet` asks for counts by value. `label` is the Swedish name people see.
    """

    name: str
    kind: Kind
    label: str = ""
    names: tuple[str, ...] = ()
    weight: float = 1.0
    facet: bool = False


Value = str | int | tuple[str, ...] | tuple[int, ...]


@dataclass(frozen=True, kw_only=True)
class Document:
    """A self-contained document: all that is needed to match, filter, sort, count and show it as a hit."""

    id: str
    values: Mapping[str, Value]


class Sort(StrEnum):
    """Orders of hits; every order is total, ties broken by id."""

    RELEVANCE = "relevance"
    NEWEST = "newest"
    OLDEST = "oldest"


@dataclass(frozen=True, kw_only=True)
class Freshness:
    """A mild liking for the new among what is relevant. Days are "YYYY-MM-DD".

    A score grows by `share` for a document of `today`, by half of that for one that is `half_life` days old, by nothing
    without a date.
    """

    today: str
    share: float = 0.1
    half_life: int = 730


EVER = "ever"
"""Every version of every page, today's and all earlier ones."""
SHOWN = "1"
"""What the version that stands for its page today holds in its `shown` field."""


@dataclass(frozen=True, kw_only=True)
class Query:
    """What to find: a tree of conditions, chosen facet values (OR inside a facet, AND between), order and page.

    `root` is None when every document matches; RELEVANCE is NEWEST then. `page` counts from 1 (less is
    read as 1, a page past the last has no hits). NEWEST sorts by the latest, OLDEST by the earliest value of the
    schema's date field; documents without a date come last in both. `as_of` chooses among versions: None is today's,
    "YYYY-MM-DD" those that stood at the end of that day, EVER all. `notes` is what the parser has to say.
    """

    root: Node | None = None
    filters: Mapping[str, frozenset[str]] = field(default_factory=dict)
    sort: Sort = Sort.RELEVANCE
    page: int = 1
    size: int = 10
    as_of: str | None = None
    freshness: Freshness | None = None
    notes: tuple[Note, ...] = ()


@dataclass(frozen=True, kw_only=True)
class Piece:
    """A run of plain, unescaped text; `hit` says that it is to be marked."""

    text: str
    hit: bool = False


Snippet = tuple[Piece, ...]
"""An excerpt as pieces of plain text. Whoever shows it escapes it: a snippet never holds markup."""


@dataclass(frozen=True, kw_only=True)
class Match:
    """Why a document was found: the word asked for, the word on the page, and how they belong together."""

    asked: str
    found: str
    how: str


@dataclass(frozen=True, kw_only=True)
class Hit:
    """A found document with all its stored values.

    `missing` are the asked words that it lacks; none but in answers that were loosened. `versions` is how many versions
    of its page match: they are one hit.
    """

    id: str
    score: float
    values: Mapping[str, Value]
    snippet: Snippet = ()
    matches: tuple[Match, ...] = ()
    missing: tuple[str, ...] = ()
    versions: int = 1


@dataclass(frozen=True, kw_only=True)
class Count:
    """How many matching documents hold `value`, counted as if this facet's own filter were off."""

    value: str
    count: int


@dataclass(frozen=True, kw_only=True)
class Result:
    """An answer. `facets` maps field name to counts, largest first, ties by value; chosen values stand even at zero.

    `nearly` fill a last page that is not full with documents that lack some of the asked words; neither `total` nor
    `facets` count them.
    """

    total: int
    hits: tuple[Hit, ...]
    facets: Mapping[str, tuple[Count, ...]]
    nearly: tuple[Hit, ...] = ()
    notes: tuple[Note, ...] = ()


@dataclass(frozen=True, kw_only=True)
class Versions:
    """The fields that make every document a version of a page.

    `page` (KEYWORD) names the page. A version stood from its day `since` to the day before `until` (DATE; no value: it
    still stands). Of each page one document has SHOWN in `shown` (KEYWORD): it is found when no day is asked for.
    """

    page: str
    since: str
    until: str
    shown: str


@dataclass(frozen=True, kw_only=True)
class Schema:
    """The fields of an index and which of them plays which part.

    `body` is the TEXT field that snippets are cut from; `date` is the DATE field to sort by. Without `versions` every
    document is a page of its own.
    """

    fields: tuple[Field, ...]
    body: str
    date: str
    versions: Versions | None = None

    def field(self, name: str) -> Field:
        """The field of that name. Raises KeyError."""
        for each in self.fields:
            if each.name == name:
                return each
        raise KeyError(name)

    def of_kind(self, *kinds: Kind) -> tuple[Field, ...]:
        """The fields of these kinds, in order of declaration."""
        return tuple(each for each in self.fields if each.kind in kinds)

    @property
    def facets(self) -> tuple[Field, ...]:
        """The fields that are counted, in order of declaration."""
        return tuple(each for each in self.fields if each.facet)


class Batch(Protocol):
    """Writes that become visible together."""

    def put(self, document: Document) -> None:
        """Add a document, replacing the one with the same id.

        Raises SearchIndexError when a value does not fit its field.
        """

    def drop(self, id: str) -> None:
        """Remove a document; an unknown id is harmless."""


UNWRITTEN = "0"
"""The generation of an index that nothing was ever written to."""


class SearchIndex(Protocol):
    """The seam every engine fills. One contract suite runs over all of them (tests/contract)."""

    @property
    def generation(self) -> str:
        """A text that changes whenever a commit may change answers, UNWRITTEN before the first; key for caches."""

    def batch(self) -> AbstractContextManager[Batch]:
        """Writes visible all at once when the block ends well, not at all when it raises. Called by archive.changes.

        Raises IndexBusy when another process is writing and does not finish in time.
        """

    def rebuild(self) -> AbstractContextManager[Batch]:
        """Write a whole new index beside the present one and swap when the block ends well; search goes on."""

    def search(self, query: Query) -> Result:
        """The matches, exactly counted. Called by archive.web and the command line.

        When no document has all the words, those with some of them are found and a note (code "some-words") says so.
        Raises IndexStale; SearchIndexError when a filter names a field that the schema lacks.
        """

    def ids(self) -> Iterable[str]:
        """Ids of all documents, for `verify`."""

    def words(self, prefix: str) -> Iterable[tuple[str, int]]:
        """The exact words of the body that begin so, folded, rising, each with how many documents hold it.

        Documents that were replaced or dropped lately may still be counted. Called by index.suggest.
        """

    @property
    def is_stale(self) -> bool:
        """True when the index on disk was made with another schema or analyzer and must be rebuilt."""

    def close(self) -> None:
        """Let go of files. Harmless twice."""


@runtime_checkable
class Clustered(Protocol):
    """What an index in a cluster tells besides, for those who watch it."""

    def condition(self) -> str:
        """How the cluster says it is: green, yellow (copies are missing) or red (parts are). Raises IndexAway."""
