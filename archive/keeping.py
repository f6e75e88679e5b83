"""Proof that nothing was lost: vault against store against index; backup and restore."""

from __future__ import annotations

import hashlib
import sqlite3
import tarfile
from collections.abc import Iterator
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory

from archive import changes
from archive.config import FILE, Config
from archive.errors import ArchiveError, ConfigError, VaultBroken
from archive.parts import Archive

MANIFEST = "MANIFEST.sha256"
DATABASE = "archive.db"


@dataclass(frozen=True, kw_only=True)
class Finding:
    """Something that is not as it should be: where, what, and what to do."""

    where: str
    what: str
    advice: str


@dataclass(frozen=True, kw_only=True)
class Verdict:
    """What `verify` found. Nothing found is good."""

    captures: int
    pages: int
    documents: int
    findings: tuple[Finding, ...]


def verify(archive: Archive) -> Verdict:
    """Read every capture back and hold it against its digest; hold the index against the store."""
    captures, findings = 0, []
    for kept in archive.store.captures.all():
        captures += 1
        try:
            archive.vault.read(kept)
        except VaultBroken as error:
            findings.append(
                Finding(where=f"capture {kept.id}", what=str(error), advice="Restore this file from a backup.")
            )
    findings += _orphans(archive)
    expected = changes.expected(archive.store)
    indexed = frozenset(archive.index.ids())
    findings += _index_findings(expected, indexed)
    return Verdict(
        captures=captures,
        pages=sum(count for _, count, _ in archive.store.pages.counts()),
        documents=len(indexed),
        findings=tuple(findings),
    )


def _orphans(archive: Archive) -> Iterator[Finding]:
    known = {kept.id for kept in archive.store.captures.all()}
    for kept in archive.vault.walk():
        if kept.id not in known:
            yield Finding(
                where=f"{kept.file} at {kept.offset}",
                what=f"a record of {kept.url} that the store does not know",
                advice="Harmless: it was written just before a stop. The page is fetched again.",
            )


def _index_findings(expected: frozenset[str], indexed: frozenset[str]) -> Iterator[Finding]:
    for page in sorted(expected - indexed):
        yield Finding(where=f"page {page}", what="missing from the index", advice="Run: kommunarkiv reindex")
    for page in sorted(indexed - expected):
        yield Finding(where=f"page {page}", what="in the index but not in the store", advice="Run: kommunarkiv reindex")


def backup(config: Config, target: Path) -> int:
    """A tar file with settings, database and WARC files, each with its SHA-256; safe while a crawl is running.

    The database is copied first, so every capture it speaks of is in the WARC files copied after it. Gives the number
    of files.
    """
    if not config.database_url.startswith("sqlite:///"):
        raise ConfigError("Only a SQLite database is part of a backup; back the other up with its own tools.")
    part = target.with_name(target.name + ".part")
    with TemporaryDirectory(dir=config.home) as scratch:
        copy = Path(scratch) / DATABASE
        _copy_database(Path(config.database_url.removeprefix("sqlite:///")), copy)
        members = [(config.home / FILE, FILE), (copy, DATABASE)]
        members += [(path, f"warc/{path.name}") for path in sorted(config.warc.iterdir()) if path.is_file()]
        try:
            _write_tar(part, members, Path(scratch) / MANIFEST)
        except BaseException:
            part.unlink(missing_ok=True)
            raise
    part.replace(target)
    return len(members)


def _copy_database(source: Path, target: Path) -> None:
    with closing(sqlite3.connect(source)) as old, closing(sqlite3.connect(target)) as new:
        old.backup(new)


def _write_tar(target: Path, members: list[tuple[Path, str]], manifest: Path) -> None:
    sums = []
    with tarfile.open(target, "w") as tar:
        for path, name in members:
            info = tar.gettarinfo(path, name)
            with path.open("rb") as file:
                tar.addfile(info, file)
            sums.append(f"{_sha256(path, info.size)}  {name}")
        manifest.write_text("\n".join(sums) + "\n", "utf-8")
        tar.add(manifest, MANIFEST)


def _sha256(path: Path, size: int) -> str:
    """The digest of the first `size` bytes: a WARC file may grow while it is copied."""
    digest, left = hashlib.sha256(), size
    with path.open("rb") as file:
        while left and (chunk := file.read(min(left, 1 << 20))):
            digest.update(chunk)
            left -= len(chunk)
    return digest.hexdigest()


def restore(source: Path, home: Path) -> int:
    """Unpack a backup into a new home and check every digest; the index is no part of it. Gives the number of files."""
    if home.exists() and any(home.iterdir()):
        raise ConfigError(f"{home} is not empty; a backup is restored into a new folder.")
    part = home.with_name(home.name + ".part")
    if part.exists():
        raise ConfigError(f"{part} is in the way: an earlier restore was broken off. Remove it and try again.")
    try:
        with tarfile.open(source) as tar:
            tar.extractall(part, filter="data")
    except (tarfile.TarError, EOFError) as error:
        raise ArchiveError(f"{source} is not a backup that can be read: {error}") from error
    count = _check(part, source)
    if home.exists():
        home.rmdir()
    part.replace(home)
    return count


def _check(folder: Path, source: Path) -> int:
    manifest = folder / MANIFEST
    if not manifest.is_file():
        raise ArchiveError(f"{source} has no {MANIFEST}; it is not a backup of ours.")
    lines = manifest.read_text("utf-8").splitlines()
    for line in lines:
        digest, _, name = line.partition("  ")
        path = folder / name
        if not path.is_file() or _sha256(path, path.stat().st_size) != digest:
            raise ArchiveError(f"{source}: {name} is damaged; nothing was restored.")
    manifest.unlink()
    return len(lines)
