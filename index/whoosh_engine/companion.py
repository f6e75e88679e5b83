"""The array companion: a segment read from the arrays beside it. Whoosh is asked for stored values and deletions."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from functools import cache, lru_cache
from itertools import pairwise
from pathlib import Path
from threading import Lock
from typing import Any as Untyped

import numpy as np
from numpy.typing import NDArray

from index.model import Schema, Value
from index.plan import Leaf, Starts, Term
from index.plan import Sequence as Row
from index.snippets import Places
from index.whoosh_engine.arrays import Arrays, Texts, find_text, read_arrays
from index.whoosh_engine.columns import Column
from index.whoosh_engine.fields import LENGTH, TEXT, VALUE
from index.whoosh_engine.plain import hold_stored, read_live, read_stored
from index.whoosh_engine.readings import AFTER, MARK, encoded, exact_of
from index.whoosh_engine.segment import Docs, Mask, Postings

_PREFIX = "arrays-"
_LAYOUT = "layout-3"
_REMEMBERED = 20_000


def companion_path(folder: Path, segment_id: str) -> Path:
    """Where the companion of a Whoosh segment lies."""
    return folder / f"{_PREFIX}{segment_id}"


def is_companion(name: str) -> bool:
    """Whether a file's name is that of a companion."""
    return name.startswith(_PREFIX)


def companion_stamp(segment_id: str, schema: Schema) -> str:
    """What a companion belongs to: its layout, the segment and the fields."""
    fields = " ".join(f"{field.name}:{field.kind}" for field in schema.fields)
    return f"{_LAYOUT} {segment_id} {fields}"


class CompanionSegment:
    """A Segment. Reads arrays without locks."""

    def __init__(self, arrays: Arrays, reader: Untyped) -> None:
        hold_stored(reader)
        self.arrays = arrays
        self._reader = reader
        self._lock = Lock()
        self.size = len(arrays["ranks"])
        self.is_whole = not reader.has_deletions()
        self.live: Mask = np.ones(self.size, np.bool_) if self.is_whole else read_live(reader)
        self.ids = Texts(arrays["ids"], arrays["ids.starts"])
        self.ranks: NDArray[np.int32] = arrays["ranks"]
        self.words = cache(lambda field: ArrayWords(arrays, TEXT + field))
        self.stems = cache(lambda field: ArrayStems(arrays, TEXT + field, self.words(field)))
        self.column = cache(self._column)

    def lengths(self, field: str) -> NDArray[np.uint32]:
        """See Segment.lengths."""
        return self.arrays[LENGTH + field]

    def standing(self, wanted: Sequence[Leaf], field: str) -> Callable[[int], Places]:
        """See Segment.standing."""
        words, stems = self.words(field), self.stems(field)
        mask = np.zeros(words.size, np.bool_)
        for leaf in wanted:
            match leaf:
                case Term(text=text):
                    mask[stems.readings(text)] = True
                case Row(words=row, inflected=inflected):
                    for word in row:
                        mask[stems.readings(word) if inflected else _slice(words.readings(word))] = True
                case Starts(prefix=prefix):
                    mask[_slice(words.beginning(prefix))] = True
                case _:
                    pass
        running, starts = self.arrays.run(f"{TEXT}{field}.running"), self.arrays[f"{TEXT}{field}.running.starts"].data
        return lambda number: mask[running(starts[number], starts[number + 1])].nonzero()[0].tolist()

    def stored(self, number: int) -> Mapping[str, Value]:
        """See Segment.stored."""
        with self._lock:
            return read_stored(self._reader, number)

    def _column(self, field: str) -> Column:
        name = VALUE + field
        return Column(
            values=tuple(Texts(self.arrays[f"{name}.values"], self.arrays[f"{name}.values.starts"])),
            sets=self.arrays[f"{name}.sets"].astype(np.int32),
            starts=self.arrays[f"{name}.starts"],
            codes=self.arrays[f"{name}.codes"],
        )


class _Lists:
    """Rising texts, and for each a run of documents with counts."""

    def __init__(self, arrays: Arrays, texts: str, lists: str) -> None:
        self.texts = Texts(arrays[texts], arrays[f"{texts}.starts"])
        self._bounds = arrays[f"{lists}postings"].data
        self._docs = arrays.run(f"{lists}docs")
        self._counts = arrays.run(f"{lists}counts")

    def postings(self, first: int, last: int) -> Postings:
        """The postings of a run of texts, one after another."""
        low, high = self._bounds[first], self._bounds[last]
        return Postings(docs=self._docs(low, high).astype(np.intp), counts=self._counts(low, high))

    def sizes(self, texts: range) -> Iterator[tuple[str, int]]:
        """Each text of a run with how many documents it has."""
        ends = self._bounds[texts.start : texts.stop + 1].tolist()
        documents = (end - start for start, end in pairwise(ends))
        return zip(self.texts.between(texts.start, texts.stop), documents, strict=True)


class ArrayWords:
    """The exact words of one field. A word may have several readings ("LOV", "lov"); they stand together."""

    def __init__(self, arrays: Arrays, name: str) -> None:
        self._lists = _Lists(arrays, f"{name}.terms", f"{name}.")
        self.size = len(self._lists.texts)
        self._place_starts = arrays[f"{name}.place.starts"].data
        self._places = arrays.run(f"{name}.places")
        self.readings = lru_cache(maxsize=_REMEMBERED)(self._search)

    def postings(self, term: str) -> Postings | None:
        """See Space.postings."""
        found = self.readings(term)
        if not found:
            return None
        postings = self._lists.postings(found.start, found.stop)
        return postings if len(found) == 1 else _added(postings)

    def places(self, term: str) -> NDArray[np.int64] | None:
        """See Space.places."""
        found = self.readings(term)
        return self.places_of(found) if found else None

    def places_of(self, readings: Sequence[int]) -> NDArray[np.int64]:
        """The places of several readings, rising."""
        keys = [self._places_of(each) for each in readings]
        return keys[0] if len(keys) == 1 else np.sort(np.concatenate(keys))

    def _places_of(self, number: int) -> NDArray[np.int64]:
        found = self._lists.postings(number, number + 1)
        places = self._places(self._place_starts[number], self._place_starts[number + 1])
        return np.repeat(found.docs.astype(np.int64) << 32, found.counts) + places

    def starting(self, prefix: str) -> Iterator[Docs]:
        """See WordSpace.starting. Words that begin alike stand together, and so do their postings."""
        terms = self.beginning(prefix)
        yield self._lists.postings(terms.start, terms.stop).docs

    def counted(self, prefix: str) -> Iterator[tuple[str, int]]:
        """See WordSpace.counted."""
        held: dict[str, int] = {}
        for text, documents in self._lists.sizes(self.beginning(prefix)):
            word = exact_of(text)
            held[word] = held.get(word, 0) + documents
        return iter(held.items())

    def beginning(self, prefix: str) -> range:
        """The readings of the words that begin so."""
        text = encoded(prefix)
        return self._between(text or AFTER.encode(), text + b"\xff")

    def _search(self, term: str) -> range:
        text = encoded(term)
        return self._between(text + MARK.encode(), text + AFTER.encode())

    def _between(self, low: bytes, high: bytes) -> range:
        return range(find_text(self._lists.texts, low), find_text(self._lists.texts, high))


class ArrayStems:
    """The stems of one field."""

    def __init__(self, arrays: Arrays, name: str, words: ArrayWords) -> None:
        self._words = words
        self._lists = _Lists(arrays, f"{name}.stems", f"{name}.stem.")
        self._starts = arrays[f"{name}.stem.starts"].data
        self._all_readings = arrays[f"{name}.stem.readings"]
        self._find = lru_cache(maxsize=_REMEMBERED)(self._search)

    def postings(self, term: str) -> Postings | None:
        """See Space.postings."""
        number = self._find(term)
        return None if number is None else self._lists.postings(number, number + 1)

    def places(self, term: str) -> NDArray[np.int64] | None:
        """See Space.places."""
        found = self.readings(term)
        return self._words.places_of(found.tolist()) if len(found) else None

    def readings(self, term: str) -> NDArray[np.integer]:
        """The readings of words that hold a stem."""
        number = self._find(term)
        if number is None:
            return self._all_readings[:0]
        return self._all_readings[self._starts[number] : self._starts[number + 1]]

    def _search(self, term: str) -> int | None:
        text, texts = encoded(term), self._lists.texts
        number = find_text(texts, text)
        return number if number < len(texts) and texts.raw(number) == text else None


def _slice(numbers: range) -> slice:
    return slice(numbers.start, numbers.stop)


def _added(postings: Postings) -> Postings:
    """Each document once."""
    docs, places = np.unique(postings.docs, return_inverse=True)
    return Postings(docs=docs, counts=np.bincount(places, weights=postings.counts).astype(np.int64))


def open_companion(folder: Path, schema: Schema, reader: Untyped) -> CompanionSegment | None:
    """The companion of a Whoosh segment; None when it is absent, damaged or made with another schema."""
    segment_id = reader.segment().segment_id()
    arrays = read_arrays(companion_path(folder, segment_id), companion_stamp(segment_id, schema))
    if arrays is None or len(arrays["ranks"]) != reader.doc_count_all():
        return None
    return CompanionSegment(arrays, reader)
