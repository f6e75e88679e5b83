"""`/`, `/om`, `/halsa`: what the archive holds, what it is, whether it is well."""

from __future__ import annotations

from dataclasses import replace

from flask.testing import FlaskClient

from archive.facets import SCHEMA
from archive.model import RunState, Tally
from archive.web import create_app
from index.memory import MemoryIndex
from tests.web.reading import classed, link, links, page, words
from tests.web.town import DAY, NOW, make_archive, make_town, meeting


class Stale(MemoryIndex):
    """An index that was made with another analyzer."""

    @property
    def is_stale(self) -> bool:
        """Always."""
        return True


def test_the_front_page_says_how_much_from_which_years_and_when_it_was_fetched(client: FlaskClient) -> None:
    said = words(page(client, "/"))
    assert "Här söker du i 32 sidor från 2015–2024" in said
    assert "32 sidor i 33 versioner, varav 32 sökbara sidor." in said
    assert "Senast hämtat 12 april 2024 kl. 08.30." in said
    assert "Lillstad 31 sidor, 32 versioner hämtad 12 april 2024 kl. 08.30" in said


def test_the_front_page_has_one_search_box_and_it_is_ready_to_type_in(client: FlaskClient) -> None:
    boxes = [each for each in page(client, "/").iter("input") if each.get("type") == "search"]
    assert [each.get("autofocus") is not None for each in boxes] == [True]


def test_the_newest_decisions_and_pages_lead_to_their_pages(client: FlaskClient) -> None:
    tree = page(client, "/")
    assert link(tree, "Direktupphandla städning") == f"/sida/{meeting().page}"
    assert link(tree, "Sagt i ledningen 10 april") == f"/sida/{meeting().page}"


def test_years_units_and_topics_lead_to_searches(client: FlaskClient) -> None:
    tree = page(client, "/")
    assert link(tree, "2015") == "/sok?ar=2015"
    assert link(tree, "Utbildningsförvaltningen") == "/sok?forvaltning=Utbildningsf%C3%B6rvaltningen"
    assert "skola och förskola träffar: 15" in links(tree)


def test_an_empty_archive_says_how_to_fill_it() -> None:
    empty = make_archive()
    client = create_app(empty).test_client()
    assert "Arkivet är tomt." in words(page(client, "/"))
    for url in ("/sok", "/sok?q=a", "/beslut", "/upphandling", "/om", "/halsa"):
        assert client.get(url).status_code == 200
    empty.close()


def test_a_failed_crawl_is_not_called_a_finished_one() -> None:
    town = make_town()
    run = town.store.runs.start("Lillstad", worker="test", now=NOW)
    town.store.runs.end(run, RunState.FAILED, Tally(), now=NOW, error="dns")
    assert "(misslyckades)" in words(page(create_app(town).test_client(), "/"))
    town.close()


def test_the_front_page_says_how_complete_it_is(client: FlaskClient) -> None:
    said = words(page(client, "/"))
    assert "Täcker Lillstad till och med 12 april 2024." in said
    assert "är inte hämtad i sin helhet." in said


def test_the_front_page_asks_the_index_once_a_generation() -> None:
    town = make_town()
    guest = create_app(town).test_client()
    before = words(page(guest, "/"))
    asked = []
    town.index.search = lambda query: asked.append(query)  # type: ignore[method-assign,func-returns-value]
    assert words(page(guest, "/")) == before
    assert asked == []
    town.close()


def test_the_about_page_says_how_facts_are_to_be_read_and_whom_to_ask(client: FlaskClient) -> None:
    said = words(page(client, "/om"))
    assert "Härlett betyder att arkivet har slutit sig till uppgiften." in said
    assert "arkivet@lillstad.example" in said


def test_the_menu_marks_where_one_is(client: FlaskClient) -> None:
    menu = classed(page(client, "/om"), "menu")[0]
    assert [words(each) for each in menu.iter("a") if each.get("aria-current") == "page"] == ["Om arkivet"]


def test_health_is_ok_when_store_and_index_answer(client: FlaskClient) -> None:
    said = client.get("/halsa").get_json()
    assert said["status"] == "ok"
    assert said["pages"] == 32
    assert said["index"]["stale"] is said["index"]["behind"] is False


def test_health_is_bad_when_the_index_is_stale() -> None:
    town = make_archive(Stale(SCHEMA))
    response = create_app(town).test_client().get("/halsa")
    assert (response.status_code, response.get_json()["status"]) == (503, "stale-index")
    town.close()


def test_health_says_when_the_index_is_behind_the_store() -> None:
    town = make_town()
    town.store.pages.save(replace(meeting(), at=DAY.replace(year=2025), title="Ny", text_digest="ny"))
    assert create_app(town).test_client().get("/halsa").get_json()["index"]["behind"] is True
    town.close()
