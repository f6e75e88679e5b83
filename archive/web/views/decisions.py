"""Decisions as cards, each with its sentence and its page. Pure."""

from __future__ import annotations

from dataclasses import dataclass

from archive.ledger import DecisionRow
from archive.model import DecisionKind
from archive.web.links import page_url
from archive.web.words import DECISION_KINDS, address_text, capital, day_text, short_text

TEXT = 400


@dataclass(frozen=True, kw_only=True)
class DecisionView:
    """A decision as a card. `quote` is the sentence that says it, when the text is not that sentence."""

    text: str
    by: str
    when: str
    day: str
    kind: str
    quote: str
    url: str
    address: str


def make_decision(row: DecisionRow) -> DecisionView:
    """A decision as a card."""
    same = row.evidence.strip().rstrip(".") == row.text.strip().rstrip(".")
    return DecisionView(
        text=capital(short_text(row.text, TEXT)),
        by=row.decided_by or "",
        when=day_text(row.date) if row.date else "Utan datum",
        day=row.date.isoformat() if row.date else "",
        kind=DECISION_KINDS[DecisionKind(row.kind)],
        quote="" if same else short_text(row.evidence, TEXT),
        url=page_url(row.page),
        address=address_text(row.url),
    )
