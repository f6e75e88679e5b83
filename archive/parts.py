"""An open archive and its parts, named by their seams only; archive.wiring says which engines they are."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import UTC, datetime
from functools import lru_cache
from pathlib import Path

from archive.config import Config
from archive.enrich import Knowledge, load_knowledge
from archive.files import free_bytes
from archive.store import Store
from archive.vault import CaptureVault
from index.analysis import Analyzer, PlainAnalyzer
from index.model import Schema, SearchIndex

KNOWN = 512
"""Unit registers whose knowledge is kept in memory: one for each municipality."""

Clock = Callable[[], datetime]


def system_clock() -> datetime:
    """The present moment in UTC."""
    return datetime.now(UTC)


@dataclass(frozen=True, kw_only=True)
class Archive:
    """An open archive: settings, store, vault, index with the analyzer it reads with, and what room its disk has."""

    config: Config
    store: Store
    vault: CaptureVault
    index: SearchIndex
    schema: Schema
    clock: Clock = system_clock
    analyzer: Analyzer = field(default_factory=PlainAnalyzer)
    free: Callable[[Path], int] = free_bytes

    def knowledge(self, register: str | None = None) -> Knowledge:
        """What enrichment knows for a municipality's unit register; the archive's own when none is named."""
        return _knowledge(register or self.config.register or None)

    def close(self) -> None:
        """Let go of everything. Harmless twice."""
        self.index.close()
        self.vault.close()
        self.store.close()


@lru_cache(maxsize=KNOWN)
def _knowledge(register: str | None) -> Knowledge:
    return load_knowledge(register)
