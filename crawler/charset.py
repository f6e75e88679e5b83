"""Bytes to text: which encoding a page is really in.

The order is that of the WHATWG encoding standard (byte order mark, HTTP header, meta) with one correction
that Swedish sites need: bytes that are valid UTF-8 are UTF-8, and bytes that are not are never called so.
"""

from __future__ import annotations

import codecs
import re

from bs4.dammit import EncodingDetector

_MARKS = (
    (codecs.BOM_UTF8, "utf-8"),
    (codecs.BOM_UTF16_LE, "utf-16-le"),
    (codecs.BOM_UTF16_BE, "utf-16-be"),
)
_LATIN = frozenset(
    {"iso-8859-1", "iso8859-1", "latin-1", "latin1", "l1", "us-ascii", "ascii", "windows-1252", "cp1252"}
)
_ESCAPING = ("iso-2022", "hz-gb", "utf-7")
_SAMPLE = 4096
_LETTER = re.compile("[\u0080-\uffff]")


def decode(body: bytes, declared: str | None = None) -> str:
    """The text of `body`; `declared` is the charset of the HTTP header. Never raises, NUL characters are left out."""
    return _decoded(body, declared).replace("\x00", "")


def _decoded(body: bytes, declared: str | None) -> str:
    for mark, name in _MARKS:
        if body.startswith(mark):
            return body[len(mark) :].decode(name, "replace")
    wide = _wide(body[:_SAMPLE])
    if wide:
        return body.decode(wide, "replace")
    try:
        text = body.decode("utf-8")
    except UnicodeDecodeError:
        return _not_utf8(body, declared)
    return _escaped(body, declared, text) if "\x1b" in text[:_SAMPLE] or declared == "utf-7" else text


def _wide(sample: bytes) -> str | None:
    """UTF-16 without a mark shows itself by every other byte being NUL."""
    if len(sample) < 8:
        return None
    even, odd = sample[::2].count(0), sample[1::2].count(0)
    half = len(sample) // 2
    if odd > half * 0.4 and even < half * 0.1:
        return "utf-16-le"
    return "utf-16-be" if even > half * 0.4 and odd < half * 0.1 else None


def _escaped(body: bytes, declared: str | None, text: str) -> str:
    """Encodings made of ASCII bytes and escape sequences (ISO-2022-JP) count only when somebody says so."""
    for name in _names(body, declared):
        if name.startswith(_ESCAPING):
            return _try(body, name) or text
    return text


def _not_utf8(body: bytes, declared: str | None) -> str:
    text = body.decode("utf-8", "replace")
    if _barely_broken(text):
        return text
    for name in _names(body, declared):
        if name in _LATIN:
            return _windows(body)
        if name not in ("utf-8", "utf8"):
            decoded = _try(body, name)
            if decoded is not None:
                return decoded
    return _windows(body)


def _windows(body: bytes) -> str:
    """Browsers read Latin-1 as Windows-1252; the five bytes it lacks fall back to Latin-1."""
    decoded = _try(body, "cp1252")
    return body.decode("latin-1") if decoded is None else decoded


def _barely_broken(text: str) -> bool:
    """A cut or damaged byte among many good UTF-8 letters does not make the page Latin-1."""
    broken = text.count("\ufffd")
    return broken * 20 < len(_LETTER.findall(text)) - broken


def _names(body: bytes, declared: str | None) -> tuple[str, ...]:
    meta = EncodingDetector.find_declared_encoding(body[:_SAMPLE], is_html=True)
    return tuple(name.strip().strip("\"'").lower() for name in (declared, meta) if name)


def _try(body: bytes, name: str) -> str | None:
    try:
        return body.decode(name)
    except (LookupError, UnicodeError):
        return None
