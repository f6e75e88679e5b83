"""The headers of a capture whose body is kept decoded."""

from __future__ import annotations

from crawler.model import Headers

PREFIX = "X-Archive-Orig-"
_ABOUT_THE_CODED_BODY = frozenset({"content-encoding", "transfer-encoding", "content-length"})


def archival_headers(headers: Headers, length: int) -> Headers:
    """Headers for a WARC response record whose block holds the decoded payload of `length` bytes.

    Names that speak of the coded body get the prefix X-Archive-Orig- (the custom of wayback players, so that they
    do not decode a second time) and a true Content-Length is added. Order is kept.
    """
    renamed = tuple(
        (PREFIX + name if name.lower() in _ABOUT_THE_CODED_BODY else name, value) for name, value in headers
    )
    return (*renamed, ("Content-Length", str(length)))


def original_headers(headers: Headers) -> Headers:
    """Undo `archival_headers`: the headers as they were received. Headers never treated are given as they are."""
    if not any(name.startswith(PREFIX) for name, _ in headers):
        return headers
    given = (pair for pair in headers if pair[0].lower() != "content-length" or pair[0].startswith(PREFIX))
    return tuple((name.removeprefix(PREFIX), value) for name, value in given)
