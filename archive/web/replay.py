"""A capture as an HTTP answer that can do no harm: its bytes, our headers."""

from __future__ import annotations

import re
from pathlib import PurePosixPath
from urllib.parse import quote, unquote, urlsplit

from flask import Response

from archive.model.moments import stamp_text
from archive.web.headers import REPLAY_POLICY
from crawler.model import Capture

SHOWN = frozenset({"text/html", "text/plain"})
MEDIA_TYPE = re.compile(r"[a-z0-9][a-z0-9!#$&^_.+-]{0,60}/[a-z0-9][a-z0-9!#$&^_.+-]{0,90}")
CHARSET = re.compile(r"charset\s*=\s*[\"']?([a-z0-9][a-z0-9_.:-]{0,40})")
UNSAFE = re.compile(r"[^\w.-]+")


def replay(capture: Capture) -> Response:
    """HTML and text are shown in a sandbox, everything else is a download. Charset as the site said, never guessed."""
    given = (capture.header("Content-Type") or "").lower()
    media_type, is_shown = shown_type(capture)
    response = Response(capture.body, content_type=_content_type(media_type, given))
    response.headers["Content-Security-Policy"] = REPLAY_POLICY
    response.headers["Content-Disposition"] = "inline" if is_shown else _attachment(capture)
    response.headers["Memento-Datetime"] = capture.at.strftime("%a, %d %b %Y %H:%M:%S GMT")
    response.headers["X-Robots-Tag"] = "noindex"
    return response


def shown_type(capture: Capture) -> tuple[str, bool]:
    """The media type as the site said it, and whether it is one to show."""
    found = MEDIA_TYPE.match((capture.header("Content-Type") or "").lower())
    media_type = found[0] if found else "application/octet-stream"
    return media_type, media_type in SHOWN


def _content_type(media_type: str, given: str) -> str:
    if "script" in media_type:
        return "application/octet-stream"  # no page of ours may ever run it
    if media_type not in SHOWN:
        return media_type
    charset = CHARSET.search(given)
    return f"{media_type}; charset={charset[1]}" if charset else media_type


def _attachment(capture: Capture) -> str:
    """A download with the source's file name, made harmless (RFC 6266)."""
    last = PurePosixPath(unquote(urlsplit(capture.url).path)).name
    name = UNSAFE.sub("_", last)[-100:].lstrip(".") or f"kopia-{stamp_text(capture.at)}"
    plain = name.encode("ascii", "replace").decode().replace("?", "_")
    return f"attachment; filename=\"{plain}\"; filename*=UTF-8''{quote(name)}"
