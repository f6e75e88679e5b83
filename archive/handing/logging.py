"""The log of what was handed out, as people may see it."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace

from archive.enrich.identity import mask
from archive.handing.pages import as_csv, utc_text
from archive.model import Handout
from archive.model.moments import stamp_text

LOG_COLUMNS = (
    "Nr",
    "Tid (UTC)",
    "Utlämnat av",
    "Utlämnat till",
    "Referens",
    "Begäran",
    "Antal sidor",
    "Med hämtningar",
    "SHA-256",
    "Byte",
    "Sidor",
)


def masked(handout: Handout) -> Handout:
    """Without the personal numbers that people may have written in it."""
    return replace(
        handout,
        who=mask(handout.who),
        to_whom=mask(handout.to_whom),
        reference=mask(handout.reference),
        question=mask(handout.question),
    )


def log_csv(handouts: Iterable[Handout]) -> str:
    """The log as a table that a Swedish Excel opens; each page as its address in the archive."""
    return as_csv(LOG_COLUMNS, (_row(masked(each)) for each in handouts))


def _row(handout: Handout) -> tuple[str, ...]:
    pages = " ".join(f"/sida/{each.page}/{stamp_text(each.at)}" for each in handout.versions)
    said = (handout.who, handout.to_whom, handout.reference, handout.question)
    figures = (str(len(handout.versions)), "ja" if handout.captures else "nej", handout.digest, str(handout.size))
    return (str(handout.id), utc_text(handout.at), *said, *figures, pages)
