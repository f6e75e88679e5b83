"""What needs doing, for whoever comes to /admin: small boxes, each for those who may do something about it.

A new one is a function that gives a Box, or None when there is nothing to say, and a line in BOXES.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass

from archive import changes
from archive.accounts import can_log_in
from archive.ledger import Wanted
from archive.model import RemovalState, Role, RunState
from archive.parts import Archive
from archive.totals import read_totals
from archive.web.rights import may
from archive.web.views.admin import AUDIT, PEOPLE, REVIEW
from archive.web.views.admin.troubles import TROUBLES, things_to_see
from archive.web.views.parts import Link
from archive.web.words import moment_text, number_text

MOST = 5
"""Names that one box tells of."""


@dataclass(frozen=True, kw_only=True)
class Box:
    """For admin/home.html. `waits` when somebody should do something; those come first."""

    title: str
    text: str
    link: Link
    waits: bool = False


def make_boxes(archive: Archive, role: Role, *, limited: bool = False) -> tuple[Box, ...]:
    """The boxes for a role, those that wait for somebody first; `limited` to some sources or not."""
    made = (make(archive) for endpoint, make in BOXES if may(role, endpoint, limited=limited))
    return tuple(sorted(filter(None, made), key=lambda box: not box.waits))


def _failed_runs(archive: Archive) -> Box | None:
    """The sources whose newest crawl came to grief."""
    names = tuple(_failed(archive))
    if not names:
        return None
    said = ", ".join(names[:MOST]) + (f" och {len(names) - MOST} till" if len(names) > MOST else "")
    return Box(
        title="Hämtningen misslyckades",
        text=said,
        link=Link(text="Se hämtningarna", url="/admin/korningar"),
        waits=True,
    )


def _failed(archive: Archive) -> Iterator[str]:
    for source in archive.store.sources.all():
        newest = archive.store.runs.latest(source.name, limit=1)
        if source.enabled and newest and newest[0].state is RunState.FAILED:
            yield source.name


def _troubles(archive: Archive) -> Box | None:
    """Alerts nobody has put aside, and addresses that could not be fetched."""
    said = ", ".join(each.text for each in things_to_see(archive.store, now=archive.clock()))
    if not said:
        return None
    return Box(title="Att se på", text=f"{said}.", link=Link(text="Se vad som hjälper", url=TROUBLES), waits=True)


def _removals(archive: Archive) -> Box | None:
    count = sum(1 for _ in archive.store.removals.all(RemovalState.ASKED))
    if not count:
        return None
    said = "1 begäran väntar" if count == 1 else f"{number_text(count)} begäranden väntar"
    link = Link(text="Läs och svara", url="/admin/gallring")
    return Box(title="Gallring", text=f"{said} på att någon annan bekräftar.", link=link, waits=True)


def _reviews(archive: Archive) -> Box:
    limits = archive.knowledge().limits
    rest = len(read_totals(archive.store, Wanted(reviewed=False), limits=limits).ids)
    said = f"{number_text(rest)} upphandlingar har ingen granskat." if rest else "Alla upphandlingar är granskade."
    link = Link(text="Granska", url=REVIEW)
    return Box(title="Granskning", text=said if rest != 1 else "1 upphandling har ingen granskat.", link=link)


def _people(archive: Archive) -> Box:
    accounts = archive.store.people.accounts()
    outside = [each for each in accounts if each.enabled and not can_log_in(each)]
    link = Link(text="Konton", url=PEOPLE)
    if outside:
        said = f"{', '.join(each.shown for each in outside[:MOST])} har inte valt lösenord än."
        return Box(title="Konton", text=said, link=link)
    said = (
        "Det finns inga konton. Bjud in dig själv som admin."
        if not accounts
        else f"{_many(len(accounts))} kan logga in."
    )
    return Box(title="Konton", text=said, link=link, waits=not accounts)


def _many(count: int) -> str:
    return "1 person" if count == 1 else f"{number_text(count)} personer"


def _index(archive: Archive) -> Box | None:
    if not changes.is_behind(archive.store):
        return None
    said = "Sökningen visar inte allt som har hämtats. Det ordnar sig vid nästa hämtning, eller med kommandot reindex."
    return Box(title="Sökregistret är efter", text=said, link=Link(text="Sök", url="/sok"), waits=True)


def _log(archive: Archive) -> Box | None:
    newest = next(archive.store.audit.all(), None)
    if newest is None:
        return None
    return Box(title="Senast gjort", text=f"{newest.who}, {moment_text(newest.at)}", link=Link(text="Logg", url=AUDIT))


BOXES: tuple[tuple[str, Callable[[Archive], Box | None]], ...] = (
    ("admin.runs.history", _failed_runs),
    ("admin.troubles.overview", _troubles),
    ("admin.weeding.answer", _removals),
    ("admin.people.accounts_page", _index),
    ("admin.reviews.reviews", _reviews),
    ("admin.people.accounts_page", _people),
    ("admin.audit.log", _log),
)
"""Each with the endpoint that one must be allowed to ask for to see it; where there is none, there is no box."""
