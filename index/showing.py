"""A found document as a hit: its stored values, the snippet, and why it was found."""

from __future__ import annotations

from collections.abc import Mapping

from index.analysis import Analyzer
from index.documents import text_of
from index.model import Document, Hit, Kind, Match, Schema
from index.plan import Plan
from index.snippets import READ, Places, Wanted, best, excerpt


class Showing:
    """Makes hits of one search. What is decided about a word on one page holds on the next."""

    def __init__(self, plan: Plan, schema: Schema, analyzer: Analyzer) -> None:
        self._body = schema.body
        self._wanted = {field.name: Wanted(plan, field.name, analyzer) for field in schema.of_kind(Kind.TEXT)}

    def hit(self, document: Document, score: float, standing: Mapping[str, Places] | None = None) -> Hit:
        """Cut the snippet from the body; the matches are those of all texts, the closest kind of each asked word.

        `standing` is, by TEXT field, the places of words worth looking at, when an engine knows them.
        """
        places = standing or {}
        shown = excerpt(text_of(document, self._body), self._wanted[self._body], places=places.get(self._body))
        others = [name for name in self._wanted if name != self._body]
        matches = [
            *shown.matches,
            *(match for name in others for match in self._matches(document, name, places.get(name))),
        ]
        return Hit(
            id=document.id,
            score=score,
            values=document.values,
            snippet=shown.snippet,
            matches=tuple(sorted(best(matches), key=lambda match: match.asked)),
        )

    def _matches(self, document: Document, name: str, places: Places | None) -> list[Match]:
        return [mark.match for mark in self._wanted[name].marks(text_of(document, name)[:READ], places)]
