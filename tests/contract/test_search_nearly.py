"""What follows behind the hits: pages that lack a word; and the mild liking for the new."""

from __future__ import annotations

import pytest

from index.model import Freshness, SearchIndex, Sort
from tests.contract.searching import ask, chosen, fill, page

TEXTS = (
    page("all", "avgift för båtplats i hamnen", unit="Hamn"),
    page("two", "avgift för båtplats", unit="Hamn"),
    page("one", "en avgift", unit="Skola"),
    page("none", "något annat"),
)


def test_pages_that_lack_a_word_follow_behind_those_with_all_and_say_which(index: SearchIndex) -> None:
    fill(index, *TEXTS)
    result = ask(index, "avgift båtplats hamnen")
    assert [hit.id for hit in result.hits] == ["all"]
    assert [(hit.id, hit.missing) for hit in result.nearly] == [("two", ("hamnen",))]
    assert result.hits[0].missing == ()


def test_they_are_neither_counted_nor_faceted(index: SearchIndex) -> None:
    fill(index, *TEXTS)
    result = ask(index, "avgift båtplats hamnen")
    assert result.total == 1
    assert [count.count for count in result.facets["unit"]] == [1]


def test_they_pass_the_same_filters(index: SearchIndex) -> None:
    fill(index, *TEXTS)
    assert [hit.id for hit in ask(index, "avgift hamnen").nearly] == ["one", "two"]
    assert [hit.id for hit in ask(index, "avgift hamnen", filters=chosen(unit="Hamn")).nearly] == ["two"]


@pytest.mark.parametrize("text", ["avgift", '"avgift för båtplats"', "avgift ELLER hamnen", "avgift -hamnen", ""])
def test_nothing_follows_where_there_is_no_word_to_lack(index: SearchIndex, text: str) -> None:
    fill(index, *TEXTS)
    assert ask(index, text).nearly == ()


def test_they_fill_the_last_page_only_as_far_as_there_is_room(index: SearchIndex) -> None:
    fill(index, *TEXTS)
    assert len(ask(index, "avgift hamnen", size=2).nearly) == 1
    assert ask(index, "avgift hamnen", size=1).nearly == ()
    assert ask(index, "avgift hamnen", size=2, page=2).nearly == ()


def test_a_loosened_answer_says_what_each_hit_lacks(index: SearchIndex) -> None:
    fill(index, *TEXTS)
    result = ask(index, "avgift båtplats zebra")
    assert [note.code for note in result.notes] == ["some-words"]
    assert {hit.id: hit.missing for hit in result.hits} == {"all": ("zebra",), "two": ("zebra",)}
    assert result.nearly == ()


DATED = (
    page("old", "avgift båtplats", day="2010-01-01"),
    page("new", "avgift båtplats", day="2024-05-01"),
    page("undated", "avgift båtplats"),
)


def test_freshness_lifts_the_newer_of_equals_and_can_be_off(index: SearchIndex) -> None:
    fill(index, *DATED)
    fresh = ask(index, "avgift", freshness=Freshness(today="2024-05-06"))
    assert [hit.id for hit in fresh.hits] == ["new", "old", "undated"]
    assert fresh.hits[0].score == pytest.approx(fresh.hits[2].score * 1.1, rel=0.01)
    assert len({hit.score for hit in ask(index, "avgift").hits}) == 1


def test_freshness_is_mild_a_better_match_stays_first(index: SearchIndex) -> None:
    fill(index, *DATED, page("better", "avgift avgift", day="2010-01-01"))
    assert ask(index, "avgift", freshness=Freshness(today="2024-05-06")).hits[0].id == "better"


def test_freshness_leaves_an_order_by_date_alone(index: SearchIndex) -> None:
    fill(index, *DATED)
    result = ask(index, "avgift", freshness=Freshness(today="2024-05-06"), sort=Sort.OLDEST)
    assert [hit.id for hit in result.hits] == ["old", "new", "undated"]
