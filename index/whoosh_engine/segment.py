"""What the evaluator asks of a segment: an immutable run of documents, numbered from 0.

Two things fill it: Whoosh's own files (plain.py) and the arrays beside them (companion.py). They give the same arrays.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Protocol

import numpy as np
from numpy.typing import NDArray

from index.model import Value
from index.plan import Leaf
from index.snippets import Places
from index.whoosh_engine.columns import Column

Docs = NDArray[np.intp]
Mask = NDArray[np.bool_]
Scores = NDArray[np.float64]


@dataclass(frozen=True, kw_only=True, eq=False)
class Postings:
    """Where a term stands: document numbers, rising, and how often in each."""

    docs: Docs
    counts: NDArray[np.integer]


class Space(Protocol):
    """Either the stems or the exact words of one TEXT field."""

    def postings(self, term: str) -> Postings | None:
        """None when no document holds the term."""

    def places(self, term: str) -> NDArray[np.int64] | None:
        """Every place of a term, document << 32 | position, rising; None when no document holds it."""


class WordSpace(Space, Protocol):
    """The exact words of one TEXT field."""

    def starting(self, prefix: str) -> Iterator[Docs]:
        """The documents of the words that begin so; a document may come more than once."""

    def counted(self, prefix: str) -> Iterator[tuple[str, int]]:
        """The words that begin so, rising by their UTF-8, with how many documents hold each, deleted ones included.

        A word that is read in several ways ("LOV", "lov") comes once for each.
        """


class Segment(Protocol):
    """See the module."""

    @property
    def size(self) -> int:
        """How many documents, deleted ones included."""

    @property
    def live(self) -> Mask:
        """False for deleted documents."""

    @property
    def is_whole(self) -> bool:
        """No document is deleted."""

    @property
    def ids(self) -> Sequence[str]:
        """The document ids by number, deleted ones included."""

    @property
    def ranks(self) -> NDArray[np.int32]:
        """By document: its place when ids are sorted."""

    def stems(self, field: str) -> Space:
        """Keys, compound parts and typed values of a TEXT field."""

    def words(self, field: str) -> WordSpace:
        """Exact folded words of a TEXT field."""

    def standing(self, wanted: Sequence[Leaf], field: str) -> Callable[[int], Places] | None:
        """By document: the places of a TEXT field where one of the conditions holds. None when nobody knows."""

    def lengths(self, field: str) -> NDArray[np.integer]:
        """Words in a TEXT field, by document."""

    def column(self, field: str) -> Column:
        """The values of a KEYWORD, NUMBER or DATE field."""

    def stored(self, number: int) -> Mapping[str, Value]:
        """All values of a document."""
