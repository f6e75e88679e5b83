"""The chart of years: a bar for each year, empty ones too, that chooses the year or lets go of it."""

from __future__ import annotations

from xml.etree.ElementTree import Element

from flask.testing import FlaskClient

from archive.web.links import SearchState
from archive.web.views.years import HEIGHT, LOWEST, MOST_YEARS, Histogram, make_histogram
from index.model import Count
from tests.web.reading import classed, page, words

SVG = "{http://www.w3.org/2000/svg}"


def made(*counts: tuple[int, int], state: SearchState | None = None) -> Histogram | None:
    return make_histogram(
        "ar", [Count(value=str(year), count=n) for year, n in counts], state or SearchState(text="ny")
    )


def bars(tree: Element) -> list[Element]:
    """The links of a page's chart."""
    return [each for each in classed(tree, "chart")[0].iter() if each.tag.removeprefix(SVG) == "a"]


def test_years_without_hits_have_their_place_too() -> None:
    chart = made((2024, 12), (2021, 1), (2022, 3))
    assert chart
    assert [bar.label.replace("\u00a0", " ") for bar in chart.bars] == [
        "2021: 1 träff",
        "2022: 3 träffar",
        "2023: 0 träffar",
        "2024: 12 träffar",
    ]
    assert (chart.first, chart.last, chart.width) == ("2021", "2024", 40)


def test_the_highest_bar_fills_the_height_and_the_lowest_can_be_seen() -> None:
    chart = made((2021, 1), (2022, 500), (2024, 1000))
    assert chart
    assert [bar.height for bar in chart.bars] == [LOWEST, HEIGHT // 2, 0, HEIGHT]


def test_a_bar_chooses_its_year_and_a_chosen_one_lets_go() -> None:
    chart = made((2023, 1), (2024, 2), state=SearchState(text="ny", chosen=(("ar", "2024"),)))
    assert chart
    assert [(bar.chosen, bar.url) for bar in chart.bars] == [
        (False, "/sok?q=ny&ar=2024&ar=2023"),
        (True, "/sok?q=ny"),
    ]


def test_one_year_needs_no_chart_and_none_has_none() -> None:
    assert made((2024, 3)) is None
    assert made() is None


def test_a_chart_of_centuries_shows_the_newest_years() -> None:
    chart = made((1066, 1), (2024, 1))
    assert chart
    assert (len(chart.bars), chart.last) == (MOST_YEARS, "2024")


def test_years_that_no_hit_has_draw_no_bars() -> None:
    chart = made((2023, 0), (2024, 0))
    assert chart
    assert [bar.height for bar in chart.bars] == [0, 0]


def test_the_page_draws_a_bar_a_year_above_the_list_that_says_the_same(client: FlaskClient) -> None:
    drawn = bars(page(client, "/sok?q=nyhet&ar=2019"))
    titles = [words(bar.find(f"{SVG}title")) for bar in drawn]
    assert titles[0] == "2015: 4 träffar"
    assert len(drawn) == 9
    chosen = [bar for bar in drawn if bar.get("class") == "chosen"]
    assert [words(bar.find(f"{SVG}title")) for bar in chosen] == ["2019: 3 träffar"]
    assert chosen[0].get("href") == "/sok?q=nyhet"


def test_only_the_list_is_reached_by_keyboard_and_read_aloud(client: FlaskClient) -> None:
    tree = page(client, "/sok?q=nyhet")
    assert classed(tree, "chart")[0].get("aria-hidden") == "true"
    assert {bar.get("tabindex") for bar in bars(tree)} == {"-1"}
