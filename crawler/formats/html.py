"""HTML pages."""

from __future__ import annotations

from crawler.anchors import read_links, resolve
from crawler.errors import Unreadable
from crawler.generic import read_generic
from crawler.judge import judge_pieces
from crawler.model import Dropped, Extract
from crawler.page import Page, open_page
from crawler.template import SiteModel
from crawler.times import read_times


def read_html(text: str, *, url: str, site: SiteModel | None = None) -> Extract:
    """A page read with the site's model where there is one, else by its own marks, else by a generic engine."""
    page = open_page(text)
    if page is None:
        raise Unreadable("no text and no markup in the page")
    draft = judge_pieces(page.walk, page.title, site, marked=page.place.hint is not None)
    found = None
    if site is None and not (page.place.hint and is_swedish(page)):
        found = read_generic(text, page, draft, swedish=is_swedish(page))
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
    )


def is_swedish(page: Page) -> bool:
    """By its own word, else by its letters."""
    if page.head.language:
        return page.head.language.startswith("sv")
    text = " ".join(piece.text for piece in page.walk.pieces[:400]).casefold()
    return sum(text.count(word) for word in (" och ", " att ", " för ", " på ", " är ")) > len(text) / 250


def _noscript(page: Page) -> tuple[Dropped, ...]:
    return tuple(Dropped(text=text, reason="shown only without JavaScript") for text in page.noscript)
