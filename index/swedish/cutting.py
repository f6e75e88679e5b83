"""Swedish text cut into raw words and typed values, before any dictionary is asked."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from index.amounts import find_amounts
from index.analysis import TokenKind
from index.cases import find_cases, find_sections

_RUN = r"[^\W_](?:[^\W_]|[\u0300-\u036f\u00ad])*"
_HYPHEN = "[-\u2010\u2011]"
_WORD = re.compile(
    rf"(?P<number>\d+(?:[.,:/\u2013-]\d+)+(?![^\W_]))"
    rf"|(?P<word>{_RUN}(?:{_HYPHEN}{_RUN})*)(?P<case>:[a-zåäö]{{1,4}}(?![^\W_]))?"
    rf"(?P<open>{_HYPHEN}(?=,?\s+[^\W\d_]))?"
)
_ACRONYM = re.compile(r"[A-ZÅÄÖ][A-ZÅÄÖ0-9]{1,5}")
_YEAR = r"(?:19|20)\d\d"
_YEARS = re.compile(rf"({_YEAR})(?:[/\u2013-]({_YEAR}))?")
_DAY = re.compile(rf"({_YEAR})-?(?:0[1-9]|1[0-2])-?(?:0[1-9]|[12]\d|3[01])")


@dataclass(frozen=True, kw_only=True, slots=True)
class Raw:
    """A word as it stands. `stem` is what the dictionary is asked for: without ":s" and the hyphen of an ellipsis."""

    start: int
    end: int
    stem: str
    kind: TokenKind


@dataclass(frozen=True, kw_only=True, slots=True)
class Typed:
    """A value read from the characters `start` to `end`."""

    start: int
    end: int
    key: str
    kind: TokenKind


def cut(text: str) -> Iterator[Raw]:
    """The words of a text in order."""
    for found in _WORD.finditer(text):
        if found["number"]:
            yield Raw(start=found.start(), end=found.end(), stem=found["number"], kind=TokenKind.NUMBER)
        else:
            end = found.end("case") if found["case"] else found.end("word")
            yield Raw(start=found.start(), end=end, stem=found["word"], kind=_kind(found))


def _kind(found: re.Match[str]) -> TokenKind:
    word = found["word"]
    if word.isdigit():
        return TokenKind.NUMBER
    if found["open"]:
        return TokenKind.ELLIPTIC
    if any(sign in word for sign in "-\u2010\u2011"):
        return TokenKind.HYPHENATED
    return TokenKind.ACRONYM if is_acronym(word) else TokenKind.WORD


def is_acronym(word: str) -> bool:
    """Two to six capitals and digits."""
    return bool(_ACRONYM.fullmatch(word))


def typed(text: str, words: list[Raw]) -> Iterator[Typed]:
    """The typed values of a text: sums of money, years, case numbers, paragraphs."""
    for start, end, value in find_amounts(text):
        yield Typed(start=start, end=end, key=f"sek:{value}", kind=TokenKind.AMOUNT)
    for start, end, case in find_cases(text):
        yield Typed(start=start, end=end, key=f"dnr:{case}", kind=TokenKind.CASE)
    for start, end, section in find_sections(text):
        yield Typed(start=start, end=end, key=f"para:{section}", kind=TokenKind.SECTION)
    for word in words:
        if word.kind is TokenKind.NUMBER:
            yield from _years(word)


def _years(word: Raw) -> Iterator[Typed]:
    if found := _YEARS.fullmatch(word.stem):
        for year in filter(None, found.groups()):
            yield Typed(start=word.start, end=word.end, key=f"year:{year}", kind=TokenKind.YEAR)
    elif found := _DAY.fullmatch(word.stem):
        yield Typed(start=word.start, end=word.start + 4, key=f"year:{found[1]}", kind=TokenKind.YEAR)
