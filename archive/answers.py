"""A question as people and programs put it, and the answer's outer form: the same for the command line and the API."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from datetime import date
from html import escape

from archive.asking import ask_kindly
from index.analysis import Analyzer, PlainAnalyzer
from index.model import EVER, Freshness, Hit, Query, Result, Schema, SearchIndex, Snippet, Sort
from index.syntax import parse
from index.tree import Note

MOST = 100
"""Hits on one page at the most."""


@dataclass(frozen=True, kw_only=True)
class Question:
    """What is asked: text in our query language, chosen facet values, order, page (from 1) and size."""

    text: str = ""
    filters: Mapping[str, frozenset[str]] = field(default_factory=dict)
    sort: Sort = Sort.RELEVANCE
    page: int = 1
    size: int = 10
    freshness: int = 0
    """Per cent that today's pages gain over old ones that match as well."""


AS_OF = "as-of"
"""Code of the note that says of which day the pages are; its query asks of today's instead."""
MOMENT = re.compile(r"""(?<![^\s(])vid:\s*(?:["“”„][^"“”]*["“”]?|[^\s()]+)\s*""", re.IGNORECASE)
"""The part of a query text that asks of a day."""


def query(question: Question, schema: Schema, *, today: date) -> Query:
    """The question as the index takes it; unknown facets are left out, page and size are bounded."""
    parsed = parse(question.text, schema, today=today)
    known = {each.name for each in schema.facets}
    return Query(
        root=parsed.root,
        filters={name: values for name, values in question.filters.items() if name in known and values},
        sort=question.sort,
        page=max(1, question.page),
        size=min(max(1, question.size), MOST),
        as_of=parsed.as_of,
        freshness=Freshness(today=today.isoformat(), share=question.freshness / 100) if question.freshness else None,
        notes=(*parsed.notes, *_of_a_day(question.text, parsed.as_of)),
    )


def _of_a_day(text: str, as_of: str | None) -> tuple[Note, ...]:
    if as_of is None:
        return ()
    which = (
        "Alla sparade versioner av sidorna."
        if as_of == EVER
        else f"Sidorna som de stod {as_of}, så långt de är sparade."
    )
    return (Note(code=AS_OF, text=which, query=MOMENT.sub("", text).strip()),)


def ask(
    question: Question, index: SearchIndex, schema: Schema, *, today: date, analyzer: Analyzer | None = None
) -> Result:
    """The index's answer to a question; words that no page holds are respelled when that helps.

    `analyzer` knows the language's words: those are no misspellings.
    """
    is_word = (analyzer or PlainAnalyzer()).is_word
    return ask_kindly(
        question.text, lambda text: query(replace(question, text=text), schema, today=today), index, is_word
    )


def filters(pairs: Iterable[tuple[str, str]]) -> dict[str, frozenset[str]]:
    """(name, value) pairs as filters: values of one name are alternatives."""
    found: dict[str, frozenset[str]] = {}
    for name, value in pairs:
        found[name] = found.get(name, frozenset()) | {value}
    return found


def as_html(snippet: Snippet) -> str:
    """A snippet as HTML: every piece escaped, hits in <mark>."""
    return "".join(f"<mark>{escape(piece.text)}</mark>" if piece.hit else escape(piece.text) for piece in snippet)


def answer(result: Result, *, ms: float) -> dict[str, object]:
    """The outer form of an answer; `snippet` is safe HTML, `ms` the time it took.

    Behind the hits stand those that lack some word but have two or more; `nearly` are those that have one. Neither is
    counted in `total`.
    """
    return {
        "total": result.total,
        "hits": [_hit(hit) for hit in (*result.hits, *(hit for hit in result.nearly if len(hit.matches) > 1))],
        "nearly": [_hit(hit) for hit in result.nearly if len(hit.matches) <= 1],
        "facets": {name: {count.value: count.count for count in counts} for name, counts in result.facets.items()},
        "notes": [note.text for note in result.notes],
        "ms": round(ms, 3),
    }


def _hit(hit: Hit) -> dict[str, object]:
    return {
        "id": hit.id,
        "url": hit.values.get("url"),
        "title": hit.values.get("titel"),
        "date": hit.values.get("datum") or None,
        "snippet": as_html(hit.snippet),
        "score": round(hit.score, 4),
        "matches": [{"asked": match.asked, "found": match.found, "how": match.how} for match in hit.matches],
        "missing": list(hit.missing),
        "versions": hit.values.get("versioner", 1),
    }
