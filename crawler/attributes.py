"""Tags with more attributes than any page has use for, cut short before a parser sees them.

What an HTML parser does for an attribute grows with the number that its tag has already (libxml2 2.14), so a single tag
of some megabytes keeps it busy for hours. Tags are read as WHATWG HTML does (13.2.5.32 - 13.2.5.39), each from its own
beginning, whatever stands before it: no comment and no quotation mark hides one.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

MOST = 256
FEW = 5_000
"""Signs between attributes that all tags of a page may have before anybody counts; they cost half a second at most."""
_PATIENCE = 8
"""Tags that begin inside other tags are read again: so many times the page in all, then it is taken for no markup."""

_ATTRIBUTE = r"""[\s/]*+[^\s/>][^\s/>=]*+(?:\s*+=\s*+(?:"[^"]*+"|'[^']*+'|[^\s>"'][^\s>]*+)?+)?+"""
_START = re.compile("<[A-Za-z]")
_TAG = re.compile(rf"<[A-Za-z][^\s/>]*+(?:{_ATTRIBUTE})*+")
_FIRST = re.compile(rf"<[A-Za-z][^\s/>]*+(?:{_ATTRIBUTE}){{{MOST}}}")


def trimmed(text: str) -> str:
    """The page with the first 256 attributes of each tag."""
    if sum(text.count(sign) for sign in " \n\t\r\f/\"'") < FEW:
        return text
    pieces, at, left = [], 0, _PATIENCE * len(text)
    for start, kept, end in _long_tags(text):
        left -= end - start
        if left < 0:
            return text.replace("<", " ")
        if start >= at and kept < end:
            pieces.append(text[at:kept])
            at = end
    return "".join((*pieces, text[at:])) if pieces else text


def _long_tags(text: str) -> Iterator[tuple[int, int, int]]:
    """Of each tag of two signs an attribute or more: where it begins, where its last kept attribute ends, its end."""
    for start in _START.finditer(text):
        tag = _TAG.match(text, start.start())
        if tag and tag.end() - tag.start() > 2 * MOST:
            first = _FIRST.match(text, tag.start())
            yield tag.start(), first.end() if first else tag.end(), tag.end()
