"""`/admin` is closed unless it was opened, and for nobody without a session; no form works without its token."""

from __future__ import annotations

import re
from datetime import timedelta

import pytest
from flask.testing import FlaskClient

from archive.parts import Archive
from archive.web import create_app
from archive.web.admin.door import SESSION_LIFE, TRIES, Door
from archive.web.headers import STILL_POLICY
from tests.web.reading import words
from tests.web.tending import FIRST, MONEY, MONEY_ID, Clock, let_in, seen, tree_of

ROOMS = ("/admin/", "/admin/rattelser", "/admin/personnummer", "/admin/konton", "/admin/mitt", FIRST)


@pytest.mark.parametrize("url", ROOMS)
def test_without_a_session_there_is_nothing_but_the_log_in_that_leads_back(archive: Archive, url: str) -> None:
    client = create_app(archive).test_client()
    tree = tree_of(client.get(url), 403)
    assert words(tree.find(".//h1")) == "Logga in"
    fields = {each.get("name"): each.get("value", "") for each in tree.iter("input")}
    assert fields["till"] == url
    assert client.get_cookie("kommunarkiv-admin", path="/admin") is None


def test_without_the_option_no_key_opens(archive: Archive) -> None:
    client = create_app(archive).test_client()
    assert "redan använd" in words(tree_of(client.get("/admin/in?nyckel=x"), 403))
    assert client.post("/admin/in", data={"nyckel": "x", "namn": "Åsa"}).status_code == 403
    assert client.get("/admin/x").status_code == 404


@pytest.mark.parametrize("url", ["/admin/rattelser", "/admin/konton", "/admin/mitt", "/admin/ut", FIRST])
def test_nobody_sends_a_form_without_a_session(stranger: FlaskClient, url: str) -> None:
    assert "Du är inte inloggad" in words(tree_of(stranger.post(url), 403))


def test_the_link_asks_for_a_name_and_opens_once(stranger: FlaskClient, door: Door) -> None:
    asked = seen(stranger, door.path)
    assert words(asked.find(".//h1")) == "Vem är du?"
    assert "Namnet står i loggen" in words(asked)
    let_in(stranger, door)
    assert "Åsa Öberg" in words(seen(stranger, "/admin/"))
    assert "redan använd" in words(tree_of(stranger.get(door.path), 403))
    again = stranger.post("/admin/in", data={"nyckel": door.key, "namn": "Bo"})
    assert "redan använd" in words(tree_of(again, 403))


@pytest.mark.parametrize("name", ["", "  ", "\x00\n"])
def test_a_name_must_be_given_and_not_giving_it_does_not_use_up_the_link(
    stranger: FlaskClient, door: Door, name: str
) -> None:
    response = stranger.post("/admin/in", data={"nyckel": door.key, "namn": name})
    assert "Skriv vem du är." in words(tree_of(response))
    let_in(stranger, door)


def test_a_link_that_is_too_old_is_a_page_in_swedish(stranger: FlaskClient, door: Door, clock: Clock) -> None:
    clock.now += timedelta(minutes=15)
    assert "för gammal" in words(tree_of(stranger.get(door.path), 403))


def test_whoever_guesses_keys_must_wait(stranger: FlaskClient, door: Door) -> None:
    for _ in range(TRIES):
        assert stranger.get("/admin/in?nyckel=fel").status_code == 403
    barred = stranger.get(door.path)
    assert "Vänta fem minuter" in words(tree_of(barred, 429))
    assert barred.headers["Retry-After"] == "300"
    assert stranger.post("/admin/in", data={"nyckel": door.key, "namn": "Åsa"}).status_code == 429


@pytest.mark.parametrize(("scheme", "secure"), [("http", False), ("https", True)])
def test_the_cookie_is_kept_from_scripts_other_sites_and_other_paths(
    stranger: FlaskClient, door: Door, scheme: str, *, secure: bool
) -> None:
    response = stranger.post("/admin/in", data={"nyckel": door.key, "namn": "Åsa"}, base_url=f"{scheme}://localhost")
    (cookie,) = response.headers.getlist("Set-Cookie")
    parts = {part.strip().partition("=")[0] for part in cookie.split(";")}
    assert {"HttpOnly", "SameSite", "Path", "Max-Age"} <= parts
    assert "SameSite=Strict" in cookie
    assert "Path=/admin" in cookie
    assert ("Secure" in parts) is secure
    assert door.key not in cookie


def test_a_session_ends_after_eight_hours(admin: FlaskClient, clock: Clock) -> None:
    clock.now += SESSION_LIFE
    assert "Logga in" in words(tree_of(admin.get("/admin/"), 403))


def test_leaving_ends_the_session(admin: FlaskClient, door: Door) -> None:
    cookie = admin.get_cookie("kommunarkiv-admin", path="/admin")
    assert cookie is not None
    token = re.findall(r'name="formular" value="([^"]+)"', admin.get("/admin/").get_data(as_text=True))[0]
    assert admin.post("/admin/ut", data={"formular": token}).headers["Location"] == "/"
    assert admin.get_cookie("kommunarkiv-admin", path="/admin") is None
    admin.set_cookie("kommunarkiv-admin", cookie.value, path="/admin")
    assert admin.get("/admin/").status_code == 403


@pytest.mark.parametrize("url", ["/admin/ut", "/admin/rattelser", MONEY])
@pytest.mark.parametrize("token", [{}, {"formular": ""}, {"formular": "fel"}])
def test_a_form_without_the_session_s_token_changes_nothing(
    admin: FlaskClient, archive: Archive, url: str, token: dict[str, str]
) -> None:
    response = admin.post(url, data={"fel": "x", "angra": "1"} | token)
    assert words(tree_of(response, 403).find(".//h1")) == "Formuläret gäller inte längre"
    assert tuple(archive.store.corrections.all()) == ()
    assert admin.get("/admin/").status_code == 200


@pytest.mark.parametrize("url", ["/admin/", "/admin/rattelser", "/admin/personnummer", MONEY])
def test_these_pages_run_nothing_and_are_kept_by_nobody(admin: FlaskClient, url: str) -> None:
    response = admin.get(url)
    assert response.headers["Content-Security-Policy"] == STILL_POLICY
    assert response.headers["Cache-Control"] == "no-store"
    assert response.headers["X-Robots-Tag"] == "noindex"
    assert not list(tree_of(response).iter("script"))


def test_the_public_pages_say_nothing_of_these_and_set_no_cookie(admin: FlaskClient) -> None:
    for url in ("/", "/om", "/sok", f"/sida/{MONEY_ID}"):
        response = admin.get(url)
        assert "/admin" not in response.get_data(as_text=True)
        assert "Set-Cookie" not in response.headers
