"""What every SearchIndex promises, whatever its words."""

from __future__ import annotations

import itertools
from pathlib import Path

import pytest

from index.analysis import PlainAnalyzer
from index.errors import SearchIndexError
from index.model import UNWRITTEN, Count, Document, SearchIndex, Sort
from tests.contract.searching import ENGINES, LIBRARY, SCHEMA, ask, chosen, fill, found, ids, numbers, page


def test_an_empty_index_answers_with_nothing(index: SearchIndex) -> None:
    result = ask(index, "budget")
    assert (result.total, result.hits, list(index.ids())) == (0, (), [])


def test_all_words_must_stand_on_a_page(index: SearchIndex) -> None:
    fill(index, *LIBRARY)
    assert found(index, "budget skolan") == {"a"}


def test_no_word_is_dropped_as_too_common(index: SearchIndex) -> None:
    fill(index, *LIBRARY)
    assert found(index, "i") == {"a", "d"}


def test_function_words_count_but_are_not_demanded_beside_others(index: SearchIndex) -> None:
    fill(index, *LIBRARY)
    assert found(index, "budget i") == {"a", "b", "d"}
    assert ids(index, "budget i")[-1] == "b"


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ('"budget i balans"', {"a"}),
        ('"balans i budget"', {"d"}),
        ('"budget balans"', set()),
        ("vården ELLER balans", {"a", "b", "c", "d"}),
        ("budget -skolan", {"b", "d"}),
        ("INTE budget", {"c"}),
        ("budget INTE (skolan ELLER vården)", {"d"}),
        ("regl*", {"c"}),
        ("titel:sida budget", {"a", "b", "d"}),
        ("titel:budget", set()),
        ("förvaltning:skola", {"a", "c", "d"}),
        ("förvaltning:sko*", {"a", "c", "d"}),
        ("år:2024", {"b", "c", "d"}),
        ("år:..2023", {"a", "d"}),
        ("belopp:>1000", {"b"}),
        ("belopp:6..1000", {"d"}),
        ('belopp:"1,1 mnkr"', {"b"}),
        ("datum:2024-01..2024-02", {"c"}),
        ("från:2024", {"b", "c"}),
        ("till:2023", {"a"}),
        ("-datum:1900..", {"d"}),
    ],
)
def test_the_query_language_finds(index: SearchIndex, text: str, expected: set[str]) -> None:
    fill(index, *LIBRARY)
    assert found(index, text) == expected


def test_a_phrase_counts_repeated_words_in_their_places(index: SearchIndex) -> None:
    fill(index, page("x", "ja ja nej"), page("y", "ja nej ja"))
    assert found(index, '"ja ja"') == {"x"}
    assert found(index, '"ja nej ja"') == {"y"}


def test_a_phrase_never_spans_fields(index: SearchIndex) -> None:
    fill(index, Document(id="x", values={"title": "ny budget", "body": "antagen igår"}))
    assert found(index, '"budget antagen"') == set()


def test_a_facet_counts_as_if_its_own_filter_were_off(index: SearchIndex) -> None:
    fill(index, *LIBRARY)
    result = ask(index, "budget", filters=chosen(year="2024"))
    assert result.total == 2
    assert numbers(result.facets["year"]) == {"2023": 2, "2024": 2}
    assert numbers(result.facets["unit"]) == {"Vård": 1, "Skola": 1}


def test_values_of_one_facet_widen_and_facets_narrow_each_other(index: SearchIndex) -> None:
    fill(index, *LIBRARY)
    assert found(index, "", filters=chosen(year="2023 2024")) == {"a", "b", "c", "d"}
    assert found(index, "", filters=chosen(year="2024", unit="Vård")) == {"b", "c"}


def test_a_chosen_value_stands_even_at_zero(index: SearchIndex) -> None:
    fill(index, *LIBRARY)
    result = ask(index, "regler", filters=chosen(topic="budget"))
    assert result.total == 0
    assert result.facets["topic"] == (Count(value="skola", count=1), Count(value="budget", count=0))


def test_an_unknown_facet_value_is_harmless(index: SearchIndex) -> None:
    fill(index, *LIBRARY)
    result = ask(index, "budget", filters=chosen(unit="Finnsinte"))
    assert (result.total, result.hits) == (0, ())
    assert numbers(result.facets["unit"])["Finnsinte"] == 0


def test_a_filter_without_values_filters_nothing(index: SearchIndex) -> None:
    fill(index, *LIBRARY)
    assert ask(index, "budget", filters={"unit": frozenset()}).total == 3


def test_a_filter_on_a_field_that_is_not_there_is_refused(index: SearchIndex) -> None:
    fill(index, *LIBRARY)
    with pytest.raises(SearchIndexError, match="nosuch"):
        ask(index, "budget", filters=chosen(nosuch="x"))


def test_facets_stand_largest_first_and_ties_by_value(index: SearchIndex) -> None:
    fill(index, *LIBRARY)
    assert ask(index, "").facets["unit"] == (Count(value="Skola", count=3), Count(value="Vård", count=2))
    assert [each.value for each in ask(index, "budget").facets["year"]] == ["2023", "2024"]


def test_equal_scores_are_ordered_by_id(index: SearchIndex) -> None:
    fill(index, *(page(name, "samma text", title="T") for name in "cab"))
    assert ids(index, "samma") == ["a", "b", "c"]


def test_newest_and_oldest_put_the_undated_last(index: SearchIndex) -> None:
    fill(index, *LIBRARY)
    assert ids(index, "", sort=Sort.NEWEST) == ["b", "c", "a", "d"]
    assert ids(index, "", sort=Sort.OLDEST) == ["a", "c", "b", "d"]


def test_with_nothing_asked_the_newest_come_first(index: SearchIndex) -> None:
    fill(index, *LIBRARY)
    assert ids(index, "") == ["b", "c", "a", "d"]


def test_pages_never_repeat_and_never_skip(index: SearchIndex) -> None:
    fill(index, *(page(f"{n:02}", "lika" if n % 2 else "lika lika") for n in range(23)))
    pages = [ids(index, "lika", page=n, size=5) for n in range(1, 6)]
    assert [len(each) for each in pages] == [5, 5, 5, 5, 3]
    assert sorted(itertools.chain(*pages)) == [f"{n:02}" for n in range(23)]


@pytest.mark.parametrize(("asked", "size", "expected"), [(0, 2, 2), (-3, 2, 2), (99_999, 2, 0), (1, 0, 0), (1, -1, 0)])
def test_odd_pages_are_answered(index: SearchIndex, asked: int, size: int, expected: int) -> None:
    fill(index, *LIBRARY)
    result = ask(index, "budget", page=asked, size=size)
    assert (result.total, len(result.hits)) == (3, expected)


def test_a_word_in_the_title_weighs_more(index: SearchIndex) -> None:
    fill(index, page("a", "budget", title="annat"), page("b", "annat", title="budget"))
    assert ids(index, "budget") == ["b", "a"]


def test_putting_twice_is_putting_once_and_the_last_counts(index: SearchIndex) -> None:
    fill(index, page("a", "gammal"), page("a", "ny"))
    fill(index, page("a", "ny"))
    assert (ask(index, "ny").total, ask(index, "gammal").total, list(index.ids())) == (1, 0, ["a"])
    assert numbers(ask(index, "").facets["year"]) == {}


def test_dropping_is_idempotent_and_unknown_ids_are_harmless(index: SearchIndex) -> None:
    fill(index, *LIBRARY)
    for _ in range(2):
        with index.batch() as batch:
            batch.drop("a")
            batch.drop("nosuch")
    assert list(index.ids()) == ["b", "c", "d"]
    assert ask(index, "skolan").total == 1


def test_a_dropped_and_put_again_document_is_there(index: SearchIndex) -> None:
    fill(index, *LIBRARY)
    with index.batch() as batch:
        batch.drop("a")
        batch.put(LIBRARY[0])
    assert found(index, "balans") == {"a", "d"}


def test_a_batch_that_raises_leaves_nothing_behind(index: SearchIndex) -> None:
    fill(index, *LIBRARY)
    before = index.generation

    def break_off() -> None:
        with index.batch() as batch:
            batch.put(page("x", "halvt"))
            batch.drop("a")
            raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        break_off()
    assert list(index.ids()) == ["a", "b", "c", "d"]
    assert (ask(index, "halvt").total, index.generation) == (0, before)


def test_a_batch_is_seen_only_when_it_ends(index: SearchIndex) -> None:
    fill(index, *LIBRARY)
    with index.batch() as batch:
        batch.put(page("x", "snart"))
        assert ask(index, "snart").total == 0
    assert ask(index, "snart").total == 1


def test_the_generation_changes_with_every_commit(index: SearchIndex) -> None:
    seen = [index.generation]
    for each in LIBRARY[:2]:
        fill(index, each)
        seen.append(index.generation)
    assert len(set(seen)) == 3
    assert index.generation == seen[-1]


@pytest.mark.parametrize("name", [name for name in ENGINES if name != "opensearch"])
def test_an_index_that_nobody_wrote_to_says_so(name: str, tmp_path: Path) -> None:
    """For the cluster, whose tests share an index: tests/index/test_opensearch_engine.py."""
    index = ENGINES[name](tmp_path / "index", SCHEMA, PlainAnalyzer())
    assert index.generation == UNWRITTEN
    fill(index, page("a", "budget"))
    assert index.generation != UNWRITTEN


def test_search_goes_on_while_a_rebuild_is_written(index: SearchIndex) -> None:
    fill(index, *LIBRARY)
    before = index.generation
    with index.rebuild() as batch:
        batch.put(page("x", "budget"))
        assert found(index, "budget") == {"a", "b", "d"}
    assert found(index, "budget") == {"x"}
    assert list(index.ids()) == ["x"]
    assert index.generation != before


def test_a_rebuild_that_raises_changes_nothing(index: SearchIndex) -> None:
    fill(index, *LIBRARY)

    def break_off() -> None:
        with index.rebuild() as batch:
            batch.put(page("x", "budget"))
            raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        break_off()
    assert list(index.ids()) == ["a", "b", "c", "d"]


def test_a_fresh_index_is_not_stale(index: SearchIndex) -> None:
    assert not index.is_stale
    fill(index, LIBRARY[0])
    assert not index.is_stale


def test_closing_twice_is_harmless(index: SearchIndex) -> None:
    fill(index, LIBRARY[0])
    assert ask(index, "budget").total == 1
    index.close()
    index.close()


def test_a_hit_carries_all_stored_values(index: SearchIndex) -> None:
    fill(index, page("a", "text", url="https://exempel.se/a", amount=(1, 2), topic=("x", "y")))
    values = ask(index, "text").hits[0].values
    assert values == {
        "title": "Sida a",
        "body": "text",
        "url": "https://exempel.se/a",
        "amount": (1, 2),
        "topic": ("x", "y"),
    }


def test_a_snippet_marks_the_found_words_and_says_why(index: SearchIndex) -> None:
    fill(index, page("a", "Nämnden antog en budget i går."))
    hit = ask(index, "budget").hits[0]
    assert [piece.text for piece in hit.snippet if piece.hit] == ["budget"]
    assert "".join(piece.text for piece in hit.snippet) == "Nämnden antog en budget i går."
    assert [(match.asked, match.found, match.how) for match in hit.matches] == [("budget", "budget", "samma ord")]


@pytest.mark.parametrize(
    "values",
    [
        {"nosuch": "x"},
        {"year": "2024"},
        {"year": True},
        {"day": "6 maj 2024"},
        {"title": 5},
    ],
)
def test_a_value_that_does_not_fit_is_refused_and_nothing_is_lost(
    index: SearchIndex, values: dict[str, object]
) -> None:
    fill(index, *LIBRARY)

    def write() -> None:
        with index.batch() as batch:
            batch.drop("a")
            batch.put(page("x", "text", **values))

    with pytest.raises(SearchIndexError, match="'x'"):
        write()
    assert list(index.ids()) == ["a", "b", "c", "d"]


def test_when_no_page_has_all_words_some_are_enough_and_that_is_said(index: SearchIndex) -> None:
    fill(index, *LIBRARY)
    result = ask(index, "budget finnsinte skolan")
    assert [hit.id for hit in result.hits] == ["a"]
    assert "some-words" in [note.code for note in result.notes]


def test_one_of_the_words_is_enough_when_not_even_half_stand_together(index: SearchIndex) -> None:
    fill(index, *LIBRARY)
    result = ask(index, "regler finnsinte varkendetta")
    assert ([hit.id for hit in result.hits], [note.code for note in result.notes]) == (["c"], ["some-words"])
    assert ask(index, "finnsinte varkendetta").notes == ()


def test_filters_never_loosen_the_words(index: SearchIndex) -> None:
    fill(index, *LIBRARY)
    result = ask(index, "budget balans", filters=chosen(unit="Vård"))
    assert (result.total, result.notes) == (0, ())


def test_very_long_words_and_texts_are_kept(index: SearchIndex) -> None:
    fill(index, page("a", "x" * 5_000 + " " + "ord " * 70_000 + "sist"))
    assert found(index, "sist") == {"a"}
    assert found(index, "x" * 200) == {"a"}


def test_odd_signs_are_only_signs(index: SearchIndex) -> None:
    fill(index, page("a", "<script>alert('x')</script> \x00 \u2028 \U0001f600 e\u0301"))
    assert found(index, "script") == {"a"}
    assert found(index, "é") == {"a"}


def test_words_that_begin_so_come_with_how_many_documents_hold_them(index: SearchIndex) -> None:
    fill(index, page("a", "Budget och budgetar"), page("b", "budget"), page("c", "bud, åbudget"))
    assert list(index.words("budget")) == [("budget", 2), ("budgetar", 1)]
    assert list(index.words("å")) == [("åbudget", 1)]
    assert list(index.words("x")) == []
