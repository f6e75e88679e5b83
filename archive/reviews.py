"""Facts as a person has checked them: what may be changed of them, how it is written, and how it is obeyed. Pure."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import replace
from datetime import date
from typing import Any

from archive.model import Correction, Decision, DecisionKind, Fact, FieldChange, Procurement, Review

Make = Callable[[str], Any]


def _optional(make: Make) -> Make:
    return lambda text: make(text) if text else None


_text, _day, _sum = _optional(str), _optional(date.fromisoformat), _optional(int)
PROCUREMENT: Mapping[str, Make] = {
    "kind": str,
    "stage": _text,
    "object": _text,
    "supplier": _text,
    "value_sek": _sum,
    "date": _day,
    "unit": _text,
    "start": _day,
    "end": _day,
}
DECISION: Mapping[str, Make] = {"text": str, "decided_by": _text, "date": _day, "kind": DecisionKind}
"""The fields that a person may change, each with what makes its value of a text."""


def fields_of(fact: Decision | Procurement) -> dict[str, str]:
    """The fields that may be changed, as FieldChange writes them."""
    names = PROCUREMENT if isinstance(fact, Procurement) else DECISION
    return {name: _written(getattr(fact, name)) for name in names}


def _written(value: object) -> str:
    if value is None:
        return ""
    return value.isoformat() if isinstance(value, date) else str(value)


def changes_of(
    fact: Decision | Procurement, told: Mapping[str, str], before: tuple[FieldChange, ...] = ()
) -> tuple[FieldChange, ...]:
    """What makes of a fact, as first read, what a person tells; `before` is what an earlier correction had changed."""
    was = fields_of(fact) | {each.field: each.was for each in before}
    now = {**fields_of(fact), **told}
    return tuple(
        FieldChange(field=name, was=was[name], now=now[name]) for name in fields_of(fact) if was[name] != now[name]
    )


def reviewed(fact: Fact, said: Correction) -> Fact:
    """The fact as checked; one that nobody can check stays as it is."""
    if not isinstance(fact, Decision | Procurement):
        return fact
    makers = PROCUREMENT if isinstance(fact, Procurement) else DECISION
    values = {each.field: makers[each.field](each.now) for each in said.changes if each.field in makers}
    return replace(fact, **values, review=Review(kind=said.kind, correction=said.id, at=said.at, what=said.what))
