"""A capture as it looked, in a frame, under a strip that says what was not kept. Pure."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from lxml import etree, html

from archive.enrich.identity import mask
from archive.model import Memento
from archive.model.moments import stamp_text
from archive.web.language import _
from archive.web.links import page_url
from archive.web.replay import shown_type
from archive.web.views.hits import UNTITLED
from archive.web.words import count_text, moment_text
from crawler.model import Capture


@dataclass(frozen=True, kw_only=True)
class LooksView:
    """For looks.html. `missing` is empty when the page asks for nothing from elsewhere; a file is not `framed`."""

    title: str
    captured: str
    missing: str
    framed: bool
    media_type: str
    size: str
    text_url: str
    original_url: str


def make_looks(memento: Memento, capture: Capture) -> LooksView:
    """The view of a capture and its memento."""
    stamp = stamp_text(memento.at)
    media_type, is_shown = shown_type(capture)
    return LooksView(
        title=mask(memento.title.strip()) or _(UNTITLED),
        captured=moment_text(memento.at),
        missing=", ".join(_missing(capture.body)) if media_type == "text/html" else "",
        framed=is_shown,
        media_type=media_type,
        size=_size(len(capture.body)),
        text_url=page_url(memento.page, stamp),
        original_url=page_url(memento.page, stamp, "original"),
    )


def _missing(body: bytes) -> Iterator[str]:
    """How much of each kind the page asks for from elsewhere, none of which was kept."""
    tree = _parsed(body)
    if tree is None:
        return
    styles = (each.get("href") for each in tree.iter("link") if "stylesheet" in (each.get("rel") or "").lower().split())
    images = (each.get("src") or each.get("srcset") for each in tree.iter("img"))
    scripts = (each.get("src") for each in tree.iter("script"))
    if count := _asked_for(images):
        yield count_text(count, "bild", "bilder")
    if count := _asked_for(styles):
        yield count_text(count, "stilmall", "stilmallar")
    if count := _asked_for(scripts):
        yield count_text(count, "skript", "skript")


def _asked_for(urls: Iterable[str | None]) -> int:
    """How many addresses, each once; what stands in the page itself is there."""
    return len({url for url in urls if url and not url.startswith("data:")})


def _parsed(body: bytes) -> html.HtmlElement | None:
    try:
        return html.document_fromstring(body)
    except (etree.LxmlError, ValueError):
        return None


def _size(count: int) -> str:
    return count_text(-(-count // 1024), "kB", "kB")
