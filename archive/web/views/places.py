"""The municipalities of an archive: all from A to Ö, a few on the front page, those that one name stands in. Pure."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from itertools import groupby
from urllib.parse import quote

from archive.municipalities import Municipality, slug_of, swedish_order
from archive.web.language import _
from archive.web.views.parts import Link
from archive.web.words import count_text, number_text

LIST = "/kommun"
FEW = 24
"""So many municipalities are all shown on the front page; of more, only the way to find one."""
LIMIT = 80
"""Letters that are looked at of what somebody typed to find one."""


@dataclass(frozen=True, kw_only=True)
class PlaceRow:
    """A municipality in a list. `pages` is how many of its pages may be found, "" for none."""

    name: str
    url: str
    pages: str


@dataclass(frozen=True, kw_only=True)
class Letter:
    """The municipalities that begin with a letter."""

    sign: str
    rows: tuple[PlaceRow, ...]


@dataclass(frozen=True, kw_only=True)
class PlacesView:
    """For places.html and start.html. `rows` are empty where there are too many to show; `ways` lead to letters."""

    total: str
    found: str
    typed: str
    letters: tuple[Letter, ...]
    rows: tuple[PlaceRow, ...]
    ways: tuple[Link, ...]


@dataclass(frozen=True, kw_only=True)
class ChoiceView:
    """For choice.html: what one name stands for in several municipalities, and the way to all of it."""

    title: str
    text: str
    rows: tuple[PlaceRow, ...]
    every: Link


def path_of(name: str) -> str:
    """Where a municipality's pages begin, without a last slash."""
    return f"{LIST}/{slug_of(name)}"


def make_places(
    known: Iterable[Municipality], counts: Mapping[str, int], *, typed: str = "", room: str = "/"
) -> PlacesView:
    """The municipalities whose names hold what was typed; each leads to a room of its site."""
    every = tuple(known)
    found = [each for each in every if _holds(each, typed)]
    rows = tuple(_row(each.name, counts.get(each.name, 0), room) for each in found)
    letters = tuple(Letter(sign=sign, rows=tuple(own)) for sign, own in groupby(rows, lambda row: _first(row.name)))
    return PlacesView(
        total=count_text(len(every), "kommun", "kommuner"),
        found=count_text(len(found), "kommun", "kommuner"),
        typed=typed,
        letters=letters,
        rows=rows if len(rows) <= FEW else (),
        ways=tuple(Link(text=each.sign, url=f"{LIST}#{quote(each.sign)}") for each in letters),
    )


def _holds(one: Municipality, typed: str) -> bool:
    """In any case, with or without its dots and rings."""
    return typed.casefold() in one.name.casefold() or (bool(slug_of(typed)) and slug_of(typed) in one.slug)


def _first(name: str) -> str:
    return name[:1].upper()


def _row(name: str, pages: int, room: str) -> PlaceRow:
    return PlaceRow(name=name, url=f"{path_of(name)}{room}", pages=number_text(pages) if pages else "")


def make_choice(name: str, counts: Mapping[str, int], *, url: Callable[[str], str], every: str) -> ChoiceView:
    """A name that several municipalities have: `url` is where it leads in the municipality of a name."""
    rows = (PlaceRow(name=town, url=url(town), pages=number_text(counts[town])) for town in counts)
    return ChoiceView(
        title=_("%(name)s finns i flera kommuner", name=name),
        text=_("Välj vilken kommun du menar. Talen är antalet sidor."),
        rows=tuple(sorted(rows, key=lambda row: swedish_order(row.name))),
        every=Link(text=_("Alla sidor, från alla kommuner"), url=every),
    )
