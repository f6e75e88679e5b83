"""Copying the archive: everything once, then what has changed, each line a JSON value of its own."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest
from flask.testing import FlaskClient

from archive.parts import Archive
from archive.web import create_app
from tests.web.town import DAY, NOW, add, make_archive, meeting, plain_page

PAGES = [meeting(), *(plain_page(number, 2020, "Socialförvaltningen", "budget") for number in range(4))]


@pytest.fixture
def small() -> Iterator[Archive]:
    made = make_archive()
    add(made, *PAGES)
    yield made
    made.close()


@pytest.fixture
def copier(small: Archive) -> FlaskClient:
    return create_app(small).test_client()


def lines(client: FlaskClient, url: str) -> list[Any]:
    response = client.get(url)
    assert response.content_type == "application/x-ndjson"
    return [json.loads(line) for line in response.get_data(as_text=True).splitlines()]


def changed() -> Any:
    """A later version of the first page."""
    return replace(meeting(), at=NOW, seen_at=NOW, title="Nytt", text_digest="later")


def test_an_export_holds_every_page_by_id_with_its_newest_version(copier: FlaskClient) -> None:
    head, *rows = lines(copier, "/api/v1/export")
    assert head["pages"] == len(rows) == len(PAGES)
    assert [row["page"]["id"] for row in rows] == sorted(page.page for page in PAGES)
    assert all(row["memento"]["page"] == row["page"]["id"] for row in rows)


def test_an_export_is_written_as_it_is_read(copier: FlaskClient) -> None:
    """Never whole in memory: lines are made when they are asked for."""
    with copier.get("/api/v1/export", buffered=False) as response:
        assert response.is_streamed
        assert json.loads(next(response.iter_encoded()))["pages"] == len(PAGES)


def test_an_export_can_hold_every_version(small: Archive, copier: FlaskClient) -> None:
    add(small, changed())
    stamps = [row["memento"]["stamp"] for row in lines(copier, "/api/v1/export?mementos=all")[1:]]
    assert len(stamps) == len(PAGES) + 1
    assert len(lines(copier, "/api/v1/export")) == len(PAGES) + 1


def test_what_may_not_be_found_is_not_exported(small: Archive, copier: FlaskClient) -> None:
    add(small, replace(changed(), searchable=False))
    assert meeting().page not in {row["page"]["id"] for row in lines(copier, "/api/v1/export?mementos=all")[1:]}


def test_an_export_that_was_cut_off_goes_on_behind_a_page(copier: FlaskClient) -> None:
    rows = lines(copier, "/api/v1/export")[1:]
    assert lines(copier, f"/api/v1/export?after={rows[1]['page']['id']}")[1:] == rows[2:]


def test_after_an_export_the_changes_go_on_from_its_number(small: Archive, copier: FlaskClient) -> None:
    head = lines(copier, "/api/v1/export")[0]
    assert lines(copier, f"/api/v1/changes?since={head['seq']}") == []
    add(small, changed())
    (line,) = lines(copier, f"/api/v1/changes?since={head['seq']}")
    assert (line["id"], line["deed"], line["url"]) == (meeting().page, "put", meeting().url)
    assert copier.get(line["page"]).status_code == 200


def test_a_page_that_may_no_longer_be_found_is_told_to_be_dropped(small: Archive, copier: FlaskClient) -> None:
    add(small, replace(changed(), searchable=False))
    assert [line["deed"] for line in lines(copier, "/api/v1/changes")].count("drop") == 1


def test_changes_come_in_pieces_that_lead_on(copier: FlaskClient) -> None:
    response = copier.get("/api/v1/changes?limit=2")
    following = response.headers["Link"].partition(">")[0].removeprefix("<")
    first, rest = lines(copier, "/api/v1/changes?limit=2"), lines(copier, f"{following}00")
    assert [line["seq"] for line in first + rest] == [1, 2, 3, 4, 5]
    assert response.headers["Kommunarkiv-Seq"] == "5"


def test_changes_that_are_known_are_not_sent_again(copier: FlaskClient) -> None:
    tag = copier.get("/api/v1/changes").headers["ETag"]
    assert copier.get("/api/v1/changes", headers={"If-None-Match": tag}).status_code == 304


def test_a_copy_kept_by_the_feed_is_what_an_export_holds(small: Archive, copier: FlaskClient) -> None:
    seq, *rows = lines(copier, "/api/v1/export")
    copy = {row["page"]["id"] for row in rows}
    add(small, plain_page(9, 2021, "Socialförvaltningen", "skola"), replace(changed(), searchable=False))
    small.store.pages.missing(PAGES[1].url, "Lillstad", at=DAY + timedelta(days=1), gone=True)
    for line in lines(copier, f"/api/v1/changes?since={seq['seq']}"):
        (copy.discard if line["deed"] == "drop" else copy.add)(line["id"])
    assert copy == {row["page"]["id"] for row in lines(copier, "/api/v1/export")[1:]}
