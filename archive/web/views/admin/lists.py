"""The log of corrections, and the list of numbers that may name a person. Pure but for reading the store."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date
from itertools import islice
from urllib.parse import unquote

from archive.enrich.identity import HIDDEN, Identity, Tier, address_words, mask, mask_address, read_identities
from archive.model import Correction, DateKind, Memento, Page, Subject
from archive.model.moments import stamp_text
from archive.store import Pages
from archive.web.links import list_url, page_url
from archive.web.reviewed import change_text
from archive.web.views.admin import IDENTITIES, KINDS, LOG, reading_url
from archive.web.views.parts import Pager, open_pager
from archive.web.words import DATE_KINDS, address_text, amount_text, capital, moment_text, short_text, span_text

SIZE = 25
TEXT_LIMIT = 300
NEAR = 60
LOOKED_AT = 300
"""Pages that are searched for numbers in one request; a link goes on with the rest."""
TIERS = {Tier.CERTAIN: "säkert", Tier.LIKELY: "troligt", Tier.POSSIBLE: "möjligt"}


@dataclass(frozen=True, kw_only=True)
class ActView:
    """A correction in the log."""

    id: int
    kind: str
    about: str
    value: str
    where: str
    url: str
    who: str
    when: str
    comment: str
    undone: str
    changes: tuple[str, ...] = ()


@dataclass(frozen=True, kw_only=True)
class LogView:
    """For admin/log.html."""

    acts: tuple[ActView, ...]
    pager: Pager


def make_log(corrections: Iterable[Correction], page: int) -> LogView:
    """A page of the log, newest first."""
    start = (page - 1) * SIZE
    taken = tuple(islice(corrections, start, start + SIZE + 1))
    pager = open_pager(page, more=len(taken) > SIZE, url=log_url)
    return LogView(acts=tuple(map(_act, taken[:SIZE])), pager=pager)


def log_url(page: int) -> str:
    """The address of a page of the log."""
    return list_url(LOG, (("sida", str(page) if page > 1 else ""),))


def _act(each: Correction) -> ActView:
    undone = f"Ångrad av {each.undone_by}, {moment_text(each.undone_at)}" if each.undone_at else ""
    return ActView(
        id=each.id,
        kind=KINDS[each.kind],
        about=short_text(mask(each.what.text), TEXT_LIMIT),
        value=short_text(mask(value_text(each.what)), TEXT_LIMIT) if each.what.facet else "",
        where=f"{each.source}, {'hela källan' if each.page is None else 'en sida'}",
        url=reading_url(each.page) if each.page else "",
        who=each.who,
        when=moment_text(each.at),
        comment=each.comment,
        undone=undone,
        changes=tuple(map(change_text, each.changes)),
    )


def value_text(what: Subject) -> str:
    """The value of a fact as people say it, from the stable key that the log holds."""
    value = what.value
    if what.facet == "date":
        kind, _, days = value.partition(" ")
        start, _, until = days.partition("/")
        last = date.fromisoformat(until) if until else None
        return f"{DATE_KINDS[DateKind(kind)]} {span_text(date.fromisoformat(start), last)}"
    if what.facet == "amount":
        numbers, _, unit = value.partition(" ")
        low, _, high = numbers.partition("..")
        return amount_text(float(low), unit, float(high) if high else None)
    return value.removesuffix(" (owner)") if what.facet == "unit" else capital(value).removesuffix(": ")


@dataclass(frozen=True, kw_only=True)
class NumberView:
    """A number that may name a person, hidden, with the words around it and why we think so."""

    before: str
    hidden: str
    after: str
    tier: str
    kind: str
    reason: str
    version: str
    url: str


@dataclass(frozen=True, kw_only=True)
class PageView:
    """A page that holds such numbers."""

    title: str
    address: str
    url: str
    reading_url: str
    numbers: tuple[NumberView, ...]


@dataclass(frozen=True, kw_only=True)
class IdentitiesView:
    """For admin/identities.html. `more` leads to the pages not yet looked at; empty when all are."""

    pages: tuple[PageView, ...]
    looked_at: int
    more: str
    begun: bool


def make_identities(pages: Pages, *, after: str = "", most: int = LOOKED_AT) -> IdentitiesView:
    """The pages behind an id, as many as one request bears, with numbers in any of their versions."""
    looked = tuple(islice(pages.all(after=after), most))
    found = tuple(view for page in looked if (view := _page(pages, page)).numbers)
    more = list_url(IDENTITIES, (("efter", looked[-1].id),)) if len(looked) == most else ""
    return IdentitiesView(pages=found, looked_at=len(looked), more=more, begun=bool(after))


def _page(pages: Pages, page: Page) -> PageView:
    mementos = tuple(pages.memento(page.id, at) for at in reversed(pages.timemap(page.id)))
    numbers: dict[tuple[str, str], NumberView] = {}
    for memento in mementos:
        for view in _numbers(memento):
            numbers.setdefault((view.before, view.after), view)
    title = mementos[0].title.strip() if mementos else ""
    return PageView(
        title=short_text(hidden(title), TEXT_LIMIT) or mask_address(address_text(page.url), hidden),
        address=mask_address(address_text(page.url), hidden),
        url=page_url(page.id),
        reading_url=reading_url(page.id),
        numbers=tuple(numbers.values()),
    )


def _numbers(memento: Memento) -> Iterator[NumberView]:
    address = address_words(unquote(memento.url))
    texts = (memento.title, memento.text, *(cut.text for cut in memento.cuts), address)
    for text in texts:
        covered = hidden(text)
        for number in read_identities(text):
            yield _number(covered, number, memento)


def _number(covered: str, number: Identity, memento: Memento) -> NumberView:
    return NumberView(
        before=covered[max(0, number.start - NEAR) : number.start],
        hidden=covered[number.start : number.end],
        after=covered[number.end : number.end + NEAR],
        tier=TIERS[number.tier],
        kind="samordningsnummer" if number.coordination else "personnummer",
        reason=number.reason,
        version=moment_text(memento.at),
        url=page_url(memento.page, stamp_text(memento.at)),
    )


def hidden(text: str) -> str:
    """The text with every such number hidden, those that are only possible too; its length stays."""
    covered = list(text)
    for number in read_identities(text):
        for at in range(number.start, number.end):
            covered[at] = HIDDEN if covered[at].isalnum() else covered[at]
    return "".join(covered)
