"""The CDX query: lines of captures as tools of web archives read them, for one address."""

from __future__ import annotations

import json
from collections.abc import Iterator
from datetime import timedelta

import pytest
from flask.testing import FlaskClient

from archive.model import Kept
from archive.web import create_app
from archive.web.views.cdx import FIELDS, MOST, BadQuery, CdxQuery, make_line, make_lines, read_cdx
from tests.web.town import DAY, SITE, make_archive

URL = f"{SITE}/taxa?b=2&a=1"


def answer(day: int, **more: object) -> Kept:
    said = {"id": f"id{day}", "url": URL, "at": DAY + timedelta(days=day), "status": 200, "digest": "ab12"}
    place = {"file": "lillstad-1.warc.gz", "offset": 100 * day, "length": 90, "media_type": "text/html"}
    return Kept(**(said | place | more))  # type: ignore[arg-type]


@pytest.fixture(scope="module")
def tool() -> Iterator[FlaskClient]:
    """A client of an archive with a capture, a revisit, a 404 and a capture of the next year."""
    town = make_archive()
    town.store.captures.save(
        [
            answer(0, url=f"{SITE}/taxa?a=1&b=2"),
            answer(1, url=f"{SITE}/taxa?a=1&b=2", refers_to="id0", status=304, media_type=""),
            answer(2, url=f"{SITE}/taxa?a=1&b=2", status=404),
            answer(300, url=f"{SITE}/taxa?a=1&b=2", media_type="text/html; x y"),
        ]
    )
    yield create_app(town).test_client()
    town.close()


def lines(client: FlaskClient, **asked: object) -> list[list[str]]:
    response = client.get("/cdx", query_string={"url": URL, **asked})
    assert response.status_code == 200, response.get_data(as_text=True)
    return [line.split(" ") for line in response.get_data(as_text=True).splitlines()]


def test_a_line_has_nine_fields_oldest_first(tool: FlaskClient) -> None:
    found = lines(tool)
    assert found[0] == [
        "example,lillstad)/taxa?a=1&b=2", "20240412063000", f"{SITE}/taxa?a=1&b=2", "text/html", "200", "sha256:ab12",
        "90", "0", "lillstad-1.warc.gz",
    ]  # fmt: skip
    assert [each[4] for each in found] == ["200", "304", "404", "200"]
    assert {len(each) for each in found} == {len(FIELDS)}
    assert found[1][3] == "warc/revisit"


def test_it_is_plain_text_or_json_lines(tool: FlaskClient) -> None:
    assert tool.get("/cdx", query_string={"url": URL}).content_type == "text/plain; charset=utf-8"
    response = tool.get("/cdx", query_string={"url": URL, "output": "json", "limit": 2})
    assert response.content_type == "application/x-ndjson"
    rows = [json.loads(line) for line in response.get_data(as_text=True).splitlines()]
    assert [tuple(row) for row in rows] == [FIELDS, FIELDS]
    assert rows[1]["timestamp"] == "20240413063000"


@pytest.mark.parametrize(
    ("asked", "days"),
    [
        ({"from": "2025"}, ["20250206"]),
        ({"to": "2024"}, ["20240412", "20240413", "20240414"]),
        ({"from": "20240413", "to": "20240413"}, ["20240413"]),
        ({"limit": 1}, ["20240412"]),
        ({"limit": 1, "sort": "reverse"}, ["20250206"]),
        ({"filter": "=status:200"}, ["20240412", "20250206"]),
        ({"filter": "!=status:200"}, ["20240413", "20240414"]),
        ({"filter": ["mime:html", "!status:4"]}, ["20240412", "20250206"]),
        ({"filter": "=status:200", "limit": 1, "sort": "reverse"}, ["20250206"]),
        ({"matchType": "exact", "unknown": "x"}, ["20240412", "20240413", "20240414", "20250206"]),
    ],
)
def test_time_number_order_and_filters_narrow_the_lines(tool: FlaskClient, asked: dict, days: list[str]) -> None:
    assert [each[1][:8] for each in lines(tool, **asked)] == days


def test_the_fields_may_be_chosen(tool: FlaskClient) -> None:
    assert lines(tool, fl="status,timestamp", limit=1) == [["200", "20240412063000"]]


@pytest.mark.parametrize("url", [URL.removeprefix("https://"), URL.replace("https", "http"), URL + "&utm_source=x"])
def test_the_address_is_read_as_everywhere(tool: FlaskClient, url: str) -> None:
    assert tool.get("/cdx", query_string={"url": url}).status_code == 200


@pytest.mark.parametrize(
    ("asked", "said"),
    [
        ({"url": ""}, "url is missing"),
        ({"from": "x"}, "from must be 4 to 14 digits"),
        ({"to": "202"}, "to must be 4 to 14 digits"),
        ({"limit": "-1"}, "limit must be"),
        ({"limit": "²"}, "limit must be"),
        ({"limit": "0"}, "limit must be"),
        ({"output": "xml"}, "output must be one of: text, json"),
        ({"matchType": "prefix"}, "matchType must be one of: exact"),
        ({"fl": "a\x00<b>"}, "unknown field 'a <b>'"),
        ({"filter": "~url:(a+)+"}, "regular expressions are not supported"),
        ({"filter": "nothing"}, "filter must be"),
        ({"filter": ["=status:200"] * 11}, "at most 10 filters"),
    ],
)
def test_what_is_wrong_is_said_in_plain_text(tool: FlaskClient, asked: dict, said: str) -> None:
    response = tool.get("/cdx", query_string={"url": URL, **asked})
    assert (response.status_code, response.content_type) == (400, "text/plain; charset=utf-8")
    assert said in response.get_data(as_text=True)


def test_an_address_without_captures_is_not_found(tool: FlaskClient) -> None:
    for url in (f"{SITE}/annat", "x" * 9000, "\x00", "http://["):
        response = tool.get("/cdx", query_string={"url": url})
        assert (response.status_code, response.get_data(as_text=True)) == (404, "no captures found\n")


def test_a_field_never_breaks_a_line_or_another_field() -> None:
    line = make_line(answer(0, media_type="text/x y\nz", file=""), CdxQuery(url=URL))
    assert line is not None
    assert line.split(" ")[3] == "text/x%20y%20z"
    assert line.endswith(" -")


def test_an_answer_has_a_bounded_number_of_lines() -> None:
    captures = (answer(number) for number in range(MOST + 5))
    assert len(make_lines(captures, read_cdx((("url", URL), ("limit", "999999999999"))))) == MOST


def test_a_query_without_an_address_is_refused() -> None:
    with pytest.raises(BadQuery):
        read_cdx(())
