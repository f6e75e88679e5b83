"""`/admin/gallring`: ask, read, confirm by somebody else, prove; what is wrong is said at its field."""

from __future__ import annotations

from dataclasses import replace
from xml.etree.ElementTree import Element

import pytest
from flask import Flask
from flask.testing import FlaskClient

from archive.errors import Removed
from archive.ingest import Ingest
from archive.model import Removable, RemovalState, Role
from archive.parts import Archive
from archive.store.pages import page_id
from archive.web import create_app
from archive.web.admin.door import Door
from tests.fakes.archives import SITE, TOWN, news
from tests.fakes.storing import later
from tests.web.people import logged_in, settle, token_of
from tests.web.reading import words
from tests.web.tending import let_in, seen, tree_of
from tests.web.town import EVIL, NUMBER
from tests.web.weeding import PAGE, URL, grow, remove

ROOM = "/admin/gallring"
ASKED = {"adresser": URL, "beslut": "KS 2026/17", "skal": "fel person", "grund": "planen 4.2"}


class People:
    """Sessions of accounts: whoever is named next asks."""

    def __init__(self, client: FlaskClient, door: Door) -> None:
        self.client, self._door = client, door

    def become(self, account: str, name: str) -> FlaskClient:
        """The same browser, now somebody else's."""
        for mark, held in tuple(self._door._sessions.items()):
            self._door._sessions[mark] = replace(held, account=account, name=name)
        return self.client


@pytest.fixture
def app(archive: Archive, door: Door) -> Flask:
    grow(archive)
    return create_app(archive, door=door)


@pytest.fixture
def people(app: Flask, door: Door) -> People:
    return People(let_in(app.test_client(), door), door)


def token(tree: Element) -> str:
    return next(each.get("value", "") for each in tree.iter("input") if each.get("name") == "formular")


def send(client: FlaskClient, url: str, status: int = 303, **said: str) -> Element:
    """Send the form of a page; the page that it leads to, or the form again."""
    response = client.post(url, data={"formular": token(seen(client, url)), **said})
    if status == 303:
        assert response.status_code == 303, response.get_data(as_text=True)
        return seen(client, response.headers["Location"])
    return tree_of(response, status)


def hidden(tree: Element, name: str) -> str:
    return next(each.get("value", "") for each in tree.iter("input") if each.get("name") == name)


def test_asking_shows_every_trace_and_takes_nothing(people: People, archive: Archive) -> None:
    said = words(send(people.become("asa", "Åsa Öberg"), ROOM, **ASKED))
    assert "Inget är gallrat förrän en annan person" in said
    for each in (
        "3 versioner",
        "3 hämtningar",
        "KS 2026/17",
        "Säkerhetskopior",
        "från byte",
        "En annan person behöver",
    ):
        assert each in said
    assert archive.store.pages.by_url(URL) is not None


def test_somebody_else_confirms_and_it_is_gone_with_a_proof(people: People, archive: Archive) -> None:
    send(people.become("asa", "Åsa Öberg"), ROOM, **ASKED)
    client = people.become("bo", "Bo Ek")
    page = seen(client, f"{ROOM}/1")
    done = words(send(client, f"{ROOM}/1", svar="bekrafta", last="ja", sett=hidden(page, "sett")))
    assert "Gallringen är genomförd" in done
    with pytest.raises(Removed):
        archive.store.pages.page(PAGE)
    acts = [(each.deed, each.who, each.address) for each in archive.store.audit.all()][:3]
    assert acts == [
        ("weeding.done", "Bo Ek", ""),
        ("weeding.confirm", "Bo Ek", "127.0.0.1"),
        ("weeding.request", "Åsa Öberg", "127.0.0.1"),
    ]
    assert client.get(f"{ROOM}/1/bevis.json").get_json()["state"] == "done"
    assert "Gallringsbevis nr 1" in client.get(f"{ROOM}/1/bevis.html").get_data(as_text=True)
    assert client.get(f"{ROOM}/1/bevis.pdf").get_data()[:5] in {b"%PDF-", b"<!doc"}
    assert "Genomförd" in words(seen(client, ROOM))


def test_who_asked_is_told_that_somebody_else_must_confirm(people: People, archive: Archive) -> None:
    client = people.become("asa", "Åsa Öberg")
    page = send(client, ROOM, **ASKED)
    said = send(client, f"{ROOM}/1", 200, svar="bekrafta", last="ja", sett=hidden(page, "sett"))
    assert "Be en annan person" in words(said)
    assert archive.store.removals.one(1).state is RemovalState.ASKED


def test_another_name_on_the_one_time_link_is_not_another_person(people: People, archive: Archive) -> None:
    send(people.become("", "Åsa Öberg"), ROOM, **ASKED)
    client = people.become("", "Bo Ek")
    page = seen(client, f"{ROOM}/1")
    assert "engångslänken" in words(page)
    said = send(client, f"{ROOM}/1", 200, svar="bekrafta", last="ja", sett=hidden(page, "sett"))
    assert "eget konto" in words(said)
    assert archive.store.pages.by_url(URL) is not None


def test_nothing_is_confirmed_unread_or_when_it_has_changed(people: People, archive: Archive) -> None:
    send(people.become("asa", "Åsa"), ROOM, **ASKED)
    client = people.become("bo", "Bo")
    page = seen(client, f"{ROOM}/1")
    assert "Kryssa i" in words(send(client, f"{ROOM}/1", 200, svar="bekrafta", sett=hidden(page, "sett")))
    assert "har ändrats" in words(send(client, f"{ROOM}/1", 200, svar="bekrafta", last="ja", sett="x"))
    assert archive.store.pages.by_url(URL) is not None


def test_a_request_is_declined_with_a_comment(people: People, archive: Archive) -> None:
    send(people.become("asa", "Åsa"), ROOM, **ASKED)
    said = words(send(people.become("", "Bo"), f"{ROOM}/1", svar="avsla", kommentar="fel sida"))
    assert "Avslagen" in said
    assert "fel sida" in said
    assert archive.store.pages.by_url(URL) is not None


@pytest.mark.parametrize(
    ("more", "field", "words_said"),
    [
        ({"adresser": ""}, "adresser", "Skriv adresser eller en sökning"),
        ({"sokning": "simhallen"}, "adresser", "inte båda"),
        ({"adresser": "https://x.se/"}, "adresser", "ingen sida eller version"),
        ({"adresser": "", "sokning": "finnsinte"}, "sokning", "Sökningen ger inga"),
        ({"adresser": f"/sida/{PAGE}/20240414093015"}, "adresser", "den som gäller nu"),
        ({"beslut": " "}, "beslut", "vilket beslut"),
        ({"skal": ""}, "skal", "varför"),
        ({"grund": ""}, "grund", "lagrummet"),
    ],
)
def test_what_is_wrong_is_said_at_its_field_and_nothing_is_kept(
    people: People, archive: Archive, more: dict[str, str], field: str, words_said: str
) -> None:
    said = send(people.become("asa", "Åsa"), ROOM, 200, **(ASKED | more))
    (error,) = (each for each in said.iter() if each.get("id") == f"{field}-fel")
    assert words_said in words(error)
    (typed,) = (each for each in said.iter() if each.get("id") == field)
    assert typed.get("aria-invalid") == "true"
    assert typed.get("aria-describedby") == f"{field}-fel"
    assert list(archive.store.removals.all()) == []


def test_a_search_and_the_address_of_one_ask_for_the_pages_they_find(people: People) -> None:
    client = people.become("asa", "Åsa")
    for search in ("simhallen", "http://localhost/sok?q=simhallen"):
        assert "3 versioner" in words(send(client, ROOM, **(ASKED | {"adresser": "", "sokning": search})))


def test_one_version_is_asked_for_by_its_address(people: People) -> None:
    said = words(send(people.become("asa", "Åsa"), ROOM, **(ASKED | {"adresser": f"/sida/{PAGE}/20240413093015"})))
    assert "bara den här versionen" in said
    assert "1 hämtning " in said


def test_hostile_words_are_shown_as_words_and_numbers_hidden(people: People) -> None:
    said = {"beslut": EVIL[:150], "skal": f"{EVIL} {NUMBER}", "grund": EVIL[:150]}
    client = people.become("asa", EVIL[:40])
    send(client, ROOM, **(ASKED | said))
    for url in (ROOM, f"{ROOM}/1"):
        page = client.get(url).get_data(as_text=True)
        assert "<script>" not in page
        assert "<img" not in page
        assert NUMBER not in page


def test_a_page_that_went_meanwhile_is_told_of(people: People, archive: Archive) -> None:
    client = people.become("asa", "Åsa")
    send(client, ROOM, **ASKED)
    remove(archive, Removable(page=PAGE))
    assert "finns inte längre" in words(seen(client, f"{ROOM}/1"))


def test_there_is_no_proof_before_and_no_page_of_what_was_never_asked(people: People) -> None:
    client = people.become("asa", "Åsa")
    send(client, ROOM, **ASKED)
    for url in (f"{ROOM}/1/bevis.json", f"{ROOM}/1/bevis.pdf", f"{ROOM}/7", f"{ROOM}/1/bevis.exe"):
        assert client.get(url).status_code == 404, url


def test_a_request_expires_after_thirty_days(people: People, archive: Archive) -> None:
    client = people.become("asa", "Åsa")
    send(client, ROOM, **ASKED)
    (asked,) = archive.store.removals.all()
    old = replace(asked, asked=replace(asked.asked, at=later(days=-31)))
    archive.store.removals.save(old)
    said = words(seen(client, f"{ROOM}/1"))
    assert "Förfallen" in said
    assert "Bekräfta och gallra" not in said


def test_pages_past_their_retention_are_proposed_fill_in_the_form_and_stay(people: People, archive: Archive) -> None:
    client = people.become("asa", "Åsa")
    old = replace(news(4, at=later(days=-6 * 366)), url=f"{SITE}/gammal/")
    Ingest(archive, TOWN).keep([old])
    assert "bevarandetid" not in words(seen(client, ROOM))
    archive.store.sources.save(replace(TOWN, retention=5))
    assert "town: 1 sida har passerat sin bevarandetid på 5 år" in words(seen(client, ROOM))
    page = seen(client, f"{ROOM}?kalla=town")
    (typed,) = (each for each in page.iter("textarea") if each.get("id") == "adresser")
    assert (typed.text or "").strip() == f"/sida/{page_id(old.url)}"
    assert archive.store.pages.by_url(old.url) is not None


def test_an_auditor_reads_requests_and_proofs_and_can_neither_ask_nor_answer(
    people: People, archive: Archive, app: Flask
) -> None:
    send(people.become("asa", "Åsa"), ROOM, **ASKED)
    settle(archive)
    auditor = logged_in(app, Role.AUDITOR)
    for url in (ROOM, f"{ROOM}/1"):
        assert "judge-form" not in auditor.get(url).get_data(as_text=True)
        assert auditor.post(url, data={"formular": token_of(auditor)}).status_code == 403
    assert "KS 2026/17" in words(seen(auditor, f"{ROOM}/1"))


def test_the_room_is_closed_to_strangers(stranger: FlaskClient) -> None:
    assert stranger.get(ROOM).status_code == stranger.post(ROOM).status_code == 403
