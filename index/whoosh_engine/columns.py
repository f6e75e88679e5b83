"""The values of one field over a segment. Few combinations occur: each is kept once and documents name one."""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import cached_property

import numpy as np
from numpy.typing import NDArray

from index.analysis import value_form

Codes = NDArray[np.int32]


@dataclass(frozen=True, kw_only=True, eq=False)
class Column:
    """Values by document.

    `values` rise. `sets[document]` is the combination it holds, 0 the empty one; combination n has the codes
    `codes[starts[n]:starts[n + 1]]`, rising, and `values[code]` is the value.
    """

    values: Sequence[str]
    sets: Codes
    starts: Codes
    codes: Codes

    def counts(self, docs: NDArray[np.intp]) -> NDArray[np.int64]:
        """How many of the documents hold each value."""
        by_set = np.bincount(self.sets.take(docs), minlength=len(self.starts) - 1)
        spread = by_set[self._owners]
        return np.bincount(self.codes, weights=spread, minlength=len(self.values)).astype(np.int64)

    def holding(self, codes: Codes) -> NDArray[np.bool_]:
        """By combination: whether it has one of the codes."""
        chosen = np.zeros(len(self.values), np.bool_)
        chosen[codes] = True
        held = np.zeros(len(self.starts) - 1, np.bool_)
        held[self._owners[chosen[self.codes]]] = True
        return held

    def coded(self, values: Iterable[str]) -> Codes:
        """The codes of exact values; unknown values have none."""
        at = [(bisect_left(self.values, value), value) for value in values]
        return np.asarray(
            [code for code, value in at if code < len(self.values) and self.values[code] == value], np.int32
        )

    def alike(self, form: str) -> Codes:
        """The codes of the values whose `value_form` is this."""
        return np.asarray(self._forms.get(form, ()), np.int32)

    def beginning(self, form: str) -> Codes:
        """The codes of the values whose `value_form` begins so."""
        found = [code for each, codes in self._forms.items() if each.startswith(form) for code in codes]
        return np.asarray(found, np.int32)

    def numbers_between(self, low: int | None, high: int | None) -> Codes:
        """The codes of whole numbers in a range, both ends inclusive."""
        wanted = np.ones(len(self.values), np.bool_)
        if low is not None:
            wanted &= self._numbers >= low
        if high is not None:
            wanted &= self._numbers <= high
        return np.flatnonzero(wanted).astype(np.int32)

    def texts_between(self, low: str | None, high: str | None) -> Codes:
        """The codes of the values in a range of texts, both ends inclusive."""
        first = 0 if low is None else bisect_left(self.values, low)
        last = len(self.values) if high is None else bisect_right(self.values, high)
        return np.arange(first, max(first, last), dtype=np.int32)

    @cached_property
    def first_days(self) -> Codes:
        """By document: its first day as the number YYYYMMDD, 0 without one. For columns of days."""
        return self._days(self.starts[1:-1])

    @cached_property
    def last_days(self) -> Codes:
        """By document: its last day as the number YYYYMMDD, 0 without one. For columns of days."""
        return self._days(self.starts[2:] - 1)

    def by_last(self, numbers: Sequence[float], *, missing: float) -> NDArray[np.float64]:
        """By document: the number that belongs to its last value, given one a value; `missing` without values."""
        by_set = np.full(len(self.starts) - 1, missing, np.float64)
        by_set[1:] = np.asarray(numbers, np.float64)[self.codes[self.starts[2:] - 1]]
        return by_set[self.sets]

    def _days(self, edges: Codes) -> Codes:
        numbers = np.asarray([int(value.replace("-", "")) for value in self.values], np.int32)
        by_set = np.zeros(len(self.starts) - 1, np.int32)
        by_set[1:] = numbers[self.codes[edges]]
        return by_set[self.sets]

    @cached_property
    def _owners(self) -> NDArray[np.intp]:
        """By place in `codes`: the combination it belongs to."""
        return np.repeat(np.arange(len(self.starts) - 1), np.diff(self.starts))

    @cached_property
    def _numbers(self) -> NDArray[np.object_]:
        """As Python's own numbers: amounts have no largest."""
        return np.asarray([int(value) for value in self.values], np.object_)

    @cached_property
    def _forms(self) -> dict[str, list[int]]:
        forms: dict[str, list[int]] = {}
        for code, value in enumerate(self.values):
            forms.setdefault(value_form(value), []).append(code)
        return forms


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
