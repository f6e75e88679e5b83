"""The API: lists that go on, answers that need not be sent twice, refusals that name what is wrong."""

from __future__ import annotations

from typing import Any

import pytest
from flask.testing import FlaskClient

from archive.answers import answer
from archive.web.api.answering import ANSWERS
from archive.web.api.forms import PagedSearchAnswer, SearchHit
from archive.web.api.lines import LINE_ANSWERS
from archive.web.api.operations import OPERATIONS
from archive.web.api.schemas import hints
from archive.web.context import finder
from archive.web.links import SearchState, StateRead
from tests.web.town import EVIL, NUMBER, hostile, meeting

PAGE = f"/api/v1/pages/{meeting().page}"


def got(client: FlaskClient, url: str) -> Any:
    response = client.get(url)
    assert response.status_code == 200, response.get_data(as_text=True)
    return response.get_json()


def whole(client: FlaskClient, url: str, name: str) -> list[Any]:
    """Every row of a list, followed by its `next`."""
    rows, following = [], url
    while following:
        said = got(client, following)
        rows += said[name]
        following = said["next"]
    return rows


def test_every_operation_of_the_table_is_answered_and_no_other() -> None:
    assert {each.name for each in OPERATIONS if each.strict} == ANSWERS.keys() | LINE_ANSWERS.keys()


def test_a_search_finds_what_the_search_page_finds(client: FlaskClient) -> None:
    said = got(client, "/api/v1/search?q=direktupphandla&innehall=Beslut&sort=nyast")
    page = got(client, "/api/sok?q=direktupphandla&innehall=Beslut&sort=nyast")
    assert said["total"] == 1
    assert [said[name] for name in ("hits", "facets", "web")] == [page[name] for name in ("hits", "facets", "web")]


def test_the_forms_say_all_that_an_answer_holds(app, town) -> None:
    """What is added to the outer form of an answer is described, too."""
    with app.test_request_context("/"):
        result = finder().find(StateRead(state=SearchState(text="nyhet"))).result
    said = answer(result, ms=0)
    assert said["hits"][0].keys() == hints(SearchHit).keys()
    assert said.keys() | {"page", "size", "web"} == hints(PagedSearchAnswer).keys()


def test_a_list_goes_on_to_its_end_and_repeats_nothing(client: FlaskClient) -> None:
    found = [hit["id"] for hit in whole(client, "/api/v1/search?q=nyhet&size=7", "hits")]
    assert len(found) == len(set(found)) == got(client, "/api/v1/search?q=nyhet")["total"] == 30


@pytest.mark.parametrize("path", ["pages", "decisions", "procurements"])
def test_small_pieces_make_the_same_list(client: FlaskClient, path: str) -> None:
    url = f"/api/v1/{path}"
    assert whole(client, f"{url}?size=1", path) == whole(client, f"{url}?size=100", path)


def test_where_a_list_goes_on_stands_in_a_header_too(client: FlaskClient) -> None:
    response = client.get("/api/v1/pages?size=2")
    assert response.headers["Link"] == f'<{response.get_json()["next"]}>; rel="next"'


def test_a_cursor_of_another_list_is_refused(client: FlaskClient) -> None:
    cursor = got(client, "/api/v1/search?q=nyhet&size=2")["next"].partition("cursor=")[2]
    response = client.get(f"/api/v1/search?q=budget&size=2&cursor={cursor}")
    assert response.status_code == 400
    assert response.get_json(force=True)["errors"][0]["parameter"] == "cursor"


def test_what_is_wrong_is_named_all_at_once(client: FlaskClient) -> None:
    response = client.get("/api/v1/decisions?from=2024-02-30&kind=x&storlek=3&size=0&size=1")
    said = response.get_json(force=True)
    assert response.content_type == "application/problem+json"
    assert said["status"] == response.status_code == 400
    assert {each["parameter"] for each in said["errors"]} == {"from", "kind", "storlek", "size"}
    assert said["type"].endswith("#problem-bad-parameter")


def test_the_same_answer_is_not_sent_twice(client: FlaskClient) -> None:
    first = client.get("/api/v1/search?q=nyhet")
    again = client.get("/api/v1/search?q=nyhet", headers={"If-None-Match": first.headers["ETag"]})
    assert (again.status_code, again.get_data()) == (304, b"")
    assert again.headers["ETag"] == first.headers["ETag"]


def test_one_can_ask_for_the_headers_alone(client: FlaskClient) -> None:
    response = client.head(f"{PAGE}/mementos")
    assert (response.status_code, response.get_data()) == (200, b"")
    assert response.headers["ETag"] == client.get(f"{PAGE}/mementos").headers["ETag"]


def test_pages_of_other_sites_may_read_the_api_and_nothing_else(client: FlaskClient) -> None:
    assert client.get("/api/v1/status").headers["Access-Control-Allow-Origin"] == "*"
    assert client.get("/api/v1/status").headers["Cross-Origin-Resource-Policy"] == "cross-origin"
    assert client.options("/api/v1/status").headers["Access-Control-Allow-Methods"] == "GET, HEAD, OPTIONS"
    assert "Access-Control-Allow-Origin" not in client.get("/sok").headers
    assert client.get("/sok").headers["Cross-Origin-Resource-Policy"] == "same-origin"


def test_a_page_leads_to_its_versions_and_they_to_their_text(client: FlaskClient) -> None:
    mementos = got(client, got(client, PAGE)["mementos"])["mementos"]
    assert [each["stamp"] for each in mementos] == ["20240313063000", "20240412063000"]
    first, newest = (got(client, each["memento"]) for each in mementos)
    assert first["facts"] == []
    assert "direktupphandla städning" in newest["text"]


def test_a_fact_stands_with_its_evidence_where_it_says(client: FlaskClient) -> None:
    said = got(client, f"{PAGE}/mementos/20240412063000")
    (fact,) = (each for each in said["facts"] if each["type"] == "procurement")
    evidence = fact["evidence"]
    assert (fact["supplier"], fact["value_sek"]) == ("Ren AB", 1_100_000)
    assert said["text"][evidence["start"] : evidence["end"]] == evidence["text"]


def test_a_page_is_found_by_its_address(client: FlaskClient) -> None:
    (page,) = got(client, f"/api/v1/pages?url={meeting().url}")["pages"]
    assert page["id"] == meeting().page
    assert got(client, "/api/v1/pages?url=https://nowhere.example/")["pages"] == []


@pytest.mark.parametrize("url", ["/api/v1/pages/0000000000000000", f"{PAGE}/mementos/19990101000000"])
def test_what_is_not_there_is_said_in_json(client: FlaskClient, url: str) -> None:
    response = client.get(url)
    assert response.status_code == 404
    assert response.get_json(force=True)["type"].endswith("#problem-not-found")


def test_procurements_are_asked_for_by_period_and_sum(client: FlaskClient) -> None:
    (row,) = got(client, "/api/v1/procurements?from=2024-01-01&to=2024-12-31&min_sek=1000000")["procurements"]
    assert (row["value_sek"], row["page"]) == (1_100_000, meeting().page)
    assert got(client, "/api/v1/procurements?from=2025-01-01")["procurements"] == []


@pytest.mark.parametrize(
    ("asked", "count"),
    [
        ("supplier=ren&stage=tilldelning", 1),
        ("supplier=smutsig", 0),
        ("against=%C3%B6ver", 1),
        ("against=under", 0),
        ("reviewed=true", 0),
        ("min_sek=1&vid=2024-04-01", 0),
        ("min_sek=1&vid=2024-04-20", 1),
        ("reviewed=false&unit=SOCIALN%C3%84MNDEN", 1),
    ],
)
def test_procurements_are_asked_for_as_on_their_page(client: FlaskClient, asked: str, count: int) -> None:
    assert len(got(client, f"/api/v1/procurements?{asked}")["procurements"]) == count


@pytest.mark.parametrize(
    "asked",
    ["q=st%C3%A4dning", "unit=SOCIALN%C3%84MNDEN&kind=formal", "from=2024-04-09&to=2024-04-09", "amne=upphandling"],
)
def test_decisions_are_asked_for_as_on_their_page(client: FlaskClient, asked: str) -> None:
    (row,) = got(client, f"/api/v1/decisions?{asked}")["decisions"]
    assert (row["decided_by"], row["date"], row["kind"]) == ("Socialnämnden", "2024-04-09", "formal")
    assert [client.get(row[where]).status_code for where in ("web", "memento")] == [200, 200]


def test_all_versions_can_be_searched(client: FlaskClient) -> None:
    found = got(client, "/api/v1/search?q=ledningen&vid=alltid")
    assert found["notes"] == ["Alla sparade versioner av sidorna."]
    assert got(client, "/api/v1/facets?q=ledningen&vid=2024-03-20")["total"] == 1


def test_personal_numbers_leave_masked_and_addresses_whole(client: FlaskClient) -> None:
    said = client.get(f"/api/v1/pages/{hostile().page}/mementos/20240412063000").get_data(as_text=True)
    assert NUMBER not in said
    assert "••••••••-••••" in said or "\\u2022" in said
    assert hostile().digest in said


def test_the_units_of_a_town_are_listed_over_their_lives(archive) -> None:
    from archive.web import create_app

    client = create_app(archive).test_client()
    units = whole(client, "/api/v1/units?size=3", "units")
    names = [unit["name"] for unit in units]
    assert names == sorted(names)
    assert {"name", "kind", "start", "end", "successors"} <= units[0].keys()
    assert len(units) == len({(unit["name"], unit["start"], unit["kind"]) for unit in units}) > 5


def test_status_says_what_is_held(client: FlaskClient) -> None:
    said = got(client, "/api/v1/status")
    assert (said["pages"], said["mementos"]) == (32, 33)
    assert {each["name"] for each in said["sources"]} == {"Lillstad", EVIL}
