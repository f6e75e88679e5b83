"""Words near a word, and words that complete one, out of an index's own."""

from __future__ import annotations

from collections.abc import Iterator
from functools import cache

import pytest
from hypothesis import given
from hypothesis import strategies as st

from index.analysis import PlainAnalyzer
from index.memory import MemoryIndex
from index.model import Document, Field, Kind, Schema
from index.spelling import allowed, bare, beginnings, distance
from index.suggest import Speller, completions
from tests.pace import assert_quick

SCHEMA = Schema(fields=(Field(name="body", kind=Kind.TEXT), Field(name="day", kind=Kind.DATE)), body="body", date="day")
LETTERS = st.text("abcå", max_size=7)


class Held(MemoryIndex):
    """An index that holds these words, each in so many documents."""

    def __init__(self, words: dict[str, int]) -> None:
        super().__init__(SCHEMA)
        self._held = sorted(words.items())
        self.asked = 0

    def words(self, prefix: str) -> Iterator[tuple[str, int]]:
        self.asked += 1
        return iter([held for held in self._held if held[0].startswith(prefix)])


class Stemming(PlainAnalyzer):
    """Cuts the endings -en and -s."""

    def stems(self, word: str) -> tuple[str, ...]:
        return (word.removesuffix("s").removesuffix("en"),)


def reference(one: str, other: str) -> int:
    """Optimal string alignment as its definition says it."""

    @cache
    def far(i: int, j: int) -> int:
        if not i or not j:
            return i + j
        ways = [far(i - 1, j) + 1, far(i, j - 1) + 1, far(i - 1, j - 1) + (one[i - 1] != other[j - 1])]
        if i > 1 and j > 1 and one[i - 1] == other[j - 2] and one[i - 2] == other[j - 1]:
            ways.append(far(i - 2, j - 2) + 1)
        return min(ways)

    return far(len(one), len(other))


@given(LETTERS, LETTERS, st.integers(0, 4))
def test_the_distance_is_that_of_its_definition_and_bounded(one: str, other: str, limit: int) -> None:
    far = reference(one, other)
    assert distance(one, other, limit) == (far if far <= limit else None)


@pytest.mark.parametrize(
    ("one", "other", "far"),
    [("nämdn", "nämnd", 1), ("upphandlling", "upphandling", 1), ("kommunne", "kommunen", 1), ("ab", "ba", 1)],
)
def test_swapped_doubled_and_dropped_letters_are_one_mistake(one: str, other: str, far: int) -> None:
    assert distance(one, other, 2) == far


def test_short_words_may_hold_no_mistake_and_long_ones_two() -> None:
    assert [allowed("a" * length) for length in (3, 4, 7, 8, 30)] == [0, 1, 1, 2, 2]


def test_accents_are_taken_away_and_put_back() -> None:
    assert bare("åäöé") == "aaoe"
    assert set(beginnings("lan")) == {"lan", "lån", "län"}
    assert set(beginnings("Å".lower())) == {"a", "å", "ä"}


def test_beginnings_stay_few() -> None:
    assert 1 < len(beginnings("a" * 80)) <= 24


@pytest.mark.parametrize("word", ["forvaltning", "Forvaltning", "fOrvaltning"])
def test_a_word_without_its_accents_has_the_accented_word_for_a_twin(word: str) -> None:
    found = Speller(Held({"förvaltning": 3, "förvaltningen": 9})).twin(word)
    assert found
    assert (found.word, found.documents, found.distance) == ("förvaltning", 3, 0)


def test_the_most_common_twin_is_taken() -> None:
    found = Speller(Held({"lån": 2, "län": 7, "lan": 50})).twin("lan")
    assert found
    assert found.word == "län"


def test_a_word_is_not_its_own_twin_or_neighbour() -> None:
    speller = Speller(Held({"får": 3}))
    assert speller.twin("får") is None


@pytest.mark.parametrize(
    ("written", "meant"),
    [
        ("upphandlling", "upphandling"),
        ("uphandling", "upphandling"),
        ("puphandling", "upphandling"),
        ("nämdn", "nämnd"),
        ("namdn", "nämnd"),
        ("förvaltnig", "förvaltning"),
        ("forvaltnig", "förvaltning"),
        ("direktuphandling", "direktupphandling"),
        ("aldreomsrg", "äldreomsorg"),
    ],
)
def test_the_nearest_word_is_found(written: str, meant: str) -> None:
    words = ["upphandling", "nämnd", "förvaltning", "direktupphandling", "äldreomsorg", "handling", "nämner"]
    found = Speller(Held(dict.fromkeys(words, 1))).near(written)
    assert found
    assert found.word == meant


def test_nearer_comes_before_more_common_and_more_common_before_the_rest() -> None:
    index = Held({"avtalet": 2, "avtalen": 5, "avtalaxx": 500})
    found = Speller(index).near("avtalex")
    assert found
    assert found.word == "avtalen"


def test_accents_that_were_written_are_minded() -> None:
    index = Held({"nämnd": 1, "namn": 50})
    for written, meant in (("nämdn", "nämnd"), ("namnn", "namn")):
        found = Speller(index).near(written)
        assert found
        assert found.word == meant


@pytest.mark.parametrize("written", ["xyz", "elefanterna", "lan"])
def test_a_word_with_nothing_near_it_has_no_neighbour(written: str) -> None:
    assert Speller(Held({"upphandling": 1, "lån": 1, "k2n": 1})).near(written) is None


def test_how_many_documents_hold_exactly_a_word() -> None:
    speller = Speller(Held({"budget": 4, "budgeten": 9}))
    assert (speller.documents("Budget"), speller.documents("budge")) == (4, 0)


def test_what_was_found_is_remembered_until_a_commit() -> None:
    index = Held({"nämnd": 1})
    speller = Speller(index)
    speller.near("nämdn")
    asked = index.asked
    speller.near("nämdn")
    assert index.asked == asked
    with index.batch() as batch:
        batch.put(Document(id="1", values={"body": "ny"}))
    speller.near("nämdn")
    assert index.asked > asked


def test_four_hundred_thousand_words_are_searched_at_once() -> None:
    ends = [f"{one}{two}{three}" for one in "aeiouyåäö" for two in "bdfgklmnprst" for three in "aeiouyåäö"]
    words = {f"{first}{end}{last}": 1 for first in "bdfghklmnprstv" for end in ends for last in _ENDS}
    speller = Speller(Held(words | {"förvaltning": 1}))
    assert_quick(lambda: speller.near("förvaltnig"), seconds=1)
    assert speller.near("förvaltnig")
    assert len(words) > 400_000


_ENDS = [
    f"{one}{two}" for one in ("dning", "gelse", "skap", "het", "tion") for two in ("", "s", "en", "ens", "er", "na")
]


def test_the_most_common_words_complete_what_was_begun() -> None:
    index = Held({"skola": 5, "skolbuss": 9, "skolgård": 1, "budget": 80, "skol2024": 99})
    assert completions("Skol", index, PlainAnalyzer(), 2) == ("skolbuss", "skola")


def test_one_form_of_each_word_is_offered_the_dictionary_s_when_there_is_one() -> None:
    index = Held({"nämnden": 50, "nämnd": 5, "nämndens": 20, "nämns": 1, "nämnaren": 7, "nämnarens": 8})
    assert completions("nämn", index, Stemming(), 8) == ("nämnd", "nämnarens", "nämns")


def test_accents_need_not_be_written_to_be_completed() -> None:
    assert completions("forv", Held({"förvaltning": 1, "forum": 1}), PlainAnalyzer(), 8) == ("förvaltning",)
