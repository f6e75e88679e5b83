"""Files and folders as captures: what could have been crawled, brought by hand.

A file's address is the base URL and its path, or import:<source>/<path> when no base URL is said.
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import BinaryIO
from urllib.parse import quote, urljoin

from archive.errors import ImportRefused, VaultBroken
from archive.ready import MEDIA_TYPE as READY
from archive.ready import read_ready
from archive.vault.foreign import read_warc
from crawler.errors import CrawlError
from crawler.media import DOCX, HTML, PDF, PLAIN
from crawler.model import Capture, Revisit
from crawler.urls import canonical

TYPES = {
    ".html": HTML,
    ".htm": HTML,
    ".xhtml": "application/xhtml+xml",
    ".pdf": PDF,
    ".docx": DOCX,
    ".txt": PLAIN,
    ".md": PLAIN,
}
WARCS = (".warc", ".warc.gz", ".wacz")
LINES = (".jsonl", ".ndjson")
KINDS = "HTML, PDF, DOCX, text, WARC, WACZ or JSON Lines"
PAGES = frozenset({HTML, "application/xhtml+xml", PLAIN, PDF, DOCX})


@dataclass(frozen=True, kw_only=True)
class Brought:
    """How files become captures: their source and base address, when they came, how large they may be."""

    source: str
    now: datetime
    base_url: str | None = None
    max_bytes: int = 10_000_000


GROUP = 100
GROUP_BYTES = 16_000_000
"""So many captures, or so many bytes of them, are held in memory together."""

Refused = Callable[[str, str], None]
"""Told of each file that was not taken: its path and why."""


def files(paths: tuple[Path, ...]) -> list[tuple[Path, str]]:
    """Every file to import with its path as an address knows it. Raises ImportRefused when there is none."""
    found: list[tuple[Path, str]] = []
    for path in paths:
        if path.is_dir():
            inside = sorted(each for each in path.rglob("*") if is_known(each) and _is_inside(each, path))
            found += [(each, each.relative_to(path).as_posix()) for each in inside]
        elif path.is_file():
            found.append((path, path.name))
        else:
            raise ImportRefused(f"{path} does not exist.")
    if not found:
        names = ", ".join(map(str, paths))
        raise ImportRefused(f"There is nothing to import in {names}: no file is {KINDS}.")
    return found


def is_known(path: Path) -> bool:
    """True for a file whose name says that we can read it."""
    return path.name.lower().endswith((*TYPES, *WARCS, *LINES)) and not path.name.startswith(".")


def _is_inside(file: Path, folder: Path) -> bool:
    """Whether it is a file of the folder: a link that leads out of it would bring what nobody meant to bring."""
    return file.is_file() and file.resolve().is_relative_to(folder.resolve())


def captures(path: Path, name: str, how: Brought, refused: Refused) -> Iterator[Capture | Revisit]:
    """The captures in one file; what cannot be taken is told to `refused` and costs nothing else."""
    lower = path.name.lower()
    try:
        if lower.endswith(WARCS):
            yield from _from_warc(path, how)
        elif lower.endswith(LINES):
            yield from _from_lines(path, how, refused)
        elif path.suffix.lower() in TYPES:
            yield _from_file(path, name, how)
        else:
            raise ImportRefused(f"not a kind of file that can be imported ({KINDS})")
    except (ImportRefused, VaultBroken, CrawlError, OSError) as error:
        refused(str(path), str(error).removeprefix(path.name).lstrip(": "))


def groups(visits: Iterable[Capture | Revisit]) -> Iterator[tuple[Capture | Revisit, ...]]:
    """The visits in groups to be kept together, bounded in number and in bytes."""
    group: list[Capture | Revisit] = []
    size = 0
    for visit in visits:
        group.append(visit)
        size += len(visit.body) + len(visit.rendered or b"") if isinstance(visit, Capture) else 0
        if len(group) >= GROUP or size >= GROUP_BYTES:
            yield tuple(group)
            group, size = [], 0
    if group:
        yield tuple(group)


def _from_file(path: Path, name: str, how: Brought) -> Capture:
    size = path.stat().st_size
    if size == 0:
        raise ImportRefused("the file is empty")
    if size > how.max_bytes:
        raise ImportRefused(f"the file is {size:,} bytes; at most {how.max_bytes:,} are taken")
    url = canonical(urljoin(how.base_url, quote(name))) if how.base_url else f"import:{quote(how.source)}/{quote(name)}"
    return _capture(url, path.read_bytes(), TYPES[path.suffix.lower()], how)


def _from_lines(path: Path, how: Brought, refused: Refused) -> Iterator[Capture]:
    with path.open("rb") as lines:
        for number, line in enumerate(_bounded(lines, how.max_bytes), start=1):
            if not line.strip():
                continue
            try:
                if len(line) > how.max_bytes:
                    raise ImportRefused(f"the line is longer than the {how.max_bytes:,} bytes that are taken")
                yield _capture(canonical(read_ready(line).url), line.strip(), READY, how)
            except (ImportRefused, CrawlError) as error:
                refused(f"{path}:{number}", str(error))


def _bounded(lines: BinaryIO, limit: int) -> Iterator[bytes]:
    """The lines of a file; of one longer than the limit no more than a byte too many."""
    while line := lines.readline(limit + 1):
        yield line
        while len(line) > limit and not line.endswith(b"\n"):
            line = lines.readline(limit + 1)
            if not line:
                return


def _from_warc(path: Path, how: Brought) -> Iterator[Capture | Revisit]:
    for visit in read_warc(path, max_bytes=how.max_bytes):
        kind = (visit.header("content-type") or "").partition(";")[0].strip().lower()
        if isinstance(visit, Revisit) or visit.status != 200 or kind in PAGES:
            yield visit


def _capture(url: str, body: bytes, media_type: str, how: Brought) -> Capture:
    return Capture(
        url=url,
        at=how.now,
        status=200,
        headers=(("Content-Type", media_type), ("Content-Length", str(len(body)))),
        body=body,
        digest=hashlib.sha256(body).hexdigest(),
    )
