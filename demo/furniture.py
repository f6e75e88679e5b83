"""What stands around a page's own words: menus, breadcrumbs, cards, contact boxes."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache
from itertools import groupby, islice
from pathlib import Path

from demo.model import Kind, Page

PEOPLE = Path(__file__).with_name("content") / "contacts.tsv"

NEWS_KINDS = frozenset({Kind.NEWS, Kind.REPORT})

MENU = (
    ("/barn-och-utbildning/", "Barn och utbildning"),
    ("/omsorg-och-stod/", "Omsorg och stöd"),
    ("/uppleva-och-gora/", "Uppleva och göra"),
    ("/bygga-bo-och-miljo/", "Bygga, bo och miljö"),
    ("/naringsliv-och-arbete/", "Näringsliv och arbete"),
    ("/kommun-och-politik/", "Kommun och politik"),
)


@dataclass(frozen=True, kw_only=True)
class Contact:
    """Whom a page says to ask."""

    name: str
    role: str
    phone: str
    mail: str


def session_id(path: str) -> str:
    """A session id that looks random and is the same every time: 32 hex digits."""
    return hashlib.sha256(path.encode()).hexdigest()[:32].upper()


def contact_of(page: Page) -> Contact | None:
    """Whom a news page names as its contact, or None."""
    if page.kind not in NEWS_KINDS or not page.forvaltning:
        return None
    people = _contacts().get(page.forvaltning[0], ())
    return people[len(page.title) % len(people)] if people else None


@lru_cache(maxsize=1)
def _contacts() -> Mapping[str, tuple[Contact, ...]]:
    """Contact persons by the unit that owns the page."""
    rows = [line.split("\t") for line in PEOPLE.read_text("utf-8").splitlines()]
    return {
        unit: tuple(Contact(name=name, role=role, phone=phone, mail=mail) for _, name, role, phone, mail in group)
        for unit, group in groupby(rows, key=lambda row: row[0])
    }


def cards_of(page: Page, news: tuple[Page, ...]) -> tuple[Page, ...]:
    """Three older news to show under a news page; `news` is newest first."""
    if page.kind not in NEWS_KINDS:
        return ()
    older = (other for other in news if (other.published, other.path) < (page.published, page.path))
    return tuple(islice(older, 3))


def crumbs_of(page: Page, pages: Mapping[str, Page]) -> tuple[tuple[str | None, str], ...]:
    """The way from the start page, with links where a page stands."""
    parts = page.path.strip("/").split("/")[:-1]
    trail: list[tuple[str | None, str]] = [("/", "Startsida")]
    for end in range(1, len(parts) + 1):
        path = "/" + "/".join(parts[:end]) + "/"
        trail.append((path, pages[path].title) if path in pages else (None, parts[end - 1].capitalize()))
    return tuple(trail) if page.path != "/" else ()


def side_of(page: Page, pages: Mapping[str, Page]) -> tuple[tuple[str, str], ...]:
    """The left menu: the pages of the same folder that are not news, or the years of the archive."""
    parent = page.path.rstrip("/").rpartition("/")[0] + "/"
    root = "/nyhetsarkiv/" if page.kind in NEWS_KINDS and page.published.year < 2022 else "/aktuellt/"
    folder = root if page.kind in NEWS_KINDS | {Kind.LIST} else page.path if page.path.count("/") == 2 else parent
    return tuple((path, other.title) for path, other in pages.items() if _stands_in(path, folder, other))


def _stands_in(path: str, folder: str, page: Page) -> bool:
    below = path.removeprefix(folder)
    is_child = path.startswith(folder) and below.count("/") == 1 and path != folder
    return is_child and page.kind not in NEWS_KINDS and not page.noindex
