"""Backup and restore: one tar file with everything that cannot be made again, every file with its digest."""

from __future__ import annotations

import hashlib
import shutil
import sqlite3
import tarfile
from contextlib import closing
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import BinaryIO

from archive.config import FILE, LOOKS, SYNONYMS, Config, change_setting, load_config
from archive.errors import ArchiveError, ConfigError
from archive.files import whole
from archive.outside import places
from archive.store.dumping import dump, load
from archive.store.versions import file_version, refuse_newer

MANIFEST = "MANIFEST.sha256"
DATABASE = "archive.db"
DUMP = "archive.pgdump"
"""A PostgreSQL database, in the place of the other."""


def backup(config: Config, target: Path) -> int:
    """A tar file with settings, database, WARC files, each with its SHA-256; safe while a crawl is running.

    The database is copied first, so every capture it speaks of is in the WARC files copied after it. Gives the number
    of files. Raises ConfigError for a database that cannot be copied from here.
    """
    with TemporaryDirectory(dir=config.home) as scratch, whole(target) as part:
        copy = _copied(config, Path(scratch))
        members = {FILE: config.home / FILE, copy.name: copy}
        members |= {name: config.home / name for name in own_files(config)}
        members |= {f"warc/{path.name}": path for path in _warc_files(config.warc)}
        return _write_tar(part, members, Path(scratch) / MANIFEST)


def own_files(config: Config) -> tuple[str, ...]:
    """What an archive's keepers have put into its home, as names inside it: words, logo, looks of municipalities."""
    looks = sorted(path for path in (config.home / LOOKS).glob("*") if not path.name.endswith(".part"))
    said = (SYNONYMS, config.logo, *(f"{LOOKS}/{path.name}" for path in looks))
    return tuple(name for name in dict.fromkeys(said) if name and (config.home / name).is_file())


def left_out(config: Config) -> tuple[str, ...]:
    """What a backup does not hold because it stands beyond the home, a line each."""
    where = places(config)
    if "captures" not in where:
        return ()
    return (f"Not in it: the captures in {where['captures']}; they need a backup of their own (docs/beyond.md).",)


def _copied(config: Config, scratch: Path) -> Path:
    """The database as it is at one moment, as a file."""
    if not config.database:
        _copy_database(config.home / DATABASE, scratch / DATABASE)
        return scratch / DATABASE
    if not config.database.startswith("postgresql"):
        raise ConfigError("Only a database inside the home, or PostgreSQL's, is part of a backup.")
    dump(config.database_url, scratch / DUMP)
    return scratch / DUMP


def _copy_database(source: Path, target: Path) -> None:
    try:
        # mode=rw: a database that is not there shall be missed, not made.
        with (
            closing(sqlite3.connect(f"{source.absolute().as_uri()}?mode=rw", uri=True)) as old,
            closing(sqlite3.connect(target)) as new,
        ):
            old.backup(new)
        refuse_newer(file_version(target))
    except sqlite3.Error as error:
        raise ArchiveError(f"{source} could not be copied: {error}") from error


def _warc_files(folder: Path) -> list[Path]:
    """The files of the vault, without those that are half-written for a moment."""
    return sorted(path for path in folder.iterdir() if path.is_file() and not path.name.endswith(".part"))


def _write_tar(target: Path, members: dict[str, Path], manifest: Path) -> int:
    """Gives the number of files besides the manifest."""
    sums: dict[str, str] = {}
    with tarfile.open(target, "w") as tar:
        for name, path in members.items():
            with _opened(path) as file:
                info = tar.gettarinfo(arcname=name.removesuffix(path.name) + Path(file.name).name, fileobj=file)
                if info.name not in sums:
                    sums[info.name] = _sha256(file, info.size)
                    file.seek(0)
                    tar.addfile(info, file)
        manifest.write_text("".join(f"{digest}  {name}\n" for name, digest in sums.items()), "utf-8")
        tar.add(manifest, MANIFEST)
    return len(sums)


def _opened(path: Path) -> BinaryIO:
    """A file to copy; a WARC file that was closed since it was listed stands without its last suffix."""
    try:
        return path.open("rb")
    except FileNotFoundError:
        return path.with_suffix("").open("rb")


def _sha256(file: BinaryIO, size: int) -> str:
    """The digest of the first `size` bytes: a WARC file may grow while it is copied."""
    digest, left = hashlib.sha256(), size
    while left and (chunk := file.read(min(left, 1 << 20))):
        digest.update(chunk)
        left -= len(chunk)
    return digest.hexdigest()


def restore(source: Path, home: Path, *, database: str = "") -> int:
    """Unpack a backup into a new home and check every digest; the index is no part of it. Gives the number of files.

    What was in PostgreSQL goes into an empty `database` there, from then on the home's; "" is the one it came from.
    Raises HomeTooNew for one that a newer program made, ConfigError for a database that is not empty, with nothing
    restored.
    """
    if home.exists() and any(home.iterdir()):
        raise ConfigError(f"{home} is not empty; a backup is restored into a new folder.")
    part = home.with_name(home.name + ".part")
    if part.exists():
        raise ConfigError(f"{part} is in the way: an earlier restore was broken off. Remove it and try again.")
    try:
        _unpack(source, part)
        count = _check(part, source)
        _give_back(part, database)
        if home.exists():
            home.rmdir()
        part.replace(home)
    finally:
        shutil.rmtree(part, ignore_errors=True)
    return count


def _give_back(home: Path, database: str) -> None:
    """Put the database of an unpacked home in its place; the last thing that may fail."""
    held = home / DUMP
    if not held.is_file():
        if database:
            raise ConfigError("This backup holds its database as a file; migrate it afterwards (kommunarkiv migrate).")
        refuse_newer(file_version(home / DATABASE))
        return
    if database:
        change_setting(home, "database", database)
    load(load_config(home).database_url, held)
    held.unlink()


def _unpack(source: Path, target: Path) -> None:
    try:
        with tarfile.open(source) as tar:
            for member in tar:
                _place(tar, member, target)
    except (tarfile.TarError, EOFError) as error:
        raise ArchiveError(f"{source} is not a backup that can be read: {' '.join(str(error).split())}") from error


def _place(tar: tarfile.TarFile, member: tarfile.TarInfo, target: Path) -> None:
    """Write one file of ours; the library's own guard is younger than the oldest Python 3.11."""
    path = target / member.name
    ours = member.isreg() and ".." not in path.parts and path.is_relative_to(target)
    content = tar.extractfile(member) if ours else None
    if content is None:
        raise tarfile.ExtractError(f"{member.name} is no file inside a home")
    path.parent.mkdir(parents=True, exist_ok=True)
    with content, path.open("wb") as file:
        shutil.copyfileobj(content, file)


def _check(folder: Path, source: Path) -> int:
    manifest = folder / MANIFEST
    if not manifest.is_file():
        raise ArchiveError(f"{source} has no {MANIFEST}; it is not a backup of ours.")
    lines = manifest.read_text("utf-8").splitlines()
    for line in lines:
        digest, _, name = line.partition("  ")
        if not _is_whole(folder / name, digest):
            raise ArchiveError(f"{source}: {name} is damaged; nothing was restored.")
    manifest.unlink()
    named = {folder / line.partition("  ")[2] for line in lines}
    for path in folder.rglob("*"):
        if path.is_file() and path not in named:
            strange = path.relative_to(folder)
            raise ArchiveError(f"{source}: {strange} is not in its {MANIFEST}; nothing was restored.")
    return len(lines)


def _is_whole(path: Path, digest: str) -> bool:
    if not path.is_file():
        return False
    with path.open("rb") as file:
        return _sha256(file, path.stat().st_size) == digest
