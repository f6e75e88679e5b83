"""A backup of an archive whose store is in PostgreSQL, and what comes of it in another database."""

from __future__ import annotations

import hashlib
import shutil
import tarfile
from collections.abc import Iterator
from pathlib import Path

import pytest
from click.testing import CliRunner

from archive import backups, keeping
from archive.cli import main
from archive.config import load_config
from archive.errors import ArchiveError, ConfigError
from archive.ingest import Ingest
from archive.jobs import catch_up
from archive.model import AuditEntry
from archive.wiring import open_archive, opened
from bench.jobs import made
from tests.fakes.archives import TOWN, news
from tests.fakes.postgres import server
from tests.fakes.storing import AT

pytestmark = pytest.mark.postgres


@pytest.fixture
def home(tmp_path: Path) -> Iterator[Path]:
    """An archive of two pages and an act."""
    with server().fresh() as url:
        with opened(made(tmp_path / "home", url)) as archive:
            archive.store.sources.save(TOWN)
            Ingest(archive, TOWN).keep([news(0), news(1)])
            archive.store.audit.tell(AuditEntry(at=AT, who="Åsa", deed="source.add", about="town"))
            catch_up(archive)
        yield tmp_path / "home"


@pytest.fixture
def empty() -> Iterator[str]:
    """An empty database."""
    with server().fresh("template1") as url:
        yield url


@pytest.fixture
def tar(home: Path, tmp_path: Path) -> Path:
    backups.backup(load_config(home), tmp_path / "b.tar")
    return tmp_path / "b.tar"


def test_a_backup_comes_back_whole_in_another_database(home: Path, tar: Path, empty: str, tmp_path: Path) -> None:
    with open_archive(home) as archive:
        Ingest(archive, TOWN).keep([news(2)])
    new = tmp_path / "new"
    done = CliRunner().invoke(main, ["restore", str(tar), "--database", empty, "--home", str(new)])
    assert done.exit_code == 0, done.output
    assert load_config(new).database == empty
    assert not (new / backups.DUMP).exists()
    with open_archive(new) as archive:
        assert archive.store.pages.counts() == ((TOWN.name, 2, 2),)
        assert keeping.verify(archive).findings == ()
        deeds = [entry.deed for entry in archive.store.audit.all()]
        assert (deeds[0], deeds[-1]) == ("restore", "source.add")
        Ingest(archive, TOWN).keep([news(2)])
        assert keeping.verify(archive).findings == ()


def test_a_backup_is_never_restored_over_an_archive(tar: Path, tmp_path: Path) -> None:
    with pytest.raises(ConfigError, match="not empty"):
        backups.restore(tar, tmp_path / "new")
    assert not (tmp_path / "new").exists()


def test_a_damaged_backup_leaves_the_new_database_empty(tar: Path, empty: str, tmp_path: Path) -> None:
    members = tmp_path / "members"
    with tarfile.open(tar) as file:
        file.extraction_filter = getattr(tarfile, "data_filter", None)  # not in the oldest Python we support
        file.extractall(members)
    dump = members / backups.DUMP
    dump.write_bytes(dump.read_bytes()[:-200])
    lines = [line for line in (members / backups.MANIFEST).read_text().splitlines() if backups.DUMP not in line]
    digest = hashlib.sha256(dump.read_bytes()).hexdigest()
    (members / backups.MANIFEST).write_text("\n".join([*lines, f"{digest}  {backups.DUMP}", ""]))
    with tarfile.open(tmp_path / "bad.tar", "w") as file:
        for path in sorted(members.rglob("*")):
            file.add(path, str(path.relative_to(members)), recursive=False)
    with pytest.raises(ArchiveError):
        backups.restore(tmp_path / "bad.tar", tmp_path / "new", database=empty)
    assert not (tmp_path / "new").exists()
    assert server().tell("SELECT count(*) FROM pg_tables WHERE schemaname = 'public'", _name(empty)) == [(0,)]


def _name(url: str) -> str:
    return url.partition("@/")[2].partition("?")[0]


def test_without_the_tools_it_says_what_to_install(home: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(shutil, "which", lambda _: None)
    with pytest.raises(ConfigError, match="pg_dump is not on this machine"):
        backups.backup(load_config(home), tmp_path / "b.tar")
    assert not (tmp_path / "b.tar").exists()


def test_verify_says_when_the_guard_of_the_audit_log_is_off(home: Path) -> None:
    with open_archive(home) as archive:
        assert archive.store.findings() == ()
        server().tell("ALTER TABLE audit DISABLE TRIGGER audit_no_change", _name(load_config(home).database))
        assert [found.where for found in archive.store.findings()] == ["the audit log"]
