"""Soft 404s: an answer of 200 for a page that is not there. Pure.

Two signs: the page says so in its title or heading, or it says what the site says for an address that cannot exist.
"""

from __future__ import annotations

import hashlib
import re

from crawler.media import is_html, media_type, parse_content_type
from crawler.model import Capture

LOOKED_AT = 200_000
"""Bytes of a page that are compared."""
WARNING = "the page says that it is not there"

_HEADS = re.compile(rb"<(?:title|h1)\b[^>]{0,500}>(.{0,500}?)</(?:title|h1)>", re.IGNORECASE | re.DOTALL)
_TAG = re.compile(rb"<script\b.*?</script>|<style\b.*?</style>|<!--.*?-->|<[^>]*>", re.IGNORECASE | re.DOTALL)
_CHANGING = re.compile(rb"\d+|\s+")
_ABSENT = re.compile(
    r"\W*(?:(?:fel|error|http)?\s*404\b"
    r"|(?:hoppsan|oj|tyvärr)?\W*(?:den\s+)?sidan\s+(?:[^.|]{0,40}\s)?"
    r"(?:hittades\s+inte|finns\s+inte|(?:kunde|kan|gick)\s+inte\s+(?:att\s+)?(?:hittas|hitta|visas)|saknas)"
    r"|(?:vi\s+)?(?:hittar|hittade|kunde\s+inte\s+hitta|kan\s+inte\s+hitta)\s+(?:inte\s+)?sidan"
    r"|(?:the\s+)?page\s+(?:was\s+|could\s+|can\s*)?not\s+(?:be\s+)?found)",
    re.IGNORECASE,
)


def is_comparable(capture: Capture) -> bool:
    """Whether this is a whole web page."""
    declared, _ = parse_content_type(capture.header("content-type"))
    return capture.status == 200 and capture.truncated is None and is_html(media_type(declared, capture.body))


def says_absent(body: bytes) -> bool:
    """Whether title or first heading begin with the words that sites have for a page that is not there."""
    heads = (_TAG.sub(b" ", each).decode("utf-8", "replace") for each in _HEADS.findall(body[:LOOKED_AT])[:2])
    return any(_ABSENT.match(each) for each in heads)


def outline(body: bytes) -> str:
    """Title, headings and how many tags: quick to work out, the same for two answers of one template.

    "" for a page without title and heading: it is like no other.
    """
    heads = _HEADS.findall(body[:LOOKED_AT])[:3]
    said = b"|".join((*heads, str(body.count(b"<")).encode()))
    return "" if not heads else hashlib.sha256(said).hexdigest()[:16]


def likeness(capture: Capture) -> str:
    """The outline and the words of a page without numbers and without its own address: equal for soft 404s alike."""
    path = capture.url.partition("://")[2].partition("/")[2].encode()
    words = _CHANGING.sub(b" ", _TAG.sub(b" ", capture.shown[:LOOKED_AT].replace(path, b"") if path else capture.shown))
    return f"{outline(capture.shown)}:{hashlib.sha256(words).hexdigest()[:32]}"
