"""The versions of a page: what changed, how long each stood, when it was away, and any two to compare."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from itertools import pairwise

import pytest
from flask.testing import FlaskClient

from archive.comparing.stamps import is_only_stamped
from archive.model import DateFact, DateKind, Kept, Memento, Section
from archive.model.moments import stamp_text
from archive.web import create_app
from archive.web.moments import length_text
from archive.web.views.versions import SHOWN, Away, read_away
from tests.web.reading import classed, link, links, page, words
from tests.web.town import DAY, EVIL, add, hostile, labelled, make_archive, meeting, memento

PATH = "/nyheter/bad/"


def version(day: int, text: str, *, stamped: date | None = None) -> Memento:
    """The page of the bath as it was first captured some days after `DAY`."""
    at = DAY + timedelta(days=day)
    facts = (DateFact(kind=DateKind.UPDATED, value=stamped, evidence=labelled("Uppdaterad")),) if stamped else ()
    sections = (Section(kind="paragraph", text=text), Section(kind="paragraph", text="Kom och bada."))
    return memento(PATH, "Badhuset", sections, facts, at=at, seen_at=at)


def answer(day: int, status: int) -> Kept:
    return Kept(
        id=f"{day}-{status}",
        url=version(0, "").url,
        at=DAY + timedelta(days=day),
        status=status,
        digest="d",
        file="f.warc.gz",
        offset=0,
        length=1,
    )


VERSIONS = (
    version(0, "Badhuset öppnar i maj."),
    version(10, "Badhuset öppnar i juni."),
    version(11, "Badhuset öppnar i juni.", stamped=date(2024, 4, 23)),
    version(12, "Badhuset öppnar i juni.", stamped=date(2024, 4, 24)),
    version(80, "Badhuset är stängt för sommaren och öppnar igen i augusti."),
)
ID = VERSIONS[0].page
LIST = f"/sida/{ID}/versioner"
STAMPS = [stamp_text(each.at) for each in VERSIONS]


@pytest.fixture(scope="module")
def bath() -> Iterator[FlaskClient]:
    """A client of an archive whose page was changed, stamped, away and back."""
    town = make_archive()
    add(town, *VERSIONS)
    town.store.captures.save([answer(0, 200), answer(20, 404), answer(21, 410), answer(30, 200)])
    yield create_app(town).test_client()
    town.close()


def test_versions_stand_newest_first_with_what_changed_and_how_long_they_stood(bath: FlaskClient) -> None:
    rows = [words(each) for each in classed(page(bath, LIST), "version")]
    assert rows[0].startswith("Jämför från versionen 1 juli 2024 kl. 08.30")
    assert "7 ord till, 1 ord bort Senaste versionen, har stått i mindre än en minut" in rows[0].replace("\u00a0", " ")
    assert rows[-1].endswith("12 april 2024 kl. 08.30 Första sparade versionen Stod i 10 dygn")
    assert "1 ord till, 1 ord bort Stod i 1 dygn" in rows[-2]


def test_versions_that_only_got_another_date_stamp_are_folded_unless_chosen(bath: FlaskClient) -> None:
    tree = page(bath, LIST)
    (folded,) = tree.iter("details")
    assert words(folded.find("summary")).replace("\u00a0", " ") == "1 version där bara datumstämpeln ändrades"
    assert words(tree).count("Bara datumstämpeln ändrades") == 2


def test_a_time_away_from_the_source_stands_among_the_versions(bath: FlaskClient) -> None:
    (away,) = classed(page(bath, LIST), "away")
    assert words(away) == ("2 maj 2024 kl. 08.30 Fanns inte hos källan, var tillbaka 12 maj 2024 kl. 08.30")


def test_each_version_leads_to_itself_and_to_the_comparison_with_the_one_before(bath: FlaskClient) -> None:
    urls = [each.get("href") for each in classed(page(bath, LIST), "timeline")[0].iter("a")]
    pairs = list(pairwise(STAMPS))[::-1]
    wanted = [[f"/sida/{ID}/{new}", f"/sida/{ID}/jamfor/{old}/{new}"] for old, new in pairs]
    assert urls == [*(url for each in wanted for url in each), f"/sida/{ID}/{STAMPS[0]}"]


def test_two_versions_are_chosen_from_the_start_and_the_form_leads_to_their_comparison(bath: FlaskClient) -> None:
    tree = page(bath, LIST)
    chosen = {each.get("name"): each.get("value") for each in tree.iter("input") if each.get("checked") is not None}
    assert chosen == {"fran": STAMPS[3], "till": STAMPS[4]}
    (form,) = [each for each in tree.iter("form") if each.get("action") == f"/sida/{ID}/jamfor"]
    assert form.get("method") == "get"
    response = bath.get(f"/sida/{ID}/jamfor?fran={STAMPS[0]}&till={STAMPS[4]}")
    assert (response.status_code, response.location) == (302, f"/sida/{ID}/jamfor/{STAMPS[0]}/{STAMPS[4]}")


@pytest.mark.parametrize("query", ["", "?fran=x&till=", "?fran=%00&till=<script>"])
def test_a_form_that_chooses_nothing_gets_the_newest_and_the_one_before(bath: FlaskClient, query: str) -> None:
    assert bath.get(f"/sida/{ID}/jamfor{query}").location == f"/sida/{ID}/jamfor/{STAMPS[3]}/{STAMPS[4]}"


def test_a_page_with_one_version_has_nothing_to_choose_between() -> None:
    town = make_archive()
    add(town, version(0, "Ett."))
    client = create_app(town).test_client()
    tree = page(client, LIST)
    assert not list(tree.iter("input"))[1:]
    assert client.get(f"/sida/{ID}/jamfor").location == f"/sida/{ID}/jamfor/{STAMPS[0]}/{STAMPS[0]}"
    town.close()


def test_many_versions_are_paged_and_each_is_met_once() -> None:
    town = make_archive()
    many = 2 * SHOWN + 3
    add(town, *(version(day, f"Vatten {day} grader.") for day in range(many)))
    client = create_app(town).test_client()
    met: list[str] = []
    for number in (1, 2, 3):
        tree = page(client, f"{LIST}?sida={number}")
        met += [words(each) for each in classed(tree, "version-when")]
        assert link(tree, "Sida 1") == LIST
    assert len(set(met)) == len(met) == many
    assert "53 sparade versioner" in words(page(client, f"{LIST}?sida=99"))
    assert "går inte att använda" in words(page(client, f"{LIST}?sida=x"))
    town.close()


def test_a_hostile_page_has_a_list_of_versions(client: FlaskClient) -> None:
    assert EVIL.split("<")[0] in words(page(client, f"/sida/{hostile().page}/versioner"))
    assert client.get("/sida/finnsinte/versioner").status_code == 404
    assert client.get("/sida/finnsinte/jamfor").status_code == 404


def test_when_a_page_was_away_is_read_from_its_answers() -> None:
    at = {day: DAY + timedelta(days=day) for day in range(9)}
    answers = [answer(0, 200), answer(1, 404), answer(2, 404), answer(3, 304), answer(4, 500), answer(5, 410)]
    assert read_away(answers) == (Away(start=at[1], until=at[3]), Away(start=at[5], until=None))
    assert read_away([]) == ()


STAMPED = "Texten. Senast uppdaterad: {}"


@pytest.mark.parametrize(
    ("old", "new", "only"),
    [
        (STAMPED.format("3 maj 2024"), STAMPED.format("14 juni 2024 kl. 09.05"), True),
        (STAMPED.format("2024-05-03"), STAMPED.format("2024-06-14"), True),
        ("Mötet hålls 3 maj 2024.", "Mötet hålls 10 maj 2024.", False),
        ("Avgiften är 1 200 kr.", "Avgiften är 1 300 kr.", False),
        ("Uppdaterad information om avfall.", "Uppdaterad information om vatten.", False),
    ],
)
def test_only_a_stamp_s_date_is_no_change_that_people_care_about(old: str, new: str, only: bool) -> None:
    assert is_only_stamped(version(0, old), version(1, new)) is only


def test_other_facts_of_the_same_text_are_told_as_such() -> None:
    first = meeting()
    again = replace(first, at=DAY + timedelta(days=1), seen_at=DAY + timedelta(days=1), facts=first.facts[:4])
    town = make_archive()
    add(town, first, again)
    tree = page(create_app(town).test_client(), f"/sida/{first.page}/versioner")
    assert "Texten är densamma, uppgifterna lästes om" in links(tree) or "uppgifterna lästes om" in words(tree)
    town.close()


@pytest.mark.parametrize(
    ("seconds", "said"),
    [
        (-5, (0, "minute")),
        (59, (0, "minute")),
        (7_200, (2, "hour")),
        (86_400, (1, "day")),
        (59 * 86_400, (59, "day")),
        (61 * 86_400, (2, "month")),
        (3 * 366 * 86_400, (3, "year")),
    ],
)
def test_a_length_of_time_is_told_in_the_unit_that_fits(seconds: int, said: tuple[int, str]) -> None:
    start = datetime(2020, 1, 1, tzinfo=UTC)
    assert length_text(start, start + timedelta(seconds=seconds)) == said
