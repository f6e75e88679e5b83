"""Date labels: lines that say when a page was published, updated or reviewed, lifted out of what a person reads."""

from __future__ import annotations

import re
from typing import NamedTuple

from crawler.model import Label
from crawler.reading.wordlist import wordlist

_MONTHS = (
    "januari|februari|mars|april|maj|juni|juli|augusti|september|oktober|november|december"
    "|jan|feb|mar|apr|jun|jul|aug|sept|sep|okt|nov|dec"
)
_DAY = (
    r"(?:(?:(?:måndag|tisdag|onsdag|torsdag|fredag|lördag|söndag)(?:en)?|mån|tis|ons|tors?|fre|lör|sön)\.?,?\s+)?"
    r"(?:den\s+)?"
)
_CLOCK = (
    r"(?:,?\s*(?:-\s+)?(?:(?:kl(?:ockan|\.)?\s*)?\d{1,2}[.:]\d{2}(?:[.:]\d{2})?(?:Z|[+-]\d{2}:?\d{2})?"
    r"|T\d{2}:\d{2}[\d:.Z+-]*))?"
)
DATE = (
    rf"{_DAY}(?:\d{{4}}-\d{{2}}-\d{{2}}|\d{{1,2}}(?::?[ae])?\s+(?:{_MONTHS})\.?(?:,?\s+\d{{4}})?"
    rf"|\d{{1,2}}/\d{{1,2}}(?:[\s-]+\d{{4}}|/\d{{4}})?|\d{{1,2}}\.\d{{1,2}}\.\d{{4}}|\d{{4}}/\d{{2}}/\d{{2}}|(?:19|20)\d{{6}}"
    rf"|(?:{_MONTHS})\s+\d{{4}}){_CLOCK}"
)
_THING = (
    r"(?:sidan|sidans innehåll|denna sida|den här sidan|artikeln|nyheten|denna artikel|informationen|innehållet|texten"
    r"|dokumentet)"
)
_VERB = r"(?:uppdatera|ändra|granska|faktagranska|revidera|redigera|kontrollera|publicera|skapa)"
_DONE = rf"(?:{_VERB}(?:d|t|des)|publicering)"
_OF_THING = rf"{_THING}(?: är| har| blev)?(?: senast)? {_DONE}(?: senast)?"
_WORDS = (
    rf"(?:senaste? {_DONE}|{_OF_THING}(?: av)?|{_THING}s? senaste uppdatering|{_DONE}(?: senast)?"
    r"|(?:senaste?|sista) (?:uppdatering(?:en)?|ändring(?:en)?|granskning(?:en)?)"
    r"|(?:publicerings?|uppdaterings?|ändrings|gransknings)datum|datum för (?:publicering|uppdatering))"
)
_STRONG = rf"(?:Senaste? {_DONE}|(?i:{_OF_THING})|(?:Publicera|Uppdatera|Ändra|Granska)(?:d|t|des))"
_BETWEEN = r"[\s|·•,;/–—.()-]*"
_PAIR = re.compile(rf"(?P<words>{_WORDS})\s*[:.]?\s*(?P<value>{DATE})", re.IGNORECASE)
_ONLY_WORDS = re.compile(rf"(?P<words>{_WORDS})\s*:?", re.IGNORECASE)
_ONLY_DATE = re.compile(DATE, re.IGNORECASE)
_NAME = r"[A-ZÅÄÖ][\w-]+"
_REST = re.compile(rf"{_BETWEEN}(?:[aA]v:? [\w .,@-]{{1,60}}|{_NAME} {_NAME}(?: {_NAME})?)?{_BETWEEN}")
_PERSON = re.compile(
    r"(?P<words>sidansvarig|sidans ansvarige?|ansvarig för (?:sidan|innehållet)|innehållsansvarig|sidredaktör"
    r"|redaktör för sidan|faktaansvarig|webbredaktör|ansvarig utgivare|dokumentansvarig|(?<=\d )ansvarig)"
    r"(?: \([^)]{1,60}\))?"
    r"\s*:\s*(?P<value>.{0,100})",
    re.IGNORECASE,
)
_GLUED = re.compile(
    rf"(?P<before>.*?[\w.!?:;)\]”\"»])\s*(?P<label>{_STRONG}\s*:?\s*(?P<date>(?i:{DATE})))[\s.]*", re.DOTALL
)
_STEMS = wordlist("uppdater publicer ändr gransk revider skapa ansvarig redaktör redigera kontrollera datum")
_LONGEST_LINE = 240
_SHORT_LINE = 60


class Lift(NamedTuple):
    """What became of a line: the labels in it, what is left of it, and whether a date is awaited on the next line."""

    labels: tuple[Label, ...]
    rest: str
    awaits: bool = False


def may_hold(text: str) -> bool:
    """A quick look: whether a label could be in this text."""
    folded = text.lower()
    return any(map(folded.__contains__, _STEMS))


def lift(text: str) -> Lift | None:
    """Labels that make up a whole line, or stand at its end; None when there are none."""
    if not may_hold(text):
        return None
    if len(text) <= _LONGEST_LINE:
        whole = _whole(text)
        if whole is not None:
            return whole
    return _glued(text)


def leading_date(text: str) -> str | None:
    """The date that a short line begins with, when a word or two at most follow it ("3 maj 2020 Nyheter")."""
    found = _ONLY_DATE.match(text) if len(text) <= _SHORT_LINE else None
    if found is None or not re.search(r"\d{4}", found[0]):
        return None
    rest = text[found.end() :].strip(" .,|·–-")
    return found[0] if len(rest.split()) <= 2 and not any(map(str.isdigit, rest)) else None


def is_date(text: str) -> bool:
    """Whether a line is a date and nothing else."""
    return len(text) <= _SHORT_LINE and _ONLY_DATE.fullmatch(text.strip(" .|·")) is not None


def _whole(text: str) -> Lift | None:
    person = _PERSON.fullmatch(text.strip())
    if person:
        return Lift((_label(person),), "")
    only = _ONLY_WORDS.fullmatch(text.strip())
    if only:
        return Lift((Label(words=_tidy(only["words"]), value=""),), "", awaits=True)
    person = _PERSON.search(text)
    dated = text[: person.start()] if person else text
    found = tuple(_PAIR.finditer(dated))
    if not found or not _REST.fullmatch(_PAIR.sub("", dated)):
        return None
    return Lift(tuple(_label(one) for one in (*found, *((person,) if person else ()))), "")


def _glued(text: str) -> Lift | None:
    """A stamp at the end of the last paragraph or bullet."""
    start = max(0, len(text) - _LONGEST_LINE)
    found = _GLUED.fullmatch(text, start)
    if found is None or _is_prose(found["before"], found["label"]):
        return None
    pair = _PAIR.search(found["label"])
    return Lift((_label(pair),), text[: found.end("before")].rstrip()) if pair else None


def _is_prose(before: str, label: str) -> bool:
    """One word, as in "Publicerad 3 maj", must follow a full stop; "Senast uppdaterad" stands on its own."""
    plain = re.match(r"(publicera|uppdatera|ändra|granska)", label, re.IGNORECASE) is not None
    return plain and not before.endswith((".", "!", "?", ")", "”", '"', ":"))


def _label(found: re.Match[str]) -> Label:
    return Label(words=_tidy(found["words"]), value=found["value"].strip(" .|·,"))


def _tidy(words: str) -> str:
    return " ".join(words.split()).rstrip(":")
