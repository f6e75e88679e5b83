"""What every test may count on: no settings of the person who runs them, and a browser or a clear reason why not."""

from __future__ import annotations

import os
import shutil

import pytest

CHROMIUM = shutil.which("chromium")

for name in [each for each in os.environ if each.startswith("KOMMUNARKIV_")]:
    del os.environ[name]


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Tests marked `browser` need Debian's chromium; without it they show as skipped."""
    if CHROMIUM:
        return
    absent = pytest.mark.skip(reason="no chromium on this machine (on Debian: apt-get install chromium)")
    for item in items:
        if item.get_closest_marker("browser"):
            item.add_marker(absent)
