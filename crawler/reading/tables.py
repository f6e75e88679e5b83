"""Tables: those that hold data become rows of tab-separated cells; those that only place things do not."""

from __future__ import annotations

from collections.abc import Iterator

from crawler.reading.markup import Element, content_of

_MAX_ROWS = 20_000
_LONG_CELL = 400
_BLOCKS_INSIDE = ("h1", "h2", "h3", "ul", "ol", "form", "img", "article", "section")


def data_rows(table: Element) -> str | None:
    """The rows as lines with tabs between cells, or None when the table is only layout."""
    if table.get("role") == "presentation" or next(_descendants(table, ("table",)), None) is not None:
        return None
    rows = [[cell for cell in row if cell.tag in ("td", "th")] for row in list(table.iter("tr"))[:_MAX_ROWS]]
    rows = [row for row in rows if row]
    if not _holds_data(table, rows):
        return None
    lines = ["\t".join(content_of(cell) for cell in row) for row in rows]
    return "\n".join(line for line in lines if line.strip())


def _holds_data(table: Element, rows: list[list[Element]]) -> bool:
    if not rows or max(len(row) for row in rows) < 2:
        return False
    if next(table.iter("th"), None) is not None or next(table.iter("thead"), None) is not None:
        return True
    if len(rows) < 2 or next(_descendants(table, _BLOCKS_INSIDE), None) is not None:
        return False
    return all(len(content_of(cell)) < _LONG_CELL for row in rows for cell in row)


def _descendants(table: Element, tags: tuple[str, ...]) -> Iterator[Element]:
    return (element for element in table.iter(*tags) if element is not table)
