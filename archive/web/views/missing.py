"""The form for a page that a visitor misses. Pure."""

from __future__ import annotations

from dataclasses import dataclass

from archive.enrich.identity import mask
from archive.web.views.parts import Link


@dataclass(frozen=True, kw_only=True)
class MissingView:
    """For missing.html. `held` leads to the page when the archive has it already."""

    address: str
    note: str
    errors: tuple[Link, ...]
    held: str
    thanks: bool


def make_missing(
    address: str = "", note: str = "", *, wrong: str = "", held: str = "", thanks: bool = False
) -> MissingView:
    """The form as it was sent, with what came of it."""
    errors = (Link(text=wrong, url="#adress"),) if wrong else ()
    return MissingView(address=address, note=mask(note), errors=errors, held=held, thanks=thanks)
