"""What a capture leads to, as targets. Pure."""

from __future__ import annotations

from collections.abc import Container, Iterable, Iterator
from datetime import datetime
from urllib.parse import urlsplit

from crawler.discover import Discovery, discover
from crawler.errors import BadUrl
from crawler.media import is_html, media_type, shown_type
from crawler.model import Ask, Capture, Source, Target, Via
from crawler.robots import robots_url
from crawler.sitemaps import read_listing
from crawler.urls import canonical, join, origin_of
from crawler.verdict import REDIRECTS

_FEED_DEPTH = 1
"""Feeds are read from front pages only: some sites give every page a feed of its own."""


def opening(source: Source) -> tuple[Target, ...]:
    """What a crawl starts from: robots.txt and /sitemap.xml of each seed's origin, and the seeds. Raises BadUrl."""
    seeds = [canonical(seed) for seed in source.seeds]
    origins = list(dict.fromkeys(origin_of(seed) for seed in seeds if seed.startswith("http")))
    return (
        *(Target(url=robots_url(origin), source=source.name, ask=Ask.ROBOTS) for origin in origins),
        *(Target(url=f"{origin}/sitemap.xml", source=source.name, ask=Ask.SITEMAP) for origin in origins),
        *(Target(url=seed, source=source.name) for seed in seeds),
    )


def location(capture: Capture) -> str | None:
    """Where a redirect leads; None when it does not say, or says nonsense."""
    value = capture.header("location")
    if capture.status not in REDIRECTS or not value or not value.strip():
        return None
    try:
        return join(capture.url, _letters(value))
    except BadUrl:
        return None


def _letters(value: str) -> str:
    """A header's bytes as text: UTF-8 if they are that, else Latin-1."""
    try:
        return value.encode("latin-1").decode("utf-8")
    except UnicodeError:
        return value


def redirected(target: Target, url: str) -> Target:
    """The target a redirect leads to; it keeps the reason for asking."""
    return Target(
        url=url, source=target.source, ask=target.ask, via=Via.REDIRECT, parent=target.url, depth=target.depth
    )


def linked(target: Target, capture: Capture, now: datetime, known: Container[str] = ()) -> tuple[Target, ...]:
    """The targets in the body of a good answer; links to `known` addresses are left out."""
    if capture.status != 200 or capture.absent or capture.truncated not in {None, "length"}:
        return ()
    if target.ask in {Ask.SITEMAP, Ask.FEED}:
        return tuple(_listed(target, capture, now))
    return tuple(_on_page(target, capture, known))


def named_sitemaps(target: Target, urls: Iterable[str]) -> tuple[Target, ...]:
    """The sitemaps that a robots.txt names."""
    return tuple(_child(target, url, ask=Ask.SITEMAP, via=Via.SITEMAP) for url in _usable(target.url, urls))


def _listed(target: Target, capture: Capture, now: datetime) -> Iterator[Target]:
    for entry in read_listing(capture.body, capture.url, now=now).entries:
        yield Target(
            url=entry.url,
            source=target.source,
            ask=entry.ask,
            via=entry.via,
            parent=target.url,
            depth=target.depth + 1,
            lastmod=entry.lastmod,
        )


def _on_page(target: Target, capture: Capture, known: Container[str]) -> Iterator[Target]:
    declared, charset = shown_type(capture)
    if not is_html(media_type(declared, capture.body)):
        return
    page = discover(capture.shown, capture.url, charset=charset, headers=capture.headers)
    if target.depth <= _FEED_DEPTH:
        yield from (_child(target, feed, ask=Ask.FEED) for feed in page.feeds)
    yield from (_child(target, url, via=via) for url, via in _named(page) if url not in known)


def _named(page: Discovery) -> Iterator[tuple[str, Via]]:
    """What a page names; links it asks robots not to follow are targets too, so that their refusal is on record."""
    if page.canonical and urlsplit(page.canonical).path not in {"", "/"}:
        yield page.canonical, Via.LINK
    for url in page.links:
        yield url, Via.NOFOLLOW if page.nofollow else Via.LINK
    for url in page.nofollowed:
        yield url, Via.NOFOLLOW


def _child(target: Target, url: str, *, ask: Ask = Ask.PAGE, via: Via = Via.LINK) -> Target:
    return Target(url=url, source=target.source, ask=ask, via=via, parent=target.url, depth=target.depth + 1)


def _usable(base: str, urls: Iterable[str]) -> Iterator[str]:
    for url in urls:
        try:
            yield join(base, url)
        except BadUrl:
            continue
