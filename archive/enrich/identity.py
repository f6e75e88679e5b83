"""Personnummer and samordningsnummer: found by date part, check digit (Luhn, SKV 704) and context; masked."""

from __future__ import annotations

import re
from calendar import monthrange
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from enum import StrEnum

from archive.enrich.spans import folded

NUMBER = re.compile(
    r"(?<![\d-])(?P<century>19|20)?(?P<birth>\d{2}[01]\d[0-9]\d)"
    r"(?P<mark>[ \u00a0]?[-+\u2010-\u2015\u2212][ \u00a0]?|[ \u00a0])?(?P<last>[T\d]\d{3})(?![\d-])"
)
CONTEXT = re.compile(
    r"person-?\s?(?:nummer|nr)|pers\.?\s?nr|\bpnr|p-nr|samordningsn|identitetsn|\bfödd\b|födelse|medborgare"
)
ELSE = re.compile(
    r"(?:bankgiro|plusgiro|\bbg|\bpg|telefon|\btel|faktura|\bocr|kund|\bisbn|diarie|\bdnr)"
    r"(?:nummer|nr)?[.:]?\s?(?:nr|nummer)?[.:]?\s?$"
)
"""What else the number is, said right before it. Not an organisation's: one that is a date is its owner's own."""
_GLUE = re.compile(r"(?<=[^\W\d_])-(?=\d)|(?<=\d)-(?=[^\W\d_])")
NEAR = 40
HIDDEN = "•"


class Tier(StrEnum):
    """How sure we are that a number is a person's."""

    CERTAIN = "certain"
    LIKELY = "likely"
    POSSIBLE = "possible"


@dataclass(frozen=True, kw_only=True)
class Identity:
    """A number that names a person, where it stands, and why we think so (Swedish, for the review list)."""

    start: int
    end: int
    tier: Tier
    coordination: bool
    reason: str


def read_identities(text: str) -> tuple[Identity, ...]:
    """Every number that is or may be a personnummer or samordningsnummer, in order."""
    return tuple(_found(text))


def mask(text: str) -> str:
    """The text with the digits of every such number hidden; its length stays."""
    masked = list(text)
    for found in read_identities(text):
        if found.tier is not Tier.POSSIBLE:
            for at in range(found.start, found.end):
                masked[at] = HIDDEN if masked[at].isalnum() else masked[at]
    return "".join(masked)


def address_words(url: str) -> str:
    """An address with its words apart from its numbers, which hyphens glue together; its length stays."""
    return _GLUE.sub(" ", url)


def mask_address(url: str, hide: Callable[[str], str] = mask) -> str:
    """An address that is read and not followed, with the digits of every such number hidden; its length stays."""
    hidden = hide(address_words(url))
    return "".join(HIDDEN if covered == HIDDEN else sign for sign, covered in zip(url, hidden, strict=True))


def _found(text: str) -> Iterator[Identity]:
    for match in NUMBER.finditer(text):
        if not _is_date(match["birth"], match["century"]):
            continue
        before = folded(text[max(0, match.start() - NEAR) : match.start()])
        after = folded(text[match.end() : match.end() + NEAR // 2])
        told = bool(CONTEXT.search(before) or CONTEXT.search(after))
        tier, reason = _judge(match, told=told, other=bool(ELSE.search(before)))
        if tier:
            coordination = int(match["birth"][4:]) > 60
            yield Identity(start=match.start(), end=match.end(), tier=tier, coordination=coordination, reason=reason)


def _judge(match: re.Match[str], *, told: bool, other: bool) -> tuple[Tier | None, str]:
    interim = match["last"].startswith("T")
    checked = not interim and _luhn(match["birth"] + match["last"])
    marked = bool((match["mark"] or "").strip())
    if told and (checked or interim or marked):
        return Tier.CERTAIN, "giltigt datum och ord om personnummer intill"
    if checked and (marked or match["century"]) and not other:
        return Tier.LIKELY, "giltigt datum och kontrollsiffra"
    if interim and marked:
        return Tier.LIKELY, "interimsnummer till formen"
    if checked or told:
        return Tier.POSSIBLE, "tio siffror som kan vara ett personnummer"
    return None, ""


def _is_date(birth: str, century: str | None) -> bool:
    year, month, day = int(birth[:2]), int(birth[2:4]), int(birth[4:])
    day -= 60 if day > 60 else 0
    years = [int(f"{century}{birth[:2]}")] if century else [1900 + year, 2000 + year]
    return 1 <= month <= 12 and any(1 <= day <= monthrange(each, month)[1] for each in years)


def _luhn(digits: str) -> bool:
    total = 0
    for place, digit in enumerate(digits):
        doubled = int(digit) * (2 if place % 2 == 0 else 1)
        total += doubled - 9 if doubled > 9 else doubled
    return total % 10 == 0
