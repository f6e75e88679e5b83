"""Documents hold what their pages say, on paper."""

from __future__ import annotations

import re
from io import BytesIO
from pathlib import Path

import pypdfium2
import pytest
from docx import Document

from demo.documents import FONT, hyphenate, render
from demo.model import BlockKind

MINUTES = "/dokument/socialnamnden-2018-08-28.pdf"
EXTRACT = "/dokument/aldrenamnden-2021-09-21.docx"


def printed(body: bytes) -> list[str]:
    """The text of each page of a PDF."""
    paper = pypdfium2.PdfDocument(body)
    try:
        return [page.get_textpage().get_text_bounded() for page in paper]
    finally:
        paper.close()


def joined(text: str) -> str:
    """A PDF's text with words put together again and spaces set aside."""
    return re.sub(r"\s+|-|\ufffe|\u00ad", "", text)


@pytest.mark.parametrize("font", [FONT, Path("/no/such/font.ttf")], ids=["own font", "core font"])
def test_minutes_as_pdf_hold_every_word_in_either_font(site, font):
    page = site.pages[MINUTES]
    text = joined("".join(printed(render(page, font=font)[1])))
    missing = [block.text for block in page.blocks if not block.rows and joined(block.text) not in text]
    assert missing == []
    assert all(joined(cell) in text for block in page.blocks for row in block.rows for cell in row)


def test_each_matter_has_its_page_with_running_header_and_number(site):
    pages = printed(site.answer(MINUTES).body)
    assert len(pages) == 3
    for number, text in enumerate(pages, 1):
        assert "Mellanköpings kommun" in text
        assert f"Sida {number} (3)" in text


def test_every_pdf_can_be_set_in_a_core_font(site):
    for page in site.pages.values():
        if page.path.endswith(".pdf"):
            assert page.body.encode("latin-1")


def test_a_docx_has_headings_tables_and_every_word(site):
    page = site.pages[EXTRACT]
    paper = Document(BytesIO(site.answer(EXTRACT).body))
    lines = [paragraph.text for paragraph in paper.paragraphs]
    assert lines == [page.title, *(block.text for block in page.blocks if not block.rows)]
    assert [p.style.name for p in paper.paragraphs][:3] == ["Heading 1", "Normal", "Heading 2"]


def test_a_docx_table_has_the_pages_rows(site):
    path = "/dokument/inkopsrapport-2025.docx"
    tables = Document(BytesIO(site.answer(path).body)).tables
    rows = [tuple(tuple(cell.text for cell in row.cells) for row in table.rows) for table in tables]
    assert rows == [block.rows for block in site.pages[path].blocks if block.kind is BlockKind.TABLE]


def test_long_words_may_break_between_consonants_but_never_near_their_ends():
    assert hyphenate("kommun") == "kommun"
    broken = hyphenate("samhällsbyggnadsförvaltningen")
    assert broken.replace("\u00ad", "") == "samhällsbyggnadsförvaltningen"
    assert all(len(part) >= 2 for part in broken.split("\u00ad"))
    assert len(broken.split("\u00ad")) > 1
