"""An HTML page opened: its tree, its head, its title, where its content stands, and its pieces in reading order."""

from __future__ import annotations

import re
from dataclasses import dataclass
from itertools import islice

from crawler.blocks import Piece, Walk
from crawler.charset import decode
from crawler.furniture import judge
from crawler.head import Head, read_head
from crawler.markup import Element, content_of, parse, silence
from crawler.places import Place, find_place

_MARKUP = re.compile(
    rb"<\s*(!doctype|html|head|body|div|p|table|article|main|title|meta|h1|span|a|ul)\b", re.IGNORECASE
)
_SNIFFED = 4096
_TOP = 120
_SHORT = 12
_LONGEST_HEADING = 160
_MAY_HEAD = ("span", "div", "p", "td", "h2", "font")
_HEADED = re.compile(
    r"(?<![a-zåäö])(?:sid|page|huvud|main|article|artikel|news|nyhets?)[-_]?(?:rubrik|heading|title|titel)(?![a-zåäö-])"
    r"|(?<![a-zåäö-])(?:rubrik|heading)-?1(?!\d)",
    re.IGNORECASE,
)
_CUTS = re.compile(r"\s+[|–—·»-]\s+|\s*::\s*")


@dataclass(frozen=True, kw_only=True)
class Page:
    """What one HTML page holds before anything is judged."""

    root: Element
    head: Head
    title: str
    place: Place
    walk: Walk
    noscript: tuple[str, ...]


def looks_like_markup(body: bytes) -> bool:
    """Whether bytes without a known media type are HTML."""
    return _MARKUP.search(body[:_SNIFFED].replace(b"\x00", b"")) is not None


def open_page(text: str) -> Page | None:
    """Parse a page; None when it holds no element."""
    root = parse(text)
    if root is None:
        return None
    head = read_head(root)
    noscript = tuple(filter(None, (content_of(one)[:400] for one in root.iter("noscript"))))
    silence(root)
    place = find_place(root, text)
    heading = choose_heading(root, head)
    body = root.find("body")
    walk = Walk(protected=_protected(root, heading, place.main), spine=place.spine, main=place.main)
    walk.run(root if body is None else body)
    title = content_of(heading) if heading is not None else _title(head, walk.pieces)
    return Page(root=root, head=head, title=title, place=place, walk=walk, noscript=noscript)


def read_pieces(body: bytes) -> tuple[Piece, ...]:
    """The pieces of a page for counting: HTML by its tree, plain text by its lines. Empty when unreadable."""
    text = decode(body)
    if not looks_like_markup(body):
        from crawler.formats.plain import read_lines

        return tuple(read_lines(text))
    page = open_page(text)
    return tuple(page.walk.pieces) if page else ()


def choose_heading(root: Element, head: Head) -> Element | None:
    """The h1 that names this page: not the site's name, rather the one the title element repeats.

    Without an h1, what the markup calls the heading of the page.
    """
    site = head.meta("og:site_name").casefold()
    found = [one for one in root.iter("h1") if content_of(one) and content_of(one).casefold() != site]
    if not found:
        found = list(islice((one for one in root.iter(*_MAY_HEAD) if _is_called_heading(one)), 1))
    if len(found) < 2:
        return found[0] if found else None
    title = head.title.casefold()
    return next((one for one in found if len(content_of(one)) > 3 and content_of(one).casefold() in title), found[0])


def _is_called_heading(element: Element) -> bool:
    names = f"{element.get('class', '')} {element.get('id', '')}"
    return _HEADED.search(names) is not None and 3 < len(content_of(element)) < _LONGEST_HEADING


def _title(head: Head, pieces: list[Piece]) -> str:
    """Without an h1: the line near the top that the title element repeats, else the title element without its tail."""
    whole = head.title.casefold()
    lines = [one.text for one in pieces[:_TOP] if len(one.text) > _SHORT and not one.linked and not one.reason]
    said = max((line for line in lines if line.casefold() in whole), key=len, default="")
    return said or head.meta("og:title") or _CUTS.split(head.title)[0].strip() or head.title


def _protected(root: Element, heading: Element | None, main: Element | None) -> frozenset[Element]:
    """What holds the heading, or else the longest paragraph, is no furniture whatever it is called."""
    anchors = [one for one in (heading, main) if one is not None]
    if not anchors:
        longest = max(root.iter("p", "td", "div"), key=_own_length, default=None)
        anchors = [longest] if longest is not None else []
    return frozenset(holder for anchor in anchors for holder in (anchor, *anchor.iterancestors()))


def _own_length(element: Element) -> int:
    """Length of the text an element holds itself, outside known furniture."""
    if judge(element.tag, element.get("class", ""), element.get("id", ""), element.get("role", "")).reason:
        return 0
    return len((element.text or "").strip()) + sum(len((child.tail or "").strip()) for child in element)
