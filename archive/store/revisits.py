"""Which known pages a new round passes over, inside a transaction: those that have given no sign of change.

A page rests when its site lists it with a lastmod that we have seen since, until it is listed with a later one or
no more; or when it has stood so long that it is not worth a look yet (`crawler.revisit`). The fifty that have rested
longest, or a hundredth, are asked all the same: so every page is, in time, whatever the list says. A site whose list
was silent on three changes in a month is not believed.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, timedelta

from sqlalchemy import Connection, and_, bindparam, func, or_, select, update

from archive.store.tables import frontier
from crawler.model import Ask, Capture, Step, Via

RESTED = "rested"
"""The cause of an `unchanged` that nobody asked for."""
LEAST_ASKED = 50
SHARE_ASKED = 100
MEMORY = timedelta(days=30)
MOST_MISSED = 2

_THIS = and_(frontier.c.source == bindparam("s"), frontier.c.url == bindparam("u"))
_LISTED = bindparam("l", type_=frontier.c.lastmod.type)
_WAKE = (
    update(frontier)
    .where(_THIS, frontier.c.state == "unchanged", frontier.c.cause == RESTED)
    .where(or_(frontier.c.checked_at < _LISTED, frontier.c.lastmod < _LISTED))
    .values(state="waiting", cause=None)
)
_LEFT = "-"
"""Before a sitemap's URL, while it is not known whether the page still stands in it."""
_UNLIST = (
    update(frontier)
    .where(frontier.c.source == bindparam("s"), frontier.c.listed_in == bindparam("was"))
    .values(listed_in=bindparam("now"))
)
_LIST = update(frontier).where(_THIS).values(listed_in=bindparam("now"))
_WAKE_LEFT = (
    update(frontier)
    .where(frontier.c.source == bindparam("s"), frontier.c.listed_in == bindparam("was"))
    .where(frontier.c.state == "unchanged", frontier.c.cause == RESTED)
    .values(state="waiting", cause=None)
)


def rest(connection: Connection, source: str, *, number: int, now: datetime) -> None:
    """Let the pages of a round that has just begun rest that need not be asked for."""
    signs = [frontier.c.due_at > now]
    if _is_believed(connection, source, now):
        signs.append(frontier.c.lastmod <= frontier.c.checked_at)
    candidates = (
        select(frontier.c.id)
        .where(frontier.c.source == source, frontier.c.state == "waiting", frontier.c.round == number)
        .where(frontier.c.ask == Ask.PAGE.value, frontier.c.via != Via.SEED.value)
        .where(frontier.c.digest.is_not(None), frontier.c.attempt == 0, or_(*signs))
    )
    count = connection.scalar(select(func.count()).select_from(candidates.subquery())) or 0
    asked = max(LEAST_ASKED, count // SHARE_ASKED)
    if count > asked:
        left = candidates.order_by(frontier.c.checked_at.nulls_first(), frontier.c.id).offset(asked)
        resting = update(frontier).where(frontier.c.id.in_(left.scalar_subquery()))
        connection.execute(resting.values(state="unchanged", cause=RESTED, detail=None))


def put_in_order(connection: Connection, source: str, *, now: datetime, ranks: tuple[int, int]) -> None:
    """Pages of the current month come first: listed, changed or found in it. `ranks` are those of first and later."""
    month = now.replace(day=1, hour=0, minute=0, second=0, microsecond=0)
    pages = update(frontier).where(frontier.c.source == source, frontier.c.ask == Ask.PAGE.value)
    fresh = or_(frontier.c.lastmod >= month, frontier.c.changed_at >= month, frontier.c.checked_at.is_(None))
    first, later = ranks
    connection.execute(pages.values(rank=later))
    connection.execute(pages.where(or_(fresh, frontier.c.via == Via.SEED.value)).values(rank=first))


def wake(connection: Connection, dated: list[dict[str, object]]) -> None:
    """Pages that rest and are listed with a later date than before, or than they were last asked for, wait again.

    `s` is the source, `u` the URL, `l` the date; the dates listed before are still there.
    """
    connection.execute(_WAKE, dated)


def is_list(step: Step) -> bool:
    """Whether a step brought a whole sitemap."""
    visit = step.visit
    is_answer = isinstance(visit, Capture) and visit.status == 200 and visit.truncated is None
    return step.target.ask is Ask.SITEMAP and is_answer


def unlist(connection: Connection, lists: Sequence[Step]) -> None:
    """Before what was found in these sitemaps is added: mark what they listed until now."""
    for step in lists:
        connection.execute(_UNLIST, {"s": step.target.source, "was": step.target.url, "now": _LEFT + step.target.url})


def relist(connection: Connection, lists: Sequence[Step]) -> None:
    """After it: pages that rest and are listed no more wait again; a page that a site drops from its list has gone."""
    for step in lists:
        dated = [{"s": each.source, "u": each.url, "now": step.target.url} for each in step.found if each.lastmod]
        if dated:
            connection.execute(_LIST, dated)
        left = {"s": step.target.source, "was": _LEFT + step.target.url, "now": None}
        connection.execute(_WAKE_LEFT, left)
        connection.execute(_UNLIST, left)


def _is_believed(connection: Connection, source: str, now: datetime) -> bool:
    missed = select(func.count()).where(frontier.c.source == source, frontier.c.missed_at > now - MEMORY)
    return (connection.scalar(missed) or 0) <= MOST_MISSED
