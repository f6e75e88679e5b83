"""What enrichment knows before it reads a page: units, topics, limits, patterns. Loaded once from archive/data."""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass, replace
from functools import lru_cache
from importlib.resources import files
from importlib.resources.abc import Traversable
from pathlib import Path
from urllib.parse import urlsplit

from archive.enrich.grammar import Grammar, parse_grammar
from archive.enrich.limits import Limits, parse_limits
from archive.enrich.patterns import Patterns, parse_patterns
from archive.enrich.register import Register, load_register
from archive.enrich.spans import folded
from archive.enrich.topics import TopicModel, parse_topics
from archive.errors import ConfigError
from archive.model import Reading, UnitKind

GENERIC = "generic.toml"


@dataclass(frozen=True, kw_only=True)
class Knowledge:
    """All that readers may lean on. `registers` are those of the package; `chosen` the one a source names, if any."""

    chosen: Register | None
    registers: tuple[Register, ...]
    grammar: Grammar
    topics: TopicModel
    limits: Limits
    patterns: Patterns

    def register_for(self, reading: Reading) -> Register:
        """The chosen register, else that of the page's host, else (no host) that of the one municipality it names."""
        if self.chosen or urlsplit(reading.url).hostname:
            return self.register_of(reading.url)
        low = folded(f"{reading.title}\n{reading.text}")
        named = [known for known in self.registers if _is_named(known, low)]
        return named[0] if len(named) == 1 else Register()

    def register_of(self, url: str) -> Register:
        """The chosen register, else that of the address's host, else one that knows nothing."""
        host = urlsplit(url).hostname or ""
        return self.chosen or next((known for known in self.registers if known.speaks_of(host)), Register())

    def kind_of(self, name: str) -> UnitKind:
        """What kind of unit a name is, by the registers, else by its ending; ENHET when nothing tells."""
        for known in (self.chosen, *self.registers):
            unit = known.named(name) if known else None
            if unit:
                return unit.kind
        return self.grammar.kind_of(name)


def _is_named(register: Register, low: str) -> bool:
    name = folded(register.municipality)
    return (
        f"{name} kommun" in low
        or f"{name}s kommun" in low
        or any(f"@{host}" in low or host in low for host in register.hosts)
    )


def register_names() -> tuple[str, ...]:
    """The unit registers that come with the program, by name."""
    names = (place.name for place in (files("archive") / "data" / "units").iterdir() if place.name.endswith(".toml"))
    return tuple(sorted(name.removesuffix(".toml") for name in names if name != GENERIC))


def load_knowledge(register: str | None = None) -> Knowledge:
    """Knowledge with the register of a municipality: a name in archive/data/units or the path of a TOML file.

    Raises ConfigError when there is no such register or it cannot be read.
    """
    shipped = _shipped()
    registers = dict(zip(register_names(), shipped.registers, strict=True))
    return replace(shipped, chosen=_chosen(register, registers))


@lru_cache(maxsize=1)
def _shipped() -> Knowledge:
    """What comes with the program, read once: an archive of many municipalities asks for many registers."""
    home = files("archive") / "data"
    bundled = {
        place.name.removesuffix(".toml"): place for place in (home / "units").iterdir() if place.name.endswith(".toml")
    }
    grammar = parse_grammar(_toml(bundled.pop(GENERIC.removesuffix(".toml"))))
    registers = {name: load_register(place) for name, place in sorted(bundled.items())}
    return Knowledge(
        chosen=None,
        registers=tuple(registers.values()),
        grammar=grammar,
        topics=parse_topics(_toml(home / "topics.toml")),
        limits=parse_limits((home / "direct-procurement-limits.csv").read_text(encoding="utf-8")),
        patterns=parse_patterns(_toml(home / "patterns.toml")),
    )


def _chosen(register: str | None, registers: Mapping[str, Register]) -> Register | None:
    if not register:
        return None
    if register in registers:
        return registers[register]
    if not register.endswith(".toml"):
        raise ConfigError(
            f"There is no unit register {register!r}; known are {', '.join(registers)}, or give a TOML file."
        )
    return load_register(Path(register))


def _toml(place: Traversable) -> Mapping[str, object]:
    return tomllib.loads(place.read_text(encoding="utf-8"))
