"""The arrays of a segment: gathered from documents and from segments to be merged, or read back from Whoosh."""

from __future__ import annotations

from array import array
from collections.abc import Mapping, Sequence
from itertools import pairwise

import numpy as np
from numpy.typing import NDArray

from index.analysis import LONGEST_TERM, Analyzer, Cut, clipped
from index.documents import text_of, values_of
from index.model import Document, Kind, Schema
from index.whoosh_engine.arrays import Array, Texts, pack_texts
from index.whoosh_engine.columns import Column, make_column
from index.whoosh_engine.fields import LENGTH, TEXT, VALUE, VALUED
from index.whoosh_engine.plain import PlainSegment, PlainText, rank
from index.whoosh_engine.postings import Places, spread, text_arrays
from index.whoosh_engine.readings import encoded, reading

Arrays = Mapping[str, Array]


class Builder:
    """Gathers documents in the order in which Whoosh numbers them."""

    def __init__(self, schema: Schema, analyzer: Analyzer) -> None:
        self._analyzer = analyzer
        self._valued = [field.name for field in schema.of_kind(*VALUED)]
        self._ids: list[str] = []
        self._texts = {field.name: _Gathered(analyzer) for field in schema.of_kind(Kind.TEXT)}
        self._rows: dict[str, list[Sequence[str]]] = {name: [] for name in self._valued}

    def add(self, document: Document) -> dict[str, int]:
        """Take a document up; gives how many words its texts have."""
        self._ids.append(document.id)
        for name, rows in self._rows.items():
            rows.append(values_of(document, name))
        return {name: text.add(self._analyzer.cut(text_of(document, name))) for name, text in self._texts.items()}

    def take(self, arrays: Arrays, live: NDArray[np.bool_]) -> None:
        """Take up the living documents of a segment."""
        kept = np.flatnonzero(live)
        numbers = np.cumsum(live) - 1 + len(self._ids)
        ids = Texts(arrays["ids"], arrays["ids.starts"])
        self._ids += [ids[number] for number in kept.tolist()]
        for name, text in self._texts.items():
            text.take(arrays, name, np.where(live, numbers, -1))
        for name, rows in self._rows.items():
            rows.extend(_rows(arrays, VALUE + name, kept))

    def arrays(self) -> dict[str, Array]:
        """Everything gathered, as the companion reads it."""
        made = _id_arrays(tuple(self._ids))
        for name, text in self._texts.items():
            made |= _named(TEXT + name, text.arrays())
            made[LENGTH + name] = np.asarray(text.lengths, np.uint32)
        for name, rows in self._rows.items():
            made |= _named(VALUE + name, _column_arrays(make_column(rows)))
        return made


class _Numbers(dict[str, int]):
    """By word as it stands: the number of its reading. What is asked for the first time is read."""

    def __init__(self, analyzer: Analyzer, readings: dict[bytes, int]) -> None:
        self._analyzer = analyzer
        self._readings = readings

    def __missing__(self, word: str) -> int:
        term = reading(clipped(word), self._analyzer.stems(word))
        number = self[word] = self._readings.setdefault(term, len(self._readings))
        return number


class _Gathered:
    """The places of one TEXT field."""

    def __init__(self, analyzer: Analyzer) -> None:
        self.lengths: list[int] = []
        self._readings: dict[bytes, int] = {}
        self._numbers = _Numbers(analyzer, self._readings)
        self._words, self._documents, self._typed = array("I"), array("I"), array("I")
        self._taken: list[Array] = []

    def add(self, cut: Cut) -> int:
        document, size = len(self.lengths), len(cut.words)
        self._words.extend(map(self._numbers.__getitem__, cut.words))
        for position, key in cut.values:
            self._typed.extend((self._number(reading("", (key[:LONGEST_TERM],))), document, position))
        self._documents.append(document)
        self.lengths.append(size)
        return size

    def take(self, arrays: Arrays, field: str, numbers: NDArray[np.integer]) -> None:
        """Take up the documents of a segment that get a number; -1 is none."""
        name = TEXT + field
        texts = Texts(arrays[f"{name}.terms"], arrays[f"{name}.terms.starts"])
        terms = np.asarray([self._number(texts.raw(each)) for each in range(len(texts))], np.int64)
        counts = arrays[f"{name}.counts"]
        by_posting = np.repeat(terms, np.diff(arrays[f"{name}.postings"]))
        docs = np.repeat(numbers[arrays[f"{name}.docs"]], counts)
        rows = np.stack([np.repeat(by_posting, counts), docs, arrays[f"{name}.places"]]).astype(np.int32)
        self._taken.append(rows[:, docs >= 0])
        self.lengths += arrays[LENGTH + field][numbers >= 0].tolist()

    def arrays(self) -> dict[str, Array]:
        typed = np.asarray(self._typed, np.int32).reshape(-1, 3).T
        rows = [np.concatenate(each) for each in zip(self._word_rows(), typed, *self._taken, strict=True)]
        places = Places(readings=rows[0], docs=rows[1], positions=rows[2])
        return text_arrays(list(self._readings), places, len(self.lengths))

    def _word_rows(self) -> tuple[Array, Array, Array]:
        documents = np.asarray(self._documents, np.int32)
        sizes = np.asarray(self.lengths, np.int64)[documents]
        positions = spread(np.zeros(len(sizes), np.int64), sizes).astype(np.int32)
        return np.asarray(self._words, np.int32), np.repeat(documents, sizes), positions

    def _number(self, term: bytes) -> int:
        return self._readings.setdefault(term, len(self._readings))


def _rows(arrays: Arrays, name: str, documents: NDArray[np.integer]) -> list[tuple[str, ...]]:
    """The values of documents."""
    values = tuple(Texts(arrays[f"{name}.values"], arrays[f"{name}.values.starts"]))
    starts, codes = arrays[f"{name}.starts"].tolist(), arrays[f"{name}.codes"].tolist()
    sets = [tuple(values[code] for code in codes[low:high]) for low, high in pairwise(starts)]
    return [sets[each] for each in arrays[f"{name}.sets"][documents].tolist()]


def _id_arrays(ids: tuple[str, ...]) -> dict[str, Array]:
    run, starts = pack_texts(map(encoded, ids))
    return {"ids": run, "ids.starts": starts, "ranks": rank(ids)}


def _column_arrays(column: Column) -> dict[str, Array]:
    run, starts = pack_texts(map(encoded, column.values))
    return {"values": run, "values.starts": starts, "sets": column.sets, "starts": column.starts, "codes": column.codes}


def _named(name: str, arrays: Arrays) -> dict[str, Array]:
    return {f"{name}.{part}": each for part, each in arrays.items()}


def read_back(segment: PlainSegment, schema: Schema) -> dict[str, Array]:
    """The arrays of a segment that lies in Whoosh already; documents deleted by now have no postings."""
    made = _id_arrays(segment.ids)
    for field in schema.of_kind(Kind.TEXT):
        made |= _named(TEXT + field.name, _read_text(segment.text(field.name), segment.size))
        made[LENGTH + field.name] = segment.lengths(field.name).astype(np.uint32)
    for field in schema.of_kind(*VALUED):
        made |= _named(VALUE + field.name, _column_arrays(segment.column(field.name)))
    return made


def _read_text(text: PlainText, size: int) -> dict[str, Array]:
    readings: list[bytes] = []
    numbers, rows = [np.empty(0, np.int32)], [np.empty(0, np.int64)]
    for term in text.terms():
        keys = text.places(term)
        if len(keys):
            numbers.append(np.full(len(keys), len(readings), np.int32))
            rows.append(keys)
            readings.append(encoded(term))
    keys = np.concatenate(rows)
    docs, positions = (keys >> 32).astype(np.int32), (keys & 0xFFFFFFFF).astype(np.int32)
    return text_arrays(readings, Places(readings=np.concatenate(numbers), docs=docs, positions=positions), size)
