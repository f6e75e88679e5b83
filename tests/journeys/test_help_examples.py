"""Every example of the help page is tried on the demo archive and finds what the page says of it."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from typing import Any

import pytest
from flask.testing import FlaskClient

from archive.web import create_app
from archive.web.views.help import EXAMPLES
from archive.wiring import open_archive
from demo.__main__ import build
from demo.serve import serving
from tests.web.reading import classed, page, words

pytestmark = pytest.mark.slow

QUERIES = [query for _, examples in EXAMPLES for query, _ in examples]
Hit = dict[str, Any]


@pytest.fixture(scope="module")
def client(tmp_path_factory: pytest.TempPathFactory) -> Iterator[FlaskClient]:
    """A visitor of the demo municipality's archive."""
    home = tmp_path_factory.mktemp("help") / "home"
    with serving() as site:
        build(home, site.url)
    with open_archive(home) as archive:
        yield create_app(archive).test_client()


def found(client: FlaskClient, query: str, **more: str) -> list[Hit]:
    """The first hits of a query. They have all that was asked for, and nothing had to be remarked."""
    said = client.get("/api/sok", query_string={"q": query, "antal": "100", **more}).get_json()
    assert [note for note in said["notes"] if not note.startswith(("Alla sparade versioner", "Sidorna som de"))] == []
    return [hit for hit in said["hits"] if not hit["missing"]]


def text(client: FlaskClient, hit: Hit) -> str:
    """What a hit's page says, title and facts among it, in lower case."""
    tree = page(client, f"/sida/{hit['id'].partition('/')[0]}")
    return words(classed(tree, "page")[0]).replace("\u00a0", " ").lower()


def says(*patterns: str) -> Callable[[FlaskClient, str], bool]:
    """The first ten hits say each of these."""

    def holds(client: FlaskClient, query: str) -> bool:
        texts = [text(client, hit) for hit in found(client, query)[:10]]
        return all(re.search(pattern, each) for each in texts for pattern in patterns)

    return holds


def dated(first: str, last: str) -> Callable[[FlaskClient, str], bool]:
    return lambda client, query: all(first <= hit["date"] <= last for hit in found(client, query))


def filtered(**chosen: str) -> Callable[[FlaskClient, str], bool]:
    """The same pages as a filter gives."""
    return lambda client, query: ids(found(client, query)) == ids(found(client, "", **chosen))


def ids(hits: list[Hit]) -> set[str]:
    return {hit["id"].partition("/")[0] for hit in hits}


def fewer(client: FlaskClient, query: str) -> bool:
    """Hits without the second word, and there are some with it."""
    word = query.split(" ")[0]
    return not {"skola"} & set(" ".join(hit["title"].lower() for hit in found(client, query)).split()) and len(
        found(client, query)
    ) < len(found(client, word))


def both_parts(client: FlaskClient, query: str) -> bool:
    """Either word brings hits of its own."""
    one, other = (ids(found(client, word)) for word in query.split(" ELLER "))
    every = ids(found(client, query))
    return bool(one - other) and bool(other - one) and one | other == every


def versions(client: FlaskClient, query: str) -> bool:
    """At least the pages of today."""
    return ids(found(client, query)) >= ids(found(client, query.partition(" ")[0]))


def nothing_yet(client: FlaskClient, query: str) -> bool:
    """The archive was not there yesterday; the page says of which day it speaks."""
    return not found(client, query) and "Sidorna som de stod" in words(page(client, f"/sok?q={query}"))


EXPECTED: dict[str, Callable[[FlaskClient, str], bool]] = {
    "budget skola": says("budget", "skol"),
    '"budget i balans"': says("budget i balans"),
    "hemtjänst ELLER äldreomsorg": both_parts,
    "avgift -skola": fewer,
    "upphandl*": says("upphandl"),
    "(hemtjänst ELLER äldreomsorg) budget": says("hemtjänst|äldre", "budget"),
    "år:2024": filtered(ar="2024"),
    "år:2019..2021": dated("2019-01-01", "2021-12-31"),
    "från:2023-01-01 till:2023-06-30": dated("2023-01-01", "2023-06-30"),
    "beslutad:2020-03..2020-06": says("2020"),
    "belopp:>1000000": says("miljon|mnkr|mkr|miljard|000"),
    "belopp:1,1mnkr..5mnkr": says("miljon|mnkr|mkr|000"),
    "1,1 miljoner": says("1,1 m|1 100 000"),
    "typ:PDF": filtered(typ="PDF"),
    "innehåll:upphandling": filtered(innehall="Upphandling"),
    "nämnd:socialnämnden": filtered(namnd="Socialnämnden"),
    'förvaltning:"Social- och äldreförvaltningen"': filtered(forvaltning="Social- och äldreförvaltningen"),
    "förvaltningidag:socialförvaltningen": filtered(forvaltning_nu="Social- och äldreförvaltningen"),
    "ämne:upphandling": filtered(amne="upphandling"),
    "upphandling vid:igår": nothing_yet,
    "upphandling vid:alltid": versions,
}


def test_every_example_has_its_expectation() -> None:
    assert sorted(EXPECTED) == sorted(QUERIES)


@pytest.mark.parametrize("query", QUERIES)
def test_the_example_finds_what_the_help_page_says(client: FlaskClient, query: str) -> None:
    assert found(client, query) or EXPECTED[query] is nothing_yet
    assert EXPECTED[query](client, query)


@pytest.mark.parametrize("query", QUERIES)
def test_the_example_is_a_link_on_the_help_page(client: FlaskClient, query: str) -> None:
    links = {words(each): each.get("href") for each in page(client, "/hjalp").iter("a")}
    assert client.get(links[query]).status_code == 200
