"""Bounds on time that hold on slow and busy machines, for what must not grow with the square of its input."""

from __future__ import annotations

import sys
import time
from collections.abc import Callable

TRIES = 3
QUIET = 0.01
"""Seconds of processor time that the yardstick takes on an idle machine of today."""
TRACED = 3.0
"""So much slower is our code while its coverage is measured."""


def assert_quick(work: Callable[[], object], *, seconds: float) -> None:
    """The best of three tries takes less processor time than `seconds`, measured by how slow this machine is now."""
    taken: list[float] = []
    for _ in range(TRIES):
        taken.append(_timed(work) / _slowness())
        if taken[-1] < seconds:
            return
    raise AssertionError(f"took {min(taken):.2f} s at best, more than {seconds:.2f}")


def _slowness() -> float:
    """At least 1."""
    traced = TRACED if sys.gettrace() is not None else 1.0
    return max(1.0, _timed(_yardstick) / QUIET) * traced


def _yardstick() -> int:
    return sum(len(str(number)) for number in range(150_000))


def _timed(work: Callable[[], object]) -> float:
    start = time.process_time()
    work()
    return time.process_time() - start
