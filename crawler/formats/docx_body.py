"""The inside of a Word file: headings, paragraphs, lists and tables in the order they stand."""

from __future__ import annotations

import io
import re
from collections.abc import Iterator
from typing import Any

import docx
from docx.table import Table
from docx.text.paragraph import Paragraph

from crawler.errors import Unreadable
from crawler.model import BlockKind
from crawler.reading.markup import clean

_LEVEL = re.compile(r"(?:heading|rubrik)\s*(\d)", re.IGNORECASE)
_BROKEN = "the Word file is damaged"
_MAX_PARTS = 50_000

Row = tuple[str, str, int, str | None]


def read(body: bytes) -> dict[str, Any]:
    """Title, pieces and metas of a Word file, as plain values. Raises Unreadable."""
    try:
        document = docx.Document(io.BytesIO(body))
        pieces = [*_running(document), *_pieces(document)]
        core = document.core_properties
        metas = [
            (f"docx:{name}", value.isoformat()) for name in ("created", "modified") if (value := getattr(core, name))
        ]
        named = clean(core.title or "")
    except MemoryError:
        raise
    except Exception as error:
        raise Unreadable(_BROKEN) from error
    if not any(reason is None for *_, reason in pieces):
        raise Unreadable("the Word file holds no text")
    title = _title(pieces, named)
    return {"title": title, "pieces": pieces, "metas": metas, "warnings": [], "language": core.language or None}


def _title(pieces: list[Row], named: str) -> str:
    """The first heading, or the file's own title when the text repeats it, or the first line."""
    content = [piece for piece in pieces if piece[3] is None]
    heading = next((text for kind, text, level, _ in content[:10] if kind == BlockKind.HEADING and level <= 1), None)
    return heading or named or content[0][1][:200]


def _running(document: Any) -> Iterator[Row]:
    seen: set[str] = set()
    for section in document.sections:
        for part, reason in ((section.header, "running header"), (section.footer, "running footer")):
            text = clean(" ".join(paragraph.text for paragraph in part.paragraphs))
            if text and text not in seen and not part.is_linked_to_previous:
                seen.add(text)
                yield (BlockKind.PARAGRAPH.value, text, 0, reason)


def _pieces(document: Any) -> Iterator[Row]:
    for number, part in enumerate(document.iter_inner_content()):
        if number >= _MAX_PARTS:
            return
        if isinstance(part, Table):
            yield from _table(part)
        elif isinstance(part, Paragraph) and (text := clean(part.text)):
            kind, level = _kind(part)
            yield (kind.value, text, level, None)


def _kind(paragraph: Paragraph) -> tuple[BlockKind, int]:
    style = (paragraph.style.name or "") if paragraph.style is not None else ""
    found = _LEVEL.search(style)
    if found or style.lower() in ("title", "titel", "rubrik"):
        return BlockKind.HEADING, int(found[1]) if found else 1
    numbered = paragraph._p.pPr is not None and paragraph._p.pPr.numPr is not None  # noqa: SLF001
    if style.lower().startswith(("list", "punktlista")) or numbered:
        return BlockKind.BULLET, 0
    if style.lower() in ("caption", "beskrivning"):
        return BlockKind.CAPTION, 0
    return (BlockKind.LEAD if style.lower() in ("subtitle", "ingress") else BlockKind.PARAGRAPH), 0


def _table(table: Table) -> Iterator[Row]:
    """Rows as lines; a merged cell counts once; a table of one column is only a frame."""
    rows = []
    for row in table.rows:
        cells = {id(cell._tc): clean(cell.text) for cell in row.cells}  # noqa: SLF001
        rows.append(list(cells.values()))
    if max((len(row) for row in rows), default=0) > 1:
        text = "\n".join("\t".join(row) for row in rows if any(row))
        yield from [(BlockKind.TABLE.value, text, 0, None)] if text else []
    else:
        yield from ((BlockKind.PARAGRAPH.value, text, 0, None) for row in rows for text in row if text)
