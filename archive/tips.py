"""What a visitor misses: which source an address belongs to, and what comes of a tip that is approved."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from urllib.parse import urlsplit

from archive.enrich.identity import mask
from archive.model import Page, Tip, TipState
from archive.parts import Archive
from archive.store.tips import spellings
from crawler.errors import BadUrl
from crawler.model import Source, Target, Via
from crawler.scope import Rule, scope_of
from crawler.urls import MAX_LENGTH, canonical

MOST_WAITING = 2_000
ELSEWHERE = frozenset({Rule.HOST, Rule.PORT, Rule.SCHEME, Rule.LENGTH})
NOTE = 500
"""Letters of a visitor's words."""


def missed_url(text: str) -> str | None:
    """The canonical address that a visitor means, one without a scheme taken for https; None when it is none."""
    whole = text if "://" in text else f"https://{text}"
    if len(whole) > MAX_LENGTH or "@" in whole.partition("://")[2].partition("/")[0]:
        return None
    try:
        url = canonical(whole)
    except BadUrl:
        return None
    host = urlsplit(url).hostname or ""
    return url if url.startswith(("http://", "https://")) and "." in host else None


def held_page(archive: Archive, url: str) -> Page | None:
    """The page of the archive that has this address, with or without its last slash, by either scheme."""
    return next((page for form in spellings(url) if (page := archive.store.pages.by_url(form))), None)


def tell(archive: Archive, url: str, note: str) -> bool:
    """Keep that a page is missed; False when too many wait. Personal numbers in the words are hidden for good."""
    said = mask(note)[:NOTE]
    return archive.store.tips.tell(url, said, at=archive.clock(), most=MOST_WAITING)


def source_of(sources: Iterable[Source], url: str) -> Source | None:
    """The source on whose hosts an address stands; one that is crawled before one that is turned off."""
    target = Target(url=url, source="")
    fitting = [each for each in sources if each.seeds and scope_of(each).rule(target) not in ELSEWHERE]
    return min(fitting, key=lambda each: not each.enabled, default=None)


def approve(archive: Archive, tip: Tip, source: Source, *, who: str) -> None:
    """Make the address one that the source asks for in its next run. What robots.txt says still holds.

    A person has said that the page belongs to the source: where its rules would keep it out, it becomes one of the
    addresses that the source starts from.
    """
    is_kept_out = scope_of(source).rule(Target(url=tip.url, source=source.name, via=Via.LINK)) is not None
    with archive.store.transaction():
        archive.store.frontier.add([Target(url=tip.url, source=source.name)])
        if is_kept_out:
            archive.store.sources.save(replace(source, seeds=(*source.seeds, tip.url)))
        archive.store.tips.decide(tip.id, TipState.APPROVED, who=who, at=archive.clock())


def decline(archive: Archive, tip: Tip, *, who: str, reason: str) -> None:
    """Answer that the page will not be taken."""
    archive.store.tips.decide(tip.id, TipState.DECLINED, who=who, at=archive.clock(), reason=reason)
