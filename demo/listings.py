"""Pages made of other pages: the years of the archive, the latest news, the start page."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from itertools import groupby

from demo.furniture import NEWS_KINDS
from demo.model import Block, BlockKind, Kind, Page, Run
from demo.words import swedish_day

MOVED_IN = 2022
"""The first year of the new look, and of the new address for news."""


def news_of(pages: Iterable[Page]) -> tuple[Page, ...]:
    """The news among pages, newest first; drafts that search engines may not have are left out."""
    found = (page for page in pages if page.kind in NEWS_KINDS and not page.noindex)
    return tuple(sorted(found, key=lambda page: (page.published, page.path), reverse=True))


def listings(pages: tuple[Page, ...]) -> tuple[Page, ...]:
    """Every listing page of the site."""
    news = news_of(pages)
    years = tuple(_year(year, list(of_year)) for year, of_year in groupby(news, key=lambda page: page.published.year))
    decided = [page for page in news if page.path.startswith("/kommun-och-politik/politiska-beslut-i-korthet/")]
    documents = sorted((page for page in pages if page.kind is Kind.DOCUMENT), key=_newest, reverse=True)
    return (
        _teasers("/", "Välkommen till Mellanköpings kommun", news[:6]),
        _teasers("/aktuellt/", "Aktuellt", news[:20]),
        _index("/nyhetsarkiv/", "Nyhetsarkiv", years),
        *years,
        _teasers("/kommun-och-politik/politiska-beslut-i-korthet/", "Politiska beslut i korthet", decided),
        _index("/kommun-och-politik/protokoll/", "Protokoll och handlingar", documents),
        _dated("/naringsliv-och-arbete/upphandlingsnyheter/", "Nyheter om upphandling", _about(news, "upphandling")),
    )


def _newest(page: Page) -> tuple[date, str]:
    return page.published, page.path


def _about(news: Iterable[Page], topic: str) -> list[Page]:
    return [page for page in news if page.topics[:1] == (topic,)]


def _year(year: int, news: list[Page]) -> Page:
    root = "/nyhetsarkiv/" if year < MOVED_IN else "/aktuellt/"
    day = max(page.changed for page in news)
    return _listing(f"{root}{year}/", f"Nyheter {year}", _bullets(news, dates=True), day, year=year)


def _dated(path: str, title: str, pages: list[Page]) -> Page:
    return _listing(path, title, _bullets(pages, dates=True), pages[0].changed)


def _index(path: str, title: str, pages: Iterable[Page]) -> Page:
    known = tuple(pages)
    return _listing(path, title, _bullets(known, dates=False), max(page.changed for page in known))


def _teasers(path: str, title: str, pages: Iterable[Page]) -> Page:
    known = tuple(pages)
    blocks = tuple(block for page in known for block in _teaser(page))
    return _listing(path, title, blocks, max(page.changed for page in known))


def _listing(path: str, title: str, blocks: tuple[Block, ...], day: date, *, year: int | None = None) -> Page:
    return Page(path=path, title=title, kind=Kind.LIST, published=day, blocks=blocks, dated=False, year=year)


def _teaser(page: Page) -> tuple[Block, ...]:
    heading = Block(kind=BlockKind.HEADING, runs=(Run(text=page.title, href=page.path),), level=2)
    day = Block(kind=BlockKind.PARAGRAPH, runs=(Run(text=swedish_day(page.published)),))
    return heading, day, Block(kind=BlockKind.PARAGRAPH, runs=(Run(text=page.lead),))


def _bullets(pages: Iterable[Page], *, dates: bool) -> tuple[Block, ...]:
    return tuple(
        Block(kind=BlockKind.BULLET, runs=(Run(text=page.title, href=page.path), *_day_run(page, shown=dates)))
        for page in pages
    )


def _day_run(page: Page, *, shown: bool) -> tuple[Run, ...]:
    return (Run(text=f", {swedish_day(page.published)}"),) if shown else ()
