"""Text is sent smaller to those who take it so, and says the same."""

from __future__ import annotations

import gzip

import pytest
from flask import Flask, Response
from flask.testing import FlaskClient

from archive.web.compression import LEAST, MOST_FILE
from archive.web.links import page_url
from tests.web.town import meeting

GZIP = {"Accept-Encoding": "gzip, br"}
ORIGINAL = page_url(meeting().page, "20240412063000", "original")


@pytest.mark.parametrize(
    "url", ["/", "/en", "/sok?q=nyhet", "/api/sok?q=nyhet", "/static/kommunarkiv.css", "/finns-inte"]
)
def test_a_compressed_answer_says_what_the_plain_one_says(client: FlaskClient, url: str) -> None:
    with client.get(url, headers=GZIP) as small, client.get(url) as plain:
        assert small.headers["Content-Encoding"] == "gzip"
        assert len(small.data) < len(plain.data) / 2
        assert int(small.headers["Content-Length"]) == len(small.data)
        if not url.startswith("/api/"):
            assert gzip.decompress(small.data) == plain.data
        assert "Content-Encoding" not in plain.headers
        assert small.status_code == plain.status_code


@pytest.mark.parametrize("url", ["/", "/static/kommunarkiv.css", "/api/forslag?q=soc"])
def test_caches_are_told_that_the_answer_depends_on_what_is_taken(client: FlaskClient, url: str) -> None:
    for headers in ({}, GZIP):
        with client.get(url, headers=headers) as response:
            assert "Accept-Encoding" in response.headers["Vary"]


@pytest.mark.parametrize("taken", ["", "identity", "br", "gzip;q=0"])
def test_those_who_do_not_take_it_get_it_plain(client: FlaskClient, taken: str) -> None:
    assert "Content-Encoding" not in client.get("/", headers={"Accept-Encoding": taken}).headers


def test_short_answers_are_sent_as_they_are(client: FlaskClient) -> None:
    response = client.get("/halsa", headers=GZIP)
    assert len(response.data) < LEAST
    assert "Content-Encoding" not in response.headers


def test_a_kept_file_is_known_again_in_either_form(client: FlaskClient) -> None:
    with client.get("/static/kommunarkiv.css", headers=GZIP) as small, client.get("/static/kommunarkiv.css") as plain:
        assert small.headers["ETag"] == f"W/{plain.headers['ETag']}"
        assert "Accept-Ranges" not in small.headers
        tags = small.headers["ETag"], plain.headers["ETag"]
    for tag in tags:
        with client.get("/static/kommunarkiv.css", headers={**GZIP, "If-None-Match": tag}) as again:
            assert (again.status_code, again.data) == (304, b"")
            assert "Content-Encoding" not in again.headers


def test_asking_for_the_head_only_gives_the_same_head(client: FlaskClient) -> None:
    head, whole = client.head("/om", headers=GZIP), client.get("/om", headers=GZIP)
    assert head.headers["Content-Length"] == whole.headers["Content-Length"]
    assert head.data == b""


def test_captures_arrive_byte_for_byte(client: FlaskClient) -> None:
    assert client.get(ORIGINAL, headers=GZIP).data == client.get(ORIGINAL).data


@pytest.mark.parametrize(
    ("made", "is_small"),
    [
        (lambda: Response("a" * LEAST, mimetype="text/plain"), True),
        (lambda: Response("a" * (LEAST - 1), mimetype="text/plain"), False),
        (lambda: Response(b"a" * 9_000, mimetype="application/zip"), False),
        (lambda: Response((each for each in ["a" * 9_000]), mimetype="text/csv"), False),
        (lambda: Response("a" * 9_000, mimetype="text/html", headers={"Cache-Control": "no-store"}), False),
        (lambda: Response("a" * 9_000, mimetype="text/html", headers={"Content-Encoding": "br"}), False),
        (lambda: Response("a" * 9_000, 206, mimetype="text/html"), False),
        (lambda: Response("a" * 9_000, 503, mimetype="text/html"), True),
        (lambda: Response("a" * (MOST_FILE + 1), mimetype="text/css", direct_passthrough=True), False),
    ],
    ids=["long", "short", "zip", "stream", "secret", "encoded", "part", "error", "large file"],
)
def test_only_whole_long_text_is_compressed(app: Flask, made, is_small: bool) -> None:
    with app.test_request_context("/", headers=GZIP):
        response = app.process_response(made())
    assert (response.headers.get("Content-Encoding") == "gzip") is is_small
