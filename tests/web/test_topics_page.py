"""`/amne` and `/amne/<name>`: what tells a topic, whose it is, by year, and what it is near."""

from __future__ import annotations

from collections.abc import Iterator
from urllib.parse import quote

import pytest
from flask.testing import FlaskClient

from archive.model import Section, TopicFact, UnitFact, UnitKind
from archive.web import create_app
from archive.web.links import topic_url
from tests.web.reading import classed, link, page, words
from tests.web.town import EVIL, add, labelled, make_archive, make_town, memento

SCHOOL = "/amne/skola%20och%20f%C3%B6rskola"


@pytest.fixture(scope="module")
def guest() -> Iterator[FlaskClient]:
    """A client of a town with a page about two topics."""
    town = make_town()
    facts = (
        TopicFact(name="upphandling", weight=2.0, evidence=labelled("upphandling")),
        TopicFact(name="skola och förskola", weight=1.0, evidence=labelled("skola")),
        UnitFact(name="Barnnämnden", kind=UnitKind.NAMND, evidence=labelled("Barnnämnden")),
    )
    add(town, memento("/bada/", "Skolor köper", (Section(kind="paragraph", text="Skolor köper."),), facts))
    yield create_app(town).test_client()
    town.close()


def test_all_topics_are_listed_those_with_most_pages_first(guest: FlaskClient) -> None:
    tree = page(guest, "/amne")
    first = next(each for each in classed(tree, "kinds")[0].iter("li"))
    assert words(first) == "Skola och förskola 16 sidor".replace(" sidor", "\u00a0sidor").replace("\u00a0", " ")
    assert link(tree, "Hälsa och pandemi") == "/amne/h%C3%A4lsa%20och%20pandemi"


def test_a_topic_says_by_which_words_it_is_told_heaviest_first(guest: FlaskClient) -> None:
    terms = [words(each) for each in classed(page(guest, "/amne/upphandling"), "terms")[0].iter("li")]
    assert terms[0] in {"*upphandling*", "tilldelningsbeslut*", "överpröv*", "upphandla*"}
    assert "*entreprenad*" not in terms[:5]


def test_a_topic_says_whose_it_is_and_leads_to_the_pages_of_both(guest: FlaskClient) -> None:
    tree = page(guest, SCHOOL)
    assert link(tree, "Barnnämnden") == "/enhet/Barnn%C3%A4mnden"
    both = link(tree, "1 sidor om båda: Barnnämnden")
    assert len(classed(page(guest, both), "hit")) == 1


def test_its_neighbours_are_the_topics_of_the_same_pages(guest: FlaskClient) -> None:
    tree = page(guest, SCHOOL)
    assert link(tree, "upphandling") == "/amne/upphandling"
    both = link(tree, "1 sidor om båda: upphandling")
    assert [words(each) for each in classed(page(guest, both), "hit-title")] == ["Skolor köper"]


def test_the_years_lead_to_pages_and_decisions(guest: FlaskClient) -> None:
    (row,) = (each for each in page(guest, "/amne/upphandling").iter("tr") if words(each).startswith("2024"))
    assert [each.get("href") for each in row.iter("a")] == [
        "/sok?ar=2024&amne=upphandling",
        "/beslut?ar=2024&amne=upphandling",
    ]


def test_the_newest_decisions_are_shown(guest: FlaskClient) -> None:
    assert "Direktupphandla städning" in words(page(guest, "/amne/upphandling"))


def test_a_topic_in_another_case_leads_to_its_own(guest: FlaskClient) -> None:
    response = guest.get("/amne/UPPHANDLING")
    assert (response.status_code, response.headers["Location"]) == (302, "/amne/upphandling")


def test_an_unknown_topic_is_not_found_and_the_nearest_are_offered(guest: FlaskClient) -> None:
    tree = page(guest, "/amne/upphandlin", 404)
    assert link(tree, "upphandling") == "/amne/upphandling"
    assert link(tree, "Alla ämnen") == "/amne"


def test_a_hostile_topic_is_a_name(client: FlaskClient) -> None:
    assert words(next(page(client, topic_url(EVIL)).iter("h1"))) == EVIL
    assert client.get(f"/amne/{quote(EVIL, safe='')}").status_code == 200


def test_a_topic_of_no_page_says_so() -> None:
    empty = make_archive()
    guest = create_app(empty).test_client()
    assert "Inga sidor i arkivet har ämnet." in words(page(guest, "/amne/digitalisering"))
    assert guest.get("/amne").status_code == 200
    empty.close()
