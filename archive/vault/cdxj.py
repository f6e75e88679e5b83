"""CDXJ: a line a capture, sorted by SURT key and time, beside each WARC file. Made anew from it at any time."""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from itertools import takewhile
from pathlib import Path
from typing import BinaryIO
from urllib.parse import urlsplit

from archive.model import Kept
from archive.vault.appending import in_words

_WWW = re.compile(r"^www\d*\.")


def surt(url: str) -> str:
    """The sort-friendly key of a URL as wayback tools write it: host parts reversed, path and sorted query."""
    parts = urlsplit(url.lower())
    host, _, port = parts.netloc.rpartition("@")[2].partition(":")
    labels = ",".join(reversed(_WWW.sub("", host).split(".")))
    query = "&".join(sorted(parts.query.split("&")))
    named_port = f":{port}" if port and port != {"http": "80", "https": "443"}.get(parts.scheme) else ""
    return f"{labels}{named_port}){parts.path or '/'}" + (f"?{query}" if query else "")


def line(kept: Kept) -> bytes:
    """A capture's line."""
    held = {
        "url": kept.url,
        "mime": kept.media_type if kept.refers_to is None else "warc/revisit",
        "status": str(kept.status),
        "digest": f"sha256:{kept.digest}",
        "length": str(kept.length),
        "offset": str(kept.offset),
        "filename": kept.file,
        "id": kept.id,
    }
    stamp = kept.at.strftime("%Y%m%d%H%M%S")
    return f"{surt(kept.url)} {stamp} {json.dumps(held)}\n".encode("utf-8", "replace")


@dataclass(frozen=True, kw_only=True)
class Place:
    """Where a line says that a record stands."""

    id: str
    url: str
    file: str
    offset: int
    length: int


def read_line(text: str) -> Place:
    """The place that a line of ours tells of."""
    held = json.loads(text.split(" ", 2)[2])
    return Place(
        id=held["id"], url=held["url"], file=held["filename"], offset=int(held["offset"]), length=int(held["length"])
    )


def write_sorted(path: Path, lines: Iterable[bytes]) -> None:
    """Put a whole sorted file in the place of `path` at once. Raises DiskFull, with the old one untouched."""
    part = path.with_name(path.name + ".part")
    try:
        with in_words(path), part.open("wb") as file:
            file.writelines(sorted(lines))
    except BaseException:
        part.unlink(missing_ok=True)
        raise
    part.replace(path)


def matching(file: BinaryIO, urls: Iterable[str], *, is_sorted: bool) -> list[str]:
    """The lines of URLs in a file, in its order."""
    wanted = sorted({f"{surt(url)} ".encode() for url in urls})
    if not is_sorted:
        return [_text(each) for each in file if each.startswith(tuple(wanted))]
    return [found for each in wanted for found in _sorted_lines(file, each)]


def _sorted_lines(file: BinaryIO, wanted: bytes) -> Iterator[str]:
    _seek(file, wanted)
    return map(_text, takewhile(lambda line: line.startswith(wanted), file))


def _text(line: bytes) -> str:
    return line.decode().rstrip("\n")


def _seek(file: BinaryIO, wanted: bytes) -> None:
    """Go to the first line that is not before `wanted`, in a sorted file."""
    low, high = 0, file.seek(0, 2)
    while low < high:
        middle = (low + high) // 2
        _to_line(file, middle)
        found = file.readline()
        low, high = (middle + 1, high) if found and found < wanted else (low, middle)
    _to_line(file, low)


def _to_line(file: BinaryIO, place: int) -> None:
    """Go to the first line that begins at or after `place`."""
    file.seek(max(place - 1, 0))
    if place:
        file.readline()
