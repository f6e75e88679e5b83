"""Which units a page names: by the municipality's register, by short names, by the endings of Swedish unit names."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from datetime import date

from archive.enrich.grammar import WORD, Grammar, capital, phrases
from archive.enrich.register import Register
from archive.enrich.spans import Passage, folded
from archive.model import Certainty, Unit, UnitFact, UnitKind

SHORT = re.compile(r"(?<![\w/-])([A-ZÅÄÖ][A-ZÅÄÖa-zåäö]{1,4})(?::?s)?(?![\w-])(?![/ -]?\d{2,4}[/:-]\d)")
INTRODUCED = re.compile(r"\s\(([A-ZÅÄÖ][A-ZÅÄÖa-zåäö]{1,4})\)")
COMMITTEE = re.compile(r"\b(\w{2,40}s) ((?:\w{2,20}- och )?\w{2,20}utskott)\b")
DEPARTMENT = re.compile(
    r"\b(?:förvaltningschef(?:en)?|förvaltningen|sektor|sektorn)(?: för"
    r"| på)? ([a-zåäö]{2,20}(?:, [a-zåäö]{2,20})?(?: och [a-zåäö]{2,20})?)\b"
)
COMPANY = re.compile(r"\b((?:[A-ZÅÄÖ][\w&-]{1,30} )(?:[\wåäö&-]{1,30} ){0,3})(AB)\b")


@dataclass(frozen=True, kw_only=True)
class Mention:
    """A unit named at a place."""

    start: int
    end: int
    unit: Unit
    rule: str
    certainty: Certainty = Certainty.STATED


def mentions(passage: Passage, register: Register, grammar: Grammar, day: date | None) -> tuple[Mention, ...]:
    """Every naming of a unit in a passage, in order; where two overlap the longer, then the register's, stays."""
    low = folded(passage.text)
    found = (
        *_registered(low, register, day),
        *_short(passage.text, register, grammar, day),
        *_departments(passage.text, low, grammar),
        *_committees(low, grammar),
        *_by_ending(low, register, grammar, day),
        *_bodies(low, grammar),
        *_misspelt(low, register, grammar, day),
        *_companies(passage.text, grammar),
    )
    return tuple(_apart((*found, *_introduced(passage.text, found))))


def _apart(found: Iterable[Mention]) -> Iterator[Mention]:
    end = -1
    for mention in sorted(found, key=lambda each: (each.start, -each.end)):
        same_words = mention.start < end
        if not same_words:
            end = mention.end
            last = (mention.start, mention.end)
            yield mention
        elif (mention.start, mention.end) == last and mention.rule == "samlat namn":
            yield mention


def _registered(low: str, register: Register, day: date | None) -> Iterator[Mention]:
    end = 0
    for word in WORD.finditer(low):
        start = word.start()
        if start < end:
            continue
        form = next((form for form in register.starts.get(word[0], ()) if _stands(low, form, start)), None)
        unit = register.named(form, day) if form else None
        if form and unit:
            end = start + len(form)
            yield Mention(start=start, end=end, unit=unit, rule="namn i enhetsregistret")


def _stands(low: str, form: str, start: int) -> bool:
    end = start + len(form)
    after = low[end : end + 1]
    tail = low[end : end + 2]
    return (
        low.startswith(form, start)
        and not after.isalnum()
        and not (after == "-" and tail[1:].isalpha())
        and tail != "- "
    )


def _short(text: str, register: Register, grammar: Grammar, day: date | None) -> Iterator[Mention]:
    for match in SHORT.finditer(text):
        unit = register.short(match[1], day)
        if unit is None and match[1] in grammar.shorts:
            name, kind = grammar.shorts[match[1]]
            unit = Unit(name=name, kind=kind)
        if unit:
            yield Mention(start=match.start(), end=match.end(), unit=unit, rule="kortnamn")


def _introduced(text: str, found: tuple[Mention, ...]) -> Iterator[Mention]:
    """A short name that the page itself explains: "Teknik- och servicenämnden (TSN)" and TSN from there on."""
    for mention in found:
        explained = INTRODUCED.match(text, mention.end)
        if explained and mention.rule != "kortnamn":
            for match in re.finditer(rf"(?<!\w){re.escape(explained[1])}(?::?s)?(?!\w)", text):
                if match.start() > explained.start():
                    yield replace(mention, start=match.start(), end=match.end(), rule="kortnamn förklarat på sidan")


def _by_ending(low: str, register: Register, grammar: Grammar, day: date | None) -> Iterator[Mention]:
    for named in phrases(low, grammar):
        for name in named.names:
            near = register.misspelt(folded(name))
            unit = register.named(name, day) or (register.named(near, day) if near else None)
            rule = "namnets ändelse" if len(named.names) == 1 else "samlat namn"
            yield Mention(start=named.start, end=named.end, unit=unit or Unit(name=name, kind=named.kind), rule=rule)


def _bodies(low: str, grammar: Grammar) -> Iterator[Mention]:
    for word in WORD.finditer(low):
        known = grammar.bodies.get(word[0]) or grammar.bodies.get(word[0].removesuffix("s"))
        if known:
            yield Mention(
                start=word.start(), end=word.end(), unit=Unit(name=known[0], kind=known[1]), rule="namnets ändelse"
            )


def _misspelt(low: str, register: Register, grammar: Grammar, day: date | None) -> Iterator[Mention]:
    for word in WORD.finditer(low):
        near = None if word[0] in register.forms or grammar.head_of(word[0]) else register.misspelt(word[0])
        unit = register.named(near, day) if near else None
        if unit:
            yield Mention(start=word.start(), end=word.end(), unit=unit, rule="namn med skrivfel")


def _committees(low: str, grammar: Grammar) -> Iterator[Mention]:
    """Take "kommunstyrelsens arbetsutskott" for a unit of its own; its board is named as well."""
    for match in COMMITTEE.finditer(low):
        owner = match[1].removesuffix("s")
        if grammar.head_of(owner) or owner in grammar.bodies:
            unit = Unit(name=capital(match[0]), kind=UnitKind.UTSKOTT)
            yield Mention(start=match.start(2), end=match.end(), unit=unit, rule="utskott under nämnd")


def _departments(text: str, low: str, grammar: Grammar) -> Iterator[Mention]:
    """Read "Förvaltningen Barn och skola": the parts are domains, the first with a capital or after "för"."""
    for match in DEPARTMENT.finditer(low):
        parts = [word for word in re.findall(r"\w+", match[1]) if word != "och"]
        formal = text[match.start(1)].isupper() or " för " in match[0][: match.start(1) - match.start()]
        sector = match[0].startswith("sektor")
        if parts and formal and all(part in grammar.named for part in parts):
            name = f"{'Sektor' if sector else 'Förvaltningen'} {capital(match[1])}"
            yield Mention(
                start=match.start(),
                end=match.end(),
                unit=Unit(name=name, kind=UnitKind.FORVALTNING),
                rule="förvaltning vid namn",
            )


def _companies(text: str, grammar: Grammar) -> Iterator[Mention]:
    for match in COMPANY.finditer(text):
        words = folded(match[1]).split()
        if len(words) > 1 and any(word in grammar.companies for word in words[1:]):
            unit = Unit(name=match[0], kind=UnitKind.BOLAG)
            yield Mention(start=match.start(), end=match.end(), unit=unit, rule="kommunalt bolag av namnet")


def facts_of(passage: Passage, found: Iterable[Mention]) -> Iterator[UnitFact]:
    """The first mention of each unit in a passage as a fact."""
    seen: set[str] = set()
    for mention in found:
        if mention.unit.name not in seen:
            seen.add(mention.unit.name)
            proof = passage.evidence(mention.start, mention.end, rule=mention.rule, certainty=mention.certainty)
            yield UnitFact(name=mention.unit.name, kind=mention.unit.kind, evidence=proof)
