"""Where words stand: title and text of a page, their sentences, and evidence cut from them with exact offsets."""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Iterator
from dataclasses import dataclass

from archive.model import Certainty, Evidence, Part, Reading

SENTENCE_END = re.compile(r"[.!?]{1,3}[”\"')\]]{0,2}[ \t\u00a0]{1,8}(?=[”\"'(–—-]{0,2}[ \u00a0]?[A-ZÅÄÖ0-9§])")
ABBREVIATED = re.compile(
    r"(?:^|[\s(])(?:bl\.?\s?a|t\.?\s?ex|m\.?\s?m|m\.?\s?fl|s\.?\s?k|d\.?\s?v\.?\s?s|p\.?\s?g\.?\s?a"
    r"|fr\.?\s?o\.?\s?m|t\.?\s?o\.?\s?m"
    r"|ca|cirka|kl|nr|tel|dnr|st|inkl|exkl|resp|kap|ordf|tf|ev|jfr|sid|s|kr|max|min|[A-ZÅÄÖ])\.$",
    re.IGNORECASE,
)
LOOK_BACK = 14
LONGEST = 1_000
"""Characters of a sentence; what runs on longer is cut at a blank, so that every search in a sentence is bounded."""


@dataclass(frozen=True, kw_only=True)
class Span:
    """A stretch of a passage, by character offsets."""

    start: int
    end: int


@dataclass(frozen=True, kw_only=True)
class Passage:
    """The title or the text of a page."""

    part: Part
    text: str

    def evidence(self, start: int, end: int, *, rule: str, certainty: Certainty = Certainty.STATED) -> Evidence:
        """The words from `start` to `end` as evidence for a rule."""
        words = self.text[start:end]
        return Evidence(text=words, rule=rule, part=self.part, start=start, end=end, certainty=certainty)


def passages(reading: Reading) -> tuple[Passage, Passage]:
    """A page's title and text, in that order."""
    return Passage(part=Part.TITLE, text=reading.title), Passage(part=Part.TEXT, text=reading.text)


def folded(text: str) -> str:
    """Lower case, every character on its own, so that offsets stay what they were."""
    low = text.lower()
    return low if len(low) == len(text) else "".join(each.lower()[:1] for each in text)


def trimmed(text: str, start: int, end: int) -> Span:
    """The stretch without blanks and list marks around it."""
    while start < end and text[start] in " \t\n\r\u00a0•●▪·*–—-":
        start += 1
    while end > start and text[end - 1].isspace():
        end -= 1
    return Span(start=start, end=end)


def lines(text: str) -> Iterator[Span]:
    """The lines that hold anything, without blanks and list marks around them."""
    for match in re.finditer(r"[^\n]+", text):
        span = trimmed(text, match.start(), match.end())
        if span.start < span.end:
            yield span


def sentences(text: str) -> tuple[Span, ...]:
    """Every sentence in order; a line break always ends one."""
    return tuple(sentence for line in lines(text) for sentence in _cut(text, line))


def _cut(text: str, line: Span) -> Iterator[Span]:
    start = line.start
    for match in SENTENCE_END.finditer(text, line.start, line.end):
        stop = match.start() + 1
        if text[match.start()] == "." and ABBREVIATED.search(text[max(start, stop - LOOK_BACK) : stop]):
            continue
        yield from _kept(text, start, match.end())
        start = match.end()
    yield from _kept(text, start, line.end)


def _kept(text: str, start: int, end: int) -> Iterator[Span]:
    while start < end:
        stop = end if end - start <= LONGEST else text.rfind(" ", start, start + LONGEST) + 1 or start + LONGEST
        stop = stop if stop > start else start + LONGEST
        span = trimmed(text, start, stop)
        if span.start < span.end:
            yield span
        start = stop


@dataclass(frozen=True, kw_only=True)
class Sentences:
    """The sentences of a passage, to be asked which one holds an offset."""

    passage: Passage
    spans: tuple[Span, ...]
    starts: tuple[int, ...]

    @classmethod
    def of(cls, passage: Passage) -> Sentences:
        """Cut a passage into sentences."""
        spans = sentences(passage.text)
        return cls(passage=passage, spans=spans, starts=tuple(span.start for span in spans))

    def around(self, offset: int) -> Span:
        """The sentence an offset stands in, or the empty stretch there."""
        place = bisect_right(self.starts, offset) - 1
        return self.spans[place] if place >= 0 else Span(start=offset, end=offset)
