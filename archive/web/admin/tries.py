"""Tries of sites: one at a time, and the last few kept in memory for the pages that show them."""

from __future__ import annotations

import threading
from secrets import token_urlsafe

from archive.errors import Busy
from archive.parts import Archive
from archive.trying import MakeFetcher, Tried, try_site
from crawler.model import Source

KEPT = 3


class Tries:
    """What was tried last. Threads may share it."""

    def __init__(self, make_fetcher: MakeFetcher | None = None) -> None:
        self._make_fetcher = make_fetcher
        self._kept: dict[str, Tried] = {}
        self._lock = threading.Lock()

    def run(self, archive: Archive, source: Source) -> str:
        """Try a source; gives the id of what was found. Raises Busy while another try is under way."""
        if not self._lock.acquire(blocking=False):
            raise Busy("another try is under way")
        try:
            tried = try_site(archive, source, self._make_fetcher)
            key = token_urlsafe(16)
            self._kept[key] = tried
            for old in tuple(self._kept)[:-KEPT]:
                del self._kept[old]
            return key
        finally:
            self._lock.release()

    def of(self, id: str) -> Tried | None:
        """What a try found, as long as it is kept."""
        return self._kept.get(id)
