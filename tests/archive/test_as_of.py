"""What the pages said on a day: from mementos in the store to the answer of a question."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, date, datetime

import pytest

from archive import changes
from archive.answers import AS_OF, Question, answer, ask
from archive.facets import SCHEMA
from archive.parts import Archive
from index.model import Result
from tests.fakes.archives import memory_archive
from tests.fakes.storing import URL, memento

TWIN = "https://www.mellankoping.se/a"
FIRST, SECOND, GONE = (datetime(year, 6, 1, 12, tzinfo=UTC) for year in (2018, 2020, 2022))


@pytest.fixture
def archive() -> Iterator[Archive]:
    with memory_archive() as opened:
        opened.store.pages.save(memento(text="Avgiften för en båtplats höjs till 900 kronor.", at=FIRST))
        opened.store.pages.save(memento(text="Avgiften för en båtplats sänks till 800 kronor.", at=SECOND))
        changes.apply(opened.store, opened.index)
        yield opened


def asked(archive: Archive, text: str) -> Result:
    changes.apply(archive.store, archive.index)
    return ask(Question(text=text), archive.index, SCHEMA, today=date(2024, 1, 1))


def bodies(archive: Archive, text: str) -> list[str]:
    return [str(hit.values["text"]).split()[4] for hit in asked(archive, text).hits]


def test_today_is_answered_from_todays_version(archive: Archive) -> None:
    assert bodies(archive, "avgiften båtplats") == ["sänks"]
    assert bodies(archive, "höjs") == []


@pytest.mark.parametrize(
    ("day", "said"),
    [
        ("2018-05-31", []),
        ("2018-06-01", ["höjs"]),
        ("2019-12-31", ["höjs"]),
        ("2020-06-01", ["sänks"]),
        ("2023", ["sänks"]),
    ],
)
def test_a_day_is_answered_from_what_stood_then(archive: Archive, day: str, said: list[str]) -> None:
    assert bodies(archive, f"avgiften vid:{day}") == said


def test_a_page_that_was_gone_said_nothing_but_is_found_today(archive: Archive) -> None:
    archive.store.pages.missing(URL, "a", at=GONE, gone=True)
    assert bodies(archive, "avgiften vid:2022-05-31") == ["sänks"]
    assert bodies(archive, "avgiften vid:2022-06-01") == []
    assert bodies(archive, "avgiften") == ["sänks"]


def test_a_page_that_came_back_says_what_it_said(archive: Archive) -> None:
    archive.store.pages.missing(URL, "a", at=GONE, gone=True)
    asked(archive, "avgiften")
    archive.store.pages.seen(URL, "a", at=datetime(2023, 1, 1, tzinfo=UTC))
    assert bodies(archive, "avgiften vid:2022-06-01") == ["sänks"]


def test_an_older_version_that_comes_in_later_finds_its_days(archive: Archive) -> None:
    earlier = memento(text="Avgiften för en båtplats fryses tills vidare.", at=datetime(2016, 6, 1, tzinfo=UTC))
    archive.store.pages.save(earlier)
    assert bodies(archive, "avgiften vid:2017-01-01") == ["fryses"]
    assert bodies(archive, "avgiften vid:2019-01-01") == ["höjs"]


def test_a_page_hidden_today_by_one_that_says_the_same_is_found_on_days_before_it(archive: Archive) -> None:
    archive.store.pages.save(memento(url=TWIN, text="Avgiften för en båtplats sänks till 800 kronor.", at=GONE))
    assert [hit.values["url"] for hit in asked(archive, "sänks").hits] == [TWIN]
    assert [hit.values["url"] for hit in asked(archive, "sänks vid:2021-01-01").hits] == [URL]
    assert asked(archive, "sänks vid:2023-01-01").total == 2
    assert asked(archive, "sänks").hits[0].values["adresser"] == 2


def test_ever_finds_each_page_once_with_its_version(archive: Archive) -> None:
    result = asked(archive, "avgiften vid:alltid")
    assert (result.total, result.hits[0].versions) == (1, 2)
    (hit,) = answer(asked(archive, "höjs vid:alltid"), ms=0)["hits"]  # type: ignore[misc]
    assert hit["id"].endswith("/20180601120000")
    assert hit["versions"] == 2


def test_the_answer_says_of_which_day_it_is_and_how_to_ask_of_today(archive: Archive) -> None:
    (note,) = [note for note in asked(archive, 'avgiften vid:"1 juni 2019" båtplats').notes if note.code == AS_OF]
    assert (note.text, note.query) == ("Sidorna som de stod 2019-06-01, så långt de är sparade.", "avgiften båtplats")


def test_what_happens_later_does_not_change_the_answer_of_a_day(archive: Archive) -> None:
    other = memento(url=TWIN, text="Avgiften för en båtplats fryses tills vidare.", at=SECOND)
    archive.store.pages.save(other)
    before = bodies(archive, "avgiften vid:2021")
    archive.store.pages.save(memento(text="Avgiften för en båtplats fryses tills vidare.", at=GONE))
    assert sorted(bodies(archive, "avgiften vid:2021")) == sorted(before) == ["fryses", "sänks"]
    assert asked(archive, "avgiften").total == 1


def test_an_older_sighting_of_the_same_text_proves_that_it_stood_then(archive: Archive) -> None:
    earlier = datetime(2016, 6, 1, tzinfo=UTC)
    archive.store.pages.save(memento(text="Avgiften för en båtplats höjs till 900 kronor.", at=earlier))
    assert bodies(archive, "avgiften vid:2017-01-01") == ["höjs"]
    assert bodies(archive, "avgiften vid:2016-05-31") == []
