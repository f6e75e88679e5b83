"""What a search box proposes while one types: words of the index, titles, units and topics. Pure over the index."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache

from archive.web.links import TEXT_LIMIT, SearchState, clean, page_url, state_url
from archive.web.views.hits import text_of
from index.analysis import Analyzer, fold
from index.model import Count, Query, SearchIndex
from index.spelling import bare
from index.suggest import completions
from index.tree import All, Prefix, Word

MOST = 8
SHORTEST = 2
"""Letters that must have been written of a word."""
SHORTEST_TITLE = 3
OTHERS = 2
"""Titles at the most, and values of facets at the most."""
KINDS = {"forvaltning": "enhet", "namnd": "enhet", "amne": "ämne"}
"""The facets whose values are proposed, and what such a value is called."""
_LAST = re.compile(r"[^\W\d_]+$")
_WORDS = re.compile(r"[^\W_]+")


@dataclass(frozen=True, kw_only=True)
class Proposal:
    """A row of the list. `kind` is ord, titel, enhet or ämne; `text` of an ord is the whole query, completed."""

    text: str
    kind: str
    url: str


@dataclass(frozen=True, kw_only=True)
class _Begun:
    """A query text up to its last word, and that word as far as it is written."""

    head: str
    word: str

    @property
    def words(self) -> tuple[str, ...]:
        """The words before, when they are nothing but words."""
        words = self.head.split()
        return tuple(words) if all(word.isalpha() and not word.isupper() for word in words) else ()


class Completer:
    """An index, and the analyzer that tells which words are forms of one."""

    def __init__(self, index: SearchIndex, analyzer: Analyzer) -> None:
        self._index = index
        self._analyzer = analyzer

    def propose(self, text: str) -> tuple[Proposal, ...]:
        """At most `MOST` proposals for a text: words first, then titles, units and topics. Raises IndexStale."""
        begun = _begin(text)
        if not begun:
            return ()
        words = completions(begun.word, self._index, self._analyzer, MOST)
        held = words[0][: len(begun.word)] if words else begun.word
        others = [*self._titles(begun, held), *self._values(begun)]
        return (*(_word(begun, word) for word in words[: MOST - len(others)]), *others)

    def _titles(self, begun: _Begun, prefix: str) -> Iterator[Proposal]:
        if len(prefix) < SHORTEST_TITLE:
            return
        before = tuple(Word(text=word, field="titel") for word in begun.words)
        root = All(parts=(*before, Prefix(text=prefix, field="titel")))
        hits = self._index.search(Query(root=root, size=MOST)).hits
        pages = {text_of(hit.values, "titel"): page_url(hit.id) for hit in hits}
        for title, url in list(pages.items())[:OTHERS]:
            yield Proposal(text=title, kind="titel", url=url)

    def _values(self, begun: _Begun) -> list[Proposal]:
        wanted = bare(fold(begun.word))
        found = (
            (count.count, name, count.value)
            for name, counts in _facets(self._index, self._index.generation)  # type: ignore[arg-type]  # by identity
            for count in counts
            if any(bare(word).startswith(wanted) for word in _WORDS.findall(fold(count.value)))
        )
        best = sorted(found, key=lambda row: (-row[0], row[2]))[:OTHERS]
        return [
            Proposal(
                text=value,
                kind=KINDS[name],
                url=state_url(SearchState(text=begun.head.rstrip(" -(="), chosen=((name, value),))),
            )
            for _, name, value in best
        ]


def _begin(text: str) -> _Begun | None:
    """None when the text ends in no word that could be completed: in a space, a number, a phrase, a field's value."""
    cleaned = clean(text, TEXT_LIMIT)
    last = _LAST.search(cleaned)
    if not last or text[-1:].isspace() or len(last[0]) < SHORTEST:
        return None
    head = cleaned[: last.start()]
    is_inside = head.endswith((":", "*")) or len(re.findall('["“”„]', head)) % 2
    return None if is_inside else _Begun(head=head, word=last[0])


def _word(begun: _Begun, word: str) -> Proposal:
    text = begun.head + word
    return Proposal(text=text, kind="ord", url=state_url(SearchState(text=text)))


@lru_cache(maxsize=64)
def _facets(index: SearchIndex, _: str) -> tuple[tuple[str, tuple[Count, ...]], ...]:
    """The values that can be proposed, of one generation."""
    counted = index.search(Query(size=1)).facets
    return tuple((name, counted.get(name, ())) for name in KINDS)
