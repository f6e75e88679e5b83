"""Reading a PDF back, as a person and as a screen reader would."""

from __future__ import annotations

import ctypes
from dataclasses import dataclass

import pypdfium2
import pypdfium2.raw as raw


@dataclass(frozen=True, kw_only=True)
class Paper:
    """What a PDF says: the text of each page, spaces as one; title; language; whether it is tagged."""

    pages: tuple[str, ...]
    title: str
    made: str
    language: str
    is_tagged: bool

    @property
    def text(self) -> str:
        return " ".join(self.pages)


def read_paper(content: bytes) -> Paper:
    assert content.startswith(b"%PDF-1.7")
    document = pypdfium2.PdfDocument(content)
    try:
        said = document.get_metadata_dict()
        return Paper(
            pages=tuple(_page(document, number) for number in range(len(document))),
            title=said["Title"],
            made=said["CreationDate"],
            language=_language(document),
            is_tagged=bool(raw.FPDFCatalog_IsTagged(document)),
        )
    finally:
        document.close()


def _page(document: pypdfium2.PdfDocument, number: int) -> str:
    page = document[number]
    text = page.get_textpage()
    try:
        # U+FFFE is what pdfium gives for a hyphen that a line break put in.
        return " ".join(text.get_text_bounded().replace("\ufffe\r\n", "").replace("\ufffe", "").split())
    finally:
        text.close()
        page.close()


def _language(document: pypdfium2.PdfDocument) -> str:
    size = raw.FPDFCatalog_GetLanguage(document, None, 0)
    buffer = ctypes.create_string_buffer(size)
    raw.FPDFCatalog_GetLanguage(document, ctypes.cast(buffer, ctypes.POINTER(ctypes.c_ushort)), size)
    return buffer.raw.decode("utf-16-le").rstrip("\0")
