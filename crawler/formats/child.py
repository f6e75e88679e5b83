"""Files that may bite are read in a process of its own, with limits on memory, processor time and waiting."""

from __future__ import annotations

import json
import os
import resource
import subprocess
import sys
from pathlib import Path
from typing import Any

from crawler.blocks import Piece
from crawler.draft import Draft
from crawler.errors import Unreadable
from crawler.model import BlockKind, Extract

MEGABYTES = 1024
SECONDS = 60
_ROOT = Path(__file__).resolve().parents[2]
_LONGEST_ANSWER = 60_000_000


def read_in_child(kind: str, body: bytes, *, seconds: int = SECONDS, megabytes: int = MEGABYTES) -> dict[str, Any]:
    """What the reader `kind` ("pdf", "docx") found in `body`. Raises Unreadable with the child's own reason or ours."""
    command = [sys.executable, "-m", "crawler.formats.child", kind, str(seconds), str(megabytes)]
    try:
        done = subprocess.run(command, input=body, capture_output=True, timeout=seconds + 10, env=_environment(), check=False)  # noqa: S603
    except subprocess.TimeoutExpired as error:
        raise Unreadable(f"the {kind.upper()} could not be read within {seconds} seconds") from error
    if done.returncode != 0 or len(done.stdout) > _LONGEST_ANSWER:
        raise Unreadable(f"the {kind.upper()} could not be read within {seconds} seconds and {megabytes} MB")
    answer: dict[str, Any] = json.loads(done.stdout)
    if "unreadable" in answer:
        raise Unreadable(answer["unreadable"])
    return answer


def as_extract(answer: dict[str, Any], media_type: str) -> Extract:
    """A child's answer with its date labels lifted."""
    pieces = [Piece(BlockKind(kind), text, level, "", 0, 0, reason) for kind, text, level, reason in answer["pieces"]]
    draft = Draft(pieces, answer["title"])
    draft.lift_labels(frozenset())
    return Extract(
        title=answer["title"],
        blocks=draft.blocks(),
        dropped=draft.dropped(),
        labels=tuple(draft.labels),
        metas=tuple((name, value) for name, value in answer["metas"]),
        language=answer.get("language"),
        media_type=media_type,
        warnings=tuple(answer["warnings"]),
    )


def _environment() -> dict[str, str]:
    kept = {name: value for name, value in os.environ.items() if name in ("PATH", "LANG", "LC_ALL", "COVERAGE_PROCESS_START")}
    return {**kept, "PYTHONPATH": str(_ROOT), "PYTHONIOENCODING": "utf-8", "PYTHONDONTWRITEBYTECODE": "1"}


def answer(kind: str, body: bytes) -> dict[str, Any]:
    """Read without limits, in this process: what the child does once it is fenced in."""
    from crawler.formats import docx_body, pdf_body

    try:
        return {"pdf": pdf_body.read, "docx": docx_body.read}[kind](body)
    except Unreadable as error:
        return {"unreadable": str(error)}
    except MemoryError:
        return {"unreadable": f"the {kind.upper()} needs more memory than we allow"}


def main(arguments: list[str]) -> None:
    """The child: limits first, then the reader."""
    kind, seconds, megabytes = arguments[0], int(arguments[1]), int(arguments[2])
    resource.setrlimit(resource.RLIMIT_AS, (megabytes << 20, megabytes << 20))
    resource.setrlimit(resource.RLIMIT_CPU, (seconds, seconds + 1))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    found = json.dumps(answer(kind, sys.stdin.buffer.read()), ensure_ascii=False)
    sys.stdout.buffer.write(found.encode("utf-8", "replace"))


if __name__ == "__main__":
    main(sys.argv[1:])
