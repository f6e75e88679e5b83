"""Handing out behind the door: the form, the log, and the file made again from it."""

from __future__ import annotations

import csv
import hashlib
import io
import zipfile
from dataclasses import replace
from xml.etree.ElementTree import Element

import pytest
from flask.testing import FlaskClient

from archive import paper
from archive.changes import apply
from archive.parts import Archive
from archive.store.pages import page_id
from archive.web.admin import handouts as admin_handouts
from archive.web.views.admin.handouts import SIZE, read_form
from tests.fakes.archives import SITE
from tests.web.reading import link, page, parsed, words
from tests.web.tending import seen, tree_of
from tests.web.town import EVIL, NUMBER

PLACE = "/admin/utlamnande"
FIRST = f"{SITE}/nyheter/0/"


@pytest.fixture(autouse=True)
def indexed(archive: Archive) -> None:
    apply(archive.store, archive.index)


def token(tree: Element) -> str:
    return next(each.get("value", "") for each in tree.iter("input") if each.get("name") == "formular")


def send(client: FlaskClient, **said: str) -> Element:
    """Send the form and follow to the page it leads to."""
    response = client.post(PLACE, data={"formular": token(seen(client, PLACE))} | said)
    return seen(client, response.headers["Location"]) if response.status_code == 303 else tree_of(response)


def test_a_search_is_handed_out_and_the_file_can_be_fetched_at_once(admin: FlaskClient, archive: Archive) -> None:
    act = send(admin, sokning="boende", till="Länsbladet", referens="KS 2024/17", hamtningar="ja")
    said = words(act)
    for part in ("Utlämnande nr 1", "står i loggen", "boende", "Åsa Öberg", "Länsbladet", "KS 2024/17", "1 sida, med"):
        assert part in said, part
    response = admin.get(link(act, "Hämta ZIP-filen"), buffered=True)
    assert response.mimetype == "application/zip"
    assert response.headers["Content-Disposition"] == "attachment; filename=utlamnande-1-20240412093015.zip"
    assert response.headers["Content-Length"] == str(len(response.data))
    (logged,) = archive.store.handouts.all()
    assert hashlib.sha256(response.data).hexdigest() == logged.digest
    assert logged.digest in said
    with zipfile.ZipFile(io.BytesIO(response.data)) as package:
        assert "hamtningar.warc.gz" in package.namelist()


def test_pages_are_handed_out_by_their_addresses_without_captures_unless_ticked(
    admin: FlaskClient, archive: Archive
) -> None:
    boxes = [each for each in seen(admin, PLACE).iter("input") if each.get("type") == "checkbox"]
    assert [each.get("checked") for each in boxes] == [None]
    first = page_id(FIRST)
    act = send(admin, adresser=f"{FIRST}\r\n\r\n/sida/{page_id(f'{SITE}/nyheter/1/')}", dag="2024-04-12")
    assert "2 angivna sidor, som de stod 2024-04-12" in words(act)
    assert link(act, "Nyhet 0").startswith(f"/sida/{first}/20240412")
    assert not next(archive.store.handouts.all()).captures


def test_the_address_of_a_search_stands_for_its_words_and_filters(admin: FlaskClient, archive: Archive) -> None:
    send(admin, sokning="http://localhost/sok?q=boende&kalla=town&sida=1")
    assert next(archive.store.handouts.all()).question == "/sok?q=boende&kalla=town"


@pytest.mark.parametrize(
    ("said", "note"),
    [
        ({}, "Skriv en sökning eller adresser"),
        ({"sokning": " \x00 "}, "Skriv en sökning eller adresser"),
        ({"sokning": "a", "adresser": FIRST}, "inte båda"),
        ({"sokning": "a", "dag": "igår"}, "Dagen går inte att läsa"),
        ({"sokning": "a", "dag": "20240412"}, "Dagen går inte att läsa"),
        ({"sokning": "finnsinte"}, "Inga sidor stämmer"),
        ({"sokning": "år:abc"}, "kan inte tas som den står"),
        ({"sokning": "/sok?q="}, "Sökningen är tom"),
        ({"sokning": "/sok?q=a&sort=x"}, "Sorteringen"),
        ({"adresser": f"{FIRST}\nhttps://annan.example/{EVIL}"}, "ingen sida med adressen"),
        ({"adresser": FIRST, "dag": "1999-01-01"}, "ingen sida 1999-01-01"),
    ],
)
def test_what_cannot_be_handed_out_is_said_over_the_form_as_it_was_filled_in(
    admin: FlaskClient, archive: Archive, said: dict[str, str], note: str
) -> None:
    tree = send(admin, till=f"Bo {EVIL}", **said)
    assert note in words(tree)
    assert f"Bo {EVIL}" in {each.get("value") for each in tree.iter("input")}
    assert not list(tree.iter("script"))
    assert tuple(archive.store.handouts.all()) == ()


def test_one_is_made_at_a_time(admin: FlaskClient, archive: Archive) -> None:
    send(admin, adresser=FIRST)
    for turn in (admin_handouts._TURN, paper._TURN):
        with turn:
            assert "Försök igen om en stund" in words(send(admin, adresser=FIRST))
            response = admin.get(f"{PLACE}/1.zip")
            assert (response.status_code, response.headers["Retry-After"]) == (503, "120")
    assert len(tuple(archive.store.handouts.all())) == 1
    assert admin.get(f"{PLACE}/1.zip", buffered=True).status_code == 200


def test_a_file_that_would_not_be_the_same_is_refused_and_the_log_stays(admin: FlaskClient, archive: Archive) -> None:
    send(admin, adresser=FIRST)
    memento = archive.store.pages.memento(page_id(FIRST))
    archive.store.pages.replace(replace(memento, title="Läst om"))
    tree = tree_of(admin.get(f"{PLACE}/1.zip"), status=409)
    assert "Filen kan inte göras om" in words(tree)
    assert "Utlämnande nr 1" in words(seen(admin, f"{PLACE}/1"))


def test_the_log_hides_personal_numbers_and_is_a_table_too(admin: FlaskClient) -> None:
    act = send(admin, adresser=FIRST, till=f"=Bo {NUMBER}")
    log = seen(admin, PLACE)
    response = admin.get(link(log, "Hela loggen som CSV"))
    for said in (words(act), words(log), response.get_data(as_text=True)):
        assert "Bo ••••••••-••••" in said
        assert NUMBER not in said
    (row,) = csv.DictReader(io.StringIO(response.get_data(as_text=True)[1:]), delimiter=";")
    assert row["Utlämnat till"].startswith("'=Bo")
    assert row["Med hämtningar"] == "nej"


def test_a_long_log_has_pages(admin: FlaskClient, archive: Archive) -> None:
    assert "Inget är utlämnat." in words(seen(admin, PLACE))
    send(admin, adresser=FIRST)
    (kept,) = archive.store.handouts.all()
    for number in range(SIZE):
        archive.store.handouts.add(replace(kept, question=f"Fråga {number}."))
    newest = seen(admin, PLACE)
    assert "Fråga 24." in words(newest)
    oldest = seen(admin, link(newest, "Nästa"))
    assert "Nr 1 1 angiven sida" in words(oldest)


@pytest.mark.parametrize("place", ["7", "7.zip", "99999999999999999999", "x", "-1"])
def test_what_is_not_in_the_log_is_not_found(admin: FlaskClient, place: str) -> None:
    assert admin.get(f"{PLACE}/{place}").status_code == 404


@pytest.mark.parametrize("place", [PLACE, f"{PLACE}/1", f"{PLACE}/1.zip", f"{PLACE}.csv"])
def test_nobody_gets_in_without_the_link(stranger: FlaskClient, place: str) -> None:
    page(stranger, place, status=403)
    assert stranger.post(PLACE, data={"sokning": "boende"}).status_code == 403


def test_a_form_that_was_not_made_here_does_nothing(admin: FlaskClient, archive: Archive) -> None:
    response = admin.post(PLACE, data={"adresser": FIRST, "formular": "annan"})
    assert "Inget är ändrat" in words(parsed(response.get_data(as_text=True)))
    assert tuple(archive.store.handouts.all()) == ()


def test_the_form_is_bounded() -> None:
    form = read_form({"sokning": "a" * 9_999, "adresser": "b\n" * 99_999, "till": "c" * 999, "referens": "d\r\ne"})
    assert (len(form.search), len(form.to_whom), form.reference) == (2048, 200, "d e")
    assert len(form.addresses) <= 60_000
