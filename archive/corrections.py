"""Corrections as they are obeyed when pages are read: blocks given back or taken away, facts judged. Pure."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from functools import cached_property

from archive.model import (
    AmountFact,
    CaseFact,
    Correction,
    CorrectionKind,
    DateFact,
    Decision,
    Fact,
    LawFact,
    Procurement,
    Subject,
    TopicFact,
    UnitFact,
    YearFact,
)
from archive.reviews import reviewed
from archive.store.kinds import storable
from crawler.model import Block, BlockKind, Dropped, Extract
from crawler.site_model import JUDGED, SiteModel


@dataclass(frozen=True, kw_only=True)
class Rulings:
    """What holds for one page: the site model as corrected, the texts and facts that were judged."""

    site: SiteModel | None
    content: frozenset[str] = frozenset()
    furniture: frozenset[str] = frozenset()
    facts: Mapping[Subject, Correction] = field(default_factory=dict)

    def corrected(self, found: Extract) -> Extract:
        """What was extracted, as judged. The site model has done it where it is asked; formats without one are not.

        A text given back whose place is not known any more comes last, as a paragraph.
        """
        if not (self.content or self.furniture):
            return found
        kept = tuple(each for each in found.blocks if storable(each.text) not in self.furniture)
        taken = tuple(
            Dropped(text=each.text, reason=JUDGED) for each in found.blocks if storable(each.text) in self.furniture
        )
        standing = {each.text for each in kept}
        lost = dict.fromkeys(each.text for each in found.dropped if storable(each.text) in self.content)
        back = tuple(Block(kind=BlockKind.PARAGRAPH, text=text) for text in lost if text not in standing)
        dropped = tuple(each for each in found.dropped if storable(each.text) not in self.content)
        return replace(found, blocks=kept + back, dropped=dropped + tuple(dict.fromkeys(taken)))

    def judged(self, facts: tuple[Fact, ...]) -> tuple[Fact, ...]:
        """The facts as people judged them: without the wrong ones, the checked ones as checked."""
        return tuple(self._judged(facts)) if self.facts else facts

    def _judged(self, facts: tuple[Fact, ...]) -> Iterator[Fact]:
        for each in facts:
            said = self.facts.get(subject_of(each))
            if said is None:
                yield each
            elif said.kind is not CorrectionKind.WRONG_FACT:
                yield reviewed(each, said)


@dataclass(frozen=True, kw_only=True)
class Corrected:
    """A source's site model and the corrections that hold, oldest first; the later of two about one text decides."""

    site: SiteModel | None = None
    corrections: tuple[Correction, ...] = ()

    def rulings(self, page: str) -> Rulings:
        """What holds for a page: what was said of it and of the whole source."""
        return self._ruled(page) if page in self._pages else self._everywhere

    @cached_property
    def _pages(self) -> frozenset[str | None]:
        return frozenset(each.page for each in self.corrections)

    @cached_property
    def _everywhere(self) -> Rulings:
        return self._ruled(None)

    def _ruled(self, page: str | None) -> Rulings:
        return _ruled(self.site, (each for each in self.corrections if each.page in {None, page}))


def _ruled(site: SiteModel | None, corrections: Iterable[Correction]) -> Rulings:
    content, furniture, facts = set[str](), set[str](), dict[Subject, Correction]()
    for each in corrections:
        text = each.what.text
        if each.what.facet:
            facts[each.what] = each
        elif each.kind is CorrectionKind.CONTENT:
            site = (site or SiteModel(pages=0)).restored(text)
            content.add(text)
            furniture.discard(text)
        else:
            site = (site or SiteModel(pages=0)).removed(text)
            furniture.add(text)
            content.discard(text)
    return Rulings(site=site, content=frozenset(content), furniture=frozenset(furniture), facts=facts)


FACETS: Mapping[type[Fact], str] = {
    DateFact: "date",
    YearFact: "year",
    UnitFact: "unit",
    TopicFact: "topic",
    AmountFact: "amount",
    CaseFact: "case",
    LawFact: "law",
    Decision: "decision",
    Procurement: "procurement",
}


def subject_of(fact: Fact) -> Subject:
    """The stable key of a fact: its facet, its value and the words that say it, as the store would give them back.

    One that a person has checked keeps the key it had before.
    """
    if isinstance(fact, Decision | Procurement) and fact.review:
        return fact.review.what
    return Subject(text=storable(fact.evidence.text), facet=FACETS[type(fact)], value=storable(_value(fact)))


def _value(fact: Fact) -> str:
    match fact:
        case DateFact():
            return f"{fact.kind.value} {fact.value.isoformat()}{f'/{fact.until}' if fact.until else ''}"
        case UnitFact():
            return f"{fact.name}{' (owner)' if fact.owner else ''}"
        case AmountFact():
            upper = "" if fact.upper is None else f"..{float(fact.upper)!r}"
            return f"{float(fact.value)!r}{upper} {fact.unit}"
        case Procurement():
            supplier = f" ({fact.supplier})" if fact.supplier else ""
            return f"{fact.kind}: {fact.object or ''}{supplier}"
        case _:
            return _plain_value(fact)


def _plain_value(fact: YearFact | TopicFact | CaseFact | LawFact | Decision) -> str:
    match fact:
        case TopicFact():
            return fact.name
        case CaseFact():
            return fact.folded
        case Decision():
            return fact.text
        case YearFact() | LawFact():
            return str(fact.value)
