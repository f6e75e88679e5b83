"""Which sentences claim that something was or will be decided, and whether to believe them."""

from __future__ import annotations

import re
from dataclasses import dataclass

from archive.enrich import verbs
from archive.enrich.deciders import Decider, Room, decider, giver
from archive.enrich.sameness import PASSIVELY
from archive.enrich.spans import Passage, Span, folded
from archive.model import DecisionKind


@dataclass(frozen=True, kw_only=True)
class Case:
    """A sentence with the verb that makes it a decision."""

    sentence: Span
    verb: Span
    kind: DecisionKind
    rule: str
    since: Span | None = None
    """The sentence before, when only that one says what was decided."""
    subject: str | None = None
    """The heading it stands under, when that names the matter."""


def case_of(passage: Passage, span: Span, room: Room, under: str) -> Case | None:
    """What a sentence claims, standing under "beslut", "förslag", "annat" or no heading; None: nothing."""
    if under == "förslag":
        return None
    case = _resolved(passage, span, room) if room.minutes and under != "annat" else None
    case = case or past_of(passage, span, room) or _act(passage, span, room)
    if case or under != "beslut":
        return case or _planned(passage, span)
    match = verbs.PRESENT.search(folded(passage.text[span.start : span.end]))
    return _made(span, match, DecisionKind.FORMAL, "under rubriken Beslut") if match else None


def past_of(passage: Passage, span: Span, room: Room) -> Case | None:
    """What a sentence says has been decided."""
    low = folded(passage.text[span.start : span.end])
    if verbs.NOT_TAKEN.search(low) or low.endswith("?") or verbs.PEOPLE.search(low):
        return None
    for pattern, rule in (
        (verbs.ACTIVE, "beslutsverb"),
        (verbs.BESIDE_ACT, "beslutsverb"),
        (verbs.PASSIVE, PASSIVELY),
        (verbs.ASSIGNED, "uppdrag"),
        (verbs.BY_DECISION, "enligt beslut"),
        (verbs.ADOPTED_BY, "antagen av"),
    ):
        match = pattern.search(low)
        case = _made(span, match, DecisionKind.FORMAL, rule) if match else None
        if case and match and not _is_aside(low, match) and _believed(passage, case, match, room):
            return case
    return None


def _is_aside(low: str, match: re.Match[str]) -> bool:
    return bool(verbs.ASIDE.search(low[: match.start()]) or verbs.ONESELF.search(low[match.end() :]))


def _resolved(passage: Passage, span: Span, room: Room) -> Case | None:
    """In minutes: "Kommunstyrelsen beslutar att …", wherever the paragraph has it."""
    low = folded(passage.text[span.start : span.end])
    for match in verbs.PRESENT.finditer(low):
        if verbs.PROPOSED_BEFORE.search(low[: match.start()]) or not _is_subject(passage, span, match, room):
            continue
        if verbs.TO_ABOVE.search(match[0]) and not verbs.ABOVE.search(low[match.end() :]):
            continue
        return _made(span, match, DecisionKind.FORMAL, "beslutar, i protokoll")
    return None


def _act(passage: Passage, span: Span, room: Room) -> Case | None:
    """A board as the subject of what only a board's decision can bring about."""
    low = folded(passage.text[span.start : span.end])
    match = verbs.ACT.search(low)
    if not match or verbs.NOT_TAKEN.search(low) or not _is_subject(passage, span, match, room):
        return None
    if verbs.TO_ABOVE.search(match[0]) and not verbs.ABOVE.search(low[match.end() :]):
        return None
    return _made(span, match, DecisionKind.FORMAL, "nämnden som subjekt")


def _is_subject(passage: Passage, span: Span, match: re.Match[str], room: Room) -> bool:
    """Whether a political body stands right before a verb, in the nominative."""
    verb = Span(start=span.start + match.start(), end=span.start + match.end())
    who = decider(passage, Span(start=span.start, end=verb.start), verb, room)
    gap = passage.text[who.end : verb.start] if who and who.end else "x" * 9
    return bool(who and who.political and who.name and re.fullmatch(r" (?:\S{1,12} ){0,2}", gap))


def _believed(passage: Passage, case: Case, match: re.Match[str], room: Room) -> bool:
    """Whether somebody who may decide does. "Beslutade" speaks for itself; "antog", passives, commissions do not."""
    who = decider(passage, case.sentence, case.verb, room)
    if who and who.state:
        return False
    if case.rule == "uppdrag":
        return _within_house(passage, case, room)
    if case.rule == PASSIVELY:
        return bool(who or room.boards or room.owners)
    if case.rule == "antagen av":
        return who is not None
    if case.rule == "enligt beslut":
        return who is not None or " beslut " not in match[0]
    low = folded(passage.text[case.sentence.start : case.verb.start])
    return (who is not None and not verbs.OTHERS.search(low)) or not verbs.NEEDS_BODY.search(match[0])


def who_of(passage: Passage, case: Case, room: Room) -> Decider | None:
    """Who decides in a case; where nobody is named, the one board that the page is plainly about."""
    if case.rule == "uppdrag":
        return giver(passage, case.sentence, case.verb, room)
    who = decider(passage, case.sentence, case.verb, room)
    if who is None and case.kind is not DecisionKind.PLANNED and room.board:
        return Decider(name=room.board, political=True)
    return who


def _within_house(passage: Passage, case: Case, room: Room) -> bool:
    """A commission is a decision when it goes to the municipality's own people, not to a consultant."""
    low = folded(passage.text[case.sentence.start : case.verb.end])
    own = re.search(
        r"direktör|förvaltning|chef|nämnd|tjänsteperson|tjänstemän|kommunen|enhet|kontor|styrelsen|avdelning|rektor",
        low,
    )
    named = bool(room.within(passage, case.sentence.start, case.verb.end))
    return bool(own or named)


def _planned(passage: Passage, span: Span) -> Case | None:
    low = folded(passage.text[span.start : span.end])
    match = verbs.PLANNED.search(low)
    if not match or re.search(r"\b(?:när|om|innan|inte)\b", low[: match.start()]):
        return None
    if verbs.STANDING.search(low[: match.start()]) and not re.search(r"\d", low[match.start() :]):
        return None
    return _made(span, match, DecisionKind.PLANNED, "kommande beslut")


def _made(span: Span, match: re.Match[str], kind: DecisionKind, rule: str) -> Case:
    verb = Span(start=span.start + match.start(), end=span.start + match.end())
    return Case(sentence=span, verb=verb, kind=kind, rule=rule)
