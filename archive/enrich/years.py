"""The year a page's content belongs to. The address first, the update stamp last: bulk stamps lie."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date

from archive.enrich.addresses import address_year
from archive.enrich.frames import Frame, first_day, is_full, missing_year, resolved
from archive.enrich.occasions import kind_in_text, kind_in_title
from archive.enrich.shapes import Moment
from archive.enrich.spans import Passage, Sentences, folded
from archive.enrich.stamps import Stamps
from archive.model import Certainty, DateFact, DateKind, Evidence, Part, Precision, Reading, YearFact

EVENTS = {DateKind.MEETING, DateKind.DECISION}
SLUG_YEAR = re.compile(r"(?<!\d)(?<!\d[-–/])(20[0-4]\d)(?!\d)(?!\s?[-–/]\s?20[0-4]\d)")
BUDGET = re.compile(r"budget\w{0,3}(?: för)?(?: år(?:en|et)?)? (20[0-4]\d)")
BUDGET_TAKEN = re.compile(r"\b(?:antog|antagit|antagen|klubba\w{1,3}|beslutade|beslutat|fastställ\w{1,3}|beslut)\b")
CLOSE = 60
"""Days between a dated event and an update stamp that make the stamp believed."""


@dataclass(frozen=True, kw_only=True)
class Scene:
    """What the year is told from: the page, its own stamps, and every date expression of title and text."""

    reading: Reading
    title: Passage
    text: Passage
    in_title: tuple[Moment, ...]
    in_text: tuple[Moment, ...]
    sentences: Sentences
    stamps: Stamps
    is_listing: bool = False
    """Do the lines belong to other pages? Then their days are not this page's."""

    def events(self) -> Iterator[tuple[Moment, Passage]]:
        """Meetings and decisions, the title's first."""
        for moment in self.in_title:
            if kind_in_title(moment, self.title.text) in EVENTS:
                yield moment, self.title
        for moment in self.in_text:
            if moment.precision is Precision.DAY and kind_in_text(moment, self.sentences) in EVENTS:
                yield moment, self.text


def read_year(scene: Scene) -> YearFact | None:
    """The year of a page with the words that told it, or None when nothing does."""
    if scene.is_listing:
        return _address(scene) or _named(scene)
    ways = (_address, _published, _dated_event, _guided_event, _named, _stamp, _budget, _mentioned)
    return next((fact for fact in (way(scene) for way in ways) if fact), None)


def _address(scene: Scene) -> YearFact | None:
    found = address_year(scene.reading.url)
    if not found or found.year > scene.reading.captured.year:
        return None
    published = scene.stamps.of(DateKind.PUBLISHED)
    if published and published.value.year != found.year:
        return None
    stamp = scene.stamps.of(DateKind.UPDATED)
    if stamp and stamp.value.year < found.year:
        return None
    return YearFact(value=found.year, evidence=Evidence(text=found.words, rule="år i adressen", part=Part.URL))


def _published(scene: Scene) -> YearFact | None:
    fact = scene.stamps.of(DateKind.PUBLISHED)
    return _of(fact, "publiceringsdatum") if fact else None


def _of(fact: DateFact, rule: str) -> YearFact:
    old = fact.evidence
    proof = Evidence(text=old.text, rule=rule, part=old.part, start=old.start, end=old.end, certainty=old.certainty)
    return YearFact(value=fact.value.year, evidence=proof)


def _limit(scene: Scene) -> date:
    stamp = scene.stamps.of(DateKind.UPDATED) or scene.stamps.of(DateKind.REVIEWED)
    return stamp.value if stamp else scene.reading.captured


def _dated_event(scene: Scene) -> YearFact | None:
    """A dated meeting or decision; but when a date of the text lies close before the stamp, the stamp is believed."""
    limit = _limit(scene)
    for moment, passage in scene.events():
        day = first_day(moment.first) if is_full(moment) else None
        if day and day <= limit:
            stamp = scene.stamps.of(DateKind.UPDATED)
            if stamp and passage.part is Part.TEXT and _confirmed(scene.in_text, stamp.value):
                return _of(stamp, "uppdateringsdatum nära ett datum i texten")
            return _fact(passage, moment, day.year, "daterat möte eller beslut")
    return None


def _confirmed(found: Iterable[Moment], stamp: date) -> bool:
    days = (first_day(moment.first) for moment in found if is_full(moment))
    return any(day and 0 <= (stamp - day).days <= CLOSE for day in days)


def _guided_event(scene: Scene) -> YearFact | None:
    """A meeting without a year: the weekday tells it, or it lies within the year before the update stamp."""
    stamp = scene.stamps.of(DateKind.UPDATED) or scene.stamps.of(DateKind.REVIEWED)
    for moment, passage in (*scene.events(), *((moment, scene.text) for moment in scene.in_text)):
        event = passage.part is Part.TITLE or kind_in_text(moment, scene.sentences) in EVENTS
        if moment.first.year or not moment.first.day or not (event or moment.weekday is not None):
            continue
        year = _near(moment, scene, stamp)
        if year:
            rule = (
                "datum utan år; året ur veckodagen"
                if moment.weekday is not None
                else "datum utan år före uppdateringsdatum"
            )
            return _fact(passage, moment, year, rule, Certainty.INFERRED)
    return None


def _near(moment: Moment, scene: Scene, stamp: DateFact | None) -> int | None:
    if moment.weekday is not None:
        day = stamp.value if stamp else _middle(scene)
        return missing_year(moment, Frame(latest=_limit(scene), day=day))
    if not stamp:
        return None
    known = resolved(moment, Frame(latest=stamp.value, year=stamp.value.year, reason="uppdateringsdatum"))
    if not known:
        return None
    return stamp.value.year if known.first <= stamp.value else stamp.value.year - 1


def _middle(scene: Scene) -> date | None:
    """The year of the page's name, else the latest said in the text, as a day to look for weekdays around."""
    named = _named(scene)
    if named:
        return date(named.value, 7, 1)
    years = [year for moment in scene.in_text if (year := moment.first.year) and year <= scene.reading.captured.year]
    return date(max(years), 7, 1) if years else None


def _named(scene: Scene) -> YearFact | None:
    """A year in the page's name or title ("arsredovisningen-2022"), unless after the stamp or about a budget."""
    slug = folded(scene.reading.url.split("?")[0].rstrip("/").rpartition("/")[2])
    for part, words in ((Part.URL, slug), (Part.TITLE, folded(scene.title.text))):
        match = SLUG_YEAR.search(words)
        if match and "budget" not in words and int(match[1]) <= _limit(scene).year:
            start, end = (match.start(), match.end()) if part is Part.TITLE else (None, None)
            proof = Evidence(
                text=match[1], rule="år i sidans namn", part=part, start=start, end=end, certainty=Certainty.INFERRED
            )
            return YearFact(value=int(match[1]), evidence=proof)
    return None


def _stamp(scene: Scene) -> YearFact | None:
    fact = scene.stamps.of(DateKind.UPDATED) or scene.stamps.of(DateKind.REVIEWED)
    return _of(fact, "uppdateringsdatum, i brist på annat") if fact else None


def _budget(scene: Scene) -> YearFact | None:
    """A budget is decided in the year before (kommunallagen 11 kap.)."""
    for passage in (scene.title, scene.text):
        low = folded(passage.text)
        for match in BUDGET.finditer(low):
            around = low[max(0, match.start() - 120) : match.end() + 60]
            if BUDGET_TAKEN.search(around):
                proof = passage.evidence(
                    match.start(), match.end(), rule="budget antas året före", certainty=Certainty.INFERRED
                )
                return YearFact(value=int(match[1]) - 1, evidence=proof)
    return None


def _mentioned(scene: Scene) -> YearFact | None:
    """The year the text speaks of most; of equals the latest that had begun when the page was captured."""
    captured = scene.reading.captured.year
    said = [moment for moment in scene.in_text if (year := moment.first.year) and captured - 25 <= year <= captured]
    if not said:
        return None
    counts = Counter(moment.first.year or 0 for moment in said)
    year = max(counts, key=lambda each: (counts[each], each))
    moment = next(moment for moment in said if moment.first.year == year)
    return _fact(scene.text, moment, year, "år som texten talar om", Certainty.GUESSED)


def _fact(passage: Passage, moment: Moment, year: int, rule: str, certainty: Certainty = Certainty.STATED) -> YearFact:
    return YearFact(value=year, evidence=passage.evidence(moment.start, moment.end, rule=rule, certainty=certainty))
