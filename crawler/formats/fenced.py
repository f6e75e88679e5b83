"""Files that may bite are read in a process of its own (`crawler.formats.child`); the side that waits for it."""

from __future__ import annotations

import atexit
import json
import os
import select
import signal
import subprocess  # nosec B404 # runs nothing but this interpreter
import sys
import threading
import time
from pathlib import Path
from typing import IO

from crawler.errors import Unreadable
from crawler.formats.child import Answer, Order
from crawler.model import BlockKind, Extract
from crawler.reading.blocks import Piece
from crawler.reading.draft import Draft

MEGABYTES = 1024
SECONDS = 60
GRACE = 10
"""Seconds that a file may take beyond its processor time before we stop waiting."""
PIECE = 1 << 20
"""Bytes taken at a time."""
_ROOT = Path(__file__).resolve().parents[2]


class Fence:
    """The process that forks one for each file; started when it is first needed, and again when it is lost.

    Threads take turns.
    """

    def __init__(self) -> None:
        self._turn = threading.Lock()
        self._process: subprocess.Popen[bytes] | None = None

    def ask(self, order: Order, *, wait: float) -> bytes:
        """The answer, empty when the file's process died. Raises TimeoutError, and OSError when ours is lost."""
        with self._turn:
            try:
                process = self._running()
                _tell(process.stdin, order)
                return _hear(process.stdout, time.monotonic() + wait)
            except BaseException:
                self._stop()
                raise

    def close(self) -> None:
        """End the process. Harmless twice; the next file starts another."""
        with self._turn:
            self._stop()

    def _running(self) -> subprocess.Popen[bytes]:
        if self._process is None or self._process.poll() is not None:
            self._stop()
            self._process = subprocess.Popen(  # nosec B603 # ourselves, no shell
                [sys.executable, "-m", "crawler.formats.child"],
                stdin=subprocess.PIPE,
                stdout=subprocess.PIPE,
                stderr=subprocess.DEVNULL,
                env=_environment(),
                bufsize=0,
                start_new_session=True,
            )
        return self._process

    def _stop(self) -> None:
        process, self._process = self._process, None
        if process is None:
            return
        with process:
            if process.stdin:
                process.stdin.close()
            try:
                process.wait(timeout=1)
            except subprocess.TimeoutExpired:
                os.killpg(process.pid, signal.SIGKILL)


def _tell(ear: IO[bytes] | None, order: Order) -> None:
    head = f"{order.kind} {order.seconds} {order.megabytes} {len(order.body)}\n".encode()
    rest = memoryview(head + order.body)
    while rest and ear:
        rest = rest[ear.write(rest) :]


def _hear(mouth: IO[bytes] | None, end: float) -> bytes:
    """The answer: its length, a line's end, and so many bytes. Raises TimeoutError at the moment `end`."""
    told, length = b"", None
    while mouth and (length is None or len(told) < length):
        if not select.select([mouth], [], [], max(0.0, end - time.monotonic()))[0]:
            raise TimeoutError
        piece = mouth.read(PIECE)
        if not piece:
            raise OSError("the reading process is gone")
        told += piece
        if length is None and b"\n" in told:
            head, _, told = told.partition(b"\n")
            length = int(head)
    return told


FENCE = Fence()
atexit.register(FENCE.close)


def read_in_child(kind: str, body: bytes, *, seconds: int = SECONDS, megabytes: int = MEGABYTES) -> Answer:
    """What the reader `kind` ("pdf", "docx") found in `body`. Raises Unreadable with the child's own reason or ours."""
    order = Order(kind=kind, seconds=seconds, megabytes=megabytes, body=body)
    try:
        said = FENCE.ask(order, wait=seconds + GRACE)
    except OSError as error:
        raise Unreadable(f"the {kind.upper()} could not be read within {seconds} seconds") from error
    if not said:
        raise Unreadable(f"the {kind.upper()} could not be read within {seconds} seconds and {megabytes} MB")
    found: Answer = json.loads(said)
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
        if name in ("PATH", "LANG", "LC_ALL", "COVERAGE_PROCESS_START", "COVERAGE_PROCESS_CONFIG")
    }
    return {**kept, "PYTHONPATH": str(_ROOT), "PYTHONIOENCODING": "utf-8", "PYTHONDONTWRITEBYTECODE": "1"}
