"""Case numbers (diarienummer) and paragraphs as minutes write them: "KS 2019/777", "2016KSM0597.214", "§ 12"."""

from __future__ import annotations

import re
from collections.abc import Iterator
from itertools import islice

_SERIES = r"[A-ZÅÄÖ]{2,4}"
_CASE = re.compile(
    rf"(?<![\w/-])(?:"
    rf"{_SERIES}[ \u00a0/-]?(?:19|20)\d\d[/-]\d{{1,6}}(?:[./-]\d{{1,4}})?"
    rf"|{_SERIES}/(?:19|20)\d\d:\d{{1,6}}"
    rf"|{_SERIES}[ \u00a0]\d\d/\d{{2,5}}"
    rf"|{_SERIES}[ \u00a0]\d{{2,5}}/\d\d"
    rf"|(?:19|20)\d\d[A-ZÅÄÖ]{{2,4}}\d{{3,6}}(?:\.\d{{1,4}})?"
    rf")(?![\w/])"
)
_SECTION = re.compile(r"§{1,2}\s?(\d{1,4})(?!\d)|(?<![\w/.,:-])(\d{1,4})\s?§")
_LISTED = re.compile(r"§{2}\s?(?P<list>\d{1,4}(?:(?:\s?[\u2013-]\s?|,\s?|\soch\s)\d{1,4})+)(?!\d)")
_LISTED_PART = re.compile(r"(\d{1,4})(?:\s?[\u2013-]\s?(\d{1,4}))?")
_LONGEST_RANGE, _MOST_LISTED = 100, 2_000
_SEPARATORS = re.compile(r"[^\w]+|_")


def find_cases(text: str) -> list[tuple[int, int, str]]:
    """(start, end, folded) of every case number in a text."""
    return [(each.start(), each.end(), fold_case(each[0])) for each in _CASE.finditer(text)]


def find_sections(text: str) -> list[tuple[int, int, str]]:
    """(start, end, number) of every paragraph of minutes in a text; "§§ 12-14" and "§§ 12, 13 och 14" are three."""
    single = [(each.start(), each.end(), (each[1] or each[2]).lstrip("0")) for each in _SECTION.finditer(text)]
    every = ((*part.span(), number) for each in _LISTED.finditer(text) for part, number in _listed(text, each))
    listed = list(islice(every, _MOST_LISTED))
    return sorted({*single, *listed}) if listed else single


def _listed(text: str, found: re.Match[str]) -> Iterator[tuple[re.Match[str], str]]:
    """Each paragraph of a list with the words that say it."""
    for part in _LISTED_PART.finditer(text, *found.span("list")):
        first, last = int(part[1]), int(part[2] or part[1])
        for number in range(first, min(last, first + _LONGEST_RANGE) + 1):
            yield part, str(number)


def match_reference(text: str, at: int) -> int | None:
    """Where the case number or paragraph that begins at `at` ends; None when none begins there."""
    found = _CASE.match(text, at) or _SECTION.match(text, at)
    return found.end() if found else None


def fold_case(text: str) -> str:
    """The form in which case numbers are compared: upper case without separators."""
    return _SEPARATORS.sub("", text).upper()
