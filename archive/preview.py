"""What would be read from files, as the outer contract's JSON: nothing is stored."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import UTC, datetime
from pathlib import Path

from archive.enrich import Knowledge, load_knowledge
from archive.facets import OWNERS, named_units, of_kind, year_of
from archive.imports import Brought, captures
from archive.ingest import Reader
from archive.model import (
    AmountFact,
    CaseFact,
    DateFact,
    Decision,
    Memento,
    Procurement,
    TopicFact,
    UnitFact,
)
from crawler.media import HTML, parse_content_type
from crawler.model import Capture, Source
from crawler.template import fit

Line = dict[str, object]


def lines(
    files: Iterable[tuple[Path, str]], *, base_url: str | None, register: str | None
) -> Iterator[tuple[str, Line | str]]:
    """A line for each file, or the reason why there is none; files of one folder are read as one site."""
    knowledge = load_knowledge(register)
    folders: dict[Path, list[tuple[Path, str]]] = {}
    for path, name in files:
        folders.setdefault(path.parent, []).append((path, name))
    for members in folders.values():
        yield from _folder(members, base_url, knowledge)


def _folder(
    members: list[tuple[Path, str]], base_url: str | None, knowledge: Knowledge
) -> Iterator[tuple[str, Line | str]]:
    refusals: list[tuple[str, Line | str]] = []
    how = Brought(source="extract", now=datetime.now(UTC), base_url=base_url)
    taken = [
        (str(path), visit)
        for path, name in members
        for visit in captures(path, name, how, lambda path, why: refusals.append((path, why)))
        if isinstance(visit, Capture)
    ]
    site = fit((visit.url, visit.shown) for _, visit in taken if _is_html(visit)) if len(taken) > 1 else None
    reader = Reader(source=Source(name="extract", seeds=()), site=site, knowledge=knowledge)
    for path, visit in taken:
        yield path, line(path, reader.memento(visit, id=None))
    yield from refusals


def _is_html(visit: Capture) -> bool:
    return parse_content_type(visit.header("content-type"))[0] == HTML


def line(path: str, memento: Memento) -> Line:
    """A memento in the outer form of `extract --json`."""
    units = of_kind(memento.facts, UnitFact)
    return {
        "path": path,
        "url": memento.url,
        "title": memento.title,
        "text": memento.text,
        "dates": [_date(fact) for fact in of_kind(memento.facts, DateFact)],
        "year": year_of(memento),
        "units": list(dict.fromkeys(fact.name for fact in named_units(memento.facts))),
        "forvaltning": list(dict.fromkeys(fact.name for fact in units if fact.owner and fact.kind in OWNERS)),
        "topics": [fact.name for fact in of_kind(memento.facts, TopicFact)],
        "decisions": [_decision(fact) for fact in of_kind(memento.facts, Decision)],
        "amounts": [_amount(fact) for fact in of_kind(memento.facts, AmountFact)],
        "procurements": [_procurement(fact) for fact in of_kind(memento.facts, Procurement)],
        "case_numbers": [fact.value for fact in of_kind(memento.facts, CaseFact)],
        "dropped": [{"text": cut.text, "reason": cut.reason} for cut in memento.cuts],
        "warnings": list(memento.warnings),
    }


def _date(fact: DateFact) -> Line:
    return {
        "kind": fact.kind.value,
        "value": fact.value.isoformat(),
        "until": fact.until and fact.until.isoformat(),
        "precision": fact.precision.value,
        "evidence": fact.evidence.text,
        "rule": fact.evidence.rule,
        "certainty": fact.evidence.certainty.value,
    }


def _decision(fact: Decision) -> Line:
    return {
        "text": fact.text,
        "decided_by": fact.decided_by,
        "date": fact.date and fact.date.isoformat(),
        "kind": fact.kind.value,
        "evidence": fact.evidence.text,
    }


def _amount(fact: AmountFact) -> Line:
    value = int(fact.value) if fact.value == int(fact.value) else fact.value
    return {"value": value, "upper": fact.upper, "unit": fact.unit, "evidence": fact.evidence.text}


def _procurement(fact: Procurement) -> Line:
    return {
        "kind": fact.kind,
        "object": fact.object,
        "supplier": fact.supplier,
        "value_sek": fact.value_sek,
        "date": fact.date and fact.date.isoformat(),
        "stage": fact.stage,
        "unit": fact.unit,
        "evidence": fact.evidence.text,
    }
