"""Files that may bite are read in a process of its own (`crawler.formats.child`); the side that waits for it."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path

from crawler.blocks import Piece
from crawler.draft import Draft
from crawler.errors import Unreadable
from crawler.formats.child import Answer
from crawler.model import BlockKind, Extract

MEGABYTES = 1024
SECONDS = 60
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
