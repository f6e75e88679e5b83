"""A Whoosh folder opened as a snapshot."""

from __future__ import annotations

import os
import re
from pathlib import Path
from typing import Any as Untyped
from weakref import finalize

from whoosh.index import open_dir

from index.model import Schema
from index.whoosh_engine.companion import is_companion, open_companion
from index.whoosh_engine.failures import reading
from index.whoosh_engine.fields import whoosh_schema
from index.whoosh_engine.plain import PlainSegment
from index.whoosh_engine.snapshot import Snapshot

_TOC = re.compile(r"_MAIN_([0-9]+)\.toc")


def newest_commit(folder: Path) -> str:
    """The generation of the newest commit in a Whoosh folder and its companions, as told by the names of its files."""
    names = os.listdir(folder)  # noqa: PTH208 - each search asks, and needs no paths
    newest = max((int(found[1]) for name in names if (found := _TOC.fullmatch(name))), default=-1)
    return f"{folder.name}.{newest}.{sum(map(is_companion, names))}"


def is_readable(folder: Path, schema: Schema) -> bool:
    """Whether a folder holds an index that can be opened."""
    try:
        open_snapshot(folder, schema)
    except Exception:  # noqa: BLE001 - whatever is wrong with it, it is not to be built on
        return False
    return True


def open_snapshot(folder: Path, schema: Schema, *, companions: bool = True) -> Snapshot:
    """Open the newest commit. Raises FileNotFoundError when a writer swept it meanwhile, IndexBroken.

    A segment whose companion is absent is read through Whoosh: slower, with
    the same answers; `companions` False reads all of them so.
    """
    generation = newest_commit(folder)
    with reading(folder):
        reader = open_dir(str(folder), schema=whoosh_schema(schema)).reader()
        leaves = [leaf for leaf, _ in reader.leaf_readers()] if reader.doc_count_all() else []
        segments = [
            (open_companion(folder, schema, leaf) if companions else None) or PlainSegment(leaf, schema)
            for leaf in leaves
        ]
        snapshot = Snapshot(segments, schema, generation)
    finalize(snapshot, _close, leaves)
    return snapshot


def _close(readers: list[Untyped]) -> None:
    for reader in readers:
        reader.close()
