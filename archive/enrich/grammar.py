"""How units are named where no register knows them: nämnd, förvaltning, kontor, utskott … by their endings."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from archive.enrich.spans import folded
from archive.model import UnitKind

WORD = re.compile(r"[^\W\d_]+(?:-[^\W\d_]+)*-?")
AND = frozenset({"och", "samt"})
PARTS = 5
"""Parts an elliptic name may have before its head ("idrotts-, kultur- och fritidsnämnden" has two)."""


@dataclass(frozen=True, kw_only=True)
class Grammar:
    """Endings and exceptions, from archive/data/units/generic.toml."""

    heads: Mapping[str, UnitKind]
    plurals: Mapping[str, str]
    not_units: Mapping[str, frozenset[str]]
    only: Mapping[str, frozenset[str]]
    elsewhere: frozenset[str]
    elsewhere_before: frozenset[str]
    bodies: Mapping[str, tuple[str, UnitKind]]
    shorts: Mapping[str, tuple[str, UnitKind]]
    first_parts: frozenset[str]
    adjectives: frozenset[str]
    named: frozenset[str]
    companies: frozenset[str]
    typos: Mapping[str, str]
    endings: tuple[str, ...]
    plural_endings: tuple[str, ...]

    def kind_of(self, name: str) -> UnitKind:
        """The kind a full name's ending tells, ENHET when it tells none."""
        low = folded(name).split(" ")[-1]
        if low == "ab":
            return UnitKind.BOLAG
        if low in self.bodies:
            return self.bodies[low][1]
        near = (kind for head, kind in self.heads.items() if low.endswith((head, head[:-2])))
        return next(near, UnitKind.ENHET)

    def head_of(self, word: str) -> tuple[str, str] | None:
        """First part and definite head of a folded word that may be a unit ("social", "nämnden"), genitive or not."""
        if not word.endswith(self.endings):
            return None
        for head in self.heads:
            for form in (head, f"{head}s"):
                stem = word.removesuffix(form)
                if stem != word and len(stem) > 1 and self._is_unit(stem, head):
                    return stem, head
        return None

    def _is_unit(self, stem: str, head: str) -> bool:
        if head in self.only and stem not in self.only[head]:
            return False
        last = stem.rpartition("-")[2]
        return last not in self.not_units.get(head, ()) and stem + head not in self.elsewhere

    def respelt(self, word: str) -> str:
        """A folded word with a common misspelling of its head put right ("socialnämden")."""
        wrong = next((wrong for wrong in self.typos if wrong in word), None)
        return word.replace(wrong, self.typos[wrong]) if wrong else word

    def plural_of(self, word: str) -> tuple[str, str] | None:
        """First part and singular head of a folded plural ("äldrenämnderna")."""
        if not word.endswith(self.plural_endings):
            return None
        for plural, head in self.plurals.items():
            stem = word.removesuffix("s").removesuffix(plural)
            if stem != word.removesuffix("s") and len(stem) > 1:
                return stem, head
        return None


@dataclass(frozen=True, kw_only=True)
class Named:
    """Names that stand at a place of a text: several for "social- och äldrenämnderna"."""

    start: int
    end: int
    names: tuple[str, ...]
    kind: UnitKind


def phrases(text: str, grammar: Grammar) -> Iterator[Named]:
    """Every unit that its ending tells, with the elliptic parts before it, as canonical nominative names."""
    low = folded(text)
    words = list(WORD.finditer(low))
    for place, word in enumerate(words):
        plain = grammar.head_of(grammar.respelt(word[0]))
        if plain and not (place and words[place - 1][0] in grammar.elsewhere_before):
            first = _first(low, words, place, grammar)
            name = canonical(words[first : place + 1], plain[0] + plain[1])
            yield Named(start=words[first].start(), end=word.end(), names=(name,), kind=grammar.heads[plain[1]])
        elif (
            (head := word[0].removesuffix("s")) in grammar.heads and place and words[place - 1][0] in grammar.adjectives
        ):
            name = capital(f"{words[place - 1][0]} {head}")
            yield Named(start=words[place - 1].start(), end=word.end(), names=(name,), kind=grammar.heads[head])
        elif many := grammar.plural_of(word[0]):
            yield from _plural(low, words, place, many, grammar)


def _plural(
    low: str, words: list[re.Match[str]], place: int, many: tuple[str, str], grammar: Grammar
) -> Iterator[Named]:
    first = _first(low, words, place, grammar)
    if first == place:
        return
    stem, head = many
    stems = [word[0].rstrip("-") for word in words[first:place] if word[0].endswith("-")] + [stem]
    names = tuple(capital(each + head) for each in stems)
    yield Named(start=words[first].start(), end=words[place].end(), names=names, kind=grammar.heads[head])


def _first(low: str, words: list[re.Match[str]], place: int, grammar: Grammar) -> int:
    """Index of the first word of an elliptic name that ends at `place`."""
    joined = _before(low, words, place)
    if joined is None:
        return place
    first = joined
    if not words[first][0].endswith("-"):
        return first if words[first][0] in grammar.first_parts and words[place][0] not in grammar.bodies else place
    for _ in range(PARTS):
        if (
            first
            and words[first - 1][0].endswith("-")
            and low[words[first - 1].end() : words[first].start()] in {", ", " "}
        ):
            first -= 1
    return first


def _before(low: str, words: list[re.Match[str]], place: int) -> int | None:
    """Index of the word joined to the one at `place` by "och", "samt" or "&"."""
    if place > 1 and words[place - 1][0] in AND:
        tight = (
            words[place].start() - words[place - 1].end() <= 2
            and words[place - 1].start() - words[place - 2].end() <= 3
        )
        return place - 2 if tight else None
    if place > 0 and low[words[place - 1].end() : words[place].start()].strip() == "&":
        return place - 1
    return None


def canonical(words: list[re.Match[str]], last: str) -> str:
    """The nominative name of a phrase: parts with their hyphens and commas, one "och", a capital first."""
    stems = [word[0].rstrip("-") for word in words[:-1] if word[0] not in AND]
    if not stems:
        return capital(last)
    return capital(", ".join(f"{stem}-" for stem in stems) + f" och {last}")


def capital(name: str) -> str:
    """A name with its first letter as a capital."""
    return name[:1].upper() + name[1:]


def parse_grammar(said: Mapping[str, Any]) -> Grammar:
    """The grammar from its TOML tables."""
    bodies = {word: (name, UnitKind(row["kind"])) for name, row in said["bodies"].items() for word in row["words"]}
    shorts = {short: (name, UnitKind(row["kind"])) for name, row in said["bodies"].items() for short in row["short"]}
    return Grammar(
        heads={head: UnitKind(kind) for head, kind in said["heads"].items()},
        plurals=dict(said["plurals"]),
        not_units={head: frozenset(stems) for head, stems in said["not_units"].items()},
        only={head: frozenset(stems) for head, stems in said["only"].items()},
        elsewhere=frozenset(said["elsewhere"]["words"]),
        elsewhere_before=frozenset(said["elsewhere"]["before"]),
        bodies=bodies,
        shorts=shorts,
        first_parts=frozenset(said["first_parts"]["words"]),
        adjectives=frozenset(said["adjectives"]["words"]),
        named=frozenset(said["named"]["words"]),
        companies=frozenset(said["companies"]["words"]),
        typos=dict(said["typos"]),
        endings=tuple(head + genitive for head in said["heads"] for genitive in ("", "s")),
        plural_endings=tuple(head + genitive for head in said["plurals"] for genitive in ("", "s")),
    )
