"""Decisions told in running prose and in minutes: what, by whom, when; formal, management or planned."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace

from archive.enrich import verbs
from archive.enrich.adoptions import is_label, read_adoptions
from archive.enrich.claims import Case, case_of, past_of, who_of
from archive.enrich.datings import Days, day_of, own_day
from archive.enrich.deciders import Decider, Room
from archive.enrich.sameness import distinct, is_told_by
from archive.enrich.spans import Passage, Span, folded, trimmed
from archive.enrich.years import Scene
from archive.model import DateFact, Decision, DecisionKind

WHAT = re.compile(r"\s(?:\S{1,30} ){0,14}?(?:om )?att\s")
MOST = 500
"""Decisions kept of one page; minutes of a whole year hold fewer."""
LISTED = 30
POINT = re.compile(r"^[ \t\u00a0]*(?:[•●▪·*–—-][ \t\u00a0]*|(?=att\b))(?=\S)", re.MULTILINE)
HEADING = re.compile(r"(?:§ ?\d+ )?[A-ZÅÄÖ0-9§”\"][^\n\t]{3,110}[^\s.!?:;,]")
STATEMENT = re.compile(r"\b(?:är|ska|blir|får|\w{3,}as|stängs|öppnas|införs|ställs)\b[^\n]{0,300}\.$")


def read_decisions(scene: Scene, room: Room, dates: tuple[DateFact, ...]) -> tuple[Decision, ...]:
    """Every decision of a page with the exact sentence that says it; what courts and the state decided is left out."""
    days = Days(dates=dates)
    told = [*read_adoptions(scene, room, days), *_of_text(scene, room, days)]
    above = _above(scene)
    body = [each for each in told if each.evidence.start not in above]
    headed = [each for each in told if each.evidence.start in above]
    summaries = [*headed, *_of_title(scene, room, days)]
    fresh = [each for each in summaries if not any(is_told_by(each, other) for other in body)]
    return distinct([*body, *fresh])[:MOST]


def _above(scene: Scene) -> frozenset[int]:
    """Where headings and the lead begin: they say in short what the text below says."""
    starts: set[int] = set()
    at = 0
    for section in scene.reading.sections:
        if section.kind in {"heading", "lead", "caption"}:
            starts |= {span.start for span in scene.sentences.spans if at <= span.start < at + len(section.text)}
        at += len(section.text) + 1
    return frozenset(starts)


def _of_title(scene: Scene, room: Room, days: Days) -> Iterator[Decision]:
    whole = Span(start=0, end=len(scene.title.text))
    case = past_of(scene.title, whole, room)
    who = who_of(scene.title, case, room) if case else None
    if case and who and who.name:
        yield _decision(scene.title, case, who, days)


def _of_text(scene: Scene, room: Room, days: Days) -> list[Decision]:
    passage, spans, points = scene.text, scene.sentences.spans, _points(scene)
    made: list[Decision] = []
    place_in = _Place()
    for place, span in enumerate(spans):
        if len(made) >= MOST:
            break
        low = folded(passage.text[span.start : span.end])
        place_in = place_in.after(passage, span, low)
        case = None if is_label(passage, span, room) else case_of(passage, span, room, place_in.under)
        who = who_of(passage, case, room) if case else None
        if case is None or (who and who.state):
            continue
        before = spans[place - 1] if place else None
        told = _told(made, before, who) if _only_points_back(passage, case) else None
        if told is not None:
            made[told] = replace(made[told], date=own_day(passage, span, days, made[told].kind) or made[told].date)
        elif low.endswith(":") and place_in.under not in {"beslut", "förslag"}:
            listed = _listed(passage, spans[place + 1 : place + 1 + LISTED], points)
            made += [_decision(passage, _point(case, each), who, days) for each in listed]
        else:
            case = replace(case, subject=place_in.subject)
            case = replace(case, since=before if _leans_back(passage, case, before) else None)
            made.append(_decision(passage, case, who, days))
    return made


def _told(made: list[Decision], before: Span | None, who: Decider | None) -> int | None:
    """Which decision "beslutet" means: that of the sentence before, else the only one of the same body."""
    if made and before and made[-1].evidence.end == before.end:
        return len(made) - 1
    same = [at for at, each in enumerate(made) if who and who.name and each.decided_by == who.name]
    return same[0] if len(same) == 1 else None


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
        return self.heading if self.direct or self.under == "beslut" else None

    def after(self, passage: Passage, span: Span, low: str) -> _Place:
        """The place of the next sentence."""
        line = passage.text.rfind("\n", 0, span.start)
        if verbs.MINUTES_PROPOSAL.search(low) and len(low) < 60:
            return replace(self, under="förslag", line=line)
        if verbs.MINUTES_DECISION.search(low):
            return replace(self, under="beslut", line=line)
        under = self.under
        if verbs.MINUTES_OTHER.search(low):
            under = "" if "§" in low else "annat"
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


def _decision(passage: Passage, case: Case, who: Decider | None, days: Days) -> Decision:
    start = case.since.start if case.since else case.sentence.start
    kind = case.kind
    if kind is DecisionKind.FORMAL and who and not who.political:
        kind = DecisionKind.MANAGEMENT
    return Decision(
        text=_what(passage, case),
        kind=kind,
        evidence=passage.evidence(start, case.sentence.end, rule=case.rule),
        decided_by=who.name if who else None,
        date=day_of(passage, case.sentence, days, kind),
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
