"""PDF files, read in a child process."""

from __future__ import annotations

from crawler.formats.fenced import as_extract, read_in_child
from crawler.model import Extract


def read_pdf(body: bytes) -> Extract:
    """The text of a PDF without running headers, footers and page numbers.

    Raises Unreadable when it is damaged, locked, or only pictures of pages.
    """
    return as_extract(read_in_child("pdf", body), "application/pdf")
