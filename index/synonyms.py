"""Words that mean the same to those who ask: read from lines of text, looked up by key when a query is planned."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from index.analysis import LONGEST_TERM, Analyzer, value_form

Row = tuple[str, ...]
"""The keys of a word or of several words side by side."""
LONGEST_ROW = 4
"""Words of a synonym that are looked for."""


@dataclass(frozen=True, kw_only=True)
class Group:
    """Words and word rows that mean the same, as people write them; values of one KEYWORD field when it is named."""

    words: tuple[str, ...]
    field: str | None = None


def read_groups(text: str) -> Iterator[Group]:
    """A group a line, its words divided by "="; "#" begins a comment. Raises ValueError that names the line."""
    for number, line in enumerate(text.splitlines(), start=1):
        said = line.partition("#")[0].strip()
        words = tuple(dict.fromkeys(" ".join(each.split()) for each in said.split("=")))
        if not said:
            continue
        if len(words) < 2 or not all(any(sign.isalnum() for sign in word) for word in words):
            raise ValueError(f"line {number}: {said!r} is not words divided by =")
        yield Group(words=words)


class Synonyms:
    """Groups by the keys of their words."""

    def __init__(self, groups: Iterable[Group], analyzer: Analyzer) -> None:
        self._others: dict[Row, tuple[Row, ...]] = {}
        self._values: dict[tuple[str, str], tuple[str, ...]] = {}
        self.longest = 1
        for group in groups:
            if group.field is None:
                self._add([row for word in group.words if (row := keys(word, analyzer))])
            else:
                first, *others = map(value_form, group.words)
                self._values[group.field, first] = tuple(others)

    def _add(self, rows: list[Row]) -> None:
        for row in dict.fromkeys(rows):
            known = self._others.get(row, ())
            self._others[row] = tuple(dict.fromkeys((*known, *(other for other in rows if other != row))))
            self.longest = max(self.longest, len(row))

    def values(self, field: str, form: str) -> tuple[str, ...]:
        """What else a value asks for in a KEYWORD field, as value forms: the first of a group asks for all of it."""
        return self._values.get((field, form), ())

    def of(self, row: Row) -> tuple[Row, ...]:
        """What means the same as these keys, side by side; empty when nothing does."""
        return self._others.get(row, ())


def keys(text: str, analyzer: Analyzer) -> Row:
    """The keys of a text's words in order; empty when it has too many words to be looked for."""
    found = tuple(token.key[:LONGEST_TERM] for token in analyzer.tokens(text) if not token.is_typed)
    return found if len(found) <= LONGEST_ROW else ()
