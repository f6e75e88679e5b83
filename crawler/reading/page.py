"""An HTML page opened: its tree, its head, its title, where its content stands, and its pieces in reading order."""

from __future__ import annotations

import re
from dataclasses import dataclass
from itertools import islice

from crawler.charset import decode
from crawler.reading.blocks import Piece, Walk
from crawler.reading.furniture import is_by_name, judge
from crawler.reading.head import Head, read_head
from crawler.reading.markup import Element, clean, content_of, parse, silence, spaced_text_of
from crawler.reading.places import Place, find_place

_MARKUP = re.compile(
    rb"<\s*(!doctype|html|head|body|div|p|table|article|main|title|meta|h1|span|a|ul)\b", re.IGNORECASE
)
_SNIFFED = 4096
_TOP = 120
_SHORT = 12
_WALKS = 3
_FIRST = 8
_LONG = 80
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
    walk = _walk(root if body is None else body, _protected(root, heading, place.main), place)
    title = content_of(heading) if heading is not None else _title(head, walk.pieces)
    return Page(root=root, head=head, title=title, place=place, walk=walk, noscript=noscript)


def _walk(body: Element, protected: frozenset[Element], place: Place) -> Walk:
    """Walk, and again when a name alone called the first long text below the heading furniture: it is the text."""
    for _ in range(_WALKS):
        walk = Walk(protected=protected, spine=place.spine, main=place.main).run(body)
        wronged = _wronged(walk)
        if wronged is None:
            break
        protected |= {wronged}
    return walk


def _wronged(walk: Walk) -> Element | None:
    at = next((n for n, piece in enumerate(walk.pieces) if piece.level == 1), None)
    for piece in walk.pieces[at + 1 : at + _FIRST] if at is not None else ():
        if piece.reason is None and len(piece.text) >= _LONG:
            return None
        box = _named_box(walk, piece.box) if piece.reason is not None else None
        if box is not None and _is_text(walk, box):
            return walk.elements[box]
    return None


def _named_box(walk: Walk, box: int) -> int | None:
    """The container, this one or one around it, that its class or id alone calls furniture."""
    while True:
        element = walk.elements[box]
        found = judge(str(element.tag), element.get("class", ""), element.get("id", ""), "").reason
        if is_by_name(str(element.tag), element.get("role", ""), found):
            return box
        if walk.parents[box] == box:
            return None
        box = walk.parents[box]


def _is_text(walk: Walk, box: int) -> bool:
    """Sentences, and more of them than anything beside it."""
    text, around = clean(spaced_text_of(walk.elements[box])), walk.parents[box]
    beside = (*range(walk.starts[around], walk.starts[box]), *range(walk.ends[box], walk.ends[around]))
    longest = max((len(walk.pieces[n].text) for n in beside if walk.pieces[n].reason is None), default=0)
    return len(text) > max(_LONG, longest) and ". " in text


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
