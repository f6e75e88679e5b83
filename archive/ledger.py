"""The two ledgers as rows that stand alone: what, who, when, how much, and all that proves it."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime
from typing import Protocol, TypedDict, TypeVar

from archive.enrich.identity import mask
from archive.enrich.limits import Limits
from archive.model import CorrectionKind, Decision, Listed, Procurement
from archive.model.moments import stamp_text
from archive.store import Store

Day = date
"""For fields beside one that is called so."""
REVIEWS = {CorrectionKind.CONFIRMED: "bekräftad", CorrectionKind.CHANGED: "rättad"}


@dataclass(frozen=True, kw_only=True)
class Wanted:
    """Which rows: from `start` to `end` inclusive, of a unit, of a kind, of at least `min_sek` kronor.

    Of procurements also by stage, by a part of the supplier's name, by how the value compares with the limit, and by
    whether a person has checked the row. `as_of` asks for the pages as they stood at that moment, `names` for who
    checked a row.
    """

    start: date | None = None
    end: date | None = None
    unit: str | None = None
    kind: str | None = None
    min_sek: int | None = None
    stage: str | None = None
    supplier: str | None = None
    against: str | None = None
    reviewed: bool | None = None
    as_of: datetime | None = None
    names: bool = False


@dataclass(frozen=True, kw_only=True)
class DecisionRow:
    """A decision with its page and its proof, as ProcurementRow has it."""

    text: str
    decided_by: str | None
    date: date | None
    kind: str
    evidence: str
    url: str
    page: str
    memento: str
    captured_at: datetime
    sha256: str
    rule: str
    certainty: str
    review: str | None = None
    reviewed_at: datetime | None = None
    reviewed_by: str | None = None
    review_comment: str | None = None
    source: str = ""


@dataclass(frozen=True, kw_only=True)
class ProcurementRow:
    """A procurement with its page and its proof.

    `limit_sek` is the direct procurement limit that day, `against` how the value compares with it. `memento` is the
    lasting address of the version of the page that was read, from our root on; `captured_at` (UTC) is when it was
    captured and `sha256` the digest of its payload. `review` says that a person has checked the row ("bekräftad",
    "rättad").
    """

    kind: str
    stage: str | None
    object: str | None
    supplier: str | None
    value_sek: int | None
    date: date | None
    unit: str | None
    limit_sek: int | None
    against: str
    evidence: str
    url: str
    page: str
    limit_verified: bool | None
    start: Day | None
    end: Day | None
    memento: str
    captured_at: datetime
    sha256: str
    rule: str
    certainty: str
    review: str | None = None
    reviewed_at: datetime | None = None
    reviewed_by: str | None = None
    review_comment: str | None = None
    source: str = ""


Row = TypeVar("Row", DecisionRow, ProcurementRow)


class _Proof(TypedDict):
    evidence: str
    url: str
    page: str
    memento: str
    captured_at: datetime
    sha256: str
    rule: str
    certainty: str
    review: str | None
    reviewed_at: datetime | None
    source: str


def decisions(store: Store, wanted: Wanted) -> Iterator[DecisionRow]:
    """Decisions, newest first, undated last."""
    found = store.ledger.decisions(start=wanted.start, end=wanted.end, unit=wanted.unit, as_of=wanted.as_of)
    for listed in found:
        if wanted.kind in {None, listed.fact.kind.value}:
            row = _decision(listed)
            yield named(store, row, listed) if wanted.names else row


def _decision(listed: Listed[Decision]) -> DecisionRow:
    found = listed.fact
    return DecisionRow(
        text=mask(found.text),
        decided_by=found.decided_by,
        date=found.date,
        kind=found.kind.value,
        **_proof(listed),
    )


def procurements(store: Store, wanted: Wanted, *, limits: Limits) -> Iterator[ProcurementRow]:
    """Procurements, newest first, undated last."""
    found = store.ledger.procurements(start=wanted.start, end=wanted.end, unit=wanted.unit, as_of=wanted.as_of)
    tests = tests_of(wanted)
    for listed in found:
        row = procurement(listed, limits)
        if all(test(wanted, row) for _, test in tests):
            yield named(store, row, listed) if wanted.names else row


def procurement(listed: Listed[Procurement], limits: Limits) -> ProcurementRow:
    """A procurement as a row."""
    found = listed.fact
    limit = limits.limit_on(found.date) if found.date else None
    return ProcurementRow(
        kind=found.kind,
        stage=found.stage,
        object=found.object and mask(found.object),
        supplier=found.supplier and mask(found.supplier),
        value_sek=found.value_sek,
        date=found.date,
        unit=found.unit,
        limit_sek=limit.sek if limit else None,
        against=against(found.value_sek, limit.sek if limit else None),
        limit_verified=limit.verified if limit else None,
        start=found.start,
        end=found.end,
        **_proof(listed),
    )


class Told(Protocol):
    """What filters look at."""

    @property
    def kind(self) -> str: ...
    @property
    def stage(self) -> str | None: ...
    @property
    def supplier(self) -> str | None: ...
    @property
    def value_sek(self) -> int | None: ...
    @property
    def date(self) -> Day | None: ...
    @property
    def unit(self) -> str | None: ...
    @property
    def against(self) -> str: ...
    @property
    def review(self) -> str | None: ...


Test = Callable[[Wanted, Told], bool]
FILTERS: Mapping[str, Test] = {
    "period": lambda wanted, row: (
        row.date is not None and (wanted.start or Day.min) <= row.date <= (wanted.end or Day.max)
    ),
    "kind": lambda wanted, row: wanted.kind == row.kind,
    "stage": lambda wanted, row: wanted.stage == (row.stage or ""),
    "unit": lambda wanted, row: (wanted.unit or "").casefold() == (row.unit or "").casefold(),
    "supplier": lambda wanted, row: (wanted.supplier or "").casefold() in (row.supplier or "").casefold(),
    "min_sek": lambda wanted, row: (row.value_sek or 0) >= (wanted.min_sek or 0),
    "against": lambda wanted, row: wanted.against == row.against,
    "reviewed": lambda wanted, row: wanted.reviewed == (row.review is not None),
}
"""Every filter, once; the stage of a row that tells none is empty."""


def tests_of(wanted: Wanted) -> tuple[tuple[str, Test], ...]:
    """The filters in use, by name."""
    bounded = wanted.start is not None or wanted.end is not None
    return tuple(
        (name, test)
        for name, test in FILTERS.items()
        if (bounded if name == "period" else getattr(wanted, name) is not None)
    )


def _proof(listed: Listed[Decision] | Listed[Procurement]) -> _Proof:
    evidence, review = listed.fact.evidence, listed.fact.review
    return _Proof(
        evidence=mask(evidence.text),
        url=listed.page.url,
        page=listed.page.id,
        memento=f"/sida/{listed.page.id}/{stamp_text(listed.at)}",
        captured_at=listed.at.astimezone(UTC),
        sha256=listed.digest,
        rule=evidence.rule,
        certainty=evidence.certainty.value,
        review=REVIEWS[review.kind] if review else None,
        reviewed_at=review.at.astimezone(UTC) if review else None,
        source=listed.page.source,
    )


def named(store: Store, row: Row, listed: Listed[Decision] | Listed[Procurement]) -> Row:
    """The row with who checked it, and what they said of it."""
    review = listed.fact.review
    if review is None:
        return row
    said = store.corrections.one(review.correction)
    return replace(row, reviewed_by=said.who, review_comment=mask(said.comment) or None)


def against(value: int | None, limit: int | None) -> str:
    """How a value compares with a limit: "över", "under", or "oklart" when either is unknown."""
    if value is None or limit is None:
        return "oklart"
    return "över" if value > limit else "under"
