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
from archive.model import Unit
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
    """The names of each unit, and what became of those that are no more; read when first iterated."""
    for register in registers(config, store):
        for unit in register.units:
            yield from _groups(unit, register)


def registers(config: Config, store: Store) -> Iterator[Register]:
    """The unit registers of the archive and its sources; all that are shipped while there are none."""
    seen: list[Register] = []
    knowledge = load_knowledge(config.register or None)
    for source in store.sources.all():
        own = load_knowledge(source.register) if source.register else knowledge
        seen += [own.register_of(seed) for seed in source.seeds]
    named = [*([knowledge.chosen] if knowledge.chosen else []), *(each for each in seen if each.units)]
    used = named or list(knowledge.registers)
    return (each for place, each in enumerate(used) if each not in used[:place])


def _groups(unit: Unit, register: Register) -> Iterator[Group]:
    words = tuple(dict.fromkeys((unit.name, *unit.names)))
    if len(words) > 1:
        yield Group(words=words)
    if unit.end and (heirs := register.today(unit.name)):
        yield Group(words=(unit.name, *heirs), field=AS_TODAY)
