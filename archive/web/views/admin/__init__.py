"""What those who tend the archive see first, and how its pages are named and reached. Pure but for asking the store."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from urllib.parse import quote

from archive.errors import NotFound
from archive.judging import Outcome
from archive.model import CorrectionKind, Page
from archive.store import Pages, Store
from archive.web.views.hits import make_hit
from archive.web.views.parts import Link
from archive.web.words import count_text
from index.model import Hit

LOG = "/admin/rattelser"
IDENTITIES = "/admin/personnummer"
REVIEW = "/admin/granska"
HANDOUTS = "/admin/utlamnande"
WEEDING = "/admin/gallring"
PEOPLE = "/admin/konton"
AUDIT = "/admin/logg"
HOME = "/admin/"
COLLECTING = (
    ("Källor", "/admin/kallor"),
    ("Hämtningar", "/admin/korningar"),
    ("Fel", "/admin/fel"),
    ("Täckning", "/admin/tackning"),
    ("Saknade", "/admin/saknade"),
)
CONTENT = (
    ("Läsningar", HOME),
    ("Granska", REVIEW),
    ("Rättelser", LOG),
    ("Personnummer", IDENTITIES),
)
KEEPING = (
    ("Utlämnande", HANDOUTS),
    ("Gallring", WEEDING),
    ("Konton", PEOPLE),
    ("Logg", AUDIT),
)
ROOMS = (("Insamling", COLLECTING), ("Innehåll", CONTENT), ("Arkivet", KEEPING))
"""The rooms by what they are for; a new one is a line in its group."""
OWN_PAGE = re.compile(r"(?:/sida/|/admin/last/|^)([0-9a-f]{16})(?:[/?#].*)?$")
KINDS = {
    CorrectionKind.CONTENT: "Innehåll",
    CorrectionKind.FURNITURE: "Inte innehåll",
    CorrectionKind.WRONG_FACT: "Fel uppgift",
    CorrectionKind.CONFIRMED: "Bekräftad uppgift",
    CorrectionKind.CHANGED: "Rättad uppgift",
}


@dataclass(frozen=True, kw_only=True)
class RoomGroup:
    """Rooms that are for the same thing."""

    name: str
    rooms: tuple[Link, ...]


@dataclass(frozen=True, kw_only=True)
class SourceView:
    """A source, how much is held of it, and how many corrections hold for it."""

    name: str
    held: str
    corrected: str


@dataclass(frozen=True, kw_only=True)
class HomeView:
    """For admin/home.html."""

    asked: str
    hits: tuple[Link, ...]
    sources: tuple[SourceView, ...]


def menu(path: str) -> tuple[RoomGroup, ...]:
    """The rooms in their groups; the one that a path lies in is marked."""
    return tuple(
        RoomGroup(name=name, rooms=tuple(Link(text=text, url=url, current=_is_in(url, path)) for text, url in rooms))
        for name, rooms in ROOMS
    )


def _is_in(url: str, path: str) -> bool:
    return path == url or path.startswith("/admin/last/" if url == HOME else f"{url}/")


def reading_url(id: str) -> str:
    """The address of "Vad som lästes här" for a page."""
    return f"/admin/last/{quote(id, safe='')}"


def checking_url(id: str, key: str) -> str:
    """The address of the form that checks a decision or procurement of a page, by its key."""
    return f"{REVIEW}/{quote(id, safe='')}/{key}"


def page_named(pages: Pages, said: str) -> Page:
    """The page that an id, an address of ours or the source's own address names. Raises NotFound."""
    found = OWN_PAGE.search(said)
    if found:
        return pages.page(found[1])
    page = pages.by_url(said) or pages.by_url(f"{said.rstrip('/')}/")
    if page is None:
        raise NotFound(f"no page has the address {said!r}")
    return page


def make_home(store: Store, *, asked: str = "", hits: Iterable[Hit] = ()) -> HomeView:
    """The sources, and the pages that were found."""
    return HomeView(
        asked=asked,
        hits=tuple(Link(text=make_hit(hit).title, url=reading_url(hit.id)) for hit in hits),
        sources=tuple(_source(store, name, number) for name, number, _ in store.pages.counts()),
    )


def _source(store: Store, name: str, number: int) -> SourceView:
    holding = len(store.corrections.holding(name))
    return SourceView(
        name=name,
        held=count_text(number, "sida", "sidor"),
        corrected=count_text(holding, "rättelse gäller", "rättelser gäller"),
    )


def outcome_notes(outcome: Outcome, *, undone: bool = False) -> tuple[str, ...]:
    """What came of an act, in sentences."""
    kept = outcome.correction
    where = "hela källan" if kept.page is None else "den här sidan"
    first = "Rättelsen är ångrad." if undone else f"Sparat: {KINDS[kept.kind].lower()}, för {where}."
    notes = [first]
    if outcome.lost:
        notes.append("Sidans kopia går inte att läsa, så texten här är som förut. Rättelsen är sparad.")
    if outcome.waits:
        notes.append(
            "Källan är för stor för att läsas om på en gång. På alla sidor slår det igenom när kommandot "
            f"kommunarkiv reprocess {kept.source} har körts."
        )
    elif not outcome.lost:
        notes.append("Sidorna är lästa på nytt." if kept.page is None else "Sidan är läst på nytt.")
    if outcome.behind:
        notes.append("Sökregistret är upptaget och visar ändringen efter nästa hämtning eller kommunarkiv reindex.")
    return tuple(notes)
