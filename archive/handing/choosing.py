"""Which versions are handed out: all that a search finds, or pages by their addresses."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import replace
from datetime import UTC, date, datetime, time, timedelta

from archive import answers
from archive.answers import MOMENT, Question
from archive.errors import HandoutRefused, NotFound
from archive.model import Handed
from archive.model.moments import STOCKHOLM, local_day
from archive.parts import Archive
from archive.store import Pages
from index.model import Hit

MOST = 500
"""Pages in one handout."""
_PLACE = re.compile(r"(?:^|/sida/)([0-9a-f]{16})(?:/(\d{14}))?(?:[/?#].*)?$")


def found_by(archive: Archive, question: Question) -> tuple[Handed, ...]:
    """Every version that a question finds, in its order.

    The question is taken as written: no word of it is respelled. Raises HandoutRefused when it finds nothing, more
    than MOST, or has parts that cannot be used.
    """
    asked = replace(question, page=1, size=answers.MOST)
    query = answers.query(asked, archive.schema, today=local_day(archive.clock()))
    unused = [note.text for note in query.notes if note.code != answers.AS_OF]
    if unused:
        raise HandoutRefused(f"Sökningen kan inte tas som den står. {' '.join(unused)}")
    first = archive.index.search(query)
    _check(first.total)
    hits = list(first.hits)
    while len(hits) < first.total and (more := archive.index.search(replace(query, page=len(hits) // query.size + 1))):
        if not more.hits:
            break
        hits += more.hits
    return tuple(dict.fromkeys(_version(each) for each in hits))


def text_of_day(text: str, day: date | None) -> str:
    """A query text that asks of a day, instead of what it may have asked of."""
    return text if day is None else f"{MOMENT.sub('', text)} vid:{day}".strip()


def _check(total: int) -> None:
    if total == 0:
        raise HandoutRefused("Inga sidor stämmer med det som begärs. Inget är utlämnat.")
    if total > MOST:
        raise HandoutRefused(f"Det blir {total} sidor. Högst {MOST} ryms i ett utlämnande: dela upp det.")


def _version(hit: Hit) -> Handed:
    return Handed(page=hit.id.partition("/")[0], at=datetime.fromisoformat(str(hit.values["fangad"])))


def named(archive: Archive, lines: Iterable[str], *, day: date | None = None) -> tuple[Handed, ...]:
    """The versions that addresses name, one a line: ours (`/sida/…`, perhaps with a moment), a page's id, the source's.

    Without a moment an address means the version that stood at the end of `day` in Sweden, or the newest.
    Raises HandoutRefused with every line that names nothing.
    """
    found: dict[Handed, None] = {}
    missing: list[str] = []
    for line in filter(None, map(str.strip, lines)):
        version = _named(archive.store.pages, line, day)
        if version is None:
            missing.append(line[:200])
        else:
            found[version] = None
    if missing:
        said = f"{missing[0]} och {len(missing) - 1} till" if len(missing) > 1 else missing[0]
        when = f" {day}" if day else ""
        raise HandoutRefused(f"Arkivet har ingen sida{when} med adressen {said}. Inget är utlämnat.")
    _check(len(found))
    return tuple(found)


def said_of(count: int, day: date | None) -> str:
    """What the log says was asked when pages were named."""
    pages = "1 angiven sida" if count == 1 else f"{count} angivna sidor"
    return f"{pages}, som de stod {day}" if day else pages


def _named(pages: Pages, line: str, day: date | None) -> Handed | None:
    try:
        place = _PLACE.search(line)
        if place:
            return _standing(pages, place[1], _moment(place[2]) if place[2] else _end(day))
        page = pages.by_url(line) or pages.by_url(f"{line.rstrip('/')}/")
        return _standing(pages, page.id, _end(day)) if page else None
    except (NotFound, ValueError):
        return None


def _standing(pages: Pages, page: str, at: datetime | None) -> Handed:
    return Handed(page=page, at=pages.memento(page, at).at)


def _moment(stamp: str) -> datetime:
    """The last instant of the second that 14 digits name. Raises ValueError."""
    return datetime.strptime(f"{stamp}999999", "%Y%m%d%H%M%S%f").replace(tzinfo=UTC)


def _end(day: date | None) -> datetime | None:
    """The last instant of a day in Sweden."""
    if day is None:
        return None
    return datetime.combine(day + timedelta(days=1), time(), STOCKHOLM).astimezone(UTC) - timedelta(microseconds=1)
