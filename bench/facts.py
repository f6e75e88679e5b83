"""How right the facts are: tuning pages, held-out ones, the demo municipality, fresh ones; every miss listed.

Usage: python -m bench.facts [--quiet] [PART ...]. Reads ../shared/eval when it is there, tests/data/enrich/*.toml, and
the demo site through its own fitted site model. Measures: exact value (nothing included) for dates and year; micro F1
for units, the first three topics, kronor and meeting days; for decisions and procurement F1 of pages that hold any, and
the share of labelled decisions of which 60 % of the content words stand in one returned sentence. Where rows were
written down, decisions and steps in procurements are paired one to one by their sentences (F1), and of the pairs the
share with the right decider, day, kind, stage, supplier and value is shown.

The first look at the demo municipality, before any reader was fitted to it (F1; docs/facts-first-look.txt lists every
miss): published 0.988, updated 0.917, year 0.845, decisions 0.735, decided by 0.820, decided on 0.550, amounts 0.876,
procurement pages 0.523, procurements 0.205, suppliers 0.189. First look at the fresh pages: dates and year 1.000,
units 1.000, decisions found 0.818, amounts 1.000, procurement pages 1.000, suppliers 0.833, topics 0.550.
Since then all of these pages have been looked at: they are no longer held out.
"""

from __future__ import annotations

import re
import sys
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from typing import Any, TypeVar

from archive import enrich
from archive.model import (
    AmountFact,
    Certainty,
    DateFact,
    DateKind,
    Decision,
    DecisionKind,
    Fact,
    Procurement,
    Reading,
    TopicFact,
    UnitFact,
    YearFact,
)
from bench import facts_pages
from bench.facts_pages import Bought, Expected, Told

STOP = frozenset(
    re.findall(
        r"\w+", "och att i på för av med till den det som en ett har är om från de vid inte samt enligt sin sina ny nya"
    )
)
AIMS = {
    "published": 0.98, "updated": 0.98, "year": 0.95, "units": 0.92, "förvaltning (named)": 0.90, "topics": 0.70,
    "decision pages": 0.90, "decisions found": 0.80, "amounts": 0.95, "procurement pages": 0.85, "suppliers": 0.90,
}  # fmt: skip


ROWS = (
    "meetings", "decisions", "decided by", "decided on", "decision kind", "procurements", "stage", "supplier", "value",
    "bought on", "object",
)  # fmt: skip
"""Measures of pages whose rows are written down; none of them has an aim of its own."""

Row = TypeVar("Row", Told, Bought)


@dataclass
class Score:
    """Hits, false and missed ones of one measure."""

    right: int = 0
    false: int = 0
    missed: int = 0
    misses: list[str] = field(default_factory=list)

    @property
    def value(self) -> float:
        """F1, or the share right where nothing can be false."""
        total = 2 * self.right + self.false + self.missed
        return 2 * self.right / total if total else 1.0

    def add(self, page: str, got: Iterable[Any], wanted: Iterable[Any]) -> None:
        """Count two sets."""
        have, want = set(got), set(wanted)
        self.right += len(have & want)
        self.false += len(have - want)
        self.missed += len(want - have)
        if have != want:
            self.misses.append(f"{page}: false {sorted(map(str, have - want))}, missed {sorted(map(str, want - have))}")

    def equal(self, page: str, got: object, wanted: object) -> None:
        """Count one value; a wrong one counts as both false and missed, so that `value` is the share right."""
        self.right += got == wanted
        self.false += got != wanted
        self.missed += got != wanted
        if got != wanted:
            self.misses.append(f"{page}: got {got}, wanted {wanted}")


def measure(pages: facts_pages.Pages, register: str | None = None) -> dict[str, Score]:
    """Every measure over some pages; those of rows only where rows are written down."""
    knowledge = enrich.load_knowledge(register)
    scores: dict[str, Score] = {name: Score() for name in (*AIMS, *ROWS)}
    for reading, expected in pages:
        facts = enrich.read(reading, knowledge=knowledge)
        compare(scores, reading, facts, expected)
        if register:
            compare_rows(scores, reading.url.rstrip("/")[-60:], facts, expected)
    return {name: score for name, score in scores.items() if score.right + score.false + score.missed}


def compare(scores: dict[str, Score], reading: Reading, facts: tuple[Fact, ...], expected: Expected) -> None:
    """Add one page to the scores."""
    page = reading.url.rstrip("/")[-60:]
    scores["published"].equal(page, stamp(facts, DateKind.PUBLISHED), expected.published)
    scores["updated"].equal(page, stamp(facts, DateKind.UPDATED), expected.updated)
    scores["year"].equal(page, next((fact.value for fact in facts if isinstance(fact, YearFact)), None), expected.year)
    units = [fact for fact in facts if isinstance(fact, UnitFact)]
    said = {fact.name.lower() for fact in units if fact.evidence.certainty is not Certainty.INFERRED}
    if expected.units is not None:
        scores["units"].add(page, said, expected.units)
    owners = {fact.name.lower() for fact in units if fact.owner}
    if expected.owners and not expected.inferred:
        scores["förvaltning (named)"].equal(page, owners, set(expected.owners))
    elif owners != set(expected.owners):
        scores["förvaltning (named)"].misses.append(
            f"({page}: got {owners}, wanted {set(expected.owners)}; not counted)"
        )
    scores["topics"].add(page, [fact.name for fact in facts if isinstance(fact, TopicFact)][:3], expected.topics)
    amounts = {fact.value for fact in facts if isinstance(fact, AmountFact) and fact.unit == "SEK"}
    scores["amounts"].add(page, amounts, expected.amounts)
    compare_events(scores, page, facts, expected)


def compare_events(scores: dict[str, Score], page: str, facts: tuple[Fact, ...], expected: Expected) -> None:
    """Add the decisions and procurements of one page."""
    taken = [fact for fact in facts if isinstance(fact, Decision) and fact.kind is not DecisionKind.PLANNED]
    scores["decision pages"].add(page, [page] if taken else [], [page] if expected.decisions else [])
    sentences = [f"{fact.evidence.text} {fact.text} {fact.decided_by or ''}" for fact in taken]
    for wanted in expected.decisions:
        scores["decisions found"].equal(
            page, max((overlap(wanted, each) for each in sentences), default=0.0) >= 0.6, wanted=True
        )
        if not any(overlap(wanted, each) >= 0.6 for each in sentences):
            scores["decisions found"].misses[-1] = f"{page}: {wanted}"
    bought = [fact for fact in facts if isinstance(fact, Procurement)]
    scores["procurement pages"].add(page, [page] if bought else [], [page] if expected.procurement else [])
    if bought and not expected.procurement:
        scores["procurement pages"].misses[-1] += f" {[fact.evidence.text[:90] for fact in bought]}"
    scores["suppliers"].add(page, {fact.supplier.lower() for fact in bought if fact.supplier}, expected.suppliers)


def stamp(facts: tuple[Fact, ...], kind: DateKind) -> str | None:
    """The first date of a kind."""
    return next((fact.value.isoformat() for fact in facts if isinstance(fact, DateFact) and fact.kind is kind), None)


def overlap(wanted: str, sentence: str) -> float:
    """The share of a label's content words, by their first five letters, that stand in a sentence."""
    words = {
        word[:5] for word in re.findall(r"\w+", wanted.partition(": ")[2].lower() or wanted.lower()) if word not in STOP
    }
    have = {word[:5] for word in re.findall(r"\w+", sentence.lower())}
    return len(words & have) / len(words) if words else 0.0


def compare_rows(scores: dict[str, Score], page: str, facts: tuple[Fact, ...], expected: Expected) -> None:
    """Add the meetings, and the decisions and steps in procurements row by row."""
    met = {fact.value for fact in facts if isinstance(fact, DateFact) and fact.kind is DateKind.MEETING}
    if expected.meetings:
        scores["meetings"].add(page, met, expected.meetings)
    told = [fact for fact in facts if isinstance(fact, Decision)]
    for got, told_row in pairs(scores["decisions"], page, told, expected.told):
        about = f"{page}: {told_row.sentence[:50]}"
        scores["decided by"].equal(about, (got.decided_by or "").lower(), (told_row.by or "").lower())
        scores["decided on"].equal(about, got.date, told_row.day)
        scores["decision kind"].equal(about, got.kind.value, told_row.kind)
    bought = [fact for fact in facts if isinstance(fact, Procurement)]
    for step, row in pairs(scores["procurements"], page, bought, expected.bought):
        about = f"{page}: {row.sentence[:50]}"
        scores["stage"].equal(about, step.stage, row.stage)
        scores["supplier"].equal(about, step.supplier, row.supplier)
        scores["value"].equal(about, step.value_sek, row.value)
        scores["bought on"].equal(about, step.date, row.day)
        if row.thing:
            scores["object"].equal(f"{about}: {step.object}", overlap(row.thing, step.object or "") >= 0.5, wanted=True)


def pairs(score: Score, page: str, found: Iterable[Any], rows: tuple[Row, ...]) -> list[tuple[Any, Row]]:
    """Pair facts with rows one to one by their sentences, the best first; what is left over is false or missed."""
    left, made = list(found), []
    for row in rows:
        best = max(left, key=lambda each: alike(row.sentence, each.evidence.text), default=None)
        if best is None or alike(row.sentence, best.evidence.text) < 0.6:
            score.missed += 1
            score.misses.append(f"{page}: missed {row.sentence[:160]!r}")
            continue
        score.right += 1
        left.remove(best)
        made.append((best, row))
    score.false += len(left)
    score.misses += [f"{page}: false {each.evidence.text[:160]!r} ({each.evidence.rule})" for each in left]
    return made


def alike(one: str, two: str) -> float:
    """The share of the first one's words that stand in the second."""
    words, have = (set(re.findall(r"\w+", text.lower())) for text in (one, two))
    return len(words & have) / len(words) if words else 0.0


def report(name: str, scores: dict[str, Score], *, misses: bool) -> None:
    """Print one table, and below it every miss."""
    print(f"\n{name}\n{'measure':<22}{'value':>7}{'aim':>7}{'right':>7}{'false':>7}{'missed':>7}")
    for measure_name, score in scores.items():
        aim = f"{AIMS[measure_name]:.2f}" if measure_name in AIMS else ""
        print(f"{measure_name:<22}{score.value:>7.3f}{aim:>7}{score.right:>7}{score.false:>7}{score.missed:>7}")
    for measure_name, score in scores.items() if misses else ():
        for miss in score.misses:
            print(f"  {measure_name}: {miss}")


PARTS: dict[str, Callable[[], dict[str, Score]]] = {
    "Tuning pages": lambda: measure(facts_pages.development()),
    "Held-out pages": lambda: measure(facts_pages.written()),
    "Fresh pages": lambda: measure(facts_pages.written(facts_pages.FRESH)),
    "Demo municipality": lambda: measure(facts_pages.demonstration(), "mellankoping"),
}


def main() -> None:
    """Measure and print."""
    asked = [word.lower() for word in sys.argv[1:] if not word.startswith("-")]
    for name, part in PARTS.items():
        known = name != "Tuning pages" or facts_pages.DEV.exists()
        if known and (not asked or any(name.lower().startswith(word) for word in asked)):
            report(name, part(), misses="--quiet" not in sys.argv)


if __name__ == "__main__":
    main()
