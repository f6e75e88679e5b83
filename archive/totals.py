"""What all the procurements that are asked for come to: rows and sums, by month and year, and by each filter's values.

The whole ledger is read once for each state of the store, as lines that hold what filters and sums need; only the rows
of one page are read in full.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field, replace
from datetime import date, datetime
from functools import lru_cache
from typing import Any

from archive import ledger
from archive.enrich.identity import mask
from archive.enrich.limits import Limits
from archive.ledger import ProcurementRow, Wanted
from archive.model import Listed, Procurement
from archive.store import Store

Month = tuple[int, int]
"""Year and month."""
KEPT = 4
"""Moments whose lines are kept in memory."""
ASKED = 16
"""Questions whose totals are kept in memory."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Line:
    """A procurement's row without its words; `id` finds it in the store."""

    id: int
    kind: str
    stage: str | None
    supplier: str | None
    value_sek: int | None
    date: date | None
    unit: str | None
    against: str
    review: str | None


@dataclass(frozen=True, kw_only=True)
class Sum:
    """Rows of a month or a year, beginning on `start`; those without a sum are counted in `rows` only."""

    start: date
    rows: int
    valued: int
    sek: int


@dataclass(frozen=True, kw_only=True)
class Totals:
    """What a question's rows come to.

    `ids` are the rows in order. `counts` are, for each filter, its values with how many rows each would give, the other
    filters as they are. `undated` and `unvalued` are the rows that are left out only because they have no day, or no
    sum.
    """

    ids: tuple[int, ...] = ()
    valued: int = 0
    sek: int = 0
    months: tuple[Sum, ...] = ()
    years: tuple[Sum, ...] = ()
    counts: Mapping[str, Mapping[str, int]] = field(default_factory=dict)
    undated: int = 0
    unvalued: int = 0


COUNTED: Mapping[str, Callable[[Line], str]] = {
    "kind": lambda line: line.kind,
    "stage": lambda line: line.stage or "",
    "unit": lambda line: line.unit or "",
    "against": lambda line: line.against,
    "reviewed": lambda line: "ja" if line.review else "nej",
}


def read_totals(store: Store, wanted: Wanted, *, limits: Limits) -> Totals:
    """The totals of the rows asked for."""
    key: Any = store  # a store is itself: protocols do not say so
    return _totals(key, store.ledger.stamp(), wanted, limits)


def read_rows(store: Store, ids: Iterable[int], *, limits: Limits, names: bool = False) -> tuple[ProcurementRow, ...]:
    """The rows with these ids, in the order asked for; with who checked them when `names` are asked for."""
    found = ((ledger.procurement(listed, limits), listed) for listed in store.ledger.procurements_named(ids))
    return tuple(ledger.named(store, row, listed) if names else row for row, listed in found)


@lru_cache(maxsize=ASKED)
def _totals(store: Store, stamp: tuple[object, ...], wanted: Wanted, limits: Limits) -> Totals:
    """Paging through the rows of one question adds them up once."""
    key: Any = store
    return add_up(_lines(key, stamp, wanted.as_of, limits), wanted)


@lru_cache(maxsize=KEPT)
def _lines(store: Store, stamp: tuple[object, ...], as_of: datetime | None, limits: Limits) -> tuple[Line, ...]:
    """Every line, newest first; the stamp makes the cache forget what has changed."""
    del stamp
    return tuple(_line(listed, limits) for listed in store.ledger.procurements(as_of=as_of))


def _line(listed: Listed[Procurement], limits: Limits) -> Line:
    found = listed.fact
    limit = limits.on(found.date) if found.date else None
    return Line(
        id=listed.id,
        kind=found.kind,
        stage=found.stage,
        supplier=found.supplier and mask(found.supplier),
        value_sek=found.value_sek,
        date=found.date,
        unit=found.unit,
        against=ledger.against(found.value_sek, limit),
        review=ledger.REVIEWS[found.review.kind] if found.review else None,
    )


def add_up(lines: Iterable[Line], wanted: Wanted) -> Totals:
    """The totals of the lines asked for, in one pass."""
    tests = ledger.tests_of(wanted)
    counts: dict[str, Counter[str]] = {name: Counter() for name in COUNTED}
    taken, left = list[Line](), Counter[str]()
    for line in lines:
        failed = [name for name, test in tests if not test(wanted, line)]
        if len(failed) > 1:
            continue
        for name in failed or COUNTED:
            if name in COUNTED:
                counts[name][COUNTED[name](line)] += 1
        if failed:
            left[failed[0]] += getattr(line, _LACKING.get(failed[0], "id")) is None
        else:
            taken.append(line)
    return replace(_summed(taken), counts=counts, undated=left["period"], unvalued=left["min_sek"])


_LACKING = {"period": "date", "min_sek": "value_sek"}


def _summed(lines: list[Line]) -> Totals:
    dated = [line for line in lines if line.date]
    return Totals(
        ids=tuple(line.id for line in lines),
        valued=sum(line.value_sek is not None for line in lines),
        sek=sum(line.value_sek or 0 for line in lines),
        months=_sums(dated, lambda day: (day.year, day.month)),
        years=_sums(dated, lambda day: (day.year, 1)),
    )


def _sums(lines: list[Line], start: Callable[[date], Month]) -> tuple[Sum, ...]:
    rows, valued, sek = Counter[Month](), Counter[Month](), Counter[Month]()
    for line in lines:
        if line.date:
            first = start(line.date)
            rows[first] += 1
            valued[first] += line.value_sek is not None
            sek[first] += line.value_sek or 0
    return tuple(
        Sum(start=date(*each, 1), rows=rows[each], valued=valued[each], sek=sek[each]) for each in sorted(rows)
    )
