"""A tree walked once into pieces: every stretch of text with its kind, its place and what its place says of it."""

from __future__ import annotations

import re
from typing import NamedTuple

from crawler.model import BlockKind
from crawler.reading.furniture import HIDDEN, OUTSIDE, SOFT, Verdict, judge
from crawler.reading.labels import may_hold
from crawler.reading.markup import PARAGRAPH_MARK, Element, clean, spaced_text_of, text_of
from crawler.reading.tables import data_rows
from crawler.reading.wordlist import wordlist

MAX_DEPTH = 200
_RICH = 400
"""Beside a main part of so many characters nothing outside it is asked back."""

_IN_TEXT = re.compile(r"/(?:main|article)\b")
MAX_PIECES = 60_000

INLINE = frozenset(
    wordlist(
        "a abbr acronym b bdi bdo big br cite code data del dfn em font i img ins kbd mark nobr q s samp small span"
        " strike strong sub sup time tt u var wbr picture source input"
    )
)
_HEADINGS = {"h1": 1, "h2": 2, "h3": 3, "h4": 4, "h5": 5, "h6": 6}
_LINES = frozenset({"block", "d-block"})
_OF_TEXT = frozenset({*_HEADINGS, "p", "li", "td", "th", "tr"})
_HIDING = frozenset({"hidden", "aria-hidden", "style"})
_KINDS = {
    "li": BlockKind.BULLET,
    "figcaption": BlockKind.CAPTION,
    "caption": BlockKind.CAPTION,
    "blockquote": BlockKind.QUOTE,
    **dict.fromkeys(_HEADINGS, BlockKind.HEADING),
}


class Piece(NamedTuple):
    """A stretch of text. `box` numbers the container it stands in, `linked` counts its characters inside links."""

    kind: BlockKind
    text: str
    level: int
    path: str
    box: int
    linked: int
    reason: str | None


class Spot(NamedTuple):
    """Where the walk is: path so far, why the place is furniture, what its text is."""

    path: str
    reason: str | None
    kind: BlockKind
    depth: int
    link: bool = False


class Walk:
    """The pieces of a page in reading order.

    `starts[box]` and `ends[box]` bound the pieces of a container, `parents` and `elements` say where it stands.
    """

    def __init__(self, *, protected: frozenset[Element], spine: frozenset[Element], main: Element | None) -> None:
        self.pieces: list[Piece] = []
        self.starts: list[int] = []
        self.ends: list[int] = []
        self.parents: list[int] = []
        self.elements: list[Element] = []
        self._protected = protected
        self._spine = spine
        self._main = main
        self._is_rich = main is not None and len(text_of(main)) > _RICH

    def run(self, root: Element) -> Walk:
        """Walk from here down."""
        self._container(root, Spot("", None, BlockKind.PARAGRAPH, 0), 0)
        return self

    def _open(self, element: Element, parent: int) -> int:
        self.starts.append(len(self.pieces))
        self.ends.append(0)
        self.parents.append(parent)
        self.elements.append(element)
        return len(self.ends) - 1

    def _container(self, element: Element, spot: Spot, parent: int) -> None:
        box = self._open(element, parent)
        texts, linked = [element.text or ""], 0
        for child in element:
            tag = child.tag
            if tag in INLINE and child not in self._protected and not (_holds_blocks(child) or _is_set_apart(child)):
                text = text_of(child)
                texts.append(text)
                linked += len(text) if tag == "a" else _linked(child)
            elif isinstance(tag, str):
                self._flush("".join(texts), linked, spot, box)
                texts, linked = [], 0
                self._block(child, element, spot, box)
            texts.append(child.tail or "")
        self._flush("".join(texts), linked, spot, box)
        self.ends[box] = len(self.pieces)

    def _block(self, element: Element, parent: Element, spot: Spot, box: int) -> None:
        if not len(element) and not (element.text or "").strip():
            return
        verdict = _verdict(element)
        reason = self._reason(element, parent, verdict.reason, spot.path)
        below = Spot(
            f"{spot.path}/{verdict.step}",
            spot.reason or reason,
            verdict.kind or _KINDS.get(element.tag) or spot.kind,
            spot.depth + 1,
            spot.link or element.tag == "a",
        )
        dull = self._dull(element, reason) if reason and not spot.reason else None
        if dull is not None or len(self.pieces) >= MAX_PIECES or below.depth > MAX_DEPTH:
            self._whole(element, dull or spaced_text_of(element), below, box)
        elif not len(element):
            self._whole(element, element.text or "", below, box)
        elif element.tag == "table" and (rows := data_rows(element)):
            self._table(element, rows, below, box)
        else:
            self._container(element, below, box)

    def _reason(self, element: Element, parent: Element, reason: str | None, path: str) -> str | None:
        if element in self._protected or (element.tag == "header" and _IN_TEXT.search(path)):
            return None
        if reason is None and parent in self._spine and element is not self._main and element not in self._spine:
            return OUTSIDE
        return reason

    def _dull(self, element: Element, reason: str) -> str | None:
        """The text of furniture that nobody will ask back and no date stands in; it is not looked at closer."""
        if reason in SOFT and not (reason == OUTSIDE and self._is_rich):
            return None
        text = spaced_text_of(element)
        return None if may_hold(text) else text

    def _whole(self, element: Element, text: str, spot: Spot, parent: int) -> None:
        box = self._open(element, parent)
        self._flush(text, 0, spot, box)
        self.ends[box] = len(self.pieces)

    def _table(self, element: Element, rows: str, spot: Spot, parent: int) -> None:
        box = self._open(element, parent)
        for caption in element.iter("caption"):
            self._flush(text_of(caption), 0, spot._replace(kind=BlockKind.CAPTION), box)
        self.pieces.append(Piece(BlockKind.TABLE, rows, 0, spot.path, box, _linked(element), spot.reason))
        self.ends[box] = len(self.pieces)

    def _flush(self, joined: str, linked: int, spot: Spot, box: int) -> None:
        if not joined or joined.isspace():
            return
        level = _HEADINGS.get(self.elements[box].tag, 0)
        kind = BlockKind.HEADING if level else _plain(spot.kind)
        for part in joined.split(PARAGRAPH_MARK) if PARAGRAPH_MARK in joined else (joined,):
            text = clean(part)
            if text:
                share = len(text) if spot.link else linked
                self.pieces.append(Piece(kind, text, level, spot.path, box, share, spot.reason))


def _verdict(element: Element) -> Verdict:
    """What the element's own markup says of it. Most have no attributes at all."""
    names, tag = element.keys(), str(element.tag)
    if not names:
        return judge(tag, "", "", "")
    verdict = judge(
        tag, element.get("class", ""), "" if tag in _OF_TEXT else element.get("id", ""), element.get("role", "")
    )
    if verdict.reason is None and not _HIDING.isdisjoint(names) and _is_hidden(element):
        return verdict._replace(reason=HIDDEN)
    return verdict


def _plain(kind: BlockKind) -> BlockKind:
    return BlockKind.PARAGRAPH if kind is BlockKind.HEADING else kind


def _holds_blocks(element: Element) -> bool:
    return len(element) > 0 and any(child.tag not in INLINE for child in element.iter("*"))


def _is_set_apart(element: Element) -> bool:
    """A line of its own by its class ("block", "d-block"), or a tool."""
    return not _LINES.isdisjoint((element.get("class") or "").split()) or _is_tool(element)


def _is_tool(element: Element) -> bool:
    """A link or button that its own class calls furniture ("skip-link")."""
    if element.tag != "a" or element.get("class") is None:
        return False
    return judge("a", element.get("class", ""), "", "").reason is not None


def _linked(element: Element) -> int:
    if not len(element):
        return 0
    return sum(len(text_of(link)) for link in element.iter("a"))


def _is_hidden(element: Element) -> bool:
    if element.get("hidden") is not None or element.get("aria-hidden") == "true":
        return True
    style = element.get("style")
    return style is not None and "display:none" in style.replace(" ", "").lower()
