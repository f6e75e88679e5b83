"""Atom feeds of searches and ledgers (RFC 4287), and how a person comes to them."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime

import pytest
from flask.testing import FlaskClient
from lxml import etree

from archive.web import create_app
from archive.web.views.feeds import MOST
from tests.web.feeding import ATOM, texts, tree
from tests.web.reading import link, page, words
from tests.web.town import EVIL, NUMBER, add, make_archive, meeting, plain_page

ATOM_TYPE = "application/atom+xml"
FEEDS = ["/sok.atom", "/sok.atom?q=nyhet", "/sok.atom?q=finnsinte", "/beslut.atom", "/upphandling.atom"]


def feed(client: FlaskClient, url: str) -> etree._Element:
    return tree(client, url, "application/atom+xml")


@pytest.mark.parametrize("url", FEEDS)
def test_a_feed_and_its_entries_have_what_the_standard_demands(client: FlaskClient, url: str) -> None:
    root = feed(client, url)
    assert root.tag == f"{ATOM}feed"
    for element in (root, *root.iter(f"{ATOM}entry")):
        for name in ("id", "title", "updated"):
            (text,) = texts(element, f"a:{name}")
            assert text
        assert datetime.fromisoformat(texts(element, "a:updated")[0]).tzinfo
        assert texts(element, "a:id")[0].startswith("http://localhost/")
    assert texts(root, "a:author/a:name") == ["Lillstads arkiv"]
    assert texts(root, "a:link[@rel='self']/@href") == [f"http://localhost{url}"]
    ids = texts(root, "a:entry/a:id")
    assert len(ids) == len(set(ids))


def test_a_feed_changed_when_its_newest_entry_did(client: FlaskClient) -> None:
    root = feed(client, "/sok.atom?q=direktupphandla")
    assert texts(root, "a:updated") == [max(texts(root, "a:entry/a:updated"))]


def test_the_newest_pages_come_first_whatever_the_order_of_the_search(client: FlaskClient) -> None:
    assert texts(feed(client, "/sok.atom?q=nyhet&sort=aldst"), "a:entry/a:title")[:2] == ["Nyhet 26", "Nyhet 17"]


def test_a_feed_narrows_as_its_search_does(client: FlaskClient) -> None:
    assert len(feed(client, "/sok.atom?q=nyhet&ar=2015&ar=2016").findall(f"{ATOM}entry")) == 8


def test_a_feed_is_bounded() -> None:
    archive = make_archive()
    add(archive, *(plain_page(number, 2020, "Socialförvaltningen", "budget") for number in range(MOST + 5)))
    assert len(feed(create_app(archive).test_client(), "/sok.atom").findall(f"{ATOM}entry")) == MOST
    archive.close()


@pytest.mark.parametrize(
    "asked",
    ["", "?fran=2024&minst=1+mnkr", "?slag=direktupphandling&grans=over", "?enhet=socialn%C3%A4mnden", "?fran=2025"],
)
def test_procurements_are_followed_as_they_are_asked_for(client: FlaskClient, asked: str) -> None:
    (head,) = (each for each in page(client, f"/upphandling{asked}").iter("link") if each.get("type") == ATOM_TYPE)
    shown = client.get(f"/upphandling.jsonl{asked}").get_data(as_text=True).splitlines()
    assert len(feed(client, head.get("href", "")).findall(f"{ATOM}entry")) == len(shown)


def test_a_field_that_cannot_be_used_is_an_error_of_the_feed(client: FlaskClient) -> None:
    assert client.get("/upphandling.atom?fran=i+g%C3%A5r").status_code == 400


@pytest.mark.parametrize("asked", ["", "?q=st%C3%A4dning", "?slag=planned", "?fran=2024-04-10", "?ar=2024&sida=7"])
def test_decisions_are_followed_as_they_are_chosen(client: FlaskClient, asked: str) -> None:
    chosen = page(client, f"/beslut{asked}")
    (head,) = (each for each in chosen.iter("link") if each.get("type") == ATOM_TYPE)
    shown = client.get(f"/beslut.jsonl{asked}").get_data(as_text=True).splitlines()
    assert len(feed(client, head.get("href", "")).findall(f"{ATOM}entry")) == len(shown)


@pytest.mark.parametrize("ledger", ["beslut", "upphandling"])
def test_a_row_leads_to_the_version_that_says_it(client: FlaskClient, ledger: str) -> None:
    root = feed(client, f"/{ledger}.atom?ar=2024")
    assert texts(root, "a:entry/a:link/@href") == [f"http://localhost/sida/{meeting().page}/20240412063000"]
    assert texts(root, "a:entry/a:id")[0].startswith(f"http://localhost/sida/{meeting().page}/20240412063000#")


@pytest.mark.parametrize("url", ["/sok.atom?q=ondska", "/beslut.atom", "/upphandling.atom"])
def test_what_hostile_pages_say_stays_text(client: FlaskClient, url: str) -> None:
    root = feed(client, url)
    assert {each.tag.partition("}")[2] for each in root.iter()} <= {
        "feed", "id", "title", "updated", "author", "name", "link", "entry", "summary", "category",
    }  # fmt: skip
    said = " ".join(root.itertext())
    assert EVIL[:20] in said or EVIL[:20].capitalize() in said
    assert NUMBER not in said


def test_signs_that_xml_cannot_hold_are_replaced() -> None:
    archive = make_archive()
    add(archive, replace(meeting(), title="Bl\x0bad\x1b \uffff"))
    assert texts(feed(create_app(archive).test_client(), "/sok.atom"), "a:entry/a:title")[0].startswith("Bl")
    archive.close()


@pytest.mark.parametrize("url", FEEDS)
def test_a_feed_that_is_known_is_not_sent_again(client: FlaskClient, url: str) -> None:
    tag = client.get(url).headers["ETag"]
    assert client.get(url, headers={"If-None-Match": tag}).status_code == 304


def test_the_set_address_stands_in_feeds(town) -> None:
    config = replace(town.config, address="https://arkiv.lillstad.example/")
    client = create_app(replace(town, config=config)).test_client()
    assert texts(feed(client, "/sok.atom"), "a:id") == ["https://arkiv.lillstad.example/sok.atom"]


@pytest.mark.parametrize(
    ("url", "its"),
    [
        ("/sok?q=nyhet&ar=2015&sida=2", "/sok.atom?q=nyhet&ar=2015"),
        ("/beslut", "/beslut.atom"),
        ("/upphandling?minst=5", "/upphandling.atom?minst=5"),
        ("/beslut?ar=2024", "/beslut.atom?ar=2024"),
    ],
)
def test_browsers_are_told_of_the_feed(client: FlaskClient, url: str, its: str) -> None:
    heads = [each for each in page(client, url).iter("link") if each.get("type") == ATOM_TYPE]
    assert [each.get("href") for each in heads] == [its]


@pytest.mark.parametrize("root", ["", "/en"])
def test_a_search_can_be_saved_by_its_address_and_followed(client: FlaskClient, root: str) -> None:
    tree = page(client, f"{root}/sok?q=nyhet&ar=2015&sort=nyast")
    (saved,) = (each for each in tree.iter("details") if each.get("class") == "saved")
    assert f"http://localhost{root}/sok?q=nyhet&ar=2015&sort=nyast" in words(saved)
    assert link(saved, "http") == "http://localhost/sok.atom?q=nyhet&ar=2015&sort=nyast"
