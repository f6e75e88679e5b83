"""What every store's ledger must do: decisions and procurements of the newest mementos."""

from __future__ import annotations

from datetime import date

import pytest

from archive.model import Decision, DecisionKind, Fact, Procurement, YearFact
from archive.store import Store
from archive.store.pages import page_id
from tests.fakes.storing import URL, evidence, later, memento

YEAR = YearFact(value=2024, evidence=evidence("2024"))


def decided(day: date | None, by: str | None = "Kommunstyrelsen", text: str = "Beslut.") -> Decision:
    return Decision(text=text, kind=DecisionKind.FORMAL, evidence=evidence(), decided_by=by, date=day)


def bought(day: date | None) -> Procurement:
    return Procurement(kind="direktupphandling", evidence=evidence(), value_sek=1_100_000, date=day, unit="IT-enheten")


@pytest.fixture
def facts() -> tuple[Fact, ...]:
    return (decided(None), decided(date(2020, 1, 1)), bought(date(2018, 6, 17)), bought(None), YEAR)


def test_newest_first_undated_last(store: Store, facts: tuple[Fact, ...]) -> None:
    store.pages.save(memento(*facts))
    store.pages.save(memento(decided(date(2021, 5, 5), by=None), url="https://x.se/"))
    found = list(store.ledger.decisions(start=None, end=None, unit=None))
    assert [fact.date for _, fact in found] == [date(2021, 5, 5), date(2020, 1, 1), None]
    assert [page.url for page, _ in found] == ["https://x.se/", URL, URL]
    assert found[1] == (store.pages.page(page_id(URL)), decided(date(2020, 1, 1)))


def test_bounds_are_inclusive_and_leave_out_what_has_no_date(store: Store, facts: tuple[Fact, ...]) -> None:
    store.pages.save(memento(*facts))
    day = date(2018, 6, 17)
    ledger = store.ledger
    assert [fact for _, fact in ledger.procurements(start=day, end=day, unit=None)] == [bought(day)]
    assert list(ledger.procurements(start=date(2018, 6, 18), end=None, unit=None)) == []
    assert list(ledger.procurements(start=None, end=date(2018, 6, 16), unit=None)) == []


def test_a_unit_is_named_without_regard_to_case(store: Store, facts: tuple[Fact, ...]) -> None:
    store.pages.save(memento(*facts, decided(None, by="ÄLDRENÄMNDEN")))
    found = store.ledger.decisions(start=None, end=None, unit="Äldrenämnden")
    assert [fact.decided_by for _, fact in found] == ["ÄLDRENÄMNDEN"]
    assert len(list(store.ledger.procurements(start=None, end=None, unit="it-enheten"))) == 2


def test_only_newest_mementos_speak(store: Store) -> None:
    store.pages.save(memento(decided(date(2020, 1, 1))))
    store.pages.save(memento(decided(date(2020, 1, 2)), at=later(days=1)))
    found = store.ledger.decisions(start=None, end=None, unit=None)
    assert [fact.date for _, fact in found] == [date(2020, 1, 2)]


def test_long_lists_come_whole_and_in_order(store: Store) -> None:
    days = [date(2000 + number % 9, 1, 1) for number in range(1_003)]
    store.pages.save(memento(*(decided(day) for day in days), *(decided(None) for _ in range(501))))
    found = [fact.date for _, fact in store.ledger.decisions(start=None, end=None, unit=None)]
    assert found == [*sorted(days, reverse=True), *[None] * 501]
