"""Logging in and out, by people and by those who guess; accounts made, changed and shut by admins."""

from __future__ import annotations

import re
from datetime import timedelta

import pytest
from flask import Flask
from flask.testing import FlaskClient
from werkzeug.test import TestResponse

from archive import accounts
from archive.model import Role
from archive.parts import Archive
from archive.web import create_app
from archive.web.admin import patience
from archive.web.admin.entrance import local
from tests.web.people import PASSWORD, log_in, logged_in, send, settle
from tests.web.reading import words
from tests.web.tending import Clock, seen, tree_of

OTHER = "åtta gröna fåglar"


@pytest.fixture
def app(archive: Archive) -> Flask:
    """The application, with an account for each role."""
    settle(archive)
    return create_app(archive)


@pytest.fixture
def admin(app: Flask) -> FlaskClient:
    return logged_in(app, Role.ADMIN)


def link_on(client: FlaskClient, url: str, **said: str) -> str:
    """The path of the one-time link that a form gives."""
    response = send(client, url, **said)
    assert response.status_code == 200
    return re.findall(r"<code>http://localhost(/admin/in/ny\?nyckel=[\w-]+)</code>", response.get_data(as_text=True))[0]


def choose(
    client: FlaskClient, link: str, password: str = OTHER, again: str | None = None, **more: str
) -> TestResponse:
    key = link.partition("nyckel=")[2]
    said = {"nyckel": key, "losenord": password, "igen": password if again is None else again}
    return client.post("/admin/in/ny", data=said | more)


def test_a_name_and_a_password_let_in(app: Flask) -> None:
    client = app.test_client()
    response = log_in(client, "ASA")
    assert (response.status_code, response.headers["Location"]) == (303, "/admin/")
    assert "Åsa Öberg" in words(seen(client, "/admin/"))


def test_the_cookie_is_new_at_each_log_in_and_the_old_one_opens_no_more(app: Flask) -> None:
    client = app.test_client()
    cookies = []
    for _ in range(2):
        log_in(client, "asa")
        cookie = client.get_cookie("kommunarkiv-admin", path="/admin")
        assert cookie is not None
        cookies.append(cookie.value)
    assert len(set(cookies)) == 2
    client.set_cookie("kommunarkiv-admin", cookies[0], path="/admin")
    assert client.get("/admin/").status_code == 403


WRONG = {
    "wrong password": ("asa", "fel"),
    "unknown": ("ingen", PASSWORD),
    "nothing": ("", ""),
    "odd": ("\x00\ud800", "x"),
}


@pytest.mark.parametrize("case", WRONG)
def test_whatever_is_wrong_the_answer_is_the_same(app: Flask, case: str) -> None:
    name, password = WRONG[case]
    response = app.test_client().post(
        "/admin/in", data={"konto": name.encode("utf-8", "surrogatepass"), "losenord": password}
    )
    assert "Namnet eller lösenordet stämmer inte" in words(tree_of(response, 403))
    assert "Set-Cookie" not in response.headers


def test_whoever_guesses_must_wait_longer_and_longer_for_known_and_unknown_names_alike(
    app: Flask, clock: Clock
) -> None:
    client = app.test_client()
    for name in ("asa", "ingen"):
        for _ in range(patience.FREE["account"]):
            assert log_in(client, name, "fel").status_code == 403
        barred = log_in(client, name)
        assert "Vänta 15 sekunder" in words(tree_of(barred, 429))
        assert barred.headers["Retry-After"] == "16"
    clock.now += patience.FIRST
    assert log_in(client, "asa", "fel").status_code == 403
    assert "Vänta 30 sekunder" in words(tree_of(log_in(client, "asa"), 429))
    clock.now += patience.FIRST * 2
    assert log_in(client, "asa").status_code == 303
    assert log_in(client, "asa", "fel").status_code == 403


def test_a_pause_stands_in_the_log_once_and_without_what_was_typed(archive: Archive, app: Flask) -> None:
    client = app.test_client()
    for name in ("asa", "mitt hemliga lösenord"):
        for _ in range(patience.FREE["account"] + 3):
            log_in(client, name, "fel")
    acts = [(each.deed, each.about, each.who) for each in archive.store.audit.all()]
    assert acts == [("session.barred", "inget konto", "okänd"), ("session.barred", "asa", "okänd")]


def test_one_address_that_tries_many_names_must_wait(app: Flask) -> None:
    client = app.test_client()
    answers = [log_in(client, f"namn{number}", "fel").status_code for number in range(patience.FREE["address"] + 1)]
    assert answers[-2:] == [403, 429]


LOCAL = {
    "/sok?q=x": "/sok?q=x",
    "/en/beslut": "/en/beslut",
    "//evil.example": "",
    "/\\evil.example": "",
    "https://evil.example": "",
    "/x\r\nSet-Cookie: y": "",
    "": "",
    "/admin/ut": "",
}


@pytest.mark.parametrize("target", LOCAL)
def test_logging_in_leads_to_places_in_the_archive_alone(target: str) -> None:
    assert local(target) == LOCAL[target]


def test_the_first_admin_is_made_by_the_link_of_the_terminal(archive: Archive) -> None:
    client = create_app(archive).test_client()
    assert "kommunarkiv serve" in words(seen(client, "/admin/in"))
    link = f"/admin/in/ny?nyckel={accounts.invite_first(archive)}"
    assert words(seen(client, link).find(".//h1")) == "Gör det första kontot"
    short = choose(client, link, "kort", konto="asa", namn="Åsa")
    assert "minst 12 tecken" in words(tree_of(short))
    assert 'value="Åsa"' in short.get_data(as_text=True)
    assert choose(client, link, konto="asa", namn="Åsa").status_code == 303
    assert "Åsa" in words(seen(client, "/admin/konton"))
    assert "redan använd" in words(tree_of(client.get(link), 403))
    assert "redan använd" in words(tree_of(choose(client, link, konto="b2", namn="Bo"), 403))


def test_somebody_is_invited_and_comes_in(app: Flask, admin: FlaskClient) -> None:
    link = link_on(admin, "/admin/konton", namn="Eva Ny", konto="Eva", roll="handläggare")
    assert "Eva Ny" in words(seen(admin, "/admin/konton"))
    assert "nyckel=" not in admin.get("/admin/konton").get_data(as_text=True)
    guest = app.test_client()
    assert "Eva Ny, du loggar in som eva" in words(seen(guest, link))
    assert "inte lika" in words(tree_of(choose(guest, link, again="annat än så")))
    assert choose(guest, link).status_code == 303
    assert log_in(app.test_client(), "eva", OTHER).status_code == 303


BAD_INVITATIONS = {
    "role": ({"namn": "Eva", "konto": "eva", "roll": "kung"}, "Välj en roll."),
    "no name": ({"namn": " ", "konto": "eva", "roll": "revisor"}, "Skriv personens namn"),
    "odd name": ({"namn": "Eva", "konto": "e v a", "roll": "revisor"}, "2–80 tecken"),
    "taken": ({"namn": "Eva", "konto": "ASA", "roll": "revisor"}, "redan ett konto"),
    "same person": ({"namn": "hugo alm", "konto": "hugo2", "roll": "revisor"}, "redan så här"),
}


@pytest.mark.parametrize("case", BAD_INVITATIONS)
def test_what_is_wrong_with_an_invitation_is_said_at_its_field(archive: Archive, admin: FlaskClient, case: str) -> None:
    said, text = BAD_INVITATIONS[case]
    assert text in words(tree_of(send(admin, "/admin/konton", **said)))
    assert len(archive.store.people.accounts()) == 4


def test_an_admin_changes_a_role_and_the_person_must_log_in_again(app: Flask, admin: FlaskClient) -> None:
    hugo = logged_in(app, Role.OFFICER)
    assert send(admin, "/admin/konton/hugo", **{"byt-roll": "ja", "roll": "revisor"}).status_code == 303
    assert "Rollen är revisor." in words(seen(admin, "/admin/konton/hugo"))
    assert hugo.get("/admin/").status_code == 403
    log_in(hugo, "hugo")
    assert hugo.get("/admin/personnummer").status_code == 403


def test_an_admin_shuts_an_account_and_opens_it_again(app: Flask, admin: FlaskClient) -> None:
    hugo = logged_in(app, Role.OFFICER)
    send(admin, "/admin/konton/hugo", **{"stang-av": "ja"})
    assert hugo.get("/admin/").status_code == 403
    assert log_in(hugo, "hugo").status_code == 403
    send(admin, "/admin/konton/hugo", **{"slapp-in": "ja"})
    assert log_in(hugo, "hugo").status_code == 303
    send(admin, "/admin/konton/hugo", **{"logga-ut": "ja"})
    assert hugo.get("/admin/").status_code == 403


def test_a_forgotten_password_is_chosen_anew_through_a_link(app: Flask, admin: FlaskClient) -> None:
    link = link_on(admin, "/admin/konton/hugo", **{"ny-lank": "ja"})
    assert log_in(app.test_client(), "hugo").status_code == 403
    assert choose(app.test_client(), link).status_code == 303
    assert log_in(app.test_client(), "hugo", OTHER).status_code == 303


@pytest.mark.parametrize("deed", ["stang-av", "byt-roll", "ny-lank"])
def test_nobody_changes_their_own_account_into_something_else(archive: Archive, admin: FlaskClient, deed: str) -> None:
    response = send(admin, "/admin/konton/asa", **{deed: "ja", "roll": "läsare"})
    assert "någon annan admin" in words(tree_of(response))
    assert archive.store.people.account("asa").role is Role.ADMIN


def test_there_is_nothing_at_an_account_that_is_not_there(admin: FlaskClient) -> None:
    assert admin.get("/admin/konton/nobody").status_code == 404
    assert send(admin, "/admin/konton/nobody", **{"stang-av": "ja"}).status_code == 404
    assert send(admin, "/admin/konton/hugo").status_code == 404


def test_one_changes_one_s_own_password_and_is_logged_out_elsewhere(app: Flask) -> None:
    here, there = logged_in(app, Role.READER), logged_in(app, Role.READER)
    wrong = send(here, "/admin/mitt", nuvarande="fel", losenord=OTHER, igen=OTHER)
    assert "stämmer inte" in words(tree_of(wrong))
    named = send(here, "/admin/mitt", nuvarande=PASSWORD, losenord="lars dal lars dal", igen="lars dal lars dal")
    assert "namn" in words(tree_of(named))
    assert send(here, "/admin/mitt", nuvarande=PASSWORD, losenord=OTHER, igen=OTHER).status_code == 303
    assert "Lösenordet är bytt" in words(seen(here, "/admin/mitt"))
    assert there.get("/admin/").status_code == 403
    assert log_in(there, "lars", OTHER).status_code == 303


def test_one_sees_and_ends_one_s_own_sessions_alone(archive: Archive, app: Flask) -> None:
    here, there, other = logged_in(app, Role.READER), logged_in(app, Role.READER), logged_in(app, Role.ADMIN)
    marks = [each.mark for each in archive.store.people.logins("lars")]
    tree = seen(here, "/admin/mitt")
    assert {each.get("value") for each in tree.iter("button")} >= set(marks)
    (foreign,) = archive.store.people.logins("asa")
    send(here, "/admin/mitt/avsluta", inloggning=foreign.mark)
    assert other.get("/admin/").status_code == 200
    for mark in marks:
        if here.get("/admin/").status_code == 200:
            send(here, "/admin/mitt/avsluta", inloggning=mark)
    assert there.get("/admin/").status_code == 403 or here.get("/admin/").status_code == 403


def test_a_session_is_over_after_two_idle_hours(admin: FlaskClient, clock: Clock) -> None:
    clock.now += timedelta(hours=1, minutes=59)
    assert admin.get("/admin/").status_code == 200
    clock.now += timedelta(hours=2)
    assert admin.get("/admin/").status_code == 403


def test_what_people_do_with_accounts_stands_in_the_audit_log(archive: Archive, admin: FlaskClient) -> None:
    link_on(admin, "/admin/konton", namn="Eva Ny", konto="eva", roll="revisor")
    newest = next(archive.store.audit.all())
    assert (newest.who, newest.deed, newest.about) == ("Åsa Öberg", "account.add", "eva")
    assert (newest.detail, newest.address) == ("Eva Ny, revisor", "127.0.0.1")
