"""No question takes long, breaks a page or reaches past the question (ASVS 5.0 1.2.4, 1.3.12, 15.2.2)."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from urllib.parse import urlencode

import pytest
from flask.testing import FlaskClient

from archive.facets import SCHEMA
from archive.web import create_app
from archive.wiring import open_analyzer
from index.whoosh_engine import WhooshIndex
from tests.pace import assert_quick
from tests.security.grounds import writes
from tests.web.town import make_town

QUESTIONS = {
    "stars": "*",
    "a star at both ends": "*a*",
    "many stars": " ".join(["*x*"] * 60),
    "question marks": "?" * 200,
    "a near miss of two letters": "ab~3",
    "a word without end": "a" * 20_000,
    "a word of one letter many times": "a" * 256,
    "ten thousand alternatives": " ELLER ".join(f"ord{number}" for number in range(10_000)),
    "parentheses": "(" * 3_000,
    "parentheses that close": "(" * 1_000 + "a" + ")" * 1_000,
    "quotation marks": '"' * 2_001,
    "not not": "-" * 500 + "a",
    "nothing but words to leave out": " ".join(f"-ord{number}" for number in range(100)),
    "a range of all words": "[a TO z]",
    "a range turned round": "datum:9999-12-31..0001-01-01",
    "a day that is none": "vid:2024-02-31",
    "a year that is none": "år:99999999999999999999",
    "an amount without end": "belopp:" + "9" * 250,
    "an infinite amount": "belopp:>1e9999",
    "fields of fields": "enhet:" * 80,
    "an expression that runs away": "(a+)+$ (.*)*x [a-z]{1,99999} \\",
    "SQL": "' OR 1=1; DROP TABLE pages; --",
    "a comment": "x'/**/UNION/**/SELECT/**/sql/**/FROM/**/sqlite_master--",
    "a template": "{{config}} {% for x in range(9999999) %}${7*7}#{7*7}",
    "a format": "%s%n%(x)s {0.__class__} %99999999d",
    "signs without meaning": "\x00\x01\ud800\ufffe\u202e",
    "accents on accents": "a" + "\u0301" * 250,
    "letters that grow": "ﷺ" * 256,
    "emoji": "👨‍👩‍👧‍👦" * 60,
}
PLACES = (
    "/sok",
    "/api/sok",
    "/api/v1/search",
    "/api/forslag",
    "/sok.atom",
    "/beslut",
    "/upphandling",
    "/cdx",
    "/opensearch.json",
)
NAMED = ("/sida/", "/enhet/", "/amne/", "/arende/", "/beslut/", "/timegate/", "/timemap/link/")
NAMES = ("q", "leverantor", "url", "enhet", "amne", "forvaltning", "fran", "till", "vid", "sida", "antal", "sort")
SECONDS = 2.0
"""On an idle machine of today; the tests of the index hold the real figures."""


@pytest.fixture(scope="module")
def client(tmp_path_factory: pytest.TempPathFactory) -> Iterator[FlaskClient]:
    """A visitor of a town that is searched by the engine that people run."""
    folder: Path = tmp_path_factory.mktemp("index")
    town = make_town(WhooshIndex(folder, SCHEMA, open_analyzer()))
    yield create_app(town).test_client()
    town.close()


def answered(client: FlaskClient, address: str) -> None:
    """The address answers in bounded time, with a page or a refusal, and writes nothing."""

    def ask() -> None:
        with writes() as seen:
            answer = client.get(address)
        assert answer.status_code in {200, 302, 400, 404, 414}, address[:200]
        assert seen == []

    assert_quick(ask, seconds=SECONDS)


@pytest.mark.parametrize("question", QUESTIONS)
@pytest.mark.parametrize("place", PLACES)
def test_every_question_is_answered_or_refused_soon(client: FlaskClient, place: str, question: str) -> None:
    text = QUESTIONS[question].encode("utf-8", "surrogatepass")
    answered(client, f"{place}?{urlencode([(name, text) for name in NAMES])}")
    answered(client, f"{place}?{urlencode([('q', text)])}")


NUMBERS = ("0", "-1", "1e9", "9" * 400, "NaN", "Infinity", "٣", "0x10", "1;2", "", " 1", "1_000", "true", "[]")


@pytest.mark.parametrize("number", NUMBERS)
def test_numbers_that_are_none_are_answered_with_words(client: FlaskClient, number: str) -> None:
    for place in PLACES:
        for name in ("sida", "antal", "vid", "fran", "till", "minst", "limit", "cursor", "page", "from"):
            answer = client.get(place, query_string={"q": "skola", name: number})
            assert answer.status_code in {200, 302, 400, 404}, (place, name)


@pytest.mark.parametrize("many", [50, 5_000])
@pytest.mark.parametrize("place", PLACES)
def test_parameters_without_number_are_bounded(client: FlaskClient, place: str, many: int) -> None:
    pairs = [("enhet", f"e{number}") for number in range(many)]
    answered(client, f"{place}?{urlencode([*pairs, ('q', 'skola')])}")


@pytest.mark.parametrize("place", NAMED)
@pytest.mark.parametrize("question", QUESTIONS)
def test_every_name_is_answered_or_refused_soon(client: FlaskClient, place: str, question: str) -> None:
    path = place + QUESTIONS[question].encode("utf-8", "surrogatepass").decode("latin-1")

    def ask() -> None:
        answer = client.open("/", environ_overrides={"PATH_INFO": path, "REQUEST_URI": path})
        assert answer.status_code in {200, 302, 308, 400, 404}

    assert_quick(ask, seconds=SECONDS)
