"""An archive moves from its home to PostgreSQL and a bucket, and back, and is the same archive in all three places."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from uuid import uuid4

import pytest

from archive.config import FILE, load_config
from archive.errors import MigrationRefused, Unfinished
from archive.health import health
from archive.keeping import verify
from archive.migrating import migrate
from archive.wiring import open_archive
from tests.fakes.migrating import BY, PAGES, empty_home, found, full_archive, moved, sums
from tests.fakes.objects import fresh_bucket
from tests.fakes.postgres import server
from tests.scaleout.cluster import TestCluster

pytestmark = pytest.mark.postgres


@pytest.fixture(scope="module")
def source(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return full_archive(tmp_path_factory.mktemp("far") / "a")


@pytest.fixture
def far(tmp_path: Path) -> Iterator[Path]:
    """A home whose rows and captures stand elsewhere."""
    vault, endpoint = fresh_bucket()
    with server().fresh() as database:
        settings = f"database = '{database}'\nvault = '{vault}'\nvault_endpoint = '{endpoint}'\nwarc_bytes = 3000\n"
        yield empty_home(tmp_path / "far", settings)


def test_there_and_back_every_table_and_file_has_the_same_digest(source: Path, far: Path, tmp_path: Path) -> None:
    there = moved(source, far)
    assert there.differences == ()
    assert sums(far) == sums(source)
    assert not any((far / "warc").glob("*.warc.gz"))
    with open_archive(far) as archive:
        verdict = verify(archive)
        assert (verdict.captures, verdict.documents, verdict.findings, verdict.remarks) == (PAGES, PAGES, (), ())
        assert found(archive, "simhall") == 1
    back = moved(far, home := empty_home(tmp_path / "b"))
    assert back.differences == ()
    assert back.files == there.files
    assert sums(home) == sums(source)
    with open_archive(home) as archive:
        assert verify(archive).findings == ()
        assert archive.store.audit.broken() is None


@pytest.mark.cluster
def test_with_an_index_in_a_cluster_the_archive_finds_the_same_and_comes_back(
    source: Path, far: Path, tmp_path: Path, cluster: TestCluster
) -> None:
    name, before = f"flytt-{uuid4().hex[:12]}", (far / FILE).read_text("utf-8")
    settings = f"search = '{', '.join(cluster.addresses)}'\nsearch_name = '{name}'\nsearch_replicas = 0\n"
    (far / FILE).write_text(before + settings, "utf-8")
    assert moved(source, far).documents == PAGES
    with open_archive(far) as archive:
        assert verify(archive).findings == ()
        assert (found(archive, "simhall"), found(archive, "boende för äldre")) == (1, 1)
        assert health(archive).cluster in {"green", "yellow"}
    with pytest.raises(MigrationRefused, match="both archives name the index"):
        moved(far, empty_home(tmp_path / "b", settings))
    assert moved(far, home := empty_home(tmp_path / "c")).differences == ()
    assert sums(home) == sums(source)
    cluster.ask(f"{name}*", method="DELETE")


def test_rows_are_numbered_on_where_they_were(source: Path, far: Path) -> None:
    moved(source, far)
    with open_archive(source) as here, open_archive(far) as there:
        before = here.store.journal.newest()
        there.store.pages.missing(next(there.store.pages.all()).url, "town", at=there.clock(), gone=True)
        assert there.store.journal.newest() == before + 1


def test_what_was_cut_off_is_opened_by_nobody_and_can_be_begun_anew(source: Path, far: Path) -> None:
    def cut(done: int, _total: int, words: str) -> None:
        if words == "WARC files" and done == 2:
            raise InterruptedError

    with open_archive(source) as archive, pytest.raises(InterruptedError):
        migrate(archive, load_config(far), by=BY, told=cut)
    with pytest.raises(Unfinished), open_archive(far):
        pass
    assert moved(source, far, anew=True).differences == ()
    assert sums(far) == sums(source)


def test_captures_that_both_archives_name_stay_where_they_are(source: Path, far: Path, tmp_path: Path) -> None:
    moved(source, far)
    config = load_config(far)
    near = empty_home(tmp_path / "b", f"vault = '{config.vault}'\nvault_endpoint = '{config.vault_endpoint}'\n")
    report = moved(far, near)
    assert (report.captures_stay, report.files, report.differences) == (True, (), ())
    assert any("stay where they are" in line for line in report.lines())
    with open_archive(near) as archive:
        assert verify(archive).findings == ()
