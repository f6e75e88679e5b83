"""Law references: SFS numbers, the abbreviations municipalities use, laws by name."""

from __future__ import annotations

import re
from collections.abc import Iterator

from archive.enrich.patterns import Patterns
from archive.enrich.spans import Passage, folded
from archive.model import LawFact

LAW_BEFORE = re.compile(r"(?:lag|lagen|lagens|förordning|förordningen|balken|kungörelsen?|sfs|stadgan?)\s?\(?$")


def read_laws(passage: Passage, patterns: Patterns) -> tuple[LawFact, ...]:
    """Every law a passage refers to, each once."""
    kept: dict[str, LawFact] = {}
    for fact in sorted(_all(passage, patterns), key=lambda fact: fact.evidence.start or 0):
        kept.setdefault(fact.value, fact)
    return tuple(kept.values())


def _all(passage: Passage, patterns: Patterns) -> Iterator[LawFact]:
    low = folded(passage.text)
    for match in patterns.sfs.finditer(passage.text):
        said = match[0].startswith("SFS") or LAW_BEFORE.search(low[max(0, match.start() - 20) : match.start()])
        if said:
            yield LawFact(
                value=f"SFS {match['number']}", evidence=passage.evidence(match.start(), match.end(), rule="SFS-nummer")
            )
    for match in patterns.abbreviations.finditer(passage.text):
        yield LawFact(
            value=match["law"], evidence=passage.evidence(match.start(), match.end("law"), rule="lagförkortning")
        )
    for match in patterns.law_names.finditer(low):
        yield LawFact(
            value=patterns.laws[match["law"]],
            evidence=passage.evidence(match.start(), match.end("law"), rule="lag vid namn"),
        )
