"""The process in which a file that may bite is read, with limits on memory and processor time.

A new one is started for each file: it loads the one reader it needs and little else.
"""

from __future__ import annotations

import json
import resource
import sys
from collections.abc import Callable, Mapping
from typing import Any, BinaryIO

from crawler.errors import Unreadable

Answer = dict[str, Any]
"""What a reader found, as plain values that go over a pipe."""

Reader = Callable[[bytes], Answer]
Limit = Callable[[int, tuple[int, int]], None]


def answer(kind: str, body: bytes, readers: Mapping[str, Reader] | None = None) -> Answer:
    """Read without limits, in this process: what the child does once it is fenced in."""
    try:
        return (readers[kind] if readers else _reader(kind))(body)
    except Unreadable as error:
        return {"unreadable": str(error)}
    except MemoryError:
        return {"unreadable": f"the {kind.upper()} needs more memory than we allow"}


def _reader(kind: str) -> Reader:
    if kind == "pdf":
        from crawler.formats import pdf_body

        return pdf_body.read
    from crawler.formats import docx_body

    return docx_body.read


def main(arguments: list[str], source: BinaryIO, sink: BinaryIO, limit: Limit = resource.setrlimit) -> None:
    """The child: limits first, then the reader."""
    kind, seconds, megabytes = arguments[0], int(arguments[1]), int(arguments[2])
    limit(resource.RLIMIT_AS, (megabytes << 20, megabytes << 20))
    limit(resource.RLIMIT_CPU, (seconds, seconds + 1))
    limit(resource.RLIMIT_CORE, (0, 0))
    sink.write(json.dumps(answer(kind, source.read()), ensure_ascii=False).encode("utf-8", "replace"))


if __name__ == "__main__":
    main(sys.argv[1:], sys.stdin.buffer, sys.stdout.buffer)
