"""What means the same to those who ask: the shipped list, the archive's own, and the names of units over time.

The archive's own list, `synonyms.txt` in its home, is written as the shipped one: a group a line, words divided by "=".
"""

from __future__ import annotations

from collections.abc import Iterator
from importlib.resources import files

from archive.config import SYNONYMS, Config
from archive.enrich.knowledge import load_knowledge
from archive.enrich.register import Register
from archive.errors import ConfigError
from archive.store import Store
from index.synonyms import Group, read_groups

AS_TODAY = "forvaltning_nu"
"""The field in which a unit goes by the name it has today; an old name asks for what became of it."""


def listed_groups(config: Config) -> tuple[Group, ...]:
    """The shipped list and the archive's own. Raises ConfigError that names file and line."""
    shipped = read_groups((files("archive") / "data" / SYNONYMS).read_text("utf-8"))
    path = config.home / SYNONYMS
    try:
        return (*shipped, *read_groups(path.read_text("utf-8") if path.is_file() else ""))
    except (ValueError, OSError) as error:
        raise ConfigError(f"{path} cannot be read: {error}") from error


def unit_groups(config: Config, store: Store) -> Iterator[Group]:
    """The names of each unit, and what became of those that are no more; read when first iterated.

    Of several municipalities, a name that is one unit's here and another's there widens nothing: it would answer a
    question about one with the pages of the other. What an old name asks for is what became of it in any of them.
    """
    known = tuple(registers(config, store))
    torn, heirs = _torn(known), dict[str, tuple[str, ...]]()
    for register in known:
        for unit in register.units:
            words = tuple(dict.fromkeys((unit.name, *(name for name in unit.names if name not in torn))))
            if len(words) > 1:
                yield Group(words=words)
        for name, own in _heirs(register).items():
            heirs[name] = tuple(dict.fromkeys((*heirs.get(name, ()), *own)))
    yield from (Group(words=(name, *own), field=AS_TODAY) for name, own in heirs.items())


def _torn(known: tuple[Register, ...]) -> frozenset[str]:
    """The other names that registers give to units without a name in common."""
    meant: dict[str, list[set[str]]] = {}
    for register in known:
        own: dict[str, set[str]] = {}
        for unit in register.units:
            for name in unit.names:
                own.setdefault(name, set()).add(unit.name)
        for name, units in own.items():
            meant.setdefault(name, []).append(units)
    return frozenset(name for name, each in meant.items() if not set.intersection(*each))


def _heirs(register: Register) -> dict[str, tuple[str, ...]]:
    """What became of the units that are no more."""
    gone = (unit.name for unit in register.units if unit.end)
    return {name: heirs for name in gone if (heirs := register.today(name))}


def registers(config: Config, store: Store) -> Iterator[Register]:
    """The unit registers of the archive and its sources.

    All that are shipped while there are none, unless sources say whose they are: others' units are then not theirs.
    """
    seen: list[Register] = []
    knowledge = load_knowledge(config.register or None)
    sources = store.sources.all()
    for source in sources:
        own = load_knowledge(source.register) if source.register else knowledge
        seen += [own.register_of(seed) for seed in source.seeds]
    named = [*([knowledge.chosen] if knowledge.chosen else []), *(each for each in seen if each.units)]
    is_said = any(source.municipality for source in sources)
    used = named or ([] if is_said else list(knowledge.registers))
    return (each for place, each in enumerate(used) if each not in used[:place])
