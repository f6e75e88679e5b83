"""Dates a page carries about itself: label lines, machine-readable metas, its address."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from urllib.parse import unquote, urlsplit

from archive.enrich.frames import Frame, first_day, is_full, resolved
from archive.enrich.listings import is_listing
from archive.enrich.moments import moments
from archive.enrich.shapes import Moment, Point
from archive.enrich.spans import Passage, folded
from archive.model import Certainty, DateFact, DateKind, Evidence, Part, Reading

KIND_WORDS = (
    (DateKind.REVIEWED, re.compile(r"gransk|kontrollera|verifiera|reviewed|faktagransk")),
    (DateKind.UPDATED, re.compile(r"uppdat|ändr|revider|modif|updated|lastmod")),
    (
        DateKind.PUBLISHED,
        re.compile(r"publi[cs]|issued|utlagd|skapad|datecreated|pubdate|^(?:dc\.?|dcterms\.)?date$|^datum$|^nyhet"),
    ),
)
IN_TEXT = re.compile(
    r"(?:(?:sidan|sida|artikeln|nyheten|texten|informationen|innehållet|senast"
    r"|dokumentet)[ \u00a0]{1,2})?(?:har |är |blev )?(?:senast[ \u00a0])?"
    r"(?P<word>uppdaterades|uppdaterad|uppdaterat|uppdatering|ändrades|ändrad|reviderad|granskades"
    r"|granskad|publicerades|publicerad|publicerat"
    r"|publiceringsdatum)(?:[ \u00a0]senast)?[ \u00a0]?:?[ \u00a0\n]{0,3}(?:av [^\n]{1,40}, )?(?:den[ \u00a0])?(?=\d)"
)
ADDRESS_DAY = re.compile(r"^(?P<y>20[0-4]\d)-(?P<m>0?[1-9]|1[0-2])-(?P<d>[12]\d|3[01]|0?[1-9])(?![\d])")
ADDRESS_PATH_DAY = re.compile(r"/(?P<y>20[0-4]\d)/(?P<m>0[1-9]|1[0-2])/(?P<d>[12]\d|3[01]|0[1-9])/")
MINUTES = re.compile(r"protokoll|sammantrad|kallelse|dagordning|foredragningslista")
TIMED = re.compile(r"(\d{4}-\d\d-\d\d)[T ](\d\d):(\d\d)(?::\d\d)?(?:\.\d{1,9})?\s?(Z|[+-]\d\d:?\d\d)?")


@dataclass(frozen=True, kw_only=True)
class Stamps:
    """What a page says of its own publishing, updating and review."""

    facts: tuple[DateFact, ...]

    def of(self, kind: DateKind) -> DateFact | None:
        """The most trusted date of a kind."""
        return next((fact for fact in self.facts if fact.kind is kind), None)


def kind_of(words: str) -> DateKind | None:
    """What a label or a meta name says happened on its date; None when it is no such label."""
    low = folded(words).strip()
    return next((kind for kind, pattern in KIND_WORDS if pattern.search(low)), None)


def read_stamps(reading: Reading, title: Passage, passage: Passage) -> Stamps:
    """Every date a page carries about itself; one of each kind, the most trusted source first."""
    found = (
        *_labels(reading),
        *_in_text(passage, reading.captured),
        *_in_text(title, reading.captured),
        *_address(reading.url),
        *_metas(reading),
        *_alone(reading, passage),
    )
    kept: dict[DateKind, DateFact] = {}
    for fact in found:
        if fact.value <= reading.captured + timedelta(days=2):
            kept.setdefault(fact.kind, fact)
    return Stamps(facts=tuple(kept.values()))


def _day(text: str, latest: date) -> tuple[date, Moment] | None:
    frame = Frame(latest=latest, year=latest.year, reason="när sidan hämtades")
    for moment in moments(text[:200]):
        known = resolved(moment, frame) if is_full(moment) else None
        if known:
            return known.first, moment
    return None


def _labels(reading: Reading) -> Iterator[DateFact]:
    for words, value in reading.labels:
        kind = kind_of(words)
        found = _day(value, reading.captured)
        if kind and found:
            yield DateFact(
                kind=kind, value=found[0], evidence=_said(f"{words}: {value}", f"etikett: {words}", Part.LABEL)
            )


def _said(words: str, rule: str, part: Part) -> Evidence:
    return Evidence(text=words, rule=rule, part=part)


def _in_text(passage: Passage, latest: date) -> Iterator[DateFact]:
    """Label lines that were left in the text, glued to what stood before them."""
    low = folded(passage.text)
    for match in IN_TEXT.finditer(low):
        kind = kind_of(match["word"])
        found = _day(passage.text[match.end() : match.end() + 40], latest)
        if kind and found and found[1].start <= 12:
            end = match.end() + found[1].end
            yield DateFact(
                kind=kind, value=found[0], evidence=passage.evidence(match.start(), end, rule="etikett i texten")
            )


def _address(url: str) -> Iterator[DateFact]:
    path = unquote(urlsplit(url).path)
    name = path.rstrip("/").rpartition("/")[2]
    match = ADDRESS_DAY.search(name) or ADDRESS_PATH_DAY.search(path)
    if not match or MINUTES.search(folded(name)):
        return
    day = first_day(Point(year=int(match["y"]), month=int(match["m"]), day=int(match["d"])))
    if day:
        yield DateFact(
            kind=DateKind.PUBLISHED, value=day, evidence=_said(match[0].strip("/"), "datum i adressen", Part.URL)
        )


def _metas(reading: Reading) -> Iterator[DateFact]:
    for name, value in reading.metas:
        kind = kind_of(name)
        day = local_day(value) if kind else None
        if kind and day:
            yield DateFact(kind=kind, value=day, evidence=_said(value[:60], f"meta: {name}", Part.META))


def local_day(value: str) -> date | None:
    """The Swedish day of a machine-readable date; one with a clock and a zone is turned into Swedish time."""
    timed = TIMED.search(value[:60])
    if timed and timed[4]:
        zone = timed[4].replace("Z", "+00:00")
        zone = zone if ":" in zone else f"{zone[:3]}:{zone[3:]}"
        try:
            return _swedish(datetime.fromisoformat(f"{timed[1]}T{timed[2]}:{timed[3]}:00{zone}"))
        except (ValueError, OverflowError):
            return None
    found = _day(value, date.max)
    return found[0] if found else None


def _swedish(moment: datetime) -> date:
    """Central European time; summer time from the last Sunday of March to that of October, 01:00 UTC (2000/84/EG)."""
    at = moment.astimezone(UTC)
    summer = _last_sunday(at.year, 3) <= at.replace(tzinfo=None) < _last_sunday(at.year, 10)
    return (at + timedelta(hours=2 if summer else 1)).date()


def _last_sunday(year: int, month: int) -> datetime:
    last = datetime(year, month, 31, 1)  # noqa: DTZ001 - compared with naive UTC
    return last - timedelta(days=(last.weekday() + 1) % 7)


def _alone(reading: Reading, passage: Passage) -> Iterator[DateFact]:
    """A date alone on a line near the top is when the page was published; of several the newest, in a listing none."""
    found: list[DateFact] = [
        _unlabelled(value, known[0]) for words, value in reading.labels if (known := _bare(words, value, reading))
    ]
    start = 0
    for section in reading.sections:
        line = section.text.strip()
        known = _day(line, reading.captured) if 8 <= len(line) <= 30 else None
        if known and known[1].start <= 12 and len(line) - known[1].end <= 8 and _only_a_date(line, known[1]):
            at = start + section.text.index(line)
            proof = passage.evidence(at, at + len(line), rule="datum ensamt på en rad", certainty=Certainty.INFERRED)
            found.append(DateFact(kind=DateKind.PUBLISHED, value=known[0], evidence=proof))
        start += len(section.text) + 1
    if found and not is_listing(reading):
        yield max(found, key=lambda fact: fact.value)


def _bare(words: str, value: str, reading: Reading) -> tuple[date, Moment] | None:
    return None if words.strip() else _day(value, reading.captured)


def _unlabelled(value: str, day: date) -> DateFact:
    proof = Evidence(text=value, rule="datum ensamt på en rad", part=Part.LABEL, certainty=Certainty.INFERRED)
    return DateFact(kind=DateKind.PUBLISHED, value=day, evidence=proof)


def _only_a_date(line: str, moment: Moment) -> bool:
    rest = line[: moment.start] + line[moment.end :]
    return not re.search(
        r"[^\W\d_]{2,}", re.sub(r"(?i)\b(?:mån|tis|ons|tors|fre|lör|sön)(?:dag)?(?:en)?\b|\bden\b|\bkl\b", "", rest)
    )
