"""A schema in Whoosh's terms. Whoosh cuts no text itself: postings are handed over whole, from arrays (blocks.py)."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any as Untyped

import numpy as np
from numpy.typing import NDArray
from whoosh import columns, fields, formats

from index.model import Document, Kind, Schema

ID = "id"
STORED = "stored"
TEXT, LENGTH, VALUE = "text_", "length_", "value_"
"""Before a field's name: the readings of its words, how many words it has, its exact values."""
LETTERS = "latin-1"
VALUED = (Kind.KEYWORD, Kind.NUMBER, Kind.DATE)


class PlacesFormat(formats.Format):  # type: ignore[misc]
    """Postings whose value is the positions, 32-bit numbers as four letters: Whoosh pickles texts faster than bytes."""

    def decode_positions(self, value: str) -> NDArray[np.uint32]:
        """The positions, rising."""
        return np.frombuffer(value.encode(LETTERS), np.uint32)

    def decode_frequency(self, value: str) -> int:
        """How many positions."""
        return len(value) // 4

    def decode_weight(self, value: str) -> float:
        """The same as the frequency."""
        return float(self.decode_frequency(value))


class Readings(fields.FieldType):  # type: ignore[misc]
    """The words of a text, by reading."""

    def __init__(self) -> None:
        super().__init__(PlacesFormat(), None)

    def index(self, *_: Untyped, **__: Untyped) -> Iterator[Untyped]:
        """Nothing: the codec writes the postings."""
        return iter(())


class Exact(fields.FieldType):  # type: ignore[misc]
    """Whole values."""

    def __init__(self, *, unique: bool = False) -> None:
        super().__init__(formats.Existence(), None, unique=unique)

    def index(self, *_: Untyped, **__: Untyped) -> Iterator[Untyped]:
        """Nothing: the codec writes the postings."""
        return iter(())


def whoosh_schema(schema: Schema) -> Untyped:
    """The Whoosh schema that keeps documents of `schema`."""
    kept: dict[str, Untyped] = {ID: Exact(unique=True), STORED: fields.STORED()}
    for field in schema.of_kind(Kind.TEXT):
        kept[TEXT + field.name] = Readings()
        kept[LENGTH + field.name] = fields.COLUMN(columns.NumericColumn("I"))
    for field in schema.of_kind(*VALUED):
        kept[VALUE + field.name] = Exact()
    return fields.Schema(**kept)


def whoosh_document(document: Document, lengths: Mapping[str, int]) -> dict[str, Untyped]:
    """What Whoosh keeps by document, as the keyword arguments of its `add_document`."""
    return {STORED: dict(document.values)} | {LENGTH + name: length for name, length in lengths.items()}
