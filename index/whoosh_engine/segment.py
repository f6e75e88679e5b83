"""What the evaluator asks of a segment: an immutable run of documents, numbered from 0.

Two things fill it: Whoosh's own files (plain.py) and the arrays beside them (companion.py). They give the same arrays.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Protocol

import numpy as np
from numpy.typing import NDArray

from index.model import Value

Docs = NDArray[np.int32]
Mask = NDArray[np.bool_]
Scores = NDArray[np.float64]


@dataclass(frozen=True, kw_only=True, eq=False)
class Postings:
    """Where a term stands: document numbers, rising, and how often in each."""

    docs: Docs
    counts: NDArray[np.int32]


@dataclass(frozen=True, kw_only=True, eq=False)
class Places:
    """Every place of a term: document << 32 | position, rising."""

    keys: NDArray[np.int64]


@dataclass(frozen=True, kw_only=True, eq=False)
class Column:
    """The values of one field: pairs of document number and code; `values[code]` is the value, values rising."""

    values: tuple[str, ...]
    docs: Docs
    codes: NDArray[np.int32]


class Space(Protocol):
    """Either the stems or the exact words of one TEXT field."""

    def postings(self, term: str) -> Postings | None:
        """None when no document holds the term."""

    def places(self, term: str) -> Places | None:
        """None when no document holds the term."""

    def starting(self, prefix: str) -> Iterator[Docs]:
        """The documents of every term that begins so."""


class Segment(Protocol):
    """See the module."""

    @property
    def size(self) -> int:
        """How many documents, deleted ones included."""

    @property
    def live(self) -> Mask:
        """False for deleted documents."""

    @property
    def ids(self) -> tuple[str, ...]:
        """The document ids by number, deleted ones included."""

    def stems(self, field: str) -> Space:
        """Keys, compound parts and typed values of a TEXT field."""

    def words(self, field: str) -> Space:
        """Exact folded words of a TEXT field."""

    def lengths(self, field: str) -> NDArray[np.int32]:
        """Words in a TEXT field, by document."""

    def column(self, field: str) -> Column:
        """The values of a KEYWORD, NUMBER or DATE field."""

    def stored(self, number: int) -> Mapping[str, Value]:
        """All values of a document."""
