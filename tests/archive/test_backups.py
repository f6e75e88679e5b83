"""A backup holds everything that cannot be made again, also while a crawl is running; a restore is whole or nothing."""

from __future__ import annotations

import io
import sqlite3
import tarfile
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from archive import backups, keeping
from archive.config import FILE, LOOKS, SYNONYMS, Config, load_config, make_config
from archive.errors import ArchiveError, ConfigError
from archive.files import whole
from archive.ingest import Ingest
from archive.store.sql import open_store
from archive.vault.warc import open_vault
from tests.fakes.archives import TOWN, memory_archive, news
from tests.fakes.storing import named


@pytest.fixture
def config(tmp_path: Path) -> Iterator[Config]:
    """A home in a folder, with three pages, its vault still open as while a crawl is running."""
    config = make_config(tmp_path / "home")
    vault, store = open_vault(config.warc), open_store(config.database_url)
    store.sources.save(TOWN)
    with memory_archive(vault=vault) as archive:
        Ingest(archive, TOWN).keep([news(0)])
        store.captures.save(archive.store.captures.all())
        yield config
    store.close()


def unpacked(path: Path) -> dict[str, bytes]:
    with tarfile.open(path) as tar:
        return {member.name: file.read() for member in tar if (file := tar.extractfile(member))}


def packed(path: Path, members: dict[str, bytes]) -> Path:
    with tarfile.open(path, "w") as tar:
        for name, content in members.items():
            info = tarfile.TarInfo(name)
            info.size = len(content)
            tar.addfile(info, io.BytesIO(content))
    return path


@pytest.fixture
def tar(config: Config, tmp_path: Path) -> Path:
    backups.backup(config, tmp_path / "b.tar")
    return tmp_path / "b.tar"


def test_a_backup_holds_settings_database_and_warc_files_with_their_digests(tar: Path) -> None:
    members = unpacked(tar)
    assert {FILE, "archive.db", backups.MANIFEST} < set(members)
    assert sum(name.startswith("warc/") for name in members) == len(members) - 3 == 2
    assert set(members) - {backups.MANIFEST} == {
        line.split("  ")[1] for line in members[backups.MANIFEST].decode().splitlines()
    }


def test_an_archives_own_synonyms_are_part_of_it(config: Config, tmp_path: Path) -> None:
    (config.home / SYNONYMS).write_text("badet = Lillåbadet\n", "utf-8")
    backups.backup(config, tmp_path / "b.tar")
    backups.restore(tmp_path / "b.tar", tmp_path / "new")
    assert (tmp_path / "new" / SYNONYMS).read_text("utf-8") == "badet = Lillåbadet\n"


def test_logo_and_looks_of_municipalities_are_part_of_it(config: Config, tmp_path: Path) -> None:
    own = {"vapen.svg": "<svg/>", f"{LOOKS}/sjoviks-kommun.toml": "title = 'Sjövik'", f"{LOOKS}/sjovik.svg": "<svg/>"}
    (config.home / LOOKS).mkdir()
    for name, text in own.items():
        (config.home / name).write_text(text, "utf-8")
    backups.backup(replace(config, logo="vapen.svg"), tmp_path / "b.tar")
    backups.restore(tmp_path / "b.tar", tmp_path / "new")
    assert {name: (tmp_path / "new" / name).read_text("utf-8") for name in own} == own


def test_what_is_restored_is_whole(tar: Path, tmp_path: Path) -> None:
    assert backups.restore(tar, tmp_path / "new") == 4
    config = load_config(tmp_path / "new")
    store, vault = open_store(config.database_url), open_vault(config.warc)
    (kept,) = store.captures.all()
    assert vault.read(kept).url == news(0).url
    assert named(config.warc, ".open") == []
    vault.close()
    store.close()


def test_a_backup_into_an_empty_folder_that_is_there_is_restored_too(tar: Path, tmp_path: Path) -> None:
    (tmp_path / "new").mkdir()
    assert backups.restore(tar, tmp_path / "new") == 4


def test_a_warc_file_that_is_closed_between_listing_and_copying_is_copied_under_its_new_name(
    config: Config, tmp_path: Path
) -> None:
    vault, before = open_vault(config.warc), set(config.warc.glob("*.open"))
    vault.add(news(1))
    (closing,) = set(config.warc.glob("*.open")) - before
    vault.close()
    final = closing.with_suffix("")
    members = {"warc/" + closing.name: closing, "warc/" + final.name: final}
    assert backups._write_tar(tmp_path / "x.tar", members, tmp_path / "sums") == 1
    assert set(unpacked(tmp_path / "x.tar")) == {"warc/" + final.name, backups.MANIFEST}


@pytest.mark.parametrize("content", [b"not a database at all" * 500, None])
def test_a_backup_that_cannot_be_made_leaves_nothing_half(
    config: Config, tmp_path: Path, content: bytes | None
) -> None:
    for path in config.home.glob("archive.db*"):
        path.unlink()
    if content:
        (config.home / "archive.db").write_bytes(content)
    with pytest.raises(ArchiveError, match=r"archive\.db could not be copied"):
        backups.backup(config, tmp_path / "b.tar")
    assert named(tmp_path, ".part") == []
    assert not (tmp_path / "b.tar").exists()
    assert [path.name for path in config.home.iterdir() if path.name.startswith("tmp")] == []


def test_an_older_backup_stays_when_a_new_one_fails(config: Config, tar: Path) -> None:
    before = tar.read_bytes()
    (config.home / FILE).unlink()
    with pytest.raises(FileNotFoundError):
        backups.backup(config, tar)
    assert tar.read_bytes() == before


def test_a_database_of_another_kind_is_not_ours_to_back_up(tmp_path: Path) -> None:
    with pytest.raises(ConfigError, match="PostgreSQL"):
        backups.backup(Config(home=tmp_path, database="oracle://x/y"), tmp_path / "b.tar")


def test_a_home_with_anything_in_it_is_not_restored_over(tar: Path, config: Config) -> None:
    with pytest.raises(ConfigError, match="is not empty"):
        backups.restore(tar, config.home)


def test_what_an_earlier_restore_left_is_not_overwritten(tar: Path, tmp_path: Path) -> None:
    (tmp_path / "new.part").mkdir()
    with pytest.raises(ConfigError, match="in the way"):
        backups.restore(tar, tmp_path / "new")
    assert (tmp_path / "new.part").is_dir()


@pytest.mark.parametrize(
    ("damage", "complaint"),
    [
        (lambda members: members | {"archive.db": members["archive.db"] + b"x"}, "archive.db is damaged"),
        (lambda members: {n: c for n, c in members.items() if n != FILE}, f"{FILE} is damaged"),
        (lambda members: {n: c for n, c in members.items() if n != backups.MANIFEST}, "not a backup of ours"),
        (lambda members: members | {"../ut": b"x"}, "not a backup that can be read"),
        (lambda members: members | {"/tmp/ut": b"x"}, "not a backup that can be read"),
        (lambda members: members | {"warc/extra.warc.gz": b"x"}, "warc/extra.warc.gz is not in its"),
    ],
)
def test_a_damaged_backup_is_refused_and_leaves_nothing(tar: Path, tmp_path: Path, damage, complaint: str) -> None:  # type: ignore[no-untyped-def]
    packed(tar, damage(unpacked(tar)))
    with pytest.raises(ArchiveError, match=complaint):
        backups.restore(tar, tmp_path / "new")
    assert not (tmp_path / "new").exists()
    assert named(tmp_path, ".part") == []
    assert not (tmp_path.parent / "ut").exists()


def test_a_link_in_a_backup_is_refused(tar: Path, tmp_path: Path) -> None:
    with tarfile.open(tar, "a") as opened:
        link = tarfile.TarInfo("warc/ut")
        link.type, link.linkname = tarfile.SYMTYPE, str(tmp_path / "ut")
        opened.addfile(link)
    with pytest.raises(ArchiveError, match="no file inside a home"):
        backups.restore(tar, tmp_path / "new")
    assert not (tmp_path / "new").exists()


@pytest.mark.parametrize("content", [b"", b"hej", bytes(600)])
def test_a_file_that_is_no_backup_is_refused_on_one_line(tmp_path: Path, content: bytes) -> None:
    (tmp_path / "b.tar").write_bytes(content)
    with pytest.raises(ArchiveError) as caught:
        backups.restore(tmp_path / "b.tar", tmp_path / "new")
    assert "\n" not in str(caught.value)
    assert not (tmp_path / "new").exists()


def test_a_backup_cut_short_is_refused(tar: Path, tmp_path: Path) -> None:
    tar.write_bytes(tar.read_bytes()[:40_000])
    with pytest.raises(ArchiveError, match="not a backup that can be read"):
        backups.restore(tar, tmp_path / "new")


def test_a_backup_is_a_snapshot_of_the_database_in_one_moment(config: Config, tmp_path: Path) -> None:
    writer = sqlite3.connect(config.home / "archive.db", isolation_level=None)
    writer.execute("BEGIN IMMEDIATE")
    writer.execute("CREATE TABLE unfinished (x)")
    backups.backup(config, tmp_path / "b.tar")
    writer.execute("ROLLBACK")
    writer.close()
    (tmp_path / "copy.db").write_bytes(unpacked(tmp_path / "b.tar")["archive.db"])
    with sqlite3.connect(tmp_path / "copy.db") as copy:
        names = {name for (name,) in copy.execute("SELECT name FROM sqlite_master")}
    copy.close()
    assert "captures" in names
    assert "unfinished" not in names


def test_a_file_takes_its_name_only_when_it_is_whole(tmp_path: Path) -> None:
    with pytest.raises(TypeError), whole(tmp_path / "a") as part, part.open("w") as file:
        file.write(None)  # type: ignore[arg-type]
    assert list(tmp_path.iterdir()) == []
    with whole(tmp_path / "a") as part:
        part.write_text("hel")
    assert [path.name for path in tmp_path.iterdir()] == ["a"]


def test_records_written_after_the_database_was_copied_are_no_damage(config: Config, tmp_path: Path) -> None:
    vault = open_vault(config.warc)
    vault.add(news(1))
    vault.sync()
    backups.backup(config, tmp_path / "b.tar")
    backups.restore(tmp_path / "b.tar", tmp_path / "new")
    restored = load_config(tmp_path / "new")
    with memory_archive(vault=open_vault(restored.warc)) as archive:
        store = open_store(restored.database_url)
        archive.store.captures.save(store.captures.all())
        store.close()
        verdict = keeping.verify(archive)
    vault.close()
    assert (verdict.captures, verdict.findings) == (1, ())
    assert len(verdict.remarks) == 1
