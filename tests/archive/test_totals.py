"""What a question's rows come to: counts and sums, by month and year, each filter counted as if it were off."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from typing import Any

import pytest

from archive import ledger
from archive.ledger import Wanted
from archive.model import Evidence, Procurement
from archive.parts import Archive
from archive.totals import Totals, read_rows, read_totals
from tests.fakes.archives import memory_archive
from tests.fakes.storing import later, memento

DIRECT = "direktupphandling"


def bought(what: str, value: int | None, day: date | None, **more: Any) -> Procurement:
    said: dict[str, Any] = {"kind": DIRECT, "unit": "Socialnämnden"} | more
    return Procurement(object=what, value_sek=value, date=day, evidence=Evidence(text=what, rule="test"), **said)


FACTS = (
    bought("städning", 1_200_000, date(2018, 6, 17), supplier="Ren AB", stage="tilldelad"),
    bought("frukt", 100_000, date(2018, 6, 1), supplier="Korg AB", stage="tilldelad"),
    bought("vikarier", None, date(2018, 2, 1), stage="planerad"),
    bought("skyltar", 50_000, date(2017, 1, 1), unit="Kulturnämnden"),
    bought("bro", 9_000_000, date(2018, 6, 2), kind="upphandling"),
    bought("odaterat", 70_000, None),
)


@pytest.fixture
def archive() -> Iterator[Archive]:
    with memory_archive() as opened:
        opened.store.pages.save(memento(*FACTS))
        yield opened


def totals(archive: Archive, **wanted: Any) -> Totals:
    return read_totals(archive.store, Wanted(**wanted), limits=archive.knowledge().limits)


def objects(archive: Archive, found: Totals) -> list[str | None]:
    rows = read_rows(archive.store, found.ids, limits=archive.knowledge().limits)
    return [row.object for row in rows]


def test_rows_and_sums_are_of_the_whole_selection(archive: Archive) -> None:
    found = totals(archive, kind=DIRECT)
    assert objects(archive, found) == ["städning", "frukt", "vikarier", "skyltar", "odaterat"]
    assert (len(found.ids), found.valued, found.sek) == (5, 4, 1_420_000)


def test_months_and_years_count_rows_without_a_sum_apart(archive: Archive) -> None:
    found = totals(archive, kind=DIRECT)
    assert [(each.start, each.rows, each.valued, each.sek) for each in found.months] == [
        (date(2017, 1, 1), 1, 1, 50_000),
        (date(2018, 2, 1), 1, 0, 0),
        (date(2018, 6, 1), 2, 2, 1_300_000),
    ]
    assert [(each.start.year, each.rows) for each in found.years] == [(2017, 1), (2018, 3)]


def test_a_filter_is_counted_as_if_it_were_off_and_the_others_on(archive: Archive) -> None:
    found = totals(archive, kind=DIRECT, stage="tilldelad")
    assert found.counts["kind"] == {DIRECT: 2}
    assert found.counts["stage"] == {"tilldelad": 2, "planerad": 1, "": 2}
    assert found.counts["unit"] == {"Socialnämnden": 2}
    assert found.counts["against"] == {"över": 1, "under": 1}


def test_what_a_period_or_a_threshold_leaves_out_for_want_of_a_day_or_a_sum_is_counted(archive: Archive) -> None:
    found = totals(archive, start=date(2017, 1, 1), end=date(2018, 12, 31), kind=DIRECT)
    assert (len(found.ids), found.undated, found.unvalued) == (4, 1, 0)
    assert totals(archive, min_sek=100_000, kind=DIRECT).unvalued == 1


@pytest.mark.parametrize(
    "wanted",
    [
        Wanted(),
        Wanted(kind=DIRECT, min_sek=60_000),
        Wanted(start=date(2018, 6, 1), end=date(2018, 6, 17)),
        Wanted(start=date(2018, 6, 2)),
        Wanted(unit="SOCIALNÄMNDEN", against="över"),
        Wanted(supplier="ab", stage="tilldelad"),
        Wanted(stage="", reviewed=False),
        Wanted(reviewed=True),
    ],
)
def test_totals_are_those_of_the_rows_that_exports_hold(archive: Archive, wanted: Wanted) -> None:
    limits = archive.knowledge().limits
    rows = tuple(ledger.procurements(archive.store, wanted, limits=limits))
    found = read_totals(archive.store, wanted, limits=limits)
    assert read_rows(archive.store, found.ids, limits=limits) == rows
    assert found.sek == sum(row.value_sek or 0 for row in rows)


def test_what_changes_in_the_store_is_seen_at_once(archive: Archive) -> None:
    assert len(totals(archive).ids) == 6
    archive.store.pages.save(memento(FACTS[0], text="Annat.", at=later(days=1)))
    assert len(totals(archive).ids) == 1
    assert len(totals(archive, as_of=later(days=0.5)).ids) == 6


def test_nothing_comes_to_nothing() -> None:
    with memory_archive() as empty:
        found = totals(empty)
        assert (found.ids, found.sek, found.months, found.years) == ((), 0, (), ())
