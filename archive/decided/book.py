"""Choosing among decisions and counting them: each facet as if its own filter were off, exactly."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date
from functools import cached_property, reduce

import numpy as np
from numpy.typing import NDArray

from archive.decided.rows import Matter
from archive.decided.words import WordIndex
from index.analysis import Analyzer
from index.tree import Node, Note

NONE = "-"
"""The value of a facet for decisions of which it is not known."""
Mask = NDArray[np.bool_]

READ: Mapping[str, Callable[[Matter], Iterable[str]]] = {
    "kommun": lambda row: (row.municipality,) if row.municipality else (),
    "ar": lambda row: (str(row.day.year) if row.day else NONE,),
    "enhet": lambda row: (row.by or NONE,),
    "forvaltning": lambda row: row.owners or (NONE,),
    "slag": lambda row: (row.kind.value,),
    "amne": lambda row: row.topics or (NONE,),
    "kalla": lambda row: (row.source,),
}
"""What decisions are counted by, in the order of the sidebar: the URL parameter, and a decision's values."""


@dataclass(frozen=True, kw_only=True)
class Choice:
    """Which decisions: values of a facet are alternatives, everything else must hold; days are inclusive."""

    chosen: tuple[tuple[str, str], ...] = ()
    start: date | None = None
    end: date | None = None
    root: Node | None = None


@dataclass(frozen=True, kw_only=True)
class Selection:
    """The decisions chosen, newest first. `counts` by facet are largest first; `months` count by (year, month)."""

    rows: tuple[Matter, ...]
    counts: Mapping[str, tuple[tuple[str, int], ...]]
    months: Mapping[tuple[int, int], int]
    notes: tuple[Note, ...] = field(default=())


class Book:
    """Every decision, newest first. Threads may share it."""

    def __init__(self, rows: tuple[Matter, ...], analyzer: Analyzer) -> None:
        self.rows = rows
        self._analyzer = analyzer
        self._days = np.array([row.day.toordinal() if row.day else 0 for row in rows], dtype=np.int32)
        self._months = np.array([row.day.year * 12 + row.day.month - 1 if row.day else 0 for row in rows], np.int32)
        self._held = {name: _places(rows, read) for name, read in READ.items()}

    @cached_property
    def words(self) -> WordIndex:
        """What the decisions are found by; made when somebody first searches among them."""
        return WordIndex(self.rows, self._analyzer)

    @property
    def has_words(self) -> bool:
        """True when somebody has searched among the decisions."""
        return "words" in self.__dict__

    def with_words(self) -> Book:
        """The book itself, ready to be searched."""
        _ = self.words
        return self

    @cached_property
    def _by_id(self) -> Mapping[str, Matter]:
        return {row.id: row for row in self.rows}

    @cached_property
    def _by_page(self) -> Mapping[str, tuple[Matter, ...]]:
        found: dict[str, tuple[Matter, ...]] = {}
        for row in self.rows:
            found[row.page] = (*found.get(row.page, ()), row)
        return found

    def of_page(self, page: str) -> tuple[Matter, ...]:
        """The decisions of a page."""
        return self._by_page.get(page, ())

    def one(self, id: str) -> Matter | None:
        """The decision of this id."""
        return self._by_id.get(id)

    def named(self, facet: str, value: str) -> str:
        """A facet's value as it is written here, whatever its case; the value itself when no decision has it."""
        known = self._held[facet].get(value.casefold())
        return known[0] if known else value

    def select(self, choice: Choice) -> Selection:
        """The decisions of a choice, with counts over all of them."""
        found, notes = self.words.matching(choice.root) if choice.root else (None, ())
        base = self._within(choice) if found is None else self._within(choice) & found
        masks = {name: self._chosen(name, choice) for name in READ}
        counts = {name: self._counts(name, base, masks, choice) for name in READ}
        every = reduce(np.logical_and, (mask for mask in masks.values() if mask is not None), base)
        return Selection(
            rows=tuple(self.rows[place] for place in np.flatnonzero(every)),
            counts=counts,
            months=_months(self._months[every]),
            notes=notes,
        )

    def _within(self, choice: Choice) -> Mask:
        if choice.start is None and choice.end is None:
            return np.ones(len(self.rows), dtype=np.bool_)
        low, high = (choice.start or date.min).toordinal(), (choice.end or date.max).toordinal()
        within: Mask = (self._days >= low) & (self._days <= high)
        return within

    def _chosen(self, name: str, choice: Choice) -> Mask | None:
        """The decisions that have one of a facet's chosen values; None when none is chosen."""
        values = {value.casefold() for facet, value in choice.chosen if facet == name}
        if not values:
            return None
        mask = np.zeros(len(self.rows), dtype=np.bool_)
        for value in values & self._held[name].keys():
            mask[self._held[name][value][1]] = True
        return mask

    def _counts(
        self, name: str, base: Mask, masks: Mapping[str, Mask | None], choice: Choice
    ) -> tuple[tuple[str, int], ...]:
        others = (mask for facet, mask in masks.items() if facet != name and mask is not None)
        within = reduce(np.logical_and, others, base)
        counted = {value: int(within[places].sum()) for value, places in self._held[name].values()}
        chosen = {self.named(name, value) for facet, value in choice.chosen if facet == name}
        kept = {value: count for value, count in counted.items() if count or value in chosen}
        kept |= {value: 0 for value in chosen if value not in kept}
        return tuple(sorted(kept.items(), key=lambda pair: (-pair[1], pair[0])))


def _places(
    rows: tuple[Matter, ...], read: Callable[[Matter], Iterable[str]]
) -> dict[str, tuple[str, NDArray[np.int32]]]:
    """Folded value -> the value as first written, and the places of the rows that have it."""
    found: dict[str, tuple[str, list[int]]] = {}
    for place, row in enumerate(rows):
        for value in read(row):
            found.setdefault(value.casefold(), (value, []))[1].append(place)
    return {key: (value, np.array(places, dtype=np.int32)) for key, (value, places) in found.items()}


def _months(months: NDArray[np.int32]) -> dict[tuple[int, int], int]:
    values, counts = np.unique(months[months > 0], return_counts=True)
    pairs = zip(values.tolist(), counts.tolist(), strict=True)
    return {(month // 12, month % 12 + 1): count for month, count in pairs}
