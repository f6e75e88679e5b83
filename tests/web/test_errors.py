"""Errors are pages in Swedish that lead on, and never say what went wrong inside."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import closing, contextmanager
from typing import NoReturn
from xml.etree.ElementTree import Element

import pytest
from flask import Flask
from flask.testing import FlaskClient

from archive.errors import StoreAway
from archive.facets import SCHEMA
from archive.store.pages import page_id
from archive.web import create_app
from archive.web.errors import answered
from archive.web.links import page_url
from crawler.model import Source
from index.errors import IndexAway, IndexBroken, IndexBusy, IndexStale, QueryTooLong, SearchIndexError
from index.memory import MemoryIndex
from index.model import Query, Result
from tests.fakes.storing import memento
from tests.web.reading import link, page, parsed, words
from tests.web.town import add, make_archive, meeting


@contextmanager
def failing(error: Exception) -> Iterator[FlaskClient]:
    """A client of an archive whose index always fails so."""

    class Failing(MemoryIndex):
        def search(self, query: Query) -> Result:
            raise error

    archive = make_archive(Failing(SCHEMA))
    yield create_app(archive).test_client()
    archive.close()


@pytest.mark.parametrize(
    "url",
    [
        "/finns/inte",
        "/sida/0000000000000000",
        "/sida/0000000000000000/versioner",
        f"/sida/{meeting().page}/igår",
        f"/sida/{meeting().page}/original/original",
        "/sida/%00",
        "/sida/" + "a" * 5000,
        "/sida/%F0%9F%92%A9",
    ],
)
def test_what_is_not_there_is_a_page_that_says_so_and_offers_a_search(client: FlaskClient, url: str) -> None:
    tree = page(client, url, 404)
    assert words(tree.find(".//h1")) == "Sidan finns inte"
    assert link(tree, "Till startsidan") == "/"


def test_the_words_of_a_lost_address_become_a_search(client: FlaskClient) -> None:
    assert sought(page(client, "/nyheter/ny-skola_2024.html", 404)) == "nyheter skola 2024"
    assert sought(page(client, "/https://www.lillstad.example/nyheter/2024/sagt", 404)) == "nyheter 2024 sagt"


def sought(tree: Element) -> str:
    """What stands in the page's search box."""
    (box,) = (each for each in tree.iter("input") if each.get("id") == "q")
    return box.get("value", "")


@pytest.mark.parametrize(
    "url",
    [
        "/nyheter/2024/april/stadning/",
        "/nyheter/2024/april/stadning",
        "/https://www.lillstad.example/nyheter/2024/april/stadning/",
        "/http://www.lillstad.example/nyheter/../nyheter/2024/april/stadning",
        "/https:/www.lillstad.example/nyheter/2024/april/stadning/?utm_source=x",
    ],
)
def test_an_address_that_a_page_once_had_leads_to_it(client: FlaskClient, url: str) -> None:
    tree = page(client, url, 404)
    known = link(tree, "lillstad.example/nyheter/2024/april/stadning")
    assert known == page_url(meeting().page)


def test_an_address_at_the_last_of_all_municipalities_leads_to_its_page() -> None:
    with closing(make_archive()) as archive:
        for number in range(290):
            archive.store.sources.save(Source(name=f"{number:03}", seeds=(f"https://kommun{number}.example/",)))
        url = "https://kommun289.example/taxor/"
        last = memento(url=url, page=page_id(url), source="289")
        add(archive, last)
        tree = page(create_app(archive).test_client(), "/taxor", 404)
        assert link(tree, "kommun289.example/taxor") == page_url(last.page)


@pytest.mark.parametrize("url", ["/nyheter/", "/https://elsewhere.example/nyheter/2024/", "/http://[", "//", "/http:/"])
def test_an_address_that_no_page_had_claims_nothing(client: FlaskClient, url: str) -> None:
    assert "Fanns den förr?" not in client.get(url).get_data(as_text=True)


@pytest.mark.parametrize("status", [400, 403, 404, 405, 410, 413, 429, 500, 503, 418, 599])
def test_every_error_says_what_to_do_and_whom_to_ask(app: Flask, status: int) -> None:
    with app.test_request_context("/nagonstans"):
        response = answered(status)
    tree = parsed(response.get_data(as_text=True))
    assert response.status_code == status
    assert "Det här kan du göra" in [words(each) for each in tree.iter("h2")]
    assert len(list(tree.find(".//section/ul"))) > 1
    assert "arkivet@lillstad.example" in words(tree.find(".//section/ul"))


@pytest.mark.parametrize("method", ["POST", "PUT", "DELETE"])
def test_only_reading_is_allowed_and_the_answer_says_so(client: FlaskClient, method: str) -> None:
    response = client.open("/sok", method=method)
    assert response.status_code == 405
    assert "GET" in response.headers["Allow"]
    assert "Sidan kan bara läsas." in response.get_data(as_text=True)


def test_programs_are_told_of_errors_in_json(client: FlaskClient) -> None:
    response = client.get("/api/finns-inte")
    assert response.content_type == "application/problem+json"
    assert response.get_json(force=True)["status"] == response.status_code == 404


@pytest.mark.parametrize("error", [IndexStale("stamp"), IndexBroken("/hemlig/fil")])
def test_a_stale_or_broken_index_is_said_to_need_rebuilding(error: Exception) -> None:
    with failing(error) as client:
        response = client.get("/sok?q=a")
    said = response.get_data(as_text=True)
    assert response.status_code == 503
    assert response.headers["Retry-After"] == "120"
    assert "kommunarkiv reindex" in said
    assert "hemlig" not in said


def test_a_cluster_that_does_not_answer_is_said_and_no_word_of_where_it_is() -> None:
    with failing(IndexAway("the search cluster does not answer (https://inne:9200)")) as client:
        page, answer = client.get("/sok?q=a"), client.get("/api/sok?q=a")
    assert (page.status_code, answer.status_code) == (503, 503)
    assert "Sökningen svarar inte just nu" in page.get_data(as_text=True)
    assert answer.get_json(force=True)["title"] == "Sökningen svarar inte just nu"
    assert "9200" not in page.get_data(as_text=True) + answer.get_data(as_text=True)


def test_a_question_that_is_too_long_for_the_engine_is_the_asker_s_to_mend_and_no_trouble_of_ours() -> None:
    with failing(QueryTooLong("too many conditions")) as client:
        tree, answer = page(client, "/sok?q=a*+b*", 400), client.get("/api/sok?q=a*+b*")
    assert words(tree.find(".//h1")) == "Frågan är för lång"
    assert "sök med färre ord" in words(tree.find(".//section/ul"))
    assert (answer.status_code, answer.get_json(force=True)["title"]) == (400, "Frågan är för lång")
    assert "Retry-After" not in answer.headers


def test_a_cluster_that_refuses_is_not_said_to_be_rebuilt() -> None:
    with failing(SearchIndexError("the search cluster refuses (searching, status 400)")) as client:
        tree = page(client, "/sok?q=a", 503)
    assert words(tree.find(".//h1")) == "Sökningen svarar inte just nu"
    assert "byggs om" not in words(tree)


def test_a_busy_index_is_said_to_come_back_soon() -> None:
    with failing(IndexBusy("lock")) as client:
        response = client.get("/api/sok?q=a")
    assert response.status_code == 503
    assert "Försök igen om några minuter." in response.get_json(force=True)["detail"]


@pytest.mark.parametrize(
    "url",
    [
        "/",
        "/sok?q=a",
        "/beslut",
        "/en/om",
        "/admin/",
        "/kommun/mellankoping/sok?q=a",
        "/api/v1/changes",
        "/sida/0123456789abcdef",
    ],
)
def test_a_database_that_is_away_is_said_on_every_page(url: str, monkeypatch: pytest.MonkeyPatch) -> None:
    archive = make_archive()
    client = create_app(archive).test_client()

    def gone() -> NoReturn:
        raise StoreAway("the database postgresql://hemlig does not answer")

    for way in ("reading", "writing"):
        monkeypatch.setattr(archive.store._database, way, gone)  # type: ignore[attr-defined]
    response = client.get(url)
    said = response.get_data(as_text=True)
    assert response.status_code == 503
    assert response.headers["Retry-After"] == "120"
    assert ("The archive does not answer" if "/en/" in url else "Arkivet svarar inte just nu") in said
    assert "databas" in said
    assert "Sökningen är tillfälligt stängd" not in said
    assert "hemlig" not in said
    assert "Beslut och upphandlingar" not in said
    assert client.get("/finns/inte").status_code == 404
    monkeypatch.undo()
    archive.close()


def test_an_unforeseen_error_is_logged_and_tells_nothing_of_the_inside(caplog: pytest.LogCaptureFixture) -> None:
    with failing(RuntimeError("lösenord: hemligt")) as client:
        response = client.get("/sok")
    assert response.status_code == 500
    assert "Något gick fel" in response.get_data(as_text=True)
    assert "hemligt" not in response.get_data(as_text=True)
    assert "unforeseen at /sok" in caplog.text


def test_bytes_that_are_no_text_in_an_address_are_harmless(client: FlaskClient) -> None:
    assert client.get("/sok?q=%ff%fe&ar=%c3%28").status_code == 200


def test_behind_the_door_an_error_leads_back_there_and_proposes_no_search(admin: FlaskClient) -> None:
    for url in ("/admin/kallor/okand", "/admin/finns/inte"):
        response = admin.get(url)
        assert response.status_code == 404
        tree = parsed(response.get_data(as_text=True))
        assert link(tree, "Till skötseln") == "/admin/"
        assert "Tipsa om en sida" not in words(tree)
        assert "orden nedan" not in words(tree)
