"""Minutes and reports as PDF and DOCX: the same content as a page has, on paper.

Bytes are the same from run to run: days are the page's own, and archives carry no clock.
"""

from __future__ import annotations

import re
from datetime import UTC, datetime, time
from io import BytesIO
from pathlib import Path
from typing import TYPE_CHECKING
from zipfile import ZIP_DEFLATED, ZipFile, ZipInfo

from docx import Document

from demo.model import Block, BlockKind, Page
from demo.words import swedish_day

if TYPE_CHECKING:
    from docx.document import Document as DocxDocument
    from fpdf import FPDF

FONT = Path("/usr/share/fonts/truetype/dejavu/DejaVuSans.ttf")
PDF_TYPE = "application/pdf"
DOCX_TYPE = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"

_SOFT_HYPHEN = "\u00ad"
_LONG = re.compile(r"[A-Za-zÅÄÖåäöé]{13,}")
_BREAK = re.compile(r"(?<=[aeiouyåäö][bdfghjklmnprstv])(?=[bdfghjklmnprstv][aeiouyåäö])")


def render(page: Page, *, font: Path = FONT) -> tuple[str, bytes]:
    """The content type and bytes of a document page, by the end of its address.

    A PDF is set in `font` when that file exists, else in a font every reader has, which knows Latin-1 only.
    """
    if page.path.endswith(".pdf"):
        return PDF_TYPE, _pdf(page, font)
    return DOCX_TYPE, _docx(page)


def hyphenate(text: str) -> str:
    """Soft hyphens between two consonants of long words, never within four letters of an end."""
    return _LONG.sub(lambda word: _hyphenated(word[0]), text)


def _hyphenated(word: str) -> str:
    return word[:4] + _BREAK.sub(_SOFT_HYPHEN, word[4:-4]) + word[-4:]


def _pdf(page: Page, font: Path) -> bytes:
    paper = _paper(page, font)
    paper.add_page()
    paper.set_font(style="", size=15)
    paper.multi_cell(0, 8, page.title, align="L", new_x="LMARGIN", new_y="NEXT")
    for block in page.blocks:
        if _begins_matter(block) and block is not _first_matter(page):
            paper.add_page()
        _print(paper, block)
    return bytes(paper.output())


def _begins_matter(block: Block) -> bool:
    """Minutes give each matter (§) a page of its own, but for the first."""
    return block.kind is BlockKind.HEADING and block.text.startswith("§")


def _first_matter(page: Page) -> Block | None:
    return next(filter(_begins_matter, page.blocks), None)


def _paper(page: Page, font: Path) -> FPDF:
    from fpdf import FPDF

    class Paper(FPDF):
        """A4 with the municipality's running header and footer."""

        def header(self) -> None:
            self.set_font(size=8)
            self.cell(95, 5, "Mellanköpings kommun")
            self.cell(0, 5, swedish_day(page.published), align="R", new_x="LMARGIN", new_y="NEXT")
            self.ln(6)

        def footer(self) -> None:
            self.set_y(-16)
            self.set_font(size=8)
            self.cell(95, 5, "Justerandes signatur ________  Utdragsbestyrkande")
            self.cell(0, 5, f"Sida {self.page_no()} ({{nb}})", align="R")

    paper = Paper()
    paper.set_creation_date(datetime.combine(page.published, time(9, 0), UTC))
    paper.set_title(page.title)
    paper.set_author("Mellanköpings kommun")
    paper.set_lang("sv-SE")
    if font.exists():
        paper.add_font("Own", fname=font)
    paper.set_font("Own" if font.exists() else "Helvetica", size=10)
    return paper


def _print(paper: FPDF, block: Block) -> None:
    if block.kind is BlockKind.TABLE:
        paper.set_font(size=9)
        _print_table(paper, block)
    elif block.kind is BlockKind.HEADING:
        paper.ln(3)
        paper.set_font(size=12)
        paper.multi_cell(0, 7, block.text, align="L", new_x="LMARGIN", new_y="NEXT")
    else:
        sign = "- " if block.kind is BlockKind.BULLET else ""
        paper.set_font(size=10)
        paper.multi_cell(0, 5.2, sign + hyphenate(block.text), align="J", new_x="LMARGIN", new_y="NEXT")
        paper.ln(1.5)


def _print_table(paper: FPDF, block: Block) -> None:
    from fpdf.fonts import FontFace

    with paper.table(text_align="LEFT", headings_style=FontFace(emphasis="")) as table:
        for row in block.rows:
            table.row(row)
    paper.ln(2)


def _docx(page: Page) -> bytes:
    paper = Document()
    paper.core_properties.title = page.title
    paper.core_properties.author = "Mellanköpings kommun"
    paper.core_properties.created = paper.core_properties.modified = datetime.combine(page.published, time(9, 0))
    section = paper.sections[0]
    section.header.paragraphs[0].text = "Mellanköpings kommun"
    section.footer.paragraphs[0].text = "Kommunhuset, Storgatan 12, 598 21 Mellanköping"
    paper.add_heading(page.title, level=1)
    for block in page.blocks:
        _write(paper, block)
    return _without_clock(paper)


def _write(paper: DocxDocument, block: Block) -> None:
    if block.kind is BlockKind.TABLE:
        table = paper.add_table(rows=0, cols=len(block.rows[0]), style="Table Grid")
        for row in block.rows:
            for cell, text in zip(table.add_row().cells, row, strict=True):
                cell.text = text
    elif block.kind is BlockKind.HEADING:
        paper.add_heading(block.text, level=block.level)
    else:
        style = "List Bullet" if block.kind is BlockKind.BULLET else None
        paper.add_paragraph(block.text, style=style)


def _without_clock(paper: DocxDocument) -> bytes:
    """The archive packed again with one fixed day: its own writer stamps the time of the run."""
    packed, made = BytesIO(), BytesIO()
    paper.save(packed)
    with ZipFile(packed) as source, ZipFile(made, "w", ZIP_DEFLATED) as target:
        for name in source.namelist():
            target.writestr(ZipInfo(name, (2015, 1, 1, 0, 0, 0)), source.read(name), ZIP_DEFLATED)
    return made.getvalue()
