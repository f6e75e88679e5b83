"""kill -9 while a removal is carried out: nothing gone or all of it, nothing else ever, and it goes on."""

from __future__ import annotations

import signal
import subprocess
import sys
from pathlib import Path

import pytest

from archive import changes, keeping, weeding
from archive.config import make_config
from archive.errors import Removed
from archive.ingest import Ingest
from archive.model import Removable, RemovalState
from archive.parts import Archive
from archive.store.pages import page_id
from archive.weeding import By, Wish
from archive.wiring import open_archive, opened
from tests.fakes.archives import SITE, TOWN, news

ROOT = Path(__file__).parents[2]
URL = f"{SITE}/nyheter/2/"
PAGE = page_id(URL)
TARGETS = (Removable(page=PAGE),)

CHILD = """
import os, sys
from pathlib import Path
from archive import weeding
from archive.store import erasing, removals
from archive.vault import removing
from archive.weeding import By, carrying
from archive.wiring import open_archive
left = int(sys.argv[2])
def counted(function):
    def stepped(*args, **more):
        global left
        left -= 1
        if left < 0:
            os.kill(os.getpid(), 9)
        return function(*args, **more)
    return stepped
for module, names in (
    (erasing, ("_erase_captures", "_erase_versions", "_erase_page")),
    (removing, ("_rewrite", "sync_folder", "index_anew")),
    (carrying, ("_reindex", "proof_of", "_done")),
    (removals, ("forget_freed",)),
):
    for name in names:
        setattr(module, name, counted(getattr(module, name)))
with open_archive(Path(sys.argv[1])) as archive:
    archive.store.removals.save = counted(archive.store.removals.save)
    seen = weeding.trace(archive, archive.store.removals.one(1).targets).fingerprint
    weeding.confirm(archive, 1, By(who="Bo", is_vouched=True), seen=seen)
print("done")
"""


def made(home: Path) -> None:
    """Three pages, one of them asked to be removed."""
    with opened(make_config(home)) as archive:
        archive.store.sources.save(TOWN)
        Ingest(archive, TOWN).keep([news(number) for number in range(3)])
        changes.apply(archive.store, archive.index)
        wish = Wish(targets=TARGETS, reference="KS 1", reason="x", ground="y")
        weeding.request(archive, wish, By(who="Åsa", is_vouched=True))


def is_gone(archive: Archive) -> bool:
    try:
        archive.store.pages.page(PAGE)
    except Removed:
        return True
    return False


def check(archive: Archive) -> None:
    """The removal is as if nothing had happened or done with a proof, and the archive is whole."""
    weeding.resume(archive)
    removal = archive.store.removals.one(1)
    assert removal.state is (RemovalState.DONE if is_gone(archive) else RemovalState.ASKED)
    if removal.proof is not None:
        assert {each.found for each in removal.proof.checks} == {0}
        assert weeding.act_of(archive, removal) is not None
        assert [each.url for each in archive.vault.walk() if each.url == URL] == []
    verdict = keeping.verify(archive)
    assert (verdict.findings, verdict.remarks) == ((), ())
    assert verdict.pages == (2 if is_gone(archive) else 3)
    assert archive.store.audit.broken() is None


@pytest.mark.slow
@pytest.mark.parametrize("steps", range(14))
def test_killed_at_any_step_it_is_asked_for_or_done_and_nothing_else_is_lost(tmp_path: Path, steps: int) -> None:
    made(tmp_path / "home")
    child = subprocess.run(
        [sys.executable, "-c", CHILD, tmp_path / "home", str(steps)], cwd=ROOT, check=False, capture_output=True
    )
    assert child.returncode == -signal.SIGKILL or child.stdout == b"done\n", child.stderr.decode()
    with open_archive(tmp_path / "home") as archive:
        check(archive)
