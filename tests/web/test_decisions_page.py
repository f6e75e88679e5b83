"""`/beslut` as staff meet it: cards, facets, days, words, files."""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Iterator
from dataclasses import replace
from datetime import date, timedelta

import pytest
from flask.testing import FlaskClient

from archive.model import CorrectionKind, Decision, DecisionKind, Evidence, Review, Section, Subject
from archive.web import create_app
from archive.web.decision_links import DecisionState, decisions_url, read_decisions
from archive.web.views.timeline import make_timeline
from tests.web.reading import classed, link, links, page, words
from tests.web.town import DAY, EVIL, add, make_town, meeting, memento


@pytest.fixture(scope="module")
def busy() -> Iterator[FlaskClient]:
    """A client of a town that has decided sixty things."""
    town = make_town()
    for number in range(60):
        said = Decision(
            text=f"köpa bänk {number}",
            kind=DecisionKind.MANAGEMENT,
            decided_by="Parkenheten",
            date=date(2020, 1 + number % 2, 1),
            evidence=Evidence(text=f"Enheten beslutade att köpa bänk {number}.", rule="test"),
        )
        add(town, memento(f"/bank/{number}/", f"Bänk {number}", (Section(kind="paragraph", text="Bänk."),), (said,)))
    yield create_app(town).test_client()
    town.close()


def test_a_card_shows_what_when_who_how_the_sentence_and_the_page(client: FlaskClient) -> None:
    hit = classed(page(client, "/beslut"), "hit")[0]
    assert words(hit) == (
        "Direktupphandla städning 9 april 2024 Socialnämnden Formellt beslut "
        "Socialnämnden beslutade att direktupphandla städning för 1,1 miljoner kronor "
        "På sidan Sagt i ledningen 10 april Socialförvaltningen Ämne: upphandling Ärende: SN 2024/17"
    )
    assert link(hit, "Sagt i ledningen") == f"/sida/{meeting().page}"
    assert link(hit, "Socialnämnden") == "/enhet/Socialn%C3%A4mnden"
    assert link(hit, "SN 2024/17") == "/arende/SN%202024/17"
    assert link(hit, "upphandling") == "/amne/upphandling"


def test_facets_say_how_many_and_choose(client: FlaskClient) -> None:
    tree = page(client, "/beslut")
    assert link(tree, "2024 träffar: 1") == "/beslut?ar=2024"
    assert link(tree, "Formellt beslut träffar: 1") == "/beslut?slag=formal"
    assert link(tree, "Utan datum träffar: 1") == "/beslut?ar=-"


def test_a_chosen_value_is_a_chip_that_can_be_taken_away(client: FlaskClient) -> None:
    tree = page(client, "/beslut?ar=2024&enhet=socialn%C3%A4mnden&fran=2024-01-01")
    assert len(classed(tree, "hit")) == 1
    assert link(tree, "År: 2024") == "/beslut?enhet=Socialn%C3%A4mnden&fran=2024-01-01"
    assert link(tree, "Från: 1 januari 2024") == "/beslut?ar=2024&enhet=Socialn%C3%A4mnden"
    assert link(tree, "Rensa alla filter") == "/beslut"


def test_nothing_chosen_says_so_and_shows_the_ways_out(client: FlaskClient) -> None:
    tree = page(client, "/beslut?ar=2019&q=st%C3%A4dning")
    assert "Inga beslut stämmer med urvalet." in words(tree)
    assert link(tree, "Visa alla beslut") == "/beslut"
    assert link(tree, "Sök i hela sidor") == "/sok?q=st%C3%A4dning&innehall=Beslut"


def test_undated_decisions_are_said_to_be_so(client: FlaskClient) -> None:
    tree = page(client, "/beslut")
    assert "1 beslut saknar datum och står sist." in words(tree).replace("\u00a0", " ")
    assert "Utan datum" in words(classed(tree, "hit")[-1])


@pytest.mark.parametrize("year", ["abc", "0000", "20244", "-100", "²024"])
def test_a_bad_year_gives_all_years_and_a_note(client: FlaskClient, year: str) -> None:
    tree = page(client, f"/beslut?ar={year}")
    assert "går inte att använda. Du ser alla år." in words(classed(tree, "notes")[0])
    assert classed(tree, "hit")


@pytest.mark.parametrize("name", ["fran", "till", "vid"])
@pytest.mark.parametrize("day", ["2024-02-31", "i går", "0000-01-01"])
def test_a_bad_day_is_left_out_with_a_note(client: FlaskClient, name: str, day: str) -> None:
    tree = page(client, f"/beslut?{name}={day}")
    assert "går inte att läsa som dag. Skriv till exempel 2017-01-01 eller 2017." in words(classed(tree, "notes")[0])


@pytest.mark.parametrize("ending", ["csv", "jsonl", "atom"])
@pytest.mark.parametrize("asked", ["fran=igår", "vid=x", "ar=abcd", "q=belopp:>1000"])
def test_no_file_holds_more_than_was_asked_for(client: FlaskClient, ending: str, asked: str) -> None:
    assert client.get(f"/beslut.{ending}?{asked}").status_code == 400
    assert client.get(f"/beslut.{ending}?fran=2024&till=2024").status_code == 200


def test_a_year_is_all_its_days() -> None:
    state, notes = read_decisions([("fran", "2024"), ("till", "2024-02")])
    assert (state.start, state.end, notes) == (date(2024, 1, 1), date(2024, 2, 29), ())


def test_days_in_the_wrong_order_are_swapped() -> None:
    state, notes = read_decisions([("fran", "2024-05-01"), ("till", "2024-01-01")])
    assert (state.start, state.end) == (date(2024, 1, 1), date(2024, 5, 1))
    assert [note.code for note in notes] == ["days-swapped"]


def test_paging_meets_every_decision_once(busy: FlaskClient) -> None:
    seen: list[str] = []
    url = "/beslut?ar=2020"
    for _ in range(3):
        tree = page(busy, url)
        seen += [words(each) for each in classed(tree, "hit-title")]
        url = links(tree).get("Nästa →", "")
    assert not url
    assert len(set(seen)) == len(seen) == 60


def test_a_page_past_the_end_is_the_last_one_and_says_so(busy: FlaskClient) -> None:
    tree = page(busy, "/beslut?ar=2020&sida=99999")
    assert "Sida 99999 finns inte. Du ser den sista, sida 3." in words(classed(tree, "notes")[0])
    assert len(classed(tree, "hit")) == 10


def test_the_timeline_is_a_chart_and_a_table_that_narrow_to_a_time(busy: FlaskClient) -> None:
    tree = page(busy, "/beslut?ar=2020")
    chart = classed(tree, "timeline")[0]
    assert link(chart, "Februari 2020") == "/beslut?ar=2020&fran=2020-02-01&till=2020-02-29"
    assert len(classed(page(busy, link(chart, "Februari 2020")), "hit")) == 25
    assert classed(chart, "chart")[0].get("aria-hidden") == "true"


def test_many_years_are_drawn_by_year_and_one_month_not_at_all() -> None:
    drawn = make_timeline({(2019, 5): 2, (2024, 1): 1}, lambda start, end: f"{start}/{end}")
    assert drawn
    assert [row.label for row in drawn.rows] == ["2024", "2019"]
    assert drawn.rows[1].url == "2019-01-01/2019-12-31"
    assert len(drawn.chart.bars) == 6
    assert make_timeline({(2024, 1): 7}, lambda start, end: "") is None
    assert make_timeline({}, lambda start, end: "") is None


def test_the_csv_has_every_decision_with_its_proof_and_runs_nothing(client: FlaskClient) -> None:
    response = client.get("/beslut.csv")
    assert response.content_type == "text/csv; charset=utf-8"
    rows = list(csv.DictReader(io.StringIO(response.get_data(as_text=True).removeprefix("\ufeff")), delimiter=";"))
    assert len(rows) == 2
    assert rows[0]["Beslutat av"] == "Socialnämnden"
    assert rows[0]["Sparad version"].startswith(f"http://localhost/sida/{meeting().page}/2024")
    assert rows[0]["SHA-256"]
    assert rows[0]["Hämtad (UTC)"] == "2024-04-12T06:30:00+00:00"


def test_a_formula_in_a_cell_is_quoted() -> None:
    town = make_town()
    said = Decision(text="=1+1", kind=DecisionKind.FORMAL, evidence=Evidence(text="=1+1", rule="r"))
    add(town, memento("/formel/", "+Formel", (Section(kind="paragraph", text="=1+1"),), (said,)))
    lines = create_app(town).test_client().get("/beslut.csv?q=formel").get_data(as_text=True)
    assert ";'=1+1;" in lines
    assert ";'+Formel;" in lines
    town.close()


def test_json_lines_say_the_same_as_objects(client: FlaskClient) -> None:
    lines = client.get("/beslut.jsonl?ar=2024").get_data(as_text=True).splitlines()
    assert [json.loads(line)["case_numbers"] for line in lines] == [["SN 2024/17"]]


def test_a_hostile_decision_is_text(client: FlaskClient) -> None:
    assert EVIL.split()[0].lower() in words(classed(page(client, "/beslut?ar=-"), "hit")[0]).lower()


def test_urls_say_only_what_was_chosen() -> None:
    assert decisions_url(DecisionState()) == "/beslut"
    pairs = [("q", "båt"), ("ar", "0099"), ("enhet", "KS"), ("fran", "2024-01-01"), ("sida", "3")]
    state, notes = read_decisions(pairs)
    assert not notes
    assert read_decisions([("q", state.text), *state.chosen, ("fran", "2024-01-01"), ("sida", "3")])[0] == state
    assert decisions_url(state) == "/beslut?q=b%C3%A5t&ar=0099&enhet=KS&fran=2024-01-01&sida=3"


@pytest.fixture
def story() -> Iterator[FlaskClient]:
    """A town whose page said two things after each other, and one page that is gone."""
    town = make_town()
    for days, said in ((0, "stänga badet"), (10, "öppna badet igen")):
        decision = Decision(text=said, kind=DecisionKind.FORMAL, evidence=Evidence(text=f"Beslut: {said}.", rule="r"))
        at = DAY + timedelta(days=days)
        told = memento("/badet/", "Badet", (Section(kind="paragraph", text=f"Beslut: {said}."),), (decision,))
        add(town, replace(told, at=at, seen_at=at, text_digest=said))
    away = Decision(text="sälja bryggan", kind=DecisionKind.FORMAL, evidence=Evidence(text="Sälj.", rule="r"))
    gone = memento("/bryggan/", "Bryggan", (Section(kind="paragraph", text="Sälj."),), (away,))
    add(town, gone)
    town.store.pages.missing(gone.url, gone.source, at=DAY + timedelta(days=5), gone=True)
    yield create_app(town).test_client()
    town.close()


def told(client: FlaskClient, rest: str) -> set[str]:
    lines = client.get(f"/beslut.jsonl?{rest}").get_data(as_text=True).splitlines()
    return {json.loads(line)["text"] for line in lines} & {"stänga badet", "öppna badet igen", "sälja bryggan"}


def test_decisions_are_listed_as_the_pages_stood_at_the_end_of_a_day(story: FlaskClient) -> None:
    day = DAY.date()
    assert told(story, "") == {"öppna badet igen", "sälja bryggan"}
    assert told(story, f"vid={day}") == {"stänga badet", "sälja bryggan"}
    assert told(story, f"vid={day + timedelta(days=6)}") == {"stänga badet"}
    assert told(story, f"vid={day + timedelta(days=11)}") == {"öppna badet igen"}
    assert told(story, f"vid={day - timedelta(days=400)}") == set()


def test_a_list_of_a_day_gone_by_says_so_and_leads_to_the_versions_that_stood(story: FlaskClient) -> None:
    tree = page(story, f"/beslut?q=badet&vid={DAY.date()}")
    assert "Du ser besluten som sidorna stod 12 april 2024" in words(classed(tree, "notes")[0])
    assert link(tree, "Som sidorna stod") == "/beslut?q=badet"
    assert link(tree, "Stänga badet").endswith("/20240412063000")
    assert story.get(link(tree, "Stänga badet")).status_code == 200
    answer = story.get(f"/api/v1/decisions?q=badet&vid={DAY.date()}").get_json()
    assert [row["text"] for row in answer["decisions"]] == ["stänga badet"]


def test_the_api_says_which_part_of_a_question_decisions_do_not_have(client: FlaskClient) -> None:
    answer = client.get("/api/v1/decisions?q=belopp:>1000")
    assert answer.status_code == 400
    assert answer.get_json()["errors"][0]["parameter"] == "q"


def test_a_checked_decision_says_when() -> None:
    town = make_town()
    what = Subject(facet="decision", value="x", text="x")
    review = Review(kind=CorrectionKind.CONFIRMED, correction=1, at=DAY, what=what)
    said = Decision(
        text="måla båten", kind=DecisionKind.FORMAL, evidence=Evidence(text="Måla.", rule="r"), review=review
    )
    add(town, memento("/bat/", "Båt", (Section(kind="paragraph", text="Måla."),), (said,)))
    client = create_app(town).test_client()
    assert "Granskad 12 april 2024" in words(classed(page(client, "/beslut?q=båten"), "hit")[0])
    (line,) = client.get("/beslut.jsonl?q=båten").get_data(as_text=True).splitlines()
    assert (json.loads(line)["review"], json.loads(line)["reviewed_at"]) == ("bekräftad", "2024-04-12T06:30:00+00:00")
    town.close()
