"""Homes of other versions: an old one is brought up to date and a copy kept, a newer one is refused."""

from __future__ import annotations

import shutil
import sqlite3
from contextlib import closing
from pathlib import Path

import click
import pytest

from archive.cli import main
from archive.store.versions import HEAD, file_version, kept_copy
from tests.cli.running import Command
from tests.project.test_documents import commands

FIRST = Path(__file__).parents[1] / "data/first-home"
"""An archive of two pages as the first program that could make one left it; the database as SQL text."""
WITHOUT_HOME = {"extract", "analyze"}
MAKING = {"init", "restore"}


@pytest.fixture
def first(tmp_path: Path) -> Command:
    home = tmp_path / "first"
    shutil.copytree(FIRST, home, ignore=shutil.ignore_patterns("*.sql"))
    with closing(sqlite3.connect(home / "archive.db")) as database:
        database.executescript((FIRST / "archive.sql").read_text("utf-8"))
    return Command(home)


def newer(home: Path) -> None:
    """Let the home be one that a program of the future wrote."""
    with closing(sqlite3.connect(home / "archive.db")) as database, database:
        database.execute("UPDATE alembic_version SET version_num = '9999'")


def test_an_archive_of_the_first_program_is_whole_and_found_in_after_opening(first: Command) -> None:
    first("reindex")
    assert first.json("verify", "--json") | {"remarks": []} == {
        "captures": 2,
        "pages": 2,
        "documents": 2,
        "findings": [],
        "remarks": [],
        "parts": {},
        "ok": True,
    }
    first("reprocess")
    assert first.json("search", "bygglov", "--json")["total"] == 1
    assert first.lines("decisions", "--json")
    assert first.lines("procurements", "--json")


def test_the_database_before_the_first_step_is_kept_beside_it(first: Command) -> None:
    database = first.home / "archive.db"
    before = database.read_bytes()
    first("status")
    copy = kept_copy(database, "0001")
    assert (file_version(copy), file_version(database)) == ("0001", HEAD)
    with closing(sqlite3.connect(":memory:")) as old, closing(sqlite3.connect(copy)) as kept:
        old.deserialize(before)
        assert list(kept.iterdump()) == list(old.iterdump())
    copy.unlink()
    first("status")
    assert not copy.exists()


def test_an_archive_that_cannot_be_brought_up_to_date_stays_as_it_was(first: Command) -> None:
    with closing(sqlite3.connect(first.home / "archive.db")) as database, database:
        database.execute("CREATE TABLE handouts (x)")  # in the way of a later step
    with pytest.raises(Exception, match="handouts"):
        first("status")
    assert file_version(first.home / "archive.db") == "0001"


SAID = {"url": "https://x.example/", "role": "admin"}
"""What arguments of these names can be."""


def something(argument: click.Parameter) -> str:
    match argument.type:
        case click.Path(file_okay=False):
            return str(FIRST)
        case click.Path():
            return str(FIRST / "kommunarkiv.toml")
        case click.Choice(choices=choices):
            return str(choices[0])
        case click.types.IntParamType():
            return "1"
    return SAID.get(argument.name or "", "x")


def filled_in(command: click.Command) -> list[str]:
    """Something for every argument, and for every option that a command must have."""
    words: list[str] = []
    for each in command.params:
        if isinstance(each, click.Argument) or each.required:
            words += [each.opts[0]] * isinstance(each, click.Option) + [something(each)]
    return words


ALL = {path: command for path, command in commands(main) if path not in WITHOUT_HOME | MAKING}


@pytest.mark.parametrize("path", sorted(ALL))
def test_a_home_of_a_newer_program_is_refused_by_every_command_and_left_alone(path: str, first: Command) -> None:
    first("status")
    newer(first.home)
    before = (first.home / "archive.db").read_bytes()
    words = filled_in(ALL[path])
    if path == "backup":
        words = [str(first.home.parent / "b.tar")]
    result = first(*path.split(), *words, status=1)
    (line,) = result.stderr.splitlines()
    assert line == (
        f"kommunarkiv: the database has schema version 9999, this program knows up to {HEAD}: use a newer program"
    )
    assert (first.home / "archive.db").read_bytes() == before
    assert [each.name for each in first.home.parent.iterdir()] == ["first"]


def test_a_backup_of_a_newer_program_is_not_restored(first: Command, monkeypatch: pytest.MonkeyPatch) -> None:
    newer(first.home)
    monkeypatch.setattr("archive.store.versions.HEAD", "9999")
    first("backup", first.home.parent / "b.tar")
    monkeypatch.undo()
    new = Command(first.home.parent / "new")
    assert "use a newer program" in new.complaint("restore", first.home.parent / "b.tar")
    assert not new.home.exists()


def test_a_backup_of_an_older_program_is_restored_and_brought_up_to_date(first: Command) -> None:
    first("backup", first.home.parent / "b.tar")
    assert file_version(first.home / "archive.db") == "0001"
    new = Command(first.home.parent / "new")
    new("restore", first.home.parent / "b.tar")
    assert new.json("verify", "--json")["ok"]
