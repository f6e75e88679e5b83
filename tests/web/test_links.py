"""URLs become search states and search states become URLs."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st
from werkzeug.datastructures import MultiDict
from werkzeug.wrappers import Request

from archive.answers import MOST
from archive.facets import FACETS, SCHEMA
from archive.web.links import (
    CHOSEN_LIMIT,
    TEXT_LIMIT,
    SearchState,
    StateRead,
    list_url,
    page_url,
    read_state,
    state_question,
    state_url,
)
from index.model import Sort


def read(url: str) -> StateRead:
    """What Flask would hand over for this URL."""
    request = Request.from_values(url)
    args: MultiDict[str, str] = request.args
    return read_state(tuple(args.items(multi=True)), SCHEMA)


def codes(read: StateRead) -> list[str]:
    """The codes of the notes."""
    return [note.code for note in read.notes]


texts = st.text(max_size=60)
states = st.builds(
    SearchState,
    text=texts,
    chosen=st.lists(st.tuples(st.sampled_from([each.field.name for each in FACETS]), texts), max_size=5).map(tuple),
    sort=st.sampled_from([None, *Sort]),
    page=st.integers(1, 999_999),
    size=st.integers(1, MOST),
)


@given(states)
def test_reading_the_url_of_a_state_that_was_read_gives_the_state_again(state: SearchState) -> None:
    once = read(state_url(state)).state
    again = read(state_url(once))
    assert again.state == once
    assert not again.notes


@given(st.lists(st.tuples(st.sampled_from(["q", "ar", "sort", "sida", "antal", "amne", "x"]), st.text()), max_size=8))
def test_no_parameters_raise_and_every_state_stays_within_its_bounds(pairs: list[tuple[str, str]]) -> None:
    state = read_state(pairs, SCHEMA).state
    assert len(state.text) <= TEXT_LIMIT
    assert len(state.chosen) <= CHOSEN_LIMIT
    assert state.page >= 1
    assert 1 <= state.size <= MOST


def test_a_search_url_says_words_several_values_order_and_page() -> None:
    state = read("/sok?q=budget&ar=2024&ar=2023&forvaltning=Social-+och+äldreförvaltningen&sort=nyast&sida=2").state
    assert state.text == "budget"
    assert state.chosen == (("ar", "2024"), ("ar", "2023"), ("forvaltning", "Social- och äldreförvaltningen"))
    assert (state.sort, state.page) == (Sort.NEWEST, 2)


def test_the_question_holds_values_of_one_facet_as_alternatives() -> None:
    question = state_question(read("/sok?q=a&ar=2024&ar=2023&amne=trafik").state)
    assert question.filters == {"ar": {"2024", "2023"}, "amne": {"trafik"}}


def test_without_words_the_newest_come_first_and_with_words_the_best() -> None:
    assert SearchState().order is Sort.NEWEST
    assert SearchState(text="a").order is Sort.RELEVANCE
    assert SearchState(text="a", sort=Sort.OLDEST).order is Sort.OLDEST


def test_choosing_a_value_twice_lets_go_of_it_and_both_go_to_the_first_page() -> None:
    state = SearchState(text="a", page=3)
    chosen = state.toggled("ar", "2024")
    assert chosen == SearchState(text="a", chosen=(("ar", "2024"),))
    assert chosen.toggled("ar", "2024") == SearchState(text="a")


def test_the_natural_order_first_page_and_usual_size_are_not_said() -> None:
    assert state_url(SearchState()) == "/sok"
    assert state_url(SearchState(text="å b", sort=Sort.OLDEST, page=2, size=20)) == (
        "/sok?q=%C3%A5+b&sort=aldst&antal=20&sida=2"
    )


def test_an_empty_value_an_unknown_parameter_and_a_repeated_value_are_ignored() -> None:
    assert read("/sok?q=a&ar=&utm_source=x&ar=2024&ar=2024").state == SearchState(text="a", chosen=(("ar", "2024"),))


@pytest.mark.parametrize("page", ["0", "-1", "abc", "1.5", "²", "1e9", " "])
def test_a_bad_page_number_gives_the_first_page_and_a_note(page: str) -> None:
    read_ = read_state([("sida", page)], SCHEMA)
    assert read_.state.page == 1
    assert codes(read_) == ["bad-page"]


@pytest.mark.parametrize(("page", "expected"), [("2", 2), ("007", 7), ("99999", 99_999), ("9" * 5000, 999_999)])
def test_a_large_page_number_is_kept_within_bounds(page: str, expected: int) -> None:
    assert read_state([("sida", page)], SCHEMA).state.page == expected


@pytest.mark.parametrize("size", ["0", "101", "många"])
def test_a_bad_size_gives_the_usual_one_and_a_note(size: str) -> None:
    read_ = read_state([("antal", size)], SCHEMA)
    assert read_.state.size == 10
    assert codes(read_) == ["bad-size"]


def test_an_unknown_order_gives_the_natural_one_and_a_note() -> None:
    read_ = read_state([("sort", "<b>")], SCHEMA)
    assert read_.state.sort is None
    assert codes(read_) == ["unknown-sort"]


def test_a_text_of_ten_thousand_characters_is_cut_and_said_to_be() -> None:
    read_ = read_state([("q", "ord " * 2500)], SCHEMA)
    assert len(read_.state.text) <= TEXT_LIMIT
    assert "10000 tecken" in read_.notes[0].text


def test_control_characters_and_decomposed_letters_become_plain_text() -> None:
    assert read_state([("q", "a\x00b\n  a\u030a")], SCHEMA).state.text == "a b å"


def test_page_addresses_are_quoted() -> None:
    assert page_url("a/b", "20240412063000", "original") == "/sida/a%2Fb/20240412063000/original"


def test_a_list_address_leaves_out_what_says_nothing() -> None:
    assert list_url("/beslut", [("ar", ""), ("enhet", "")]) == "/beslut"
    assert list_url("/beslut", [("ar", "2024"), ("enhet", "å")]) == "/beslut?ar=2024&enhet=%C3%A5"
