"""HTML pages."""

from __future__ import annotations

from crawler.errors import Unreadable
from crawler.model import Dropped, Extract
from crawler.reading.anchors import read_links, resolve
from crawler.reading.draft import Draft
from crawler.reading.generic import Reading, read_generic, without_repeated
from crawler.reading.markup import bounded
from crawler.reading.page import Page, open_page
from crawler.reading.times import read_times
from crawler.reading.weigh import judge_pieces
from crawler.site_model import SiteModel


def read_html(text: str, *, url: str, site: SiteModel | None = None) -> Extract:
    """A page read with the site's model where there is one, else by its own marks, else by a generic engine."""
    text, warnings = bounded(text)
    page = open_page(text)
    if page is None:
        raise Unreadable("no text and no markup in the page")
    draft = judge_pieces(page.walk, page.title, site, marked=page.place.hint is not None)
    found = _generic(text, page, draft, site)
    return Extract(
        title=page.title,
        blocks=found.blocks if found else draft.blocks(),
        dropped=(*(found.dropped if found else draft.dropped()), *_noscript(page)),
        labels=tuple(dict.fromkeys(draft.labels)),
        metas=(*page.head.metas, *read_times(page)),
        links=read_links(page.root, url, page.head.base),
        language=page.head.language,
        canonical=resolve(url, page.head.canonical),
        noindex=page.head.noindex,
        nofollow=page.head.nofollow,
        warnings=warnings,
    )


def _generic(text: str, page: Page, draft: Draft, site: SiteModel | None) -> Reading | None:
    """A second opinion, unless the site is known to us or its content system is one we know, on Swedish pages."""
    swedish = is_swedish(page)
    if swedish and ((site is not None and site.repeated) or page.place.hint is not None):
        return None
    return read_generic(text if site is None else without_repeated(page, draft), page, draft, swedish=swedish)


def is_swedish(page: Page) -> bool:
    """By its own word, else by its letters."""
    if page.head.language:
        return page.head.language.startswith("sv")
    text = " ".join(piece.text for piece in page.walk.pieces[:400]).casefold()
    return sum(text.count(word) for word in (" och ", " att ", " för ", " på ", " är ")) > len(text) / 250


def _noscript(page: Page) -> tuple[Dropped, ...]:
    return tuple(Dropped(text=text, reason="shown only without JavaScript") for text in page.noscript)
