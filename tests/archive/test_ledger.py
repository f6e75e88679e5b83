"""The two ledgers: rows that stand alone, compared with the limit in force that day, proved."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

import pytest

from archive import ledger
from archive.ledger import Wanted
from archive.model import Decision, DecisionKind, Evidence, Procurement
from archive.parts import Archive
from tests.fakes.archives import memory_archive
from tests.fakes.storing import AT, URL, evidence, later, memento

NUMBER = "19811218-9876"


def decided(text: str, day: date | None, **more: object) -> Decision:
    said: dict[str, object] = {"kind": DecisionKind.FORMAL, "decided_by": "Socialnämnden"} | more
    return Decision(text=text, date=day, evidence=Evidence(text=f"{text}.", rule="test"), **said)  # type: ignore[arg-type]


def bought(what: str, value: int | None, day: date | None, **more: object) -> Procurement:
    said: dict[str, object] = {"kind": "direktupphandling", "unit": "Socialnämnden"} | more
    return Procurement(object=what, value_sek=value, date=day, evidence=evidence(what), **said)  # type: ignore[arg-type]


@pytest.fixture
def archive() -> Iterator[Archive]:
    with memory_archive() as opened:
        opened.store.pages.save(
            memento(
                decided("öppna", date(2024, 4, 9)),
                decided("stänga", date(2023, 1, 10), kind=DecisionKind.PLANNED),
                decided(f"ge {NUMBER} rätt", None, decided_by="Äldrenämnden"),
                bought("städning", 1_200_000, date(2024, 4, 9)),
                bought("frukt", 90_000, date(2018, 2, 1), supplier=f"Enskild firma {NUMBER}"),
                bought("vikarier", None, None, kind="ramavtal", unit=None),
            )
        )
        yield opened


def objects(archive: Archive, **wanted: object) -> list[str | None]:
    rows = ledger.procurements(archive.store, Wanted(**wanted), limits=archive.knowledge().limits)  # type: ignore[arg-type]
    return [row.object for row in rows]


def test_decisions_come_newest_first_with_their_sentence_and_page(archive: Archive) -> None:
    first, second, last = ledger.decisions(archive.store, Wanted())
    assert (first.text, first.evidence, first.url) == ("öppna", "öppna.", URL)
    assert (second.kind, last.date) == ("planned", None)


def test_personal_numbers_are_masked_in_both_ledgers(archive: Archive) -> None:
    rows = (
        *ledger.decisions(archive.store, Wanted()),
        *ledger.procurements(archive.store, Wanted(), limits=archive.knowledge().limits),
    )
    assert NUMBER not in repr(rows)


@pytest.mark.parametrize(
    ("wanted", "texts"),
    [
        (Wanted(kind="planned"), ["stänga"]),
        (Wanted(start=date(2024, 1, 1)), ["öppna"]),
        (Wanted(end=date(2023, 12, 31)), ["stänga"]),
        (Wanted(unit="socialnämnden"), ["öppna", "stänga"]),
    ],
)
def test_decisions_are_chosen_by_kind_day_and_unit(archive: Archive, wanted: Wanted, texts: list[str]) -> None:
    assert [row.text for row in ledger.decisions(archive.store, wanted)] == texts


def test_procurements_are_chosen_by_kind_day_unit_and_value(archive: Archive) -> None:
    assert objects(archive) == ["städning", "frukt", "vikarier"]
    assert objects(archive, kind="ramavtal") == ["vikarier"]
    assert objects(archive, min_sek=90_001) == ["städning"]
    assert objects(archive, start=date(2018, 1, 1), end=date(2018, 12, 31)) == ["frukt"]
    assert objects(archive, unit="Socialnämnden") == ["städning", "frukt"]


def test_a_value_is_compared_with_the_limit_of_that_day(archive: Archive) -> None:
    limits = archive.knowledge().limits
    rows = list(ledger.procurements(archive.store, Wanted(), limits=limits))
    assert [row.against for row in rows] == ["över", "under", "oklart"]
    assert [row.limit_sek for row in rows] == [limits.on(date(2024, 4, 9)), limits.on(date(2018, 2, 1)), None]
    assert rows[0].limit_sek != rows[1].limit_sek


@pytest.mark.parametrize(
    ("value", "limit", "word"),
    [(101, 100, "över"), (100, 100, "under"), (None, 100, "oklart"), (100, None, "oklart")],
)
def test_a_value_at_the_limit_is_not_over_it(value: int | None, limit: int | None, word: str) -> None:
    assert ledger.against(value, limit) == word


def test_procurements_are_chosen_by_stage_supplier_limit_and_review(archive: Archive) -> None:
    assert objects(archive, stage="") == ["städning", "frukt", "vikarier"]
    assert objects(archive, stage="tilldelad") == []
    assert objects(archive, supplier="ENSKILD") == ["frukt"]
    assert objects(archive, against="över") == ["städning"]
    assert objects(archive, reviewed=True) == []
    assert objects(archive, reviewed=False) == ["städning", "frukt", "vikarier"]


def test_a_row_proves_itself(archive: Archive) -> None:
    said = archive.store.pages.memento(next(iter(archive.store.pages.all())).id)
    for row in (
        next(ledger.procurements(archive.store, Wanted(), limits=archive.knowledge().limits)),
        next(ledger.decisions(archive.store, Wanted())),
    ):
        assert row.memento == f"/sida/{said.page}/20240412093015"
        assert (row.captured_at, row.sha256) == (AT, said.digest)
        assert (row.rule, row.certainty, row.review) == ("test", "stated", None)


def test_the_ledgers_of_a_moment_hold_what_stood_then(archive: Archive) -> None:
    archive.store.pages.save(memento(text="Borta.", at=later(days=1)))
    assert objects(archive) == []
    assert objects(archive, as_of=later(days=0.5)) == ["städning", "frukt", "vikarier"]
    assert len(list(ledger.decisions(archive.store, Wanted(as_of=later(days=0.5))))) == 3
