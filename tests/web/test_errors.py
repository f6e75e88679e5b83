"""Errors are pages in Swedish that lead on, and never say what went wrong inside."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

import pytest
from flask.testing import FlaskClient

from archive.facets import SCHEMA
from archive.web import create_app
from index.errors import IndexBroken, IndexBusy, IndexStale
from index.memory import MemoryIndex
from index.model import Query, Result
from tests.web.reading import link, page, words
from tests.web.town import make_archive, meeting


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
    assert link(page(client, "/nyheter/ny-skola_2024", 404), "Sök efter") == "/sok?q=nyheter+skola+2024"


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


def test_a_busy_index_is_said_to_come_back_soon() -> None:
    with failing(IndexBusy("lock")) as client:
        response = client.get("/api/sok?q=a")
    assert response.status_code == 503
    assert "Försök igen om några minuter." in response.get_json(force=True)["detail"]


def test_an_unforeseen_error_is_logged_and_tells_nothing_of_the_inside(caplog: pytest.LogCaptureFixture) -> None:
    with failing(RuntimeError("lösenord: hemligt")) as client:
        response = client.get("/sok")
    assert response.status_code == 500
    assert "Något gick fel" in response.get_data(as_text=True)
    assert "hemligt" not in response.get_data(as_text=True)
    assert "unforeseen at /sok" in caplog.text


def test_bytes_that_are_no_text_in_an_address_are_harmless(client: FlaskClient) -> None:
    assert client.get("/sok?q=%ff%fe&ar=%c3%28").status_code == 200
