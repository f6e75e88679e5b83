"""Tombstones in WARC files: every other byte as it was, readable by every tool, whole after a kill at any moment."""

from __future__ import annotations

import gzip
import random
import signal
import subprocess
import sys
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from warcio.archiveiterator import ArchiveIterator

from archive.errors import Busy, VaultBroken
from archive.model import Kept
from archive.vault.members import read_member
from archive.vault.records import from_bytes
from archive.vault.removing import pack_to, tombstone_id
from archive.vault.warc import WarcVault, open_vault
from tests.fakes.storing import AT, capture, named, only, revisit

ROOT = Path(__file__).parents[2]
SECRET = b"hemligt " * 40


@given(st.binary(max_size=300), st.integers(0, 200_000))
def test_a_member_takes_any_length_from_its_least(content: bytes, more: int) -> None:
    with pytest.raises(ValueError, match="do not go into"):
        pack_to(content, 19)
    packed = pack_to(content, 400 + more)
    assert len(packed) == 400 + more
    assert gzip.decompress(packed) == content


def kept_pages(folder: Path) -> tuple[WarcVault, list[Kept]]:
    """Ten pages in one closed file, the third with a secret."""
    vault = open_vault(folder)
    kept = [
        vault.add(capture(f"https://x.se/{each}", SECRET if each == 3 else random.randbytes(900))) for each in range(10)
    ]
    vault.close()
    return vault, kept


def test_no_other_byte_of_the_file_changes(tmp_path: Path) -> None:
    vault, kept = kept_pages(tmp_path)
    path = only(tmp_path, ".warc.gz")
    before = path.read_bytes()
    vault.remove([kept[3]], at=AT, note="KS 2026/1")
    after = path.read_bytes()
    start, end = kept[3].offset, kept[3].offset + kept[3].length
    assert (after[:start], after[end:]) == (before[:start], before[end:])
    assert b"hemligt" not in gzip.decompress(after)
    assert b"x.se/3" not in only(tmp_path, ".cdxj").read_bytes()
    assert named(tmp_path, ".part") == []


def test_what_stands_there_instead_says_what_was_removed_by_which_decision(tmp_path: Path) -> None:
    vault, kept = kept_pages(tmp_path)
    vault.remove([kept[3]], at=datetime(2026, 11, 28, tzinfo=UTC), note="KS 2026/1")
    with only(tmp_path, ".warc.gz").open("rb") as file:
        member = read_member(file, kept[3].offset)
    assert member is not None
    record = from_bytes(member.content)
    assert (record.kind, record.id) == ("metadata", tombstone_id(kept[3].id))
    assert record.field("WARC-Refers-To") == f"<urn:uuid:{kept[3].id}>"
    assert record.block == b"removed: KS 2026/1\r\n"


def test_other_tools_read_the_file_through(tmp_path: Path) -> None:
    vault, kept = kept_pages(tmp_path)
    vault.remove(kept[2:5], at=AT, note="KS 2026/1")
    path = only(tmp_path, ".warc.gz")
    assert subprocess.run(["gzip", "-t", path], check=False).returncode == 0
    with path.open("rb") as file:
        kinds = [record.rec_type for record in ArchiveIterator(file, check_digests="raise")]
    assert kinds == ["warcinfo", *2 * ["response"], *3 * ["metadata"], *5 * ["response"]]


def test_the_shortest_records_have_room_for_a_tombstone(tmp_path: Path) -> None:
    vault = open_vault(tmp_path)
    bare = vault.add(replace(capture("http://a.se/", b""), headers=(), ip=None))
    again = vault.add(replace(revisit("http://a.se/"), headers=(), digest=""))
    assert vault.remove([bare, again], at=AT, note="x" * 500) == 2
    assert list(vault.walk()) == []


def test_a_damaged_record_is_removed_all_the_same(tmp_path: Path) -> None:
    vault, kept = kept_pages(tmp_path)
    path = only(tmp_path, ".warc.gz")
    with path.open("r+b") as file:
        file.seek(kept[3].offset + 30)
        file.write(b"????????")
    assert vault.remove([kept[3]], at=AT, note="x") == 1
    assert [each.id for each in vault.walk()] == [each.id for each in kept if each != kept[3]]


def test_a_place_where_another_record_stands_is_refused_and_nothing_changes(tmp_path: Path) -> None:
    vault, kept = kept_pages(tmp_path)
    before = only(tmp_path, ".warc.gz").read_bytes()
    with pytest.raises(VaultBroken, match="another record"):
        vault.remove([replace(kept[3], offset=kept[4].offset)], at=AT, note="x")
    assert only(tmp_path, ".warc.gz").read_bytes() == before


def test_a_file_that_another_process_writes_to_is_left_alone(tmp_path: Path) -> None:
    writer, reader = open_vault(tmp_path), open_vault(tmp_path)
    kept = writer.add(capture())
    writer.sync()
    with pytest.raises(Busy, match="try again"):
        reader.remove([kept], at=AT, note="x")
    writer.close()
    assert reader.remove([kept], at=AT, note="x") == 1


def test_a_file_that_this_process_writes_to_is_closed_first(tmp_path: Path) -> None:
    vault = open_vault(tmp_path)
    kept = vault.add(capture())
    vault.sync()
    assert vault.remove([kept], at=AT, note="x") == 1
    assert named(tmp_path, ".open") == []


KILLING = """
import os, sys
from pathlib import Path
from archive.vault import removing, warc
from tests.fakes.storing import AT
steps = int(sys.argv[2])
def counted(function):
    def stepped(*args, **more):
        global steps
        steps -= 1
        if steps < 0:
            os.kill(os.getpid(), 9)
        return function(*args, **more)
    return stepped
for name in ("_copy", "sync_folder", "index_anew"):
    setattr(removing, name, counted(getattr(removing, name)))
removing.os.fsync = counted(os.fsync)
Path.replace = counted(Path.replace)
vault = warc.open_vault(Path(sys.argv[1]))
vault.remove([each for each in vault.walk() if each.url.endswith(("/3", "/7"))], at=AT, note="x")
"""


@pytest.mark.parametrize("steps", range(7))
def test_killed_at_any_step_nothing_else_is_lost_and_asking_again_finishes(tmp_path: Path, steps: int) -> None:
    _, kept = kept_pages(tmp_path)
    child = subprocess.run([sys.executable, "-c", KILLING, tmp_path, str(steps)], cwd=ROOT, check=False)
    assert child.returncode == -signal.SIGKILL
    vault = open_vault(tmp_path)
    others = [each for each in kept if not each.url.endswith(("/3", "/7"))]
    assert [vault.read(each).url for each in others] == [each.url for each in others]
    vault.remove([kept[3], kept[7]], at=AT, note="x")
    assert [each.id for each in vault.walk()] == [each.id for each in others]
    assert b"hemligt" not in b"".join(path.read_bytes() for path in tmp_path.iterdir() if path.suffix == ".cdxj")
    assert b"hemligt" not in gzip.decompress(only(tmp_path, ".warc.gz").read_bytes())
    assert {path.suffix for path in tmp_path.iterdir()} == {".gz", ".cdxj"}


def test_the_page_that_a_browser_built_goes_with_its_response(tmp_path: Path) -> None:
    vault = open_vault(tmp_path)
    asked = (("Host", "www.mellankoping.se"),)
    kept = vault.add(capture(rendered=b"<p>Hemlig byggd text</p>", request_headers=asked))
    other = vault.add(capture(url="https://x.se/2", rendered=b"<p>Kvar</p>"))
    vault.close()
    vault.remove([kept], at=AT, note="KS 2024/1")
    (path,) = tmp_path.glob("*.warc.gz")
    content = gzip.decompress(path.read_bytes())
    assert b"Hemlig" not in content
    assert vault.read(other).rendered == b"<p>Kvar</p>"
