"""Stand-ins and small makers for what is stored: stores and vaults of every kind, captures, mementos, a full disk."""

from __future__ import annotations

import errno
import hashlib
import os
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

from archive.model import Evidence, Fact, Memento, Section
from archive.store.pages import page_id
from archive.store.sql import SqlStore, open_store
from archive.vault.appending import Disk
from crawler.model import Capture, Headers, Revisit

AT = datetime(2024, 4, 12, 9, 30, 15, 123456, tzinfo=UTC)
URL = "https://www.mellankoping.se/nyheter/2024?a=1"
BODY = "<html><title>Råd</title><p>Äldreomsorg i balans.</p></html>".encode()


def later(*, days: float = 0, seconds: float = 0) -> datetime:
    """A moment after `AT`."""
    return AT + timedelta(days=days, seconds=seconds)


def memory_store() -> SqlStore:
    """A store that lives in memory: the fake of the Store seam."""
    return open_store("sqlite://")


def capture(url: str = URL, body: bytes = BODY, **more: Any) -> Capture:
    """A good answer."""
    headers: Headers = (("Content-Type", "text/html; charset=utf-8"), ("ETag", '"v1"'))
    said: dict[str, Any] = {"at": AT, "status": 200, "headers": headers, "ip": "192.0.2.7"}
    return Capture(url=url, body=body, digest=hashlib.sha256(body).hexdigest(), **said | more)


def revisit(url: str = URL, body: bytes = BODY, **more: Any) -> Revisit:
    """The same again a day later."""
    said: dict[str, Any] = {"at": later(days=1), "status": 304, "headers": (("ETag", '"v1"'),)}
    return Revisit(url=url, digest=hashlib.sha256(body).hexdigest(), **said | more)


def memento(*facts: Fact, url: str = URL, text: str = "En text.", **more: Any) -> Memento:
    """A memento whose digests are true of it."""
    said: dict[str, Any] = {"page": page_id(url), "source": "a", "at": AT, "title": "En titel", "cuts": ()}
    said |= more
    said = {
        "seen_at": said["at"],
        "sections": (Section(kind="paragraph", text=text),),
        "digest": _sha256(text),
        "text_digest": _sha256(f"{said['title']}\n{text}"),
        **said,
    }
    return Memento(url=url, facts=facts, **said)


def _sha256(text: str) -> str:
    return hashlib.sha256(text.encode("utf-8", "surrogatepass")).hexdigest()


def evidence(text: str = "En text.") -> Evidence:
    """A sentence that stands at the beginning of the text."""
    return Evidence(text=text, rule="test", start=0, end=len(text))


@dataclass
class Room:
    """How much a disk still takes: `left` bytes, and whether it may delay finding out until it is synced."""

    left: int
    is_late: bool = False

    def disk(self) -> Disk:
        """A disk that is full when the room is used up: some of the bytes are written, then none."""
        return Disk(write=self._write, sync=self._sync)

    def _write(self, file: int, content: bytes) -> int:
        if self.is_late:
            return os.write(file, content)
        self._refuse_when_full()
        written = os.write(file, content[: self.left])
        self.left -= written
        return written

    def _sync(self, file: int) -> None:
        if self.is_late:
            self._refuse_when_full()
        os.fsync(file)

    def _refuse_when_full(self) -> None:
        if not self.left:
            raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))


def named(folder: Path, suffix: str) -> list[str]:
    """The names of the files in a folder that end so."""
    return sorted(path.name for path in folder.iterdir() if path.name.endswith(suffix))


def only(folder: Path, suffix: str) -> Path:
    """The one file in a folder whose name ends so."""
    (path,) = (each for each in folder.iterdir() if each.name.endswith(suffix))
    return path
