"""Running headers and footers and page numbers: lines that come back at the edges of the pages."""

from __future__ import annotations

import re
from collections import Counter
from itertools import pairwise

from crawler.formats.pdf_lines import Line

_EDGE = 4
_GAP = 2.2
_LONGEST = 90
_TOP, _MIDDLE, _BOTTOM = 0.86, 0.5, 0.13
_DIGITS = re.compile(r"\d+")
_PAGE = re.compile(
    r"(?:sida|sidan|sid\.?|page|s\.)?\s*[-–]?\s*\d{1,4}\s*(?:[-–]|(?:\(|/|av|of)\s*\d{1,4}\s*\)?)?", re.IGNORECASE
)
_SIGNATURE = re.compile(
    r"(?:(?:justerand(?:e|es|ens)|ordförandens?|utdragsbestyrkande)(?: sign(?:atur(?:er)?)?\.?| signum)?[\s:_.]*)+"
    r"|(?:sign\.?(?:atur)?|utdragsbestyrkande)[\s:_.]*",
    re.IGNORECASE,
)

Running = dict[tuple[int, int], tuple[str, str]]
"""(page, line) to (text, reason)."""


def running_lines(pages: list[list[Line]]) -> Running:
    """Which lines are furniture of the paper, and why."""
    counts = Counter(key for lines in pages for key in {_key(lines[n]) for n in _edges(lines)})
    enough = max(2, (len(pages) + 1) // 2)
    found: Running = {}
    for number, lines in enumerate(pages):
        for n in _edges(lines):
            reason = _reason(lines[n], counts[_key(lines[n])], enough, len(pages))
            if reason:
                found[(number, n)] = (lines[n].text.replace("\t", " "), reason)
    return found


def _edges(lines: list[Line]) -> list[int]:
    """The lines in the top and bottom margin, up to the gap that parts them from the text."""
    order = sorted(range(len(lines)), key=lambda n: -lines[n].place)
    top = _before_gap(lines, [n for n in order[:_EDGE] if lines[n].place >= _TOP])
    bottom = _before_gap(lines, [n for n in order[: -_EDGE - 1 : -1] if lines[n].place <= _BOTTOM])
    return [*top, *bottom]


def _before_gap(lines: list[Line], order: list[int]) -> list[int]:
    for count, (outer, inner) in enumerate(pairwise(order), start=1):
        if abs(lines[outer].bottom - lines[inner].bottom) > _GAP * min(lines[outer].size, lines[inner].size):
            return order[:count]
    return order


def _key(line: Line) -> tuple[str, bool]:
    return _DIGITS.sub("#", line.text.casefold()), line.place > _MIDDLE


def _reason(line: Line, count: int, enough: int, pages: int) -> str | None:
    text = line.text.strip()
    if _PAGE.fullmatch(text) and not re.fullmatch(r"(19|20)\d\d", text):
        return "page number"
    if _SIGNATURE.fullmatch(text.replace("\t", " ")):
        return "signature line"
    if count < enough or len(text) > _LONGEST:
        return None
    return f"running {'header' if line.place > _MIDDLE else 'footer'} on {count} of {pages} pages"
