"""Every facet and field, once: the index's schema, the sidebar, URL parameters, query fields and the API derive here.

A new facet is one reader in `archive.enrich`, one line in FACETS below, its test and its row in docs/glossary.md.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import TypeVar

from archive.enrich.identity import mask
from archive.model import (
    AmountFact,
    CaseFact,
    Certainty,
    DateFact,
    DateKind,
    Decision,
    Fact,
    Memento,
    Procurement,
    TopicFact,
    UnitFact,
    UnitKind,
    YearFact,
)
from archive.standing import VERSION_FIELDS, VERSIONS, Standing, document_id, version_values
from index.model import Document, Field, Kind, Schema, Value

POLITICAL = frozenset({UnitKind.NAMND, UnitKind.STYRELSE, UnitKind.FULLMAKTIGE, UnitKind.UTSKOTT})
OWNERS = frozenset({UnitKind.FORVALTNING, UnitKind.KONTOR})
TYPES = {
    "application/pdf": "PDF",
    "application/vnd.openxmlformats-officedocument.wordprocessingml.document": "Word",
    "text/plain": "Textfil",
}
DATE_ORDER = (DateKind.PUBLISHED, DateKind.DECISION, DateKind.MEETING, DateKind.UPDATED, DateKind.REVIEWED)

MUNICIPALITY = "kommun"
"""The facet that tells municipalities apart."""

F = TypeVar("F", bound=Fact)


@dataclass(frozen=True, kw_only=True)
class Facet:
    """A field of every document and how a memento fills it."""

    field: Field
    read: Callable[[Memento], Value]


def of_kind(facts: Iterable[Fact], kind: type[F]) -> tuple[F, ...]:
    """The facts of one type, in order."""
    return tuple(fact for fact in facts if isinstance(fact, kind))


def year_of(memento: Memento) -> int | None:
    """The year the content belongs to, or None when nothing says it."""
    return next((fact.value for fact in of_kind(memento.facts, YearFact)), None)


def date_of(memento: Memento) -> DateFact | None:
    """The date a person would put on the page: published, else decided, met, updated; none that belies its year."""
    year = year_of(memento)
    dates = [fact for fact in of_kind(memento.facts, DateFact) if year in {None, fact.value.year}]
    return min(
        (fact for fact in dates if fact.kind in DATE_ORDER), key=lambda fact: DATE_ORDER.index(fact.kind), default=None
    )


def _unique(values: Iterable[str]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(values))


def _title(memento: Memento) -> Value:
    return mask(memento.title)


def _lead(memento: Memento) -> Value:
    return mask("\n".join(section.text for section in memento.sections if section.kind == "lead"))


def _headings(memento: Memento) -> Value:
    return mask("\n".join(section.text for section in memento.sections if section.kind == "heading"))


def _body(memento: Memento) -> Value:
    return mask(memento.text)


def _year(memento: Memento) -> Value:
    year = year_of(memento)
    return () if year is None else (year,)


def _owners(memento: Memento) -> Value:
    return _unique(fact.name for fact in of_kind(memento.facts, UnitFact) if fact.owner and fact.kind in OWNERS)


def _owners_today(memento: Memento) -> Value:
    owners = (fact for fact in of_kind(memento.facts, UnitFact) if fact.owner and fact.kind in OWNERS)
    return _unique(name for fact in owners for name in fact.today)


def _boards(memento: Memento) -> Value:
    return _unique(fact.name for fact in of_kind(memento.facts, UnitFact) if fact.kind in POLITICAL)


def named_units(facts: Iterable[Fact]) -> tuple[UnitFact, ...]:
    """The units that the page itself names; a förvaltning inferred from its nämnd is not among them."""
    return tuple(fact for fact in of_kind(facts, UnitFact) if fact.evidence.certainty is not Certainty.INFERRED)


def _units(memento: Memento) -> Value:
    return _unique(fact.name for fact in named_units(memento.facts))


def _topics(memento: Memento) -> Value:
    return _unique(fact.name for fact in of_kind(memento.facts, TopicFact))


def _source(memento: Memento) -> Value:
    return memento.source


def _municipality(_memento: Memento) -> Value:
    """Said by its Standing: what source is whose may change without any memento being another."""
    return ()


def _type(memento: Memento) -> Value:
    return TYPES.get(memento.media_type, "Webbsida")


def _contents(memento: Memento) -> Value:
    marks = (("Beslut", Decision), ("Upphandling", Procurement), ("Belopp i kronor", AmountFact))
    sums = [fact for fact in memento.facts if not isinstance(fact, AmountFact) or fact.unit == "SEK"]
    return tuple(name for name, kind in marks if any(isinstance(fact, kind) for fact in sums))


def _date(memento: Memento) -> Value:
    found = date_of(memento)
    year = year_of(memento)
    if found:
        return found.value.isoformat()
    return f"{year}-01-01" if year else ()


def _date_kind(memento: Memento) -> Value:
    found = date_of(memento)
    return f"{found.kind.value} {found.precision.value}" if found else "year" if year_of(memento) else ""


def _decided(memento: Memento) -> Value:
    facts = of_kind(memento.facts, DateFact)
    days = [fact.value for fact in facts if fact.kind in {DateKind.DECISION, DateKind.MEETING}]
    days += [decision.date for decision in of_kind(memento.facts, Decision) if decision.date]
    return tuple(sorted({day.isoformat() for day in days}))


def _amounts(memento: Memento) -> Value:
    return _kronor(memento)


def _kronor(memento: Memento) -> tuple[int, ...]:
    sums = [fact for fact in of_kind(memento.facts, AmountFact) if fact.unit == "SEK"]
    ends = [end for fact in sums for end in (fact.value, fact.upper) if end is not None]
    return tuple(sorted({round(end) for end in ends}))


SPANS = (
    ("under 100 000 kr", 100_000),
    ("100 000 kr–1 mnkr", 1_000_000),
    ("1–10 mnkr", 10_000_000),
    ("10–100 mnkr", 100_000_000),
    ("över 100 mnkr", None),
)
"""What sums are counted by: name, and the kronor that are too many for it."""


def span_of(kronor: int) -> str:
    """The span that a sum lies in; what is owed is as large as what is paid."""
    return next(name for name, end in SPANS if end is None or abs(kronor) < end)


def _spans(memento: Memento) -> Value:
    held = {span_of(kronor) for kronor in _kronor(memento)}
    return tuple(name for name, _ in SPANS if name in held)


def _cases(memento: Memento) -> Value:
    return _unique(fact.folded for fact in of_kind(memento.facts, CaseFact))


def _suppliers(memento: Memento) -> Value:
    return _unique(fact.supplier for fact in of_kind(memento.facts, Procurement) if fact.supplier)


def _url(memento: Memento) -> Value:
    return memento.url


def _at(memento: Memento) -> Value:
    return memento.at.isoformat()


def _facet(name: str, label: str, names: tuple[str, ...], read: Callable[[Memento], Value]) -> Facet:
    return Facet(field=Field(name=name, kind=Kind.KEYWORD, label=label, names=names, facet=True), read=read)


FACETS = (
    _facet(MUNICIPALITY, "Kommun", ("kommun", "municipality"), _municipality),
    Facet(
        field=Field(name="ar", kind=Kind.NUMBER, label="År", names=("år", "ar", "year"), facet=True),
        read=_year,
    ),
    _facet("forvaltning", "Förvaltning", ("förvaltning", "forvaltning"), _owners),
    _facet("forvaltning_nu", "Förvaltning i dag", ("förvaltningidag", "forvaltningidag"), _owners_today),
    _facet("namnd", "Nämnd", ("nämnd", "namnd"), _boards),
    _facet("amne", "Ämne", ("ämne", "amne"), _topics),
    _facet("innehall", "Innehåller", ("innehåll", "innehall"), _contents),
    _facet("beloppsspann", "Belopp", ("beloppsspann",), _spans),
    _facet("typ", "Typ", ("typ",), _type),
    _facet("kalla", "Källa", ("källa", "kalla"), _source),
)
"""What the sidebar counts, in its order. A facet's name is its index field, URL parameter and API key."""

FIELDS = (
    Facet(field=Field(name="titel", kind=Kind.TEXT, label="Titel", names=("titel", "rubrik"), weight=3.0), read=_title),
    Facet(field=Field(name="ingress", kind=Kind.TEXT, label="Ingress", names=("ingress",), weight=1.5), read=_lead),
    Facet(field=Field(name="rubriker", kind=Kind.TEXT, label="Mellanrubriker", weight=1.5), read=_headings),
    Facet(field=Field(name="text", kind=Kind.TEXT, label="Text", names=("text",)), read=_body),
    Facet(field=Field(name="datum", kind=Kind.DATE, label="Datum", names=("datum",)), read=_date),
    Facet(field=Field(name="beslutad", kind=Kind.DATE, label="Beslutad", names=("beslutad", "beslut")), read=_decided),
    Facet(field=Field(name="belopp", kind=Kind.NUMBER, label="Belopp", names=("belopp",)), read=_amounts),
    Facet(field=Field(name="enhet", kind=Kind.KEYWORD, label="Enhet", names=("enhet",)), read=_units),
    Facet(field=Field(name="dnr", kind=Kind.KEYWORD, label="Diarienummer", names=("dnr", "diarienummer")), read=_cases),
    Facet(
        field=Field(name="leverantor", kind=Kind.KEYWORD, label="Leverantör", names=("leverantör", "leverantor")),
        read=_suppliers,
    ),
    Facet(field=Field(name="url", kind=Kind.STORED), read=_url),
    Facet(field=Field(name="datumslag", kind=Kind.STORED), read=_date_kind),
    Facet(field=Field(name="fangad", kind=Kind.STORED), read=_at),
)
"""What is searched, sorted by and shown besides the facets."""

SCHEMA = Schema(
    fields=(*(each.field for each in FIELDS + FACETS), *VERSION_FIELDS),
    body="text",
    date="datum",
    versions=VERSIONS,
)


def document(memento: Memento, standing: Standing | None = None) -> Document:
    """The self-contained document of a memento; of a page's only one, unless said otherwise.

    Personal identity numbers are masked.
    """
    stands = standing or Standing()
    values = {each.field.name: each.read(memento) for each in FIELDS + FACETS} | version_values(memento, stands)
    values[MUNICIPALITY] = stands.municipality or ()
    return Document(id=document_id(memento, newest=stands.newest), values=values)
