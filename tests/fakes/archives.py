"""A whole archive in memory, and one in a folder with a clock that can be set: for tests of what joins the seams."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import datetime
from pathlib import Path
from typing import Any

from archive.config import Config
from archive.facets import SCHEMA
from archive.parts import Archive
from archive.vault import CaptureVault
from archive.vault.memory import MemoryVault
from crawler.model import Capture, Headers, Source
from index.memory import MemoryIndex
from index.model import SearchIndex
from tests.fakes.storing import AT, memory_store

SITE = "https://www.mellankoping.se"
TOWN = Source(name="town", seeds=(f"{SITE}/",), register="mellankoping")
BANNER = "Trasiga gatlyktor lagas av tekniska enheten varje torsdag."


@contextmanager
def memory_archive(
    *,
    vault: CaptureVault | None = None,
    index: SearchIndex | None = None,
    clock: Callable[[], datetime] = lambda: AT,
    home: Path = Path("nowhere"),
    **settings: Any,
) -> Iterator[Archive]:
    """An empty archive in memory that knows one source, `TOWN`."""
    archive = Archive(
        config=Config(home=home, **settings),
        store=memory_store(),
        vault=vault or MemoryVault(),
        index=index or MemoryIndex(SCHEMA),
        schema=SCHEMA,
        clock=clock,
    )
    archive.store.sources.save(TOWN)
    try:
        yield archive
    finally:
        archive.close()


def html(*paragraphs: str, title: str = "Nyhet", head: str = "") -> bytes:
    """A page whose body is these paragraphs."""
    text = "".join(f"<p>{each}</p>" for each in paragraphs)
    page = f'<!doctype html><html lang="sv"><head><meta charset="utf-8"><title>{title}</title>{head}</head>'
    return f"{page}<body><main><h1>{title}</h1>{text}</main></body></html>".encode()


def page(path: str, body: bytes = b"", *, status: int = 200, at: datetime = AT, **more: Any) -> Capture:
    """A page of the town as it came."""
    said: dict[str, Any] = {"headers": (("Content-Type", "text/html; charset=utf-8"),)} | more
    digest = hashlib.sha256(body).hexdigest()
    return Capture(url=f"{SITE}{path}", at=at, status=status, body=body, digest=digest, **said)


def typed(media_type: str) -> Headers:
    """Headers that declare a media type."""
    return (("Content-Type", media_type),)


NEWS = (
    "Socialnämnden beslutade att öppna ett nytt boende för äldre i kvarteret Linden.",
    "Kommunens biblioteksbussar kör från och med måndag en ny runda på landsbygden.",
    "Den nya simhallen väntas kosta 120 miljoner kronor och stå klar till hösten.",
    "Vattnet stängs av på Kvarngatan under natten medan ledningarna byts ut.",
    "Eleverna på Åbacka skola har odlat tomater i det nya växthuset.",
)
"""Five short stories that have nothing in common."""


def news(number: int, *more: str, at: datetime = AT) -> Capture:
    """One of five pages that share nothing but the banner."""
    story = NEWS[number % len(NEWS)]
    return page(f"/nyheter/{number}/", html(BANNER, story, *more, title=f"Nyhet {number}"), at=at)


BOUGHT_AT = "/inkop/"
BOUGHT = (
    "Socialnämnden direktupphandlade den 9 april 2024 städning av Ren AB för 1,2 miljoner kronor.",
    "Kommunen har tecknat avtal med Frukt & Korg AB om frukt den 12 mars 2018.",
)
"""Two procurements: one with a sum over the limit, one without a sum."""


def bought_page(*more: str, at: datetime = AT) -> Capture:
    """A page that tells of them."""
    return page(BOUGHT_AT, html(*BOUGHT, *more, title="Inköp"), at=at)
