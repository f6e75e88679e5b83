"""A version of a page as files for people: text, HTML, and a row of a table. Personal identity numbers are hidden."""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from itertools import groupby

from archive.enrich.identity import mask
from archive.facets import named_units, of_kind
from archive.model import CaseFact, DateFact, DateKind, Decision, Memento, Section, TopicFact
from archive.model.moments import stamp_text
from archive.paper import rendered
from archive.sheets import safe

UNTITLED = "Sida utan rubrik"
DATES = {
    DateKind.PUBLISHED: "Publicerad",
    DateKind.UPDATED: "Uppdaterad",
    DateKind.REVIEWED: "Granskad",
    DateKind.MEETING: "Sammanträde",
    DateKind.DECISION: "Beslutad",
}
FIRST = ("Nr", "Titel", "Adress", "Hämtad (UTC)", "SHA-256", "Arkivadress")
LAST = ("Enheter", "Ämnen", "Ärendenummer", "Källa", "Filtyp", "Text", "HTML", "WARC-post")
COLUMNS = (*FIRST, *DATES.values(), *LAST)
NAME_LIMIT = 160
_ENDLESS = re.compile(r"(\S{60})\S+")


@dataclass(frozen=True, kw_only=True)
class HandedPage:
    """What cover sheet, text and HTML say of a page; `text` and `html` are names of files.

    When it was last confirmed is not told: the next crawl changes that, and a handout made again shall be the same.
    """

    number: int
    title: str
    url: str
    fetched: str
    digest: str
    place: str
    text: str
    html: str

    @property
    def name(self) -> str:
        """The title where it only names the page: short, no word without end."""
        return _ENDLESS.sub(r"\1…", self.title[:NAME_LIMIT])


@dataclass(frozen=True, kw_only=True)
class Block:
    """Sections that are shown as one: bullets side by side, the rows of a table, else a single text."""

    kind: str
    level: int
    lines: tuple[str, ...]

    @property
    def cells(self) -> tuple[tuple[str, ...], ...]:
        """The lines of a table as rows of cells."""
        return tuple(tuple(line.split("\t")) for line in self.lines)


def handed_page(memento: Memento, number: int) -> HandedPage:
    """A page as number so and so of a handout."""
    stem = f"sidor/{number:03}-{memento.page}-{stamp_text(memento.at)}"
    return HandedPage(
        number=number,
        title=" ".join(mask(memento.title).split()) or UNTITLED,
        url=memento.url,
        fetched=utc_text(memento.at),
        digest=memento.digest,
        place=f"/sida/{memento.page}/{stamp_text(memento.at)}",
        text=f"{stem}.txt",
        html=f"{stem}.html",
    )


def utc_text(moment: datetime) -> str:
    """A moment in UTC, to the second, the same for people and for programs."""
    return moment.astimezone(UTC).strftime("%Y-%m-%d %H:%M:%S")


def as_text(page: HandedPage, memento: Memento) -> str:
    """The page as plain text: title, where it is from, then its blocks, headings underlined."""
    head = (
        page.title,
        "=" * min(len(page.title), 72),
        f"Källa: {page.url}",
        f"Hämtad: {page.fetched} UTC.",
        f"SHA-256 för det hämtade: {page.digest}",
        f"I arkivet: {page.place}",
    )
    return "\n".join((*head, "", *_paragraphs(memento))).rstrip() + "\n"


def _paragraphs(memento: Memento) -> Iterator[str]:
    for block in blocks(memento):
        if block.kind == "heading":
            yield from (block.lines[0], "-" * min(len(block.lines[0]), 72), "")
        else:
            sign = "- " if block.kind == "bullet" else ""
            yield from (*(f"{sign}{line}" for line in block.lines), "")


def as_html(page: HandedPage, memento: Memento) -> str:
    """The page as HTML of our own making: nothing of the source's markup is in it."""
    return rendered("handout/page.html", page=page, blocks=blocks(memento), language=memento.language or "sv")


def blocks(memento: Memento) -> tuple[Block, ...]:
    """The body in blocks, masked as the whole text is: a number may begin in one block and end in the next."""
    grouped = groupby(enumerate(_masked(memento)), key=lambda each: "bullet" if each[1].kind == "bullet" else each[0])
    return tuple(_block([section for _, section in group]) for _, group in grouped)


def _masked(memento: Memento) -> Iterator[Section]:
    text, start = mask(memento.text), 0
    for section in memento.sections:
        end = start + len(section.text)
        yield Section(kind=section.kind, text=text[start:end], level=section.level)
        start = end + 1


def _block(sections: list[Section]) -> Block:
    first = sections[0]
    lines = first.text.split("\n") if first.kind == "table" else [" ".join(each.text.split()) for each in sections]
    return Block(kind=first.kind, level=min(max(first.level, 2), 6), lines=tuple(lines))


def row_of(page: HandedPage, memento: Memento) -> tuple[str, ...]:
    """The page's row under COLUMNS."""
    facts = memento.facts
    units, topics = (fact.name for fact in named_units(facts)), (fact.name for fact in of_kind(facts, TopicFact))
    cases = (fact.value for fact in of_kind(facts, CaseFact))
    known = (page.url, page.fetched, page.digest, page.place)
    dates = (_listed(_days(memento, kind)) for kind in DATES)
    files = (memento.source, memento.media_type, page.text, page.html, memento.capture or "")
    return (str(page.number), page.title, *known, *dates, *map(_listed, (units, topics, cases)), *files)


def _days(memento: Memento, kind: DateKind) -> Iterator[str]:
    days = [fact.value for fact in of_kind(memento.facts, DateFact) if fact.kind is kind]
    if kind is DateKind.DECISION:
        days += [fact.date for fact in of_kind(memento.facts, Decision) if fact.date]
    return (day.isoformat() for day in sorted(days))


def _listed(values: Iterable[str]) -> str:
    return ", ".join(dict.fromkeys(mask(" ".join(value.split())) for value in values))


def as_csv(head: tuple[str, ...], rows: Iterable[tuple[str, ...]]) -> str:
    """Rows as a Swedish Excel opens them: a byte order mark, semicolons, nothing that would run as a formula.

    Cells are quoted as RFC 4180 says; those that begin as a formula get an apostrophe (ASVS 5.0 1.2.10).
    """
    file = io.StringIO(newline="")
    writer = csv.writer(file, delimiter=";", lineterminator="\r\n")
    writer.writerow(head)
    writer.writerows([safe(cell) for cell in row] for row in rows)
    return f"\ufeff{file.getvalue()}"
