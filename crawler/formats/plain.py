"""Plain text: pages that somebody saved as a reader sees them, and text files."""

from __future__ import annotations

import re
from collections.abc import Sequence
from itertools import pairwise
from urllib.parse import unquote, urlsplit

from crawler.model import BlockKind, Extract, Label
from crawler.reading.blocks import Piece
from crawler.reading.draft import LABEL, Draft
from crawler.reading.furniture import BEFORE, CONTACT
from crawler.reading.labels import is_date, lift
from crawler.reading.markup import clean
from crawler.reading.phrases import is_contact_heading, line_reason
from crawler.reading.weigh import is_prose
from crawler.site_model import SEEN, SiteModel

PLACE = "text"
"""The path of every line of a text without markup, for the site model."""

_BULLET = re.compile(r"^\s*(?:[•▪◦*]|[-–—](?=\s))\s*")
_BOOKMARK = re.compile(r"\[bookmark:[^\]\n]{0,80}\]\s?", re.IGNORECASE)
_SITE_NAME = re.compile(r"[\wåäö-]+ (?:kommun|stad|region)", re.IGNORECASE)
_CLOSED = re.compile(r"[.!?:;,][”\"»)]?$")
_WORDY = re.compile(r"[a-zåäö]{3,}", re.IGNORECASE)
_LONGEST_TITLE = 160
_LONGEST_HEADING = 90
_LONGEST_BULLET = 200
_MAX_LINES = 200_000
_TOP = 8


def read_plain(text: str, *, url: str, site: SiteModel | None = None) -> Extract:
    """The first line that is no furniture is the title; the rest are paragraphs, bullets and headings."""
    pieces = read_lines(text)
    reasons = [_reason(piece, site) for piece in pieces]
    at = _title_at(pieces, reasons)
    title = pieces[at].text if at is not None else _from_url(url)
    draft = Draft([piece._replace(reason=reason) for piece, reason in zip(pieces, reasons, strict=True)], title)
    draft.lift_labels(frozenset())
    _lift_date_by_title(draft)
    if at is not None:
        draft.drop((n for n in range(at) if not pieces[n].text.endswith(":")), BEFORE)
    _drop_contacts(draft)
    _name_kinds(draft)
    return Extract(
        title=title, blocks=draft.blocks(), dropped=draft.dropped(), labels=tuple(draft.labels), media_type="text/plain"
    )


def read_lines(text: str) -> list[Piece]:
    """Every line with words in it, bullets without their mark."""
    lines = _BOOKMARK.sub("", text).replace("\r\n", "\n").replace("\r", "\n").replace("\f", "\n").split("\n")
    found = (_piece(line) for line in lines[:_MAX_LINES])
    return [piece for piece in found if piece.text]


def _piece(line: str) -> Piece:
    """A dash before a long line is somebody speaking, not a bullet."""
    words, mark = clean(line), _BULLET.match(line)
    if mark and (mark[0].strip() in "•▪◦*" or len(words) < _LONGEST_BULLET):
        return Piece(BlockKind.BULLET, clean(line[mark.end() :]), 0, PLACE, 0, 0, None)
    return Piece(BlockKind.PARAGRAPH, words, 0, PLACE, 0, 0, None)


def _reason(piece: Piece, site: SiteModel | None) -> str | None:
    if site is None:
        return line_reason(piece.text)
    if site.is_content(piece.text):
        return None
    return line_reason(piece.text) or site.reason(piece.path, piece.text)


def _title_at(pieces: Sequence[Piece], reasons: list[str | None]) -> int | None:
    """The first line that could name a page; behind a date at the top if there is one.

    A site that repeats its headings loses none: when no line of the page's own comes first, the repeated one stays.
    """
    rows = [n for n, piece in enumerate(pieces) if _may_name(piece) and lift(piece.text) is None]
    own = [n for n in rows if reasons[n] is None]
    dated = next((n for n, piece in enumerate(pieces[:_TOP]) if is_date(piece.text) and n < _TOP - 1), None)
    first = next((n for n, reason in enumerate(reasons) if reason is None and lift(pieces[n].text) is None), None)
    if first is not None and pieces[first].kind is BlockKind.BULLET:
        repeated = [n for n in rows if n < first and (reasons[n] or "").startswith(SEEN)]
        if repeated:
            reasons[repeated[-1]] = None
            return repeated[-1]
    if dated is not None and dated + 1 in own and own[0] < dated and not any(map(is_prose, pieces[:dated])):
        return dated + 1
    return own[0] if own and not any(is_prose(pieces[n]) for n in range(own[0]) if reasons[n] is None) else None


def _may_name(piece: Piece) -> bool:
    text = piece.text
    if piece.kind is BlockKind.BULLET or len(text) > _LONGEST_TITLE or is_date(text) or text.endswith((":", ",", ";")):
        return False
    prose = is_prose(piece) and not text.endswith(("!", "?"))
    return not (prose or is_contact_heading(text) or _SITE_NAME.fullmatch(text))


def _lift_date_by_title(draft: Draft) -> None:
    near = range(max(0, (draft.title_at or 0) - 3), min(len(draft.pieces), (draft.title_at or 0) + 3))
    for number in near:
        if draft.reasons[number] is None and is_date(draft.pieces[number].text):
            draft.labels.append(Label(words="", value=draft.pieces[number].text))
            draft.reasons[number] = LABEL


def _drop_contacts(draft: Draft) -> None:
    """A heading for contacts with no sentence under it, last on the page."""
    kept = draft.kept()
    heading = next((n for n in reversed(kept) if is_contact_heading(draft.pieces[n].text)), None)
    if heading is None or heading == kept[0]:
        return
    below = [n for n in kept if n >= heading]
    if len(below) < _TOP and not any(is_prose(draft.pieces[n]) for n in below):
        draft.drop(below, CONTACT)


def _name_kinds(draft: Draft) -> None:
    """The first sentence after the title leads; a short open line over running text is a heading."""
    kept = draft.kept()
    for number, following in pairwise(kept):
        piece = draft.pieces[number]
        if _is_heading(piece, draft.pieces[following]):
            draft.pieces[number] = piece._replace(kind=BlockKind.HEADING, level=2)
    first = draft.pieces[kept[0]] if len(kept) > 2 and draft.title_at is not None else None
    if first is not None and first.kind is BlockKind.PARAGRAPH and is_prose(first):
        draft.pieces[kept[0]] = first._replace(kind=BlockKind.LEAD)


def _is_heading(piece: Piece, following: Piece) -> bool:
    text = piece.text
    if piece.kind is not BlockKind.PARAGRAPH or len(text) > _LONGEST_HEADING or _CLOSED.search(text):
        return False
    return text[:1].isalnum() and not text[:1].islower() and "foto:" not in text.casefold() and _is_running(following)


def _is_running(piece: Piece) -> bool:
    return is_prose(piece) or len(piece.text) > _LONGEST_HEADING


def _from_url(url: str) -> str:
    """The words of the address, for a text that names itself nowhere."""
    name = (
        unquote(urlsplit(url).path).rstrip("/").rpartition("/")[2].rpartition(".")[0]
        or urlsplit(url).path.rstrip("/").rpartition("/")[2]
    )
    words = " ".join(re.split(r"[-_+ ]+", unquote(name)))
    return words[:1].upper() + words[1:] if _WORDY.search(words) else url
