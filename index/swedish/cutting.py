"""Swedish text cut into raw words and typed values, before any dictionary is asked."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from index.amounts import find_amounts
from index.analysis import Span, TokenKind, picked
from index.cases import find_cases, find_sections

_RUN = r"[^\W_]+(?:[\u0300-\u036f\u00ad\u200b-\u200d\u2060\ufeff]+[^\W_]*)*"
_HYPHEN = "[-\u2010\u2011]"
_NUMBER = r"\d+(?:[.,:/\u2013-]\d+)+(?![^\W_])"
_ENDING = r"(?::[a-zåäö]{1,4}(?![^\W_]))?"
_PLAIN = re.compile(rf"{_NUMBER}|{_RUN}(?:{_HYPHEN}{_RUN})*{_ENDING}")
"""A word as it stands; as `_WORD`, without the groups that cost time."""
_WORD = re.compile(
    rf"(?P<number>{_NUMBER})|(?P<word>{_RUN}(?:{_HYPHEN}{_RUN})*){_ENDING}(?P<open>(?={_HYPHEN},?\s+[^\W\d_]))?"
)
_ACRONYM = re.compile(r"[A-ZÅÄÖ][A-ZÅÄÖ0-9]{1,5}")
_DIGIT = re.compile(r"\d")
_YEAR = r"(?:19|20)\d\d"
_YEARS = re.compile(rf"({_YEAR})(?:[/\u2013-]({_YEAR}))?")
_SCHOOL_YEAR = re.compile(rf"({_YEAR})[/\u2013-](\d\d)")
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
        stem, kind = _read(found)
        yield Raw(start=found.start(), end=found.end(), stem=stem, kind=kind)


def spans(text: str, chosen: Iterable[object] | None = None) -> list[Span]:
    """The words of a text in order, as they stand, with start and end; only those whose turn in `chosen` is true."""
    return [(found.group(), *found.span()) for found in picked(_PLAIN.finditer(text), chosen)]


def words(text: str) -> list[str]:
    """The words of a text in order, as they stand."""
    return _PLAIN.findall(text)


def read_alone(word: str) -> tuple[str, TokenKind]:
    """What the dictionary is asked for, and the kind, of a word as `words` gives it."""
    found = _WORD.match(word)
    if not found:
        raise ValueError(word)
    return _read(found)


def _read(found: re.Match[str]) -> tuple[str, TokenKind]:
    word = found["word"]
    if word is None:
        return found["number"], TokenKind.NUMBER
    if word.isdigit():
        return word, TokenKind.NUMBER
    if found["open"] is not None:
        return word, TokenKind.ELLIPTIC
    if any(sign in word for sign in "-\u2010\u2011"):
        return word, TokenKind.HYPHENATED
    return word, TokenKind.ACRONYM if is_acronym(word) else TokenKind.WORD


def is_acronym(word: str) -> bool:
    """Two to six capitals and digits."""
    return bool(_ACRONYM.fullmatch(word))


def typed_spans(text: str) -> Iterator[Typed]:
    """The sums of money, case numbers and paragraphs of a text."""
    if not _DIGIT.search(text):
        return
    for start, end, value in find_amounts(text):
        yield Typed(start=start, end=end, key=f"sek:{value}", kind=TokenKind.AMOUNT)
    for start, end, case in find_cases(text):
        yield Typed(start=start, end=end, key=f"dnr:{case}", kind=TokenKind.CASE)
    if "§" in text:
        for start, end, section in find_sections(text):
            yield Typed(start=start, end=end, key=f"para:{section}", kind=TokenKind.SECTION)


def years(number: str) -> tuple[tuple[str, int], ...]:
    """The years of a number word: (key, how many of its characters say it)."""
    if found := _YEARS.fullmatch(number):
        return tuple((f"year:{year}", len(number)) for year in found.groups() if year)
    if (found := _SCHOOL_YEAR.fullmatch(number)) and (int(found[1]) + 1) % 100 == int(found[2]):
        return tuple((f"year:{year}", len(number)) for year in (found[1], str(int(found[1]) + 1)))
    if found := _DAY.fullmatch(number):
        return ((f"year:{found[1]}", len(found[1])),)
    return ()
