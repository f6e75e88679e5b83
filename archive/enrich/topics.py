"""What a page is about: weighted terms from archive/data/topics.toml, each topic with the terms that decided."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property, lru_cache
from math import log2, sqrt
from typing import Any

from archive.enrich.spans import Passage, folded
from archive.model import Certainty, Part, TopicFact

WORD = re.compile(r"[^\W_]+(?:[-:][^\W_]+)*-?")
LONGEST = 40
"""Letters of a word that are looked at; longer ones are addresses and noise."""
LEAD = 300
NORMAL = 120
"""Words of a page whose scores are left as they are; longer pages must say more."""
SHOWN = 5
KNOWN = 32_768
"""Words whose weights are remembered."""


@dataclass(frozen=True, kw_only=True)
class TopicModel:
    """Terms by form, each leading to topics and weights."""

    names: tuple[str, ...]
    whole: Mapping[str, tuple[tuple[str, float], ...]]
    begins: Mapping[str, tuple[tuple[str, float], ...]]
    ends: Mapping[str, tuple[tuple[str, float], ...]]
    holds: Mapping[str, tuple[tuple[str, float], ...]]
    phrases: tuple[tuple[str, str, float], ...]
    title: float
    lead: float
    least: float
    share: float
    most: int

    @cached_property
    def weights_of(self) -> Callable[[str], Mapping[str, float]]:
        """The heaviest weight a folded word has for each topic; remembered, since a corpus has few distinct words."""
        return lru_cache(maxsize=KNOWN)(self._weights_of)

    def _weights_of(self, word: str) -> Mapping[str, float]:
        best: dict[str, float] = {}
        for topic, weight in self._matching(word[:LONGEST]):
            best[topic] = max(weight, best.get(topic, 0.0))
        return best

    def _matching(self, word: str) -> Iterator[tuple[str, float]]:
        yield from self.whole.get(word, ())
        for at in range(len(word) + 1):
            yield from self.begins.get(word[:at], ())
            yield from self.ends.get(word[at:], ())
        if self.holds:
            for start in range(len(word)):
                for end in range(start + 1, len(word) + 1):
                    yield from self.holds.get(word[start:end], ())

    def terms(self, topic: str) -> tuple[tuple[str, float], ...]:
        """The terms that tell a topic and their weights, heaviest first; a star stands for what may come there."""
        forms = ((self.whole, "{}"), (self.begins, "{}*"), (self.ends, "*{}"), (self.holds, "*{}*"))
        words = [
            (form.format(term), weight)
            for table, form in forms
            for term, told in table.items()
            for name, weight in told
            if name == topic
        ]
        words += [(phrase, weight) for phrase, name, weight in self.phrases if name == topic]
        return tuple(sorted(words, key=lambda pair: (-pair[1], pair[0])))


@dataclass(frozen=True, kw_only=True)
class Found:
    """A word that tells a topic: where it first stood, and its score over the page."""

    word: str
    part: Part
    start: int
    score: float


def read_topics(title: Passage, text: Passage, model: TopicModel) -> tuple[TopicFact, ...]:
    """The topics of a page, best first. Evidence is the strongest term where it stands; its rule names them all."""
    telling: dict[str, list[Found]] = {}
    for found, topic in _telling(title, text, model):
        telling.setdefault(topic, []).append(found)
    words = max(1, len(WORD.findall(text.text)))
    scale = min(1.0, sqrt(NORMAL / words))
    scored = sorted(
        ((sum(each.score for each in found) * scale, topic) for topic, found in telling.items()), reverse=True
    )
    best = scored[0][0] if scored else 0.0
    chosen = [(score, topic) for score, topic in scored if score >= model.least and score >= best * model.share]
    places = {Part.TITLE: title, Part.TEXT: text}
    return tuple(_fact(topic, score, telling[topic], places) for score, topic in chosen[: model.most])


def _telling(title: Passage, text: Passage, model: TopicModel) -> Iterator[tuple[Found, str]]:
    for passage in (title, text):
        low = folded(passage.text)
        counts: Counter[str] = Counter()
        first: dict[str, int] = {}
        for match in WORD.finditer(low):
            counts[match[0]] += 1
            first.setdefault(match[0], match.start())
        for word, count in counts.items():
            for topic, weight in model.weights_of(word).items():
                yield _found(word, passage, first[word], weight * _often(count), model), topic
        for phrase, topic, weight in model.phrases:
            at = low.find(phrase)
            if at >= 0:
                yield _found(phrase, passage, at, weight * _often(low.count(phrase)), model), topic


def _often(count: int) -> float:
    return 1 + log2(count)


def _found(word: str, passage: Passage, start: int, score: float, model: TopicModel) -> Found:
    if passage.part is Part.TITLE:
        score *= model.title
    elif start < LEAD:
        score *= model.lead
    return Found(word=word, part=passage.part, start=start, score=score)


def _fact(topic: str, score: float, found: list[Found], places: Mapping[Part, Passage]) -> TopicFact:
    telling = sorted(found, key=lambda each: (-each.score, each.start))
    words = ", ".join(dict.fromkeys(each.word for each in telling[: SHOWN + 1]))
    top = telling[0]
    proof = places[top.part].evidence(
        top.start, top.start + len(top.word), rule=f"ord: {words}", certainty=Certainty.INFERRED
    )
    return TopicFact(name=topic, weight=round(score, 2), evidence=proof)


def parse_topics(said: Mapping[str, Any]) -> TopicModel:
    """The model from its TOML tables. Raises KeyError or ValueError when a setting is missing or no number."""
    forms: dict[str, dict[str, tuple[tuple[str, float], ...]]] = {"whole": {}, "begins": {}, "ends": {}, "holds": {}}
    phrases: list[tuple[str, str, float]] = []
    for topic, terms in said["topics"].items():
        for term, weight in terms.items():
            bare = folded(term).strip("*")
            if " " in bare:
                phrases.append((bare, topic, float(weight)))
                continue
            table = forms[_form(term)]
            table[bare] = (*table.get(bare, ()), (topic, float(weight)))
    return TopicModel(
        names=tuple(said["topics"]),
        whole=forms["whole"],
        begins=forms["begins"],
        ends=forms["ends"],
        holds=forms["holds"],
        phrases=tuple(phrases),
        title=float(said["title"]),
        lead=float(said["lead"]),
        least=float(said["least"]),
        share=float(said["share"]),
        most=int(said["most"]),
    )


def _form(term: str) -> str:
    return {(False, False): "whole", (False, True): "begins", (True, False): "ends", (True, True): "holds"}[
        term.startswith("*"), term.endswith("*")
    ]
