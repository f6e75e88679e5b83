"""A disk without room: nothing half-written is kept, nothing acknowledged is lost."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

from archive.errors import DiskFull
from archive.vault.appending import Disk
from archive.vault.warc import WarcVault, open_vault
from tests.fakes.storing import URL, Room, capture, named, only

ROOT = Path(__file__).parents[2]


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return tmp_path / "warc"


def test_a_record_that_finds_no_room_leaves_no_trace(folder: Path) -> None:
    room = Room(left=1_500)
    vault = WarcVault(folder, disk=room.disk())
    kept = vault.add(capture())
    vault.sync()
    size = only(folder, ".open").stat().st_size
    with pytest.raises(DiskFull, match="nothing half-written"):
        vault.add(capture(body=os.urandom(5_000)))
    assert only(folder, ".open").stat().st_size == size
    room.left = 100_000
    more = vault.add(capture())
    vault.close()
    assert [each.id for each in vault.walk()] == [kept.id, more.id]


def test_a_disk_that_says_so_only_when_synced_keeps_what_was_acknowledged(folder: Path) -> None:
    room = Room(left=1, is_late=True)
    vault = WarcVault(folder, disk=room.disk())
    kept = vault.add(capture())
    vault.sync()
    room.left = 0
    vault.add(capture())
    with pytest.raises(DiskFull):
        vault.sync()
    room.left = 1
    more = vault.add(capture(url=URL + "&b=2"))
    vault.close()
    assert [each.id for each in vault.walk()] == [kept.id, more.id]
    assert len(vault.lines(URL)) == 1


def test_a_file_that_cannot_even_be_begun_leaves_no_trace(folder: Path) -> None:
    vault = WarcVault(folder, disk=Room(left=10).disk())
    with pytest.raises(DiskFull):
        vault.add(capture())
    vault.close()
    assert list(folder.iterdir()) == []


def test_an_index_without_room_stops_nobody(folder: Path) -> None:
    room = Room(left=100_000)
    vault = WarcVault(folder, disk=room.disk())
    vault.add(capture())
    room.left = 0
    vault.sync()
    room.left = 100_000
    vault.add(capture())
    vault.close()
    assert len(vault.lines(URL)) == 2


def test_other_errors_are_not_hidden(folder: Path) -> None:
    def broken(file: int, content: bytes) -> int:
        raise PermissionError(1, "no")

    with pytest.raises(PermissionError):
        WarcVault(folder, disk=Disk(write=broken)).add(capture())


def test_the_file_size_limit_of_the_system_is_a_full_disk(folder: Path) -> None:
    script = """
import resource, sys
from pathlib import Path
from archive.errors import DiskFull
from archive.vault.warc import open_vault
from tests.fakes.storing import capture
import os
vault = open_vault(Path(sys.argv[1]))
resource.setrlimit(resource.RLIMIT_FSIZE, (20_000, resource.RLIM_INFINITY))
count = 0
try:
    while True:
        vault.add(capture(body=os.urandom(3_000)))
        vault.sync()
        count += 1
except DiskFull:
    print(count, flush=True)
    os._exit(9)
"""
    command = [sys.executable, "-c", script, folder]
    child = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False)
    assert (child.returncode, child.stderr) == (9, "")
    vault = open_vault(folder)
    assert len(list(vault.walk())) == int(child.stdout) == 5
    assert named(folder, ".torn") == []
