"""Lines of paper to paragraphs, headings, bullets and tables; words cut at line ends are joined."""

from __future__ import annotations

import re
from itertools import pairwise
from statistics import median

from crawler.formats.pdf_lines import Line
from crawler.model import BlockKind
from crawler.reading.markup import clean

Row = tuple[str, str, int, str | None]

_SECTION = re.compile(r"(?:[A-ZÅÄÖ][\wåäö]{0,4}\s+)?§+\s*\d+")
_BULLET = re.compile(r"^(?:[•▪◦●‣·\uf0b7]|[-–](?=\s)|\d{1,2}[.)]\s(?=\S)|[a-z]\)\s)\s*")
_STRIPPED = re.compile(r"^(?:[•▪◦●‣·\uf0b7]|[-–](?=\s))\s*")
_CUT = re.compile(r"[a-zåäö]-$")
_ELLIPTIC = re.compile(r"(?:och|eller|samt|respektive|till|men)\b")
_SENTENCE = re.compile(r"[.!?:][”\")]?$")
_LOOSE = 1.4
_BIG = 1.12
_SHORT = 0.8
_LONGEST_HEADING = 120


def paragraphs(pages: list[list[Line]]) -> list[Row]:
    """The content of all pages in reading order."""
    lines = [line for page in pages for line in page]
    pitch, size = _pitch(pages), median([line.size for line in lines]) if lines else 1.0
    width = max((line.right for line in lines), default=1.0)
    found: list[list[Line]] = []
    for line in lines:
        if found and _continues(found[-1], line, pitch, width):
            found[-1].append(line)
        else:
            found.append([line])
    return [_row(group, size) for group in found]


def _pitch(pages: list[list[Line]]) -> float:
    """The usual distance between two lines of one paragraph."""
    gaps = [above.bottom - below.bottom for page in pages for above, below in pairwise(page)]
    small = sorted(gap for gap in gaps if gap > 1)
    return small[len(small) // 4] if small else 12.0


def _continues(group: list[Line], line: Line, pitch: float, width: float) -> bool:
    before = group[-1]
    if ("\t" in line.text) != ("\t" in before.text):
        return False
    if "\t" in line.text:
        return True
    if line.size != before.size or line.bold != before.bold or _BULLET.match(line.text) or _SECTION.match(line.text):
        return False
    gap = before.bottom - line.bottom
    if gap <= 0:
        return not _SENTENCE.search(before.text) and line.text[:1].islower()
    if gap > _LOOSE * pitch and gap > 1.75 * line.size:
        return False
    return not (_SENTENCE.search(before.text) and before.right < _SHORT * width)


def _row(group: list[Line], size: float) -> Row:
    first = group[0]
    if "\t" in first.text and len(group) > 1:
        return BlockKind.TABLE.value, "\n".join(_cells(line.text) for line in group), 0, None
    text = clean(_joined([line.text.replace("\t", " ") for line in group]))
    if _is_heading(text, first, size):
        return BlockKind.HEADING.value, text, 2 if first.size > size * _BIG or _SECTION.match(text) else 3, None
    if _BULLET.match(text):
        return BlockKind.BULLET.value, _STRIPPED.sub("", text), 0, None
    return BlockKind.PARAGRAPH.value, text, 0, None


def _cells(text: str) -> str:
    return "\t".join(clean(cell) for cell in text.split("\t"))


def _is_heading(text: str, first: Line, size: float) -> bool:
    if len(text) > _LONGEST_HEADING or text.endswith((".", ",", ";")):
        return False
    return first.size > size * _BIG or first.bold or _SECTION.match(text) is not None


def _joined(lines: list[str]) -> str:
    """Lines as running text: a word cut at the line's end is whole again, "social- och" keeps its hyphen."""
    text = lines[0]
    for line in lines[1:]:
        cut = _CUT.search(text) and line[:1].islower() and not _ELLIPTIC.match(line)
        text = text[:-1] + line if cut else f"{text} {line}"
    return text
