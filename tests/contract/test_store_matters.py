"""What every store must tell of decisions: each with the version that says it and what its page is about."""

from __future__ import annotations

from archive.model import CaseFact, Decision, DecisionKind, TopicFact, UnitFact, UnitKind
from archive.store import Store
from archive.store.matters import PIECE
from tests.fakes.storing import URL, evidence, later, memento


def decided(text: str) -> Decision:
    return Decision(text=text, kind=DecisionKind.FORMAL, evidence=evidence(), decided_by="Kommunstyrelsen")


def test_a_decision_comes_with_its_version_and_what_its_page_is_about(store: Store) -> None:
    saved = memento(
        decided("Köpa båt."),
        UnitFact(name="Hamnkontoret", kind=UnitKind.KONTOR, evidence=evidence(), owner=True),
        UnitFact(name="Hamnnämnden", kind=UnitKind.NAMND, evidence=evidence()),
        TopicFact(name="upphandling", weight=1.0, evidence=evidence()),
        CaseFact(value="KS 2024/1", folded="KS20241", evidence=evidence()),
    )
    store.pages.save(saved)
    (found,) = store.matters.decided()
    assert found.decision == decided("Köpa båt.")
    assert found.page == store.pages.page(saved.page)
    assert (found.at, found.digest, found.text_digest) == (saved.at, saved.digest, saved.text_digest)
    assert (found.title, found.owners, found.topics, found.cases) == (
        saved.title,
        ("Hamnkontoret",),
        ("upphandling",),
        ("KS 2024/1",),
    )


def test_only_newest_mementos_that_may_be_found_speak(store: Store) -> None:
    store.pages.save(memento(decided("Gammalt.")))
    store.pages.save(memento(decided("Nytt."), at=later(days=1)))
    store.pages.save(memento(decided("Dolt."), url=f"{URL}&b", searchable=False))
    assert [each.decision.text for each in store.matters.decided()] == ["Nytt."]


def test_more_decisions_than_are_read_at_a_time_come_each_once(store: Store) -> None:
    every = tuple(decided(f"Beslut {number}.") for number in range(PIECE + 2))
    store.pages.save(memento(*every))
    assert [each.decision for each in store.matters.decided()] == list(every)


def test_of_some_sources_only_their_pages_are_told(store: Store) -> None:
    store.pages.save(memento(decided("Det ena."), source="a"))
    store.pages.save(memento(decided("Det andra."), source="b", url=f"{URL}&b"))
    for as_of in (None, later(days=1)):
        assert [each.decision.text for each in store.matters.decided(as_of, sources=("b",))] == ["Det andra."]
        assert [*store.matters.decided(as_of, sources=())] == []
