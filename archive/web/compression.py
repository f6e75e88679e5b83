"""Answers made smaller (gzip, RFC 9110 8.4.1) for those who can take them so: text from a kilobyte on.

A compressed answer has a weak ETag: it is equal to the plain one in what it says, not byte for byte (RFC 9110 8.8.3).
What is behind the door is left alone: beside words that a stranger chose it holds tokens, and sizes would tell of them.
"""

from __future__ import annotations

import gzip
from functools import lru_cache

from flask import Flask, Response, request

LEAST = 1_000
"""Bytes below which an answer is sent as it is."""
LEVEL = 5
"""For pages, made for each visitor: see `python -m bench.web`."""
LEVEL_KEPT = 9
"""For files, which are compressed once."""
MOST_FILE = 1_000_000
TEXTS = frozenset(
    {
        "application/atom+xml",
        "application/json",
        "application/ld+json",
        "application/problem+json",
        "application/rdf+xml",
        "application/xml",
        "image/svg+xml",
    }
)


def register(app: Flask) -> None:
    """Compress what the application answers. Call it before others that change answers: the first called acts last."""
    app.after_request(compressed)


def compressed(response: Response) -> Response:
    """The answer, smaller when that is worth while and the visitor's program takes it."""
    if not _is_text(response.mimetype or ""):
        return response
    response.vary.add("Accept-Encoding")
    if response.status_code != 200 and response.status_code < 400:
        return response
    if _is_left_alone(response) or not request.accept_encodings["gzip"]:
        return response
    is_file = response.direct_passthrough
    response.direct_passthrough = False
    plain = response.get_data()
    if len(plain) < LEAST:
        return response
    response.set_data(_kept(plain) if is_file else gzip.compress(plain, LEVEL, mtime=0))
    response.headers["Content-Encoding"] = "gzip"
    response.headers.pop("Accept-Ranges", None)
    tag, is_weak = response.get_etag()
    if tag and not is_weak:
        response.set_etag(tag, weak=True)
    return response


def _is_text(media_type: str) -> bool:
    return media_type.startswith("text/") or media_type in TEXTS


def _is_left_alone(response: Response) -> bool:
    """Streams, large files, what is encoded already, and what nobody may keep."""
    length = response.content_length
    is_large = response.direct_passthrough and (length is None or length > MOST_FILE)
    is_stream = response.is_streamed and not response.direct_passthrough
    return is_large or is_stream or "Content-Encoding" in response.headers or bool(response.cache_control.no_store)


@lru_cache(maxsize=32)
def _kept(content: bytes) -> bytes:
    return gzip.compress(content, LEVEL_KEPT, mtime=0)
