"""Characters on a PDF page to lines in reading order, columns after one another, cells told apart by tabs."""

from __future__ import annotations

import ctypes
from typing import NamedTuple

import pypdfium2
import pypdfium2.raw as pdfium

_GAP = 1.6
_COLUMN_LINES = 6
_COLUMN_WIDTH = 22
_MAX_CHARS = 200_000
_CUT = 0x02
"""What pdfium gives for a hyphen at the end of a line, in place of the line break."""

_HYPHENS = {_CUT: "-", 0xAD: "-", 0xFFFE: "-"}


class Glyph(NamedTuple):
    """One character and its box in points, y from the bottom of the page."""

    char: str
    left: float
    right: float
    bottom: float
    size: float
    bold: bool


class Line(NamedTuple):
    """One line of text. `place` is its height on the page, 0 at the bottom and 1 at the top."""

    text: str
    left: float
    right: float
    bottom: float
    size: float
    bold: bool
    place: float


_EMPTY = Line(text="", left=0, right=0, bottom=0, size=0, bold=False, place=0)


def page_lines(document: pypdfium2.PdfDocument, number: int) -> list[Line]:
    """The lines of a page; empty for a page that is only a picture."""
    page = document[number]
    try:
        text = page.get_textpage()
        height = page.get_height() or 1.0
        lines = [_line(run, height) for run in _runs(text) if run]
        text.close()
    finally:
        page.close()
    return _columns([line for line in lines if line.text.strip()])


def _runs(text: pypdfium2.PdfTextPage) -> list[list[Glyph]]:
    """Characters up to each line break the engine saw."""
    runs: list[list[Glyph]] = [[]]
    handle = text.raw
    fonts: dict[str, bool] = {}
    for index in range(min(text.count_chars(), _MAX_CHARS)):
        code = pdfium.FPDFText_GetUnicode(handle, index)
        if code in (10, 13):
            runs.append([])
        elif code:
            runs[-1].append(_glyph(handle, index, code, fonts))
            if code == _CUT:
                runs.append([])
    return runs


def _glyph(handle: object, index: int, code: int, fonts: dict[str, bool]) -> Glyph:
    left, right, bottom, top = (ctypes.c_double() for _ in range(4))
    pdfium.FPDFText_GetCharBox(handle, index, left, right, bottom, top)
    size = pdfium.FPDFText_GetFontSize(handle, index)
    char = _HYPHENS.get(code) or chr(code)
    bold = char.isalnum() and _is_bold(handle, index, fonts)
    return Glyph(char, left.value, right.value, bottom.value, size, bold)


def _is_bold(handle: object, index: int, fonts: dict[str, bool]) -> bool:
    buffer = ctypes.create_string_buffer(80)
    flags = ctypes.c_int()
    pdfium.FPDFText_GetFontInfo(handle, index, buffer, 80, flags)
    name = buffer.value.decode("utf-8", "replace").lower()
    return fonts.setdefault(name, any(word in name for word in ("bold", "black", "heavy", "semibold")))


def _line(glyphs: list[Glyph], height: float) -> Line:
    """A line with tabs where a gap is wider than any space."""
    seen = [glyph for glyph in glyphs if not glyph.char.isspace()]
    if not seen:
        return _EMPTY
    size = max(glyph.size for glyph in seen) or 1.0
    text, end = "", seen[0].left
    for glyph in glyphs:
        if glyph.char.isspace():
            text += "" if text.endswith((" ", "\t")) else " "
            continue
        if glyph.left - end > _GAP * size and text.strip():
            text = text.rstrip(" ") + "\t"
        text, end = text + glyph.char, glyph.right
    bold = sum(glyph.bold for glyph in seen) * 2 > len(seen)
    bottom = min(glyph.bottom for glyph in seen)
    return Line(text.strip(), seen[0].left, end, bottom, round(size, 1), bold, bottom / height)


def _columns(lines: list[Line]) -> list[Line]:
    """Two columns written row by row come apart; a table, whose cells are short, stays together."""
    split = [line for line in lines if line.text.count("\t") == 1]
    wide = [line for line in split if min(map(len, line.text.split("\t"))) >= _COLUMN_WIDTH]
    if len(wide) < _COLUMN_LINES or len(wide) * 2 < len(lines):
        return lines
    first, second, found = lines.index(wide[0]), len(lines) - lines[::-1].index(wide[-1]), []
    middle = lines[first:second]
    for side in (0, -1):
        found += [line._replace(text=line.text.split("\t")[side]) for line in middle if side == 0 or line in split]
    return [*lines[:first], *found, *lines[second:]]
