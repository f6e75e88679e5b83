"""`/api/forslag` and the search page's own list: what to search for, while one types and when little was found."""

from __future__ import annotations

from urllib.parse import quote_plus

import pytest
from flask.testing import FlaskClient

from archive.facets import document
from archive.web.completing import MOST, Completer
from index.analysis import PlainAnalyzer
from tests.web.reading import classed, link, links, page, words
from tests.web.town import EVIL, make_archive, meeting


def proposed(client: FlaskClient, text: str) -> list[tuple[str, str, str]]:
    """Kind, text and URL of each proposal."""
    rows = client.get(f"/api/forslag?q={quote_plus(text)}").get_json()["suggestions"]
    assert all(set(row) == {"text", "kind", "url"} for row in rows)
    return [(row["kind"], row["text"], row["url"]) for row in rows]


def test_the_last_word_is_completed_with_words_of_the_index(client: FlaskClient) -> None:
    assert proposed(client, "ny direktupp") == [("ord", "ny direktupphandla", "/sok?q=ny+direktupphandla")]


def test_titles_lead_to_their_pages(client: FlaskClient) -> None:
    assert ("titel", "Sagt i ledningen 10 april", f"/sida/{meeting().page}") in proposed(client, "ledni")


def test_words_before_the_last_narrow_the_titles(client: FlaskClient) -> None:
    assert "titel" in {kind for kind, _, _ in proposed(client, "sagt ledni")}
    assert "titel" not in {kind for kind, _, _ in proposed(client, "hund ledni")}


def test_units_and_topics_become_filters_beside_the_words_before(client: FlaskClient) -> None:
    assert ("enhet", "Socialnämnden", "/sok?q=avtal&namnd=Socialn%C3%A4mnden") in proposed(client, "avtal soc")
    assert ("ämne", "skola och förskola", "/sok?amne=skola+och+f%C3%B6rskola") in proposed(client, "forsk")


def test_every_proposal_leads_to_a_page(client: FlaskClient) -> None:
    for text in ("s", "so", "bud", "soc", "ut", "stad", "nyhet", "(so", "-so"):
        for _, _, url in proposed(client, text):
            assert client.get(url).status_code == 200


def test_operators_before_the_word_stay(client: FlaskClient) -> None:
    assert ("ord", "avtal -städning", "/sok?q=avtal+-st%C3%A4dning") in proposed(client, "avtal -städ")
    assert ("ord", "(städning", "/sok?q=%28st%C3%A4dning") in proposed(client, "(städ")


@pytest.mark.parametrize(
    "text", ["", " ", "s", "avtal ", "2024", "nämnd:soc", '"budget i ba', "bud*", "zzzz", "-", "\x00", "💩", "a" * 5000]
)
def test_nothing_is_proposed_where_no_word_can_be_completed(client: FlaskClient, text: str) -> None:
    assert proposed(client, text) == []


def test_proposals_are_few_and_function_words_are_none_of_them(client: FlaskClient) -> None:
    assert 0 < len(proposed(client, "so")) <= MOST
    assert ("ord", "för", "/sok?q=f%C3%B6r") not in proposed(client, "fö")


def test_an_empty_archive_proposes_nothing() -> None:
    archive = make_archive()
    assert Completer(archive.index, archive.analyzer).propose("bud") == ()
    archive.close()


def test_values_are_those_of_the_latest_commit() -> None:
    archive = make_archive()
    completer = Completer(archive.index, PlainAnalyzer())
    assert completer.propose("socialn") == ()
    with archive.index.batch() as batch:
        batch.put(document(meeting()))
    assert "Socialnämnden" in {row.text for row in completer.propose("socialn")}
    archive.close()


def test_hostile_titles_are_proposed_as_the_text_they_are(client: FlaskClient) -> None:
    response = client.get("/api/forslag?q=onerr")
    assert response.content_type == "application/json"
    assert any(row["text"] == EVIL for row in response.get_json()["suggestions"])


def test_a_page_with_few_hits_shows_the_same_as_links(client: FlaskClient) -> None:
    (section,) = classed(page(client, "/sok?q=ledni*+ledning"), "proposals")
    assert words(section.find("h2")) == "Förslag"
    assert link(section, "ledni* ledningen") == "/sok?q=ledni%2A+ledningen"
    assert link(section, "Sagt i ledningen 10 april") == f"/sida/{meeting().page}"


def test_a_page_without_hits_shows_them_among_the_ways_on(client: FlaskClient) -> None:
    (section,) = classed(page(client, "/sok?q=soc&ar=1999"), "proposals")
    assert "Socialnämnden" in links(section)


def test_a_page_with_many_hits_and_one_that_was_asked_nothing_show_none(client: FlaskClient) -> None:
    for url in ("/sok?q=nyhet", "/sok"):
        assert not classed(page(client, url), "proposals")


def test_a_page_does_not_propose_itself(client: FlaskClient) -> None:
    tree = page(client, "/sok?q=direktupphandla")
    assert "/sok?q=direktupphandla" not in [url for each in classed(tree, "proposals") for url in links(each).values()]
