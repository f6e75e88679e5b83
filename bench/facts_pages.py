"""The pages the facts bench reads, with what a person found on each: tuning, held out, the demo municipality, fresh."""

from __future__ import annotations

import json
import tomllib
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any

from archive.model import Reading, Section
from crawler.extract import extract
from crawler.model import Extract
from crawler.template import fit

HOME = Path(__file__).resolve().parent.parent
DEV = HOME.parent / "shared" / "eval"
HELD_OUT = HOME / "tests" / "data" / "enrich" / "heldout.toml"
FRESH = HELD_OUT.with_name("fresh.toml")
CAPTURED = date(2026, 11, 1)
STAGES = {"avtal": "tilldelad", "överprövning": "överprövad", "öppnat": "annonserad"}
"""The demo's words for stages that the archive calls otherwise."""
NO_STAGE = frozenset({"försenad", "förlängd"})


@dataclass(frozen=True, kw_only=True)
class Told:
    """A decision as its sentence and what a reader knows of it."""

    sentence: str
    kind: str
    by: str | None
    day: date | None


@dataclass(frozen=True, kw_only=True)
class Bought:
    """A step in a procurement as its sentence and what a reader knows of it."""

    sentence: str
    stage: str | None
    supplier: str | None
    value: int | None
    day: date | None
    thing: str | None


@dataclass(frozen=True, kw_only=True)
class Expected:
    """What a person found on a page. `told` and `bought` are rows with details where such were written down."""

    published: str | None
    updated: str | None
    year: int | None
    units: frozenset[str] | None
    """None: nobody wrote them down."""
    owners: frozenset[str]
    inferred: bool
    topics: tuple[str, ...]
    decisions: tuple[str, ...]
    amounts: frozenset[float]
    procurement: bool
    suppliers: frozenset[str]
    meetings: frozenset[date] = frozenset()
    told: tuple[Told, ...] = ()
    bought: tuple[Bought, ...] = ()


Pages = Iterator[tuple[Reading, Expected]]


def reading(found: Extract, url: str, captured: date) -> Reading:
    """What enrichment is given of an extracted page."""
    return Reading(
        url=url,
        title=found.title,
        sections=tuple(Section(kind=each.kind.value, text=each.text, level=each.level) for each in found.blocks),
        captured=captured,
        labels=tuple((each.words, each.value) for each in found.labels),
        metas=found.metas,
    )


def development() -> Pages:
    """The tuning pages as our own extraction reads their text."""
    labels = {
        row["url"]: row for row in map(json.loads, (DEV / "labels.jsonl").read_text(encoding="utf-8").splitlines())
    }
    for page in map(json.loads, (DEV / "pages.jsonl").read_text(encoding="utf-8").splitlines()):
        said = labels[page["url"]]
        found = extract(page["text"].encode(), url=page["url"], media_type="text/plain", charset="utf-8")
        yield (
            reading(found, page["url"], CAPTURED),
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


def written(place: Path = HELD_OUT) -> Pages:
    """Pages written down with what a reader finds in them."""
    for page in tomllib.loads(place.read_text(encoding="utf-8"))["page"]:
        sections = tuple(Section(kind="paragraph", text=line) for line in page["text"].strip().splitlines())
        labels = tuple((words, value) for words, value in page.get("labels", ()))
        yield (
            Reading(url=page["url"], title=page["title"], sections=sections, captured=CAPTURED, labels=labels),
            _written(page),
        )


def _written(page: dict[str, Any]) -> Expected:
    procurement = page.get("procurement", ())
    return Expected(
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
    )


def demonstration() -> Pages:
    """The demo municipality as crawled: read through a site model fitted on all of it; nothing when not installed."""
    try:
        from demo.site import HOME as BASE
        from demo.site import TODAY, Site
    except ImportError:
        return
    site = Site()
    answers = {path: site.answer(path) for path in site.paths}
    kinds = {path: dict(each.headers)["Content-Type"].partition(";")[0] for path, each in answers.items()}
    model = fit((BASE + path, each.body) for path, each in answers.items() if kinds[path] == "text/html")
    for path, each in answers.items():
        found = extract(each.body, url=BASE + path, media_type=kinds[path], site=model)
        yield reading(found, BASE + path, TODAY[1]), _true(site.truth(path))


def _true(truth: Any) -> Expected:
    told = tuple(Told(sentence=row.text, kind=row.kind, by=row.decided_by, day=row.date) for row in truth.decisions)
    bought = tuple(_bought(row) for row in truth.procurements)
    return Expected(
        published=truth.published.isoformat() if truth.published else None,
        updated=truth.updated.isoformat() if truth.updated else None,
        year=truth.year,
        units=None,
        owners=frozenset(map(str.lower, truth.forvaltning)),
        inferred=False,
        topics=truth.topics[:3],
        decisions=tuple(row.sentence for row in told if row.kind != "planned"),
        amounts=frozenset(row.value for row in truth.amounts),
        procurement=bool(bought),
        suppliers=frozenset(row.supplier.lower() for row in bought if row.supplier),
        meetings=frozenset(truth.meetings),
        told=told,
        bought=bought,
    )


def _bought(row: Any) -> Bought:
    stage = None if row.stage in NO_STAGE else STAGES.get(row.stage, row.stage)
    return Bought(
        sentence=row.text, stage=stage, supplier=row.supplier, value=row.value_sek, day=row.date, thing=row.object
    )
