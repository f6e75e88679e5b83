"""Case numbers (diarienummer), as written and folded for search; not property names, laws or phone numbers."""

from __future__ import annotations

import re
from collections.abc import Iterator

from archive.enrich.patterns import Patterns
from archive.enrich.spans import Passage
from archive.model import CaseFact


def folded_case(number: str) -> str:
    """A case number in upper case without separators: "KS 2019/777" is "KS2019777"."""
    return re.sub(r"[-/:.\s]", "", number.upper())


def read_cases(passage: Passage, patterns: Patterns, own: tuple[re.Pattern[str], ...] = ()) -> tuple[CaseFact, ...]:
    """Every case number of a passage, each once; `own` are the forms of its municipality alone."""
    kept: dict[str, CaseFact] = {}
    end = 0
    for fact in sorted(_all(passage, patterns, own), key=lambda fact: (fact.evidence.start or 0, -len(fact.value))):
        if (fact.evidence.start or 0) >= end:
            end = fact.evidence.end or 0
            kept.setdefault(fact.folded, fact)
    return tuple(kept.values())


def _all(passage: Passage, patterns: Patterns, own: tuple[re.Pattern[str], ...]) -> Iterator[CaseFact]:
    for form in own:
        for match in form.finditer(passage.text):
            yield _fact(passage, match.start(), match.end(), "kommunens egen form av diarienummer")
    for form in patterns.cases:
        for match in form.finditer(passage.text):
            if match["prefix"].upper() not in patterns.not_prefix:
                yield _fact(passage, match.start(), match.end(), "diarienummer")
    for form in patterns.marked:
        for match in form.finditer(passage.text):
            yield _fact(passage, match.start("number"), match.end("number"), "efter ordet diarienummer")


def _fact(passage: Passage, start: int, end: int, rule: str) -> CaseFact:
    value = passage.text[start:end]
    return CaseFact(value=value, folded=folded_case(value), evidence=passage.evidence(start, end, rule=rule))
