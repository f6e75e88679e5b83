"""The cases are written outside of test modules; their assertions explain themselves all the same."""

from __future__ import annotations

import pytest

for name in ("robots", "http", "moves", "body", "space", "listing", "life"):
    pytest.register_assert_rewrite(f"tests.hostile.{name}_cases")
pytest.register_assert_rewrite("tests.hostile.world")
