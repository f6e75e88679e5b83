"""Choosing among decisions: counted exactly, each facet as if its own filter were off; found by their words."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime

import pytest

from archive.decided import Book, Choice
from archive.decided.book import NONE
from archive.decided.rows import Matter, make_matters
from archive.facets import SCHEMA
from archive.model import Decided, Decision, DecisionKind, Evidence, Page, PageState
from index.analysis import PlainAnalyzer
from index.syntax import parse

AT = datetime(2024, 1, 1, tzinfo=UTC)
TODAY = date(2024, 6, 1)
NUMBER = "19811218-9876"


def page(id: str, state: PageState = PageState.ALIVE) -> Page:
    return Page(id=id, url=f"https://x.se/{id}", source="x", state=state, first_seen=AT, last_seen=AT)


def decided(id: str, text: str, day: date | None = None, by: str | None = None, **more: object) -> Decided:
    said = Decision(
        text=text,
        kind=DecisionKind.FORMAL,
        date=day,
        decided_by=by,
        evidence=Evidence(text=f"Vi beslutade: {text}", rule="r"),
    )
    plain = Decided(page=page(id), decision=said, at=AT, digest="d", text_digest=id, title=f"Sida {id}")
    return replace(plain, **more)  # type: ignore[arg-type]


EVERY = (
    decided("a", "köpa båt", date(2020, 5, 1), "Hamnnämnden", topics=("upphandling",)),
    decided("b", "köpa kaj", date(2021, 5, 1), "HAMNNÄMNDEN", topics=("upphandling", "trafik")),
    decided("c", "sälja båt", date(2021, 6, 1), "Kommunstyrelsen", cases=("KS 2021/7",), owners=("Hamnkontoret",)),
    decided("d", "vänta"),
)


@pytest.fixture(scope="module")
def book() -> Book:
    return Book(make_matters(EVERY), PlainAnalyzer())


def texts(book: Book, *chosen: tuple[str, str], query: str = "", **days: date) -> list[str]:
    root = parse(query, SCHEMA, today=TODAY).root
    return [row.text for row in book.select(Choice(chosen=chosen, root=root, **days)).rows]


def test_newest_first_undated_last(book: Book) -> None:
    assert texts(book) == ["sälja båt", "köpa kaj", "köpa båt", "vänta"]


def test_values_of_a_facet_are_alternatives_and_facets_must_all_hold(book: Book) -> None:
    assert texts(book, ("ar", "2020"), ("ar", "2021")) == ["sälja båt", "köpa kaj", "köpa båt"]
    assert texts(book, ("ar", "2021"), ("amne", "upphandling")) == ["köpa kaj"]


def test_a_unit_is_one_whatever_its_case(book: Book) -> None:
    assert texts(book, ("enhet", "hamnnämnden")) == ["köpa kaj", "köpa båt"]
    assert len({book.named("enhet", name) for name in ("hamnnämnden", "HAMNNÄMNDEN", "Hamnnämnden")}) == 1


def test_a_facet_counts_as_if_its_own_filter_were_off(book: Book) -> None:
    counts = book.select(Choice(chosen=(("ar", "2021"),))).counts
    assert dict(counts["ar"]) == {"2021": 2, "2020": 1, NONE: 1}
    assert dict(counts["amne"]) == {"upphandling": 1, "trafik": 1, NONE: 1}


def test_a_chosen_value_stands_even_when_no_decision_has_it(book: Book) -> None:
    assert dict(book.select(Choice(chosen=(("amne", "skola"),))).counts["amne"])["skola"] == 0


def test_what_is_not_known_can_be_chosen(book: Book) -> None:
    assert texts(book, ("ar", NONE)) == texts(book, ("enhet", NONE)) == ["vänta"]


def test_days_are_inclusive_and_leave_out_what_has_none(book: Book) -> None:
    assert texts(book, start=date(2020, 5, 1), end=date(2021, 5, 1)) == ["köpa kaj", "köpa båt"]


def test_months_count_what_was_chosen(book: Book) -> None:
    assert book.select(Choice(chosen=(("ar", "2021"),))).months == {(2021, 5): 1, (2021, 6): 1}


@pytest.mark.parametrize(
    ("query", "found"),
    [
        ("båt", ["sälja båt", "köpa båt"]),
        ("köpa båt", ["köpa båt"]),
        ('"köpa båt"', ["köpa båt"]),
        ('"båt köpa"', []),
        ("kaj ELLER sälja", ["sälja båt", "köpa kaj"]),
        ("båt -sälja", ["köpa båt"]),
        ("köp*", ["köpa kaj", "köpa båt"]),
        ("hamnnämnden", ["köpa kaj", "köpa båt"]),
        ("år:2020", ["köpa båt"]),
        ("beslutad:2021-06..2021-12", ["sälja båt"]),
        ("dnr:ks2021/7", ["sälja båt"]),
        ("ämne:trafik", ["köpa kaj"]),
        ("förvaltning:hamnkontoret", ["sälja båt"]),
        ("finns inte", []),
    ],
)
def test_words_find_decisions_as_they_find_pages(book: Book, query: str, found: list[str]) -> None:
    assert texts(book, query=query) == found


def test_a_field_that_decisions_lack_is_passed_over_and_said_so(book: Book) -> None:
    root = parse("båt belopp:>100", SCHEMA, today=TODAY).root
    found = book.select(Choice(root=root))
    assert [row.text for row in found.rows] == ["sälja båt", "köpa båt"]
    assert [note.text for note in found.notes] == [
        "Beslut har inget fält ”belopp”. Den delen av sökningen användes inte."
    ]


def test_of_pages_that_say_the_same_one_speaks_the_one_that_stands() -> None:
    gone = replace(EVERY[0], page=page("0", PageState.GONE))
    assert [row.page for row in make_matters((gone, EVERY[0]))] == ["a"]


def test_personal_numbers_are_hidden_and_every_row_has_its_proof() -> None:
    (row,) = make_matters((decided("a", f"flytta {NUMBER}", by=f"Chef {NUMBER}", title=f"Om {NUMBER}"),))
    assert not [text for text in (row.text, row.by, row.evidence, row.title) if NUMBER in str(text)]
    assert (row.captured, row.sha256, row.rule) == (AT, "d", "r")


def test_a_decision_is_found_again_by_its_id(book: Book) -> None:
    row: Matter = book.rows[0]
    assert book.one(row.id) is row
    assert book.one("finns inte") is None


def test_an_empty_archive_has_an_empty_book() -> None:
    empty = Book((), PlainAnalyzer())
    assert texts(empty, ("ar", "2020"), query="båt") == []
