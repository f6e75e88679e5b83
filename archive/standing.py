"""Which version of which page a document is: its id, when it stood, and whether it is shown today."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime

from archive.model import Memento
from archive.model.moments import local_day, stamp_text
from index.model import SHOWN, Field, Kind, Value, Versions

VERSION_FIELDS = (
    Field(name="sida", kind=Kind.KEYWORD),
    Field(name="sedd", kind=Kind.DATE),
    Field(name="ersatt", kind=Kind.DATE),
    Field(name="visas", kind=Kind.KEYWORD),
    Field(name="versioner", kind=Kind.STORED),
    Field(name="adresser", kind=Kind.STORED),
)
"""How the versions of a page hang together; nobody writes these in a query, `vid:` asks for them."""
VERSIONS = Versions(page="sida", since="sedd", until="ersatt", shown="visas")


@dataclass(frozen=True, kw_only=True)
class Standing:
    """How a memento stands among those of its page, and its page among those that say the same.

    `since` is the first day it was seen, None for the day of its capture. `until` is the day when it was replaced or
    its page was gone, None while it stands. `shown` is true of the one memento, for all pages that say the same, that a
    search finds when it asks for no day. `versions` counts the mementos of the page, `addresses` the pages that say the
    same. `municipality` is whose pages its source has, where that is said.
    """

    since: date | None = None
    until: date | None = None
    newest: bool = True
    shown: bool = True
    versions: int = 1
    addresses: int = 1
    municipality: str = ""


def document_id(memento: Memento, *, newest: bool) -> str:
    """The page's id for its newest memento; for older ones with their moment, as their address has it."""
    return memento.page if newest else version_id(memento.page, memento.at)


def version_id(page: str, at: datetime) -> str:
    """The id of an earlier version's document: what stands behind /sida/ in its address."""
    return f"{page}/{stamp_text(at)}"


def version_values(memento: Memento, standing: Standing) -> dict[str, Value]:
    """The values of VERSION_FIELDS."""
    return {
        "sida": memento.page,
        "sedd": (standing.since or local_day(memento.at)).isoformat(),
        "ersatt": standing.until.isoformat() if standing.until else (),
        "visas": SHOWN if standing.shown else (),
        "versioner": standing.versions,
        "adresser": standing.addresses,
    }
