"""The help page: what one can write in the search box, each way with an example that can be tried. Pure."""

from __future__ import annotations

from dataclasses import dataclass

from archive.web.language import _, later
from archive.web.links import SearchState, state_url

EXAMPLES = (
    (
        later("Ord och fraser"),
        (
            ("budget skola", later("sidor med båda orden, även böjda och i sammansättningar")),
            ('"budget i balans"', later("orden i just den följden")),
            ("hemtjänst ELLER äldreomsorg", later("något av orden")),
            ("avgift -skola", later("det första ordet men inte det andra")),
            ("upphandl*", later("ord som börjar så")),
            ("(hemtjänst ELLER äldreomsorg) budget", later("något av orden inom parentesen, och budget")),
        ),
    ),
    (
        later("År och datum"),
        (
            ("år:2024", later("innehåll från det året")),
            ("år:2019..2021", later("innehåll från de åren")),
            ("från:2023-01-01 till:2023-06-30", later("sidor med datum i det halvåret")),
            ("beslutad:2020-03..2020-06", later("beslut och möten i de månaderna")),
        ),
    ),
    (
        later("Belopp, filer och upphandlingar"),
        (
            ("belopp:>1000000", later("sidor som nämner mer än en miljon kronor")),
            ("belopp:1,1mnkr..5mnkr", later("ett belopp i det spannet")),
            ("1,1 miljoner", later("beloppet, hur det än är skrivet")),
            ("typ:PDF", later("protokoll och andra handlingar som filer")),
            ("innehåll:upphandling", later("sidor som berättar om en upphandling")),
        ),
    ),
    (
        later("Enheter och ämnen"),
        (
            ("nämnd:socialnämnden", later("sidor som nämner nämnden")),
            ('förvaltning:"Social- och äldreförvaltningen"', later("förvaltningens egna sidor")),
            ("förvaltningidag:socialförvaltningen", later("sidor från förvaltningen under alla dess namn")),
            ("ämne:upphandling", later("sidor i ämnet")),
        ),
    ),
    (
        later("Äldre versioner"),
        (
            ("upphandling vid:igår", later("sidorna som de stod i går; ett datum går lika bra")),
            ("upphandling vid:alltid", later("alla versioner av varje sida, också ersatta")),
        ),
    ),
)
"""Headings, and under each the queries with what they find."""


@dataclass(frozen=True, kw_only=True)
class Example:
    """A query to try, and what it finds."""

    query: str
    finds: str
    url: str


@dataclass(frozen=True, kw_only=True)
class Chapter:
    """Examples of one kind. `id` is the anchor of its heading."""

    id: str
    title: str
    examples: tuple[Example, ...]


def make_help() -> tuple[Chapter, ...]:
    """The chapters of the help page, in the language that is spoken."""
    return tuple(
        Chapter(id=f"kapitel-{place}", title=_(title), examples=tuple(_example(*each) for each in examples))
        for place, (title, examples) in enumerate(EXAMPLES, 1)
    )


def _example(query: str, finds: str) -> Example:
    return Example(query=query, finds=_(finds), url=state_url(SearchState(text=query)))
