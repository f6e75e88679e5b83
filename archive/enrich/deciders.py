"""Who decided: the board, the officer's department or the management group nearest to the verb, as a canonical unit."""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from archive.enrich.owners import Namings
from archive.enrich.spans import Passage, Span, folded
from archive.enrich.units import Mention
from archive.enrich.verbs import MINUTES_PARAGRAPH, MINUTES_TITLE, STATE
from archive.model import Part, UnitFact, UnitKind

POLITICAL = frozenset({UnitKind.NAMND, UnitKind.STYRELSE, UnitKind.FULLMAKTIGE, UnitKind.UTSKOTT})
BOARD_WORD = re.compile(r"\b(?:nämnden|nämndens|nämnderna|utskottet|styrelsen|politikerna|båda)\b")
MANAGEMENT_WORD = re.compile(
    r"\b(?:förvaltningsledning\w*|ledningsgruppen\w*|ledningen|chefsgruppen|förvaltningen|direktionen|vi)\b"
)
STAFF = re.compile(r"förvaltningsledning|ledningsgrupp")
MUNICIPALITY_WORD = re.compile(r"\b(?:kommunen|kommun|staden)\b")
FAR, MANY = 20_000, 500
"""Characters and mentions back in which "nämnden" finds its board."""
BEHIND = 60
"""Characters after a verb in which its subject may stand ("beslutade samhällsnämnden")."""


@dataclass(frozen=True, kw_only=True)
class Decider:
    """Who decides, as a canonical name if known, and whether it is a political body, a management or the state."""

    name: str | None
    political: bool
    state: bool = False
    start: int = 0
    end: int = 0


@dataclass(frozen=True, kw_only=True)
class Room:
    """What resolves "nämnden" and "ledningsgruppen" on a page: its units, its owners, its boards."""

    named: Namings
    owners: tuple[str, ...]
    boards: tuple[str, ...]
    minutes: bool = False
    """Is the page minutes, where the present tense decides?"""
    staff: bool = False
    """Does a management group report here? Then what nobody is said to have decided, it did."""

    @property
    def owner(self) -> str | None:
        """The one förvaltning whose page it is."""
        return self.owners[0] if len(self.owners) == 1 else None

    @property
    def board(self) -> str | None:
        """The board the page is plainly about: the only one of its title, else the only one it names."""
        titled = {each.unit.name for each in self.named.in_title if each.unit.kind in POLITICAL}
        known = titled or set(self.boards)
        return next(iter(known)) if len(known) == 1 and not self.staff else None

    def within(self, passage: Passage, start: int, end: int) -> tuple[Mention, ...]:
        """The units named from an offset up to another; mentions stand in order."""
        known = self.found(passage)
        first = bisect_left(known, start, key=_start)
        return known[first : bisect_left(known, end, lo=first, key=_start)]

    def found(self, passage: Passage) -> tuple[Mention, ...]:
        """The units named in a passage."""
        return self.named.in_title if passage.part is Part.TITLE else self.named.in_text


def _start(mention: Mention) -> int:
    return mention.start


def open_room(named: Namings, facts: Iterable[UnitFact]) -> Room:
    """Work out whose page it is and which boards it names."""
    owners = tuple(fact.name for fact in facts if fact.owner)
    boards = [each.unit.name for each in (*named.in_title, *named.in_text) if each.unit.kind in POLITICAL]
    return Room(
        named=named,
        owners=owners,
        boards=tuple(dict.fromkeys(boards)),
        minutes=_is_minutes(named),
        staff=_is_staff_page(named),
    )


def _is_minutes(named: Namings) -> bool:
    numbered = len(MINUTES_PARAGRAPH.findall(named.text.text))
    return numbered > 1 or (numbered == 1 and bool(MINUTES_TITLE.search(folded(named.title.text))))


def _is_staff_page(named: Namings) -> bool:
    title, text = folded(named.title.text), folded(named.text.text)
    titled = any(each.unit.kind in POLITICAL for each in named.in_title)
    return bool(STAFF.search(title)) or (not titled and len(STAFF.findall(text)) > 1)


def decider(passage: Passage, sentence: Span, verb: Span, room: Room) -> Decider | None:
    """The nearest candidate before the verb, or right behind it when the verb comes first or is passive."""
    candidates = list(_candidates(passage, sentence, room))
    agent = re.match(r"\s?(?:\S{1,25} ){0,6}?(?:av|i) ", passage.text[verb.end : sentence.end])
    behind = [each for each in candidates if verb.end <= each.start <= verb.end + BEHIND]
    if agent and behind and behind[0].start <= verb.end + agent.end() + 12:
        return behind[0]
    before = [each for each in candidates if each.start < verb.end]
    if before:
        return before[-1]
    if behind and behind[0].start - verb.end <= 12:
        return behind[0]
    return Decider(name=room.owner, political=False) if room.staff else None


def giver(passage: Passage, sentence: Span, verb: Span, room: Room) -> Decider | None:
    """Who gives a commission: the agent behind "av", else the management or the board that the page tells of."""
    behind = [each for each in _candidates(passage, sentence, room) if verb.end <= each.start <= verb.end + BEHIND]
    if behind and re.match(r"\s?av (?:\S{1,25} ){0,3}?$", passage.text[verb.end : behind[0].start]):
        return behind[0]
    if room.staff:
        return Decider(name=room.owner, political=False)
    return Decider(name=_last_board(passage, verb.start, room), political=True)


def _candidates(passage: Passage, sentence: Span, room: Room) -> Iterator[Decider]:
    low = folded(passage.text[sentence.start : sentence.end])
    found = [*_units(passage, sentence, room), *_words(low, sentence.start, passage, room)]
    yield from sorted(found, key=lambda each: each.start)


def _units(passage: Passage, sentence: Span, room: Room) -> Iterator[Decider]:
    for each in room.within(passage, sentence.start, sentence.end):
        yield Decider(name=each.unit.name, political=each.unit.kind in POLITICAL, start=each.start, end=each.end)


def _words(low: str, base: int, passage: Passage, room: Room) -> Iterator[Decider]:
    for match in BOARD_WORD.finditer(low):
        yield Decider(
            name=_last_board(passage, base + match.start(), room),
            political=True,
            start=base + match.start(),
            end=base + match.end(),
        )
    for match in MANAGEMENT_WORD.finditer(low):
        if match[0] == "vi" and not room.owners:
            continue
        yield Decider(name=room.owner, political=False, start=base + match.start(), end=base + match.end())
    for match in MUNICIPALITY_WORD.finditer(low):
        yield Decider(name=None, political=True, start=base + match.start(), end=base + match.end())
    for match in STATE.finditer(low):
        yield Decider(name=None, political=False, state=True, start=base + match.start(), end=base + match.end())


def _last_board(passage: Passage, offset: int, room: Room) -> str | None:
    """The board "nämnden" means: the title's, else the last one named before, else the page's only one."""
    if room.boards and len(room.boards) == 1:
        return room.boards[0]
    kinds = {UnitKind.NAMND, UnitKind.UTSKOTT}
    nearest = room.within(passage, max(0, offset - FAR), offset)[-MANY:]
    before = [each for each in nearest if each.unit.kind in kinds]
    titled = [each for each in room.named.in_title if each.unit.kind in kinds]
    chosen = before[-1:] or titled[:1]
    return chosen[0].unit.name if chosen else None
