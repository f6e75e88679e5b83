"""What browsers, search engines and data portals read."""

from __future__ import annotations

from dataclasses import replace

import pytest
from flask.testing import FlaskClient
from protego import Protego
from rdflib import RDF, Graph, Literal, Namespace, URIRef

from archive.web import create_app
from archive.web.views.dataset import CC0, contact_iri
from archive.web.views.maps import FILLED, part_count, span
from tests.web.feeding import texts, tree
from tests.web.reading import page
from tests.web.town import hostile, make_archive

DCAT = Namespace("http://www.w3.org/ns/dcat#")
DCTERMS = Namespace("http://purl.org/dc/terms/")
FOAF = Namespace("http://xmlns.com/foaf/0.1/")
VCARD = Namespace("http://www.w3.org/2006/vcard/ns#")
MANDATORY = {
    DCAT.Catalog: (DCTERMS.title, DCTERMS.description, DCTERMS.publisher, DCTERMS.license, DCAT.dataset),
    DCAT.Dataset: (DCTERMS.title, DCTERMS.description, DCTERMS.publisher, DCAT.contactPoint, DCAT.distribution),
    DCAT.Distribution: (DCAT.accessURL,),
    DCAT.DataService: (DCTERMS.title, DCAT.endpointURL),
    FOAF.Agent: (FOAF.name,),
    VCARD.Organization: (VCARD.fn, VCARD.hasEmail),
}
"""DCAT-AP-SE 3: what each thing must have; contact point and distribution are recommended, and given."""


def test_a_browser_can_add_the_search(client: FlaskClient) -> None:
    (head,) = (each for each in page(client, "/om").iter("link") if each.get("rel") == "search")
    root = tree(client, head.get("href", ""), "application/opensearchdescription+xml")
    templates = texts(root, "//*[local-name()='Url']/@template")
    assert "http://localhost/sok?q={searchTerms}" in templates
    for template in templates:
        url = template.removeprefix("http://localhost").replace("{searchTerms}", "nyhet")
        assert client.get(url).status_code == 200
    assert 0 < len(texts(root, "//*[local-name()='ShortName']")[0]) <= 16


def test_a_browser_is_told_what_to_propose(client: FlaskClient) -> None:
    response = client.get("/opensearch.json?q=nyh")
    assert response.mimetype == "application/x-suggestions+json"
    asked, proposals = response.get_json(force=True)
    assert (asked, proposals[0]) == ("nyh", "nyhet")


def test_the_map_leads_to_every_page_that_may_be_found(client: FlaskClient, town) -> None:
    parts = texts(tree(client, "/sitemap.xml", "application/xml"), "s:sitemap/s:loc")
    maps = [tree(client, part.removeprefix("http://localhost"), "application/xml") for part in parts]
    pages = [loc for each in maps for loc in texts(each, "s:url/s:loc")]
    assert pages == [f"http://localhost/sida/{each.page}" for each in town.store.journal.findable()]
    assert f"http://localhost/sida/{hostile().page}" in pages
    assert {moment[:10] for each in maps for moment in texts(each, "s:url/s:lastmod")} == {"2024-04-12"}


def test_the_parts_of_a_large_map_hold_every_page_once(client: FlaskClient) -> None:
    parts = [tree(client, f"/sitemap/7/{number}.xml", "application/xml") for number in range(1, 8)]
    found = [loc for part in parts for loc in texts(part, "//s:loc")]
    assert found == texts(tree(client, "/sitemap/1/1.xml", "application/xml"), "//s:loc")


@pytest.mark.parametrize("path", ["1/2", "1/0", "99999999/1"])
def test_a_part_that_is_not_there_is_not_found(client: FlaskClient, path: str) -> None:
    assert client.get(f"/sitemap/{path}.xml").status_code == 404


def test_parts_follow_from_the_number_of_pages() -> None:
    assert [part_count(pages) for pages in (0, 1, FILLED, FILLED + 1, 10 * FILLED)] == [1, 1, 1, 2, 10]
    spans = [span(number, 3) for number in (1, 2, 3)]
    assert (spans[0].after, spans[-1].until) == ("", None)
    assert [f"{int(each.after, 16) + 1:016x}" for each in spans[1:]] == [each.until for each in spans[:-1]]


def test_robots_may_walk_the_pages_and_not_the_searches(client: FlaskClient) -> None:
    rules = Protego.parse(client.get("/robots.txt").get_data(as_text=True))
    allowed = ["/", "/sida/1", "/sok", "/beslut", "/sitemap/1/1.xml"]
    closed = ["/sok?q=a", "/en/sok?q=a", "/api/v1/export", "/admin"]
    assert [rules.can_fetch(f"http://localhost{path}", "bot") for path in allowed + closed] == [True] * 5 + [False] * 4
    assert list(rules.sitemaps) == ["http://localhost/sitemap.xml"]


def described(client: FlaskClient) -> Graph:
    response = client.get("/dataset.rdf")
    assert response.mimetype == "application/rdf+xml"
    return Graph().parse(data=response.get_data(), format="xml")


def test_the_dataset_is_described_as_the_swedish_profile_demands(client: FlaskClient) -> None:
    graph = described(client)
    for kind, properties in MANDATORY.items():
        things = list(graph.subjects(RDF.type, kind))
        assert things, kind
        for thing in things:
            assert [each for each in properties if (thing, each, None) not in graph] == [], thing
    (catalogue,) = graph.subjects(RDF.type, DCAT.Catalog)
    assert graph.value(catalogue, DCTERMS.license) == URIRef(CC0)


def test_everything_the_description_refers_to_is_described_or_answers(client: FlaskClient) -> None:
    graph = described(client)
    for target in {each for each in graph.objects() if str(each).startswith("http://localhost/")}:
        path = str(target).removeprefix("http://localhost")
        if "#" in path:
            assert (target, RDF.type, None) in graph, target
        else:
            assert client.head(path, follow_redirects=True).status_code == 200, target


def test_the_period_and_the_licence_stand_in_the_description(town) -> None:
    licence = "https://creativecommons.org/licenses/by/4.0/"
    client = create_app(replace(town, config=replace(town.config, licence=licence))).test_client()
    graph = described(client)
    assert (
        len(set(graph.subjects(DCTERMS.license, URIRef(licence))))
        == len(set(graph.subjects(RDF.type, DCAT.Distribution))) + 1
    )
    (period,) = graph.subjects(RDF.type, DCTERMS.PeriodOfTime)
    assert [str(graph.value(period, name)) for name in (DCAT.startDate, DCAT.endDate)] == ["2015-01-01", "2024-12-31"]


def test_an_empty_archive_without_contact_is_described_too() -> None:
    archive = make_archive()
    config = replace(archive.config, contact="", title="<&\x0b>")
    graph = described(create_app(replace(archive, config=config)).test_client())
    assert (None, DCTERMS.title, Literal("<&\ufffd>", lang="sv")) in graph
    assert not list(graph.subjects(RDF.type, VCARD.Organization))
    archive.close()


@pytest.mark.parametrize(
    ("contact", "iri"),
    [
        ("arkivet@lillstad.example", "mailto:arkivet@lillstad.example"),
        ("https://lillstad.example/kontakt", "https://lillstad.example/kontakt"),
        ("ring oss", ""),
        ("a b@c", ""),
        ("", ""),
    ],
)
def test_a_contact_is_mail_or_an_address(contact: str, iri: str) -> None:
    assert contact_iri(contact) == iri
