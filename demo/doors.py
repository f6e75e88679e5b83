"""Addresses that are no pages: a calendar without end, log-in, print views, pictures, the staff's own pages."""

from __future__ import annotations

import struct
import zlib
from collections.abc import Mapping
from datetime import date
from html import escape

from demo.words import MONTHS

CALENDAR, PRINT, STAFF = "/kalender", "/utskrift", "/intern/"
TITLES = {
    "/sok/": "Sök",
    "/synpunkter/": "Lämna en synpunkt",
    "/logga-in": "Logga in",
    "/lyssna": "Lyssna",
    "/dela": "Dela",
}
"""Doors that lead to a bare page with a title."""
HTML_TYPE = "text/html; charset=utf-8"


def calendar(query: Mapping[str, str], today: date) -> bytes | None:
    """A month with links to the one before and the one after, for ever; None when it is no month."""
    try:
        day = date.fromisoformat(query.get("manad", today.isoformat()[:7]) + "-01")
    except ValueError:
        return None
    name = f"{MONTHS[day.month - 1].capitalize()} {day.year}"
    links = "".join(
        f'<a href="{CALENDAR}?manad={month}">{text}</a> '
        for text, month in (("Föregående månad", _month(day, -1)), ("Nästa månad", _month(day, 1)))
    )
    return simple(f"Kalender {name}", f"<p>Inga evenemang är inlagda den här månaden.</p><p>{links}</p>")


def simple(title: str, body: str, *, robots: str | None = None) -> bytes:
    """A bare page with a title and ready-made HTML."""
    meta = f'<meta name="robots" content="{robots}">' if robots else ""
    return (
        f'<!DOCTYPE html>\n<html lang="sv"><head><meta charset="utf-8"><title>{escape(title)}</title>{meta}</head>'
        f'<body><p><a href="/">Till startsidan</a></p><main><h1>{escape(title)}</h1>{body}</main></body></html>\n'
    ).encode()


def picture() -> bytes:
    """A PNG of one grey pixel."""
    header = struct.pack(">2I5B", 1, 1, 8, 0, 0, 0, 0)
    chunks = ((b"IHDR", header), (b"IDAT", zlib.compress(b"\x00\xb0", 9)), (b"IEND", b""))
    return b"\x89PNG\r\n\x1a\n" + b"".join(_chunk(name, payload) for name, payload in chunks)


def _chunk(name: bytes, payload: bytes) -> bytes:
    return struct.pack(">I", len(payload)) + name + payload + struct.pack(">I", zlib.crc32(name + payload))


def _month(day: date, step: int) -> str:
    months = min(max(day.year * 12 + day.month - 1 + step, 12), 9999 * 12 + 11)
    return f"{months // 12:04d}-{months % 12 + 1:02d}"
