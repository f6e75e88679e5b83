"""Content or furniture: the page's own evidence, the site's, and the words', weighed piece by piece."""

from __future__ import annotations

import re

from crawler.model import BlockKind, Label
from crawler.reading.blocks import Piece, Walk
from crawler.reading.cards import card_pieces
from crawler.reading.draft import LABEL, Draft
from crawler.reading.furniture import BEFORE, CARDS, CONTACT, LINKS, OUTSIDE
from crawler.reading.labels import leading_date
from crawler.reading.phrases import is_contact_heading, is_elsewhere_heading, is_related_heading, line_reason
from crawler.site_model import SiteModel

_SENTENCE = re.compile(r"[.!?:][”\"»)]?$")
_WORDS = 8
_NEAR = 4
_LITTLE = 30
_LITTLE_TEXT = 100
_CARD_LINES = 4
_MOST_SECTIONS = 200
_LINKED = 0.3
_SHORT = 150
_BOX = 8
_LINES = frozenset({BlockKind.PARAGRAPH, BlockKind.BULLET})
_ABOUT_CONTACT = re.compile(r"\bkontakt(a|er|uppgifter|information|personer)?\b", re.IGNORECASE)
_IS_MAIL = re.compile(r"e-?post|mejl|mail", re.IGNORECASE)
_REACH = re.compile(r"\b0\d{1,3}[ -]\d{2,3} ?\d{2}|[\w.]@[\w-]+\.")


def judge_pieces(walk: Walk, title: str, model: SiteModel | None, *, marked: bool = True) -> Draft:
    """Decide every piece of a walked page. `marked` tells whether its markup says where the content stands."""
    draft = Draft(walk.pieces, title)
    cards = card_pieces(walk, draft)
    draft.lift_labels(
        cards | frozenset(n for n, reason in enumerate(draft.reasons) if reason in (CARDS, "related pages"))
    )
    draft.prose = [n for n, piece in enumerate(draft.pieces) if is_prose(piece)]
    _lift_bare_date(draft, cards)
    _free_soft(draft, walk)
    _free_listing(draft, cards)
    _drop_lines(draft)
    if model is not None:
        _drop_repeated(draft, walk, model)
    _drop_cards(draft, cards)
    _drop_sections(draft, walk, cards)
    _drop_before_title(draft)
    _drop_after_text(draft, walk)
    if not marked:
        listed = cards if not _own_prose_below(draft, cards) else frozenset()
        draft.drop((n for n in draft.kept() if _is_only_links(draft.pieces[n]) and n not in listed), LINKS)
    if model is not None:
        _free_judged(draft, model)
    _rescue(draft)
    return draft


def is_prose(piece: Piece) -> bool:
    """Whether a piece is running text: a sentence of some length that is not a link."""
    text = piece.text
    return piece.linked * 2 < len(text) and len(text.split()) >= _WORDS and _SENTENCE.search(text) is not None


def _lift_bare_date(draft: Draft, cards: frozenset[int]) -> None:
    """A date alone beside the title is the page's date, though no word says so."""
    if draft.title_at is None:
        return
    for number in range(max(0, draft.title_at - _NEAR), min(len(draft.pieces), draft.title_at + _NEAR)):
        piece = draft.pieces[number]
        date = leading_date(piece.text)
        if date is not None and draft.reasons[number] is None and number not in cards and not piece.level:
            draft.labels.append(Label(words="", value=date))
            draft.reasons[number] = "date beside the title"


def _drop_lines(draft: Draft) -> None:
    for number in draft.kept():
        reason = line_reason(draft.pieces[number].text)
        if reason is not None and not _is_name_of_address(draft, number):
            draft.reasons[number] = reason


def _is_name_of_address(draft: Draft, number: int) -> bool:
    """The words "E-post" in front of an address are no share button."""
    following = draft.pieces[number + 1 : number + 2]
    return any("@" in piece.text for piece in following) and _IS_MAIL.search(draft.pieces[number].text) is not None


def _drop_repeated(draft: Draft, walk: Walk, model: SiteModel) -> None:
    headings = []
    for number in draft.kept():
        piece = draft.pieces[number]
        reason = model.reason(piece.path, piece.text)
        if reason is not None and piece.level != 1:
            draft.reasons[number] = reason
            headings += [(number, reason)] if piece.level else []
    for number, reason in headings[:_MOST_SECTIONS]:
        _own_section(draft, number, section_end(walk, draft, number), reason)


def _own_section(draft: Draft, heading: int, end: int, reason: str) -> None:
    """A repeated heading ("Beslut") belongs to the page, unless links or names and numbers stand under it."""
    below = draft.kept(heading + 1, end)
    pieces = [draft.pieces[n] for n in below]
    theirs = is_related_heading(draft.pieces[heading].text) or _is_mostly_links(pieces)
    if theirs or (any(_REACH.search(piece.text) for piece in pieces) and not any(map(is_prose, pieces))):
        draft.drop(below, f"under a heading {reason}")
    else:
        draft.reasons[heading] = None


def _is_mostly_links(pieces: list[Piece]) -> bool:
    linked = sum(min(piece.linked, len(piece.text)) for piece in pieces)
    return linked >= _LINKED * sum(len(piece.text) for piece in pieces)


def _drop_cards(draft: Draft, cards: frozenset[int]) -> None:
    """Cards are furniture beside a text of one's own, and the content of a page that only lists."""
    own = _own_prose(draft, cards)
    length = sum(len(draft.pieces[n].text) for n in own)
    if length >= 200 or (length >= 100 and len(own) > 1):
        draft.drop(cards, CARDS)


def _own_prose(draft: Draft, others: frozenset[int] | set[int]) -> list[int]:
    return [n for n in draft.prose if draft.reasons[n] is None and n not in others]


def _own_prose_below(draft: Draft, cards: frozenset[int]) -> list[int]:
    return [n for n in _own_prose(draft, cards) if n > (draft.title_at or 0)]


def _drop_sections(draft: Draft, walk: Walk, cards: frozenset[int]) -> None:
    for number in [n for n in draft.kept() if _may_head(draft.pieces[n])][:_MOST_SECTIONS]:
        text = draft.pieces[number].text
        if draft.reasons[number] is None:
            below = draft.kept(number + 1, section_end(walk, draft, number))
            elsewhere = is_elsewhere_heading(text) and _has_before(draft, number)
            if is_related_heading(text) and _is_of_others(draft, below, cards, is_elsewhere=elsewhere):
                draft.drop([number, *below], f"under the heading “{text}”")
            elif is_contact_heading(text) and _is_contact(draft, below):
                draft.drop([number, *below], CONTACT)


def _may_head(piece: Piece) -> bool:
    if piece.kind is not BlockKind.HEADING and (piece.linked or piece.kind is not BlockKind.PARAGRAPH):
        return False
    return is_related_heading(piece.text) or is_contact_heading(piece.text)


def _has_before(draft: Draft, number: int) -> bool:
    """Whether something of the page's own stands between its title and here."""
    return draft.title_at is not None and len(draft.kept(draft.title_at + 1, number)) > 1


def _is_of_others(draft: Draft, numbers: list[int], cards: frozenset[int], *, is_elsewhere: bool) -> bool:
    """Links, or cards beside at least a sentence of one's own or under a heading that points away."""
    if not numbers:
        return True
    pieces = [draft.pieces[n] for n in numbers]
    if not cards.isdisjoint(numbers):
        return is_elsewhere or bool(_own_prose(draft, cards | set(numbers)))
    return _is_mostly_links(pieces) or _is_linked_now_and_then(pieces)


def _is_linked_now_and_then(pieces: list[Piece]) -> bool:
    """Beginning with a line that is a link, and one more every few lines: each announces a page."""
    links = [at for at, piece in enumerate(pieces) if _is_whole_link(piece)]
    return len(links) > 1 and links[0] == 0 and len(pieces) <= _CARD_LINES * len(links)


def _is_whole_link(piece: Piece) -> bool:
    return piece.linked >= 0.8 * len(piece.text)


def _is_contact(draft: Draft, numbers: list[int]) -> bool:
    """Names and numbers beside a text of one's own; sentences under "Kontakt" are content."""
    if not numbers or is_about_contact(draft.title) or any(is_prose(draft.pieces[n]) for n in numbers):
        return False
    return bool(_own_prose(draft, set(numbers)))


def is_about_contact(title: str) -> bool:
    """Whether a page is there to tell whom to call."""
    return _ABOUT_CONTACT.search(title) is not None


def _drop_after_text(draft: Draft, walk: Walk) -> None:
    """Behind the last sentence: names and numbers with what stands around them, and what follows the date line."""
    last = next((n for n in reversed(draft.prose) if draft.reasons[n] is None), None)
    if last is None or is_about_contact(draft.title):
        return
    stamped = next((n for n in range(last, len(draft.pieces)) if draft.reasons[n] == LABEL), len(draft.pieces))
    draft.drop(draft.kept(stamped), "after the date line")
    for number in draft.kept(last + 1):
        if _is_reachable(draft.pieces[number]):
            draft.drop(range(*_surroundings(walk, number, last)), CONTACT)


def _is_reachable(piece: Piece) -> bool:
    """A short line with a telephone number or an address in it."""
    return piece.kind in _LINES and len(piece.text) < _SHORT and _REACH.search(piece.text) is not None


def _surroundings(walk: Walk, number: int, last: int) -> tuple[int, int]:
    """The biggest container around a line that holds nothing of the text before it, if it is a small one."""
    start, end, box = number, number + 1, walk.pieces[number].box
    while walk.starts[box] > last and walk.ends[box] - walk.starts[box] <= _BOX:
        start, end, box = walk.starts[box], walk.ends[box], walk.parents[box]
    return start, end


def _is_only_links(piece: Piece) -> bool:
    return piece.kind is not BlockKind.HEADING and _is_whole_link(piece)


def section_end(walk: Walk, draft: Draft, heading: int) -> int:
    """Where the section under a heading ends: at the next heading of its rank, or with its container."""
    box = walk.pieces[heading].box
    while walk.parents[box] != box and walk.ends[box] <= heading + 1:
        box = walk.parents[box]
    level = draft.pieces[heading].level or 6
    for number in range(heading + 1, walk.ends[box]):
        if 0 < draft.pieces[number].level <= level:
            return number
    return walk.ends[box]


def _drop_before_title(draft: Draft) -> None:
    """Short lines in front of the heading belong to the site; sentences too, when more of them follow it."""
    at = draft.title_at or 0
    is_head = at > 0 and draft.pieces[at].level == 1
    follows = sum(len(draft.pieces[n].text) for n in draft.kept(at + 1))
    for number in draft.kept(0, at):
        piece = draft.pieces[number]
        is_text = is_prose(piece) and not (is_head and follows > len(piece.text))
        if not is_text and piece.kind not in (BlockKind.LEAD, BlockKind.CAPTION):
            draft.reasons[number] = BEFORE


def _free_soft(draft: Draft, walk: Walk) -> None:
    """A contact box with sentences in it, or on a page about contact, is content."""
    boxes = [n for n, reason in enumerate(draft.reasons) if reason == CONTACT]
    if is_about_contact(draft.title) or any(is_prose(walk.pieces[n]) for n in boxes):
        for number in boxes:
            draft.reasons[number] = None


def _free_listing(draft: Draft, cards: frozenset[int]) -> None:
    """What the markup calls a news list is the content of a page that has next to no text of its own."""
    start = draft.title_at
    if start is None or sum(len(draft.pieces[n].text) for n in _own_prose_below(draft, cards)) >= _LITTLE_TEXT:
        return
    listed = [n for n in range(start, len(draft.pieces)) if draft.reasons[n] == CARDS]
    run = listed[: next((i for i, n in enumerate(listed) if n - listed[0] > i), len(listed))]
    if run and not any(is_elsewhere_heading(draft.pieces[n].text) for n in range(max(0, run[0] - 1), run[0] + 1)):
        for number in run:
            draft.reasons[number] = None


def _free_judged(draft: Draft, model: SiteModel) -> None:
    for number, piece in enumerate(draft.pieces):
        if model.is_content(piece.text):
            draft.reasons[number] = None
            draft.judged.add(number)


def _rescue(draft: Draft) -> None:
    """A page is never left empty while something on it could be read."""
    for soft in (LINKS, CARDS, CONTACT, OUTSIDE, BEFORE):
        if sum(len(draft.pieces[n].text) for n in draft.kept()) >= _LITTLE:
            return
        for number, reason in enumerate(draft.reasons):
            if reason == soft:
                draft.reasons[number] = None
