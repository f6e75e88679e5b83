"""Why a run failed, in Swedish: what the run keeps is written for the terminal. Pure."""

from __future__ import annotations

from archive.enrich.identity import mask
from archive.reports import cause_of
from archive.web.views.admin.tried import why_text
from archive.web.words import address_text, short_text

LIMIT = 300


def error_text(error: str) -> str:
    """The sentence for a page; an error that has none stands as the program said it."""
    found = cause_of(error)
    if found is None:
        return short_text(mask(error), LIMIT)
    url, cause = found
    return f"Inget gick att hämta från {short_text(mask(address_text(url)), LIMIT)}. {why_text(cause)}"
