"""What a document holds, read field by field the same way for every engine."""

from __future__ import annotations

import re

from index.errors import SearchIndexError
from index.model import Document, Field, Kind, Query, Schema, Value

_DAY = re.compile(r"\d{4}-\d\d-\d\d")


def text_of(document: Document, field: str) -> str:
    """A TEXT field's text; several texts stand on a line each."""
    value = document.values.get(field, "")
    return "\n".join(map(str, value)) if isinstance(value, tuple) else str(value)


def values_of(document: Document, field: str) -> tuple[str, ...]:
    """A document's values of one field as texts, each once, sorted: what filters compare and facets count."""
    value = document.values.get(field, ())
    several = value if isinstance(value, tuple) else (value,)
    return tuple(sorted({str(each) for each in several if each != ""}))


def check(document: Document, schema: Schema) -> None:
    """Refuse a document before anything of it is written. Raises SearchIndexError that names document and field."""
    if not document.id:
        raise SearchIndexError("a document needs an id")
    names = {field.name for field in schema.fields}
    for name in document.values:
        if name not in names:
            raise SearchIndexError(f"document {document.id!r}: the schema has no field {name!r}")
    for field in schema.fields:
        if not _fits(field, document.values.get(field.name, ())):
            raise SearchIndexError(f"document {document.id!r}: not a {field.kind} in field {field.name!r}")


def _fits(field: Field, value: Value) -> bool:
    several = value if isinstance(value, tuple) else (value,)
    match field.kind:
        case Kind.NUMBER:
            return all(type(each) is int for each in several)
        case Kind.DATE:
            return all(each == "" or (isinstance(each, str) and _DAY.fullmatch(each)) for each in several)
        case Kind.TEXT | Kind.KEYWORD:
            return all(isinstance(each, str) for each in several)
        case Kind.STORED:
            return all(isinstance(each, str | int) for each in several)


def check_filters(query: Query, schema: Schema) -> None:
    """Raises SearchIndexError when a filter names a field that has no values to compare."""
    filterable = {field.name for field in schema.of_kind(Kind.KEYWORD, Kind.NUMBER, Kind.DATE)}
    for name in query.filters:
        if name not in filterable:
            raise SearchIndexError(f"no field {name!r} to filter by")
