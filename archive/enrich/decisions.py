"""Decisions told in running prose and in minutes: what, by whom, when; formal, management or planned."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import date

from archive.enrich import verbs
from archive.enrich.deciders import Decider, Room, decider, giver
from archive.enrich.spans import Passage, Span, folded, trimmed
from archive.enrich.years import Scene
from archive.model import DateFact, DateKind, Decision, DecisionKind, Part, Precision

WHAT = re.compile(r"\s(?:\S{1,30} ){0,14}?(?:om )?att\s")
MOST = 500
"""Decisions kept of one page; minutes of a whole year hold fewer."""
NEEDS_BODY = re.compile(
    r"^(?:antog|godkände|valde|utsåg|beviljade|avslog|fastställde|anslog|avsatte|gav|upphävde|sa|sade"
    r"|röstade|besvarade|lämnade|lade|enades|gör|tog)\b"
)
LISTED = 30
POINT = re.compile(r"^[ \t\u00a0]*(?:[•●▪·*–—-][ \t\u00a0]*|(?=att\b))(?=\S)", re.MULTILINE)
HEADING = re.compile(r"(?:§ ?\d+ )?[A-ZÅÄÖ0-9§”\"][^\n]{3,110}[^\s.!?:;,]")
STATEMENT = re.compile(r"\b(?:är|ska|blir|får|\w{3,}as|stängs|öppnas|införs|ställs)\b[^\n]{0,300}\.$")


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


def read_decisions(scene: Scene, room: Room, dates: tuple[DateFact, ...]) -> tuple[Decision, ...]:
    """Every decision of a page with the exact sentence that says it; what courts and the state decided is left out."""
    told = [*_of_text(scene, room, dates), *_of_title(scene, room, dates)]
    return tuple(_distinct(told))[:MOST]


def _distinct(found: list[Decision]) -> Iterator[Decision]:
    seen: list[set[str]] = []
    for each in found:
        words = set(re.findall(r"\w{3,}", folded(each.text)))
        if not any(words and len(words & other) >= 0.8 * len(words | other) for other in seen):
            seen.append(words)
            yield each


def _of_title(scene: Scene, room: Room, dates: tuple[DateFact, ...]) -> Iterator[Decision]:
    whole = Span(start=0, end=len(scene.title.text))
    case = _past(scene.title, whole, room)
    who = _who(scene.title, case, room) if case else None
    if case and who and who.name:
        yield _decision(scene.title, case, who, dates)


def _of_text(scene: Scene, room: Room, dates: tuple[DateFact, ...]) -> list[Decision]:
    passage, spans, points = scene.text, scene.sentences.spans, _points(scene)
    made: list[Decision] = []
    place_in = _Place()
    for place, span in enumerate(spans):
        low = folded(passage.text[span.start : span.end])
        place_in = place_in.after(passage, span, low)
        case = _case(passage, span, room, place_in.under)
        who = _who(passage, case, room) if case else None
        if case is None or (who and who.state):
            continue
        before = spans[place - 1] if place else None
        if before and made and made[-1].evidence.end == before.end and _only_points_back(passage, case):
            made[-1] = replace(made[-1], date=_day(passage, span, dates) or made[-1].date)
        elif low.endswith(":") and not place_in.under:
            listed = _listed(passage, spans[place + 1 : place + 1 + LISTED], points)
            made += [_decision(passage, _point(case, each), who, dates) for each in listed]
        else:
            case = replace(case, subject=place_in.subject)
            case = replace(case, since=before if _leans_back(passage, case, before) else None)
            made.append(_decision(passage, case, who, dates))
    return made


def _leans_back(passage: Passage, case: Case, before: Span | None) -> bool:
    """Whether only the sentence before says what was decided ("Det beslutade …", "… antog den 8 juni")."""
    if before is None or "\n\n" in passage.text[before.end : case.sentence.start]:
        return False
    if HEADING.fullmatch(passage.text[before.start : before.end]) and case.subject is not None:
        return False
    after = folded(passage.text[case.verb.end : case.sentence.end])
    return _only_points_back(passage, case) or bool(verbs.OBJECT_BEFORE.search(after))


def _only_points_back(passage: Passage, case: Case) -> bool:
    low = folded(passage.text[case.sentence.start : case.sentence.end])
    after = low[case.verb.end - case.sentence.start :]
    return bool(verbs.ANAPHOR.search(low)) and not re.match(r"(?: \S{1,20}){0,2} att\b", after)


@dataclass(frozen=True, kw_only=True)
class _Place:
    """Where a sentence stands: under which heading of minutes, and under which that names the matter."""

    under: str = ""
    heading: str | None = None
    line: int = -1
    direct: bool = False

    @property
    def subject(self) -> str | None:
        """The matter, when the sentence stands right below its heading or anywhere below it in minutes."""
        return self.heading if self.direct or self.under else None

    def after(self, passage: Passage, span: Span, low: str) -> _Place:
        """The place of the next sentence."""
        line = passage.text.rfind("\n", 0, span.start)
        if verbs.MINUTES_PROPOSAL.search(low) and len(low) < 60:
            return replace(self, under="förslag", line=line)
        if verbs.MINUTES_DECISION.search(low):
            return replace(self, under="beslut", line=line)
        under = "" if verbs.MINUTES_OTHER.search(low) else self.under
        if HEADING.fullmatch(passage.text[span.start : span.end]):
            return _Place(under=under, heading=passage.text[span.start : span.end], line=line, direct=True)
        return replace(
            self, under=under, line=line, direct=self.direct and (self.line == line or self._starts(passage, line))
        )

    def _starts(self, passage: Passage, line: int) -> bool:
        """Whether this is the first line below the heading."""
        return (
            self.heading is not None and passage.text[self.line + 1 : line].strip(" \n\t\u00a0•●▪·*–—-") == self.heading
        )


def _case(passage: Passage, span: Span, room: Room, under: str) -> Case | None:
    if under == "förslag":
        return None
    case = _past(passage, span, room)
    if case or under != "beslut":
        return case or _planned(passage, span)
    low = folded(passage.text[span.start : span.end])
    match = verbs.PRESENT.search(low)
    return _made(span, match, DecisionKind.FORMAL, "under rubriken Beslut") if match else None


def _past(passage: Passage, span: Span, room: Room) -> Case | None:
    low = folded(passage.text[span.start : span.end])
    if verbs.NOT_TAKEN.search(low) or low.endswith("?") or verbs.PEOPLE.search(low):
        return None
    for pattern, rule in (
        (verbs.ACTIVE, "beslutsverb"),
        (verbs.BESIDE_ACT, "beslutsverb"),
        (verbs.PASSIVE, "beslutsverb i passiv"),
        (verbs.ASSIGNED, "uppdrag"),
        (verbs.BY_DECISION, "enligt beslut"),
        (verbs.ADOPTED_BY, "antagen av"),
    ):
        match = pattern.search(low)
        case = _made(span, match, DecisionKind.FORMAL, rule) if match else None
        if case and match and _believed(passage, case, match, room):
            return case
    return None


def _believed(passage: Passage, case: Case, match: re.Match[str], room: Room) -> bool:
    """Whether somebody who may decide does. "Beslutade" speaks for itself; "antog", passives, commissions do not."""
    who = decider(passage, case.sentence, case.verb, room)
    if who and who.state:
        return False
    if case.rule == "uppdrag":
        return _within_house(passage, case, room)
    if case.rule == "beslutsverb i passiv":
        return bool(who or room.boards or room.owners)
    return who is not None or not NEEDS_BODY.search(match[0])


def _who(passage: Passage, case: Case, room: Room) -> Decider | None:
    if case.rule == "uppdrag":
        return giver(passage, case.sentence, case.verb, room)
    return decider(passage, case.sentence, case.verb, room)


def _within_house(passage: Passage, case: Case, room: Room) -> bool:
    """A commission is a decision when it goes to the municipality's own people, not to a consultant."""
    low = folded(passage.text[case.sentence.start : case.verb.end])
    own = re.search(
        r"direktör|förvaltning|chef|nämnd|tjänsteperson|tjänstemän|kommunen|enhet|kontor|styrelsen|avdelning|rektor",
        low,
    )
    named = any(case.sentence.start <= each.start < case.verb.end for each in room.found(passage))
    return bool(own or named)


def _planned(passage: Passage, span: Span) -> Case | None:
    low = folded(passage.text[span.start : span.end])
    match = verbs.PLANNED.search(low)
    if not match or re.search(r"\b(?:när|om|innan|inte)\b", low[: match.start()]):
        return None
    return _made(span, match, DecisionKind.PLANNED, "kommande beslut")


def _made(span: Span, match: re.Match[str], kind: DecisionKind, rule: str) -> Case:
    verb = Span(start=span.start + match.start(), end=span.start + match.end())
    return Case(sentence=span, verb=verb, kind=kind, rule=rule)


def _decision(passage: Passage, case: Case, who: Decider | None, dates: tuple[DateFact, ...]) -> Decision:
    start = case.since.start if case.since else case.sentence.start
    kind = case.kind
    if kind is DecisionKind.FORMAL and who and not who.political:
        kind = DecisionKind.MANAGEMENT
    return Decision(
        text=_what(passage, case),
        kind=kind,
        evidence=passage.evidence(start, case.sentence.end, rule=case.rule),
        decided_by=who.name if who else None,
        date=_day(passage, case.sentence, dates) or _meeting_day(dates, kind),
    )


def _what(passage: Passage, case: Case) -> str:
    """What was decided, below the heading that names the matter: the words after "att", else the sentence."""
    lead = f"{case.subject}: " if case.subject else ""
    if case.since:
        return lead + passage.text[case.since.start : case.since.end]
    after = WHAT.match(passage.text, case.verb.end, case.sentence.end)
    said = passage.text[after.end() : case.sentence.end].rstrip(" .") if after else ""
    return lead + (said if len(said) > 15 else passage.text[case.sentence.start : case.sentence.end])


def _points(scene: Scene) -> frozenset[int]:
    """Where the points of lists begin: sections that are bullets, lines that begin with a mark or "att"."""
    starts: set[int] = set()
    at = 0
    for section in scene.reading.sections:
        if section.kind == "bullet":
            starts.add(trimmed(scene.text.text, at, at + len(section.text)).start)
        at += len(section.text) + 1
    return frozenset(starts | {match.end() for match in POINT.finditer(scene.text.text)})


def _listed(passage: Passage, rest: tuple[Span, ...], points: frozenset[int]) -> Iterator[Span]:
    """The points after "Nämnden har beslutat:"; a lone full sentence counts as one, a heading does not."""
    for place, span in enumerate(rest):
        words = passage.text[span.start : span.end]
        if span.start not in points and (place or not STATEMENT.search(words)):
            return
        yield span


def _point(case: Case, span: Span) -> Case:
    return replace(case, sentence=span, verb=Span(start=span.start, end=span.start), rule="punkt under beslutsverb")


def _day(passage: Passage, span: Span, dates: tuple[DateFact, ...]) -> date | None:
    """The day of a meeting or decision said in the sentence itself."""
    for fact in dates:
        at = fact.evidence.start
        own = fact.evidence.part is passage.part and at is not None and span.start <= at < span.end
        if own and fact.kind in {DateKind.MEETING, DateKind.DECISION} and fact.precision is Precision.DAY:
            return fact.value
    return None


def _meeting_day(dates: tuple[DateFact, ...], kind: DecisionKind) -> date | None:
    """The page's own meeting day: the title's, else the only one in the text. Planned ones have only their own."""
    held = [fact for fact in dates if fact.kind is DateKind.MEETING and fact.precision is Precision.DAY]
    if kind is DecisionKind.PLANNED or not held:
        return None
    titled = next((fact.value for fact in held if fact.evidence.part is Part.TITLE), None)
    days = {fact.value for fact in held}
    return titled or (held[0].value if len(days) == 1 else None)
