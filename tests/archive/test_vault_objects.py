"""The vault on object storage: nothing leaves the machine that did not arrive, and every host reads it."""

from __future__ import annotations

import hashlib
import os
from dataclasses import replace
from datetime import timedelta
from multiprocessing import get_context
from pathlib import Path

import pytest

from archive.errors import CaptureAway, ConfigError, VaultBroken
from archive.model import Kept
from archive.model.findings import Flaw
from archive.vault.addresses import parse_place
from archive.vault.bucket import Bucket
from archive.vault.objects import open_bucket
from archive.vault.remote import RemoteFolder
from archive.vault.warc import WarcVault
from tests.fakes.objects import client, fresh_bucket
from tests.fakes.storing import AT, URL, capture, later, revisit


@pytest.fixture
def place() -> tuple[str, str]:
    return fresh_bucket()


def opened(place: tuple[str, str], folder: Path, **more: object) -> WarcVault:
    address, endpoint = place
    return open_bucket(Bucket(parse_place(address, endpoint)), folder, **more)  # type: ignore[arg-type]


def bucket_of(vault: WarcVault) -> Bucket:
    held = vault._held
    assert isinstance(held, RemoteFolder)
    return held._bucket


def objects(place: tuple[str, str]) -> dict[str, bytes]:
    """Every object of a bucket below the vault's prefix, as another client sees it."""
    bucket = place[0].split("/")[2]
    found = client().list_objects_v2(Bucket=bucket).get("Contents", ())
    read = {each["Key"]: client().get_object(Bucket=bucket, Key=each["Key"])["Body"].read() for each in found}
    return {key.removeprefix("valv/"): content for key, content in read.items()}


def put(place: tuple[str, str], name: str, content: bytes) -> None:
    client().put_object(Bucket=place[0].split("/")[2], Key=f"valv/{name}", Body=content)


def left_behind(place: tuple[str, str], folder: Path) -> Kept:
    """A closed file that was never handed over: its process died between the two."""
    vault = opened(place, folder)
    kept = vault.add(capture())
    vault._end()
    return kept


class TestHandingOver:
    def test_a_closed_file_and_its_index_go_to_the_bucket_and_leave_the_folder(
        self, place: tuple[str, str], tmp_path: Path
    ) -> None:
        vault = opened(place, tmp_path)
        kept = vault.add(capture())
        vault.sync()
        content = (tmp_path / f"{kept.file}.open").read_bytes()
        assert objects(place) == {}
        vault.close()
        there = objects(place)
        assert sorted(there) == sorted([kept.file, kept.file.replace(".warc.gz", ".cdxj")])
        assert there[kept.file] == content
        assert list(tmp_path.iterdir()) == []
        said = bucket_of(vault).head(kept.file)
        assert said is not None
        assert (said.size, said.digest) == (len(content), hashlib.sha256(content).hexdigest())

    def test_another_host_reads_what_was_handed_over_and_hears_that_the_rest_is_on_its_way(
        self, place: tuple[str, str], tmp_path: Path
    ) -> None:
        now = [AT]
        one = opened(place, tmp_path / "one", clock=lambda: now[0])
        other = opened(place, tmp_path / "other", clock=lambda: now[0])
        kept = one.add(capture())
        one.sync()
        with pytest.raises(CaptureAway, match="not been handed over"):
            other.read(kept)
        now[0] = later(days=2)
        with pytest.raises(VaultBroken, match="no file"):
            other.read(kept)
        one.settle()
        assert other.read(kept) == one.read(kept) == capture()
        assert list(other.walk()) == [kept]

    def test_a_file_that_was_open_long_enough_is_handed_over_when_it_is_synced(
        self, place: tuple[str, str], tmp_path: Path
    ) -> None:
        now = [AT]
        vault = opened(place, tmp_path, clock=lambda: now[0], longest=timedelta(minutes=10))
        first = vault.add(capture())
        now[0] = later(seconds=599)
        vault.sync()
        assert objects(place) == {}
        now[0] = later(seconds=600)
        vault.sync()
        assert first.file in objects(place)
        assert vault.add(capture()).file != first.file
        vault.close()

    def test_what_a_stop_left_closed_is_handed_over_by_the_next_opening(
        self, place: tuple[str, str], tmp_path: Path
    ) -> None:
        kept = left_behind(place, tmp_path)
        (tmp_path / "weeding-x").mkdir()
        (tmp_path / "kommunarkiv-alone.cdxj").write_bytes(b"")
        assert objects(place) == {}
        assert opened(place, tmp_path).read(kept) == capture()
        assert kept.file in objects(place)
        assert list(tmp_path.iterdir()) == []

    def test_what_a_stop_cut_off_is_not_kept_on_hosts_that_weeding_does_not_reach(
        self, place: tuple[str, str], tmp_path: Path
    ) -> None:
        vault = opened(place, tmp_path)
        (tmp_path / "kommunarkiv-x.warc.gz.torn").write_bytes(b"half a record")
        vault.settle()
        assert list(tmp_path.iterdir()) == []

    def test_what_was_sent_and_not_let_go_is_compared_and_let_go(self, place: tuple[str, str], tmp_path: Path) -> None:
        kept = left_behind(place, tmp_path)
        copies = {path: path.read_bytes() for path in tmp_path.iterdir()}
        opened(place, tmp_path)
        for path, content in copies.items():
            path.write_bytes(content)
        before = objects(place)
        assert opened(place, tmp_path).read(kept) == capture()
        assert objects(place) == before
        assert list(tmp_path.iterdir()) == []

    def test_another_object_of_its_name_is_never_written_over(
        self, place: tuple[str, str], tmp_path: Path, caplog: pytest.LogCaptureFixture
    ) -> None:
        kept = left_behind(place, tmp_path)
        put(place, kept.file, b"another")
        vault = opened(place, tmp_path)
        assert objects(place)[kept.file] == b"another"
        assert vault.read(kept) == capture()
        assert "another file" in caplog.text

    def test_hosts_with_the_same_clock_and_process_number_never_share_a_name(
        self, place: tuple[str, str], tmp_path: Path
    ) -> None:
        vaults = [opened(place, tmp_path / name, clock=lambda: AT) for name in "ab"]
        names = {vault.add(capture()).file for vault in vaults}
        for vault in vaults:
            vault.close()
        assert len(names) == 2
        assert len(list(vaults[0].walk())) == 2

    def test_a_large_file_goes_in_parts_and_reads_back_the_same(self, place: tuple[str, str], tmp_path: Path) -> None:
        path = tmp_path / "x.warc.gz"
        path.write_bytes(os.urandom(11 * 1024 * 1024))
        digest = hashlib.sha256(path.read_bytes()).hexdigest()
        bucket = Bucket(parse_place(*place), part=5 * 1024 * 1024)
        bucket.put(path.name, path, digest)
        assert bucket.digest(path.name) == digest
        bucket.put(path.name, path, digest)  # the same again: a request that was answered into the void
        with pytest.raises(VaultBroken, match="another"):
            bucket.put(path.name, path, "0" * 64)


class TestReading:
    def test_a_capture_is_one_request_and_so_is_its_copy(self, place: tuple[str, str], tmp_path: Path) -> None:
        vault = opened(place, tmp_path)
        asked = (("User-Agent", "kommunarkiv/1"),)
        first = vault.add(capture(request_headers=asked, rendered=b"<p>Byggd</p>"))
        large = vault.add(capture(f"{URL}2", os.urandom(3_000_000), request_headers=asked))
        again = vault.add(revisit(request_headers=asked), refers_to=first)
        vault.close()
        bucket = bucket_of(vault)
        for kept in (first, large, again):
            before = bucket.requests
            vault.read(kept)
            vault.copy(kept)
            assert bucket.requests - before == 2

    def test_an_address_is_found_in_a_long_index_by_a_few_ranges(self, place: tuple[str, str], tmp_path: Path) -> None:
        vault = opened(place, tmp_path)
        kept = [vault.add(capture(f"{URL}&n={number:04}", b"x")) for number in range(1_500)]
        vault.close()
        bucket = bucket_of(vault)
        before = bucket.requests
        assert list(vault.of_url(kept[700].url)) == [kept[700]]
        assert bucket.requests - before < 20

    def test_a_walk_over_a_large_file_asks_for_a_few_large_pieces(self, place: tuple[str, str], tmp_path: Path) -> None:
        vault = opened(place, tmp_path)
        kept = [vault.add(capture(f"{URL}&n={n}", os.urandom(200_000))) for n in range(30)]
        vault.close()
        before = bucket_of(vault).requests
        assert list(vault.examine()) == kept
        assert bucket_of(vault).requests - before < 20

    def test_an_object_that_somebody_changed_is_broken_and_said_by_verify(
        self, place: tuple[str, str], tmp_path: Path
    ) -> None:
        vault = opened(place, tmp_path)
        kept = vault.add(capture(body=os.urandom(500)))
        other = vault.add(capture(f"{URL}2"))
        vault.close()
        content = bytearray(objects(place)[kept.file])
        content[kept.offset + kept.length // 2] ^= 1
        put(place, kept.file, bytes(content))
        with pytest.raises(VaultBroken):
            vault.read(kept)
        assert vault.read(other) == capture(f"{URL}2")
        flaws = [each for each in vault.examine() if isinstance(each, Flaw)]
        assert [(each.file, each.offset) for each in flaws] == [(kept.file, kept.offset)]

    @pytest.mark.filterwarnings("ignore:.*multi-threaded.*fork:DeprecationWarning")
    def test_a_child_after_a_fork_reads_by_itself(self, place: tuple[str, str], tmp_path: Path) -> None:
        vault = opened(place, tmp_path)
        kept = vault.add(capture())
        vault.close()
        assert vault.read(kept) == capture()
        child = get_context("fork").Process(target=_read_or_fail, args=(vault, kept))
        child.start()
        child.join(60)
        assert child.exitcode == 0
        assert vault.read(replace(kept)) == capture()


def _read_or_fail(vault: WarcVault, kept: Kept) -> None:
    os._exit(0 if vault.read(kept) == capture() else 1)


@pytest.mark.parametrize(
    ("address", "endpoint"),
    [
        ("s3://", ""),
        ("s3://Bucket", ""),
        ("s3://user:hemligt@bucket/x", ""),
        ("https://bucket", ""),
        ("s3://bucket/a//b", ""),
        ("s3://bucket", "https://user:hemligt@storage.example"),
        ("s3://bucket", "ftp://storage.example"),
        ("s3://bucket", "https://[::1"),
        ("s3://bucket", "https://storage.example:99999"),
        ("s3://bucket", "https://"),
        ("s3://bucket", "https://storage.example/?key=hemligt"),
    ],
)
def test_an_address_that_is_none_or_holds_a_password_is_refused_without_repeating_it(
    address: str, endpoint: str
) -> None:
    with pytest.raises(ConfigError) as caught:
        parse_place(address, endpoint)
    assert "hemligt" not in str(caught.value)


@pytest.mark.parametrize(("address", "key"), [("s3://arkiv", "a"), ("s3://arkiv/x/y/", "x/y/a")])
def test_names_stand_below_the_prefix(address: str, key: str) -> None:
    assert parse_place(address).key("a") == key
