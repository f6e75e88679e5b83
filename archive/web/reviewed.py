"""The fields of a checked fact in Swedish: their names, and values as people write and read them. Pure."""

from __future__ import annotations

from collections.abc import Mapping

from archive.enrich.identity import mask
from archive.model import DecisionKind, FieldChange
from archive.web.language import _, later
from archive.web.words import DECISION_KINDS, number_text, short_text

LIMIT = 300
FIELDS: Mapping[str, str] = {
    "kind": later("Slag"),
    "stage": later("Skede"),
    "object": later("Vad"),
    "supplier": later("Leverantör"),
    "value_sek": later("Värde i kronor"),
    "date": later("Datum"),
    "unit": later("Enhet"),
    "start": later("Avtalet börjar"),
    "end": later("Avtalet slutar"),
    "text": later("Beslut"),
    "decided_by": later("Vem som beslutade"),
}


def change_text(change: FieldChange) -> str:
    """A change in a line: "Leverantör: Ren AB → Renare AB"."""
    return f"{_(FIELDS[change.field])}: {_value(change.field, change.was)} → {_value(change.field, change.now)}"


def _value(field: str, text: str) -> str:
    if not text:
        return _("okänt")
    if field == "value_sek":
        return number_text(int(text))
    if field == "kind" and text in set(DecisionKind):
        return DECISION_KINDS[DecisionKind(text)]
    return short_text(mask(text), LIMIT)
