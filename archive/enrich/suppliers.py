"""Who got the contract: companies by their form of name, others by the words around them. Never a losing bidder."""

from __future__ import annotations

import re
from collections.abc import Iterator

from archive.enrich import events
from archive.enrich.spans import Passage, Span, folded

NAME = r"[A-ZÅÄÖ][\wåäöÅÄÖé&.-]{1,40}"
FORM = r"(?:AB|HB|KB|Aktiebolag|A/S|AS|Oy|Ltd|GmbH|[Ee]konomisk förening|[Ee]k\. ?för\.)"
COMPANY = re.compile(
    rf"\b({NAME}(?: (?:{NAME}|i|och|of|&|på)){{0,5}}? {FORM}|[A-ZÅÄÖ]{{3,12}} AB|AB {NAME}(?: {NAME}){{0,2}}"
    rf"|Stiftelsen {NAME})(?![\w])"
)
AFTER_CUE = re.compile(
    rf"(?:[Aa]vtal(?:et)? med|[Kk]ontrakt(?:et)? med|[Aa]vtal har (?:tecknats|skrivits) med|tilldela(?:t|ts|r|s"
    rf"|des|de|d)?|[Tt]illdelningen till|uppdraget till|gick till|går till|anlita(?:t|de)|från|"
    rf"[Ee]ntreprenör(?:en)?(?: är| blir|[^.:\n]{{0,60}}:)|[Ll]everantör(?:en)?(?: är| blir"
    rf"|[^.:\n]{{0,60}}:)|fick|hos) (?P<name>{NAME}(?: {NAME}){{0,3}})"
)
FIRST = re.compile(
    rf"^(?P<name>{NAME}(?: {NAME}){{0,3}}) (?:tar över|tar hand om|levererar|utför|sköter|bygger"
    rf"|ska bygga|vann|har vunnit|får|fick|tilldela[st]|har tilldelats)\b"
)
NO_COMPANY = re.compile(
    r"^(?:bolaget|företaget|firman|leverantören|entreprenören|anbudsgivaren|konsulten)$"
    r"|kommun|nämnd|förvaltning|styrelse|fullmäktige|^det |^den |^de |^detta|^här|^nu |^vi$|^kontrakt"
    r"|^avtal|^upphandling|skolan|region|enhet|utskott|^en |^ett |^tre |^två "
    r"|^\w+s (?:energi|bostäder|vatten|hamn|renhållning|stadsnät|stadshus|rådhus|fastigheter|industrilokaler)\b"
)
"""Municipal bodies and companies ("Lillköpings Energi") and words that only begin a sentence."""
NOT_THE_WINNER = re.compile(
    r"(?:delägar\w*|underleverantör\w*|konstnären|författaren|arkitekten|skulptören|tonsättaren|fotografen) "
)
BETWEEN = re.compile(r"(?:,| och| samt|, och|, samt) ")
LEAD = re.compile(
    r"(?:Entreprenör|Leverantör|Från|Med|Till|Företaget|Bolaget|Nu|Det|Att|I|Den|Både|Firman|Byrån|Åkeriet"
    r"|[A-ZÅÄÖ][a-zåäö]{2,20}(?:företaget|bolaget|byrån|firman)) (?=[A-ZÅÄÖ])"
)


def suppliers(passage: Passage, sentence: Span) -> tuple[Span, ...]:
    """The winners a sentence names: one, those of an enumeration ("A AB, B AB och C HB"), or none."""
    words = passage.text[sentence.start : sentence.end]
    companies = [found for found in _companies(words) if not _lost(words, found)]
    for found in (*companies[:1], *_cued(words)):
        if not _lost(words, found):
            joined = [found, *_enumerated(words, found, companies)]
            return tuple(Span(start=sentence.start + one.start, end=sentence.start + one.end) for one in joined)
    return ()


def companies_of(text: str) -> tuple[str, ...]:
    """Every company a text names by its legal form, each once."""
    return tuple(dict.fromkeys(text[found.start : found.end] for found in _companies(text)))


def _enumerated(words: str, first: Span, companies: list[Span]) -> Iterator[Span]:
    end = first.end
    for found in companies:
        if found.start > end and BETWEEN.fullmatch(words[end : found.start]):
            end = found.end
            yield found


def _companies(words: str) -> Iterator[Span]:
    for match in COMPANY.finditer(words):
        lead = LEAD.match(words, match.start(1), match.end(1))
        yield Span(start=lead.end() if lead else match.start(1), end=match.end(1))


def _cued(words: str) -> Iterator[Span]:
    for pattern in (FIRST, AFTER_CUE):
        for match in pattern.finditer(words):
            if not NO_COMPANY.search(folded(match["name"])):
                yield Span(start=match.start("name"), end=match.start("name") + len(match["name"].rstrip(".")))


def _lost(words: str, found: Span) -> bool:
    low = folded(words)
    if NOT_THE_WINNER.match(low, found.start):
        return True
    before, after = low[max(0, found.start - 120) : found.start], low[found.end : found.end + 60]
    return bool(events.LOSING_BEFORE.search(before) or events.LOSING_AFTER.search(after))
