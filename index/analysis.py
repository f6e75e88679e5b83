"""Text to tokens: the seam between a language and the engines. Pages and queries pass through the same analyzer."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from itertools import compress
from typing import Protocol, TypeVar

Each = TypeVar("Each")


class TokenKind(StrEnum):
    """What a token is. Kinds from AMOUNT on are typed: they stand at the place of the words they were read from."""

    WORD = "word"
    NUMBER = "number"
    ACRONYM = "acronym"
    HYPHENATED = "hyphenated"
    ELLIPTIC = "elliptic"
    """The left half of "social- och äldreförvaltningen"."""
    AMOUNT = "amount"
    YEAR = "year"
    CASE = "case"
    SECTION = "section"


TYPED = frozenset({TokenKind.AMOUNT, TokenKind.YEAR, TokenKind.CASE, TokenKind.SECTION})


@dataclass(frozen=True, kw_only=True, slots=True)
class Token:
    """A word of a text, or a typed value read from it.

    `text` is what stands there, from `start` to `end` (characters); `key` is what all forms of the word share;
    `parts` are the keys of the words a compound is made of. Several tokens may share a `position`.
    """

    position: int
    text: str
    start: int
    end: int
    key: str
    parts: tuple[str, ...] = ()
    kind: TokenKind = TokenKind.WORD

    @property
    def is_typed(self) -> bool:
        """True for values read from words (an amount, a year); the words stand there as tokens too."""
        return self.kind in TYPED

    @property
    def stems(self) -> tuple[str, ...]:
        """Everything this token is found by, inflection aside: the key and the parts, each once."""
        return tuple(dict.fromkeys((self.key, *self.parts)))


@dataclass(frozen=True, kw_only=True, slots=True)
class Terms:
    """A text as an index keeps it: stem -> positions, exact word -> positions (rising, each once), words in all."""

    stems: Mapping[str, list[int]]
    words: Mapping[str, list[int]]
    length: int


@dataclass(frozen=True, kw_only=True, slots=True)
class Cut:
    """A text as words, as they stand, by position; and its typed values: position and key, each pair once, rising."""

    words: Sequence[str]
    values: tuple[tuple[int, str], ...] = ()


Span = tuple[str, int, int]
"""A word as it stands, and where it begins and ends (characters)."""


class Analyzer(Protocol):
    """Reads texts as tokens. The same text always gives the same tokens for one `version`."""

    @property
    def version(self) -> str:
        """Changes whenever tokens may change; part of an index's stamp."""

    def tokens(self, text: str) -> tuple[Token, ...]:
        """The tokens of a text in the order of their positions."""

    def cut(self, text: str) -> Cut:
        """The same as `cut_of(tokens(text))`, at the speed that indexing needs.

        What a word is found by does not depend on its neighbours (`stems`), and no typed value has the key of a word:
        indexes rely on both.
        """

    def spans(self, text: str, chosen: Iterable[object] | None = None) -> list[Span]:
        """The words of a text by position; only those whose turn in `chosen` is true, when it is given."""

    def stems(self, word: str) -> tuple[str, ...]:
        """What a word, as `cut` gives it, is found by wherever it stands, its key first; sums and references aside."""

    def is_word(self, word: str) -> bool:
        """The language has this word, or can make it of those it has: no misspelling of another."""


LONGEST_TERM = 80
"""Letters of a word that are looked at; longer runs are no words."""


def terms_of(tokens: Iterable[Token]) -> Terms:
    """Tokens as an index keeps them. Typed values are no words and do not count in the length."""
    stems: dict[str, list[int]] = {}
    words: dict[str, list[int]] = {}
    length = 0
    for token in tokens:
        for stem in token.stems:
            places = stems.setdefault(stem[:LONGEST_TERM], [])
            if not places or places[-1] != token.position:
                places.append(token.position)
        if not token.is_typed:
            words.setdefault(clipped(token.text), []).append(token.position)
            length += 1
    return Terms(stems=stems, words=words, length=length)


INVISIBLE = re.compile("[\u00ad\u200b-\u200d\u2060\ufeff]")
"""Soft hyphens, zero-width spaces and joiners: they may stand inside a word and are no part of it."""


def cut_of(tokens: Iterable[Token]) -> Cut:
    """Tokens as a cut text. Years are read from their number alone and belong to its stems."""
    several = tuple(tokens)
    values = {(each.position, each.key) for each in several if each.is_typed and each.kind is not TokenKind.YEAR}
    return Cut(words=[each.text for each in several if not each.is_typed], values=tuple(sorted(values)))


def picked(several: Iterable[Each], chosen: Iterable[object] | None) -> Iterable[Each]:
    """Those whose turn in `chosen` is true; all without it."""
    return several if chosen is None else compress(several, chosen)


def clipped(text: str) -> str:
    """An exact word as it is compared: folded, its first letters."""
    return fold(text)[:LONGEST_TERM]


def fold(text: str) -> str:
    """The form in which words are compared: å, ä and ö stay letters of their own.

    Lower case, composed, ligatures and raised digits as plain ones (Unicode's NFKC), without what is not seen.
    """
    return unicodedata.normalize("NFKC", INVISIBLE.sub("", text)).lower()


def value_form(text: str) -> str:
    """How KEYWORD values are compared: letters and digits only, so that "KS 2019/777" is "KS2019777"."""
    return "".join(filter(str.isalnum, fold(text))) or fold(text)


_WORD = re.compile(r"[^\W_](?:[^\W_]|[\u0300-\u036f])*")


class PlainAnalyzer:
    """Words as they stand, in lower case: for tests, and as the baseline of measurements."""

    @property
    def version(self) -> str:
        """A constant: there is nothing to go stale."""
        return "plain-2"

    def tokens(self, text: str) -> tuple[Token, ...]:
        """Runs of letters and digits."""
        return tuple(
            Token(
                position=position,
                text=each.group(),
                start=each.start(),
                end=each.end(),
                key=fold(each.group()),
            )
            for position, each in enumerate(_WORD.finditer(text))
        )

    def cut(self, text: str) -> Cut:
        """See Analyzer.cut."""
        return Cut(words=_WORD.findall(text))

    def spans(self, text: str, chosen: Iterable[object] | None = None) -> list[Span]:
        """See Analyzer.spans."""
        return [(each.group(), *each.span()) for each in picked(_WORD.finditer(text), chosen)]

    def stems(self, word: str) -> tuple[str, ...]:
        """See Analyzer.stems."""
        return (clipped(word),)

    def is_word(self, word: str) -> bool:  # noqa: ARG002 - it knows no language
        """See Analyzer.is_word. Never: it knows no words."""
        return False
