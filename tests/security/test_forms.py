"""No other site can make somebody's browser act here (ASVS 5.0 3.5.1): every form of the URL map, none by name."""

from __future__ import annotations

import re
from collections.abc import Iterator
from xml.etree.ElementTree import Element

import pytest
from flask import Flask
from flask.testing import FlaskClient
from werkzeug.routing import Rule

from archive.web.headers import REPLAY_POLICY
from tests.security.grounds import SAFE, insider, rules, url_of, whole_town, writes
from tests.web.reading import parsed

OWN_PROOF = {
    "admin.entrance.enter": "carries a password, or the key of the one-time link, which no other site knows",
    "admin.entrance.accept": "carries the key of an invitation",
    "missing.tell": "asks the browser which site sent the form",
}
"""Forms that work without a session, and what they ask for instead."""
FIELD = re.compile(r'name="formular" value="([^"]*)"')


@pytest.fixture(scope="module")
def app() -> Iterator[Flask]:
    """An application that no other module sees."""
    with whole_town() as (_, made):
        yield made


def token(client: FlaskClient) -> str:
    """The token that this session's forms carry."""
    found = FIELD.search(client.get("/admin/").get_data(as_text=True))
    assert found
    return found[1]


def guarded(app: Flask) -> list[Rule]:
    """The rules that take a form from a session."""
    return [rule for rule in rules(app, unsafe=True) if rule.endpoint not in OWN_PROOF]


FORGERIES = {
    "no token": {"data": {"x": "1"}},
    "an empty token": {"data": {"formular": ""}},
    "a wrong token": {"data": {"formular": "A" * 43}},
    "letters that no token has": {"data": {"formular": "å\udcff".encode("utf-8", "surrogatepass")}},
    "the name of the session": {"data": {"formular": "Åsa Öberg"}},
    "JSON": {"json": {"formular": "TOKEN"}},
    "text that is no form": {"data": "formular=TOKEN", "content_type": "text/plain"},
    "the token in the address": {"query_string": {"formular": "TOKEN"}},
    "the token in a header": {"headers": {"X-CSRF-Token": "TOKEN"}},
    "the token of somebody else": {"data": {"formular": "OTHER"}},
}


def filled(sent: object, own: str, other: str) -> object:
    """What is sent, with real tokens in the places for them."""
    if isinstance(sent, dict):
        return {key: filled(value, own, other) for key, value in sent.items()}
    return sent.replace("TOKEN", own).replace("OTHER", other) if isinstance(sent, str) else sent


@pytest.mark.parametrize("forgery", FORGERIES)
def test_every_form_refuses_what_was_not_made_for_this_session(app: Flask, forgery: str) -> None:
    client, stranger = insider(app), insider(app)
    sent = filled(FORGERIES[forgery], token(client), token(stranger))
    for rule in guarded(app):
        with writes() as seen:
            answer = client.post(url_of(app, rule), **sent)  # type: ignore[arg-type]
        assert (answer.status_code, seen) == (403, []), rule
        assert answer.headers["Cache-Control"] == "no-store"


def test_every_form_refuses_a_token_whose_session_has_ended(app: Flask) -> None:
    client = insider(app)
    left = token(client)
    assert client.post("/admin/ut", data={"formular": left}).status_code == 303
    client = insider(app)
    for rule in guarded(app):
        with writes() as seen:
            assert client.post(url_of(app, rule), data={"formular": left}).status_code == 403, rule
        assert seen == []


def test_every_form_refuses_who_has_no_session(app: Flask) -> None:
    left = token(insider(app))
    for rule in guarded(app):
        with writes() as seen:
            answer = app.test_client().post(url_of(app, rule), data={"formular": left})
        assert (answer.status_code, seen) == (403, []), rule


def test_forms_without_a_session_ask_for_a_proof_of_their_own(app: Flask) -> None:
    assert set(OWN_PROOF) <= {rule.endpoint for rule in rules(app, unsafe=True)}
    for rule in rules(app, unsafe=True):
        if rule.endpoint in OWN_PROOF:
            with writes() as seen:
                assert app.test_client().post(url_of(app, rule), data={"namn": "Eva"}).status_code in {403, 429}
            assert [each for each in seen if " tries" not in each] == []  # that somebody tried is counted


def test_nothing_is_changed_but_by_post(app: Flask) -> None:
    assert {method for rule in rules(app, unsafe=True) for method in rule.methods or ()} - SAFE == {"POST"}


@pytest.mark.parametrize("method", ["GET", "HEAD", "OPTIONS"])
def test_looking_changes_nothing(app: Flask, method: str) -> None:
    """Whoever follows a link that another site gave them has done nothing; that they followed it may be noted."""
    client = insider(app)
    for rule in rules(app):
        with writes() as seen:
            client.open(url_of(app, rule), method=method).close()
        assert [each for each in seen if not each.startswith("INSERT INTO audit ")] == [], rule


@pytest.mark.parametrize("override", ["X-HTTP-Method-Override", "X-HTTP-Method", "X-Method-Override", "_method"])
def test_no_header_and_no_field_makes_another_method_of_a_request(app: Flask, override: str) -> None:
    client = insider(app)
    for rule in guarded(app):
        url = url_of(app, rule)
        with writes() as seen:
            client.get(url, headers={override: "POST"}, query_string={override: "POST", "formular": token(client)})
        assert seen == [], rule
        assert client.put(url, headers={override: "POST"}).status_code in {403, 405}


def test_every_form_on_a_page_that_posts_carries_its_token(app: Flask) -> None:
    client = insider(app)
    own, shown = token(client), 0
    free = {url_of(app, rule) for rule in rules(app, unsafe=True) if rule.endpoint in OWN_PROOF}
    for form in (form for rule in rules(app) for form in posting(client, url_of(app, rule))):
        assert (form.get("action") or "/").startswith("/")
        if form.get("action") not in free:
            assert [each.get("value") for each in form.iter("input") if each.get("name") == "formular"] == [own]
            shown += 1
    assert shown > len(guarded(app)) // 2


def posting(client: FlaskClient, url: str) -> list[Element]:
    """The forms at an address that send something."""
    answer = client.get(url, follow_redirects=True, buffered=True)
    if not answer.content_type.startswith("text/html") or answer.headers["Content-Security-Policy"] == REPLAY_POLICY:
        return []
    forms = parsed(answer.get_data(as_text=True)).iter("form")
    return [each for each in forms if each.get("method", "get").lower() == "post"]
