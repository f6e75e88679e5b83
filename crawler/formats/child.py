"""Files that may bite are read in a process of its own, with limits on memory, processor time and waiting."""

from __future__ import annotations

import json
import os
import resource
import subprocess
import sys
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any, BinaryIO

from crawler.blocks import Piece
from crawler.draft import Draft
from crawler.errors import Unreadable
from crawler.model import BlockKind, Extract

MEGABYTES = 1024
SECONDS = 60
Answer = dict[str, Any]
"""What a reader found, as plain values that go over a pipe."""

Reader = Callable[[bytes], Answer]
Limit = Callable[[int, tuple[int, int]], None]
_ROOT = Path(__file__).resolve().parents[2]
_LONGEST_ANSWER = 60_000_000


def read_in_child(kind: str, body: bytes, *, seconds: int = SECONDS, megabytes: int = MEGABYTES) -> Answer:
    """What the reader `kind` ("pdf", "docx") found in `body`. Raises Unreadable with the child's own reason or ours."""
    command = [sys.executable, "-m", "crawler.formats.child", kind, str(seconds), str(megabytes)]
    try:
        done = subprocess.run(  # noqa: S603 (our own interpreter and numbers of our own)
            command, input=body, capture_output=True, timeout=seconds + 10, env=_environment(), check=False
        )
    except subprocess.TimeoutExpired as error:
        raise Unreadable(f"the {kind.upper()} could not be read within {seconds} seconds") from error
    if done.returncode != 0 or len(done.stdout) > _LONGEST_ANSWER:
        raise Unreadable(f"the {kind.upper()} could not be read within {seconds} seconds and {megabytes} MB")
    found: Answer = json.loads(done.stdout)
    if "unreadable" in found:
        raise Unreadable(found["unreadable"])
    return found


def as_extract(found: Answer, media_type: str) -> Extract:
    """A child's answer with its date labels lifted."""
    pieces = [Piece(BlockKind(kind), text, level, "", 0, 0, reason) for kind, text, level, reason in found["pieces"]]
    draft = Draft(pieces, found["title"])
    draft.lift_labels(frozenset())
    return Extract(
        title=found["title"],
        blocks=draft.blocks(),
        dropped=draft.dropped(),
        labels=tuple(draft.labels),
        metas=tuple((name, value) for name, value in found["metas"]),
        language=found.get("language"),
        media_type=media_type,
        warnings=tuple(found["warnings"]),
    )


def _environment() -> dict[str, str]:
    kept = {
        name: value
        for name, value in os.environ.items()
        if name in ("PATH", "LANG", "LC_ALL", "COVERAGE_PROCESS_START")
    }
    return {**kept, "PYTHONPATH": str(_ROOT), "PYTHONIOENCODING": "utf-8", "PYTHONDONTWRITEBYTECODE": "1"}


def answer(kind: str, body: bytes, readers: Mapping[str, Reader] | None = None) -> Answer:
    """Read without limits, in this process: what the child does once it is fenced in."""
    try:
        return (readers or _readers())[kind](body)
    except Unreadable as error:
        return {"unreadable": str(error)}
    except MemoryError:
        return {"unreadable": f"the {kind.upper()} needs more memory than we allow"}


def _readers() -> Mapping[str, Reader]:
    from crawler.formats import docx_body, pdf_body

    return {"pdf": pdf_body.read, "docx": docx_body.read}


def main(arguments: list[str], source: BinaryIO, sink: BinaryIO, limit: Limit = resource.setrlimit) -> None:
    """The child: limits first, then the reader."""
    kind, seconds, megabytes = arguments[0], int(arguments[1]), int(arguments[2])
    limit(resource.RLIMIT_AS, (megabytes << 20, megabytes << 20))
    limit(resource.RLIMIT_CPU, (seconds, seconds + 1))
    limit(resource.RLIMIT_CORE, (0, 0))
    sink.write(json.dumps(answer(kind, source.read()), ensure_ascii=False).encode("utf-8", "replace"))


if __name__ == "__main__":
    main(sys.argv[1:], sys.stdin.buffer, sys.stdout.buffer)
