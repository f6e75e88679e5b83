"""What stands beyond the home is named by status, verify and backup, without secrets."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from archive.vault import reaching
from tests.cli.running import Command
from tests.fakes.migrating import empty_home
from tests.fakes.objects import client, fresh_bucket


@pytest.fixture
def far(filled: Command, tmp_path: Path) -> Command:
    """The filled archive, its captures moved to a bucket."""
    shutil.copytree(filled.home, tmp_path / "own")
    vault, endpoint = fresh_bucket()
    home = empty_home(tmp_path / "far", f"vault = '{vault}'\nvault_endpoint = '{endpoint}'\n")
    Command(tmp_path / "own")("migrate", "--to", home)
    return Command(home)


def test_status_and_verify_say_where_the_captures_are(far: Command) -> None:
    where = far.json("status", "--json")["parts"]
    assert set(where) == {"captures"}
    assert where["captures"].startswith("s3://arkiv-")
    for command in ("status", "verify"):
        assert f"captures: {where['captures']}" in far.text(command).splitlines()
    assert far.json("verify", "--json")["captures"] == 3


def test_a_backup_says_that_the_captures_are_not_in_it(far: Command, tmp_path: Path) -> None:
    said = far("backup", tmp_path / "b.tar")
    assert "Not in it: the captures in s3://arkiv-" in said.stderr
    assert said.stdout.startswith("2 files in ")


def test_status_says_why_the_captures_cannot_be_asked(far: Command, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(reaching, "silence", lambda *_: "the storage does not answer")
    assert far.json("status", "--json")["away"] == {"captures": "the storage does not answer"}
    assert "The captures cannot be asked: the storage does not answer" in far.text("status").splitlines()


def test_a_bucket_that_is_gone_is_one_line(far: Command) -> None:
    bucket = far.json("status", "--json")["parts"]["captures"].split("/")[2]
    for each in client().list_objects_v2(Bucket=bucket).get("Contents", ()):
        client().delete_object(Bucket=bucket, Key=each["Key"])
    client().delete_bucket(Bucket=bucket)
    assert "there is no such bucket" in far.complaint("status")


def test_storage_that_answers_or_refuses_is_told_apart() -> None:
    vault, endpoint = fresh_bucket()
    assert reaching.silence(vault, endpoint) == ""
    assert "no such bucket" in reaching.silence("s3://borta-borta/valv", endpoint)


def test_a_restored_archive_leaves_the_index_of_a_cluster_alone(filled: Command, tmp_path: Path) -> None:
    shutil.copytree(filled.home, tmp_path / "own")
    (tmp_path / "own" / "kommunarkiv.toml").write_text("search = 'http://127.0.0.1:9'\n", "utf-8")
    Command(tmp_path / "own")("backup", tmp_path / "b.tar")
    said = Command(tmp_path / "new")("restore", tmp_path / "b.tar")
    assert "index: kommunarkiv at http://127.0.0.1:9" in said.stdout.splitlines()
    assert "The index there is as it was" in said.stderr
