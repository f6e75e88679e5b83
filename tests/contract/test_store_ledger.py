"""What every store's ledger must do: decisions and procurements of the newest mementos."""

from __future__ import annotations

from datetime import date, timedelta

import pytest

from archive.model import Decision, DecisionKind, Fact, Procurement, YearFact
from archive.store import Store
from archive.store.pages import page_id
from tests.fakes.storing import AT, URL, evidence, later, memento

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
    assert [each.fact.date for each in found] == [date(2021, 5, 5), date(2020, 1, 1), None]
    assert [each.page.url for each in found] == ["https://x.se/", URL, URL]
    assert (found[1].page, found[1].fact) == (store.pages.page(page_id(URL)), decided(date(2020, 1, 1)))


def test_bounds_are_inclusive_and_leave_out_what_has_no_date(store: Store, facts: tuple[Fact, ...]) -> None:
    store.pages.save(memento(*facts))
    day = date(2018, 6, 17)
    ledger = store.ledger
    assert [each.fact for each in ledger.procurements(start=day, end=day, unit=None)] == [bought(day)]
    assert list(ledger.procurements(start=date(2018, 6, 18), end=None, unit=None)) == []
    assert list(ledger.procurements(start=None, end=date(2018, 6, 16), unit=None)) == []


def test_a_unit_is_named_without_regard_to_case(store: Store, facts: tuple[Fact, ...]) -> None:
    store.pages.save(memento(*facts, decided(None, by="ÄLDRENÄMNDEN")))
    found = store.ledger.decisions(start=None, end=None, unit="Äldrenämnden")
    assert [each.fact.decided_by for each in found] == ["ÄLDRENÄMNDEN"]
    assert len(list(store.ledger.procurements(start=None, end=None, unit="it-enheten"))) == 2


def test_only_newest_mementos_speak(store: Store) -> None:
    store.pages.save(memento(decided(date(2020, 1, 1))))
    store.pages.save(memento(decided(date(2020, 1, 2)), at=later(days=1)))
    found = store.ledger.decisions(start=None, end=None, unit=None)
    assert [each.fact.date for each in found] == [date(2020, 1, 2)]


def test_long_lists_come_whole_and_in_order(store: Store) -> None:
    days = [date(2000 + number % 9, 1, 1) for number in range(1_003)]
    store.pages.save(memento(*(decided(day) for day in days), *(decided(None) for _ in range(501))))
    found = [each.fact.date for each in store.ledger.decisions(start=None, end=None, unit=None)]
    assert found == [*sorted(days, reverse=True), *[None] * 501]


def test_each_is_listed_with_the_memento_that_says_it(store: Store, facts: tuple[Fact, ...]) -> None:
    said = memento(*facts)
    store.pages.save(said)
    (first, _) = store.ledger.procurements()
    assert (first.at, first.digest) == (AT, said.digest)


def test_some_are_found_again_by_what_they_are_named(store: Store, facts: tuple[Fact, ...]) -> None:
    store.pages.save(memento(*facts))
    dated, undated = store.ledger.procurements()
    (decision, _) = store.ledger.decisions()
    assert store.ledger.procurements_named([undated.id, 0, decision.id, dated.id]) == (undated, dated)
    assert store.ledger.procurements_named([]) == ()


@pytest.fixture
def changing(store: Store) -> Store:
    """A page that said another price from the tenth day on, and was gone on the twentieth."""
    store.pages.save(memento(bought(date(2020, 1, 1))))
    store.pages.save(memento(bought(date(2020, 1, 2)), text="Annat.", at=later(days=10)))
    store.pages.missing(URL, "a", at=later(days=20), gone=True)
    return store


@pytest.mark.parametrize(
    ("days", "said"),
    [(-1, []), (0, [date(2020, 1, 1)]), (9, [date(2020, 1, 1)]), (10, [date(2020, 1, 2)]), (20, []), (30, [])],
)
def test_of_a_moment_the_mementos_in_force_speak_and_pages_gone_by_then_do_not(
    changing: Store, days: int, said: list[date]
) -> None:
    found = changing.ledger.procurements(as_of=AT + timedelta(days=days))
    assert [each.fact.date for each in found] == said
    assert [each.fact.date for each in changing.ledger.procurements()] == [date(2020, 1, 2)]


def test_the_stamp_is_another_one_after_whatever_may_change_the_list(store: Store) -> None:
    stamps = [store.ledger.stamp()]

    def note() -> None:
        stamps.append(store.ledger.stamp())

    store.pages.save(memento(bought(date(2020, 1, 1))))
    note()
    store.pages.replace(memento(bought(date(2020, 1, 3))))
    note()
    store.pages.replace(memento())
    note()
    store.pages.save(memento(text="Annat.", at=later(days=1)))
    note()
    store.pages.missing(URL, "a", at=later(days=2), gone=True)
    note()
    assert len(set(stamps)) == len(stamps)
    assert store.ledger.stamp() == stamps[-1]


def test_of_some_sources_only_their_pages_speak_now_and_at_a_moment(store: Store, facts: tuple[Fact, ...]) -> None:
    store.pages.save(memento(*facts, source="a"))
    store.pages.save(memento(*facts, source="b", url="https://x.se/"))
    for as_of in (None, later(days=1)):
        for listed in (store.ledger.decisions, store.ledger.procurements):
            assert {each.page.source for each in listed(as_of=as_of, sources=("b", "c"))} == {"b"}
            assert [*listed(as_of=as_of, sources=())] == []
            assert len([*listed(as_of=as_of)]) == 4
