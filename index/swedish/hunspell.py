"""A Hunspell dictionary, read and expanded: every word form with the entry it comes from and what its flags allow.

The format is that of hunspell(5): an .aff file of suffix rules by one-letter flag, a .dic file of words with flags.
Prefix rules are left out: hunspell-sv has none.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import lru_cache

_RULE_COLUMNS = 5


@dataclass(frozen=True, kw_only=True, slots=True)
class Form:
    """A word form. `flag` is the rule that made it ("" for the entry's own form), `flags` what the form may do."""

    text: str
    base: str
    flag: str
    flags: str


@dataclass(frozen=True, kw_only=True)
class _Rule:
    flag: str
    strip: str
    add: str
    condition: re.Pattern[str]
    flags: str


class Affixes:
    """The suffix rules of an .aff file."""

    def __init__(self, lines: Iterable[str]) -> None:
        self._rules: dict[str, list[_Rule]] = {}
        for line in lines:
            columns = line.split()
            if len(columns) >= _RULE_COLUMNS and columns[0] == "SFX":
                rule = _rule(columns)
                self._rules.setdefault(rule.flag, []).append(rule)
        self._fitting = lru_cache(maxsize=200_000)(self._find_fitting)

    def forms(self, base: str, flags: str) -> Iterator[Form]:
        """The entry itself and every form that its flags make."""
        yield Form(text=base, base=base, flag="", flags=flags)
        for flag in flags:
            if flag not in self._rules:
                continue
            for rule in self._fitting(flag, base[-_REACH:]):
                text = base[: len(base) - len(rule.strip)] + rule.add
                yield Form(text=text, base=base, flag=flag, flags=rule.flags)

    def _find_fitting(self, flag: str, ending: str) -> tuple[_Rule, ...]:
        return tuple(
            rule for rule in self._rules[flag] if ending.endswith(rule.strip) and rule.condition.search(ending)
        )


_REACH = 8
"""Letters at the end of a word that any condition looks at."""


def _rule(columns: list[str]) -> _Rule:
    added, _, flags = columns[3].partition("/")
    return _Rule(
        flag=columns[1],
        strip="" if columns[2] == "0" else columns[2],
        add="" if added == "0" else added,
        condition=re.compile(f"{columns[4]}$"),
        flags=flags,
    )


def entries(lines: Iterable[str]) -> Iterator[tuple[str, str]]:
    """(word, flags) of a .dic file."""
    for line in lines:
        word, _, flags = line.strip().partition("/")
        if word:
            yield word, flags.split()[0] if flags.split() else ""
