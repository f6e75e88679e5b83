"""What the bytes are, whatever the server calls them (after WHATWG MIME Sniffing)."""

from __future__ import annotations

import re

from crawler.model import Capture

HTML = "text/html"
PDF = "application/pdf"
DOCX = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"
XML = "application/xml"
PLAIN = "text/plain"
UNKNOWN = "application/octet-stream"

_MAGIC = (
    (b"%PDF-", PDF),
    (b"\xff\xd8\xff", "image/jpeg"),
    (b"\x89PNG\r\n\x1a\n", "image/png"),
    (b"GIF8", "image/gif"),
    (b"\x1f\x8b", "application/gzip"),
    (b"\xd0\xcf\x11\xe0", "application/msword"),
)
_ZIP = b"PK\x03\x04"
_HTML = re.compile(
    rb"<(?:!doctype html|html|head|body|script|iframe|h1|div|font|table|a|style|title|b|br|p|meta|link|main)[\s>/]",
    re.IGNORECASE,
)
_CHARSET = re.compile(r"charset\s*=\s*[\"']?([^\s\"';,]+)", re.IGNORECASE)
_LEAD = 1024
_VAGUE = frozenset({"", UNKNOWN, PLAIN, "application/x-download", "application/force-download", "binary/octet-stream"})


def parse_content_type(header: str | None) -> tuple[str, str | None]:
    """Media type and charset of a Content-Type header, both lower case; ("", None) when nothing is said."""
    named, _, parameters = (header or "").partition(";")
    charset = _CHARSET.search(parameters)
    return named.strip().lower(), charset.group(1).lower() if charset else None


def shown_type(capture: Capture) -> tuple[str, str | None]:
    """The declared media type of a capture, and the charset of what it shows: UTF-8 when a browser built that."""
    declared, charset = parse_content_type(capture.header("content-type"))
    return declared, charset if capture.rendered is None else "utf-8"


def media_type(declared: str, body: bytes) -> str:
    """The media type, lower case. Magic bytes win over what was declared."""
    lead = body[:_LEAD].removeprefix(b"\xef\xbb\xbf").lstrip()
    by_magic = _magic(body, lead)
    if by_magic:
        return by_magic
    if declared in _VAGUE or "/" not in declared or declared.startswith("image/"):
        return _text(lead) or (declared if "/" in declared else UNKNOWN)
    return declared


def is_html(media: str) -> bool:
    """Whether a browser would show it as a page."""
    return media in {HTML, "application/xhtml+xml"}


def _magic(body: bytes, lead: bytes) -> str | None:
    if body.startswith(_ZIP):
        return DOCX if b"word/" in body[:4096] or b"word/document.xml" in body[-65_536:] else "application/zip"
    return next((media for magic, media in _MAGIC if lead.startswith(magic)), None)


def _text(lead: bytes) -> str | None:
    if lead.startswith(b"<?xml"):
        return HTML if _HTML.search(lead) else XML
    return HTML if _HTML.search(lead) else None
