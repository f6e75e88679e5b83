"""Fictional municipal pages in six looks, each with the text a person reads in it.

The test part was written and frozen before any rule was tuned; its texts, words and class names differ from
those of the dev part. Teasers, contacts and links are other ones on every page: nothing but fixed furniture repeats.
The fresh part was written last, in another manner still, to see how rules tuned on the others carry over.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date
from itertools import count
from pathlib import Path

from jinja2 import Environment, FileSystemLoader

HOME = Path(__file__).parents[1] / "data" / "extraction"
LOOKS = ("sitevision", "optimizely", "municipio", "drupal", "tables", "soup")
MENU = (
    ("Start", "/"),
    ("Bygga och bo", "/bygga"),
    ("Skola", "/skola"),
    ("Omsorg", "/omsorg"),
    ("Kommun och politik", "/politik"),
)
_MONTHS = [
    "januari",
    "februari",
    "mars",
    "april",
    "maj",
    "juni",
    "juli",
    "augusti",
    "september",
    "oktober",
    "november",
    "december",
]
_FIRST = [
    "Anna",
    "Bo",
    "Cecilia",
    "David",
    "Eva",
    "Folke",
    "Gun",
    "Henrik",
    "Ida",
    "Jan",
    "Karin",
    "Leif",
    "Mona",
    "Nils",
    "Olga",
    "Peter",
]
_LAST = ["Ek", "Lind", "Sjö", "Dahl", "Gran", "Kvist", "Berg", "Holm", "Fors", "Alm", "Rosén", "Quist"]
_ROLES = ("Handläggare", "Enhetschef", "Planarkitekt", "Kommunikatör", "Nämndsekreterare")
_SUBJECTS = (
    "Parkering",
    "Sophämtning",
    "Simskola",
    "Julmarknad",
    "Konsert",
    "Vägarbete",
    "Föreläsning",
    "Loppis",
    "Utställning",
    "Stipendium",
    "Fiberdragning",
)
_PLACES = ("Norrby", "Hagby", "Åmynningen", "Väster", "Långsjön", "Stortorget", "Kvarnbacken", "Österled", "Ekhult")


@dataclass
class Part:
    kind: str
    text: str = ""
    items: list[str] = field(default_factory=list)
    rows: list[list[str]] = field(default_factory=list)


@dataclass
class Text:
    title: str = ""
    lead: str = ""
    published: str = ""
    updated: str = ""
    blocks: list[Part] = field(default_factory=list)

    def words(self) -> str:
        """What a person reads, title first."""
        parts = [
            text
            for part in self.blocks
            for text in (part.text, *part.items, *(cell for row in part.rows for cell in row))
        ]
        return "\n".join(filter(None, (self.title, self.lead, *parts)))

    @property
    def is_notice(self) -> bool:
        return not self.lead and len(self.blocks) == 1


@dataclass(frozen=True)
class Sample:
    """A rendered page: its look, its bytes, and what ought to be read in it."""

    part: str
    look: str
    url: str
    body: bytes
    text: Text
    teasers: tuple[str, ...]
    contact: str


def texts(part: str) -> list[Text]:
    return [_text(block) for block in (HOME / f"{part}.txt").read_text("utf-8").split("=====\n")]


_LINES = {"##": "heading", "^": "caption", ">": "quote"}
_FIELDS = {"#": "title", "!": "lead", "@published": "published", "@updated": "updated"}


def _text(source: str) -> Text:
    found = Text()
    for line in source.strip().splitlines():
        mark, _, rest = line.partition(" ")
        if mark in _FIELDS:
            setattr(found, _FIELDS[mark], rest)
        elif mark in ("-", "|"):
            _gather(found.blocks, mark, rest)
        else:
            kind = _LINES.get(mark, "paragraph")
            found.blocks.append(Part(kind, line if kind == "paragraph" else rest))
    return found


def _gather(blocks: list[Part], mark: str, rest: str) -> None:
    kind = "bullets" if mark == "-" else "table"
    if not blocks or blocks[-1].kind != kind:
        blocks.append(Part(kind))
    if mark == "-":
        blocks[-1].items.append(rest)
    else:
        blocks[-1].rows.append([cell.strip() for cell in rest.strip("| ").split("|")])


def day(iso: str) -> str:
    when = date.fromisoformat(iso)
    return f"{when.day} {_MONTHS[when.month - 1]} {when.year}"


def samples(part: str) -> list[Sample]:
    """Every text of a part in every look."""
    environment = Environment(loader=FileSystemLoader([HOME / "looks"]), autoescape=False)
    numbers = count({"dev": 7, "test": 101, "fresh": 301}[part])
    return [_sample(environment, part, look, text, next(numbers)) for look in LOOKS for text in texts(part)]


def _sample(environment: Environment, part: str, look: str, text: Text, n: int) -> Sample:
    teasers = [_teaser(n * 3 + k) for k in range(3)]
    who = {
        "name": f"{_FIRST[n % 16]} {_LAST[n % 12]}",
        "role": _ROLES[n % 5],
        "phone": f"0123-45 {n % 90 + 10} {n * 7 % 90 + 10}",
    }
    related = [f"{_SUBJECTS[(n + k) % 11]} i {_PLACES[(n * 2 + k) % 9]}" for k in range(3)]
    html = environment.get_template(f"{part}/{look}.html").render(
        p=text, n=n, menu=MENU, teasers=teasers, who=who, related=related, day=day
    )
    url = f"https://{look}.{part}.example/nyheter/{n}"
    return Sample(part, look, url, html.encode(), text, tuple(one["text"] for one in teasers), who["phone"])


def _teaser(n: int) -> dict[str, str]:
    subject, place = _SUBJECTS[n % 11], _PLACES[n * 5 % 9]
    return {
        "title": f"{subject} vid {place} {n % 28 + 1} maj",
        "text": f"Nu är det klart hur {subject.lower()} vid {place} ordnas, och {n + 3} personer har anmält intresse.",
        "date": f"2024-{n % 12 + 1:02}-{n % 28 + 1:02}",
    }
