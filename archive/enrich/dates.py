"""Every date of a page by kind: its own stamps, then the dates of title and text, yearless ones completed."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import date

from archive.enrich.addresses import address_year
from archive.enrich.frames import Frame, resolved
from archive.enrich.listings import is_listing
from archive.enrich.moments import moments
from archive.enrich.occasions import kind_in_text, kind_in_title
from archive.enrich.relative import relative_days
from archive.enrich.shapes import Moment
from archive.enrich.spans import Passage, Sentences, passages
from archive.enrich.stamps import read_stamps
from archive.enrich.years import Scene
from archive.model import Certainty, DateFact, DateKind, Part, Reading, YearFact

MOST = 2_000
"""Dates kept of one page; a table of thousands of dates tells no more."""


def open_scene(reading: Reading) -> Scene:
    """Read the dates of a page once, for the year and the facts alike."""
    title, text = passages(reading)
    return Scene(
        reading=reading,
        title=title,
        text=text,
        in_title=moments(title.text),
        in_text=moments(text.text)[:MOST],
        sentences=Sentences.of(text),
        stamps=read_stamps(reading, title, text),
        is_listing=is_listing(reading),
    )


def open_frame(scene: Scene, year: YearFact | None) -> Frame:
    """The time a page speaks from: published or in a dated folder, else its year."""
    published = scene.stamps.of(DateKind.PUBLISHED)
    stamp = scene.stamps.of(DateKind.UPDATED)
    latest = stamp.value if stamp else scene.reading.captured
    if published:
        return Frame(latest=latest, year=published.value.year, day=published.value, reason="publiceringsdatum")
    folder = address_year(scene.reading.url)
    if folder and folder.month and year and folder.year == year.value:
        return Frame(latest=latest, year=folder.year, day=date(folder.year, folder.month, 15), reason="adressen")
    if year is None:
        return Frame(latest=latest)
    if stamp and stamp.value.year == year.value and year.evidence.part is not Part.URL:
        return Frame(latest=latest, year=year.value, day=stamp.value, reason="uppdateringsdatum")
    return Frame(latest=latest, year=year.value, reason=f"sidans år ({year.evidence.rule})")


def read_dates(scene: Scene, frame: Frame) -> tuple[DateFact, ...]:
    """All dates: stamps first, then title and text in order, each with its kind and precision."""
    stamps = scene.stamps.facts
    marked = [(fact.evidence.start, fact.evidence.end) for fact in stamps if fact.evidence.part is Part.TEXT]
    free = [moment for moment in scene.in_text if not _inside(moment, marked)]
    titled = ((moment, kind_in_title(moment, scene.title.text)) for moment in scene.in_title)
    told = ((moment, kind_in_text(moment, scene.sentences)) for moment in free)
    return (*stamps, *_facts(scene.title, titled, frame), *_facts(scene.text, told, frame), *relative_days(scene))


def _inside(moment: Moment, marked: Iterable[tuple[int | None, int | None]]) -> bool:
    return any(start is not None and end is not None and start <= moment.start < end for start, end in marked)


def _facts(passage: Passage, found: Iterable[tuple[Moment, DateKind]], frame: Frame) -> Iterator[DateFact]:
    for moment, kind in found:
        known = resolved(moment, frame)
        if known:
            certainty = Certainty.STATED if moment.first.year is not None else Certainty.INFERRED
            proof = passage.evidence(moment.start, moment.end, rule=known.rule, certainty=certainty)
            yield DateFact(kind=kind, value=known.first, until=known.last, precision=moment.precision, evidence=proof)
