"""Logging in at the organisation's own log-in: a real provider in a process of its own, and one that lies."""

from __future__ import annotations

import json
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from dataclasses import replace
from datetime import timedelta
from pathlib import Path
from urllib.parse import parse_qs, parse_qsl, urlsplit

import pytest
import requests
from flask import Flask
from flask.testing import FlaskClient
from werkzeug.test import TestResponse

from archive.model import Role
from archive.parts import Archive, system_clock
from archive.web import create_app
from archive.web.admin.federated import role_of
from tests.fakes.archives import memory_archive
from tests.web.people import settle, token_of
from tests.web.reading import words
from tests.web.tending import Clock, tree_of

USERS = (
    {"sub": "17", "name": "Eva Lind", "preferred_username": "eva.lind", "groups": ["kansli", "revision"]},
    {"sub": "18", "name": "Åsa Öberg", "preferred_username": "asa", "groups": ["it-drift"]},
    {"sub": "19", "name": "Utan Roll", "email": "utan@example.se", "groups": []},
)
SETTINGS = {"oidc_client": "kommunarkiv", "oidc_roles": "it-drift=admin, kansli=handläggare, revision=revisor"}


def free_port() -> int:
    with socket.socket() as found:
        found.bind(("127.0.0.1", 0))
        return int(found.getsockname()[1])


def wait_for(issuer: str, process: subprocess.Popen[bytes]) -> None:
    for _ in range(600):
        assert process.poll() is None, "the provider did not start"
        try:
            requests.get(f"{issuer}/.well-known/openid-configuration", timeout=5).raise_for_status()
        except requests.RequestException:
            time.sleep(0.1)
        else:
            return
    raise AssertionError("the provider does not answer")


@pytest.fixture(scope="module")
def issuer() -> Iterator[str]:
    """A provider that demands a nonce and knows three people."""
    port = free_port()
    told = [part for user in USERS for part in ("--user-claims", json.dumps(user))]
    line = [sys.executable, "-m", "oidc_provider_mock", "--port", str(port), "--require-nonce", "true", *told]
    with subprocess.Popen(line, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL) as process:
        try:
            wait_for(f"http://127.0.0.1:{port}", process)
            yield f"http://127.0.0.1:{port}"
        finally:
            process.terminate()


class Ahead(Clock):
    """The provider's clock, which a test may move on."""

    def __init__(self) -> None:
        self.by = timedelta()

    def __call__(self):  # type: ignore[no-untyped-def]
        return system_clock() + self.by


@pytest.fixture
def ahead() -> Ahead:
    return Ahead()


@pytest.fixture
def archive(issuer: str, ahead: Ahead, tmp_path: Path) -> Iterator[Archive]:
    (tmp_path / "hemlig").write_text("mellan-fyra\n", "utf-8")
    secret = {"home": tmp_path, "oidc_secret_file": "hemlig"}
    with memory_archive(clock=ahead, oidc_issuer=issuer, **secret, **SETTINGS) as opened:
        yield opened


@pytest.fixture
def app(archive: Archive) -> Flask:
    return create_app(archive)


@pytest.fixture
def client(app: Flask) -> FlaskClient:
    return app.test_client()


def sent(client: FlaskClient, target: str = "") -> str:
    """Where the archive sends somebody to log in."""
    response = client.get(f"/admin/in/oidc?till={target}")
    assert response.status_code == 303
    return response.headers["Location"]


def at_provider(url: str, subject: str) -> str:
    """Say at the provider who one is; gives the path with which the browser comes back."""
    answer = requests.post(url, data={"sub": subject}, timeout=20, allow_redirects=False)
    back = urlsplit(answer.headers["Location"])
    assert back.netloc == "localhost"
    return f"{back.path}?{back.query}"


def through(client: FlaskClient, subject: str, target: str = "") -> TestResponse:
    """In by the provider."""
    return client.get(at_provider(sent(client, target), subject))


def test_the_request_carries_state_nonce_and_pkce(client: FlaskClient) -> None:
    asked = parse_qs(urlsplit(sent(client)).query)
    assert asked["response_type"] == ["code"]
    assert asked["code_challenge_method"] == ["S256"]
    assert asked["redirect_uri"] == ["http://localhost/admin/in/oidc/svar"]
    assert all(len(asked[name][0]) >= 43 for name in ("state", "nonce", "code_challenge"))


def test_somebody_comes_in_with_the_role_of_their_group_and_goes_on(archive: Archive, client: FlaskClient) -> None:
    response = through(client, "17", "/admin/rattelser")
    assert (response.status_code, response.headers["Location"]) == (303, "/admin/rattelser")
    assert "Eva Lind" in words(tree_of(client.get("/admin/")))
    account = archive.store.people.account("eva.lind")
    assert (account.role, account.password) == (Role.OFFICER, "")
    assert [each.deed for each in archive.store.audit.all()] == ["session.begin", "account.federated"]
    through(client, "17")
    assert len(archive.store.people.accounts()) == 1


def test_an_account_of_the_same_name_is_not_taken_over(archive: Archive, client: FlaskClient) -> None:
    settle(archive)
    assert through(client, "18").status_code == 303
    assert archive.store.people.account("asa").subject == ""
    made = archive.store.people.account("asa-2")
    assert (made.shown, made.role) == ("Åsa Öberg (asa-2)", Role.ADMIN)


def test_another_role_at_the_provider_is_another_here(archive: Archive, client: FlaskClient) -> None:
    through(client, "17")
    eva = archive.store.people.account("eva.lind")
    archive.store.people.save(replace(eva, role=Role.ADMIN))
    through(client, "17")
    assert archive.store.people.account("eva.lind").role is Role.OFFICER


def test_without_a_role_nobody_comes_in_unless_the_settings_say_so(archive: Archive, client: FlaskClient) -> None:
    assert "inget uppdrag" in words(tree_of(through(client, "19"), 403))
    assert archive.store.people.accounts() == ()
    others = replace(archive, config=replace(archive.config, oidc_others="läsare"))
    assert through(create_app(others).test_client(), "19").status_code == 303
    (account,) = archive.store.people.accounts()
    assert (account.name, account.role) == ("utan@example.se", Role.READER)


def test_a_shut_account_stays_shut(archive: Archive, client: FlaskClient) -> None:
    through(client, "17")
    archive.store.people.save(replace(archive.store.people.account("eva.lind"), enabled=False))
    assert "avstängt" in words(tree_of(through(client, "17"), 403))


def test_each_answer_is_good_once(client: FlaskClient) -> None:
    back = at_provider(sent(client), "17")
    assert client.get(back).status_code == 303
    assert "tog för lång tid" in words(tree_of(client.get(back), 403))


def test_an_answer_is_for_the_browser_that_asked(app: Flask, client: FlaskClient) -> None:
    back = at_provider(sent(client), "17")
    assert app.test_client().get(back).status_code == 403


def test_whoever_stays_away_too_long_begins_again(client: FlaskClient, ahead: Ahead) -> None:
    back = at_provider(sent(client), "17")
    ahead.by = timedelta(minutes=11)
    assert client.get(back).status_code == 403


def test_a_token_whose_time_is_over_is_not_taken(archive: Archive, client: FlaskClient, ahead: Ahead) -> None:
    ahead.by = timedelta(days=1)
    assert "inte att lita på" in words(tree_of(through(client, "17"), 403))
    assert archive.store.people.accounts() == ()


BAD = {"error": {"code": None, "error": "access_denied"}, "code": {"code": "påhittad"}, "issuer": {"iss": "https://x"}}


@pytest.mark.parametrize("case", BAD)
def test_a_bad_answer_is_a_page_in_swedish(client: FlaskClient, case: str) -> None:
    back = urlsplit(at_provider(sent(client), "17"))
    said = dict(parse_qsl(back.query)) | BAD[case]
    kept = {name: value for name, value in said.items() if value is not None}
    tree = tree_of(client.get(back.path, query_string=kept), 403)
    assert "organisationens inloggning" in words(tree)


def test_logging_out_shows_the_way_out_there(client: FlaskClient, issuer: str) -> None:
    through(client, "17")
    response = client.post("/admin/ut", data={"formular": token_of(client)})
    links = [str(each.get("href")) for each in tree_of(response).iter("a")]
    way = next(each for each in links if each.startswith(issuer))
    assert parse_qs(urlsplit(way).query)["post_logout_redirect_uri"] == ["http://localhost/admin/in"]
    assert client.get("/admin/").status_code == 403


def test_the_log_in_page_shows_both_ways(client: FlaskClient) -> None:
    tree = tree_of(client.get("/admin/in?till=/sok"))
    assert "/admin/in/oidc?till=/sok" in [each.get("href") for each in tree.iter("a")]


def test_a_provider_that_does_not_answer_is_said() -> None:
    away = f"http://127.0.0.1:{free_port()}"
    with memory_archive(oidc_issuer=away, **SETTINGS) as archive:
        tree = tree_of(create_app(archive).test_client().get("/admin/in/oidc"), 403)
        assert "svarar inte" in words(tree)


def test_without_a_provider_there_is_nothing() -> None:
    with memory_archive() as archive:
        client = create_app(archive).test_client()
        assert client.get("/admin/in/oidc").status_code == 404
        assert client.get("/admin/in/oidc/svar?state=x&code=y").status_code == 404


def test_of_several_groups_the_first_written_holds(archive: Archive) -> None:
    assert role_of(("revision", "it-drift"), archive.config) is Role.ADMIN
    assert role_of(("okänd",), archive.config) is None
