"""The application around its pages: styles, addresses of files, behaviour without the design system."""

from __future__ import annotations

from pathlib import Path

import pytest
from flask import Flask
from flask.testing import FlaskClient

from archive.web.app import STATIC, fingerprint
from tests.web.reading import page, parsed
from tests.web.town import meeting

VISITED = (
    "/",
    "/sok?q=nyhet",
    "/beslut",
    "/upphandling",
    "/hjalp",
    "/tillganglighet",
    f"/sida/{meeting().page}",
    "/en",
)
FETCHED = {"link", "script", "img", "iframe", "source", "use"}


def styles(client: FlaskClient) -> list[str]:
    """Addresses of a page's style sheets."""
    return [each.get("href", "") for each in page(client, "/").iter("link") if each.get("rel") == "stylesheet"]


def test_our_own_style_sheet_comes_first_since_it_orders_the_layers(client: FlaskClient) -> None:
    assert styles(client)[0].startswith("/static/kommunarkiv.css?v=")


def test_every_style_sheet_that_a_page_names_is_there_and_may_be_kept_for_a_year(client: FlaskClient) -> None:
    for url in styles(client):
        with client.get(url) as response:
            assert response.content_type == "text/css; charset=utf-8"
            assert "max-age=31536000" in response.headers["Cache-Control"]


def test_a_style_sheet_that_is_not_installed_is_not_asked_for() -> None:
    assert fingerprint(STATIC / "vendor" / "finns-inte.css") == ""


def test_a_file_s_address_changes_with_its_content(tmp_path: Path) -> None:
    one, two = tmp_path / "a.css", tmp_path / "b.css"
    one.write_text("a{}")
    two.write_text("b{}")
    assert fingerprint(one) != fingerprint(two)


def test_pages_are_asked_for_again_each_time(client: FlaskClient) -> None:
    assert client.get("/sok").headers["Cache-Control"] == "no-cache"


def test_an_undefined_name_in_a_template_is_an_error(app: Flask) -> None:
    assert app.jinja_env.undefined.__name__ == "StrictUndefined"


def test_a_result_page_with_its_styles_is_light(client: FlaskClient) -> None:
    size = 0
    for url in ("/sok?q=nyhet", *styles(client)):
        with client.get(url, headers={"Accept-Encoding": "gzip"}) as response:
            assert response.headers["Content-Encoding"] == "gzip", url
            size += len(response.data)
    assert size < 60_000


@pytest.mark.parametrize("url", VISITED)
def test_a_visitor_gets_no_cookie_and_asks_nobody_else(client: FlaskClient, url: str) -> None:
    with client.get(url) as response:
        assert "Set-Cookie" not in response.headers
        tree = parsed(response.get_data(as_text=True))
    fetched = [each.get("src") or each.get("href") or "" for each in tree.iter() if each.tag in FETCHED]
    assert fetched
    assert [each for each in fetched if not each.startswith("/") or each.startswith("//")] == []
    assert [each for each in tree.iter() if each.get("style") or each.tag == "style"] == []


def test_the_script_is_small_and_may_be_kept_for_a_year(client: FlaskClient) -> None:
    (script,) = page(client, "/sok").iter("script")
    assert script.get("src", "").startswith("/static/forslag.js?v=")
    with client.get(script.get("src", "")) as response:
        assert response.content_type == "text/javascript; charset=utf-8"
        assert "max-age=31536000" in response.headers["Cache-Control"]
        assert len(response.text.splitlines()) < 120


def test_every_search_box_may_propose(client: FlaskClient) -> None:
    for url in ("/", "/sok", "/om"):
        boxes = [
            each for each in page(client, url).iter("input") if (each.get("name"), each.get("type")) == ("q", "search")
        ]
        assert [each.get("data-forslag") for each in boxes] == ["/api/forslag"]
