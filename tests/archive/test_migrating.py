"""An archive moves to another home, whole and verified, or the other home stays closed and the reason is said."""

from __future__ import annotations

import re
import shutil
import sqlite3
from contextlib import closing
from pathlib import Path

import pytest

from archive.config import FILE, SYNONYMS, load_config
from archive.errors import Busy, MigrationRefused, Unfinished
from archive.ingest import Ingest
from archive.keeping import verify
from archive.migrating import moving
from archive.migrating.checking import alone
from archive.remembering import worker_name
from archive.wiring import open_archive
from tests.fakes.archives import TOWN, news
from tests.fakes.migrating import PAGES, empty_home, found, full_archive, moved, sums
from tests.fakes.storing import AT, memento


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return full_archive(tmp_path_factory.mktemp("made") / "a")


@pytest.fixture
def source(made: Path, tmp_path: Path) -> Path:
    shutil.copytree(made, tmp_path / "a")
    return tmp_path / "a"


def deeds(home: Path) -> list[str]:
    with open_archive(home) as archive:
        assert archive.store.audit.broken() is None
        return [each.deed for each in archive.store.audit.all()]


def test_the_other_home_holds_the_same_archive(source: Path, tmp_path: Path) -> None:
    report = moved(source, target := empty_home(tmp_path / "b"))
    assert report.differences == ()
    assert report.documents == PAGES
    assert sum(each.rows for each in report.tables) > PAGES
    assert len(report.files) > 1
    assert report.own == (SYNONYMS, "kommuner/sjoviks-kommun.toml")
    assert all((target / name).read_bytes() == (source / name).read_bytes() for name in report.own)
    assert sums(target) == sums(source)
    with open_archive(target) as archive:
        verdict = verify(archive)
        assert (verdict.captures, verdict.findings, verdict.remarks) == (PAGES, (), ())
        assert found(archive, "simhall") == 1
        assert archive.store.sources.all() == (TOWN,)


def test_both_logs_tell_of_it_and_neither_chain_is_broken(source: Path, tmp_path: Path) -> None:
    moved(source, target := empty_home(tmp_path / "b"))
    assert deeds(source) == ["migrate.begin", "import"]
    assert deeds(target) == ["migrate.end", "migrate.begin", "import"]


def test_the_log_of_the_target_holds_the_sum_of_the_report(source: Path, tmp_path: Path) -> None:
    report = moved(source, target := empty_home(tmp_path / "b"))
    with open_archive(target) as archive:
        end = next(archive.store.audit.all())
    assert end.detail == report.detail()
    assert re.fullmatch(r"\d+ rader, \d+ WARC-filer, 6 dokument; SHA-256 [0-9a-f]{64}", end.detail)


def test_the_way_back_is_the_same_way(source: Path, tmp_path: Path) -> None:
    moved(source, there := empty_home(tmp_path / "b"))
    assert moved(there, back := empty_home(tmp_path / "c")).differences == ()
    assert sums(back) == sums(source)


def test_an_archive_that_stands_there_already_is_not_touched(source: Path, made: Path, tmp_path: Path) -> None:
    shutil.copytree(made, other := tmp_path / "b")
    with pytest.raises(MigrationRefused, match="not empty: there are rows in"):
        moved(source, other)
    with pytest.raises(MigrationRefused, match="leave --anew out"):
        moved(source, other, anew=True)
    with open_archive(other) as archive:
        assert verify(archive).findings == ()


def test_captures_of_somebody_else_are_not_mixed_with_ours(source: Path, tmp_path: Path) -> None:
    target = empty_home(tmp_path / "b")
    (target / "warc").mkdir()
    (target / "warc" / "other.warc.gz").write_bytes(b"")
    with pytest.raises(MigrationRefused, match=r"vault to migrate to is not empty: it has other\.warc\.gz"):
        moved(source, target)


def test_an_archive_is_not_moved_to_itself(source: Path, tmp_path: Path) -> None:
    with pytest.raises(MigrationRefused, match="is the archive itself"):
        moved(source, source)
    target = empty_home(tmp_path / "b", f"database = 'sqlite:///{source}/archive.db'")
    with pytest.raises(MigrationRefused, match="both archives name the database"):
        moved(source, target)


def test_an_archive_that_is_worked_on_waits(source: Path, tmp_path: Path) -> None:
    with open_archive(source) as archive:
        archive.store.workers.beat(worker_name(), now=archive.clock())
    with pytest.raises(Busy, match="somebody works on the archive"):
        moved(source, target := empty_home(tmp_path / "b"))
    with open_archive(source) as archive:
        archive.store.workers.leave(worker_name(), now=archive.clock())
    assert moved(source, target).differences == ()


def test_captures_that_are_being_written_wait_and_lost_ones_are_told_of(source: Path, tmp_path: Path) -> None:
    target = empty_home(tmp_path / "b")
    with open_archive(source) as crawling:
        Ingest(crawling, TOWN).keep([news(9)])
        with pytest.raises(Busy, match="is still being written"):
            moved(source, target)
    lost = max((source / "warc").glob("*.warc.gz"))
    lost.unlink()
    report = moved(source, target)
    assert report.differences == ()
    assert report.remarks == (f"lost in the source already: the vault has no file {lost.name}",)
    assert f"Lost in the source already: the vault has no file {lost.name}." in report.lines()


def test_an_archive_leaves_a_cluster_that_does_not_answer(source: Path, tmp_path: Path) -> None:
    (source / FILE).write_text("search = 'http://127.0.0.1:9'\n", "utf-8")
    target = empty_home(tmp_path / "b")
    assert moved(source, target).differences == ()
    with open_archive(target) as archive:
        assert found(archive, "simhall") == 1


def test_two_do_not_move_to_one_home_at_once(source: Path, tmp_path: Path) -> None:
    target = empty_home(tmp_path / "b")
    with alone(load_config(target)), pytest.raises(Busy, match="another process is migrating"):
        moved(source, target)
    assert moved(source, target).differences == ()


def test_words_of_the_other_home_are_not_overwritten(source: Path, tmp_path: Path) -> None:
    target = empty_home(tmp_path / "b")
    (target / SYNONYMS).write_text("egna = ord\n", "utf-8")
    with pytest.raises(MigrationRefused, match="differs from the one of the source"):
        moved(source, target)


def test_what_is_written_to_the_source_meanwhile_is_noticed(
    source: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    whole = moving.files.move_files

    def disturbed(*said: object, **more: object) -> None:
        whole(*said, **more)  # type: ignore[arg-type]
        with open_archive(source) as archive:
            archive.store.pages.save(memento(source=TOWN.name))

    with monkeypatch.context() as patch:
        patch.setattr(moving.files, "move_files", disturbed)
        report = moved(source, target := empty_home(tmp_path / "b"))
    assert report.differences == (f"the source was written to since its rows were copied; {moving.AGAIN}",)
    with pytest.raises(Unfinished), open_archive(target):
        pass
    assert moved(source, target, anew=True).differences == ()
    assert sums(target) == sums(source)


def test_a_row_that_arrived_otherwise_is_named(source: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    target = empty_home(tmp_path / "b")
    whole = moving.marks

    def spoilt(database: object) -> dict[str, int]:
        with closing(sqlite3.connect(target / "archive.db")) as there, there:
            there.execute("UPDATE pages SET misses = 9 WHERE url LIKE '%/3/'")
        return whole(database)  # type: ignore[arg-type]

    monkeypatch.setattr(moving, "marks", spoilt)
    (difference,) = moved(source, target).differences
    assert difference.startswith(f"pages: {PAGES} rows in the source, {PAGES} in the target, or others")


def test_a_file_that_arrived_otherwise_is_named(source: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    target = empty_home(tmp_path / "b")
    whole = moving.files.noted

    def spoilt(move: object) -> object:
        file = min((target / "warc").glob("*.warc.gz"))
        file.write_bytes(file.read_bytes()[:-1] + b"!")
        return whole(move)  # type: ignore[arg-type]

    monkeypatch.setattr(moving.files, "noted", spoilt)
    (difference,) = moved(source, target).differences
    assert difference.endswith("has another digest in the target")
    with pytest.raises(Unfinished), open_archive(target):
        pass


def test_times_are_those_of_the_source(source: Path, tmp_path: Path) -> None:
    moved(source, target := empty_home(tmp_path / "b"))
    with open_archive(target) as archive:
        assert {each.at for each in archive.store.captures.all()} == {AT}
