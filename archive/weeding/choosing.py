"""Which pages and versions are meant: by addresses, or all that a search finds."""

from __future__ import annotations

import re
from collections.abc import Iterable
from datetime import UTC, datetime

from archive import handing
from archive.answers import Question
from archive.errors import HandoutRefused, NotFound, WeedingRefused
from archive.model import Removable
from archive.parts import Archive
from archive.store import Pages

MOST = 500
"""Pages in one removal."""
_PLACE = re.compile(r"(?:^|/sida/)([0-9a-f]{16})(?:/(\d{14}))?(?:[/?#].*)?$")
_SAID = 200


def named(archive: Archive, lines: Iterable[str]) -> tuple[Removable, ...]:
    """What addresses name, one a line: ours (`/sida/…`), a page's id, the source's.

    One with a moment (`/sida/<id>/20240412093015`) means that version alone, any other the whole page. Raises
    WeedingRefused when a line names nothing, or there are more than MOST.
    """
    found: dict[Removable, None] = {}
    for line in filter(None, map(str.strip, lines)):
        target = _named(archive.store.pages, line)
        if target is None:
            raise WeedingRefused(f"Arkivet har ingen sida eller version med adressen {line[:_SAID]}.")
        found[target] = None
    return checked(found)


def found_by(archive: Archive, question: Question) -> tuple[Removable, ...]:
    """The whole pages that a search finds. Raises WeedingRefused for none, too many, or a search with bad parts."""
    try:
        versions = handing.found_by(archive, question)
    except HandoutRefused as error:
        raise WeedingRefused(
            f"Sökningen ger inga sidor, fler än {MOST}, eller har delar som inte går att använda."
        ) from error
    return checked(dict.fromkeys(Removable(page=each.page) for each in versions))


def checked(targets: Iterable[Removable]) -> tuple[Removable, ...]:
    """The targets without versions of pages that go as a whole. Raises WeedingRefused for none or more than MOST."""
    wanted = tuple(targets)
    whole = {each.page for each in wanted if each.at is None}
    kept = tuple(each for each in wanted if each.at is None or each.page not in whole)
    if not kept:
        raise WeedingRefused("Skriv en sökning eller adresser till det som ska gallras.")
    if len(kept) > MOST:
        raise WeedingRefused(f"Det blir {len(kept)} sidor. Högst {MOST} ryms i en gallring: dela upp den.")
    return kept


def _named(pages: Pages, line: str) -> Removable | None:
    place = _PLACE.search(line)
    try:
        if place is None:
            page = pages.by_url(line) or pages.by_url(f"{line.rstrip('/')}/")
            return Removable(page=page.id) if page else None
        page = pages.page(place[1])
        return Removable(page=page.id, at=_version(pages, page.id, place[2]) if place[2] else None)
    except (NotFound, ValueError):
        return None


def _version(pages: Pages, page: str, stamp: str) -> datetime:
    """When the version that was captured in a second was captured. Raises ValueError when there is none."""
    second = datetime.strptime(stamp, "%Y%m%d%H%M%S").replace(tzinfo=UTC)
    for at in pages.timemap(page):
        if at.replace(microsecond=0) == second:
            return at
    raise ValueError(stamp)
