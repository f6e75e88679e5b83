"""`/halsa` says whether the archive is well, to machines as JSON and to people as a page; no secrets."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest

from archive.model import RunState, Tally
from archive.parts import Archive
from archive.vault import reaching
from archive.web import create_app
from index.errors import SearchIndexError
from tests.fakes.storing import AT, later

BROWSER = {"Accept": "text/html,application/xhtml+xml,*/*;q=0.8"}


def test_a_machine_gets_every_part(archive: Archive) -> None:
    response = create_app(archive).test_client().get("/halsa")
    said = response.get_json()
    assert (response.status_code, response.headers["Cache-Control"]) == (200, "no-store")
    parts = {"database", "captures", "disk", "clock", "pages", "index"}
    assert set(said) == {"status", "version", "last_crawl", "crawling", *parts}
    known = {"answers": True, "stale": False, "behind": True, "waiting": 5, "generation": archive.index.generation}
    assert said["index"] == known
    assert (said["last_crawl"], said["crawling"]) == (None, 0)


def test_the_last_crawl_is_the_newest_that_came_to_its_end(archive: Archive) -> None:
    runs = archive.store.runs
    runs.end(runs.start("town", worker="w", now=AT), RunState.DONE, Tally(), now=later(seconds=9))
    runs.start("town", worker="w", now=later(days=1))
    said = create_app(archive).test_client().get("/halsa").get_json()
    assert (said["last_crawl"], said["crawling"]) == (later(seconds=9).isoformat(), 1)


def test_a_browser_gets_a_page(archive: Archive) -> None:
    response = create_app(archive).test_client().get("/halsa", headers=BROWSER)
    text = response.get_data(as_text=True).replace("\N{NO-BREAK SPACE}", " ")
    assert response.mimetype == "text/html"
    assert response.headers["Vary"].startswith("Accept")
    for said in ("Allt fungerar.", "5 ändringar väntar på att föras in", "ingen ännu", "5 sidor"):
        assert said in text


class Unreadable:
    """A store whose database does not answer."""

    def __init__(self, store: Any) -> None:
        self._store = store

    def is_readable(self) -> bool:
        return False

    def __getattr__(self, name: str) -> Any:
        return getattr(self._store, name)


def test_a_database_that_does_not_answer_is_503_for_both(archive: Archive) -> None:
    client = create_app(replace(archive, store=Unreadable(archive.store))).test_client()
    response = client.get("/halsa")
    assert (response.status_code, response.get_json()["status"]) == (503, "no-database")
    page = client.get("/halsa", headers=BROWSER)
    assert page.status_code == 503
    assert "Databasen går inte att läsa" in page.get_data(as_text=True)


class Silent:
    """An index whose cluster does not answer."""

    def __init__(self, index: Any) -> None:
        self._index = index

    @property
    def is_stale(self) -> bool:
        raise SearchIndexError("http://10.0.0.9:9200 svarar inte")

    def __getattr__(self, name: str) -> Any:
        return getattr(self._index, name)


def test_an_index_that_does_not_answer_closes_searching_and_names_no_place(archive: Archive) -> None:
    client = create_app(replace(archive, index=Silent(archive.index))).test_client()
    said = client.get("/halsa")
    assert (said.status_code, said.get_json()["status"], said.get_json()["index"]["answers"]) == (
        503,
        "no-index",
        False,
    )
    page = client.get("/halsa", headers=BROWSER).get_data(as_text=True)
    assert "Sökregistret svarar inte" in page
    assert "10.0.0.9" not in page + said.get_data(as_text=True)


def test_captures_that_cannot_be_had_do_not_take_searching_away(
    archive: Archive, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(reaching, "silence", lambda *_: "s3://hink svarar inte")
    client = create_app(replace(archive, config=replace(archive.config, vault="s3://hink"))).test_client()
    said = client.get("/halsa")
    assert (said.status_code, said.get_json()["status"], said.get_json()["captures"]) == (200, "no-captures", False)
    page = client.get("/halsa", headers=BROWSER).get_data(as_text=True)
    assert "förvaringen svarar inte" in page
    assert "hink" not in page + said.get_data(as_text=True)
