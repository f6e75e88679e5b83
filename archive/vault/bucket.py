"""A bucket of object storage, over s3fs: objects put whole, read by ranges, listed, replaced. Knows nothing of WARC."""

from __future__ import annotations

import hashlib
import os
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import Any, BinaryIO

from archive.errors import ConfigError, VaultAway, VaultBroken, VaultRefused
from archive.vault.addresses import Place
from archive.vault.trouble import AFTER_THE_END, CHANGED, GONE, UNKNOWN, Said, in_plain_words

PART = 16 * 1024 * 1024
"""Bytes of an object that are sent or read at once; S3 demands at least 5 MiB of every part but the last."""
ATTEMPTS = 5
"""How often a request is made before the storage counts as away, after growing pauses of at most 20 seconds."""
AT_ONCE = 16
"""Requests under way at the same time."""
REST = 15.0
"""Seconds that storage which did not answer is not asked: who reads a page must not wait for it again and again."""
CONNECT, READ = 5, 30
"""Seconds that are waited for a connection, and for an answer on it."""


@dataclass(frozen=True, kw_only=True)
class Head:
    """What is told of an object: bytes, the SHA-256 it was put with ("" when somebody else put it), its version.

    `first` is the SHA-256 of what was put there first, before records were taken out of it; "" when none were.
    """

    size: int
    digest: str
    first: str
    etag: str


class Bucket:
    """The objects below a place. Threads may share it."""

    def __init__(
        self,
        place: Place,
        *,
        attempts: int = ATTEMPTS,
        part: int = PART,
        seconds: Callable[[], float] = time.monotonic,
    ) -> None:
        self.place, self._seconds = place, seconds
        self._away: tuple[float, str] | None = None
        self.requests = 0
        """How many requests were made, those that were made again counted once."""
        self._attempts, self._part = attempts, part
        _library()

    @property
    def _system(self) -> Any:
        # Storage that was away is tried once, so that a crawl over one that stays so is not held up by patience.
        attempts = self._attempts if self._away is None else 1
        return _connection(self.place.endpoint, attempts, os.getpid())

    @contextmanager
    def _asked(self) -> Iterator[None]:
        """Around every request: counted, its errors in words, none made while the storage is known to be away."""
        if self._away is not None and self._seconds() - self._away[0] < REST:
            raise VaultAway(self._away[1])
        self.requests += 1
        try:
            with in_plain_words(self.place):
                yield
        except (Said, VaultRefused):
            raise
        except VaultAway as error:
            self._away = (self._seconds(), str(error))
            raise
        self._away = None

    def _call(self, method: str, **asked: Any) -> Any:
        with self._asked():
            return self._system.call_s3(method, Bucket=self.place.bucket, **asked)

    def check(self) -> None:
        """Ask for one name, once: what needs no capture shall not wait. Raises VaultRefused, VaultAway."""
        asked = {"Bucket": self.place.bucket, "Prefix": self.place.prefix, "MaxKeys": 1}
        with self._asked():
            _connection(self.place.endpoint, 1, os.getpid()).call_s3("list_objects_v2", **asked)

    def listed(self) -> Iterator[tuple[str, int]]:
        """Names and sizes of the objects, in order."""
        asked = {"Prefix": self.place.prefix, "Delimiter": "/"}
        while True:
            page = self._call("list_objects_v2", **asked)
            for each in page.get("Contents", ()):
                yield str(each["Key"]).removeprefix(self.place.prefix), int(each["Size"])
            if not page.get("IsTruncated"):
                return
            asked["ContinuationToken"] = page["NextContinuationToken"]

    def head(self, name: str) -> Head | None:
        """What is told of an object; None when there is none."""
        try:
            found = self._call("head_object", Key=self.place.key(name))
        except Said as said:
            if said.code in GONE:
                return None
            raise
        told = found.get("Metadata", {})
        digest, first = told.get("sha256", ""), told.get("first", "")
        return Head(size=found["ContentLength"], digest=digest, first=first, etag=found.get("ETag", ""))

    def get(self, name: str, start: int, size: int) -> bytes | None:
        """Bytes from `start` on, fewer at the end of the object; None when there is none. One request."""
        path = f"{self.place.bucket}/{self.place.key(name)}"
        try:
            with self._asked():
                return bytes(self._system.cat_file(path, start=start, end=start + size))
        except Said as said:
            if said.code in GONE | AFTER_THE_END:
                return None if said.code in GONE else b""
            raise

    def put(self, name: str, path: Path, digest: str, *, instead_of: Head | None = None) -> None:
        """Put a file, whole or not at all, and read it back. `digest` is its SHA-256.

        Raises VaultBroken when another object has the name (another than `instead_of`, when that is given), or what
        is read back is not what was sent; VaultRefused when the storage cannot promise the former.
        """
        condition = {"IfMatch": instead_of.etag} if instead_of else {"IfNoneMatch": "*"}
        first = (instead_of.first or instead_of.digest) if instead_of else ""
        try:
            with path.open("rb") as file:
                self._send(name, file, condition, {"sha256": digest, "first": first})
        except Said as said:
            self._explain(said, name, digest)
        if self.digest(name) != digest:
            raise VaultBroken(f"{self.place.words}: {name} does not read back as it was sent; nothing was let go")

    def _explain(self, said: Said, name: str, digest: str) -> None:
        if said.code in UNKNOWN:
            raise VaultRefused(f"{self.place.words}: the storage cannot write on a condition (If-None-Match, If-Match)")
        found = self.head(name) if said.code in CHANGED else None
        # A request that was answered into the void is made again, and then finds its own object.
        if found is None or found.digest != digest:
            raise VaultBroken(f"{self.place.words}: another {name} was put there meanwhile") from None

    def _send(self, name: str, file: BinaryIO, condition: dict[str, str], said: dict[str, str]) -> None:
        asked = {"Key": self.place.key(name), "Metadata": said}
        first = file.read(self._part)
        if len(first) < self._part:
            self._call("put_object", Body=first, **asked, **condition)
            return
        upload = {"Key": asked["Key"], "UploadId": self._call("create_multipart_upload", **asked)["UploadId"]}
        try:
            parts = list(self._parts(first, file, upload))
            self._call("complete_multipart_upload", MultipartUpload={"Parts": parts}, **upload, **condition)
        except BaseException:
            with suppress(Exception):
                self._call("abort_multipart_upload", **upload)
            raise

    def _parts(self, piece: bytes, file: BinaryIO, upload: dict[str, str]) -> Iterator[dict[str, Any]]:
        number = 1
        while piece:
            tag = self._call("upload_part", PartNumber=number, Body=piece, **upload)["ETag"]
            yield {"PartNumber": number, "ETag": tag}
            piece, number = file.read(self._part), number + 1

    def pieces(self, name: str) -> Iterator[bytes]:
        """An object from its first byte to its last. Raises VaultBroken when there is none."""
        place = 0
        while (piece := self.get(name, place, self._part)) is not None:
            if piece:
                yield piece
            place += len(piece)
            if len(piece) < self._part:
                return
        raise VaultBroken(f"{self.place.words} has no {name}")

    def digest(self, name: str) -> str:
        """The SHA-256 of the bytes that are there now, read for it."""
        found = hashlib.sha256()
        for piece in self.pieces(name):
            found.update(piece)
        return found.hexdigest()

    def old_versions(self, name: str) -> Iterator[str]:
        """Versions of an object that are no longer the newest, where the bucket keeps them."""
        key, asked = self.place.key(name), {"Prefix": self.place.key(name)}
        while True:
            page = self._call("list_object_versions", **asked)
            for each in (*page.get("Versions", ()), *page.get("DeleteMarkers", ())):
                if each["Key"] == key and not each["IsLatest"]:
                    yield str(each["VersionId"])
            if not page.get("IsTruncated"):
                return
            asked |= {"KeyMarker": page["NextKeyMarker"], "VersionIdMarker": page["NextVersionIdMarker"]}

    def drop_version(self, name: str, version: str) -> None:
        """Take an old version away for good. Raises VaultRefused when it is locked or there is no right to."""
        self._call("delete_object", Key=self.place.key(name), VersionId=version)


@lru_cache(maxsize=8)
def _connection(endpoint: str, attempts: int, process: int) -> Any:
    """What asks a storage, shared by all buckets there; made anew in a forked child, which has no thread for it."""
    del process
    config = {
        "connect_timeout": CONNECT,
        "read_timeout": READ,
        "max_pool_connections": AT_ONCE,
        "retries": {"mode": "standard", "total_max_attempts": attempts},
    }
    system = _library().S3FileSystem(
        endpoint_url=endpoint or None, config_kwargs=config, skip_instance_cache=True, use_listings_cache=False
    )
    # botocore repeats requests; s3fs once more, for answers that break off in the middle.
    system.retries = 2
    return system


def _library() -> Any:
    try:
        import s3fs
    except ModuleNotFoundError as error:
        raise ConfigError("A vault on object storage needs: pip install 'kommunarkiv[scale]'") from error
    return s3fs
