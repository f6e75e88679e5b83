"""What was removed by a decision answers 410 at each of its addresses, and no list knows it any more."""

from __future__ import annotations

from dataclasses import replace

import pytest
from flask.testing import FlaskClient

from archive.model import Removable
from archive.parts import Archive
from tests.fakes.storing import later
from tests.web.weeding import PAGE, URL, grow, remove

STAMP = "20240412093015"
SECOND = "20240413093015"
WHOLE = Removable(page=PAGE)
VERSION = Removable(page=PAGE, at=later(days=1))


@pytest.fixture
def client(stranger: FlaskClient, archive: Archive) -> FlaskClient:
    grow(archive)
    return stranger


PLACES = (
    f"/sida/{PAGE}",
    f"/sida/{PAGE}?vid=2024-04-12",
    f"/sida/{PAGE}/{STAMP}",
    f"/sida/{PAGE}/{SECOND}",
    f"/sida/{PAGE}/2020",
    f"/sida/{PAGE}/{STAMP}/original",
    f"/sida/{PAGE}/{STAMP}/utseende",
    f"/sida/{PAGE}/versioner",
    f"/sida/{PAGE}/jamfor",
    f"/sida/{PAGE}/jamfor/{STAMP}/{SECOND}",
    f"/timegate/{URL}",
    f"/timemap/link/{URL}",
    f"/cdx?url={URL}",
    f"/api/v1/pages/{PAGE}",
    f"/api/v1/pages/{PAGE}/mementos",
    f"/api/v1/pages/{PAGE}/mementos/{STAMP}",
)


@pytest.mark.parametrize("keeps", [True, False])
def test_each_address_of_a_removed_page_answers_410_and_names_the_decision(
    client: FlaskClient, archive: Archive, *, keeps: bool
) -> None:
    assert {client.get(each).status_code for each in PLACES} <= {200, 302}
    remove(archive, WHOLE, keeps_addresses=keeps)
    answers = {each: client.get(each) for each in PLACES}
    assert {each: answer.status_code for each, answer in answers.items()} == dict.fromkeys(PLACES, 410)
    assert all("KS 2026/17" in answer.get_data(as_text=True) for answer in answers.values())


def test_the_page_that_says_so_is_swedish_and_holds_nothing_of_what_was_there(
    client: FlaskClient, archive: Archive
) -> None:
    remove(archive, WHOLE)
    said = client.get(f"/sida/{PAGE}").get_data(as_text=True)
    assert "Sidan är gallrad" in said
    assert "12\N{NO-BREAK SPACE}april\N{NO-BREAK SPACE}2024" in said
    assert "simhallen" not in said
    assert URL not in said
    assert "under the decision KS 2026/17" in client.get(f"/en/sida/{PAGE}").get_data(as_text=True)


def test_a_page_that_never_was_still_answers_404(client: FlaskClient, archive: Archive) -> None:
    remove(archive, WHOLE)
    for each in (f"/sida/{'f' * 16}", "/timemap/link/https://x.se/", "/cdx?url=https://x.se/"):
        assert client.get(each).status_code == 404


def test_no_list_knows_it_and_the_feed_of_changes_tells_that_it_went(client: FlaskClient, archive: Archive) -> None:
    before = archive.store.journal.newest()
    remove(archive, WHOLE)
    for each in ("/sok?q=simhallen+vid:alltid", "/sok.atom?q=simhallen", "/sitemap/1.xml", "/api/v1/pages"):
        assert PAGE not in client.get(each).get_data(as_text=True)
    changes = client.get(f"/api/v1/changes?since={before}").get_data(as_text=True)
    assert f'"id":"{PAGE}","deed":"drop","url":null' in changes


def test_a_removed_version_answers_410_and_the_others_as_before(client: FlaskClient, archive: Archive) -> None:
    remove(archive, VERSION)
    for each in (
        f"/sida/{PAGE}/{SECOND}",
        f"/sida/{PAGE}/{SECOND}/original",
        f"/api/v1/pages/{PAGE}/mementos/{SECOND}",
    ):
        assert client.get(each).status_code == 410, each
    assert client.get(f"/sida/{PAGE}").status_code == client.get(f"/sida/{PAGE}/{STAMP}").status_code == 200
    assert "Versionen är gallrad" in client.get(f"/sida/{PAGE}/{SECOND}").get_data(as_text=True)


def test_no_other_version_stands_in_for_a_removed_one(client: FlaskClient, archive: Archive) -> None:
    remove(archive, VERSION)
    assert client.get(f"/sida/{PAGE}/2024041312").status_code == 410
    assert client.get(f"/sida/{PAGE}?vid=2024-04-13").status_code == 410
    when = {"Accept-Datetime": "Sat, 13 Apr 2024 12:00:00 GMT"}
    assert client.get(f"/timegate/{URL}", headers=when).status_code == 410
    assert client.get(f"/sida/{PAGE}?vid=2024-04-14").status_code == 302


def test_a_first_version_that_was_removed_is_not_replaced_by_the_second(client: FlaskClient, archive: Archive) -> None:
    remove(archive, replace(VERSION, at=archive.store.pages.timemap(PAGE)[0]))
    assert client.get(f"/sida/{PAGE}/{STAMP}").status_code == 410
    assert client.get(f"/sida/{PAGE}/2020").status_code == 302


def test_the_list_of_versions_says_that_one_was_removed(client: FlaskClient, archive: Archive) -> None:
    remove(archive, VERSION)
    assert "En version är gallrad enligt beslutet KS 2026/17." in client.get(f"/sida/{PAGE}/versioner").get_data(
        as_text=True
    )
