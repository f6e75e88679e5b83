"""Logs say what happened, to people or machines, and nothing of who asked for what."""

from __future__ import annotations

import json
import logging
import sys
from pathlib import Path

import pytest

from archive.config import Config
from archive.logs import JsonLine, TextLine, logging_as, network, told

NUMBER = "19121212-1212"


def record(message: str, *values: object, **fields: object) -> logging.LogRecord:
    made = logging.LogRecord("archive.x", logging.INFO, "x.py", 1, message, values, None)
    made.created = 1_712_914_215.5
    made.__dict__.update(told(**fields))
    return made


def test_a_line_of_text_has_everything_on_one_line() -> None:
    line = TextLine().format(record("Något\nhände med %s", "A\r\x1b[31m", status=200))
    assert line == "2024-04-12T09:30:15.500+00:00 info archive.x Något hände med A  [31m status=200"


def test_a_line_of_json_is_one_object() -> None:
    line = JsonLine().format(record("Något\nhände", status=200))
    assert "\n" not in line
    assert json.loads(line) == {
        "time": "2024-04-12T09:30:15.500+00:00",
        "level": "info",
        "logger": "archive.x",
        "message": "Något\nhände",
        "status": 200,
    }


@pytest.mark.parametrize("form", [TextLine, JsonLine])
def test_personal_numbers_are_hidden_in_messages_and_traces(form: type[TextLine | JsonLine]) -> None:
    made = record("personnummer %s", NUMBER, error=f"personnummer {NUMBER}")
    try:
        raise ValueError(f"personnummer {NUMBER}")
    except ValueError:
        made.exc_info = sys.exc_info()
    line = form().format(made)
    assert NUMBER not in line
    assert "ValueError" in line


@pytest.mark.parametrize(
    ("address", "short"),
    [
        ("192.0.2.77", "192.0.2.0"),
        ("2001:db8:aaaa:bbbb::1", "2001:db8:aaaa::"),
        ("::1", "::"),
        ("", "-"),
        ("evil\n", "-"),
    ],
)
def test_an_address_is_shortened_to_its_network(address: str, short: str) -> None:
    assert network(address) == short


def test_logging_as_the_settings_say_ends_with_its_block(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    log, others = logging.getLogger("archive.y"), logging.getLogger("pratsam")
    before = [logging.getLogger(name).level for name in (None, "archive")]
    with logging_as(Config(home=tmp_path, log="json")):
        log.debug("för litet")
        others.info("någon annans")
        log.info("viktigt")
    assert json.loads(capsys.readouterr().err)["message"] == "viktigt"
    assert [logging.getLogger(name).level for name in (None, "archive")] == before


def test_less_is_logged_when_the_settings_say_so(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    with logging_as(Config(home=tmp_path, log_level="error")):
        logging.getLogger("archive.y").warning("för litet")
        logging.getLogger("archive.y").error("viktigt")
    assert capsys.readouterr().err.count("\n") == 1


def test_a_cluster_that_is_away_fills_no_log_with_traces(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    with logging_as(Config(home=tmp_path)):
        logging.getLogger("opensearch").warning("GET http://127.0.0.1:1/ [status:N/A]")
        logging.getLogger("botocore").warning("something else")
    assert [line.split(" ", 1)[1] for line in capsys.readouterr().err.splitlines()] == [
        "warning botocore something else"
    ]
