"""`migrate` as an operator meets it: a report, JSON for scripts, one clear line when it cannot be done."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from tests.cli.running import Command
from tests.fakes.migrating import empty_home


@pytest.fixture
def own(filled: Command, tmp_path: Path) -> Command:
    """A copy of the filled archive: a migration adds a line to the log of its source."""
    shutil.copytree(filled.home, tmp_path / "own")
    return Command(tmp_path / "own")


def test_a_migration_says_what_it_has_moved_and_verified(own: Command, tmp_path: Path) -> None:
    target = empty_home(tmp_path / "b", 'register = "mellankoping"\n')
    said = own.text("migrate", "--to", target).splitlines()
    assert said[0].endswith("tables, equal by count and digest.")
    assert said[1].startswith("1 WARC file of ")
    assert said[2] == "3 documents in the index, as the store says."
    assert said[3] == "Not moved: logins, workers (of running processes; people log in again)."
    assert said[4] == f"The archive stands in {target} now; {own.home} is as it was."
    assert Command(target).json("verify", "--json")["ok"]


def test_a_script_reads_one_object(own: Command, tmp_path: Path) -> None:
    said = own.json("migrate", "--to", empty_home(tmp_path / "b"), "--json")
    assert (said["ok"], said["documents"], said["differences"]) == (True, 3, [])
    assert {"name", "rows", "digest"} == set(said["tables"][0])
    assert {"name", "size", "digest"} == set(said["files"][0])


def test_a_home_without_settings_or_with_an_archive_is_refused_in_one_line(own: Command, tmp_path: Path) -> None:
    assert "There is no archive in" in own.complaint("migrate", "--to", tmp_path / "b")
    assert "is the archive itself" in own.complaint("migrate", "--to", own.home)
