"""Ready documents: one JSON object a line, for pages that another system has already read.

A line is kept in the vault as it came, so that it can be read again like any capture.
"""

from __future__ import annotations

import json
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from archive.enrich import Knowledge
from archive.errors import ImportRefused
from archive.facets import OWNERS
from archive.model import Certainty, Evidence, Fact, Part, TopicFact, UnitFact
from crawler.model import Block, BlockKind, Extract, Label
from crawler.urls import canonical

MEDIA_TYPE = "application/vnd.kommunarkiv.document+json"


@dataclass(frozen=True, kw_only=True)
class Ready:
    """A ready document: what a reader would have extracted, and the facts its sender gave."""

    url: str
    extract: Extract
    units: tuple[str, ...]
    topics: tuple[str, ...]


def read_ready(body: bytes) -> Ready:
    """Raises ImportRefused when the line is not such a document."""
    try:
        said = json.loads(body)
    except (ValueError, RecursionError) as error:
        raise ImportRefused(f"not JSON: {error}") from error
    if not isinstance(said, dict) or not all(isinstance(said.get(name), str) for name in ("url", "title", "text")):
        raise ImportRefused('a document needs "url", "title" and "text"')
    blocks = tuple(
        Block(kind=BlockKind.PARAGRAPH, text=line.strip()) for line in said["text"].splitlines() if line.strip()
    )
    extract = Extract(title=said["title"].strip(), blocks=blocks, labels=tuple(_labels(said)), media_type=MEDIA_TYPE)
    return Ready(url=said["url"], extract=extract, units=_names(said, "units"), topics=_names(said, "topics"))


def _labels(said: dict[str, Any]) -> Iterable[Label]:
    for name, words in (("published", "Publicerad"), ("updated", "Senast uppdaterad")):
        if said.get(name):
            yield Label(words=words, value=str(said[name]))


def _names(said: dict[str, Any], name: str) -> tuple[str, ...]:
    values = said.get(name) or ()
    if not isinstance(values, list | tuple) or not all(isinstance(value, str) for value in values):
        raise ImportRefused(f'"{name}" must be a list of texts')
    return tuple(values)


def given_facts(ready: Ready, read: tuple[Fact, ...], *, knowledge: Knowledge) -> tuple[Fact, ...]:
    """The facts of a ready document: units and topics as its sender gave them, the rest as read from its text."""
    given: tuple[Fact, ...] = (*_units(ready, knowledge), *(_topic(name) for name in ready.topics))
    kinds = tuple({type(fact) for fact in given})
    return given + tuple(fact for fact in read if not isinstance(fact, kinds))


def _units(ready: Ready, knowledge: Knowledge) -> Iterable[UnitFact]:
    register = knowledge.register_of(canonical(ready.url))
    for name in ready.units:
        kind = knowledge.kind_of(name)
        owner = kind in OWNERS
        today = register.today(name) if owner else ()
        yield UnitFact(name=name, kind=kind, owner=owner, today=today, evidence=_evidence(name))


def _topic(name: str) -> TopicFact:
    return TopicFact(name=name, weight=1.0, evidence=_evidence(name))


def _evidence(words: str) -> Evidence:
    return Evidence(text=words, rule="given", part=Part.GIVEN, certainty=Certainty.STATED)
