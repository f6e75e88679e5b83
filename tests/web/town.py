"""A small archive for the web tests: a few pages of a made-up town, one of them hostile in every field."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from hashlib import sha256
from pathlib import Path

from archive.changes import apply
from archive.config import Config
from archive.facets import SCHEMA
from archive.model import (
    AmountFact,
    CaseFact,
    Certainty,
    Cut,
    DateFact,
    DateKind,
    Decision,
    DecisionKind,
    Evidence,
    Fact,
    LawFact,
    Memento,
    Part,
    Precision,
    Procurement,
    RunState,
    Section,
    Tally,
    TopicFact,
    UnitFact,
    UnitKind,
    YearFact,
)
from archive.parts import Archive
from archive.store.pages import page_id
from archive.store.sql import open_store
from archive.vault import CaptureVault
from archive.vault.memory import MemoryVault
from crawler.model import Capture, Source
from index.memory import MemoryIndex
from index.model import SearchIndex

SITE = "https://www.lillstad.example"
DAY = datetime(2024, 4, 12, 6, 30, tzinfo=UTC)
NOW = datetime(2024, 5, 2, 14, 45, tzinfo=UTC)
EVIL = "<script>alert(1)</script>\"'><img src=x onerror=alert(2)>{{7*7}}"
NUMBER = "19811218-9876"
"""A personal identity number, the one used in examples everywhere."""

MEETING = (
    Section(kind="lead", text="Ledningen gick igenom läget för en budget i balans."),
    Section(kind="heading", level=2, text="Upphandling av städning"),
    Section(
        kind="paragraph",
        text="Socialnämnden beslutade att direktupphandla städning för 1,1 miljoner kronor, dnr SN 2024/17.",
    ),
    Section(kind="bullet", text="Ren AB levererar från maj."),
    Section(kind="bullet", text="Avtalet gäller i två år."),
    Section(kind="table", text="År\tKronor\n2024\t1 100 000"),
    Section(kind="quote", text="Vi är nöjda, säger chefen."),
    Section(kind="caption", text="Socialnämndens ledamöter på trappan."),
)


def make_archive(index: SearchIndex | None = None, vault: CaptureVault | None = None) -> Archive:
    """An empty archive in memory, at a fixed moment."""
    return Archive(
        config=Config(home=Path("nowhere"), title="Lillstads arkiv", contact="arkivet@lillstad.example"),
        store=open_store("sqlite://"),
        vault=vault or MemoryVault(),
        index=index or MemoryIndex(SCHEMA),
        schema=SCHEMA,
        clock=lambda: NOW,
    )


def add(archive: Archive, *mementos: Memento) -> None:
    """Save and index mementos."""
    for memento in mementos:
        archive.store.pages.save(memento)
    apply(archive.store, archive.index)


def keep(archive: Archive, memento: Memento, body: bytes, media_type: str) -> Memento:
    """The memento with a capture of these bytes behind it."""
    kept = archive.vault.add(capture_of(memento, body, media_type))
    archive.store.captures.save([kept])
    return replace(memento, capture=kept.id)


def found(sections: tuple[Section, ...], words: str, rule: str = "test", **more: object) -> Evidence:
    """Evidence for words that stand in the text."""
    start = "\n".join(section.text for section in sections).index(words)
    return Evidence(text=words, rule=rule, start=start, end=start + len(words), **more)


def memento(
    path: str, title: str, sections: tuple[Section, ...], facts: tuple[Fact, ...] = (), **changes: object
) -> Memento:
    """A memento of a page of the town; `changes` replace its fields."""
    url = f"{SITE}{path}"
    text = "\n".join(section.text for section in sections)
    plain = Memento(
        page=page_id(url),
        url=url,
        source="Lillstad",
        at=DAY,
        seen_at=DAY,
        title=title,
        sections=sections,
        cuts=(),
        facts=facts,
        digest=sha256(text.encode()).hexdigest(),
        text_digest=sha256(f"{title}\n{text}".encode()).hexdigest(),
    )
    return replace(plain, **changes)


def labelled(words: str) -> Evidence:
    """Evidence that stands in a date label."""
    return Evidence(text=words, rule="label", part=Part.LABEL)


def meeting() -> Memento:
    """The page that people look for: a decision, a procurement, sums, units, dates."""
    said = "Socialnämnden beslutade att direktupphandla städning för 1,1 miljoner kronor"
    facts: tuple[Fact, ...] = (
        DateFact(kind=DateKind.PUBLISHED, value=date(2024, 4, 10), evidence=labelled("Publicerad 10 april 2024")),
        DateFact(
            kind=DateKind.MENTIONED,
            value=date(2024, 5, 1),
            precision=Precision.MONTH,
            evidence=found(MEETING, "från maj", certainty=Certainty.GUESSED),
        ),
        YearFact(value=2024, evidence=Evidence(text="/2024/april/", rule="url", part=Part.URL)),
        UnitFact(
            name="Socialförvaltningen",
            kind=UnitKind.FORVALTNING,
            owner=True,
            today=("Social- och äldreförvaltningen",),
            evidence=Evidence(text="Ledningen", rule="serves", certainty=Certainty.INFERRED),
        ),
        UnitFact(name="Socialnämnden", kind=UnitKind.NAMND, evidence=found(MEETING, "Socialnämnden")),
        UnitFact(name="Socialnämnden", kind=UnitKind.NAMND, evidence=found(MEETING, "Socialnämndens")),
        TopicFact(name="upphandling", weight=2.0, evidence=found(MEETING, "direktupphandla")),
        AmountFact(value=1_100_000, unit="SEK", evidence=found(MEETING, "1,1 miljoner kronor")),
        CaseFact(value="SN 2024/17", folded="SN202417", evidence=found(MEETING, "SN 2024/17")),
        LawFact(value="LOU", evidence=Evidence(text="LOU", rule="law", part=Part.META)),
        Decision(
            text="direktupphandla städning",
            kind=DecisionKind.FORMAL,
            decided_by="Socialnämnden",
            date=date(2024, 4, 9),
            evidence=found(MEETING, said),
        ),
        Procurement(
            kind="direktupphandling",
            object="städning",
            supplier="Ren AB",
            value_sek=1_100_000,
            stage="tilldelning",
            date=date(2024, 4, 9),
            unit="Socialnämnden",
            evidence=found(MEETING, said),
        ),
    )
    cut = Cut(text="Hej! Du använder en gammal webbläsare", reason="samma text på 212 av 240 sidor")
    return memento("/nyheter/2024/april/stadning/", "Sagt i ledningen 10 april", MEETING, facts, cuts=(cut,))


def plain_page(number: int, year: int, unit: str, topic: str) -> Memento:
    """An ordinary page with few words."""
    sections = (Section(kind="paragraph", text=f"Kort nyhet nummer {number} om {topic} och budget."),)
    facts: tuple[Fact, ...] = (
        YearFact(value=year, evidence=labelled(str(year))),
        DateFact(kind=DateKind.PUBLISHED, value=date(year, 3, 1 + number % 28), evidence=labelled("Publicerad")),
        UnitFact(
            name=unit, kind=UnitKind.FORVALTNING, owner=True, today=TODAY.get(unit, (unit,)), evidence=labelled(unit)
        ),
        TopicFact(name=topic, weight=1.0, evidence=labelled(topic)),
    )
    return memento(f"/nyheter/{year}/{number}/", f"Nyhet {number}", sections, facts)


def hostile() -> Memento:
    """A page whose every text tries to become markup."""
    sections = tuple(
        Section(kind=kind, level=2, text=f"{EVIL} ondska {NUMBER}")
        for kind in ("lead", "heading", "paragraph", "bullet", "caption", "quote", EVIL)
    )
    sections += (Section(kind="table", text=f"{EVIL}\t{NUMBER}\n{EVIL}\tx"),)
    where = Evidence(text=EVIL, rule=EVIL, start=5, end=40)
    facts: tuple[Fact, ...] = (
        UnitFact(name=EVIL, kind=UnitKind.FORVALTNING, owner=True, evidence=where),
        UnitFact(name=EVIL, kind=UnitKind.NAMND, evidence=where),
        TopicFact(name=EVIL, weight=1.0, evidence=where),
        CaseFact(value=EVIL, folded=EVIL, evidence=where),
        AmountFact(value=3.0, unit=EVIL, evidence=where),
        Decision(text=f"{EVIL} {NUMBER}", kind=DecisionKind.PLANNED, decided_by=EVIL, evidence=where),
        Procurement(kind=EVIL, object=f"{EVIL} {NUMBER}", supplier=EVIL, stage=EVIL, unit=EVIL, evidence=where),
        YearFact(value=2021, evidence=replace(where, part=Part.TITLE)),
    )
    return memento(
        f"/{EVIL}",
        f"{EVIL} {NUMBER}",
        sections,
        facts,
        source=EVIL,
        cuts=(Cut(text=f"{EVIL} {NUMBER}", reason=EVIL),),
        warnings=(EVIL,),
        media_type="text/html",
    )


def make_town(index: SearchIndex | None = None, vault: CaptureVault | None = None) -> Archive:
    """An archive with everything in it."""
    town = make_archive(index, vault)
    for name in ("Lillstad", EVIL):
        town.store.sources.save(Source(name=name, seeds=(f"{SITE}/",)))
    first = replace(meeting(), at=DAY - timedelta(days=30), seen_at=DAY - timedelta(days=29), title="Sagt i ledningen")
    first = replace(first, sections=MEETING[:3], facts=(), text_digest="first")
    pages = [plain_page(n, 2015 + n % 9, UNITS[n % 3], TOPICS[n % 2]) for n in range(30)]
    add(town, first, keep(town, meeting(), HTML, "text/html; charset=utf-8"), hostile(), *pages)
    town.store.pages.missing(pages[0].url, pages[0].source, at=NOW, gone=True)
    apply(town.store, town.index)
    run = town.store.runs.start("Lillstad", worker="test", now=DAY)
    town.store.runs.end(run, RunState.DONE, Tally(), now=DAY)
    return town


HTML = "<!doctype html><meta charset=utf-8><title>Original</title><h1>Så såg den ut</h1><script>1</script>".encode()
UNITS = ("Socialförvaltningen", "Utbildningsförvaltningen", "Stadsbyggnadsförvaltningen")
TODAY = {"Socialförvaltningen": ("Social- och äldreförvaltningen",)}
TOPICS = ("skola och förskola", "budget och ekonomi")


def capture_of(memento: Memento, body: bytes, media_type: str, **headers: str) -> Capture:
    """A response with these bytes."""
    given: Mapping[str, str] = {"Content-Type": media_type, **headers}
    return Capture(
        url=memento.url,
        at=memento.at,
        status=200,
        headers=tuple(given.items()),
        body=body,
        digest=sha256(body).hexdigest(),
    )
