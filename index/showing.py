"""A found document as a hit: its stored values, the snippet, and why it was found."""

from __future__ import annotations

from index.analysis import Analyzer
from index.documents import text_of
from index.model import Document, Hit, Kind, Match, Schema
from index.plan import Plan
from index.snippets import excerpt


def hit(document: Document, score: float, plan: Plan, schema: Schema, analyzer: Analyzer) -> Hit:
    """Cut the snippet from the body; matches are those of the body, then of the other texts."""
    others = [field.name for field in schema.of_kind(Kind.TEXT) if field.name != schema.body]
    shown = excerpt(text_of(document, schema.body), plan, schema.body, analyzer)
    seen = {match.asked: match for match in _elsewhere(document, others, plan, analyzer)}
    seen.update({match.asked: match for match in shown.matches})
    return Hit(
        id=document.id,
        score=score,
        values=document.values,
        snippet=shown.snippet,
        matches=tuple(seen[asked] for asked in sorted(seen)),
    )


def _elsewhere(document: Document, names: list[str], plan: Plan, analyzer: Analyzer) -> list[Match]:
    return [match for name in names for match in excerpt(text_of(document, name), plan, name, analyzer).matches]
