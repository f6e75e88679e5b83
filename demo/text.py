"""The content files: many pages each, told apart from every layout.

    === /nyhetsarkiv/2019/oktober/ny-gemensam-forvaltning/
    Ny gemensam förvaltning
    @ 2019-10-09 news | SF ÄF | organisation äldre | meeting=2019-10-21
    ! The lead.
    A paragraph, one a line. `## ` heading, `- ` bullet, `^ ` caption, `|a|b|` table row, `+ /path text` attachment.

A last cell that begins with `=` does not show: it is the step in a procurement that the row states.

The fields after `@` are day and kind, förvaltningar, topics, and settings by comma. A line that begins with `-- ` is
speech: a paragraph with a hyphen for its dash. Lines that begin with `#!` are notes.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date
from itertools import groupby
from pathlib import Path

from demo.markup import BODIES, parse_day, parse_line, parse_procurement
from demo.model import Block, BlockKind, Gold, Kind, Page

BULK_STAMP = date(2020, 7, 23)
"""The day the old pages were moved; their label says so, and lies about the year."""

TOPICS = {
    "upphandling": "upphandling",
    "budget": "budget och ekonomi",
    "skola": "skola och förskola",
    "äldre": "äldreomsorg",
    "social": "socialtjänst",
    "funktion": "funktionsnedsättning",
    "kultur": "kultur och fritid",
    "bygga": "bygga och bo",
    "trafik": "trafik och infrastruktur",
    "miljö": "miljö och klimat",
    "näringsliv": "näringsliv och arbete",
    "trygghet": "trygghet och säkerhet",
    "organisation": "organisation och personal",
    "digital": "digitalisering",
    "demokrati": "demokrati och politik",
    "hälsa": "hälsa och pandemi",
}

_MARKS = {
    "!": BlockKind.LEAD,
    "##": BlockKind.HEADING,
    "###": BlockKind.HEADING,
    "-": BlockKind.BULLET,
    "^": BlockKind.CAPTION,
}


@dataclass(frozen=True, kw_only=True)
class Head:
    """The line after the title: what the page is."""

    published: date
    kind: Kind
    forvaltning: tuple[str, ...]
    topics: tuple[str, ...]
    settings: dict[str, str] = field(default_factory=dict)


def read_pages(folder: Path) -> tuple[Page, ...]:
    """Every page of a folder of content files, in the order of file names and of the files."""
    return tuple(page for file in sorted(folder.glob("*.txt")) for page in parse_pages(file.read_text("utf-8")))


def parse_pages(text: str) -> tuple[Page, ...]:
    """The pages of one content file. Raises ValueError with the page's path when one cannot be read."""
    return tuple(_page(part) for part in ("\n" + text).split("\n=== ")[1:])


def _page(part: str) -> Page:
    path, title, head, *lines = (line for line in part.splitlines() if line.strip() and not line.startswith("#!"))
    try:
        return _made(path.strip(), title.strip(), _head(head), lines)
    except (KeyError, ValueError) as error:
        raise ValueError(f"{path}: {error!r}") from error


def _made(path: str, title: str, head: Head, lines: list[str]) -> Page:
    blocks, gold = _blocks([line for line in lines if not line.startswith("+ ")])
    settings = head.settings
    return Page(
        path=path,
        title=title,
        kind=head.kind,
        published=head.published,
        stamp=_stamp(head),
        reviewed=parse_day(settings.get("reviewed")),
        forvaltning=head.forvaltning,
        topics=head.topics,
        meetings=tuple(date.fromisoformat(day) for day in settings.get("meeting", "").split()),
        blocks=blocks,
        links=tuple(_link(line) for line in lines if line.startswith("+ ")),
        gold=gold,
        noindex="noindex" in settings,
        carded="uncarded" not in settings,
        dated="undated" not in settings,
        year=int(settings["year"]) if "year" in settings else None,
    )


def _head(line: str) -> Head:
    first, owners, topics, settings = [*line.removeprefix("@").split("|"), "", "", ""][:4]
    day, kind = [*first.split(), "news"][:2]
    pairs = (word.strip().partition("=") for word in settings.split(",") if word.strip())
    return Head(
        published=date.fromisoformat(day),
        kind=Kind(kind),
        forvaltning=tuple(BODIES[word] for word in owners.split()),
        topics=tuple(TOPICS[word] for word in topics.split()),
        settings={name: value for name, _, value in pairs},
    )


def _stamp(head: Head) -> date | None:
    if "stamp" in head.settings:
        return parse_day(head.settings["stamp"])
    if head.kind not in {Kind.NEWS, Kind.REPORT} or head.published.year >= 2022:
        return None
    return max(head.published, BULK_STAMP)


def _link(line: str) -> tuple[str, str]:
    path, _, text = line[2:].partition(" ")
    return path, text


def _blocks(lines: list[str]) -> tuple[tuple[Block, ...], Gold]:
    blocks: list[Block] = []
    gold = Gold()
    for is_table, group in groupby(lines, key=lambda line: line.startswith("|")):
        made, facts = (_table if is_table else _running)(list(group))
        blocks += made
        gold += facts
    return tuple(blocks), gold


def _running(lines: list[str]) -> tuple[list[Block], Gold]:
    blocks, gold = [], Gold()
    for line in lines:
        mark, _, rest = line.partition(" ")
        kind = _MARKS.get(mark, BlockKind.PARAGRAPH)
        read = parse_line(line.replace("-- ", "- ", 1) if kind is BlockKind.PARAGRAPH else rest)
        level = len(mark) if kind is BlockKind.HEADING else 0
        blocks.append(Block(kind=kind, runs=read.runs, level=level))
        gold += read.gold
    return blocks, gold


def _table(lines: list[str]) -> tuple[list[Block], Gold]:
    gold, rows = Gold(), []
    for line in lines:
        words = [cell.strip() for cell in line.strip().strip("|").split("|")]
        about = words.pop().removeprefix("=") if words[-1].startswith("=") else None
        cells = [parse_line(cell) for cell in words]
        rows.append(tuple(cell.text for cell in cells))
        gold += sum((cell.gold for cell in cells), Gold())
        if about:
            gold += Gold(procurements=(parse_procurement(about, "\t".join(rows[-1])),))
    return [Block(kind=BlockKind.TABLE, rows=tuple(rows))], gold
