"""A municipality names itself: colour, logo, words; nothing of it can do harm."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
from flask.testing import FlaskClient

from archive.config import FILE, Config, load_config
from archive.errors import ConfigError
from archive.web import create_app
from archive.web.brand import LOGO_BYTES, make_style, read_brand
from tests.fakes.archives import memory_archive
from tests.web.reading import classed, link, page, words

SVG = b'<?xml version="1.0"?><svg xmlns="http://www.w3.org/2000/svg"><script>alert(1)</script></svg>'
PNG = b"\x89PNG\r\n\x1a\n" + bytes(20)


@contextmanager
def branded(home: Path, **settings: str) -> Iterator[FlaskClient]:
    """A visitor of an archive with these settings."""
    with memory_archive(home=home, **settings) as archive:
        yield create_app(archive).test_client()


def test_a_colour_comes_by_a_style_sheet_of_its_own_above_all_others(tmp_path: Path) -> None:
    with branded(tmp_path, colour="#7a0019") as client:
        styles = [each.get("href", "") for each in page(client, "/").iter("link") if each.get("rel") == "stylesheet"]
        answer = client.get(styles[-1])
    assert styles[-1].startswith("/farg.css?v=")
    assert answer.content_type == "text/css; charset=utf-8"
    assert "--link: #7a0019;" in answer.text
    assert "prefers-color-scheme: dark" in answer.text
    assert "immutable" in answer.headers["Cache-Control"]


def test_its_address_changes_with_the_colour() -> None:
    one, other = (read_brand(Config(home=Path("x"), colour=colour)) for colour in ("#7a0019", "#005a9c"))
    assert one.style_url != other.style_url


def test_without_settings_there_is_neither_style_nor_logo(client: FlaskClient) -> None:
    assert client.get("/farg.css").status_code == client.get("/logotyp").status_code == 404
    assert "farg.css" not in client.get("/").text
    assert list(page(client, "/").iter("img")) == []


@pytest.mark.parametrize(
    ("name", "content", "media_type"),
    [("a.svg", SVG, "image/svg+xml"), ("a.PNG", PNG, "image/png"), ("a.jpg", b"\xff\xd8\xff\xe0", "image/jpeg")],
)
def test_a_logo_is_served_as_what_it_is_and_runs_nothing(
    tmp_path: Path, name: str, content: bytes, media_type: str
) -> None:
    (tmp_path / name).write_bytes(content)
    with branded(tmp_path, logo=name) as client:
        (image,) = page(client, "/").iter("img")
        answer = client.get(image.get("src", ""))
    assert image.get("alt") == ""
    assert (answer.data, answer.mimetype) == (content, media_type)
    assert "sandbox" in answer.headers["Content-Security-Policy"]
    assert answer.headers["X-Content-Type-Options"] == "nosniff"


@pytest.mark.parametrize(
    ("name", "content"), [("a.png", SVG), ("a.svg", PNG), ("a.jpg", b""), ("a.svg", b"<svg" * LOGO_BYTES)]
)
def test_a_logo_that_is_none_or_too_large_is_refused_in_words(tmp_path: Path, name: str, content: bytes) -> None:
    (tmp_path / name).write_bytes(content)
    with pytest.raises(ConfigError, match=name):
        read_brand(Config(home=tmp_path, logo=name))


def test_a_logo_that_is_not_there_is_named(tmp_path: Path) -> None:
    with pytest.raises(ConfigError, match=r"saknas\.png"):
        read_brand(Config(home=tmp_path, logo="saknas.png"))


@pytest.mark.parametrize(
    ("line", "complaint"),
    [
        ('colour = "red"', "six digits"),
        ('colour = "#ffcc00"', r"too light to be read: its contrast is 1\.\d:1"),
        ('logo = "../bild.png"', "file in this folder"),
        ('logo = "/etc/a.png"', "file in this folder"),
        ('logo = "bild.gif"', "svg, png or jpg"),
        (f'welcome = "{"a" * 601}"', "601 characters"),
    ],
)
def test_a_setting_that_nobody_could_read_is_refused_in_words(tmp_path: Path, line: str, complaint: str) -> None:
    (tmp_path / FILE).write_text(line, "utf-8")
    with pytest.raises(ConfigError, match=complaint):
        load_config(tmp_path)


def test_a_style_sheet_holds_nothing_but_colours() -> None:
    assert set(make_style("#005a9c")) <= set("abcdefghijklmnopqrstuvwxyz0123456789 \n:;#-{}@()")


def test_the_front_page_says_its_own_words_escaped(tmp_path: Path) -> None:
    with branded(tmp_path, welcome="Välkommen <b>hit</b>!\nRad två.") as client:
        (said,) = classed(page(client, "/"), "welcome")
    assert words(said) == "Välkommen <b>hit</b>! Rad två."


def test_an_english_name_stands_on_english_pages_only(tmp_path: Path) -> None:
    with branded(tmp_path, title="Lillstads arkiv", title_en="Lillstad Archive") as client:
        assert words(classed(page(client, "/en"), "brand")[0]) == "Lillstad Archive"
        assert words(classed(page(client, "/"), "brand")[0]) == "Lillstads arkiv"


@pytest.mark.parametrize(
    ("settings", "text", "url"),
    [
        ({"feedback": "a@b.se", "contact": "c@d.se"}, "a@b.se", "mailto:a@b.se"),
        ({"contact": "c@d.se"}, "c@d.se", "mailto:c@d.se"),
        ({"feedback": "https://a.se/synpunkter"}, "https://a.se/synpunkter", "https://a.se/synpunkter"),
    ],
)
def test_what_is_missing_is_reported_where_the_settings_say(
    tmp_path: Path, settings: dict[str, str], text: str, url: str
) -> None:
    with branded(tmp_path, **settings) as client:
        assert link(page(client, "/tillganglighet"), text) == url


def test_a_contact_that_is_no_address_is_text_and_none_at_all_leads_to_the_municipality(tmp_path: Path) -> None:
    with branded(tmp_path, feedback="javascript:alert(1)") as client:
        tree = page(client, "/tillganglighet")
        assert "javascript:alert(1)" in words(tree.find(".//main"))
        assert [each for each in tree.iter("a") if "javascript" in each.get("href", "")] == []
    with branded(tmp_path) as client:
        assert "vanliga kontaktvägar" in words(page(client, "/tillganglighet").find(".//main"))
