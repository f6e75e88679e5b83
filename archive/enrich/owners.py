"""Whose page it is: the förvaltning that its title, its meeting or its only board points to."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import date
from functools import cached_property

from archive.enrich.register import Register, existed
from archive.enrich.spans import Passage, folded
from archive.enrich.units import Mention
from archive.model import Certainty, Unit, UnitFact, UnitKind

OWNERS = frozenset({UnitKind.FORVALTNING, UnitKind.KONTOR})
BOARDS = frozenset({UnitKind.NAMND, UnitKind.UTSKOTT})
STAFF_PAGE = re.compile(r"förvaltningsledning|ledningsgrupp|ny gemensam förvaltning|nya? förvaltning|förvaltningschef")
LISTING = re.compile(
    r"^(?:aktuellt|nyheter|nyhetsarkiv|alla nyheter|(?:politiska )?beslut i korthet"
    r"|politik och demokrati|protokoll|start\w*)$"
)
MERGED = re.compile(r"\bgå(?:r)? (?:samman|ihop)|slå(?:s)? (?:samman|ihop)|bilda\w* en gemensam|gemensam förvaltning")


@dataclass(frozen=True, kw_only=True)
class Namings:
    """The units named in title and text, with the register and the day they are read by."""

    title: Passage
    text: Passage
    in_title: tuple[Mention, ...]
    in_text: tuple[Mention, ...]
    register: Register
    day: date | None

    @cached_property
    def by_stem(self) -> Mapping[str, tuple[str, ...]]:
        """The names of the förvaltningar named, by what is left of them without their heads."""
        stems: dict[str, tuple[str, ...]] = {}
        for name in dict.fromkeys(each.unit.name for each in _owning((*self.in_title, *self.in_text))):
            stem = re.sub(r"(?:förvaltningen|kontoret)$", "", name)
            stems[stem] = (*stems.get(stem, ()), name)
        return stems


def read_owners(named: Namings) -> tuple[UnitFact, ...]:
    """The förvaltningar whose page it is, as facts with `owner` set; none when nothing on the page tells."""
    listing = LISTING.search(folded(named.title.text).strip())
    ways = () if listing else (_titled, _titled_board, _staff, _only)
    return next((facts for way in ways if (facts := tuple(way(named)))), ())


def _owning(found: Iterable[Mention]) -> list[Mention]:
    return [mention for mention in found if mention.unit.kind in OWNERS]


def _titled(named: Namings) -> Iterator[UnitFact]:
    yield from _facts(named.title, _owning(named.in_title), "förvaltning i rubriken")


def _titled_board(named: Namings) -> Iterator[UnitFact]:
    boards = [mention for mention in named.in_title if mention.unit.kind in BOARDS]
    for mention in boards if len({mention.unit.name for mention in boards}) == 1 else ():
        yield from _served(named, named.title, mention)
        return


def _staff(named: Namings) -> Iterator[UnitFact]:
    """A management group writes of its own förvaltning; of one that merges, of both."""
    low = folded(f"{named.title.text}\n{named.text.text}")
    owning = _owning(named.in_text)
    if not owning or not STAFF_PAGE.search(low):
        return
    joined = _merging(named, owning)
    counts = Counter(mention.unit.name for mention in owning)
    names = joined or {name for name, count in counts.items() if count == max(counts.values())}
    central = {unit.name for unit in named.register.units if unit.name == "Kommunstyrelseförvaltningen"}
    chosen = names - central
    yield from _facts(
        named.text, [mention for mention in owning if mention.unit.name in chosen], "ledningens förvaltning"
    )


def _merging(named: Namings, owning: Iterable[Mention]) -> set[str]:
    """The förvaltningar that a sentence says go together; empty when it is not said of two."""
    match = MERGED.search(folded(named.text.text))
    if not match:
        return set()
    start = named.text.text.rfind(".", 0, match.start())
    names = {mention.unit.name for mention in owning if start < mention.start < match.start()}
    return names if len(names) > 1 else set()


def _only(named: Namings) -> Iterator[UnitFact]:
    """The only förvaltning named, else the one that serves all boards named."""
    owning = [] if STAFF_PAGE.search(folded(named.title.text)) else _owning(named.in_text)
    boards = [mention for mention in named.in_text if mention.unit.kind in BOARDS]
    names = {mention.unit.name for mention in owning}
    served = {name for mention in boards for name in served_by(mention.unit, named)}
    if len(names) == 1 and not (served - names) and len({mention.unit.name for mention in boards}) <= 2:
        yield from _facts(named.text, owning, "enda förvaltning på sidan")
    elif not names and len(served) == 1:
        yield from (fact for mention in boards[:1] for fact in _served(named, named.text, mention))
    elif not names and not STAFF_PAGE.search(folded(named.title.text)):
        yield from _parents(named)


def _parents(named: Namings) -> Iterator[UnitFact]:
    """A page of an avdelning or enhet belongs to the förvaltning above it."""
    parents = {mention.unit.parent for mention in named.in_text if mention.unit.parent}
    if len(parents) == 1:
        mention = next(mention for mention in named.in_text if mention.unit.parent)
        parent = named.register.named(mention.unit.parent or "", named.day)
        if parent and parent.kind in OWNERS:
            yield _inferred(named.text, mention, parent, "del av förvaltningen")


def served_by(unit: Unit, named: Namings) -> tuple[str, ...]:
    """Names of the förvaltningar that serve a board: by the register on the day, else a namesake on the page."""
    known = [named.register.named(name) for name in unit.serves]
    fitting = tuple(each.name for each in known if each and existed(each, named.day))
    if fitting:
        return fitting if named.day else fitting[-1:]
    return named.by_stem.get(re.sub(r"(?:nämnden|utskottet)$", "", unit.name), ())


def _served(named: Namings, passage: Passage, board: Mention) -> Iterator[UnitFact]:
    for name in served_by(board.unit, named):
        stated = [mention for mention in named.in_text if mention.unit.name == name]
        unit = named.register.named(name, named.day)
        if stated:
            yield from _facts(named.text, stated, f"förvaltar åt {board.unit.name}")
        elif unit:
            yield _inferred(passage, board, unit, f"förvaltar åt {board.unit.name}")


def _inferred(passage: Passage, mention: Mention, unit: Unit, rule: str) -> UnitFact:
    proof = passage.evidence(mention.start, mention.end, rule=rule, certainty=Certainty.INFERRED)
    return UnitFact(name=unit.name, kind=unit.kind, evidence=proof, owner=True)


def _facts(passage: Passage, found: Iterable[Mention], rule: str) -> Iterator[UnitFact]:
    seen: set[str] = set()
    for mention in found:
        if mention.unit.name not in seen:
            seen.add(mention.unit.name)
            proof = passage.evidence(mention.start, mention.end, rule=rule, certainty=mention.certainty)
            yield UnitFact(name=mention.unit.name, kind=mention.unit.kind, evidence=proof, owner=True)


def with_owners(facts: Iterable[UnitFact], owners: Iterable[UnitFact]) -> tuple[UnitFact, ...]:
    """Unit facts where those of owners say so; owners nobody named are added, marked as inferred."""
    owning = {fact.name: fact for fact in owners}
    kept = tuple(replace(fact, owner=fact.name in owning) for fact in facts)
    named = {fact.name for fact in kept}
    return (*kept, *(fact for name, fact in owning.items() if name not in named))
