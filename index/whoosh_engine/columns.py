"""The values of one field over a segment. Few combinations occur: each is kept once and documents name one."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray


@dataclass(frozen=True, kw_only=True, eq=False)
class Column:
    """Values by document.

    `values` rise. `sets[document]` is the combination it holds, 0 the empty one; combination n has the codes
    `codes[starts[n]:starts[n + 1]]`, rising, and `values[code]` is the value.
    """

    values: Sequence[str]
    sets: NDArray[np.int32]
    starts: NDArray[np.int32]
    codes: NDArray[np.int32]

    def counts(self, docs: NDArray[np.int32] | slice) -> NDArray[np.int64]:
        """How many of the documents hold each value."""
        by_set = np.bincount(self.sets[docs], minlength=len(self.starts) - 1)
        spread = np.repeat(by_set, np.diff(self.starts))
        return np.bincount(self.codes, weights=spread, minlength=len(self.values)).astype(np.int64)

    def holding(self, chosen: Sequence[bool]) -> NDArray[np.bool_]:
        """By combination: whether it has a chosen value; `chosen` goes by code."""
        held = np.zeros(len(self.starts) - 1, np.bool_)
        owners = np.repeat(np.arange(len(held)), np.diff(self.starts))
        held[owners[np.asarray(chosen, np.bool_)[self.codes]]] = True
        return held

    def days(self, *, first: bool) -> NDArray[np.int32]:
        """By document: its first or last day as the number YYYYMMDD, 0 without one. For columns of days."""
        numbers = np.asarray([int(value.replace("-", "")) for value in self.values], np.int32)
        by_set = np.zeros(len(self.starts) - 1, np.int32)
        edge = self.starts[1:-1] if first else self.starts[2:] - 1
        by_set[1:] = numbers[self.codes[edge]]
        return by_set[self.sets]


def make_column(rows: Sequence[Sequence[str]]) -> Column:
    """The column of documents that hold these values, each row sorted."""
    values = sorted({value for row in rows for value in row})
    codes = {value: code for code, value in enumerate(values)}
    sets: dict[tuple[int, ...], int] = {(): 0}
    numbers = [sets.setdefault(tuple(codes[value] for value in row), len(sets)) for row in rows]
    sizes = [len(each) for each in sets]
    return Column(
        values=tuple(values),
        sets=np.asarray(numbers, np.int32),
        starts=np.concatenate([[0], np.cumsum(sizes)]).astype(np.int32),
        codes=np.asarray([code for each in sets for code in each], np.int32),
    )
