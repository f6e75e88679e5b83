"""How the site writes days and addresses."""

from __future__ import annotations

import re
import unicodedata
from datetime import date

MONTHS = (
    "januari",
    "februari",
    "mars",
    "april",
    "maj",
    "juni",
    "juli",
    "augusti",
    "september",
    "oktober",
    "november",
    "december",
)


def swedish_day(day: date) -> str:
    """`23 juli 2020`."""
    return f"{day.day} {MONTHS[day.month - 1]} {day.year}"


def slug(text: str) -> str:
    """A text as part of an address: `Ny förvaltning!` is `ny-forvaltning`."""
    plain = unicodedata.normalize("NFKD", text.lower()).encode("ascii", "ignore").decode()
    return re.sub(r"[^a-z0-9]+", "-", plain).strip("-")[:60].strip("-")
