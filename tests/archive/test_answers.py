"""Questions become queries and results become answers, the same for the command line and the API."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

import pytest

from archive import answers
from archive.answers import MOST, Question
from archive.facets import SCHEMA, document
from index.memory import MemoryIndex
from index.model import Piece, Sort
from tests.archive.making import memento, of_year

TODAY = date(2024, 4, 12)


@pytest.fixture
def index() -> Iterator[MemoryIndex]:
    index = MemoryIndex(SCHEMA)
    with index.batch() as batch:
        batch.put(document(memento(of_year(2023), text="Budget i balans.", url="https://a.example/1")))
        batch.put(document(memento(of_year(2024), text="Budget för <b>skolan</b>.", url="https://a.example/2")))
    yield index
    index.close()


@pytest.mark.parametrize(("asked", "given"), [(0, 1), (-5, 1), (3, 3)])
def test_page_is_bounded(asked: int, given: int) -> None:
    assert answers.query(Question(page=asked), SCHEMA, today=TODAY).page == given


@pytest.mark.parametrize(("asked", "given"), [(0, 1), (20, 20), (10_000, MOST)])
def test_size_is_bounded(asked: int, given: int) -> None:
    assert answers.query(Question(size=asked), SCHEMA, today=TODAY).size == given


def test_an_unknown_facet_is_left_out() -> None:
    chosen = answers.filters([("ar", "2024"), ("farg", "blå"), ("titel", "x")])
    assert answers.query(Question(filters=chosen), SCHEMA, today=TODAY).filters == {"ar": frozenset({"2024"})}


def test_values_of_one_facet_are_alternatives() -> None:
    assert answers.filters([("ar", "2024"), ("ar", "2023")]) == {"ar": frozenset({"2024", "2023"})}


def test_an_answer_has_the_outer_form(index: MemoryIndex) -> None:
    question = Question(text="budget", filters=answers.filters([("ar", "2024")]), sort=Sort.NEWEST)
    said = answers.answer(answers.ask(question, index, SCHEMA, today=TODAY), ms=1.23456)
    assert said["total"] == 1
    assert said["ms"] == 1.235
    assert said["facets"]["ar"] == {"2023": 1, "2024": 1}  # type: ignore[index]
    (hit,) = said["hits"]  # type: ignore[misc]
    assert set(hit) == {"id", "url", "title", "date", "snippet", "score", "matches", "missing", "versions"}
    assert (hit["url"], hit["title"], hit["date"]) == ("https://a.example/2", "En titel", "2024-01-01")


def test_a_snippet_is_html_that_holds_no_markup_of_the_page(index: MemoryIndex) -> None:
    said = answers.answer(answers.ask(Question(text="skolan"), index, SCHEMA, today=TODAY), ms=0)
    (hit,) = said["hits"]  # type: ignore[misc]
    assert "<b>" not in hit["snippet"]
    assert "&lt;b&gt;" in hit["snippet"]
    assert "<mark>" in hit["snippet"]


def test_every_piece_of_a_snippet_is_escaped() -> None:
    pieces = (Piece(text="<i>"), Piece(text='"&', hit=True))
    assert answers.as_html(pieces) == "&lt;i&gt;<mark>&quot;&amp;</mark>"


@pytest.mark.parametrize(
    ("text", "rest"),
    [
        ("avtal vid:2019", "avtal"),
        ("(vid:2019 avtal)", "(avtal)"),
        ("(avtal vid:2019)", "(avtal )"),
        ('vid:"1 juni 2019" avtal', "avtal"),
        ("david:2019", "david:2019"),
    ],
)
def test_the_part_that_asks_of_a_day_can_be_taken_out(text: str, rest: str) -> None:
    assert answers.MOMENT.sub("", text).strip() == rest
