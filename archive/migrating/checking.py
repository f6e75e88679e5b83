"""What must be so before an archive is moved: two different places, nobody at work, nothing in the target."""

from __future__ import annotations

import fcntl
from collections.abc import Iterator
from contextlib import contextmanager

from archive.config import FILE, Config
from archive.errors import Busy, CaptureAway, MigrationRefused, VaultBroken
from archive.outside import addresses, masked
from archive.parts import Archive
from archive.remembering import is_dead
from archive.store.copying import at_work, capture_files
from archive.store.engine import Database
from archive.vault import CaptureVault, VaultFiles


def demand_apart(source: Config, target: Config) -> None:
    """Raises MigrationRefused when both name one home, one database or one index."""
    if source.home.resolve() == target.home.resolve():
        raise MigrationRefused(f"{target.home} is the archive itself; --to names another home")
    if source.database_url == target.database_url:
        raise MigrationRefused(f"both archives name the database {masked(source.database_url)}")
    if source.search_name == target.search_name and {*addresses(source.search)} & {*addresses(target.search)}:
        raise MigrationRefused(f"both archives name the index {source.search_name} of one cluster; set search_name")


@contextmanager
def alone(target: Config) -> Iterator[None]:
    """Nobody else of this machine moves an archive to this home meanwhile. Raises Busy."""
    with (target.home / FILE).open("rb") as settings:
        try:
            fcntl.flock(settings, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            raise Busy(f"another process is migrating to {target.home}") from None
        yield


def shares_vault(source: Config, target: Config) -> bool:
    """Whether the captures can stay where they are."""
    there = (source.vault.rstrip("/"), source.vault_endpoint)
    return bool(source.vault) and there == (target.vault.rstrip("/"), target.vault_endpoint)


def demand_quiet(archive: Archive, rows: Database) -> None:
    """Raises Busy while somebody crawls or waits to."""
    lively = sorted(each for each in at_work(rows, archive.clock()) if not is_dead(each))
    if lively:
        raise Busy(f"somebody works on the archive ({', '.join(lively)}): stop workers and crawls, then migrate")


def demand_settled(source: Archive, rows: Database) -> tuple[str, ...]:
    """Raises Busy while captures stand in files that are not closed, or on another host.

    Gives remarks on files that are lost already; moving loses nothing more.
    """
    closed = {each.name for each in closed_files(source.vault).files()}
    lost = []
    for file, capture in sorted(capture_files(rows).items()):
        if file in closed:
            continue
        try:
            source.vault.read(source.store.captures.of(capture))
        except CaptureAway as error:
            raise Busy(f"{error}: end the worker there, then migrate") from error
        except VaultBroken as error:
            lost.append(f"lost in the source already: {error}")
        else:
            raise Busy(f"{file} is still being written: end the process that does, then migrate")
    return tuple(lost)


def demand_empty(target: Archive, *, captures_stay: bool) -> None:
    """Raises MigrationRefused when captures or documents stand where those of the source shall go."""
    if not captures_stay and (found := next(iter(closed_files(target.vault).files()), None)):
        raise MigrationRefused(f"the vault to migrate to is not empty: it has {found.name}")
    if not target.index.is_stale and next(iter(target.index.ids()), None):
        raise MigrationRefused("the index to migrate to is not empty: name another one")


def demand_agreement(names: tuple[str, ...], source: Config, target: Config) -> None:
    """Raises MigrationRefused when the target has other files of these names."""
    for name in names:
        there = target.home / name
        if there.is_file() and there.read_bytes() != (source.home / name).read_bytes():
            raise MigrationRefused(f"{there} differs from the one of the source: remove it, or make them the same")


def closed_files(vault: CaptureVault) -> VaultFiles:
    """The vault's files. Raises MigrationRefused for a vault that has none."""
    if not isinstance(vault, VaultFiles):
        raise MigrationRefused("the captures do not stand in files")
    return vault
