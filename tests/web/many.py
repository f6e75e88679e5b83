"""An archive of three made-up municipalities, two of which have a Socialnämnden; for the web tests."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from pathlib import Path

from archive.changes import apply
from archive.config import Config
from archive.model import (
    CaseFact,
    DateFact,
    DateKind,
    Decision,
    DecisionKind,
    Memento,
    Procurement,
    Section,
    TopicFact,
    UnitFact,
    UnitKind,
    YearFact,
)
from archive.parts import Archive
from archive.store.pages import page_id
from crawler.model import Source
from tests.web.town import found, labelled, make_archive, memento

LAKE, VALLEY, PLAIN = "Sjöviks kommun", "Övre Ådals kommun", "Slätta kommun"
LAKE_SITE, VALLEY_SITE = "/kommun/sjoviks-kommun", "/kommun/ovre-adals-kommun"
BOARD = "Socialnämnden"


def paper(municipality: str, number: int, *, board: str = BOARD, supplier: str = "Ren AB") -> Memento:
    """A page that says of a board that it decided and bought something, in its municipality."""
    place = municipality.split()[0].rstrip("s")
    sections = (
        Section(kind="paragraph", text=f"{board} beslutade att bygga boende {number} i {place}, dnr SN 2024/{number}."),
        Section(kind="paragraph", text=f"Städning köptes av {supplier} för {number} 000 kronor under året i {place}."),
    )
    said = found(sections, f"{board} beslutade att bygga boende {number} i {place}")
    bought = found(sections, f"Städning köptes av {supplier}")
    facts = (
        YearFact(value=2020 + number % 4, evidence=labelled("2024")),
        DateFact(kind=DateKind.PUBLISHED, value=date(2020 + number % 4, 3, 1), evidence=labelled("1 mars")),
        UnitFact(name=board, kind=UnitKind.NAMND, owner=True, evidence=found(sections, board)),
        TopicFact(name="äldreomsorg", weight=1.0, evidence=found(sections, "boende")),
        CaseFact(value=f"SN 2024/{number}", folded=f"SN2024{number}", evidence=found(sections, f"SN 2024/{number}")),
        Decision(
            text=f"bygga boende {number} i {place}",
            kind=DecisionKind.FORMAL,
            decided_by=board,
            date=date(2024, 3, 1),
            evidence=said,
        ),
        Procurement(
            kind="direktupphandling",
            object="städning",
            supplier=supplier,
            value_sek=number * 1000,
            date=date(2024, 3, 1),
            unit=board,
            evidence=bought,
        ),
    )
    url = f"https://www.{place.lower()}.example/nyheter/{number}"
    source = place.lower()
    return replace(
        memento("/", f"Nytt boende {number} i {place}", sections, facts), page=page_id(url), url=url, source=source
    )


def source(municipality: str) -> Source:
    """The source of `paper`'s pages."""
    name = municipality.split()[0].rstrip("s").lower()
    return Source(name=name, seeds=(f"https://www.{name}.example/",), municipality=municipality)


LAKE_PAPERS = tuple(paper(LAKE, number) for number in (1, 2, 3))
VALLEY_PAPERS = tuple(paper(VALLEY, number, supplier="Dalens Städ AB") for number in (1, 2))
PLAIN_PAPERS = (paper(PLAIN, 1, board="Kommunstyrelsen"),)


def make_many(home: Path = Path("nowhere"), municipalities: tuple[str, ...] = (LAKE, VALLEY, PLAIN)) -> Archive:
    """An archive that holds them all."""
    archive = make_archive()
    archive = replace(archive, config=Config(home=home, title="Länets arkiv", colour="#005a9c"))
    for each in municipalities:
        archive.store.sources.save(source(each))
    for each in (*LAKE_PAPERS, *VALLEY_PAPERS, *PLAIN_PAPERS):
        archive.store.pages.save(each)
    apply(archive.store, archive.index)
    return archive
