"""Companions kept in step with Whoosh's segments: written where one is missing, removed where its segment is gone."""

from __future__ import annotations

import re
from collections.abc import Mapping
from pathlib import Path
from shutil import rmtree

from whoosh.index import open_dir

from index.model import Schema
from index.whoosh_engine.arrays import Array, is_draft, write_arrays
from index.whoosh_engine.building import read_back
from index.whoosh_engine.companion import companion_path, companion_stamp, is_companion, open_companion
from index.whoosh_engine.fields import whoosh_schema
from index.whoosh_engine.plain import PlainSegment

_HALF_WRITTEN = ".tmp"
"""How the names of folders end in which Whoosh writes; a killed writer leaves them."""
_DRAFT_LIST = re.compile(r"_MAIN_\d+\.toc\.")
"""Whoosh's list of segments before it is renamed."""


def write_companion(folder: Path, schema: Schema, segment_id: str, arrays: Mapping[str, Array]) -> None:
    """Write the companion of a segment."""
    write_arrays(companion_path(folder, segment_id), arrays, companion_stamp(segment_id, schema))


def tend_companions(folder: Path, schema: Schema) -> None:
    """Make what is missing or damaged, remove what is left over. Only for the holder of the lock."""
    reader = open_dir(str(folder), schema=whoosh_schema(schema)).reader()
    try:
        leaves = [leaf for leaf, _ in reader.leaf_readers()] if reader.doc_count_all() else []
        for leaf in leaves:
            if open_companion(folder, schema, leaf) is None:
                arrays = read_back(PlainSegment(leaf, schema), schema)
                write_companion(folder, schema, leaf.segment().segment_id(), arrays)
        kept = {companion_path(folder, leaf.segment().segment_id()) for leaf in leaves}
    finally:
        reader.close()
    for each in folder.iterdir():
        if each.is_dir() and each.name.endswith(_HALF_WRITTEN):
            rmtree(each)
        elif (is_companion(each.name) and each not in kept) or is_draft(each.name) or _DRAFT_LIST.match(each.name):
            each.unlink()
