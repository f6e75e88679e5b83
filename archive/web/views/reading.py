"""What helps a reader of a page: its contents, what to say when citing it, which day was asked for. Pure."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime

from archive.enrich.identity import mask_address
from archive.model import Memento
from archive.model.moments import stamp_text
from archive.web.language import _
from archive.web.links import clean, page_url
from archive.web.moments import end_of_day, read_day
from archive.web.views.parts import Link, Said
from archive.web.words import day_text, moment_text, short_text

CONTENTS_LEAST = 3
"""Fewer headings than this need no table of contents."""
CONTENTS_MOST = 150
TITLE_MOST = 300
"""Letters of a title, or of a source's address, in a citation."""


@dataclass(frozen=True, kw_only=True)
class Heading:
    """A line of the table of contents."""

    text: str
    url: str
    is_deep: bool = False


def make_contents(headings: tuple[tuple[str, str, int], ...]) -> tuple[Heading, ...]:
    """The table of contents of (text, anchor, level) headings; none for a few."""
    said = [each for each in headings if each[0].strip()]
    if len(said) < CONTENTS_LEAST:
        return ()
    top = min(level for _text, _anchor, level in said)
    return tuple(
        Heading(text=short_text(text.strip(), 120), url=f"#{anchor}", is_deep=level > top)
        for text, anchor, level in said[:CONTENTS_MOST]
    )


def day_notes(asked: str, memento: Memento) -> tuple[str, ...]:
    """What has to be said of the day that was asked for, when the memento shown is not of it."""
    day = read_day(asked)
    if day is None:
        said = _("Dagen ”%(day)s” går inte att använda. Skriv den som 2024-04-12.", day=clean(asked, 40))
        return (said,) if asked else ()
    if end_of_day(day) >= memento.at:
        return ()
    asked_for, first = day_text(day), moment_text(memento.at)
    return (
        _(
            "Sidan var inte sparad %(day)s. Du läser den första sparade versionen, från %(first)s.",
            day=asked_for,
            first=first,
        ),
    )


def make_change(id: str, times: tuple[datetime, ...], at: datetime) -> Said:
    """When the page last changed, or that it has changed since, with the comparison that shows it."""
    if len(times) < 2:
        return Said(text=_("Oförändrad sedan den sparades första gången, %(when)s.", when=moment_text(at)))
    if at != times[-1]:
        url = f"{page_url(id, 'jamfor')}/{stamp_text(at)}/{stamp_text(times[-1])}"
        return Said(link=Link(text=_("Se vad som har ändrats sedan dess"), url=url))
    url = f"{page_url(id, 'jamfor')}/{stamp_text(times[-2])}/{stamp_text(at)}"
    said = _("Senast ändrad %(when)s.", when=moment_text(at))
    return Said(text=said, link=Link(text=_("Jämför med versionen före"), url=url))


def citation(memento: Memento, title: str, *, owner: str, site: str, address: str) -> str:
    """What to write when referring to a version: title, who published it, where, when it was kept, digest, address."""
    return " ".join(_cited(memento, title, owner, site, address))


def _cited(memento: Memento, title: str, owner: str, site: str, address: str) -> Iterator[str]:
    publisher = f"{memento.source}, {owner}" if owner else memento.source
    yield f"”{short_text(title, TITLE_MOST)}”. {short_text(publisher, TITLE_MOST)}."
    yield f"{mask_address(memento.url)[:TITLE_MOST]}"
    yield _("Sparad %(when)s.", when=moment_text(memento.at))
    yield f"SHA-256: {memento.digest}."
    yield f"{site}: {address}"
