"""HTML on its way to paper: templates that carry their own style, and PDF made of them.

A PDF is tagged for those who listen to it (PDF/UA-1, ISO 14289-1), the same bytes for the same HTML, and made without
asking anyone for anything.
"""

from __future__ import annotations

import logging
import os
import re
import resource
import subprocess  # nosec B404 # runs nothing but this interpreter
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from functools import lru_cache
from hashlib import sha256
from pathlib import Path
from threading import Lock

from jinja2 import Environment, FileSystemLoader, StrictUndefined
from markupsafe import Markup

from archive.errors import Busy, CannotPrint, TooMuchToPrint

SECONDS = 60
"""How long making one PDF may take, by the clock and of a processor."""
MEGABYTES = 1024
"""How much address space it may take."""
LACKING = 3
"""The exit status that says: what makes PDF is not on this machine."""
WHY_LIMIT = 500
"""Bytes of its last words that are told."""
_TEXT = re.compile(r">[^<>]+<")
_LONG = re.compile(r"(?:&#?\w{1,8};|[^\s<>&]){120}(?=[^\s<>])")
_ROOT = Path(__file__).resolve().parents[1]
TEMPLATES = _ROOT / "templates"
STYLE = Path(__file__).parent / "web/static/report.css"
_TURN = Lock()


def style() -> Markup:
    """The style sheet of everything that goes on paper, to stand in the page itself."""
    return Markup(_style())  # noqa: S704  # nosec B704 # a file of ours


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


@contextmanager
def turn() -> Iterator[None]:
    """Within it, nobody else makes a PDF, nor gathers what is to stand in one. Raises Busy while another does."""
    if not _TURN.acquire(blocking=False):
        raise Busy("Another document is being made; try again in a moment.")
    try:
        yield
    finally:
        _TURN.release()


def breakable(html: str) -> str:
    """The page with places to break in words of more than 120 signs.

    How long a line takes grows with the cube of its longest word: one page with a word of 5,000 letters, which anyone
    can publish, would keep every report that tells of it from being made.
    """
    return _TEXT.sub(lambda text: _LONG.sub("\\g<0>\u200b", text[0]), html)


def print_pdf(html: str, *, seconds: int = SECONDS, megabytes: int = MEGABYTES) -> bytes:
    """The page as PDF, in a turn of its own; else as `print_in_turn`. Raises Busy while another is being made."""
    with turn():
        return print_in_turn(html, seconds=seconds, megabytes=megabytes)


def print_in_turn(html: str, *, seconds: int = SECONDS, megabytes: int = MEGABYTES) -> bytes:
    """The page as PDF, made in a process of its own that ends with it, killed when it takes too much.

    Raises CannotPrint where WeasyPrint or what it stands on (Pango) is missing, TooMuchToPrint when `seconds` or
    `megabytes` of address space were not enough.
    """
    order = [sys.executable, "-P", "-m", "archive.paper", str(seconds), str(megabytes)]
    sent = breakable(html).encode("utf-8", "replace")
    over = f"The document could not be made within {seconds} seconds and {megabytes} MB"
    try:
        done = subprocess.run(  # noqa: S603  # nosec B603 # ourselves, no shell
            order, input=sent, capture_output=True, timeout=seconds, env=_environment(), check=False
        )
    except (subprocess.TimeoutExpired, OSError) as error:
        raise TooMuchToPrint(over) from error
    why = done.stderr[-WHY_LIMIT:].decode("utf-8", "replace").strip().rpartition("\n")[2]
    if done.returncode == LACKING:
        raise CannotPrint(why)
    if done.returncode:
        raise TooMuchToPrint(f"{over}: {why or f'exit status {done.returncode}'}")
    return done.stdout


def _environment() -> dict[str, str]:
    """Ours, for the sake of fonts and libraries; and no chance in the order of sets, so that bytes are the same."""
    return {**os.environ, "PYTHONPATH": str(_ROOT), "PYTHONHASHSEED": "0", "PYTHONDONTWRITEBYTECODE": "1"}


def made(html: str, limit: Callable[[], None] = lambda: None) -> bytes:
    """Make the PDF in this process, within `limit` once all is loaded. Raises CannotPrint."""
    try:
        from weasyprint import HTML
        from weasyprint.urls import URLFetcher
    except (ImportError, OSError) as error:
        raise CannotPrint(f"PDF cannot be made here: {error}") from error
    HTML(
        string="Å"
    ).write_pdf()  # fonts are listed and the list is kept on disk; cut off, it would be kept without fonts
    limit()
    logging.getLogger("weasyprint").setLevel(logging.ERROR)
    identifier = sha256(html.encode()).hexdigest()[:32].encode()
    page = HTML(string=html, url_fetcher=URLFetcher(allowed_protocols=()))
    return bytes(page.write_pdf(pdf_variant="pdf/ua-1", pdf_identifier=identifier))


def main(seconds: int, megabytes: int) -> int:
    """HTML on standard input, PDF on standard output: what the process of its own does. Gives its exit status."""
    resource.setrlimit(resource.RLIMIT_CPU, (seconds, seconds + 1))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    memory = (megabytes << 20, megabytes << 20)
    try:
        pdf = made(sys.stdin.buffer.read().decode(), lambda: resource.setrlimit(resource.RLIMIT_AS, memory))
    except CannotPrint as error:
        sys.stderr.write(f"{error}\n")
        return LACKING
    sys.stdout.buffer.write(pdf)
    return 0


if __name__ == "__main__":
    sys.exit(main(int(sys.argv[1]), int(sys.argv[2])))
