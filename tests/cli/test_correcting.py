"""Corrections on the command line: the log as JSON Lines, and the link that opens /admin."""

from __future__ import annotations

import re
import signal
import subprocess
import sys
import urllib.error
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager

import pytest

from archive import judging
from archive.model import Correction, CorrectionKind, Subject
from archive.wiring import open_archive
from tests.cli.running import Command
from tests.fakes.storing import AT


def test_an_archive_that_nobody_has_corrected_has_an_empty_log(empty: Command) -> None:
    assert empty.text("corrections", "--json") == ""


def test_the_log_says_what_who_when_and_what_was_undone_newest_first_and_hides_personal_numbers(
    empty: Command,
) -> None:
    empty("source", "add", "stad", "https://stad.example/")
    said = Correction(
        source="stad",
        page=None,
        kind=CorrectionKind.FURNITURE,
        what=Subject(text="Personnummer 811218-9876"),
        who="Åsa",
        at=AT,
        comment="Står i sidfoten.",
    )
    with open_archive(empty.home) as archive:
        first = judging.correct(archive, said).correction
        judging.undo(archive, first.id, who="Bo")
        second = judging.correct(archive, said).correction
    newest, oldest = empty.lines("corrections")
    assert (newest["id"], oldest["id"]) == (second.id, first.id)
    assert (newest["undone_by"], newest["undone_at"], oldest["undone_by"]) == (None, None, "Bo")
    assert oldest["undone_at"].startswith("20")
    assert {name: newest[name] for name in ("source", "page", "kind", "who", "at", "comment")} == {
        "source": "stad",
        "page": None,
        "kind": "furniture",
        "who": "Åsa",
        "at": AT.isoformat(),
        "comment": "Står i sidfoten.",
    }
    assert newest["what"] == {"text": "Personnummer ••••••-••••", "facet": "", "value": ""}


@contextmanager
def served(command: Command, *words: str) -> Iterator[list[str]]:
    """The lines that a server prints before it serves."""
    line = [sys.executable, "-m", "archive", "serve", "--port", "0", "--home", str(command.home), *words]
    with subprocess.Popen(line, stdout=subprocess.PIPE, text=True) as server:
        assert server.stdout
        yield [server.stdout.readline() for _ in range(2 + len(words))]
        server.send_signal(signal.SIGTERM)
        assert server.wait(timeout=20) == 0
        assert server.stdout.read() == ""


def address_in(line: str) -> str:
    return re.findall(r"http://\S+", line)[0]


def test_with_the_option_the_server_prints_a_link_that_lets_one_person_in(empty: Command) -> None:
    with served(empty, "--admin") as lines:
        link = address_in(lines[1])
        assert link.startswith(f"{address_in(lines[0])}admin/in?nyckel=")
        with urllib.request.urlopen(link, timeout=10) as answer:
            assert "Vem är du?" in answer.read().decode()


def test_where_nobody_can_log_in_the_server_prints_the_link_that_makes_the_first_account(empty: Command) -> None:
    with served(empty) as lines:
        link = address_in(lines[1])
        assert link.startswith(f"{address_in(lines[0])}admin/in/ny?nyckel=")
        with urllib.request.urlopen(link, timeout=10) as answer:
            assert "Gör det första kontot" in answer.read().decode()
        with pytest.raises(urllib.error.HTTPError, match="403"):
            urllib.request.urlopen(f"{address_in(lines[0])}admin/", timeout=10)
