"""View objects for what the pages of the town do not show."""

from __future__ import annotations

import pytest

from archive.facets import SCHEMA
from archive.web.finding import neighbours, plain_words
from archive.web.links import SearchState
from archive.web.views.hits import make_hit, when_text
from archive.web.views.parts import Pager, make_pager, page_count, safe_url
from archive.web.views.search import LISTED, SHOWN, make_facets
from index.model import Count, Hit, Result


def numbers(pager: Pager) -> list[str]:
    """The pager as people see it."""
    return [link.text if link else "…" for link in pager.pages]


@pytest.mark.parametrize(
    ("page", "last", "shown"),
    [
        (1, 1, []),
        (1, 2, ["1", "2"]),
        (1, 9, ["1", "2", "…", "9"]),
        (4, 9, ["1", "2", "3", "4", "5", "…", "9"]),
        (5, 9, ["1", "…", "4", "5", "6", "…", "9"]),
        (9, 9, ["1", "…", "8", "9"]),
    ],
)
def test_the_pager_shows_the_ends_and_the_neighbours(page: int, last: int, shown: list[str]) -> None:
    assert numbers(make_pager(page, last, str)) == shown


def test_a_list_has_at_least_one_page() -> None:
    assert [page_count(total, 10) for total in (0, 10, 11)] == [1, 1, 2]


@pytest.mark.parametrize(
    ("day", "kind", "said"),
    [
        ("", "", ("Utan datum", "")),
        ("2019-01-01", "year", ("År 2019", "")),
        ("2019-05-01", "meeting month", ("Sammanträde maj 2019", "")),
        ("2019-05-02", "decision day", ("Beslutad 2 maj 2019", "2019-05-02")),
    ],
)
def test_a_hit_says_which_kind_of_date_it_shows(day: str, kind: str, said: tuple[str, str]) -> None:
    when, iso = when_text(day, kind)
    assert (when.replace("\u00a0", " "), iso) == said


def test_a_hit_with_nothing_known_still_has_a_title() -> None:
    assert make_hit(Hit(id="x", score=0.0, values={})).title == "Sida utan rubrik"


def test_a_hit_without_a_snippet_shows_the_opening_of_its_text() -> None:
    view = make_hit(Hit(id="x", score=0.0, values={"text": "a" * 300}))
    assert view.snippet[0].text == "a" * 240 + "…"


def test_a_long_facet_folds_its_tail_unless_something_there_is_chosen() -> None:
    counts = tuple(Count(value=f"N{number}", count=30 - number) for number in range(20))
    result = Result(total=1, hits=(), facets={"namnd": counts})
    (folded,) = make_facets(SearchState(), result, SCHEMA)
    assert (len(folded.values), len(folded.more), folded.more_open) == (SHOWN, 12, False)
    (opened,) = make_facets(SearchState(chosen=(("namnd", "N19"),)), result, SCHEMA)
    assert opened.more_open


def test_a_facet_with_one_value_too_many_is_not_folded_for_its_sake() -> None:
    counts = tuple(Count(value=f"N{number}", count=1) for number in range(SHOWN + 1))
    (view,) = make_facets(SearchState(), Result(total=1, hits=(), facets={"namnd": counts}), SCHEMA)
    assert not view.more


def sidebar(then: dict[str, int], now: dict[str, int], *chosen: tuple[str, str]) -> list[str]:
    """The headings beside a result with these administrations, as named then and now."""
    said = {"forvaltning": then, "forvaltning_nu": now}
    facets = {name: tuple(Count(value=value, count=n) for value, n in counts.items()) for name, counts in said.items()}
    found = make_facets(SearchState(chosen=chosen), Result(total=1, hits=(), facets=facets), SCHEMA)
    return [view.label for view in found]


def test_the_names_of_today_stand_beside_those_of_then_when_they_differ() -> None:
    assert sidebar({"A": 2, "B": 1}, {"A": 3}) == ["Förvaltning", "Förvaltning i dag"]
    assert sidebar({"A": 2, "C": 2, "B": 1}, {"A": 3, "C": 2}) == ["Förvaltning", "Förvaltning i dag"]


def test_the_names_of_today_are_left_out_when_they_are_those_of_then() -> None:
    assert sidebar({"A": 2, "B": 1}, {"A": 2, "B": 1}) == ["Förvaltning"]
    assert sidebar({"A": 2, "B": 1}, {"B": 1}) == ["Förvaltning"]


def test_a_chosen_name_of_today_can_always_be_let_go_of() -> None:
    assert sidebar({"A": 2}, {"A": 2}, ("forvaltning_nu", "A")) == ["Förvaltning", "Förvaltning i dag"]


@pytest.mark.parametrize("url", ["javascript:alert(1)", "file:///etc/passwd", "", "data:text/html,x"])
def test_only_web_addresses_are_linked(url: str) -> None:
    assert safe_url(url) == ""


def test_plain_words_leave_out_operators_signs_and_fields() -> None:
    assert plain_words('"budget i balans" ELLER skola* -avgift år:2019 (OCH) INTE') == (
        "budget",
        "i",
        "balans",
        "skola",
    )


def test_a_short_single_word_without_filters_may_stand_in_older_versions_alone() -> None:
    assert [near.text for _, near in neighbours(SearchState(text="abc"))] == ["abc vid:alltid"]


def test_who_asks_of_a_day_is_not_sent_to_older_versions() -> None:
    assert list(neighbours(SearchState(text="abc vid:2019"))) == []


def test_a_facet_of_thousands_lists_the_largest_the_chosen_and_says_how_many_are_left_out() -> None:
    counts = tuple(Count(value=f"N{number}", count=5000 - number) for number in range(5000))
    result = Result(total=1, hits=(), facets={"namnd": counts})
    (view,) = make_facets(SearchState(chosen=(("namnd", "N4000"),)), result, SCHEMA)
    listed = [value.text for value in view.values + view.more]
    assert listed == [*(f"N{number}" for number in range(LISTED)), "N4000"]
    assert view.left_out.replace("\xa0", " ") == "Ytterligare 4 679 visas när urvalet är smalare."


def test_municipalities_that_are_folded_away_stand_from_a_to_o_and_one_alone_is_no_choice() -> None:
    counts = tuple(Count(value=f"{letter}by", count=9) for letter in "KLMNOPQRÖAÅB")
    (view,) = make_facets(SearchState(), Result(total=1, hits=(), facets={"kommun": counts}), SCHEMA)
    assert [value.text for value in view.more] == ["Aby", "Bby", "Åby", "Öby"]
    alone = Result(total=1, hits=(), facets={"kommun": counts[:1]})
    assert make_facets(SearchState(), alone, SCHEMA) == ()
    assert len(make_facets(SearchState(chosen=(("kommun", "Kby"),)), alone, SCHEMA)) == 1
