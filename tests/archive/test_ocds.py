"""The ledger as OCDS 1.1 releases: what the standard's schema requires is there, and days are written as it says."""

from __future__ import annotations

import json
import re
from dataclasses import replace
from datetime import UTC, date, datetime
from typing import Any

import pytest

from archive.ledger import ProcurementRow
from archive.ocds import METHODS, TAGS, Package, release, write_package

MOMENT = re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ")
AT = datetime(2024, 4, 12, 9, 30, 15, tzinfo=UTC)
ROW = ProcurementRow(
    kind="direktupphandling",
    stage="tilldelad",
    object="städning",
    supplier="Ren AB",
    value_sek=1_200_000,
    date=date(2024, 4, 9),
    unit="Socialnämnden",
    limit_sek=700_000,
    against="över",
    evidence="Socialnämnden direktupphandlade städning.",
    url="https://x.example/",
    page="0123456789abcdef",
    limit_verified=True,
    start=date(2024, 5, 1),
    end=date(2026, 4, 30),
    memento="https://arkiv.example/sida/0123456789abcdef/20240412093015",
    captured_at=AT,
    sha256="ab" * 32,
    rule="test",
    certainty="stated",
)
BARE = replace(ROW, stage=None, object=None, supplier=None, value_sek=None, date=None, unit=None, start=None, end=None)
PACKAGE = Package(uri="https://arkiv.example/upphandling/ocds.json", publisher="Arkivet", published=AT)
REQUIRED = {
    "package": {"uri", "publisher", "publishedDate", "releases", "version"},
    "release": {"ocid", "id", "date", "tag", "initiationType"},
    "tender": {"id"},
    "awards": {"id"},
    "contracts": {"id", "awardID"},
}
"""Required fields of release-package-schema.json and release-schema.json, 1.1."""
CODES = {
    "tag": {"planning", "tender", "tenderCancellation", "award", "awardUpdate", "contractTermination"},
    "method": {"open", "selective", "limited", "direct"},
    "status": {"planned", "active", "cancelled", "complete", "pending", "terminated"},
}
"""The codes of the standard's closed lists that we use."""


def moments(value: Any, name: str = "") -> list[str]:
    """Every value whose name says that it is a moment, our own part left out."""
    if isinstance(value, dict):
        return [each for key, held in value.items() if key != "kommunarkiv" for each in moments(held, key)]
    if isinstance(value, list):
        return [each for held in value for each in moments(held, name)]
    return [value] if name in {"date", "publishedDate", "startDate", "endDate"} else []


def check(found: dict[str, Any]) -> None:
    """What the schema demands of a release."""
    assert REQUIRED["release"] <= set(found)
    assert REQUIRED["tender"] <= set(found["tender"])
    for part in ("awards", "contracts"):
        assert all(REQUIRED[part] <= set(each) for each in found.get(part, ()))
    assert set(found["tag"]) <= CODES["tag"]
    assert found["tender"].get("procurementMethod", "open") in CODES["method"]
    assert {each["status"] for each in (found["tender"], *found.get("awards", ()))} <= CODES["status"]
    assert all(MOMENT.fullmatch(each) for each in moments(found))
    known = {party["id"] for party in found.get("parties", ())}
    named = [each["id"] for award in found.get("awards", ()) for each in award.get("suppliers", ())]
    assert {*named, *([found["buyer"]["id"]] if "buyer" in found else [])} <= known
    assert {each["awardID"] for each in found.get("contracts", ())} <= {each["id"] for each in found.get("awards", ())}


@pytest.mark.parametrize("stage", [*TAGS, None])
@pytest.mark.parametrize("row", [ROW, BARE], ids=["full", "bare"])
def test_every_stage_gives_a_release_that_the_schema_takes(stage: str | None, row: ProcurementRow) -> None:
    check(release(replace(row, stage=stage)))


@pytest.mark.parametrize("kind", [*METHODS, "upphandling", "ramavtal"])
def test_a_kind_is_a_method_where_it_says_which_and_is_always_told(kind: str) -> None:
    found = release(replace(ROW, kind=kind))
    check(found)
    assert found["tender"]["procurementMethodDetails"] == kind
    assert found["tender"].get("procurementMethod") == METHODS.get(kind)


def test_an_award_tells_who_what_when_and_how_much() -> None:
    found = release(ROW)
    (award,) = found["awards"]
    assert (found["tag"], found["buyer"]["name"]) == (["award"], "Socialnämnden")
    assert (award["suppliers"][0]["name"], award["date"]) == ("Ren AB", "2024-04-09T00:00:00Z")
    assert award["value"] == {"amount": 1_200_000, "currency": "SEK"}
    assert found["contracts"][0]["period"] == {"startDate": "2024-05-01T00:00:00Z", "endDate": "2026-04-30T00:00:00Z"}


def test_a_release_proves_itself() -> None:
    proof = release(ROW)["kommunarkiv"]
    assert (proof["sha256"], proof["captured_at"]) == ("ab" * 32, "2024-04-12T09:30:15+00:00")
    assert proof["memento"].endswith("/sida/0123456789abcdef/20240412093015")
    assert "reviewed_by" not in proof


def test_a_row_keeps_its_ocid_when_its_page_is_captured_again_and_no_other_row_has_it() -> None:
    later = replace(ROW, captured_at=datetime(2025, 1, 1, tzinfo=UTC))
    assert release(later)["ocid"] == release(ROW)["ocid"]
    assert release(later)["id"] != release(ROW)["id"]
    assert release(replace(ROW, supplier="Två AB"))["ocid"] != release(ROW)["ocid"]


@pytest.mark.parametrize("rows", [(), (ROW,), (ROW, BARE)])
def test_a_package_is_whole_json_with_what_the_schema_requires(rows: tuple[ProcurementRow, ...]) -> None:
    package = json.loads("".join(write_package(rows, PACKAGE)))
    assert REQUIRED["package"] <= set(package)
    assert package["publisher"]["name"] == "Arkivet"
    assert len(package["releases"]) == len(rows)
    for each in package["releases"]:
        check(each)
