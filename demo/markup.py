"""Marks inside a line of content: links, strong words, and the facts a line states.

`<text|/path>` is a link, `**text**` strong. `{23,9 miljoner=23.9m}` is a sum. `[d KS 2019-10-21|Sentence.]` is a
decision, `[p kind; object; supplier; value; date; stage|Sentence.]` a step in a procurement; both may nest and hold
other marks. A `-` or nothing stands for unknown.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from datetime import date

from demo.model import Amount, Decision, Gold, Procurement, Run

BODIES = {
    "KF": "Kommunfullmäktige",
    "KS": "Kommunstyrelsen",
    "KSF": "Kommunstyrelseförvaltningen",
    "SN": "Socialnämnden",
    "ÄN": "Äldrenämnden",
    "SF": "Socialförvaltningen",
    "ÄF": "Äldreförvaltningen",
    "SÄF": "Social- och äldreförvaltningen",
    "BUN": "Barn- och utbildningsnämnden",
    "BUF": "Barn- och utbildningsförvaltningen",
    "KFN": "Kultur- och fritidsnämnden",
    "KFF": "Kultur- och fritidsförvaltningen",
    "SBN": "Samhällsbyggnadsnämnden",
    "MBN": "Miljö- och byggnadsnämnden",
    "SBF": "Samhällsbyggnadsförvaltningen",
    "UN": "Upphandlingsnämnden",
    "IUE": "Inköps- och upphandlingsenheten",
    "VN": "Valnämnden",
    "MBAB": "Mellanköpings Bostäder AB",
    "MEAB": "Mellanköpings Energi AB",
    "STAB": "Stadsledningsstaben",
    "FL": "Förvaltningsledningen",
    "KD": "Kommundirektören",
}
"""The units of the municipality, and the two who decide without being one, by their short names."""

_MANAGEMENT = frozenset({"KSF", "SF", "ÄF", "SÄF", "BUF", "KFF", "SBF", "IUE", "STAB", "FL", "KD"})
_TOKEN = re.compile(
    r"\[(?P<mark>[dp]) (?P<about>[^|\]]*)\|"
    r"|(?P<end>\])"
    r"|\{(?P<sum>[^={}]+)=(?P<worth>[^{}]+)\}"
    r"|<(?P<words>[^|<>]+)\|(?P<href>[^<>]+)>"
    r"|\*\*(?P<strong>[^*]+)\*\*"
)
_SCALE = {"k": 1_000, "m": 1_000_000, "g": 1_000_000_000}


@dataclass(frozen=True, kw_only=True)
class Line:
    """A line with its marks read: what shows, and what it states."""

    runs: tuple[Run, ...]
    gold: Gold

    @property
    def text(self) -> str:
        return "".join(run.text for run in self.runs)


@dataclass
class _Reader:
    runs: list[Run] = field(default_factory=list)
    gold: Gold = field(default_factory=Gold)
    open_marks: list[tuple[str, str, int]] = field(default_factory=list)

    def show(self, text: str, href: str | None = None, *, strong: bool = False) -> None:
        if text:
            self.runs.append(Run(text=text, href=href, strong=strong))

    def shown(self) -> str:
        return "".join(run.text for run in self.runs)

    def close(self) -> None:
        mark, about, start = self.open_marks.pop()
        text = self.shown()[start:]
        if mark == "d":
            self.gold += Gold(decisions=(_decision(about, text),))
        else:
            self.gold += Gold(procurements=(parse_procurement(about, text),))

    def take(self, found: re.Match[str]) -> None:
        if found["mark"]:
            self.open_marks.append((found["mark"], found["about"], len(self.shown())))
        elif found["end"]:
            self.close()
        elif found["sum"]:
            self.show(found["sum"])
            self.gold += Gold(amounts=(Amount(text=found["sum"], value=parse_worth(found["worth"])),))
        elif found["words"]:
            self.show(found["words"], found["href"])
        else:
            self.show(found["strong"], strong=True)


def parse_line(line: str) -> Line:
    """Read the marks of one line. Raises ValueError when a mark is left open or closed twice."""
    reader, at = _Reader(), 0
    for found in _TOKEN.finditer(line):
        reader.show(line[at : found.start()])
        if found["end"] and not reader.open_marks:
            raise ValueError(f"a mark is closed twice: {line[:60]}")
        reader.take(found)
        at = found.end()
    reader.show(line[at:])
    if reader.open_marks:
        raise ValueError(f"a mark is left open: {line[:60]}")
    return Line(runs=tuple(reader.runs), gold=reader.gold)


def parse_worth(text: str) -> float:
    """`967124`, `353m`, `1.1m`, `450k`: a sum in kronor."""
    text = text.strip()
    scale = _SCALE.get(text[-1:], 1)
    return round(float(text.rstrip("kmg")) * scale, 2)


def parse_day(text: str | None) -> date | None:
    """An ISO day, or None for `-` and nothing."""
    return date.fromisoformat(text) if text and text != "-" else None


def _decision(about: str, text: str) -> Decision:
    by, day, kind = [*about.split(), "-", "-", ""][:3]
    return Decision(
        text=text,
        decided_by=BODIES[by] if by != "-" else None,
        date=parse_day(day),
        kind=kind if kind not in {"", "-"} else "management" if by in _MANAGEMENT else "formal",
    )


def parse_procurement(about: str, text: str) -> Procurement:
    """`kind; object; supplier; value; date; stage` about a sentence or a table row."""
    parts = [None if part.strip() in {"", "-"} else part.strip() for part in about.split(";")]
    kind, thing, supplier, value, day, stage = [*parts, *[None] * 6][:6]
    if kind is None:
        raise ValueError(f"a procurement needs a kind: {text[:60]}")
    return Procurement(
        text=text,
        kind=kind,
        object=thing,
        supplier=supplier,
        value_sek=int(parse_worth(value)) if value else None,
        date=parse_day(day),
        stage=stage,
    )
