"""What every test may count on: no settings of who runs them; a browser, a cluster, or a clear reason why not."""

from __future__ import annotations

import os
import shutil
import subprocess
from pathlib import Path

import playwright
import pytest

from tests.fakes import postgres
from tests.scaleout.kit import missing_tools
from tests.scaleout.sharing import cluster, end_clusters, three_nodes

__all__ = ["cluster", "three_nodes"]

# Its cases are written outside of test modules, and others use them: their assertions explain themselves all the same.
pytest.register_assert_rewrite("tests.hostile")

DRIVER = Path(playwright.__file__).parent / "driver/node"

for name in [each for each in os.environ if each.startswith("KOMMUNARKIV_") and each != "KOMMUNARKIV_TEST_CLUSTER"]:
    del os.environ[name]


def missing() -> str | None:
    """What a browser test would lack here, with the way to get it."""
    if not shutil.which("chromium"):
        return "no chromium on this machine (on Debian: apt-get install chromium)"
    if subprocess.run([DRIVER, "--version"], check=False, capture_output=True).returncode:
        return "what drives the browser cannot run here (on Debian: apt-get install libatomic1)"
    return None


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Tests marked `browser`, `cluster` or `postgres` are skipped, with the reason, where there is none to run."""
    for mark, lacking in {"browser": missing, "cluster": missing_tools, "postgres": postgres.missing}.items():
        marked = [item for item in items if item.get_closest_marker(mark)]
        reason = lacking() if marked else None
        for item in marked if reason else ():
            item.add_marker(pytest.mark.skip(reason=reason))


def pytest_sessionfinish(session: pytest.Session) -> None:
    """Whatever happened, no node of a cluster is left."""
    end_clusters(session.config)


def pytest_make_parametrize_id(val: object) -> str | None:
    """Long bytes by their length: what gzip makes holds the time of day, and processes must agree on names of tests."""
    return f"{len(val)} bytes" if isinstance(val, bytes) and len(val) > 20 else None
