"""kill -9 in each step of a migration: nobody can open what is half there, and the next call goes on to the end."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
from pathlib import Path

import pytest

from archive.config import load_config
from archive.errors import Unfinished
from archive.keeping import verify
from archive.migrating import migrate
from archive.store import copying
from archive.wiring import open_archive
from tests.fakes.migrating import BY, PAGES, empty_home, full_archive, moved, sums

ROOT = Path(__file__).parents[2]
STEPS = {"rows": 20, "tables read back": 5, "WARC files": 2, "WARC files read back": 1, "indexing": 2}
"""In which step a process dies, and how far in it."""


def main(source: Path, target: Path, step: str) -> None:
    """Migrate, and die in a step without a word."""
    copying.BATCH = 2
    passed = 0

    def told(_done: int, _total: int, words: str) -> None:
        nonlocal passed
        passed += words == step
        if passed == STEPS[step]:
            os.kill(os.getpid(), signal.SIGKILL)

    with open_archive(source) as archive:
        migrate(archive, load_config(target), by=BY, told=told)


@pytest.mark.slow
def test_killed_in_every_step_it_goes_on_and_ends_whole(tmp_path: Path) -> None:
    source, target = full_archive(tmp_path / "a"), empty_home(tmp_path / "b")
    for step in STEPS:
        words = f"Path({str(source)!r}), Path({str(target)!r}), {step!r}"
        code = f"from tests.archive.test_migrating_killed import *; main({words})"
        done = subprocess.run([sys.executable, "-c", code], cwd=ROOT, check=False, capture_output=True, text=True)
        assert done.returncode == -signal.SIGKILL, (step, done.stderr)
        with pytest.raises(Unfinished), open_archive(target):
            pass
    assert moved(source, target).differences == ()
    assert sums(target) == sums(source)
    with open_archive(target) as archive:
        verdict = verify(archive)
        assert (verdict.captures, verdict.documents, verdict.findings) == (PAGES, PAGES, ())
        assert [each.deed for each in archive.store.audit.all()] == ["migrate.end", "migrate.begin", "import"]
