"""Documents that say on their front who adopted them and when: "Antagen av: Kommunfullmäktige 2023-06-19 § 90"."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import date

from archive.enrich.datings import Days
from archive.enrich.deciders import POLITICAL, Room
from archive.enrich.spans import Passage, Span, folded
from archive.enrich.years import Scene
from archive.model import Decision, DecisionKind, Precision

ADOPTED = re.compile(
    r"^(?P<verb>antag|beslut|fastställ|godkän)(?:en|et|na|ad|at|d|t|sinstans|ande(?: organ| instans)?)?"
    r"(?: av| i)?\s?[:\t]?\s"
)
DATED = re.compile(
    r"(?:datum för (?:antagande|beslut|fastställande)|beslutsdatum|antagandedatum|fastställelsedatum|datum"
    r"|(?:antag|beslut|fastställ|godkän)(?:en|et|ad|at|d|t)(?: den)?)\s?[:\t]?\s?\d"
)
VERBS = {"antag": "antog", "beslut": "beslutade om", "fastställ": "fastställde", "godkän": "godkände"}
LONGEST = 160
NEAR = 2
"""Lines below the one that names the body in which the day may stand."""


def read_adoptions(scene: Scene, room: Room, days: Days) -> tuple[Decision, ...]:
    """A decision for every label pair that names a board: the document was adopted by it."""
    return tuple(_adoptions(scene, room, days))


def is_label(passage: Passage, span: Span, room: Room) -> bool:
    """Whether a sentence is a label with a board and little else."""
    low = folded(passage.text[span.start : span.end])
    match = ADOPTED.match(low) if len(low) <= LONGEST and not low.endswith(".") else None
    named = _board(passage, span, room) if match else None
    return bool(match and named and named.start - span.start <= match.end() + 4)


def _board(passage: Passage, span: Span, room: Room) -> Span | None:
    found = (each for each in room.within(passage, span.start, span.end) if each.unit.kind in POLITICAL)
    return next((Span(start=each.start, end=each.end) for each in found), None)


def _adoptions(scene: Scene, room: Room, days: Days) -> Iterator[Decision]:
    passage, spans = scene.text, scene.sentences.spans
    for place, span in enumerate(spans):
        if not is_label(passage, span, room):
            continue
        verb = ADOPTED.match(folded(passage.text[span.start : span.end]))
        who = next(each for each in room.within(passage, span.start, span.end) if each.unit.kind in POLITICAL)
        day, end = _dated(passage, span, spans[place + 1 : place + 1 + NEAR], days)
        yield Decision(
            text=f"{VERBS[verb['verb']] if verb else ''} {scene.title.text}".strip(),
            kind=DecisionKind.FORMAL,
            decided_by=who.unit.name,
            date=day,
            evidence=passage.evidence(span.start, end, rule="etikett: antagen av"),
        )


def _dated(passage: Passage, span: Span, below: tuple[Span, ...], days: Days) -> tuple[date | None, int]:
    """The day on the label's own line, else on a line right below whose label says that it is the day of it."""
    for line in (span, *below):
        if line is not span and not DATED.match(folded(passage.text[line.start : line.end])):
            continue
        for fact in days.within(passage, line):
            if fact.precision is Precision.DAY:
                return fact.value, line.end
    return None, span.end
