"""What a reading depends on besides its capture: our code and data, and the libraries that read for us."""

from __future__ import annotations

from collections.abc import Iterator
from functools import lru_cache
from hashlib import sha256
from importlib.metadata import version
from pathlib import Path

LIBRARIES = ("beautifulsoup4", "lxml", "pypdfium2", "python-docx", "trafilatura")
_HERE = Path(__file__).resolve().parent
_READING = ("corrections.py", "ingest.py", "ready.py")
"""Modules of archive that decide what comes of a capture, beside the folders `enrich` and `data`."""


@lru_cache(maxsize=1)
def readers_digest() -> str:
    """A digest of all that reads, worked out once: another one means that the same capture may read otherwise."""
    said = sha256()
    for name in LIBRARIES:
        said.update(f"{name} {version(name)}\n".encode())
    for place in sorted(_files()):
        said.update(f"{place.relative_to(_HERE.parent).as_posix()}\n".encode())
        said.update(place.read_bytes())
    return said.hexdigest()


def _files() -> Iterator[Path]:
    for folder in (_HERE / "enrich", _HERE / "data", _HERE.parent / "crawler"):
        yield from (each for each in folder.rglob("*") if each.suffix in {".py", ".toml", ".csv"})
    yield from (_HERE / name for name in _READING)
