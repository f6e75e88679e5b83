"""The vault's files: WARC 1.1 that other tools read, whole after every accident."""

from __future__ import annotations

import gzip
import os
import re
import subprocess
from collections.abc import Iterator
from dataclasses import replace
from datetime import datetime
from pathlib import Path

import pytest
from warcio.archiveiterator import ArchiveIterator

from archive.errors import VaultBroken
from archive.model import Kept
from archive.vault.members import MAGIC
from archive.vault.warc import WarcVault, open_vault
from crawler.model import Capture
from tests.fakes.storing import AT, BODY, URL, capture, later, named, only, revisit


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return tmp_path / "warc"


@pytest.fixture
def vault(folder: Path) -> Iterator[WarcVault]:
    opened = open_vault(folder)
    yield opened
    opened.close()


def records(folder: Path) -> list[tuple[dict[str, str], bytes, bytes]]:
    """(fields, HTTP head, body) of every record, as warcio reads them with digests compared."""
    found = []
    for path in sorted(folder.glob("*.warc.gz")):
        with path.open("rb") as file:
            reading = ArchiveIterator(file, check_digests="raise")
            for each in reading:
                head = str(each.http_headers).encode() if each.http_headers else b""
                found.append((dict(each.rec_headers.headers), head, each.content_stream().read()))
            assert reading.err_count == 0
    return found


class TestFormat:
    def test_other_tools_read_every_record_with_its_digests(self, folder: Path, vault: WarcVault) -> None:
        coded = (("Content-Type", "text/html"), ("Content-Encoding", "gzip"), ("Content-Length", "17"))
        original = vault.add(capture(headers=coded, request_headers=(("Host", "www.mellankoping.se"),)))
        vault.add(revisit(), refers_to=original)
        vault.add(revisit(status=200), refers_to=original)
        vault.close()
        info, response, request, unmodified, identical = records(folder)
        assert info[0]["WARC-Type"] == "warcinfo"
        assert info[0]["WARC-Filename"] == only(folder, ".warc.gz").name
        assert response[2] == BODY
        assert b"X-Archive-Orig-Content-Encoding: gzip" in response[1]
        assert f"Content-Length: {len(BODY)}\r\n".encode() in response[1]
        assert response[0]["WARC-IP-Address"] == "192.0.2.7"
        assert request[0]["WARC-Concurrent-To"] == response[0]["WARC-Record-ID"]
        assert request[1].startswith(b"GET /nyheter/2024?a=1 HTTP/1.1")
        profiles = [each[0]["WARC-Profile"].rpartition("/")[2] for each in (unmodified, identical)]
        assert profiles == ["server-not-modified", "identical-payload-digest"]
        for each in (unmodified, identical):
            assert each[0]["WARC-Payload-Digest"] == response[0]["WARC-Payload-Digest"]
            assert each[0]["WARC-Refers-To-Target-URI"] == URL
            assert each[0]["WARC-Refers-To-Date"] == response[0]["WARC-Date"] == "2024-04-12T09:30:15.123456Z"

    def test_a_file_is_a_gzip_file_with_a_member_a_record(self, folder: Path, vault: WarcVault) -> None:
        kept = vault.add(capture(truncated="length"))
        vault.close()
        content = only(folder, ".warc.gz").read_bytes()
        assert subprocess.run(["gzip", "-t"], input=content, check=True).returncode == 0
        record = gzip.decompress(content[kept.offset : kept.offset + kept.length])
        assert record.startswith(b"WARC/1.1\r\nWARC-Type: response\r\n")
        assert b"WARC-Truncated: length\r\n" in record
        assert record.endswith(BODY + b"\r\n\r\n")

    def test_a_rendered_page_that_is_gone_is_missed(self, folder: Path, vault: WarcVault) -> None:
        kept = vault.add(capture(rendered=b"<p>Byggd</p>"))
        vault.close()
        path = only(folder, ".warc.gz")
        path.write_bytes(path.read_bytes()[: kept.offset + kept.length])
        with pytest.raises(VaultBroken, match="rendered"):
            open_vault(folder).read(kept)

    def test_hostile_headers_and_addresses_cannot_write_records(self, folder: Path, vault: WarcVault) -> None:
        lines = "x\r\n\r\nWARC/1.1\r\nWARC-Type: response"
        headers = (("A\r\nB", lines), ("C: d", "e"), ("Latin", "\u0160"))
        kept = vault.add(replace(capture(), url=URL + lines, headers=headers, warnings=(lines,)))
        read = vault.read(kept)
        assert read.headers[:2] == (("A B", "x WARC/1.1 WARC-Type: response"), ("C  d", "e"))
        assert read.body == BODY
        assert [each.id for each in vault.walk()] == [kept.id]
        vault.close()
        assert len(records(folder)) == 2

    def test_a_file_that_has_grown_enough_is_closed_and_the_next_begun(self, folder: Path) -> None:
        vault = open_vault(folder, limit=1_500)
        kept = [vault.add(capture(body=os.urandom(400))) for _ in range(5)]
        vault.close()
        assert len({each.file for each in kept}) == 3
        assert named(folder, ".open") == []
        assert [each.id for each in vault.walk()] == [each.id for each in kept]

    def test_nothing_is_made_until_something_is_added(self, folder: Path, vault: WarcVault) -> None:
        vault.sync()
        assert list(folder.iterdir()) == []


class TestIndex:
    def test_lines_are_found_by_address_while_the_file_is_open_and_after(self, folder: Path, vault: WarcVault) -> None:
        for number in range(60):
            vault.add(capture(url=f"https://www.mellankoping.se/{number}", at=later(seconds=-number)))
        for seconds in (9, 3):
            vault.add(capture(at=later(seconds=seconds)))
        vault.sync()
        unsorted = vault.lines(URL)
        vault.close()
        found = vault.lines(URL)
        assert sorted(unsorted) == list(found)
        assert [line.split(" ")[:2] for line in found] == [
            ["se,mellankoping)/nyheter/2024?a=1", "20240412093018"],
            ["se,mellankoping)/nyheter/2024?a=1", "20240412093024"],
        ]
        assert [len(vault.lines(f"http://MELLANKOPING.se:80/{number}")) for number in (0, 7, 59, 60)] == [1, 1, 1, 0]
        lines = only(folder, ".cdxj").read_bytes().splitlines()
        assert lines == sorted(lines)
        assert len(lines) == 62

    def test_an_index_that_was_lost_is_made_anew(self, folder: Path, vault: WarcVault) -> None:
        vault.add(capture(url="http://x.se:8080/?b=1&a=2"))
        vault.close()
        before = only(folder, ".cdxj").read_bytes()
        only(folder, ".cdxj").unlink()
        assert open_vault(folder).lines("http://x.se:8080/?a=2&b=1") == (before.decode().strip(),)


def left_open(folder: Path, count: int = 3) -> list[Kept]:
    """A vault whose process died: its file is open and nobody holds it."""
    vault = open_vault(folder)
    kept = [vault.add(capture(url=f"{URL}&n={number}")) for number in range(count)]
    vault.sync()
    assert vault._file is not None
    vault._file._records.close()
    vault._file._index.close()
    vault._file = None
    return kept


class TestAccidents:
    def test_a_file_left_open_is_finished_at_the_next_opening(self, folder: Path) -> None:
        kept = left_open(folder)
        vault = open_vault(folder)
        assert named(folder, ".open") == []
        assert list(vault.walk()) == kept
        assert len(vault.lines(URL + "&n=1")) == 1

    @pytest.mark.parametrize("cut", [1, 9, 200])
    def test_a_torn_tail_is_cut_and_kept_aside(self, folder: Path, cut: int) -> None:
        kept = left_open(folder)
        path = only(folder, ".open")
        path.write_bytes(path.read_bytes()[:-cut])
        vault = open_vault(folder)
        assert list(vault.walk()) == kept[:-1]
        assert only(folder, ".torn").stat().st_size == kept[-1].length - cut
        assert subprocess.run(["gzip", "-t", only(folder, ".warc.gz")], check=True).returncode == 0
        with pytest.raises(VaultBroken, match="cannot be read"):
            vault.read(kept[-1])

    def test_a_file_with_no_whole_record_is_put_aside(self, folder: Path) -> None:
        left_open(folder)
        path = only(folder, ".open")
        path.write_bytes(path.read_bytes()[:20])
        assert list(open_vault(folder).walk()) == []
        assert (named(folder, ".warc.gz"), named(folder, ".cdxj"), len(named(folder, ".torn"))) == ([], [], 1)

    def test_damage_in_the_middle_hides_nothing_after_it_and_cuts_nothing(self, folder: Path) -> None:
        kept = left_open(folder, count=5)
        path = only(folder, ".open")
        content = bytearray(path.read_bytes())
        content[kept[1].offset + 40] ^= 1
        content[kept[3].offset : kept[3].offset + 3] = b"???"
        content[kept[3].offset + 60 : kept[3].offset + 63] = MAGIC
        path.write_bytes(content)
        vault = open_vault(folder)
        assert [each.id for each in vault.walk()] == [kept[0].id, kept[2].id, kept[4].id]
        assert vault.read(kept[4]) == capture(url=URL + "&n=4")
        assert named(folder, ".torn") == []
        with pytest.raises(VaultBroken, match="cannot be read"):
            vault.read(kept[1])

    def test_what_a_living_process_writes_is_left_alone(self, folder: Path, vault: WarcVault) -> None:
        kept = vault.add(capture())
        other = open_vault(folder)
        assert len(named(folder, ".open")) == 1
        assert other.read(kept) == capture()
        second = other.add(capture())
        other.close()
        assert second.file != kept.file
        vault.add(capture())
        vault.close()
        assert len(list(other.walk())) == 3

    def test_a_record_that_is_not_the_one_asked_for_is_broken(self, vault: WarcVault) -> None:
        first, second = vault.add(capture()), vault.add(capture())
        with pytest.raises(VaultBroken, match="another record"):
            vault.read(replace(first, offset=second.offset, length=second.length))
        with pytest.raises(VaultBroken, match="no file"):
            vault.read(replace(first, file="../../etc/passwd"))


def spoiled(path: Path, kept: Kept, old: bytes, new: bytes) -> None:
    """Rewrite a record with other bytes in a perfect gzip member at its end of the file."""
    content = path.read_bytes()
    record = gzip.decompress(content[kept.offset : kept.offset + kept.length])
    assert old in record
    path.write_bytes(content[: kept.offset] + gzip.compress(record.replace(old, new)))


@pytest.mark.parametrize(
    ("old", "new"),
    [
        (b"balans", b"obalan"),
        (b"Content-Length: ", b"Content-Length: 1"),
        (b"WARC-Block-Digest: sha1:", b"WARC-Block-Digest: sha1:A"),
        (b"WARC-Date: 2024", b"WARC-Date: MMXX"),
        (b"Archive-Payload-SHA256: ", b"Archive-Payload-SHA256: 0"),
    ],
)
def test_a_forged_record_in_a_perfect_member_is_broken(folder: Path, old: bytes, new: bytes) -> None:
    vault = open_vault(folder)
    kept = vault.add(capture())
    vault.close()
    path = only(folder, ".warc.gz")
    spoiled(path, kept, old, new)
    length = path.stat().st_size - kept.offset
    with pytest.raises(VaultBroken):
        vault.read(replace(kept, length=length))
    assert kept not in vault.walk()


class TestNeighbours:
    def test_a_revisit_of_a_record_that_is_lost_is_kept_all_the_same(self, folder: Path, vault: WarcVault) -> None:
        original = vault.add(capture())
        lost = replace(original, file="lost.warc.gz")
        kept = vault.add(revisit(), refers_to=lost)
        assert vault.read(kept).digest == original.digest
        vault.close()
        assert records(folder)[-1][0]["WARC-Payload-Digest"] == f"sha256:{original.digest}"

    def test_a_broken_request_does_not_cost_the_answer(self, folder: Path, vault: WarcVault) -> None:
        kept = vault.add(capture(request_headers=(("A", "b"),)))
        vault.close()
        path = only(folder, ".warc.gz")
        content = path.read_bytes()
        request = gzip.decompress(content[kept.offset + kept.length :])
        path.write_bytes(content[: kept.offset + kept.length] + gzip.compress(request.replace(b"A: b", b"A: c")))
        assert vault.read(kept) == capture()


def test_file_names_tell_when_and_by_whom(folder: Path) -> None:
    vault = WarcVault(folder, clock=lambda: AT)
    kept = vault.add(capture())
    vault.close()
    assert re.fullmatch(rf"kommunarkiv-20240412093015123456-{os.getpid()}-00000-[0-9a-f]{{8}}\.warc\.gz", kept.file)
    assert isinstance(vault.read(kept), Capture)
    assert datetime.fromisoformat(records(folder)[0][0]["WARC-Date"]) == AT
