"""The procurement ledger as a release package of the Open Contracting Data Standard 1.1.

Each row is a release of a contracting process of its own: the pages do not say which rows belong together. The prefix
of the ids is local to this archive and not registered with the Open Contracting Partnership. What the standard has no
field for (evidence, digest, rule, review) stands under "kommunarkiv".
https://standard.open-contracting.org/1.1/en/schema/
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import asdict, dataclass
from datetime import UTC, date, datetime, time
from typing import Any

from archive.ledger import ProcurementRow

PREFIX = "ocds-kommunarkiv"
METHODS: Mapping[str, str] = {
    "direktupphandling": "direct",
    "förnyad konkurrensutsättning": "selective",
    "avrop": "selective",
    "selektivt förfarande": "selective",
    "förhandlat förfarande": "limited",
    "öppet förfarande": "open",
}
"""The standard's procurementMethod, where the kind says which; the kind itself is procurementMethodDetails."""
TAGS: Mapping[str, str] = {
    "planerad": "planning",
    "annonserad": "tender",
    "tilldelad": "award",
    "överprövad": "awardUpdate",
    "avbruten": "tenderCancellation",
    "avslutad": "contractTermination",
}
"""The standard's tag by stage; a row without one is an award when it names a supplier, else a tender."""
STATUSES: Mapping[str, str] = {"planning": "planned", "tender": "active", "tenderCancellation": "cancelled"}
AWARDS = frozenset({"award", "awardUpdate", "contractTermination"})
Json = dict[str, Any]


@dataclass(frozen=True, kw_only=True)
class Package:
    """What a package says of itself: its address, who publishes it, when it was made."""

    uri: str
    publisher: str
    published: datetime


def write_package(rows: Iterable[ProcurementRow], package: Package) -> Iterator[str]:
    """The package as JSON, piece by piece: a release is held at a time."""
    head = {
        "uri": package.uri,
        "version": "1.1",
        "publishedDate": _moment(package.published),
        "publisher": {"name": package.publisher},
    }
    yield f'{json.dumps(head, ensure_ascii=False)[:-1]}, "releases": ['
    for number, row in enumerate(rows):
        yield f"{',' if number else ''}\n{json.dumps(release(row), ensure_ascii=False)}"
    yield "\n]}\n"


def release(row: ProcurementRow) -> Json:
    """A row as a release."""
    key, tag = _key(row), _tag(row)
    buyer = _party(row.unit, "buyer") if row.unit else None
    supplier = _party(row.supplier, "supplier") if row.supplier else None
    parties = [party for party in (buyer, supplier) if party]
    found: Json = {
        "ocid": f"{PREFIX}-{key}",
        "id": f"{key}-{row.captured_at.astimezone(UTC):%Y%m%d%H%M%S}",
        "date": _moment(row.captured_at),
        "tag": [tag],
        "initiationType": "tender",
        "language": "sv",
        "tender": _tender(row, key, tag),
    }
    if parties:
        found["parties"] = parties
    if buyer:
        found["buyer"] = {"id": buyer["id"], "name": buyer["name"]}
    if tag in AWARDS:
        found["awards"] = [_award(row, key, tag, supplier)]
        if tag == "contractTermination" or row.start or row.end:
            found["contracts"] = [_contract(row, key, tag)]
    return found | {"kommunarkiv": _proof(row)}


def _key(row: ProcurementRow) -> str:
    """The same for the same row of the same page, whenever it is read."""
    said = "\0".join((row.kind, row.object or "", row.supplier or "", row.evidence))
    return f"{row.page}-{hashlib.sha256(said.encode('utf-8', 'surrogatepass')).hexdigest()[:12]}"


def _tag(row: ProcurementRow) -> str:
    return TAGS.get(row.stage or "") or ("award" if row.supplier else "tender")


def _party(name: str, role: str) -> Json:
    number = hashlib.sha256(name.casefold().encode("utf-8", "surrogatepass")).hexdigest()[:12]
    return {"id": f"{role}-{number}", "name": name, "roles": [role]}


def _tender(row: ProcurementRow, key: str, tag: str) -> Json:
    found: Json = {
        "id": key,
        "title": row.object or row.kind,
        "description": row.evidence,
        "status": STATUSES.get(tag, "complete"),
        "procurementMethodDetails": row.kind,
    }
    if row.kind in METHODS:
        found["procurementMethod"] = METHODS[row.kind]
    if tag not in AWARDS:
        found |= _value(row) | _period(row, "contractPeriod")
    return found


def _award(row: ProcurementRow, key: str, tag: str, supplier: Json | None) -> Json:
    found: Json = {
        "id": key,
        "title": row.object or row.kind,
        "status": "pending" if tag == "awardUpdate" else "active",
    }
    found |= _value(row)
    if row.date and tag == "award":
        found["date"] = _day(row.date)
    if supplier:
        found["suppliers"] = [{"id": supplier["id"], "name": supplier["name"]}]
    return found


def _contract(row: ProcurementRow, key: str, tag: str) -> Json:
    found: Json = {"id": key, "awardID": key, "status": "terminated" if tag == "contractTermination" else "active"}
    return found | _period(row, "period")


def _period(row: ProcurementRow, name: str) -> Json:
    """When the contract runs, as far as it is said."""
    days = {"startDate": row.start, "endDate": row.end}
    said = {end: _day(day) for end, day in days.items() if day}
    return {name: said} if said else {}


def _value(row: ProcurementRow) -> Json:
    return {} if row.value_sek is None else {"value": {"amount": row.value_sek, "currency": "SEK"}}


def _proof(row: ProcurementRow) -> Json:
    """All of the row, as the ledger has it."""
    return {
        name: value.isoformat() if isinstance(value, date) else value
        for name, value in asdict(row).items()
        if value is not None
    }


def _day(day: date) -> str:
    return _moment(datetime.combine(day, time.min, UTC))


def _moment(moment: datetime) -> str:
    """RFC 3339, in UTC."""
    return moment.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")
