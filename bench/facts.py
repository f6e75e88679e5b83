"""How right the facts are, on the tuning pages and on held-out ones, with every miss listed.

Usage: python -m bench.facts [--quiet]. Reads ../shared/eval when it is there, and tests/data/enrich/heldout.toml.
Measures: exact value (nothing included) for dates and year; micro F1 for units, the first three topics and kronor; for
decisions and procurement F1 of pages that hold any, and the share of labelled decisions of which 60 % of the content
words stand in one returned sentence.
"""

from __future__ import annotations

import json
import re
import sys
import tomllib
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path
from typing import Any

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
    Section,
    TopicFact,
    UnitFact,
    YearFact,
)
from crawler.extract import extract

HOME = Path(__file__).resolve().parent.parent
DEV = HOME.parent / "shared" / "eval"
HELD_OUT = HOME / "tests" / "data" / "enrich" / "heldout.toml"
CAPTURED = date(2026, 11, 1)
STOP = frozenset(
    [
        "och",
        "att",
        "i",
        "på",
        "för",
        "av",
        "med",
        "till",
        "den",
        "det",
        "som",
        "en",
        "ett",
        "har",
        "är",
        "om",
        "från",
        "de",
        "vid",
        "inte",
        "samt",
        "enligt",
        "sin",
        "sina",
        "ny",
        "nya",
    ]
)
AIMS = {
    "published": 0.98, "updated": 0.98, "year": 0.95, "units": 0.92, "förvaltning (named)": 0.90, "topics": 0.70,
    "decision pages": 0.90, "decisions found": 0.80, "amounts": 0.95, "procurement pages": 0.85, "suppliers": 0.90,
}  # fmt: skip


@dataclass(frozen=True, kw_only=True)
class Expected:
    """What a person found on a page."""

    published: str | None
    updated: str | None
    year: int | None
    units: frozenset[str]
    owners: frozenset[str]
    inferred: bool
    topics: tuple[str, ...]
    decisions: tuple[str, ...]
    amounts: frozenset[float]
    procurement: bool
    suppliers: frozenset[str]


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


def development() -> Iterator[tuple[Reading, Expected]]:
    """The tuning pages as our own extraction reads their text."""
    labels = {
        row["url"]: row for row in map(json.loads, (DEV / "labels.jsonl").read_text(encoding="utf-8").splitlines())
    }
    for page in map(json.loads, (DEV / "pages.jsonl").read_text(encoding="utf-8").splitlines()):
        said = labels[page["url"]]
        found = extract(page["text"].encode(), url=page["url"], media_type="text/plain", charset="utf-8")
        sections = tuple(Section(kind=each.kind.value, text=each.text, level=each.level) for each in found.blocks)
        yield (
            Reading(
                url=page["url"],
                title=found.title,
                sections=sections,
                captured=CAPTURED,
                labels=tuple((each.words, each.value) for each in found.labels),
                metas=found.metas,
            ),
            Expected(
                published=said["published"],
                updated=said["updated"],
                year=said["year"],
                units=frozenset(map(str.lower, said["units"])),
                owners=frozenset([said["forvaltning"].lower()] if said["forvaltning"] else ()),
                inferred="härledd" in said["note"],
                topics=tuple(said["topics"][:3]),
                decisions=tuple(said["decisions"]),
                amounts=frozenset(float(each["value_sek"]) for each in said["amounts"]),
                procurement=bool(said["procurement"]),
                suppliers=frozenset(each["supplier"].lower() for each in said["procurement"] if each["supplier"]),
            ),
        )


def held_out() -> Iterator[tuple[Reading, Expected]]:
    """Pages written before the readers of decisions and procurement."""
    for page in tomllib.loads(HELD_OUT.read_text(encoding="utf-8"))["page"]:
        sections = tuple(Section(kind="paragraph", text=line) for line in page["text"].strip().splitlines())
        labels = tuple((words, value) for words, value in page.get("labels", ()))
        procurement = page.get("procurement", ())
        yield (
            Reading(url=page["url"], title=page["title"], sections=sections, captured=CAPTURED, labels=labels),
            Expected(
                published=page.get("published"),
                updated=page.get("updated"),
                year=page.get("year"),
                units=frozenset(map(str.lower, page.get("units", ()))),
                owners=frozenset(map(str.lower, page.get("forvaltning", ()))),
                inferred=False,
                topics=tuple(page["topics"][:3]),
                decisions=tuple(page.get("decisions", ())),
                amounts=frozenset(map(float, page.get("amounts", ()))),
                procurement=bool(procurement),
                suppliers=frozenset(each["supplier"].lower() for each in procurement if "supplier" in each),
            ),
        )


def measure(pages: Iterable[tuple[Reading, Expected]]) -> dict[str, Score]:
    """Every measure over some pages."""
    knowledge = enrich.load_knowledge()
    scores: dict[str, Score] = {name: Score() for name in AIMS}
    for reading, expected in pages:
        compare(scores, reading, enrich.read(reading, knowledge=knowledge), expected)
    return scores


def compare(scores: dict[str, Score], reading: Reading, facts: tuple[Fact, ...], expected: Expected) -> None:
    """Add one page to the scores."""
    page = reading.url.rstrip("/")[-60:]
    scores["published"].equal(page, stamp(facts, DateKind.PUBLISHED), expected.published)
    scores["updated"].equal(page, stamp(facts, DateKind.UPDATED), expected.updated)
    scores["year"].equal(page, next((fact.value for fact in facts if isinstance(fact, YearFact)), None), expected.year)
    units = [fact for fact in facts if isinstance(fact, UnitFact)]
    said = {fact.name.lower() for fact in units if fact.evidence.certainty is not Certainty.INFERRED}
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


def report(name: str, scores: dict[str, Score], *, misses: bool) -> None:
    """Print one table, and below it every miss."""
    print(f"\n{name}\n{'measure':<22}{'value':>7}{'aim':>7}{'right':>7}{'false':>7}{'missed':>7}")
    for measure_name, score in scores.items():
        print(
            f"{measure_name:<22}{score.value:>7.3f}{AIMS[measure_name]:>7.2f}{score.right:>7}{score.false:>7}{score.missed:>7}"
        )
    for measure_name, score in scores.items() if misses else ():
        for miss in score.misses:
            print(f"  {measure_name}: {miss}")


def main() -> None:
    """Measure and print."""
    misses = "--quiet" not in sys.argv
    if DEV.exists():
        report("Tuning pages", measure(development()), misses=misses)
    report("Held-out pages", measure(held_out()), misses=misses)


if __name__ == "__main__":
    main()
