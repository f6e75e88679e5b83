"""The units of a municipality as its register names them, and how any of their names leads to them."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from datetime import date
from importlib.resources.abc import Traversable
from pathlib import Path
from typing import Any

from archive.enrich.spans import folded
from archive.errors import ConfigError
from archive.model import Unit, UnitKind

LONG = 12
"""Letters from which a name is long enough to be known with a typing error in it."""


@dataclass(frozen=True, kw_only=True)
class Register:
    """A municipality's units. `forms` maps a folded name to units, `shorts` a short name as written.

    `starts` maps the first word of a form to the forms that begin with it, longest first; `damaged` a long form, whole
    or with a letter lost, to it; `longest` is how long those are.
    """

    municipality: str = ""
    hosts: tuple[str, ...] = ()
    units: tuple[Unit, ...] = ()
    forms: Mapping[str, tuple[Unit, ...]] = field(default_factory=dict)
    shorts: Mapping[str, tuple[Unit, ...]] = field(default_factory=dict)
    starts: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    damaged: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    longest: int = 0
    cases: tuple[re.Pattern[str], ...] = ()
    """Forms of case numbers that this municipality alone uses."""

    def named(self, name: str, day: date | None = None) -> Unit | None:
        """The unit of a full name; of several the one that existed on the day."""
        return on_day(self.forms.get(folded(name), ()), day)

    def short(self, name: str, day: date | None = None) -> Unit | None:
        """The unit of a short name, upper and lower case as written."""
        return on_day(self.shorts.get(name, ()), day)

    def today(self, name: str, day: date | None = None) -> tuple[str, ...]:
        """What the unit of a name on a day is called now: itself, or those that came after it; none when not known.

        A unit that the register does not know is taken to stand.
        """
        unit = self.named(name, day)
        return tuple(dict.fromkeys(self._heirs(unit, frozenset()))) if unit else (name,)

    def _heirs(self, unit: Unit, before: frozenset[Unit]) -> Iterator[str]:
        if not unit.successors and unit.end is None:
            yield unit.name
        for name in unit.successors:
            heir = self.named(name, unit.end)
            if heir is None:
                yield name
            elif heir not in before:
                yield from self._heirs(heir, before | {unit})

    def misspelt(self, word: str) -> str | None:
        """The long form that is one edit away from a folded word, if exactly one is."""
        if not LONG - 1 <= len(word) <= self.longest + 1:
            return None
        near = {form for part in (word, *_shorter(word)) for form in self.damaged.get(part, ())}
        close = [form for form in sorted(near) if is_one_edit(form, word)]
        return close[0] if len(close) == 1 else None

    def speaks_of(self, host: str) -> bool:
        """Whether a host belongs to this municipality."""
        return any(host == own or host.endswith(f".{own}") for own in self.hosts)


def on_day(units: Iterable[Unit], day: date | None) -> Unit | None:
    """The first unit that existed on a day, else the first."""
    known = tuple(units)
    return next((unit for unit in known if existed(unit, day)), known[0] if known else None)


def existed(unit: Unit, day: date | None) -> bool:
    """Did a unit exist on a day? Unknown days count as yes."""
    return day is None or ((unit.start is None or unit.start <= day) and (unit.end is None or day < unit.end))


def is_one_edit(one: str, two: str) -> bool:
    """Whether two words are one insertion, deletion, substitution or swap of neighbours apart."""
    if one == two or abs(len(one) - len(two)) > 1:
        return False
    start = next((at for at, (a, b) in enumerate(zip(one, two, strict=False)) if a != b), min(len(one), len(two)))
    rest, other = one[start:], two[start:]
    swapped = len(rest) > 1 and len(other) > 1 and rest[:2] == other[1::-1] and rest[2:] == other[2:]
    return rest[1:] == other or rest == other[1:] or rest[1:] == other[1:] or swapped


def _shorter(word: str) -> Iterator[str]:
    return (word[:at] + word[at + 1 :] for at in range(len(word)))


def parse_register(text: str) -> Register:
    """A register from TOML. Raises ConfigError that says what is wrong."""
    try:
        said = tomllib.loads(text)
        units = tuple(_unit(row) for row in said.get("unit", ()))
        cases = tuple(re.compile(rf"(?<![\w/:-])(?:{form})(?![\w:/-])") for form in said.get("cases", ()))
    except (tomllib.TOMLDecodeError, re.error, KeyError, ValueError, TypeError) as error:
        raise ConfigError(f"The unit register cannot be read: {error}") from error
    made = make_register(units, municipality=str(said.get("municipality", "")), hosts=tuple(said.get("hosts", ())))
    return replace(made, cases=cases)


def _unit(row: Mapping[str, Any]) -> Unit:
    known = {"name", "kind", "names", "start", "end", "parent", "serves", "successors"}
    if strange := sorted(set(row) - known):
        raise ValueError(f"unknown key {strange[0]!r} in unit {row.get('name')!r}")
    many = {key: tuple(row.get(key, ())) for key in ("names", "serves", "successors")}
    return Unit(
        name=row["name"],
        kind=UnitKind(row["kind"]),
        start=row.get("start"),
        end=row.get("end"),
        parent=row.get("parent"),
        **many,
    )


def make_register(units: tuple[Unit, ...], *, municipality: str = "", hosts: tuple[str, ...] = ()) -> Register:
    """Work out once how names lead to units."""
    forms: dict[str, tuple[Unit, ...]] = {}
    shorts: dict[str, tuple[Unit, ...]] = {}
    for unit in units:
        for name in (unit.name, *unit.names):
            if is_short(name):
                shorts[name] = (*shorts.get(name, ()), unit)
                continue
            for form in inflected(folded(name)):
                forms[form] = (*forms.get(form, ()), unit)
    damaged: dict[str, tuple[str, ...]] = {}
    for form in forms:
        for part in (form, *_shorter(form)) if len(form) >= LONG and " " not in form else ():
            damaged[part] = (*damaged.get(part, ()), form)
    return Register(
        municipality=municipality,
        hosts=hosts,
        units=units,
        forms=forms,
        shorts=shorts,
        starts=_starts(forms),
        damaged=damaged,
        longest=max(map(len, damaged), default=0),
    )


def _starts(forms: Iterable[str]) -> dict[str, tuple[str, ...]]:
    starts: dict[str, tuple[str, ...]] = {}
    for form in sorted(forms, key=lambda each: (-len(each), each)):
        first = form.split(" ")[0].rstrip(",")
        starts[first] = (*starts.get(first, ()), form)
    return starts


def is_short(name: str) -> bool:
    """Whether it is a short name such as "KSF" or "Kof", to be known only as written."""
    return len(name) <= 5 and " " not in name and any(letter.isupper() for letter in name)


def inflected(name: str) -> Iterator[str]:
    """A folded name, its genitive and, for Swedish heads, its indefinite form."""
    yield name
    if not name.endswith(("s", "x", "z")):
        yield f"{name}s"
    for head, bare in (
        ("nämnden", "nämnd"),
        ("förvaltningen", "förvaltning"),
        ("enheten", "enhet"),
        ("styrelsen", "styrelse"),
    ):
        if name.endswith(head) and len(name) > len(head):
            yield name.removesuffix(head) + bare
            yield name.removesuffix(head) + bare + "s"


def load_register(place: Path | Traversable) -> Register:
    """A register from a TOML file. Raises ConfigError when it cannot be read."""
    try:
        text = place.read_text(encoding="utf-8")
    except (OSError, UnicodeDecodeError) as error:
        raise ConfigError(f"The unit register {place} cannot be read: {error}") from error
    return parse_register(text)
