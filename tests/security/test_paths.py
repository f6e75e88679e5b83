"""No name leads out of its folder (ASVS 5.0 5.3.2): addresses, backups, WARC files, handouts, settings, imports."""

from __future__ import annotations

import io
import tarfile
import zipfile
from dataclasses import replace
from pathlib import Path

import pytest
from flask import Flask

from archive import backups, handing, imports
from archive.config import load_config, make_config
from archive.errors import ArchiveError, ConfigError, VaultBroken
from archive.handing import Wish
from archive.ingest import Ingest
from archive.vault.warc import open_vault
from archive.web.brand import read_brand
from tests.fakes.archives import SITE, TOWN, html, memory_archive, page
from tests.fakes.storing import AT, capture
from tests.security.grounds import insider

SECRET = "hemligt-utanför"
CLIMBS = (
    "../{}",
    "../../../../../../../../{}",
    "..%2f..%2f..%2f{}",
    "%2e%2e/%2e%2e/{}",
    "..%252f..%252f{}",
    "..\\..\\{}",
    "..%5c..%5c{}",
    "....//....//{}",
    "%c0%ae%c0%ae/{}",
    "..;/{}",
    "./../{}",
    "x/../../{}",
    "{}%00.css",
    "file:///{}",
)
GOALS = ("etc/passwd", "archive/web/app.py", "kommunarkiv.toml", "archive.db", "../app.py")
ROOTS = (
    "/static/",
    "/static/vendor/",
    "/sida/",
    "/logotyp/",
    "/timegate/",
    "/timemap/link/",
    "/enhet/",
    "/admin/last/",
)


@pytest.mark.parametrize("climb", CLIMBS)
def test_no_address_reads_a_file_that_is_not_served(whole: Flask, climb: str) -> None:
    client = insider(whole)
    for url in (root + climb.format(goal) for root in ROOTS for goal in GOALS):
        with client.open("/", environ_overrides={"PATH_INFO": url, "REQUEST_URI": url}) as answer:
            assert answer.status_code in {302, 308, 400, 404}, url
            assert b"root:" not in answer.data, url
            assert b"def create_app" not in answer.data, url


def test_what_is_served_from_disk_is_the_static_folder_alone(whole: Flask) -> None:
    with insider(whole).get("/static/kommunarkiv.css") as answer:
        assert answer.status_code == 200
    names = {path.name for path in Path(whole.static_folder or "").rglob("*") if path.is_symlink()}
    assert names == set()


MEMBERS = {
    "up": ("../ut", tarfile.REGTYPE, ""),
    "up from below": ("warc/../../ut", tarfile.REGTYPE, ""),
    "absolute": ("{}/ut", tarfile.REGTYPE, ""),
    "a symbolic link": ("warc", tarfile.SYMTYPE, "{}"),
    "a hard link": ("kommunarkiv.toml", tarfile.LNKTYPE, "../ut"),
    "a pipe": ("rör", tarfile.FIFOTYPE, ""),
    "a device": ("skiva", tarfile.BLKTYPE, ""),
}


@pytest.mark.parametrize("kind", MEMBERS)
def test_a_backup_that_leads_out_of_its_home_is_refused_whole(tmp_path: Path, kind: str) -> None:
    name, sort, goal = MEMBERS[kind]
    outside = tmp_path / "utanför"
    outside.mkdir()
    with tarfile.open(tmp_path / "b.tar", "w") as tar:
        member = tarfile.TarInfo(name.format(outside))
        member.type, member.linkname = sort, goal.format(outside)
        tar.addfile(member, io.BytesIO())
        content = tarfile.TarInfo("warc/x")
        content.size = 1
        tar.addfile(content, io.BytesIO(b"x"))
    with pytest.raises(ArchiveError):
        backups.restore(tmp_path / "b.tar", tmp_path / "hem")
    assert sorted(path.name for path in tmp_path.iterdir()) == ["b.tar", "utanför"]
    assert list(outside.iterdir()) == []


@pytest.mark.parametrize("name", ["../ut.warc.gz", "/etc/passwd", "../../etc/passwd", "warc/../../ut.warc.gz"])
def test_a_row_that_names_a_file_outside_the_vault_reads_nothing(tmp_path: Path, name: str) -> None:
    """Rows come from the database, and from lists of captures that somebody else wrote."""
    (tmp_path / "ut.warc.gz").write_text(SECRET)
    vault = open_vault(tmp_path / "warc")
    kept = vault.add(capture())
    with pytest.raises(VaultBroken):
        vault.read(replace(kept, file=name))
    vault.close()


NAMES = (
    "/../../etc/passwd",
    "/..%2f..%2fut.html",
    "/a/..;/b",
    "/%00.pdf",
    "/con",
    "/a:b",
    "/" + "a" * 400,
    "/%0d%0aX: y",
)


@pytest.mark.parametrize("name", NAMES)
def test_what_is_handed_out_has_names_that_stay_in_its_folder(tmp_path: Path, name: str) -> None:
    with memory_archive() as archive:
        Ingest(archive, TOWN).keep([page(name, html("Nämnden sammanträder på måndag.", title=f"../../{name}\\..\\x"))])
        versions = handing.named(archive, [f"{SITE}{name}"], day=None)
        handing.hand_out(archive, Wish(who="Åsa", question=name, versions=versions, captures=True), tmp_path / "u.zip")
    with zipfile.ZipFile(tmp_path / "u.zip") as made:
        for each in made.namelist():
            assert each.isprintable()
            assert each.isascii()
            assert not {"..", ""} & set(each.split("/")), each
            assert not set('\\:*?"<>|') & set(each), each
            assert len(each) < 200


@pytest.mark.parametrize(
    "name", ["../b.png", "/etc/passwd.png", "a/b.png", "..", "b.png\0", "b.html", "-b", "b.png/.."]
)
def test_a_logo_stands_in_the_home(tmp_path: Path, name: str) -> None:
    make_config(tmp_path / "home")
    (tmp_path / "b.png").write_bytes(b"\x89PNG\r\n\x1a\n")
    said = name.replace("\0", "\\u0000")
    (tmp_path / "home" / "kommunarkiv.toml").write_text(f'logo = "{said}"\n')
    with pytest.raises(ConfigError):
        read_brand(load_config(tmp_path / "home"))


def test_a_folder_that_is_imported_brings_nothing_from_outside_it(tmp_path: Path) -> None:
    """A copy of a site that somebody gave us may hold links to our own files."""
    folder, outside = tmp_path / "sajt", tmp_path / "annat"
    (folder / "under").mkdir(parents=True)
    outside.mkdir()
    (outside / "hemligt.html").write_text(SECRET)
    (folder / "fil.html").symlink_to(outside / "hemligt.html")
    (folder / "mapp").symlink_to(outside)
    (folder / "under" / "sida.html").write_text("<p>Öppet</p>")
    (folder / "samma.html").symlink_to(folder / "under" / "sida.html")
    assert [name for _, name in imports.files((folder,))] == ["samma.html", "under/sida.html"]


def test_a_packed_archive_is_read_and_never_laid_out(tmp_path: Path) -> None:
    with zipfile.ZipFile(tmp_path / "a.wacz", "w") as made:
        made.writestr("../../ut.warc.gz", SECRET)
        made.writestr("archive/../../ut.warc", SECRET)
    refused: list[str] = []
    how = imports.Brought(source="town", now=AT)
    found = list(imports.captures(tmp_path / "a.wacz", "a.wacz", how, lambda _, why: refused.append(why)))
    assert (found, len(refused)) == ([], 1)
    assert [path.name for path in tmp_path.iterdir()] == ["a.wacz"]
