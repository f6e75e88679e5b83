"""No address of ours leads to somebody else's site (ASVS 5.0 3.7.2), and none can split an answer."""

from __future__ import annotations

from urllib.parse import quote, urljoin, urlsplit

import pytest
from flask import Flask
from werkzeug.exceptions import HTTPException
from werkzeug.routing import Rule
from werkzeug.test import TestResponse

from tests.security.grounds import insider, rules, url_of, whole_town
from tests.web.people import log_in, settle

OUTSIDE = (
    "//ond.example",
    "///ond.example",
    "/\\ond.example",
    "\\\\ond.example",
    "https://ond.example/",
    "https:ond.example",
    "http://localhost@ond.example/",
    "/%2f%2fond.example",
    "/%5cond.example",
    "/\tond.example",
    "javascript:alert(1)",
    "data:text/html,x",
)
ASKED = ("next", "url", "uri", "return", "return_to", "redirect", "redirect_uri", "till", "tillbaka", "to", "sida", "q")
SPLIT = "x\r\nSet-Cookie: ond=1\r\n\r\n<script>alert(1)</script>"


def led_astray(answer: TestResponse) -> str | None:
    """Where the answer leads, when that is not here; as browsers read it, for which a backslash is a slash."""
    place = answer.headers.get("Location")
    if place is None:
        return None
    parts = urlsplit(urljoin("http://localhost/x/y", place.replace("\\", "/").replace("\t", "")))
    return None if (parts.scheme, parts.netloc) == ("http", "localhost") else place


@pytest.mark.parametrize("outside", OUTSIDE)
@pytest.mark.parametrize("before", ["", "/en", "/en/sok", "/sida", "/static", "/admin", "/timegate", "/arende"])
def test_no_path_leads_elsewhere(whole: Flask, before: str, outside: str) -> None:
    client = insider(whole)
    for url in (before + outside, f"{before}/{quote(outside, safe='')}", f"{before}{outside}/.."):
        environ = {"PATH_INFO": url.partition("?")[0], "REQUEST_URI": url, "REQUEST_METHOD": "GET"}
        with client.open("/", environ_overrides=environ) as answer:
            assert answer.status_code < 500, url
            assert led_astray(answer) is None, url


@pytest.mark.parametrize("outside", OUTSIDE)
def test_no_parameter_leads_elsewhere(whole: Flask, outside: str) -> None:
    client = insider(whole)
    for rule in (each for each in rules(whole) if not str(each).endswith((".pdf", ".xlsx"))):
        with client.get(url_of(whole, rule), query_string=dict.fromkeys(ASKED, outside)) as answer:
            assert answer.status_code < 500, rule
            assert led_astray(answer) is None, rule


@pytest.mark.parametrize("outside", OUTSIDE)
def test_no_place_in_an_address_leads_elsewhere(whole: Flask, outside: str) -> None:
    client = insider(whole)
    for rule in (each for each in rules(whole) if each.arguments):
        if (url := filled(whole, rule, outside)) is not None:
            with client.get(url) as answer:
                assert answer.status_code < 500, url
                assert led_astray(answer) is None, url


@pytest.mark.parametrize("outside", [*OUTSIDE, "/\n/ond.example", "/x/../../ond.example", "//", "/\u2215ond.example"])
def test_logging_in_leads_nowhere_else(outside: str) -> None:
    with whole_town() as (town, app):
        settle(town)
        answer = log_in(app.test_client(), "asa", till=outside)
    assert answer.status_code == 303
    assert led_astray(answer) is None


def filled(app: Flask, rule: Rule, value: str) -> str | None:
    """The rule's address with this in every place that takes words."""
    try:
        with app.test_request_context():
            return app.url_map.bind("localhost").build(rule.endpoint, dict.fromkeys(rule.arguments, value))
    except (HTTPException, ValueError, TypeError):
        return None


def test_no_address_splits_an_answer(whole: Flask) -> None:
    client = insider(whole)
    for rule in rules(whole):
        urls = [
            filled(whole, rule, SPLIT),
            f"{url_of(whole, rule)}?{'&'.join(f'{name}={quote(SPLIT)}' for name in ASKED)}",
        ]
        for url in filter(None, urls if not str(rule).endswith((".pdf", ".xlsx")) else urls[:1]):
            with client.get(url) as answer:
                assert "Set-Cookie" not in answer.headers, url
                assert not [value for _, value in answer.headers if "\r" in value or "\n" in value], url
                assert answer.status_code < 500, url
