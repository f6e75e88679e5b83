"""The inside of a PDF: pages to lines, lines to paragraphs, headings and tables, running lines set aside."""

from __future__ import annotations

import re
from typing import Any

import pypdfium2

from crawler.errors import Unreadable
from crawler.formats.pdf_lines import Line, page_lines
from crawler.formats.pdf_running import running_lines
from crawler.formats.pdf_text import Row, paragraphs
from crawler.reading.markup import clean

MAX_PAGES = 2000
_STAMP = re.compile(r"D:(\d{4})(\d{2})?(\d{2})?")
_NAMED_BY_MACHINE = re.compile(
    r"microsoft word|\.(docx?|pdf|indd|rtf|odt)\b|^untitled|^document\d*$|^namnlös", re.IGNORECASE
)
_BIG = 1.15


def read(body: bytes, max_pages: int = MAX_PAGES) -> dict[str, Any]:
    """Title, pieces and metas of a PDF, as plain values. Raises Unreadable (damaged, locked, scanned)."""
    document = _opened(body)
    count = min(len(document), max_pages)
    pages = [page_lines(document, number) for number in range(count)]
    if not any(pages):
        raise Unreadable("the PDF holds no text, only pictures of it (scanned): it must be read by OCR first")
    warnings = [f"page {number + 1} holds no text" for number, lines in enumerate(pages) if not lines][:50]
    if len(document) > max_pages:
        warnings.append(f"only the first {max_pages} of {len(document)} pages were read")
    running = running_lines(pages)
    rows: list[Row] = [("paragraph", text, 0, reason) for text, reason in dict.fromkeys(running.values())]
    content = [[line for n, line in enumerate(lines) if (page, n) not in running] for page, lines in enumerate(pages)]
    information = document.get_metadata_dict()
    return {
        "title": _title(content, clean(information.get("Title", ""))),
        "pieces": [*rows, *paragraphs(content)],
        "metas": _metas(information),
        "warnings": warnings,
    }


def _opened(body: bytes) -> pypdfium2.PdfDocument:
    try:
        document = pypdfium2.PdfDocument(body)
        if not len(document):
            raise Unreadable("the PDF has no pages")
    except pypdfium2.PdfiumError as error:
        locked = "password" in str(error).lower()
        raise Unreadable("the PDF is protected by a password" if locked else "the PDF is damaged") from error
    return document


def _title(pages: list[list[Line]], named: str) -> str:
    """The biggest line at the start, when it stands out; else the file's own title; else the first line."""
    lines = next((lines for lines in pages if lines), [])
    sizes = sorted(line.size for lines in pages[:20] for line in lines)
    if not lines:
        return named
    first = lines[:12]
    biggest = max(line.size for line in first)
    if biggest >= _BIG * sizes[len(sizes) // 2]:
        start = next(n for n, line in enumerate(first) if line.size == biggest)
        same = [line.text for line in first[start : start + 3]]
        ends = next((n for n, line in enumerate(first[start : start + 3]) if line.size != biggest), 3)
        return clean(" ".join(same[:ends]))
    if named and not _NAMED_BY_MACHINE.search(named):
        return named
    return clean(lines[0].text)[:200]


def _metas(information: dict[str, str]) -> list[tuple[str, str]]:
    found = []
    for key, name in (("CreationDate", "pdf:created"), ("ModDate", "pdf:modified")):
        stamp = _STAMP.match(information.get(key, ""))
        if stamp:
            found.append((name, "-".join(part for part in stamp.groups() if part)))
    return found
