"""What the procurement ledger's URL asks for: fields as typed, what they mean, and what is wrong with them. Pure."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from datetime import date
from typing import TypeVar

from archive.ledger import Wanted
from archive.model.moments import day_end
from archive.web.language import _
from archive.web.links import Pairs, clean, list_url, read_page
from archive.web.typed import read_days, read_period, read_sum

T = TypeVar("T")
LIMIT = 200
PAGE_MOST = 4_000
NAMES = ("fran", "till", "minst", "slag", "skede", "enhet", "leverantor", "grans", "granskad", "vid")
AGAINST = {"over": "över", "under": "under", "oklart": "oklart"}
REVIEWED = {"ja": True, "nej": False}
UNKNOWN = "okant"
"""Stands for a stage that the source does not tell."""


@dataclass(frozen=True, kw_only=True)
class Wrong:
    """A field that cannot be used, and why."""

    name: str
    text: str


@dataclass(frozen=True, kw_only=True)
class Asked:
    """Fields as typed, by name; what they ask for; the page; errors and notes."""

    typed: Mapping[str, str] = field(default_factory=dict)
    wanted: Wanted = field(default_factory=Wanted)
    page: int = 1
    wrong: tuple[Wrong, ...] = ()
    notes: tuple[str, ...] = ()
    as_of: date | None = None

    def url(self, path: str, *, page: int = 1, **other: str) -> str:
        """The address of the same question at a path, some fields with other values."""
        typed = {**self.typed, **other}
        pairs = [(name, typed.get(name, "")) for name in NAMES]
        return list_url(path, (*pairs, ("sida", str(page) if page > 1 else "")))


def read_asked(pairs: Pairs, *, today: date) -> Asked:
    """What the parameters ask for. Never raises; of a repeated parameter the last one counts."""
    given = dict(pairs)
    typed = {name: said for name in NAMES if (said := clean(given.get(name, ""), LIMIT))}
    year = clean(given.get("ar", ""), LIMIT)
    if year and not {"fran", "till"} & set(typed):
        typed |= {"fran": year, "till": year}
    page, notes = read_page(given.get("sida", ""))
    read = _Read(typed)
    wanted, as_of = read.wanted(), read.as_of(today)
    return Asked(
        typed=typed,
        wanted=replace(wanted, as_of=day_end(as_of) if as_of else None),
        page=min(page, PAGE_MOST),
        wrong=tuple(read.wrong),
        notes=tuple(note.text for note in notes),
        as_of=as_of,
    )


class _Read:
    """Fields as they are read one by one, and what was wrong with them."""

    def __init__(self, typed: Mapping[str, str]) -> None:
        self._typed = typed
        self.wrong: list[Wrong] = []

    def wanted(self) -> Wanted:
        start, end = self._period()
        stage = self._typed.get("skede")
        reviewed = self._chosen("granskad", REVIEWED)
        return Wanted(
            start=start,
            end=end,
            min_sek=self._sum(),
            kind=self._typed.get("slag"),
            stage="" if stage == UNKNOWN else stage,
            unit=self._typed.get("enhet"),
            supplier=self._typed.get("leverantor"),
            against=self._chosen("grans", AGAINST),
            reviewed=reviewed,
        )

    def _period(self) -> tuple[date | None, date | None]:
        """A period in the first field alone is the whole period."""
        first = self._days("fran", read_days if "till" in self._typed else read_period)
        last = self._days("till", read_days)
        start = first[0] if first else None
        is_whole = first is not None and last is None and read_days(self._typed["fran"]) is None
        end = last[1] if last else first[1] if first and is_whole else None
        if start and end and end < start:
            self._say("till", _("Sista dagen ligger före den första. Byt plats på dem."))
        return start, end

    def _days(self, name: str, read: Callable[[str], tuple[date, date] | None]) -> tuple[date, date] | None:
        said = self._typed.get(name, "")
        days = read(said) if said else None
        if said and days is None:
            self._say(
                name, _("”%(said)s” går inte att läsa som dag. Skriv till exempel 2017-01-01 eller 2017.", said=said)
            )
        return days

    def _sum(self) -> int | None:
        said = self._typed.get("minst", "")
        value = read_sum(said) if said else None
        if said and value is None:
            self._say(
                "minst",
                _("”%(said)s” går inte att läsa som belopp. Skriv till exempel 1 100 000 eller 1,1 mnkr.", said=said),
            )
        return value

    def _chosen(self, name: str, values: Mapping[str, T]) -> T | None:
        said = self._typed.get(name)
        if said and said not in values:
            self._say(name, _("”%(said)s” går inte att välja.", said=said))
        return values.get(said or "")

    def as_of(self, today: date) -> date | None:
        """A day gone by; a month or a year is its last day, today is no day of its own."""
        days = self._days("vid", read_days)
        return days[1] if days and days[1] < today else None

    def _say(self, name: str, text: str) -> None:
        self.wrong.append(Wrong(name=name, text=text))
