"""How often one may ask the API."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

import pytest
from flask.testing import FlaskClient

from archive.parts import Archive
from archive.web import create_app
from archive.web.api.limits import UNCOUNTED


def limited(archive: Archive, per_minute: int) -> FlaskClient:
    config = replace(archive.config, api_per_minute=per_minute)
    return create_app(replace(archive, config=config)).test_client()


@pytest.fixture
def hasty(town: Archive) -> Iterator[FlaskClient]:
    """A visitor who may ask three times a minute."""
    return limited(town, 3)


def test_every_answer_says_what_is_left(hasty: FlaskClient) -> None:
    left = [hasty.get("/api/v1/status").headers["RateLimit-Remaining"] for _ in range(3)]
    assert left == ["2", "1", "0"]
    assert hasty.get("/api/v1/status").headers["RateLimit-Limit"] == "3"


def test_who_asks_too_often_is_told_how_long_to_wait(hasty: FlaskClient) -> None:
    for path in ("status", "pages", "units"):
        assert hasty.get(f"/api/v1/{path}").status_code == 200
    response = hasty.get("/api/v1/search")
    assert response.status_code == 429
    assert response.content_type == "application/problem+json"
    assert response.get_json(force=True)["type"].endswith("#problem-too-many-requests")
    assert 0 < int(response.headers["Retry-After"]) <= 61
    assert 0 < int(response.headers["RateLimit-Reset"]) <= 61


def test_others_are_not_made_to_wait(hasty: FlaskClient) -> None:
    answers = [hasty.get("/api/v1/status", environ_base={"REMOTE_ADDR": f"192.0.2.{n}"}) for n in range(8)]
    assert {each.status_code for each in answers} == {200}


@pytest.mark.parametrize("path", ["/", "/sok?q=a", "/halsa", *sorted(UNCOUNTED)])
def test_people_are_not_counted_nor_is_what_is_proposed_while_they_type(hasty: FlaskClient, path: str) -> None:
    answers = [hasty.get(path) for _ in range(8)]
    assert 429 not in {each.status_code for each in answers}
    assert "RateLimit-Limit" not in answers[0].headers


def test_a_limit_of_0_is_none(town: Archive) -> None:
    client = limited(town, 0)
    assert "RateLimit-Limit" not in client.get("/api/v1/status").headers
