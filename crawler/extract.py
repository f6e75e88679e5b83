"""Any captured document as a person reads it: one door for HTML, PDF, Word and plain text."""

from __future__ import annotations

from crawler.charset import decode
from crawler.errors import Unreadable
from crawler.formats.html import read_html
from crawler.formats.plain import read_plain
from crawler.model import Extract
from crawler.reading.page import looks_like_markup
from crawler.site_model import SiteModel

_ZIP = b"PK\x03\x04"
_HTML_TYPES = ("text/html", "application/xhtml+xml")
_PDF_WITHIN = 1024
_SNIFFED = 2048
_CONTROLS = bytes([*range(1, 9), *range(14, 27), *range(28, 32)])
_PICTURES = (b"\xff\xd8\xff", b"\x89PNG", b"GIF8", b"RIFF", b"\x00\x00\x01\x00")


def extract(
    body: bytes, *, url: str, media_type: str, charset: str | None = None, site: SiteModel | None = None
) -> Extract:
    """What a person reads in `body`, with the trace of what was left out.

    The bytes decide over `media_type` where they are unmistakable (WHATWG MIME sniffing). `charset` is the HTTP
    header's; `site` the model learnt from the site's pages. Raises Unreadable with a plain reason.
    """
    if not body.strip(b" \t\r\n\x00"):
        raise Unreadable("the file is empty")
    kind = media_kind(body, media_type)
    match kind:
        case "pdf":
            from crawler.formats.pdf import read_pdf

            return read_pdf(body)
        case "docx":
            from crawler.formats.docx import read_docx

            return read_docx(body)
        case "html":
            return read_html(decode(body, charset), url=url, site=site)
        case _:
            return read_plain(decode(body, charset), url=url, site=site)


def media_kind(body: bytes, media_type: str) -> str:
    """One of html, pdf, docx, text. Raises Unreadable for anything else."""
    declared = media_type.partition(";")[0].strip().lower()
    if b"%PDF-" in body[:_PDF_WITHIN] or declared == "application/pdf":
        return "pdf"
    if body.startswith(_ZIP) or "wordprocessingml" in declared:
        return "docx"
    if declared in _HTML_TYPES or (declared != "text/plain" and looks_like_markup(body)):
        return "html" if _is_text(body) else _unreadable(declared)
    return "text" if _is_text(body) else _unreadable(declared)


def _unreadable(declared: str) -> str:
    raise Unreadable(f"not a kind of file we can read: {declared or 'unknown type'}")


def _is_text(body: bytes) -> bool:
    """Control characters tell pictures and programs from text in any encoding of it."""
    sample = body[:_SNIFFED]
    if sample.startswith(_PICTURES):
        return False
    if sample.startswith((b"\xff\xfe", b"\xfe\xff")):
        return True
    odd = len(sample) - len(sample.translate(None, _CONTROLS))
    return odd * 50 <= len(sample) and (sample.count(0) * 10 < len(sample) or _is_wide(sample))


def _is_wide(sample: bytes) -> bool:
    """UTF-16: every other byte of Western text is NUL, and never two in a row."""
    return max(sample[::2].count(0), sample[1::2].count(0)) > len(sample) // 4 and b"\x00\x00" not in sample
