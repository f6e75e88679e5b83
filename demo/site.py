"""The whole site of Mellanköpings kommun as a pure function from address to answer.

`Site(edition=1)` is the site one day, `Site(edition=2)` a few weeks later: a page's text changed, another only its
stamp, one vanished, one is new. `Site.truth` says what a person knows about each page; the product never asks it.
"""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date
from functools import cached_property, lru_cache
from pathlib import Path
from urllib.parse import parse_qsl, unquote, urlsplit

from demo import documents, doors, feeds
from demo.dress import Setting, dress
from demo.furniture import NEWS_KINDS, cards_of, contact_of, crumbs_of, side_of
from demo.listings import listings, news_of
from demo.model import Kind, Page, Truth
from demo.text import read_pages

HOME = "https://www.mellankoping.example"
CONTENT = Path(__file__).with_name("content")
TODAY = {1: date(2025, 11, 3), 2: date(2025, 11, 24)}
REDIRECTS: Mapping[str, str] = {
    "/ny-forvaltning": "/nyhetsarkiv/2019/oktober/ny-gemensam-forvaltning/",
    "/upphandling": "/naringsliv-och-arbete/upphandling-och-inkop/",
    "/start.4.2a91c0d71506b1f3c8e.html": "/",
}
"""Old addresses that still answer, and where they lead."""

Headers = tuple[tuple[str, str], ...]


@dataclass(frozen=True, kw_only=True)
class Answer:
    """What the site says to a GET: status, header fields, body."""

    status: int
    headers: Headers
    body: bytes


class Site:
    """One edition of the site, at one address. Building it reads no clock and no network."""

    def __init__(self, *, edition: int = 1, base: str = HOME) -> None:
        self.edition = edition
        self.base = base.rstrip("/")
        written = _written(edition)
        self.pages: Mapping[str, Page] = {page.path: page for page in (*written, *listings(written))}
        self.news = news_of(written)
        self._made: dict[str, Answer] = {}
        self._carded = tuple(page for page in self.news if page.carded)

    @property
    def paths(self) -> tuple[str, ...]:
        """The address of every page and document, noindex ones included."""
        return tuple(self.pages)

    def truth(self, path: str) -> Truth:
        """The truth about a page. Raises KeyError when the site has no such page."""
        return truth_of(self.pages[path])

    def answer(self, target: str) -> Answer:
        """What a GET of a request target (path and query) gives."""
        split = urlsplit(target)
        path = unquote(split.path).partition(";")[0]
        if path in self.pages:
            return self._page(self.pages[path])
        if moved := REDIRECTS.get(path) or (f"{path}/" if f"{path}/" in self.pages else None):
            return Answer(status=301, headers=(("Location", self.base + moved),), body=b"")
        if machine := self._machine.get(path):
            return machine
        return self._door(path, dict(parse_qsl(split.query))) or self._missing()

    def _page(self, page: Page) -> Answer:
        if page.path not in self._made:
            media, body = _paper(page) if page.kind is Kind.DOCUMENT else (doors.HTML_TYPE, self._html(page))
            self._made[page.path] = _ok(media, body, feeds.moment(page, changed=True))
        return self._made[page.path]

    def _html(self, page: Page) -> bytes:
        setting = Setting(
            base=self.base,
            crumbs=crumbs_of(page, self.pages),
            side=side_of(page, self.pages),
            cards=cards_of(page, self._carded),
            contact=contact_of(page),
        )
        return dress(page, setting)

    @cached_property
    def _machine(self) -> Mapping[str, Answer]:
        shown = [page for page in self.pages.values() if not page.noindex]
        groups = [[page for page in shown if (page.kind in NEWS_KINDS) is news] for news in (False, True)]
        newest = [max(group, key=lambda page: page.changed) for group in groups]
        changed = feeds.moment(max(shown, key=lambda page: page.changed), changed=True)
        texts = {
            "/robots.txt": ("text/plain; charset=utf-8", feeds.robots(self.base)),
            "/sitemap.xml": ("application/xml", feeds.sitemap_index(self.base, newest)),
            feeds.SITEMAPS[0]: ("application/xml", feeds.sitemap(self.base, groups[0])),
            feeds.SITEMAPS[1]: ("application/xml", feeds.sitemap(self.base, groups[1])),
            "/rss.xml": ("application/rss+xml; charset=utf-8", feeds.rss(self.base, self.news[:15])),
        }
        return {path: _ok(media, text.encode(), changed) for path, (media, text) in texts.items()}

    def _door(self, path: str, query: Mapping[str, str]) -> Answer | None:
        if path == doors.CALENDAR:
            month = doors.calendar(query, TODAY[self.edition])
            return _ok(doors.HTML_TYPE, month) if month else None
        if path.startswith(f"{doors.PRINT}/"):
            return self._print(path.removeprefix(doors.PRINT))
        if path.startswith(doors.STAFF):
            return _ok(doors.HTML_TYPE, doors.simple("Medarbetarwebben", "<p>Logga in med ditt tjänstekort.</p>"))
        return _fixed(path)

    def _print(self, path: str) -> Answer | None:
        if path not in self.pages or self.pages[path].kind is Kind.DOCUMENT:
            return None
        page = replace(self.pages[path], noindex=True)
        return _ok(doors.HTML_TYPE, dress(page, Setting(base=self.base)))

    def _missing(self) -> Answer:
        body = doors.simple(
            "Sidan hittades inte",
            "<p>Adressen kan vara felskriven, eller så har vi tagit bort sidan. Pröva att söka i stället.</p>",
        )
        return Answer(status=404, headers=(("Content-Type", doors.HTML_TYPE),), body=body)


def truth_of(page: Page) -> Truth:
    """The truth about a page, as its text, its marks and its labels have it."""
    published = page.published if page.dated and page.kind in NEWS_KINDS and page.published.year >= 2022 else None
    return Truth(
        path=page.path,
        title=page.title,
        body=page.body,
        kind=page.kind,
        year=_year(page),
        forvaltning=page.forvaltning,
        topics=page.topics,
        published=published,
        updated=page.stamp if page.dated else None,
        reviewed=page.reviewed if page.dated else None,
        meetings=page.meetings,
        decisions=page.gold.decisions,
        amounts=page.gold.amounts,
        procurements=page.gold.procurements,
        neutral=tuple(text for _, text in page.links),
        searchable=not page.noindex,
    )


def _year(page: Page) -> int | None:
    if page.year or page.kind is Kind.LIST:
        return page.year
    if page.kind in {Kind.STATIC, Kind.CONTACT}:
        return page.changed.year if page.dated and (page.stamp or page.reviewed) else None
    return page.published.year


@lru_cache(maxsize=2)
def _written(edition: int) -> tuple[Page, ...]:
    """The written pages of an edition: those of the first, then what the second replaces, adds and drops."""
    pages = {page.path: page for page in read_pages(CONTENT)}
    if edition == 2:
        for page in read_pages(CONTENT / "edition2"):
            pages[page.path] = _later(pages.get(page.path), page)
        pages = {path: page for path, page in pages.items() if path not in _vanished()}
    return tuple(pages.values())


def _later(before: Page | None, page: Page) -> Page:
    """The page as written again; one without text keeps the old text and changes only its stamp."""
    return replace(before, stamp=page.stamp) if before and not page.blocks else page


def _vanished() -> frozenset[str]:
    return frozenset((CONTENT / "edition2" / "vanished").read_text("utf-8").split())


@lru_cache(maxsize=64)
def _paper(page: Page) -> tuple[str, bytes]:
    """A document of either edition; setting a PDF takes a while."""
    return documents.render(page)


def _fixed(path: str) -> Answer | None:
    if path.startswith(("/bilder/", "/system/")) and path.endswith(".png"):
        return _ok("image/png", doors.picture())
    if path in {"/system/grund.css", "/system/tema.css"}:
        return _ok("text/css; charset=utf-8", b"main{max-width:60rem}\n")
    if path in doors.TITLES:
        return _ok(doors.HTML_TYPE, doors.simple(doors.TITLES[path], "", robots="noindex"))
    return None


def _ok(media: str, body: bytes, modified: str | None = None) -> Answer:
    etag = f'"{hashlib.sha256(body).hexdigest()[:20]}"'
    stamp = (("Last-Modified", modified),) if modified else ()
    return Answer(status=200, headers=(("Content-Type", media), ("ETag", etag), *stamp), body=body)
