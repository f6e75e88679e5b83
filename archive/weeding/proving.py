"""Whether what was removed is gone: looked for in store, vault, index and journal. The proof's digest is chained."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterator
from dataclasses import replace

from archive.errors import NotFound, VaultBroken
from archive.model import Check, Kept, Proof, Removal
from archive.parts import Archive
from archive.standing import version_id
from archive.store.codec import plain


def proof_of(archive: Archive, removal: Removal) -> Proof:
    """What went, and how much of it is still found where it must not be."""
    records = removal.records if removal.keeps_addresses else tuple(replace(each, url="") for each in removal.records)
    return Proof(
        at=archive.clock(),
        versions=removal.versions,
        records=records,
        checks=tuple(_checks(archive, removal)),
    )


def _checks(archive: Archive, removal: Removal) -> Iterator[Check]:
    """Names are told to people by archive.web and the report; every number shall be 0."""
    whole = {each.page for each in removal.targets if each.at is None}
    yield Check(name="pages", found=sum(_is_page(archive, page) for page in whole))
    yield Check(
        name="versions", found=sum(each.at in archive.store.pages.timemap(each.page) for each in removal.versions)
    )
    yield Check(name="captures", found=sum(_is_known(archive, each) for each in removal.records))
    yield Check(name="vault", found=sum(_is_readable(archive, each) for each in removal.records))
    yield Check(name="index", found=len(_documents(removal, whole) & frozenset(archive.index.ids())))
    yield Check(name="journal", found=sum(_is_findable(archive, page) for page in whole))


def _is_page(archive: Archive, page: str) -> bool:
    try:
        archive.store.pages.page(page)
    except NotFound:
        return False
    return True


def _is_known(archive: Archive, kept: Kept) -> bool:
    try:
        archive.store.captures.of(kept.id)
    except NotFound:
        return False
    return True


def _is_readable(archive: Archive, kept: Kept) -> bool:
    try:
        archive.vault.read(kept)
    except VaultBroken:
        return False
    return True


def _documents(removal: Removal, whole: set[str]) -> frozenset[str]:
    """The ids of the documents that told of it."""
    return frozenset(whole) | {version_id(each.page, each.at) for each in removal.versions}


def _is_findable(archive: Archive, page: str) -> bool:
    near = archive.store.journal.findable(after=page[:-1], until=f"{page}0")
    return any(each.page == page for each in near)


def digest_of(removal: Removal, proof: Proof) -> str:
    """The SHA-256 of a removal with its proof, before the act that tells of it; anyone can work it out again."""
    said = plain(replace(removal, proof=replace(proof, audit=0, signature=""), id=0)) | {"state": ""}
    return hashlib.sha256(json.dumps(said, ensure_ascii=False, sort_keys=True).encode()).hexdigest()
