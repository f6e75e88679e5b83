"""Whether two sentences of a page tell the same decision, and what is kept of both."""

from __future__ import annotations

import re
from dataclasses import replace

from archive.enrich.spans import folded
from archive.model import Decision, DecisionKind

PASSIVELY = "beslutsverb i passiv"
BY = "antagen av"
"""Rules that need not name who decided: a sentence of theirs tells less than one that does."""
WORD = re.compile(r"[^\W\d_]{4,}")
COMMON = frozenset(
    re.findall(
        r"\w+",
        "beslu antog antag klubb godkä komme kommu nämnd skall eller under efter föran ärend försl ledni förva också"
        " månad janua febru april augus septe oktob novem decem upphö utred fullm styre uppdr",
    )
)
"""Beginnings of words that any two decisions of a page may share."""


def _stems(text: str) -> frozenset[str]:
    return frozenset(word[:5] for word in WORD.findall(folded(text))) - COMMON


def is_told_by(summary: Decision, other: Decision) -> bool:
    """Whether a heading, a lead or the title says in short what a sentence of the body says in full."""
    if summary.kind is DecisionKind.PLANNED or other.kind is DecisionKind.PLANNED:
        return False
    if summary.decided_by and other.decided_by and summary.decided_by != other.decided_by:
        return False
    own, theirs = _stems(summary.text), _stems(f"{other.text} {other.evidence.text}")
    whole = summary.evidence.text.endswith(".") and summary.evidence.rule not in {PASSIVELY, BY}
    return len(own & theirs) >= (max(1, len(own) / 2) if whole else 1)


def distinct(found: list[Decision]) -> tuple[Decision, ...]:
    """Each decision once; of two tellings the one that knows more, filled in with what the other knows."""
    kept: list[Decision] = []
    words: list[frozenset[str]] = []
    for each in found:
        own = frozenset(re.findall(r"\w{3,}", folded(each.text)))
        same = next((at for at, other in enumerate(words) if own and len(own & other) >= 0.8 * len(own | other)), None)
        if same is None:
            kept.append(each)
            words.append(own)
        else:
            kept[same] = _joined(kept[same], each)
    return tuple(kept)


def _joined(one: Decision, two: Decision) -> Decision:
    one, two = sorted((one, two), key=_known, reverse=True)
    return replace(one, decided_by=one.decided_by or two.decided_by, date=one.date or two.date)


def _known(decision: Decision) -> tuple[bool, int]:
    return decision.evidence.rule != PASSIVELY, (decision.decided_by is not None) + (decision.date is not None)
