"""What every answer says to the browser (ASVS 5.0 3.4), over the whole URL map and every kind of error."""

from __future__ import annotations

from collections.abc import Mapping

import pytest
from flask import Flask
from flask.testing import FlaskClient
from werkzeug.routing import Rule

from archive.web import brand, create_app
from archive.web.admin.door import Door
from archive.web.headers import (
    COMMON,
    FRAMING_POLICY,
    POLICY,
    REPLAY_POLICY,
    SHARED,
    STILL_FRAMING_POLICY,
    STILL_POLICY,
    TLS_ONLY,
)
from tests.fakes.archives import memory_archive
from tests.fakes.storing import AT
from tests.security.grounds import insider, rules, url_of
from tests.web.tending import let_in

POLICIES = {POLICY, STILL_POLICY, STILL_FRAMING_POLICY, REPLAY_POLICY, FRAMING_POLICY, brand.LOGO_POLICY}
SANDBOXED = {REPLAY_POLICY, brand.LOGO_POLICY}
KEPT_FOR_EVER = {"static", "brand.style", "brand.logo"}


def directives(policy: str) -> dict[str, str]:
    """A policy by its directives."""
    pairs = (part.strip().partition(" ") for part in policy.split(";"))
    return {name: value for name, _, value in pairs}


def wrong(headers: Mapping[str, str], path: str) -> list[str]:
    """What an answer lacks."""
    policy = headers.get("Content-Security-Policy", "")
    wanted = COMMON | (SHARED if path.startswith("/api/") else {})
    if policy == REPLAY_POLICY:
        wanted |= {"X-Frame-Options": "SAMEORIGIN"}
    if path.startswith("/saknas"):
        wanted |= {"Referrer-Policy": "same-origin"}  # else browsers hide the origin that the form must name
    lacking = [name for name, value in wanted.items() if headers.get(name) != value]
    rules = directives(policy)
    if rules.get("default-src") != "'none'" or ("unsafe" in policy and policy not in SANDBOXED):
        lacking.append(f"policy: {policy}")
    if not path.startswith("/api/") and "Access-Control-Allow-Origin" in headers:
        lacking.append("shared with other sites")
    return lacking + [f"says {name}" for name in ("X-Powered-By", "Server") if name in headers]


@pytest.fixture(scope="module")
def client(whole: Flask) -> FlaskClient:
    return insider(whole)


def test_every_address_answers_with_every_header(whole: Flask, client: FlaskClient) -> None:
    for rule in rules(whole):
        url = url_of(whole, rule)
        with client.get(url) as answer:
            assert answer.status_code < 500, url
            assert wrong(answer.headers, url) == [], url
            assert ("Set-Cookie" in answer.headers) is False, url


def test_every_policy_that_is_sent_is_one_of_ours(whole: Flask, client: FlaskClient) -> None:
    sent = set()
    for rule in rules(whole):
        with client.get(url_of(whole, rule)) as answer:
            sent.add(answer.headers["Content-Security-Policy"])
    assert {POLICY, STILL_POLICY, REPLAY_POLICY} <= sent <= POLICIES


@pytest.mark.parametrize("policy", sorted(POLICIES))
def test_no_policy_lets_foreign_code_run_or_anything_be_sent_elsewhere(policy: str) -> None:
    rules = directives(policy)
    assert rules.get("script-src", "'self'") == "'self'"
    assert rules.get("connect-src", "'self'") == "'self'"
    assert rules.get("form-action", "'self'") in {"'self'", "'none'"}
    assert not {"http:", "https:", "*", "'unsafe-eval'"} & set(policy.replace(";", " ").split())
    assert "sandbox" in rules if policy in SANDBOXED else rules["base-uri"] == "'none'"


@pytest.mark.parametrize(
    ("method", "url", "status"),
    [
        ("GET", "/finns-inte", 404),
        ("GET", "/api/finns-inte", 404),
        ("GET", "/static/finns-inte.js", 404),
        ("GET", "/sida/x", 404),
        ("POST", "/sok", 405),
        ("PUT", "/admin/rattelser", 405),
        ("TRACE", "/", 405),
        ("GET", "/timegate/http://a.example/%ff", 404),
    ],
)
def test_errors_carry_them_as_well(client: FlaskClient, method: str, url: str, status: int) -> None:
    answer = client.open(url, method=method)
    assert (answer.status_code, wrong(answer.headers, url)) == (status, [])


def test_what_only_some_may_see_is_kept_by_nobody(whole: Flask, client: FlaskClient) -> None:
    """Neither by a browser nor by a cache on the way, whoever asks (ASVS 5.0 14.2)."""
    inner = [url_of(whole, rule) for rule in rules(whole) if str(rule).startswith("/admin")]
    for who in (client, whole.test_client()):
        for url in inner:
            with who.get(url) as answer:
                assert answer.headers["Cache-Control"] == "no-store", url
    assert len(inner) > 8


def test_public_answers_are_asked_for_again_but_for_files_whose_address_changes(
    whole: Flask, client: FlaskClient
) -> None:
    for rule in rules(whole):
        with client.get(url_of(whole, rule)) as answer:
            kept = answer.cache_control.max_age or 0
        assert kept <= 3600 or rule.endpoint in KEPT_FOR_EVER, rule


@pytest.mark.parametrize(
    ("address", "scheme", "is_tls"),
    [
        ("", "http", False),
        ("", "https", True),
        ("https://arkiv.example", "http", True),
        ("http://arkiv.example", "http", False),
    ],
)
def test_visitors_who_come_by_tls_stay_there_and_so_does_the_cookie(address: str, scheme: str, *, is_tls: bool) -> None:
    with memory_archive(address=address) as archive:
        door = Door(now=AT)
        client = create_app(archive, door=door).test_client()
        answer = client.get("/om", base_url=f"{scheme}://localhost")
        assert (answer.headers.get("Strict-Transport-Security") == TLS_ONLY) is is_tls
        let_in(client, door)
        cookie = client.get_cookie("kommunarkiv-admin", path="/admin")
        assert cookie is not None
        assert cookie.secure is is_tls if scheme == "http" else True
        assert (cookie.http_only, cookie.same_site, cookie.path) == (True, "Strict", "/admin")


def plain(app: Flask) -> list[Rule]:
    """The rules whose answers can be read as they come."""
    return [rule for rule in rules(app) if not str(rule).endswith((".pdf", ".xlsx"))]


FOREIGN = ("ond.example", "ond.example:80", "localhost.ond.example", "localhost@ond.example", "ond.example#localhost")


@pytest.mark.parametrize("host", FOREIGN)
def test_an_archive_that_knows_its_address_says_no_other(host: str) -> None:
    """Whatever the request's Host says, and what proxies are said to have said."""
    with memory_archive(address="https://arkiv.example") as archive:
        app = create_app(archive, door=Door(now=AT))
        said = {
            "Host": host,
            "X-Forwarded-Host": "ond.example",
            "Forwarded": "host=ond.example",
            "X-Host": "ond.example",
        }
        for rule in plain(app):
            with app.test_client().get(url_of(app, rule), headers=said) as answer:
                told = answer.get_data().decode("latin-1") + str(answer.headers)
            assert "ond.example" not in told, rule


@pytest.mark.parametrize("host", ['a"><script>alert(1)</script>', "a b", "a\tb", "<x>", "a&b;c", "'x'"])
def test_a_host_that_is_markup_never_becomes_any(host: str) -> None:
    with memory_archive() as archive:
        app = create_app(archive)
        for rule in plain(app):
            with app.test_client().get(url_of(app, rule), headers={"Host": host}) as answer:
                assert b"<script>alert" not in answer.data, rule
                assert b"<x>" not in answer.data, rule
                assert answer.status_code < 500, rule
