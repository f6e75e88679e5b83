"""HTML on its way to paper: templates that carry their own style, and PDF made of them.

A PDF is tagged for those who listen to it (PDF/UA-1, ISO 14289-1), the same bytes for the same HTML, and made without
asking anyone for anything.
"""

from __future__ import annotations

import logging
from functools import lru_cache
from hashlib import sha256
from pathlib import Path
from threading import Lock

from jinja2 import Environment, FileSystemLoader, StrictUndefined
from markupsafe import Markup

from archive.errors import Busy, CannotPrint

TEMPLATES = Path(__file__).parents[1] / "templates"
STYLE = Path(__file__).parent / "web/static/report.css"
_TURN = Lock()


def style() -> Markup:
    """The style sheet of everything that goes on paper, to stand in the page itself."""
    return Markup(_style())  # noqa: S704 - a file of ours


@lru_cache(maxsize=1)
def _style() -> str:
    return STYLE.read_text("utf-8")


def rendered(template: str, **values: object) -> str:
    """A template with these values, every text escaped; `style` is at hand."""
    return _templates().get_template(template).render(style=style(), **values)


@lru_cache(maxsize=1)
def _templates() -> Environment:
    loader = FileSystemLoader(TEMPLATES)
    return Environment(loader=loader, autoescape=True, undefined=StrictUndefined, trim_blocks=True, lstrip_blocks=True)


def print_pdf(html: str) -> bytes:
    """The page as PDF, one at a time: making one takes a processor and much memory.

    Raises Busy while another is being made, CannotPrint where WeasyPrint or what it stands on (Pango) is missing.
    """
    if not _TURN.acquire(blocking=False):
        raise Busy("Another document is being made; try again in a moment.")
    try:
        return _printed(html)
    finally:
        _TURN.release()


def _printed(html: str) -> bytes:
    try:
        from weasyprint import HTML
        from weasyprint.urls import URLFetcher
    except (ImportError, OSError) as error:
        raise CannotPrint(f"PDF cannot be made here: {error}") from error
    logging.getLogger("weasyprint").setLevel(logging.ERROR)
    identifier = sha256(html.encode()).hexdigest()[:32].encode()
    page = HTML(string=html, url_fetcher=URLFetcher(allowed_protocols=()))
    return bytes(page.write_pdf(pdf_variant="pdf/ua-1", pdf_identifier=identifier))
