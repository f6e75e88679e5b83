"""Searching for a person: run the state, mend a page number past the end, and look for a way out of zero hits."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import date

from archive.answers import MOMENT, ask
from archive.web.completing import Completer
from archive.web.language import _
from archive.web.links import SearchState, StateRead, state_question, state_url
from archive.web.views.parts import page_count
from archive.web.views.search import Suggestion, Ways
from archive.web.words import count_text, number_text
from index.analysis import Analyzer
from index.model import Result, Schema, SearchIndex
from index.syntax import EVER_WORD
from index.tree import Note

FEW = 3
"""Fewer hits than this are few."""
WORD_LIMIT = 5
SUGGESTION_LIMIT = 6


@dataclass(frozen=True, kw_only=True)
class Found:
    """A search that has been run; `state` is the one that was answered."""

    state: SearchState
    result: Result
    notes: tuple[Note, ...] = ()


class Finder:
    """An index with its schema and analyzer on a given day."""

    def __init__(
        self, index: SearchIndex, schema: Schema, analyzer: Analyzer, today: date, *, freshness: int = 0
    ) -> None:
        self._index = index
        self._freshness = freshness
        self._schema = schema
        self._today = today
        self._analyzer = analyzer

    def find(self, read: StateRead) -> Found:
        """The hits of a state; a page past the last one gives the last. Raises IndexStale."""
        state, notes = read.state, read.notes
        result = self._search(state)
        last = page_count(result.total, state.size)
        if state.page > last:
            said = _(
                "Sida %(page)s finns inte. Du ser den sista, sida %(last)s.",
                page=number_text(state.page),
                last=number_text(last),
            )
            notes += (Note(code="page-past-end", text=said),)
            state = state.at(last)
            result = self._search(state)
        said_by_index = tuple(note for note in result.notes if result.total or note.code != "some-words")
        return Found(state=state, result=result, notes=notes + said_by_index)

    def ways(self, found: Found) -> Ways:
        """Where to go from few hits: what the search box would propose; from none, searches near this one as well."""
        total, state = found.result.total, found.state
        proposals = Completer(self._index, self._analyzer).propose(state.text) if total < FEW else ()
        own = {state_url(state), state_url(SearchState(text=state.text))}
        return Ways(
            suggestions=() if total else self.suggestions(state),
            proposals=tuple(each for each in proposals if each.url not in own),
        )

    def suggestions(self, state: SearchState) -> tuple[Suggestion, ...]:
        """Searches near this one that do find something; for a page without hits."""
        tried = ((text, near, self._search(near).total) for text, near in neighbours(state))
        found = (
            Suggestion(text=text, url=state_url(near), count=count_text(total, "träff", "träffar"))
            for text, near, total in tried
            if total
        )
        return tuple(found)[:SUGGESTION_LIMIT]

    def _search(self, state: SearchState) -> Result:
        question = replace(state_question(state), freshness=self._freshness)
        return ask(question, self._index, self._schema, today=self._today, analyzer=self._analyzer)


def neighbours(state: SearchState) -> Iterator[tuple[str, SearchState]]:
    """Wider searches near a state, the nearest first; at most a dozen."""
    if state.chosen:
        yield _("Sök utan filter"), state.cleared()
    if state.text and not MOMENT.search(state.text):
        yield _("Sök även i äldre versioner av sidorna"), state.asking(f"{state.text} vid:{EVER_WORD}")
    words = plain_words(state.text)
    if '"' in state.text and len(words) > 1:
        yield (
            _("Orden var för sig i stället för som fras: %(words)s", words=" ".join(words)),
            state.asking(" ".join(words)).cleared(),
        )
    if len(words) > 1:
        either = " ELLER ".join(words)
        yield _("Något av orden: %(words)s", words=either), state.asking(either).cleared()
        for word in words:
            yield _("Bara %(word)s", word=word), state.asking(word).cleared()
    elif words and len(words[0]) > 4:
        yield _("Ord som börjar på %(begin)s", begin=words[0][:-2]), state.asking(f"{words[0][:-2]}*").cleared()


def plain_words(text: str) -> tuple[str, ...]:
    """The words of a query without operators, signs and fields; each once, at most five."""
    bare = (word.strip('"()=*') for word in text.split() if not word.startswith("-"))
    words = (
        word for word in bare if word and word not in {"ELLER", "OR", "INTE", "NOT", "OCH", "AND"} and ":" not in word
    )
    return tuple(dict.fromkeys(words))[:WORD_LIMIT]
