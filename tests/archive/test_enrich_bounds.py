"""Hostile text takes linear time: 200,000 characters of it through every reader."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from archive import enrich
from archive.model import Reading, Section
from tests.archive.enriching import CAPTURED, knowledge
from tests.pace import assert_quick

SIZE = 200_000
BOUND = 6.0
"""Seconds of processor time for all readers together; alone each takes far less than two."""
LETTERS = "".join(chr(97 + place * place * 31 % 26) for place in range(4_000))
HOSTILE: dict[str, Callable[[int], str]] = {
    "relative days": lambda at: "i går ",
    "case numbers": lambda at: f"KS 2019/{at} ",
    "units": lambda at: f"{word(at)}nämnden ",
    "decisions": lambda at: f"Socialnämnden beslutade den 3 maj 2019 att {word(at)} {word(at * 3)}.\n",
    "decisions that point back": lambda at: "Beslutet fattades i går av nämnden.\n",
    "awards": lambda at: f"Avtalet om {word(at)} tecknades med {word(at).title()} AB för 2 mnkr.\n",
    "labels": lambda at: "Antagen av: Kommunstyrelsen\n",
    "teasers": lambda at: f"Rubrik {at}, 10 maj 2019\n",
    "cells": lambda at: f"{word(at)}\t{word(at)} AB\t{at}\n",
}


def word(at: int) -> str:
    return LETTERS[at * 7 % 3_900 :][:6]


def reading(text: str, kind: str) -> Reading:
    sections = (Section(kind=kind, text=text),)
    labels = (("Publicerad", "2024-05-05"),)
    url = "https://www.mellankoping.example/aktuellt/2024/"
    return Reading(url=url, title="Upphandling", sections=sections, captured=CAPTURED, labels=labels)


@pytest.mark.parametrize("name", sorted(HOSTILE))
def test_hostile_text_is_read_in_bounded_time(name: str) -> None:
    """All readers together: what grows with the square of the text would take minutes."""
    text = "".join(HOSTILE[name](at) for at in range(SIZE // 4))[:SIZE]
    kind = "table" if name == "cells" else "paragraph"
    head = "Avtal\tLeverantör\tBelopp (kr)\n" if kind == "table" else ""
    page = reading(head + text, kind)
    assert_quick(lambda: enrich.read(page, knowledge=knowledge("mellankoping")), seconds=BOUND)
