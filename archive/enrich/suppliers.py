"""Who got the contract: companies by their form of name, others by the words around them. Never a losing bidder."""

from __future__ import annotations

import re
from collections.abc import Iterator

from archive.enrich import events
from archive.enrich.spans import Passage, Span, folded

NAME = r"[A-ZÅÄÖ][\wåäöÅÄÖé&.-]{1,40}"
COMPANY = re.compile(
    rf"\b({NAME}(?: (?:{NAME}|i|och|of|&|på)){{0,5}} (?:AB|HB|KB|Aktiebolag|A/S|AS|Oy|Ltd|GmbH"
    rf"|ekonomisk förening)|[A-ZÅÄÖ]{{3,12}} AB|AB {NAME}(?: {NAME}){{0,2}})(?![\w])"
)
AFTER_CUE = re.compile(
    rf"(?:[Aa]vtal(?:et)? med|[Kk]ontrakt(?:et)? med|[Aa]vtal har (?:tecknats|skrivits) med|tilldela(?:t|ts|r|s"
    rf"|des|de|d)?|uppdraget till|gick till|går till|anlita(?:t|de)|från|"
    rf"[Ee]ntreprenör(?:en)?(?: är| blir|[^.:\n]{{0,60}}:)|[Ll]everantör(?:en)?(?: är| blir"
    rf"|[^.:\n]{{0,60}}:)|fick|hos) (?P<name>{NAME}(?: {NAME}){{0,3}})"
)
FIRST = re.compile(
    rf"^(?P<name>{NAME}(?: {NAME}){{0,3}}) (?:tar över|tar hand om|levererar|utför|sköter|bygger"
    rf"|ska bygga|vann|har vunnit|får|fick|tilldela[st]|har tilldelats)\b"
)
NO_COMPANY = re.compile(
    r"kommun|nämnd|förvaltning|styrelse|fullmäktige|^det |^den |^de |^detta|^här|^nu |^vi$|^kontrakt"
    r"|^avtal|^upphandling|skolan|region|enhet|utskott|^en |^ett |^tre |^två "
)


def supplier(passage: Passage, sentence: Span) -> Span | None:
    """The one supplier a sentence names as the winner, else None."""
    words = passage.text[sentence.start : sentence.end]
    for found in (*_companies(words), *_cued(words)):
        if not _lost(words, found):
            return Span(start=sentence.start + found.start, end=sentence.start + found.end)
    return None


def _companies(words: str) -> Iterator[Span]:
    for match in COMPANY.finditer(words):
        yield _bare(words, match.start(1), match.end(1))


def _bare(words: str, start: int, end: int) -> Span:
    """A name without the capital word of the sentence or the cue that ran into it ("Leverantör Bergs AB")."""
    lead = re.match(r"(?:Entreprenör|Leverantör|Från|Med|Till|Företaget|Bolaget|Nu|Det|Att|I) ", words[start:end])
    return Span(start=start + lead.end(), end=end) if lead else Span(start=start, end=end)


def _cued(words: str) -> Iterator[Span]:
    for pattern in (FIRST, AFTER_CUE):
        for match in pattern.finditer(words):
            if not NO_COMPANY.search(folded(match["name"])):
                yield Span(start=match.start("name"), end=match.start("name") + len(match["name"].rstrip(".")))


def _lost(words: str, found: Span) -> bool:
    low = folded(words)
    before, after = low[max(0, found.start - 120) : found.start], low[found.end : found.end + 60]
    return bool(events.LOSING_BEFORE.search(before) or events.LOSING_AFTER.search(after))
