"""Doing it again: what a crawl asks of a database that is being restarted, or in which two writers met."""

from __future__ import annotations

import logging
import time
from collections.abc import Callable
from typing import TypeVar

from archive.errors import Overtaken, StoreAway

T = TypeVar("T")
WAITS = (0.2, 0.5, 1.0, 2.0, 4.0, 8.0, 15.0, 30.0)
"""Seconds before each new try: a server that is restarted, or whose copy takes over, is back within a minute."""
_log = logging.getLogger(__name__)


def patiently(do: Callable[[], T], *, rest: Callable[[float], None] = time.sleep) -> T:
    """Do what is harmless twice; again after each wait. Raises StoreAway or Overtaken when the last try is in vain."""
    for wait in WAITS:
        try:
            return do()
        except (StoreAway, Overtaken) as error:
            _log.warning("Trying again in %.1f s: %s", wait, error)
            rest(wait)
    return do()
