"""A case through time: every page that carries its number, with the decisions and procurements that belong to it."""

from __future__ import annotations

from dataclasses import dataclass

from archive.decided.book import Book
from archive.decided.rows import Matter
from archive.enrich.cases import folded_case
from archive.facets import of_kind
from archive.model import CaseFact, Procurement
from archive.store import Store
from index.model import Hit, Query, SearchIndex, Sort
from index.tree import Value

MOST = 50
"""Pages of a case that are shown."""


@dataclass(frozen=True, kw_only=True)
class Step:
    """A page of a case. `others` counts the other cases that the page carries."""

    hit: Hit
    decisions: tuple[Matter, ...]
    procurements: tuple[Procurement, ...]
    others: int


@dataclass(frozen=True, kw_only=True)
class Case:
    """A case number as most pages write it, how many pages carry it, and the oldest of them, oldest first."""

    number: str
    total: int
    steps: tuple[Step, ...]


def follow(number: str, store: Store, index: SearchIndex, book: Book) -> Case | None:
    """The case of a number, however it is written; None when no page carries it. Raises IndexStale."""
    wanted = folded_case(number)
    if not wanted:
        return None
    found = index.search(Query(root=Value(field="dnr", text=wanted), sort=Sort.OLDEST, size=MOST))
    if not found.total:
        return None
    written: dict[str, int] = {}
    steps = tuple(_step(hit, wanted, store, book, written) for hit in found.hits)
    return Case(number=max(written, key=lambda form: written[form], default=number), total=found.total, steps=steps)


def _step(hit: Hit, wanted: str, store: Store, book: Book, written: dict[str, int]) -> Step:
    facts = store.pages.memento(hit.id.partition("/")[0]).facts
    cases = {fact.folded: fact.value for fact in of_kind(facts, CaseFact)}
    if wanted in cases:
        written[cases[wanted]] = written.get(cases[wanted], 0) + 1
    others = len(cases.keys() - {wanted})
    return Step(
        hit=hit,
        decisions=tuple(
            row for row in book.of_page(hit.id) if not others or _carries(f"{row.text} {row.evidence}", wanted)
        ),
        procurements=tuple(
            fact for fact in of_kind(facts, Procurement) if not others or _carries(fact.evidence.text, wanted)
        ),
        others=others,
    )


def _carries(text: str, wanted: str) -> bool:
    return wanted in folded_case(text)
