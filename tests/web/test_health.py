"""`/halsa` says whether the archive is well, to machines as JSON and to people as a page; no secrets."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from archive.model import RunState, Tally
from archive.parts import Archive
from archive.web import create_app
from tests.fakes.storing import AT, later

BROWSER = {"Accept": "text/html,application/xhtml+xml,*/*;q=0.8"}


def test_a_machine_gets_every_part(archive: Archive) -> None:
    response = create_app(archive).test_client().get("/halsa")
    said = response.get_json()
    assert (response.status_code, response.headers["Cache-Control"]) == (200, "no-store")
    assert set(said) == {"status", "version", "database", "disk", "clock", "pages", "index", "last_crawl", "crawling"}
    assert said["index"] == {"stale": False, "behind": True, "waiting": 5, "generation": archive.index.generation}
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
