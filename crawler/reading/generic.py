"""Pages of unknown sites: trafilatura's answer, with what it loses on Swedish municipal pages put back."""

from __future__ import annotations

import re
from typing import NamedTuple

import trafilatura
from lxml import etree
from trafilatura.settings import Document

from crawler.model import Block, BlockKind, Dropped
from crawler.reading.blocks import Piece
from crawler.reading.draft import Draft
from crawler.reading.labels import lift
from crawler.reading.markup import Element, clean, text_of
from crawler.reading.page import Page
from crawler.reading.phrases import line_reason
from crawler.site_model import SEEN

_FORUM_TYPES = frozenset({"DiscussionForumPosting", "QAPage", "Question", "ForumPosting"})
_FORUM_SOFTWARE = re.compile(
    r"phpbb|vbulletin|xenforo|discourse|mybb|simple machines|smf|flarum|vanilla", re.IGNORECASE
)
NOT_CHOSEN = "not chosen by the generic engine"
_INLINE = frozenset({"hi", "ref", "del"})
_LOST = frozenset({BlockKind.BULLET, BlockKind.TABLE, BlockKind.CAPTION, BlockKind.LEAD, BlockKind.QUOTE})
_CREDIT = re.compile(r"\b(?:Foto|Bild|Illustration|Fotograf): [A-ZÅÄÖ].{1,60}$")
_NEAR = 8
_NOT_WORD = re.compile(r"\W+")


class Reading(NamedTuple):
    """What a generic engine made of a page."""

    blocks: tuple[Block, ...]
    dropped: tuple[Dropped, ...]


def read_generic(text: str, page: Page, draft: Draft, *, swedish: bool) -> Reading | None:
    """What trafilatura chooses; None when it finds nothing.

    On Swedish pages it chooses among our own pieces, whose order and spelling are kept; elsewhere its text stands.
    """
    found = trafilatura.bare_extraction(text, include_comments=_is_forum(page), include_formatting=False)
    if not isinstance(found, Document) or found.body is None:
        return None
    blocks = [block for part in (found.body, found.commentsbody) if part is not None for block in _blocks(part)]
    if swedish:
        return _chosen_among(draft, _squash(" ".join(block.text for block in blocks)))
    kept = tuple(tidied for block in blocks if (tidied := _tidy(block, page.title)) is not None)
    if not kept:
        return None
    chosen = _squash(" ".join(block.text for block in kept))
    unchosen = (
        Dropped(text=piece.text, reason=_why(draft, n))
        for n, piece in enumerate(draft.pieces)
        if _squash(piece.text) not in chosen
    )
    return Reading(kept, tuple(dict.fromkeys(unchosen)))


def without_repeated(page: Page, draft: Draft) -> str:
    """The page's markup without what the site model knows, for an engine that knows nothing of the site."""
    walk = page.walk
    repeated = {n for n, reason in enumerate(draft.reasons) if reason and reason.startswith(SEEN)}
    for box in sorted({walk.pieces[n].box for n in repeated}):
        element, parent = walk.elements[box], walk.elements[box].getparent()
        if (
            parent is not None
            and element.tag != "body"
            and repeated.issuperset(range(walk.starts[box], walk.ends[box]))
        ):
            parent.remove(element)
    return etree.tostring(page.root, encoding="unicode", method="html")


def _chosen_among(draft: Draft, chosen: str) -> Reading | None:
    """Our pieces that the engine chose too, and what stands between them; None when it missed most of the text."""
    agreed = [n for n in draft.kept() if _squash(draft.pieces[n].text) in chosen]
    prose = {n for n in draft.prose if draft.reasons[n] is None}
    if not agreed or len(prose.intersection(agreed)) * 2 < len(prose):
        return None
    for number in draft.kept():
        if (
            number not in agreed
            and number not in draft.judged
            and not agreed[0] <= number <= agreed[-1] + _NEAR * _is_often_lost(draft.pieces[number])
            and not (number in prose and (draft.title_at or agreed[0]) < number < agreed[0])
        ):
            draft.reasons[number] = NOT_CHOSEN
    return Reading(draft.blocks(), draft.dropped())


def _is_often_lost(piece: Piece) -> bool:
    """Lists, tables, leads and captions: what stands by its form or by the photographer's name behind it."""
    return piece.kind in _LOST or _CREDIT.search(piece.text) is not None


def _is_forum(page: Page) -> bool:
    return bool(page.head.types & _FORUM_TYPES) or _FORUM_SOFTWARE.search(page.head.meta("generator")) is not None


def _why(draft: Draft, number: int) -> str:
    return draft.reasons[number] or NOT_CHOSEN


def _squash(text: str) -> str:
    return _NOT_WORD.sub("", text)


def _tidy(block: Block, title: str) -> Block | None:
    """Without the title, date labels and known furniture."""
    if block.kind is BlockKind.HEADING and block.text.casefold() == title.casefold():
        return None
    lifted = lift(block.text)
    if lifted is not None:
        return Block(kind=block.kind, text=lifted.rest, level=block.level) if lifted.rest else None
    return None if line_reason(block.text) else block


_KINDS = {"head": BlockKind.HEADING, "quote": BlockKind.QUOTE, "item": BlockKind.BULLET}


def _blocks(body: Element) -> list[Block]:
    """The engine's tree as blocks, every word of it."""
    found: list[Block] = []
    for element in body:
        if element.tag == "list":
            found += [_block(item, BlockKind.BULLET) for item in element.iter("item")]
        elif element.tag == "table":
            rows = ("\t".join(_text(cell) for cell in row.iter("cell")) for row in element.iter("row"))
            found.append(Block(kind=BlockKind.TABLE, text="\n".join(row for row in rows if row.strip())))
        else:
            found.append(_block(element, _KINDS.get(str(element.tag), BlockKind.PARAGRAPH)))
        if element.tail and element.tail.strip():
            found.append(Block(kind=BlockKind.PARAGRAPH, text=clean(element.tail)))
    return [block for block in found if block.text]


def _block(element: Element, kind: BlockKind) -> Block:
    level = (element.get("rend") or "h2")[-1:]
    return Block(
        kind=kind, text=_text(element), level=max(2, int(level)) if kind is BlockKind.HEADING and level.isdigit() else 0
    )


def _text(element: Element) -> str:
    """All words of a part; what is not inline keeps a space around it."""
    for inner in element.iter():
        if inner.tag not in _INLINE and inner is not element:
            inner.text = f" {inner.text or ''}"
            inner.tail = f" {inner.tail or ''}"
    return clean(text_of(element))
