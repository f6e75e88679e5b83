"""Frozen dataclasses as JSON values and as rows, and back, exactly; types are read from the dataclasses themselves.

A fact is one row: the columns of `tables.facts` hold what can be asked for in SQL, `detail` holds the rest, and
whatever a column could not give back as it was.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable, Mapping, Sequence
from dataclasses import fields, is_dataclass
from datetime import date, datetime
from enum import Enum
from functools import lru_cache
from types import NoneType, UnionType
from typing import Any, TypeVar, Union, get_args, get_origin, get_type_hints

from archive import model
from archive.model import Evidence, Fact
from archive.store.kinds import storable

Row = dict[str, Any]
T = TypeVar("T")

_FACETS: Mapping[str, type[Any]] = {
    "date": model.DateFact,
    "year": model.YearFact,
    "unit": model.UnitFact,
    "topic": model.TopicFact,
    "amount": model.AmountFact,
    "case": model.CaseFact,
    "law": model.LawFact,
    "decision": model.Decision,
    "procurement": model.Procurement,
}
_NAMES = {cls: name for name, cls in _FACETS.items()}

_COLUMNS: Mapping[str, Mapping[str, str]] = {
    "date": {"kind": "kind", "value": "day"},
    "year": {"value": "number"},
    "unit": {"kind": "kind", "name": "unit"},
    "topic": {"name": "value", "weight": "number"},
    "amount": {"value": "number", "unit": "kind"},
    "case": {"value": "value", "folded": "kind"},
    "law": {"value": "value"},
    "decision": {"kind": "kind", "text": "value", "decided_by": "unit", "date": "day"},
    "procurement": {"kind": "kind", "object": "value", "value_sek": "number", "date": "day", "unit": "unit"},
}
_EVIDENCE = {
    "text": "evidence",
    "rule": "rule",
    "part": "part",
    "start": "start",
    "end": "end",
    "certainty": "certainty",
}
_EMPTY: Row = dict.fromkeys(
    ("kind", "value", "number", "day", "unit", "evidence", "rule", "part", "start", "end", "certainty", "detail")
)


def plain(value: Any) -> Any:
    """A JSON value: dataclasses become objects without the fields that hold their defaults, text is made storable."""
    if is_dataclass(value) and not isinstance(value, type):
        return {each.name: plain(held) for each in fields(value) if (held := getattr(value, each.name)) != each.default}
    if isinstance(value, str):
        return storable(value.value if isinstance(value, Enum) else value)
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, tuple):
        return [plain(each) for each in value]
    return value


def made(hint: type[T], value: Any) -> T:
    """What `plain` was given, by its type. Unknown names are passed over, absent ones take their default."""
    anything: Any = hint
    result: T = _maker(anything)(value)
    return result


@lru_cache(maxsize=256)
def _maker(hint: Any) -> Callable[[Any], Any]:
    origin, inner = get_origin(hint), get_args(hint)
    if origin in {Union, UnionType}:
        return _maker_of_optional(_maker(next(each for each in inner if each is not NoneType)))
    if origin is tuple:
        return _maker_of_tuple(inner)
    if is_dataclass(hint):
        return _maker_of_dataclass(hint)
    if hint in {date, datetime}:
        parse: Callable[[Any], Any] = hint.fromisoformat
        return parse
    return hint if isinstance(hint, type) and issubclass(hint, Enum) else _same


def _same(value: Any) -> Any:
    return value


def _maker_of_optional(make: Callable[[Any], Any]) -> Callable[[Any], Any]:
    return lambda value: None if value is None else make(value)


def _maker_of_tuple(inner: tuple[Any, ...]) -> Callable[[Any], Any]:
    if inner[-1] is Ellipsis:
        each = _maker(inner[0])
        return lambda value: tuple(map(each, value))
    makers = tuple(map(_maker, inner))
    return lambda value: tuple(make(part) for make, part in zip(makers, value, strict=True))


def _maker_of_dataclass(cls: Any) -> Callable[[Any], Any]:
    makers = {name: _maker(hint) for name, (hint, _) in _typed(cls).items()}
    return lambda value: cls(**{name: makers[name](held) for name, held in value.items() if name in makers})


@lru_cache(maxsize=64)
def _typed(cls: Any) -> Mapping[str, tuple[Any, Any]]:
    """The type and default of each field."""
    hints = get_type_hints(cls)
    return {each.name: (hints[each.name], each.default) for each in fields(cls)}


def fact_row(fact: Fact) -> Row:
    """A fact as a row of `tables.facts`, without its memento."""
    facet = _NAMES[type(fact)]
    row: Row = {**_EMPTY, "facet": facet}
    left = _project(fact, _COLUMNS[facet], row)
    if rest := _project(fact.evidence, _EVIDENCE, row):
        left["evidence"] = rest
    row["detail"] = left or None
    return row


def _project(value: Any, columns: Mapping[str, str], row: Row) -> Row:
    """Fill the columns; gives as JSON what no column keeps exactly."""
    cls: Any = type(value)
    left: Row = {}
    for name, (hint, default) in _typed(cls).items():
        held, column = getattr(value, name), columns.get(name)
        if column is None:
            if held != default and name != "evidence":
                left[name] = plain(held)
            continue
        row[column] = _cell(held, column)
        if _read(hint, row[column]) != held:
            left[name] = plain(held)
    return left


def _cell(held: Any, column: str) -> Any:
    if isinstance(held, str):
        text = storable(held.value if isinstance(held, Enum) else held)
        return text.casefold() if column == "unit" else text
    if column == "number" and held is not None:
        return float(held) if isinstance(held, float) or abs(held) < _LARGE else None
    return held


_LARGE = 2**1000


def _read(hint: Any, cell: Any) -> Any:
    """A cell as its field's type."""
    if cell is None or isinstance(cell, date):
        return cell
    if isinstance(cell, float) and float not in {hint, *get_args(hint)}:
        return int(cell)
    return _maker(hint)(cell)


def fact_of(row: Mapping[str, Any]) -> Fact:
    """The fact that `fact_row` was given."""
    cls = _FACETS[row["facet"]]
    detail = dict(row["detail"] or {})
    evidence = Evidence(**_fields(Evidence, _EVIDENCE, row, detail.pop("evidence", {})))
    held = _fields(cls, _COLUMNS[row["facet"]], row, detail)
    held["evidence"] = evidence
    fact: Fact = cls(**held)
    return fact


def _fields(cls: Any, columns: Mapping[str, str], row: Mapping[str, Any], detail: Row) -> Row:
    held: Row = {}
    for name, (hint, _) in _typed(cls).items():
        if name in detail:
            held[name] = made(hint, detail[name])
        elif name in columns:
            held[name] = _read(hint, row[columns[name]])
    return held


def digest(rows: Sequence[Row]) -> str:
    """A sha256 of rows, equal exactly when the rows are."""
    written = json.dumps(rows, default=str, sort_keys=True, separators=(",", ":"))
    return hashlib.sha256(written.encode()).hexdigest()
