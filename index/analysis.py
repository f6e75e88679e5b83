"""Text to tokens: the seam between a language and the engines. Pages and queries pass through the same analyzer."""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass
from enum import StrEnum
from typing import Protocol


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


class Analyzer(Protocol):
    """Reads texts as tokens. The same text always gives the same tokens for one `version`."""

    @property
    def version(self) -> str:
        """Changes whenever tokens may change; part of an index's stamp."""

    def tokens(self, text: str) -> tuple[Token, ...]:
        """The tokens of a text in the order of their positions."""


def fold(text: str) -> str:
    """The form in which words are compared: composed (NFC) and lower case. å, ä and ö stay letters of their own."""
    return unicodedata.normalize("NFC", text).lower()


_WORD = re.compile(r"[^\W_](?:[^\W_]|[\u0300-\u036f])*")


class PlainAnalyzer:
    """Words as they stand, in lower case: for tests, and as the baseline of measurements."""

    @property
    def version(self) -> str:
        """A constant: there is nothing to go stale."""
        return "plain-1"

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
