"""Words that no page holds: respelled when that helps, offered else, and always said."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

import pytest

from archive.answers import Question, ask, filters
from archive.asking import MUCH_MORE, OFFERED, RESPELLED, respelled
from archive.facets import SCHEMA, document
from index.analysis import PlainAnalyzer
from index.memory import MemoryIndex
from index.model import Result
from tests.archive.making import memento, of_year

TEXTS = (
    "Förvaltningen och nämnden ser över äldreomsorg. En förvaltning.",
    "Upphandling av skola: nämnd och förvaltning.",
    "Direktupphandling av städning. KSF hade fel.",
    "En far kom.",
    *("Barnen får mat." for _ in range(MUCH_MORE)),
)


@pytest.fixture(scope="module")
def index() -> Iterator[MemoryIndex]:
    index = MemoryIndex(SCHEMA)
    with index.batch() as batch:
        for number, text in enumerate(TEXTS):
            page = memento(of_year(2015 + number % 3), title="", text=text, url=f"https://a.example/{number}")
            batch.put(document(page))
    yield index
    index.close()


class Knowing(PlainAnalyzer):
    """Knows a word that no page has."""

    def is_word(self, word: str) -> bool:
        return word == "skolb"


def asked(index: MemoryIndex, text: str, *chosen: tuple[str, str]) -> Result:
    question = Question(text=text, filters=filters(chosen))
    return ask(question, index, SCHEMA, today=date(2024, 4, 12), analyzer=Knowing())


@pytest.mark.parametrize(
    ("written", "meant"),
    [
        ("forvaltning", "förvaltning"),
        ("Namnden", "nämnden"),
        ("aldreomsorg", "äldreomsorg"),
        ("FORVALTNING", "förvaltning"),
    ],
)
def test_a_word_without_its_accents_finds_and_says_so(index: MemoryIndex, written: str, meant: str) -> None:
    found = asked(index, written)
    assert found.total == asked(index, meant).total > 0
    (note,) = found.notes
    assert note.text == f"Inga sidor har ”{written}”. Visar träffar för ”{meant}”."
    assert (note.code, note.query) == (RESPELLED, f'"{written}"')


@pytest.mark.parametrize(
    ("written", "meant"),
    [
        ("upphandlling", "upphandling"),
        ("nämdn", "nämnd"),
        ("förvaltnig", "förvaltning"),
        ("direktuphandling", "direktupphandling"),
    ],
)
def test_a_misspelt_word_is_replaced_when_else_nothing_is_found(index: MemoryIndex, written: str, meant: str) -> None:
    found = asked(index, written)
    assert found.total == asked(index, meant).total > 0
    assert [note.code for note in found.notes] == [RESPELLED]


def test_a_misspelt_word_is_only_offered_beside_words_that_find(index: MemoryIndex) -> None:
    found = asked(index, "skola upphandlling")
    assert found.total == asked(index, "skola").total
    assert [(note.text, note.query) for note in found.notes if note.code == OFFERED] == [
        ("Menade du ”upphandling”?", "skola upphandling")
    ]


def test_missing_accents_and_a_mistake_are_mended_and_told_together(index: MemoryIndex) -> None:
    found = asked(index, "forvaltning ELLER nämdn")
    assert [note.code for note in found.notes] == [RESPELLED, OFFERED]
    told = asked(index, "aldreomsorg förvaltnig").notes
    assert told[0].text == "Inga sidor har ”aldreomsorg”. Visar träffar för ”äldreomsorg”."
    assert told[1].query == "äldreomsorg förvaltning"


def test_a_word_that_pages_hold_is_kept_and_the_much_more_common_one_offered(index: MemoryIndex) -> None:
    found = asked(index, "far")
    assert found.total == 1
    assert [(note.code, note.text, note.query) for note in found.notes] == [(OFFERED, "Menade du ”får”?", "får")]


def test_a_word_written_with_accents_is_not_doubted(index: MemoryIndex) -> None:
    assert asked(index, "får").notes == ()


@pytest.mark.parametrize(
    "text",
    [
        '"forvaltning"',
        '="forvaltning"',
        "forvaltnin*",
        "förvaltning:forvaltning",
        "titel:forvaltning",
        "KSX",
        "2024x",
        "xyzåäö",
    ],
)
def test_phrases_beginnings_fields_acronyms_and_numbers_stay(index: MemoryIndex, text: str) -> None:
    assert {note.code for note in asked(index, text).notes}.isdisjoint({RESPELLED, OFFERED})


def test_a_word_that_the_language_has_is_not_replaced_but_a_near_one_is_offered(index: MemoryIndex) -> None:
    found = asked(index, "skolb")
    assert (found.total, [(note.code, note.query) for note in found.notes]) == (0, [(OFFERED, "skola")])
    assert asked(index, "skolb", ("ar", "1999")).notes == ()


def test_a_query_of_many_strange_words_is_answered(index: MemoryIndex) -> None:
    assert asked(index, " ".join(f"nämdn{letter}" for letter in "abcdefghijklmnop")).total >= 0


def test_the_way_back_asks_for_exactly_what_was_written(index: MemoryIndex) -> None:
    back = asked(index, asked(index, "forvaltning").notes[0].query)
    assert (back.total, back.notes) == (0, ())


def test_the_rest_of_a_query_and_its_filters_stay(index: MemoryIndex) -> None:
    found = asked(index, 'forvaltning "en förvaltning" -skola år:2015', ("ar", "2015"))
    assert found.total == 1
    assert found.notes[0].query == '"forvaltning" "en förvaltning" -skola år:2015'


def test_nothing_is_claimed_when_filters_let_nothing_through(index: MemoryIndex) -> None:
    found = asked(index, "forvaltning", ("ar", "1999"))
    assert (found.total, found.notes) == (0, ())


def test_composed_and_decomposed_letters_are_the_same(index: MemoryIndex) -> None:
    assert asked(index, "förvaltnig").total == asked(index, "fo\u0308rvaltnig").total > 0


@pytest.mark.parametrize(
    ("text", "changed"),
    [
        ('namnd "namnd" (namnd, ELLER skola)', 'nämnd "namnd" (nämnd, ELLER skola)'),
        ("nämnd:namnd -namnd namnd* namnden", "nämnd:namnd -namnd namnd* namnden"),
        ('namnd "namnd', 'nämnd "namnd'),
        ("  namnd\n", "  nämnd\n"),
    ],
)
def test_only_the_bare_words_of_a_text_are_changed(text: str, changed: str) -> None:
    assert respelled(text, {"namnd": "nämnd"}) == changed


def test_values_after_a_space_and_words_left_out_are_not_respelled() -> None:
    text = "forvaltningen nämnd: forvaltningen INTE forvaltningen"
    assert respelled(text, {"forvaltningen": "förvaltningen"}) == (
        "förvaltningen nämnd: forvaltningen INTE forvaltningen"
    )
