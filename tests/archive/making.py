"""Mementos for tests, made from as little as a test needs to say."""

from __future__ import annotations

from datetime import UTC, date, datetime
from typing import Any

from archive.model import DateFact, DateKind, Evidence, Fact, Memento, Section, YearFact
from archive.store.pages import page_id

AT = datetime(2024, 4, 12, 9, 30, tzinfo=UTC)


def evidence(text: str = "x") -> Evidence:
    return Evidence(text=text, rule="test")


def dated(kind: DateKind, day: str) -> DateFact:
    return DateFact(kind=kind, value=date.fromisoformat(day), evidence=evidence(day))


def of_year(year: int) -> YearFact:
    return YearFact(value=year, evidence=evidence(str(year)))


def memento(*facts: Fact, text: str = "En text.", url: str = "https://a.example/sida", **more: Any) -> Memento:
    """A memento with these facts; every paragraph of `text` is a line."""
    said: dict[str, Any] = {
        "page": page_id(url),
        "url": url,
        "source": "a",
        "at": AT,
        "seen_at": AT,
        "title": "En titel",
        "sections": tuple(Section(kind="paragraph", text=line) for line in text.splitlines()),
        "cuts": (),
        "facts": facts,
        "digest": "d" * 64,
        "text_digest": "t" * 64,
    }
    return Memento(**said | more)
