"""The form that asks for a removal: what was typed, and what is wrong with it by field. Pure."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from archive.web.links import TEXT_LIMIT, clean
from archive.web.views.parts import Link

NAME_LIMIT = 200
REASON_LIMIT = 1_000
LINES_LIMIT = 60_000
NEEDED = {
    "beslut": "Skriv vilket beslut som gäller, till exempel diarienumret.",
    "skal": "Skriv varför sidorna ska bort.",
    "grund": "Skriv lagrummet eller gallringsplanen som beslutet bygger på.",
}


@dataclass(frozen=True, kw_only=True)
class WeedingForm:
    """What was filled in, and what is wrong with it by field."""

    search: str = ""
    addresses: str = ""
    reference: str = ""
    reason: str = ""
    ground: str = ""
    keeps_addresses: bool = False
    errors: Mapping[str, str] = field(default_factory=dict)

    @property
    def summary(self) -> tuple[Link, ...]:
        """Every error with the way to its field."""
        return tuple(Link(text=text, url=f"#{name}") for name, text in self.errors.items())


def read_form(said: Mapping[str, str]) -> WeedingForm:
    """The form as it was sent; never raises."""
    lines = (clean(line, TEXT_LIMIT * 8) for line in said.get("adresser", "")[:LINES_LIMIT].splitlines())
    search, addresses = clean(said.get("sokning", ""), TEXT_LIMIT * 8), "\n".join(filter(None, lines))
    texts = {"beslut": NAME_LIMIT, "skal": REASON_LIMIT, "grund": NAME_LIMIT}
    held = {name: clean(said.get(name, ""), limit) for name, limit in texts.items()}
    errors = {name: NEEDED[name] for name, text in held.items() if not text}
    if bool(search) == bool(addresses):
        which = "Skriv antingen adresser eller en sökning, inte båda." if search else "Skriv adresser eller en sökning."
        errors = {"adresser": which} | errors
    return WeedingForm(
        search=search,
        addresses=addresses,
        reference=held["beslut"],
        reason=held["skal"],
        ground=held["grund"],
        keeps_addresses=said.get("behall") == "ja",
        errors=errors,
    )
