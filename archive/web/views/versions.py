"""The versions of a page as a timeline: what changed, how long each stood, when the page was away. Pure."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from itertools import groupby, pairwise

from archive.comparing.stamps import counted_words, is_only_stamped
from archive.enrich.identity import mask
from archive.model import Kept, Memento, Page, PageState
from archive.model.moments import stamp_text
from archive.web.language import _
from archive.web.links import page_url
from archive.web.moments import length_text
from archive.web.views.hits import UNTITLED
from archive.web.views.parts import Pager, safe_url
from archive.web.words import STATES, address_text, count_text, moment_text

SHOWN = 25
"""Versions on one page of the list."""
AWAY_MOST = 50
"""Times the page was away that are listed on one page."""
ANSWERS_MOST = 10_000
"""Captures looked through for them."""
MISSING = frozenset({404, 410})


@dataclass(frozen=True, kw_only=True)
class Away:
    """A time when the source answered that the page was not there; `until` None is still."""

    start: datetime
    until: datetime | None


@dataclass(frozen=True, kw_only=True)
class VersionRow:
    """A version, or when `url` is empty a time when the page was away."""

    at: datetime
    when: str
    change: str
    stood: str = ""
    stamp: str = ""
    url: str = ""
    compare_url: str = ""
    is_minor: bool = False
    is_older: bool = False
    is_newer: bool = False


@dataclass(frozen=True, kw_only=True)
class RowGroup:
    """Rows shown as they are, or folded away under `folded`."""

    rows: tuple[VersionRow, ...]
    folded: str = ""


@dataclass(frozen=True, kw_only=True)
class VersionsView:
    """For timemap.html."""

    title: str
    page_url: str
    address: str
    state: str
    gone: str
    total: str
    groups: tuple[RowGroup, ...]
    compare_action: str
    pager: Pager
    notes: tuple[str, ...] = ()


@dataclass(frozen=True, kw_only=True)
class Shelf:
    """A page's mementos on one page of the list, newest first, with the one before them, and all its times."""

    page: Page
    mementos: tuple[Memento, ...]
    before: Memento | None
    times: tuple[datetime, ...]
    away: tuple[Away, ...] = ()


def read_away(captures: Iterable[Kept]) -> tuple[Away, ...]:
    """When a page was away, by its captures, oldest first."""
    found: list[Away] = []
    for is_missing, answers in groupby(captures, key=lambda kept: kept.status in MISSING):
        first = next(answers).at
        if is_missing:
            found.append(Away(start=first, until=None))
        elif found:
            found[-1] = replace(found[-1], until=first)
    return tuple(found)


def make_versions_view(shelf: Shelf, pager: Pager, *, now: datetime, notes: tuple[str, ...] = ()) -> VersionsView:
    """The view of one page of the list."""
    page = shelf.page
    is_gone = page.state is PageState.GONE
    newest = shelf.mementos[0] if shelf.mementos else None
    return VersionsView(
        title=(mask(newest.title.strip()) if newest else "") or _(UNTITLED),
        page_url=page_url(page.id),
        address=address_text(page.url),
        state=STATES[page.state] if safe_url(page.url) else _("Importerad"),
        gone=(moment_text(page.gone_at) if page.gone_at else _("okänt datum")) if is_gone else "",
        total=count_text(len(shelf.times), "sparad version", "sparade versioner"),
        groups=tuple(_folded(_with_away(_chosen(tuple(_rows(shelf, now))), shelf))),
        compare_action=page_url(page.id, part="jamfor") if len(shelf.times) > 1 else "",
        pager=pager,
        notes=notes,
    )


def _rows(shelf: Shelf, now: datetime) -> Iterator[VersionRow]:
    older = (*shelf.mementos[1:], shelf.before)
    ends = dict(pairwise(shelf.times))
    for memento, before in zip(shelf.mementos, older, strict=False):
        stamp = stamp_text(memento.at)
        is_minor = before is not None and is_only_stamped(before, memento)
        yield VersionRow(
            at=memento.at,
            when=moment_text(memento.at),
            change=_("Bara datumstämpeln ändrades") if is_minor else change_text(before, memento),
            stood=_stood(memento, ends.get(memento.at), shelf.page, now),
            stamp=stamp,
            url=page_url(memento.page, stamp),
            compare_url=compare_url(memento.page, before.at, memento.at) if before else "",
            is_minor=is_minor,
        )


def compare_url(id: str, old: datetime, new: datetime) -> str:
    """The address of a comparison."""
    return page_url(id, "jamfor", f"{stamp_text(old)}/{stamp_text(new)}")


def change_text(before: Memento | None, memento: Memento) -> str:
    """What changed against the version before."""
    if before is None:
        return _("Första sparade versionen")
    added, removed = counted_words(before, memento)
    if before.text_digest == memento.text_digest:
        return _("Texten är densamma, uppgifterna lästes om")
    parts = (
        _("%(words)s till", words=count_text(added, "ord", "ord")) if added else "",
        _("%(words)s bort", words=count_text(removed, "ord", "ord")) if removed else "",
    )
    return ", ".join(part for part in parts if part) or _("Samma ord i annan ordning")


def _stood(memento: Memento, end: datetime | None, page: Page, now: datetime) -> str:
    if end is not None:
        return _("Stod i %(time)s", time=time_text(memento.at, end))
    if page.state is PageState.GONE and page.gone_at:
        return _("Stod i %(time)s, tills sidan togs bort", time=time_text(memento.at, page.gone_at))
    return _("Senaste versionen, har stått i %(time)s", time=time_text(memento.at, max(now, memento.at)))


def time_text(start: datetime, end: datetime) -> str:
    """How long, in words: "14 dagar"."""
    number, unit = length_text(start, end)
    if not number:
        return _("mindre än en minut")
    match unit:
        case "minute":
            return count_text(number, "minut", "minuter")
        case "hour":
            return count_text(number, "timme", "timmar")
        case "day":
            return count_text(number, "dygn", "dygn")
        case "month":
            return count_text(number, "månad", "månader")
        case _:
            return count_text(number, "år", "år")


def _chosen(rows: tuple[VersionRow, ...]) -> tuple[VersionRow, ...]:
    """The newest is chosen to be compared with the last one that says something else."""
    if len(rows) < 2:
        return rows
    newer = next((place for place, row in enumerate(rows[:-1]) if not row.is_minor), 0)
    marked = list(rows)
    marked[newer] = replace(rows[newer], is_newer=True)
    marked[newer + 1] = replace(rows[newer + 1], is_older=True)
    return tuple(marked)


def _with_away(rows: tuple[VersionRow, ...], shelf: Shelf) -> Sequence[VersionRow]:
    """The rows with the times between them when the page was away."""
    if not rows:
        return rows
    newest, oldest = rows[0].at, rows[-1].at
    is_first = bool(shelf.times) and newest == shelf.times[-1]
    within = [each for each in shelf.away if each.start > oldest and (is_first or each.start <= newest)]
    return sorted((*rows, *map(_away_row, within[-AWAY_MOST:])), key=lambda row: row.at, reverse=True)


def _away_row(away: Away) -> VersionRow:
    if away.until is None:
        return VersionRow(at=away.start, when=moment_text(away.start), change=_("Fanns inte hos källan längre"))
    back = _("Fanns inte hos källan, var tillbaka %(when)s", when=moment_text(away.until))
    return VersionRow(at=away.start, when=moment_text(away.start), change=back)


def _folded(rows: Iterable[VersionRow]) -> Iterator[RowGroup]:
    """Versions in a row that only got another date stamp, folded; those that are chosen stay in sight."""
    for minor, group in groupby(rows, key=lambda row: row.is_minor and not (row.is_older or row.is_newer)):
        kept = tuple(group)
        many = count_text(len(kept), "version", "versioner")
        yield RowGroup(rows=kept, folded=_("%(many)s där bara datumstämpeln ändrades", many=many) if minor else "")
