"""Days said from where the writer stands ("i går", "på måndagen"); known only when the day of writing is."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import date, timedelta
from itertools import islice

from archive.enrich.addresses import address_year
from archive.enrich.occasions import kind_in_text
from archive.enrich.shapes import WEEKDAYS, Moment, Point
from archive.enrich.spans import folded
from archive.enrich.years import Scene
from archive.model import Certainty, DateFact, DateKind

DAYS = "|".join(WEEKDAYS)
RELATIVE = re.compile(
    rf"\bi (?P<near>förrgår|går|dag)\b|\b(?P<own>gårdagens)\b"
    rf"|\bpå (?P<on>{DAYS})(?:en|skvällen|seftermiddagen|smorgonen|ens)\b|\bi (?P<last>{DAYS})s\b"
    rf"|\b(?P<held>{DAYS})ens\b(?= \S{{0,30}}(?:möte|sammanträde|fullmäktige|styrelse|nämnd))"
)
BACK = {"dag": 0, "går": 1, "gårdagens": 1, "förrgår": 2}
MOST = 500
NEAR_FOLDER = 7
"""Days into the next month in which a page of a month's folder may still have been written."""


def day_of_writing(scene: Scene) -> date | None:
    """The day a page was written: published, else its stamp when the folder it lies in is of the same month."""
    published = scene.stamps.of(DateKind.PUBLISHED)
    if published:
        return published.value
    stamp, folder = scene.stamps.of(DateKind.UPDATED), address_year(scene.reading.url)
    if not stamp or not folder or not folder.month:
        return None
    written = stamp.value
    month = (written - timedelta(days=NEAR_FOLDER)) if written.day <= NEAR_FOLDER else written
    fits = {(day.year, day.month) for day in (written, month)}
    return written if (folder.year, folder.month) in fits else None


def relative_days(scene: Scene) -> Iterator[DateFact]:
    """Meetings and decisions dated by where the writer stands."""
    written = day_of_writing(scene)
    if written is None:
        return
    for match in islice(RELATIVE.finditer(folded(scene.text.text)), MOST):
        day = _day(match, written)
        point = Point(year=day.year, month=day.month, day=day.day)
        moment = Moment(start=match.start(), end=match.end(), shape="dag sedd från sidans dag", first=point)
        kind = kind_in_text(moment, scene.sentences)
        if kind is not DateKind.MENTIONED:
            rule = f"{moment.shape} ({written.isoformat()})"
            proof = scene.text.evidence(moment.start, moment.end, rule=rule, certainty=Certainty.INFERRED)
            yield DateFact(kind=kind, value=day, evidence=proof)


def _day(match: re.Match[str], written: date) -> date:
    near = match["near"] or match["own"]
    if near:
        return written - timedelta(days=BACK[near])
    weekday = WEEKDAYS.index(match["on"] or match["last"] or match["held"])
    back = (written.weekday() - weekday) % 7
    return written - timedelta(days=back or (7 if match["last"] else 0))
