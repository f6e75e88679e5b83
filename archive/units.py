"""All units that the archive knows: those of its registers, and those that only pages name. Any name leads to one."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from difflib import get_close_matches
from functools import cached_property, lru_cache

from archive.decided import open_book
from archive.decided.book import NONE
from archive.enrich.register import Register
from archive.enrich.spans import folded
from archive.model import Unit
from archive.parts import Archive
from archive.synonyms import registers
from index.model import Query, SearchIndex

NEAREST = 5
LEAST_LIKE = 0.6
"""How like a name must be to be proposed, of 1 (difflib's ratio)."""
FACETS = ("forvaltning", "namnd")


@dataclass(frozen=True, kw_only=True)
class Directory:
    """Units by their names. `listed` stand in a register, `told` are only named on pages."""

    registers: tuple[Register, ...]
    listed: tuple[Unit, ...]
    told: tuple[Unit, ...]

    @property
    def units(self) -> tuple[Unit, ...]:
        """Every unit, those of registers first."""
        return self.listed + self.told

    def named(self, name: str) -> Unit | None:
        """The unit of any of its names: in any case, in the genitive, short; None when nobody knows it."""
        for known in self.registers:
            if unit := known.named(name) or known.short(name):
                return unit
        return self._others.get(folded(name)) or self._shorts.get(folded(name))

    def near(self, name: str) -> tuple[Unit, ...]:
        """The units whose names are most like this one, best first."""
        forms = {folded(each): unit for unit in self.units for each in (unit.name, *unit.names)}
        close = get_close_matches(folded(name), forms, n=NEAREST, cutoff=LEAST_LIKE)
        return tuple(dict.fromkeys(forms[form] for form in close))

    def before(self, unit: Unit) -> tuple[Unit, ...]:
        """The units that it came after."""
        return tuple(each for each in self.listed if unit.name in each.successors)

    def after(self, unit: Unit) -> tuple[Unit, ...]:
        """The units that came after it."""
        return self._known(unit.successors)

    def served_by(self, unit: Unit) -> tuple[Unit, ...]:
        """The förvaltningar that serve a nämnd."""
        return self._known(unit.serves)

    def serving(self, unit: Unit) -> tuple[Unit, ...]:
        """The nämnder that a förvaltning serves."""
        return tuple(each for each in self.listed if unit.name in each.serves)

    def parts_of(self, unit: Unit) -> tuple[Unit, ...]:
        """The units within it."""
        return tuple(each for each in self.listed if each.parent == unit.name)

    def _known(self, names: Iterable[str]) -> tuple[Unit, ...]:
        return tuple(unit for unit in map(self.named, names) if unit)

    @cached_property
    def _others(self) -> dict[str, Unit]:
        return {folded(unit.name): unit for unit in self.told}

    @cached_property
    def _shorts(self) -> dict[str, Unit]:
        return {folded(name): unit for unit in reversed(self.listed) for name in (unit.name, *unit.names)}


def open_directory(archive: Archive) -> Directory:
    """The units as of the index's generation. Raises IndexStale."""
    return _directory(_Parts(archive), archive.index.generation)


class _Parts:
    """An archive as a key: the same while it is the same store."""

    def __init__(self, archive: Archive) -> None:
        self.archive = archive

    def __eq__(self, other: object) -> bool:
        return isinstance(other, _Parts) and other.archive.store is self.archive.store

    def __hash__(self) -> int:
        return id(self.archive.store)


@lru_cache(maxsize=64)
def _directory(parts: _Parts, _: str) -> Directory:
    archive = parts.archive
    known = tuple(registers(archive.config, archive.store))
    listed = tuple(dict.fromkeys(unit for register in known for unit in register.units))
    bare = Directory(registers=known, listed=listed, told=())
    knowledge = archive.knowledge()
    once = {folded(name): name for name in _names(archive.index, archive) if not bare.named(name)}
    told = tuple(Unit(name=name, kind=knowledge.kind_of(name)) for name in once.values())
    return Directory(registers=known, listed=listed, told=told)


def _names(index: SearchIndex, archive: Archive) -> Iterator[str]:
    """What pages call units: whose they are, which nämnder they name, who decided."""
    counted = index.search(Query(size=1)).facets
    for facet in FACETS:
        yield from (count.value for count in counted.get(facet, ()))
    yield from (row.by for row in open_book(archive).rows if row.by and row.by != NONE)
