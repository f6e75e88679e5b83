"""Readings for the tests of enrichment, and the facts read from them."""

from __future__ import annotations

from datetime import date
from functools import lru_cache
from typing import TypeVar

from archive import enrich
from archive.enrich import Knowledge, load_knowledge
from archive.model import Fact, Part, Reading, Section

CAPTURED = date(2026, 11, 1)
HANINGE = "https://www.haninge.se/nyheter/en-sida"
ELSEWHERE = "https://www.lillsjo.example/nyheter/en-sida"
F = TypeVar("F", bound=Fact)


@lru_cache(maxsize=4)
def knowledge(register: str | None = None) -> Knowledge:
    """Knowledge, loaded once for all tests."""
    return load_knowledge(register)


def page(
    text: str = "",
    *,
    title: str = "En sida",
    url: str = ELSEWHERE,
    labels: tuple[tuple[str, str], ...] = (),
    metas: tuple[tuple[str, str], ...] = (),
) -> Reading:
    """A page whose lines are its sections; a line that begins with "• " is a bullet."""
    sections = tuple(
        Section(kind="bullet" if line.startswith("• ") else "paragraph", text=line.removeprefix("• "))
        for line in text.strip().splitlines()
    )
    return Reading(url=url, title=title, sections=sections, captured=CAPTURED, labels=labels, metas=metas)


def facts(reading: Reading, kind: type[F], *, register: str | None = None) -> list[F]:
    """The facts of one type that a page holds; every offset is checked on the way."""
    found = enrich.read(reading, knowledge=knowledge(register))
    check_offsets(reading, found)
    return [fact for fact in found if isinstance(fact, kind)]


def check_offsets(reading: Reading, found: tuple[Fact, ...]) -> None:
    """Evidence in title or text is cut exactly where it says."""
    for fact in found:
        proof = fact.evidence
        if proof.part in {Part.TITLE, Part.TEXT}:
            whole = reading.title if proof.part is Part.TITLE else reading.text
            assert proof.start is not None
            assert proof.end is not None
            assert whole[proof.start : proof.end] == proof.text
            assert proof.text
