"""The corpus, the queries and the shape of an engine for bench.search; the same for the same number of pages."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from itertools import accumulate
from random import Random

from demo.site import Site
from index.analysis import fold
from index.model import Document, Field, Kind, Schema
from index.swedish.cutting import words as words_of
from index.tree import All, Any, Node, Phrase, Prefix, Range, Word

_UNITS = "Social Äldre Skol Kultur Stadsbyggnads Miljö Teknik Fritids Upphandlings It Hr Ekonomi"
UNITS = [f"{name}förvaltningen" for name in _UNITS.split()]
_TOPICS = (
    "upphandling budget skola äldreomsorg socialtjänst kultur bygga trafik miljö näringsliv trygghet personal "
    "digitalisering politik hälsa"
)
TOPICS = _TOPICS.split()
SCHEMA = Schema(
    fields=(
        Field(name="title", kind=Kind.TEXT, weight=3.0),
        Field(name="body", kind=Kind.TEXT),
        Field(name="year", kind=Kind.NUMBER, facet=True),
        Field(name="unit", kind=Kind.KEYWORD, facet=True),
        Field(name="topic", kind=Kind.KEYWORD, facet=True),
        Field(name="day", kind=Kind.DATE),
    ),
    body="body",
    date="day",
)
KINDS = ("rare", "common", "or", "and", "phrase", "prefix", "word+days", "compound")


@dataclass(frozen=True, kw_only=True)
class Page:
    """A made page."""

    id: str
    title: str
    body: str
    year: int
    unit: str
    topics: tuple[str, ...]
    day: str


def document(page: Page) -> Document:
    """A page as our engine is given it."""
    return Document(
        id=page.id,
        values={
            "title": page.title,
            "body": page.body,
            "year": page.year,
            "unit": page.unit,
            "topic": page.topics,
            "day": page.day,
        },
    )


@dataclass(frozen=True, kw_only=True)
class Asked:
    """A query: its kind, its words, for all engines alike; days are inclusive."""

    kind: str
    words: tuple[str, ...]
    days: tuple[str, str] | None = None


class Language:
    """A vocabulary with frequencies."""

    def __init__(self, random: Random) -> None:
        self._random = random
        text = " ".join(page.body for page in Site().pages.values())
        real = words_of(text)
        stems = sorted({fold(word) for word in real if word.isalpha() and len(word) > 3})
        made = [first + "s" + last for first in random.sample(stems, 400) for last in random.sample(stems, 400)]
        random.shuffle(made)
        names = [
            "".join(random.choices("bdfghklmnprstv", k=3)).title() + random.choice(["berg", "by", "sta"])
            for _ in range(20_000)
        ]
        self._rare = [*made[:150_000], *names, *map(str, range(1_000, 30_000))]
        self._weights = list(accumulate(1 / (rank + 50) for rank in range(len(self._rare))))
        self._real = real
        self.common = stems

    def draw_from(self, random: Random) -> None:
        """Take the next words by another's chance, so that one text needs none before it."""
        self._random = random

    def text(self, size: int) -> str:
        """So many words: runs of real text, one word in nine replaced by a rarer one."""
        found: list[str] = []
        while len(found) < size:
            start = self._random.randrange(len(self._real) - 30)
            found += self._real[start : start + self._random.randint(6, 24)]
        for place in self._random.sample(range(size), size // 9):
            found[place] = self._random.choices(self._rare, cum_weights=self._weights)[0]
        return " ".join(found[:size])


def make_pages(count: int) -> Iterator[Page]:
    """The corpus: the same for the same count."""
    random = Random(11)
    language = Language(random)
    for number in range(count):
        year = random.randint(2004, 2025)
        size = max(20, min(3_000, int(random.lognormvariate(5.6, 0.55))))
        yield Page(
            id=f"p{number:07}",
            title=language.text(random.randint(3, 8)),
            body=language.text(size),
            year=year,
            unit=random.choices(UNITS, weights=[1 / (rank + 1) for rank in range(len(UNITS))])[0],
            topics=tuple(sorted(random.sample(TOPICS, random.randint(1, 3)))),
            day=f"{year}-{random.randint(1, 12):02}-{random.randint(1, 28):02}",
        )


def make_queries(pages: Sequence[Page], count: int) -> list[Asked]:
    """Queries of all kinds drawn from the pages themselves."""
    random = Random(5)
    counted: dict[str, int] = {}
    for page in pages[:2_000]:
        for word in set(page.body.lower().split()):
            counted[word] = counted.get(word, 0) + 1
    plain = {word: number for word, number in counted.items() if word.isalpha() and len(word) > 3}
    rare = sorted(word for word, number in plain.items() if number <= 3)
    common = sorted(word for word, number in plain.items() if 160 <= number <= 700)
    long = sorted(word for word, number in plain.items() if len(word) > 12 and number > 3)
    return [_query(KINDS[number % len(KINDS)], random, (rare, common, long), pages) for number in range(count)]


def _query(kind: str, random: Random, lists: tuple[list[str], list[str], list[str]], pages: Sequence[Page]) -> Asked:
    rare, common, long = lists
    match kind:
        case "rare":
            return Asked(kind=kind, words=(random.choice(rare),))
        case "or" | "and":
            return Asked(kind=kind, words=tuple(random.sample(common, random.randint(2, 3))))
        case "phrase":
            words = random.choice(pages).body.split()
            start = random.randrange(len(words) - 3)
            return Asked(kind=kind, words=tuple(words[start : start + random.randint(2, 3)]))
        case "prefix":
            return Asked(kind=kind, words=(random.choice(common)[: random.randint(4, 6)],))
        case "word+days":
            year = random.randint(2005, 2020)
            return Asked(kind=kind, words=(random.choice(common),), days=(f"{year}-01-01", f"{year + 3}-06-30"))
        case "compound":
            return Asked(kind=kind, words=(random.choice(long),))
        case _:
            return Asked(kind=kind, words=(random.choice(common),))


def tree(asked: Asked) -> Node:
    """The query as our tree."""
    words = tuple(Word(text=word) for word in asked.words)
    match asked.kind:
        case "or":
            return Any(parts=words)
        case "phrase":
            return Phrase(text=" ".join(asked.words))
        case "prefix":
            return Prefix(text=asked.words[0])
        case _:
            days = (Range(field="day", low=asked.days[0], high=asked.days[1]),) if asked.days else ()
            return All(parts=(*words, *days)) if len(words) + len(days) > 1 else words[0]


@dataclass(frozen=True, kw_only=True)
class Engine:
    """An engine in the table: `facets` answers with counts and ten ids, `full` with excerpts too."""

    name: str
    facets: Callable[[Asked], int]
    full: Callable[[Asked], int]
    built: float
    size: float
