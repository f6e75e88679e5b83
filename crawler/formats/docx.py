"""Word files (Office Open XML), read in a child process."""

from __future__ import annotations

import io
import zipfile

from crawler.errors import Unreadable
from crawler.formats.fenced import as_extract, read_in_child
from crawler.model import Extract

MEDIA_TYPE = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"
MAX_UNPACKED = 100_000_000
_MAX_FILES = 5000


def read_docx(body: bytes) -> Extract:
    """The text of a Word file. Raises Unreadable when it is damaged, locked, or unpacks to more than we allow."""
    check_size(body)
    return as_extract(read_in_child("docx", body), MEDIA_TYPE)


def check_size(body: bytes) -> None:
    """Look at the sizes in the archive's own list before anything is unpacked."""
    try:
        with zipfile.ZipFile(io.BytesIO(body)) as archive:
            files = archive.infolist()
    except (zipfile.BadZipFile, ValueError, OSError, NotImplementedError) as error:  # the last: an unknown zip version
        raise Unreadable("the Word file is damaged") from error
    if any(file.flag_bits & 1 for file in files):
        raise Unreadable("the Word file is protected by a password")
    if len(files) > _MAX_FILES or sum(file.file_size for file in files) > MAX_UNPACKED:
        raise Unreadable(f"the Word file unpacks to more than {MAX_UNPACKED // 1_000_000} MB")
    if "word/document.xml" not in {file.filename for file in files}:
        raise Unreadable("the archive holds no Word document")
