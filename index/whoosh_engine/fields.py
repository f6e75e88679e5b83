"""A schema in Whoosh's terms. Tokens come analysed: Whoosh keeps what our analyzer read and cuts no text itself."""

from __future__ import annotations

from array import array
from collections.abc import Iterator, Mapping, Sequence
from typing import Any as Untyped

import numpy as np
from numpy.typing import NDArray
from whoosh import columns, fields, formats

from index.analysis import Analyzer
from index.documents import text_of, values_of
from index.model import Document, Kind, Schema

ID = "id"
STORED = "stored"
STEM, WORD, LENGTH, VALUE = "stem_", "word_", "length_", "value_"
"""Before a field's name: its keys and parts, its exact words, how many words it has, its exact values."""
VALUED = (Kind.KEYWORD, Kind.NUMBER, Kind.DATE)


def encoded(text: str) -> bytes:
    """A term as it is kept."""
    return text.encode(errors="replace")


class PlacesFormat(formats.Format):  # type: ignore[misc]
    """Postings whose value is the positions, as 32-bit numbers."""

    def decode_positions(self, value: bytes) -> NDArray[np.uint32]:
        """The positions, rising."""
        return np.frombuffer(value, np.uint32)

    def decode_frequency(self, value: bytes) -> int:
        """How many positions."""
        return len(value) // 4

    def decode_weight(self, value: bytes) -> float:
        """The same as the frequency."""
        return float(self.decode_frequency(value))


class Analysed(fields.FieldType):  # type: ignore[misc]
    """A field whose value is a mapping from term to positions."""

    def __init__(self) -> None:
        super().__init__(PlacesFormat(), None)

    def index(self, value: Mapping[str, Sequence[int]], **_: Untyped) -> Iterator[tuple[bytes, int, float, bytes]]:
        """Whoosh's postings: term, frequency, weight, encoded positions."""
        for term, positions in value.items():
            count = len(positions)
            yield encoded(term), count, float(count), array("I", positions).tobytes()


class Exact(fields.FieldType):  # type: ignore[misc]
    """A field whose value is several whole values."""

    def __init__(self, *, unique: bool = False) -> None:
        super().__init__(formats.Existence(), None, unique=unique)

    def index(self, value: Sequence[str], **_: Untyped) -> Iterator[tuple[bytes, int, float, bytes]]:
        """A posting per value."""
        for each in value:
            yield encoded(each), 1, 1.0, b""


def whoosh_schema(schema: Schema) -> Untyped:
    """The Whoosh schema that keeps documents of `schema`."""
    kept: dict[str, Untyped] = {ID: Exact(unique=True), STORED: fields.STORED()}
    for field in schema.of_kind(Kind.TEXT):
        kept[STEM + field.name] = Analysed()
        kept[WORD + field.name] = Analysed()
        kept[LENGTH + field.name] = fields.COLUMN(columns.NumericColumn("I"))
    for field in schema.of_kind(*VALUED):
        kept[VALUE + field.name] = Exact()
    return fields.Schema(**kept)


def whoosh_document(document: Document, schema: Schema, analyzer: Analyzer) -> dict[str, Untyped]:
    """A document as the keyword arguments of Whoosh's `add_document`."""
    kept: dict[str, Untyped] = {ID: (document.id,), STORED: dict(document.values)}
    for field in schema.of_kind(Kind.TEXT):
        terms = analyzer.terms(text_of(document, field.name))
        kept[STEM + field.name] = terms.stems
        kept[WORD + field.name] = terms.words
        kept[LENGTH + field.name] = terms.length
    for field in schema.of_kind(*VALUED):
        kept[VALUE + field.name] = values_of(document, field.name)
    return kept
