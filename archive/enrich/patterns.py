"""The forms of case numbers and law references, from archive/data/patterns.toml."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any


@dataclass(frozen=True, kw_only=True)
class Patterns:
    """Compiled forms. `marked` has the number in its group "number"."""

    cases: tuple[re.Pattern[str], ...]
    marked: tuple[re.Pattern[str], ...]
    not_prefix: frozenset[str]
    sfs: re.Pattern[str]
    abbreviations: re.Pattern[str]
    law_names: re.Pattern[str]
    laws: Mapping[str, str]


def parse_patterns(said: Mapping[str, Any]) -> Patterns:
    """Patterns from their TOML tables. Raises ValueError when one is no regular expression."""
    cases, laws = said["cases"], said["laws"]
    try:
        return Patterns(
            cases=tuple(re.compile(rf"(?<![\w/:-]){form}(?![\w:/-]|\.\d)") for form in cases["forms"]),
            marked=tuple(
                re.compile(rf"\b{cases['markers']}\.?\s?:?\s?(?P<number>{form})(?![\w/:-])", re.IGNORECASE)
                for form in cases["marked"]
            ),
            not_prefix=frozenset(cases["not_prefix"]),
            sfs=re.compile(rf"(?<![\w:/-]){laws['sfs']}(?![\d:])"),
            abbreviations=re.compile(rf"(?<![\w-])(?P<law>{'|'.join(laws['abbreviations'])})(?![\wåäö])"),
            law_names=re.compile(rf"\b(?P<law>{'|'.join(re.escape(name) for name in laws['names'])})s?\b"),
            laws=dict(laws["names"]),
        )
    except re.error as error:
        raise ValueError(f"a pattern cannot be read: {error}") from error
