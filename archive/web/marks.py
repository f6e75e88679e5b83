"""Evidence marked in running text: overlapping spans become a row of runs that templates escape. Pure."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from itertools import pairwise

MARK_LIMIT = 500
"""A page with more evidence than this has the rest listed but not marked."""


@dataclass(frozen=True, kw_only=True)
class Span:
    """Characters `start` to `end` are evidence number `number`; `strong` for what people came for."""

    start: int
    end: int
    number: int
    strong: bool = False
    label: str = ""


@dataclass(frozen=True, kw_only=True)
class Run:
    """Plain, unescaped text marked in one way. `anchors` are numbers of the evidence that begins here."""

    text: str
    labels: tuple[str, ...] = ()
    strong: bool = False
    anchors: tuple[int, ...] = ()

    @property
    def is_marked(self) -> bool:
        """True when some evidence covers it."""
        return bool(self.labels)


class Marker:
    """A text and its evidence; gives any part of it as runs."""

    def __init__(self, text: str, spans: Iterable[Span]) -> None:
        self._text = text
        usable = [span for span in spans if 0 <= span.start < span.end <= len(text)]
        self._spans = tuple(sorted(usable, key=lambda span: (span.start, -span.end)))[:MARK_LIMIT]

    @property
    def numbers(self) -> frozenset[int]:
        """The evidence that is marked, and so can be linked to."""
        return frozenset(span.number for span in self._spans)

    def runs(self, start: int, end: int) -> tuple[Run, ...]:
        """The text from `start` to `end`; joined, the runs are that text."""
        near = [span for span in self._spans if span.start < end and span.end > start]
        inner = {place for span in near for place in (span.start, span.end) if start < place < end}
        edges = [start, *sorted(inner), end]
        pairs = pairwise(edges)
        return tuple(self._run(left, right, near) for left, right in pairs if left < right)

    def _run(self, left: int, right: int, near: list[Span]) -> Run:
        over = [span for span in near if span.start <= left and span.end >= right]
        return Run(
            text=self._text[left:right],
            labels=tuple(dict.fromkeys(span.label for span in over)),
            strong=any(span.strong for span in over),
            anchors=tuple(span.number for span in over if span.start == left),
        )
