"""Versions of pages: today's, those of a day, all; one hit a page whatever matches."""

from __future__ import annotations

from pathlib import Path
from random import Random

import pytest

from index.analysis import PlainAnalyzer
from index.model import EVER, SHOWN, Document, Query, SearchIndex, Sort
from index.syntax import parse
from tests.contract.searching import ENGINES, OTHERS, TODAY, VERSIONED, ask, chosen, fill, ids, numbers, page

HISTORY = (
    page("a/1", "avgiften höjs", page="a", since="2019-01-01", until="2020-05-01", year=2019),
    page("a/2", "avgiften höjs mer", page="a", since="2020-05-01", until="2021-03-01", year=2020),
    page("a", "avgiften sänks", page="a", since="2021-03-01", shown=SHOWN, year=2021),
    page("b", "skolan byggs", page="b", since="2020-01-01", shown=SHOWN, year=2020),
    page("c", "avgiften höjs åter", page="c", since="2019-06-01", until="2020-12-01", shown=SHOWN, year=2019),
)


def test_without_a_day_todays_version_of_each_page_is_searched(versioned: SearchIndex) -> None:
    fill(versioned, *HISTORY)
    assert ids(versioned, "avgiften") == ["a", "c"]
    assert ids(versioned, "höjs") == ["c"]
    assert set(ids(versioned, "")) == {"a", "b", "c"}


@pytest.mark.parametrize(
    ("day", "expected"),
    [
        ("2018-12-31", set()),
        ("2019-01-01", {"a/1"}),
        ("2019-12-31", {"a/1", "c"}),
        ("2020-04-30", {"a/1", "c"}),
        ("2020-05-01", {"a/2", "c"}),
        ("2020-12-01", {"a/2"}),
        ("2021-03-01", set()),
    ],
)
def test_a_day_is_answered_from_what_the_pages_said_at_its_end(
    versioned: SearchIndex, day: str, expected: set[str]
) -> None:
    fill(versioned, *HISTORY)
    assert set(ids(versioned, "höjs", as_of=day)) == expected


def test_all_versions_of_a_page_are_one_hit_that_says_how_many_match(versioned: SearchIndex) -> None:
    fill(versioned, *HISTORY)
    result = ask(versioned, "höjs", as_of=EVER)
    assert [(hit.id, hit.versions) for hit in result.hits] == [("a/1", 2), ("c", 1)]
    assert result.total == 2


def test_facets_of_all_versions_count_pages_not_versions(versioned: SearchIndex) -> None:
    fill(versioned, *HISTORY)
    result = ask(versioned, "höjs", as_of=EVER)
    assert numbers(result.facets["year"]) == {"2019": 2, "2020": 1}
    narrowed = ask(versioned, "höjs", as_of=EVER, filters=chosen(year="2020"))
    assert [hit.id for hit in narrowed.hits] == ["a/2"]
    assert numbers(narrowed.facets["year"]) == {"2019": 2, "2020": 1}


def test_a_version_written_anew_takes_the_place_of_the_old_in_later_answers(versioned: SearchIndex) -> None:
    fill(versioned, *HISTORY)
    assert ids(versioned, "byggs", as_of="2022-01-01") == ["b"]
    fill(
        versioned,
        page("b/1", "skolan byggs", page="b", since="2020-01-01", until="2021-06-01"),
        page("b", "skolan är klar", page="b", since="2021-06-01", shown=SHOWN),
    )
    assert ids(versioned, "byggs", as_of="2022-01-01") == []
    assert ids(versioned, "byggs", as_of="2021-01-01") == ["b/1"]
    assert ids(versioned, "byggs") == []


def random_history(random: Random) -> list[Document]:
    words = ["avgift", "skola", "budget", "vård", "plan", "nämnd"]
    found = []
    for number in range(30):
        count = random.randint(1, 4)
        days = sorted(random.sample(range(10, 29), count))
        for version, day in enumerate(days):
            is_last = version == count - 1
            ended = {} if is_last else {"until": f"2020-01-{days[version + 1]}"}
            shown = {"shown": SHOWN} if is_last else {}
            body = " ".join(random.choices(words, k=5))
            name = f"p{number}" if is_last else f"p{number}/{version}"
            since = f"2020-01-{day}"
            found.append(
                page(name, body, page=f"p{number}", since=since, year=2010 + day % 4, day=since, **ended, **shown)
            )
    return found


@pytest.mark.parametrize("seed", range(4))
@pytest.mark.parametrize("name", OTHERS)
def test_every_engine_answers_about_versions_as_the_reference_does(name: str, tmp_path: Path, seed: int) -> None:
    random = Random(seed)
    history = random_history(random)
    reference, index = (ENGINES[each](tmp_path / "index", VERSIONED, PlainAnalyzer()) for each in ("memory", name))
    for start in range(0, len(history), 17):
        for engine in (reference, index):
            fill(engine, *history[start : start + 17])
    for text in ("", "avgift", "skola budget", "avgift ELLER plan", "vård -plan", "budget plan nämnd"):
        for as_of in (None, "2020-01-15", "2020-01-20", EVER):
            for sort in Sort:
                query = Query(
                    root=parse(text, VERSIONED, today=TODAY).root,
                    as_of=as_of,
                    sort=sort,
                    filters=random.choice([{}, chosen(year="2011"), chosen(year="2010 2013")]),
                    page=random.choice([1, 2]),
                    size=5,
                )
                assert index.search(query) == reference.search(query)


def test_more_days_may_be_asked_of_than_an_engine_remembers(versioned: SearchIndex) -> None:
    fill(versioned, *HISTORY)
    days = [f"{year}-{month:02}-15" for year in (2019, 2020) for month in range(1, 13)]
    first = [ask(versioned, "höjs", as_of=day).total for day in days]
    assert first == [ask(versioned, "höjs", as_of=day).total for day in days]
    assert first == [1] * 5 + [2] * 18 + [1]
