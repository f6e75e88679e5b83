"""kill -9 while pages are being acknowledged: what was told to be kept is kept; the small form of `bench kills`."""

from __future__ import annotations

from pathlib import Path

import pytest

from bench import kills
from bench.crawl import site

KILLS = 5


@pytest.mark.slow
def test_what_was_acknowledged_before_a_kill_stands_after_it(tmp_path: Path) -> None:
    with site(200, kills.SIZE) as url:
        kills.make_home(tmp_path / "home", url)
        toll = kills.suffer(tmp_path / "home", kills=KILLS, seed=4711)
    assert (toll.kills, toll.lost, toll.faults) == (KILLS, 0, 0)
    assert toll.acknowledged
