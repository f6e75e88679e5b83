"""What was removed by a decision is answered 410, never by another version in its place."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime

from archive.enrich.identity import mask
from archive.errors import Removed
from archive.model import Tombstone
from archive.model.moments import local_day
from archive.web.context import this_archive
from archive.web.language import _
from archive.web.words import day_text, short_text

REFERENCE_LIMIT = 200


def check_in_force(page: str, moment: datetime, at: datetime) -> None:
    """Raises Removed when the version in force at a moment was removed and `at` is another one's."""
    stones = (each for each in this_archive().store.removals.tombstones(page) if each.at and each.at <= moment)
    last = max(stones, key=lambda each: each.at or moment, default=None)
    if last is not None and last.at and not last.at <= at <= moment:
        raise Removed(f"the version of {moment.isoformat()} was removed", tombstone=last)


def check_addresses(urls: Iterable[str]) -> None:
    """Raises Removed when a page of one of these addresses was removed."""
    for each in this_archive().store.removals.at_urls(urls):
        if each.at is None:
            raise Removed("the page of this address was removed", tombstone=each)


def removed_by(urls: Iterable[str]) -> str:
    """The decision that removed a page of one of these addresses, empty when none was."""
    found = (each for each in this_archive().store.removals.at_urls(urls) if each.at is None)
    return next(map(_reference, found), "")


def said_of(stone: object) -> str:
    """When it was removed and by which decision, in a sentence; empty when that is not known."""
    if not isinstance(stone, Tombstone):
        return ""
    said = {"day": day_text(local_day(stone.removed_at)), "reference": _reference(stone)}
    if stone.at is None:
        return _("Sidan gallrades %(day)s enligt beslutet %(reference)s och går inte att få tillbaka.", **said)
    return _("Versionen gallrades %(day)s enligt beslutet %(reference)s. Sidans andra versioner finns kvar.", **said)


def _reference(stone: Tombstone) -> str:
    return short_text(mask(stone.reference), REFERENCE_LIMIT)


def removed_notes(page: str) -> tuple[str, ...]:
    """What the list of a page's versions says of those that were removed."""
    stones = [each for each in this_archive().store.removals.tombstones(page) if each.at]
    if not stones:
        return ()
    names = ", ".join(dict.fromkeys(map(_reference, stones)))
    if len(stones) == 1:
        return (_("En version är gallrad enligt beslutet %(reference)s.", reference=names),)
    return (_("%(count)s versioner är gallrade enligt beslut %(reference)s.", count=len(stones), reference=names),)
