"""Words of decisions: found as pages are, in what was decided, the sentence that says so, who decided and the title."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from functools import reduce

import numpy as np
from numpy.typing import NDArray

from archive.decided.rows import Matter
from index.analysis import Analyzer, fold, value_form
from index.function_words import is_function_word
from index.tree import All, Any, Node, Not, Note, Phrase, Prefix, Range, Value, Word

Mask = NDArray[np.bool_]
DAYS = frozenset({"beslutad", "datum"})
Holds = Callable[[Matter], bool]


class WordIndex:
    """Which decisions have which words. What it cannot answer (sums, suppliers) is passed over, and said so."""

    def __init__(self, rows: tuple[Matter, ...], analyzer: Analyzer) -> None:
        self._rows = rows
        self._analyzer = analyzer
        self._texts = tuple(fold(text_of(row)) for row in rows)
        self._stems, self._words = _postings(rows, analyzer)

    def matching(self, root: Node) -> tuple[Mask, tuple[Note, ...]]:
        """The decisions that a query's tree asks for, and notes on what was passed over."""
        passed: dict[str, Note] = {}
        return self._mask(root, passed), tuple(passed.values())

    def _mask(self, node: Node, passed: dict[str, Note]) -> Mask:
        match node:
            case All(parts=parts):
                telling = [part for part in parts if not is_function_word(part)] or list(parts)
                return reduce(np.logical_and, (self._mask(part, passed) for part in telling))
            case Any(parts=parts, least=least):
                masks = np.array([self._mask(part, passed) for part in parts])
                enough: Mask = masks.sum(axis=0) >= least
                return enough
            case Not(part=part):
                return ~self._mask(part, passed)
            case Word(text=text) | Phrase(text=text):
                return self._of_words(text, is_phrase=isinstance(node, Phrase))
            case Prefix(text=text):
                begun = fold(text)
                return self._of(
                    place for word, places in self._words.items() if word.startswith(begun) for place in places
                )
            case Value() | Range():
                return self._of_field(node, passed)

    def _of_words(self, text: str, *, is_phrase: bool) -> Mask:
        """Every word by its key; a phrase must stand there as it is written, too."""
        keys = [token.key for token in self._analyzer.tokens(text) if not token.is_typed]
        masks = (self._of(self._stems.get(key, ())) for key in keys)
        found: Mask = reduce(np.logical_and, masks, self._of(range(len(self._rows) if keys else 0)))
        if not is_phrase:
            return found
        wanted = " ".join(fold(text).split())
        return self._of(int(place) for place in np.flatnonzero(found) if wanted in self._texts[place])

    def _of_field(self, node: Value | Range, passed: dict[str, Note]) -> Mask:
        match node:
            case Value(field="dnr", text=text):
                return self._where(lambda row: value_form(text) in map(value_form, row.cases))
            case Value(field="amne", text=text):
                return self._where(lambda row: value_form(text) in map(value_form, row.topics))
            case Value(field="forvaltning" | "forvaltning_nu" | "namnd" | "enhet", text=text):
                wanted = value_form(text)
                return self._where(lambda row: wanted in map(value_form, (*row.owners, row.by or "")))
            case Range(field="ar", low=low, high=high):
                return self._where(lambda row: row.day is not None and _between(row.day.year, low, high))
            case Range(field=field, low=low, high=high) if field in DAYS:
                return self._where(lambda row: row.day is not None and _between(row.day.isoformat(), low, high))
            case _:
                said = f"Beslut har inget fält ”{node.field}”. Den delen av sökningen användes inte."
                passed[node.field] = Note(code="no-such-field", text=said)
                return self._of(range(len(self._rows)))

    def _where(self, holds: Holds) -> Mask:
        return np.fromiter(map(holds, self._rows), dtype=np.bool_, count=len(self._rows))

    def _of(self, places: Iterable[int]) -> Mask:
        mask = np.zeros(len(self._rows), dtype=np.bool_)
        mask[np.fromiter(places, dtype=np.int64)] = True
        return mask


def text_of(row: Matter) -> str:
    """What a decision is found by."""
    return "\n".join((row.text, row.evidence, row.by or "", row.title))


def _between(value: str | int, low: str | int | None, high: str | int | None) -> bool:
    same = type(value)
    return (low is None or value >= same(low)) and (high is None or value <= same(high))  # type: ignore[operator]


def _postings(rows: tuple[Matter, ...], analyzer: Analyzer) -> tuple[Mapping[str, list[int]], Mapping[str, list[int]]]:
    """Stem -> places of rows, and exact word -> places of rows."""
    stems: dict[str, list[int]] = {}
    words: dict[str, list[int]] = {}
    for place, row in enumerate(rows):
        cut = set(analyzer.cut(text_of(row)).words)
        for word in {fold(word) for word in cut}:
            words.setdefault(word, []).append(place)
        for stem in {stem for word in cut for stem in analyzer.stems(word)}:
            stems.setdefault(stem, []).append(place)
    return stems, words
