"""JSON and JSON Schema of the dataclasses that the API answers with, both from their types: they agree. Pure."""

from __future__ import annotations

import math
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import fields, is_dataclass
from datetime import UTC, date, datetime
from enum import Enum
from functools import lru_cache
from types import NoneType, UnionType
from typing import Any, Union, get_args, get_origin, get_type_hints

from archive.enrich.identity import mask
from archive.model import (
    AmountFact,
    CaseFact,
    DateFact,
    Decision,
    LawFact,
    Procurement,
    TopicFact,
    UnitFact,
    YearFact,
)

Json = dict[str, Any]
FACT_TYPES: Mapping[type[Any], str] = {
    DateFact: "date",
    YearFact: "year",
    UnitFact: "unit",
    TopicFact: "topic",
    AmountFact: "amount",
    CaseFact: "case",
    LawFact: "law",
    Decision: "decision",
    Procurement: "procurement",
}
"""What `type` says of each fact."""
_AS_IS = frozenset(
    {"id", "url", "web", "page", "stamp", "memento", "mementos", "next", "digest", "text_digest", "sha256", "type"}
)
"""Fields whose digits are no person's: addresses, ids, digests. They must stay whole to be of use."""
SHORTEST_NUMBER = 10
"""Characters of the shortest personal identity number."""
_SIMPLE: Mapping[Any, Json] = {
    str: {"type": "string"},
    int: {"type": "integer"},
    bool: {"type": "boolean"},
    float: {"type": ["number", "null"]},
    date: {"type": "string", "format": "date"},
    datetime: {"type": "string", "format": "date-time"},
    NoneType: {"type": "null"},
}


def written(value: Any, *, as_is: bool = False) -> Any:
    """A JSON value of an answer. Personal identity numbers are masked in all text that is no address or digest."""
    if value is None or isinstance(value, int):
        return value
    if isinstance(value, str):
        return _text(value.value if isinstance(value, Enum) else value, as_is=as_is)
    if isinstance(value, tuple):
        return [written(each) for each in value]
    if isinstance(value, Mapping):
        return {_text(name): written(each) for name, each in value.items()}
    return _form(value) if is_dataclass(value) else _plain(value)


def _form(value: Any) -> Json:
    cls: Any = type(value)
    kind, names = _plan(cls)
    return kind | {name: written(getattr(value, name), as_is=as_is) for name, as_is in names}


@lru_cache(maxsize=64)
def _plan(cls: Any) -> tuple[Json, tuple[tuple[str, bool], ...]]:
    """What says the type of a dataclass, and its fields: which of them are written as they are."""
    kind = {"type": FACT_TYPES[cls]} if cls in FACT_TYPES else {}
    return kind, tuple((each.name, each.name in _AS_IS) for each in fields(cls))


def _plain(value: Any) -> Any:
    if isinstance(value, datetime):
        return value.astimezone(UTC).isoformat()
    if isinstance(value, date):
        return value.isoformat()
    return None if isinstance(value, float) and not math.isfinite(value) else value


def _text(text: str, *, as_is: bool = False) -> str:
    """Masked; a lone surrogate, which UTF-8 cannot write, as U+FFFD."""
    shown = text if as_is or len(text) < SHORTEST_NUMBER else mask(text)
    return shown if shown.isascii() else shown.encode("utf-16", "surrogatepass").decode("utf-16", "replace")


def schema(hint: Any) -> Json:
    """JSON Schema of a type; dataclasses as references."""
    origin, inner = get_origin(hint), get_args(hint)
    if origin in {Union, UnionType}:
        return {"anyOf": [schema(each) for each in inner]}
    if origin is tuple:
        return {"type": "array", "items": schema(inner[0])}
    if origin is not None and issubclass(origin, Mapping):
        return {"type": "object", "additionalProperties": schema(inner[1])}
    if is_dataclass(hint):
        return {"$ref": f"#/components/schemas/{name_of(hint)}"}
    if isinstance(hint, type) and issubclass(hint, Enum):
        return {"type": "string", "enum": [each.value for each in hint]}
    return dict(_SIMPLE[hint])


def name_of(cls: Any) -> str:
    """What a dataclass is called in the description."""
    name: str = cls.__name__
    return name


def components(roots: Iterable[Any]) -> Json:
    """The schemas of all dataclasses that these types hold, by name."""
    found: dict[str, Any] = {}
    for root in roots:
        for cls in _held(root):
            found[name_of(cls)] = cls
    return {name: _object(found[name]) for name in sorted(found)}


def _object(cls: Any) -> Json:
    kind = {"type": {"const": FACT_TYPES[cls]}} if cls in FACT_TYPES else {}
    properties = kind | {name: schema(hint) for name, hint in hints(cls).items()}
    said = (cls.__doc__ or "").partition("\n\n")[0].replace("\n    ", " ").replace("`", "").strip()
    return {"type": "object", "description": said, "properties": properties, "required": list(properties)}


def _held(hint: Any) -> Iterator[Any]:
    """Every dataclass of a type, its own first. No answer holds itself."""
    if is_dataclass(hint):
        yield hint
        for inner in hints(hint).values():
            yield from _held(inner)
    for inner in get_args(hint):
        yield from _held(inner)


def hints(cls: Any) -> Mapping[str, Any]:
    """The fields of a dataclass and their types."""
    return _hints(cls)


@lru_cache(maxsize=64)
def _hints(cls: Any) -> Mapping[str, Any]:
    known = get_type_hints(cls)
    return {each.name: known[each.name] for each in fields(cls)}
