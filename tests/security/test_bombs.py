"""Small files that grow: refused or cut in bounded memory, and nothing is fetched by them (ASVS 5.0 1.5.1, 5.2.3)."""

from __future__ import annotations

import gzip
import io
import socket
import struct
import zipfile
from pathlib import Path

import docx
import pytest

from archive import imports
from crawler.discover import discover
from crawler.errors import CrawlError
from crawler.extract import extract
from crawler.formats.docx import MEDIA_TYPE as WORD
from crawler.sitemaps import read_listing
from tests.fakes.storing import AT
from tests.pace import assert_quick

MEGABYTE = 1024 * 1024
SECONDS = 5.0
LAUGHS = "".join(f'<!ENTITY l{n} "{f"&l{n - 1};" * 10}">' for n in range(1, 10))
LAUGH = f'<?xml version="1.0"?><!DOCTYPE x [<!ENTITY l0 "ha">{LAUGHS}]>'
SQUARE = f'<?xml version="1.0"?><!DOCTYPE x [<!ENTITY a "{"a" * 50_000}">]>'
REMOTE = (
    '<?xml version="1.0"?><!DOCTYPE x SYSTEM "http://127.0.0.1:{port}/x.dtd" ['
    '<!ENTITY % p SYSTEM "http://127.0.0.1:{port}/p.dtd"> %p;'
    '<!ENTITY f SYSTEM "file:///etc/passwd"><!ENTITY n SYSTEM "http://127.0.0.1:{port}/n">]>'
)
TREES = {
    "laughs": (LAUGH, "&l9;"),
    "squares": (SQUARE, "&a;" * 50_000),
    "files and addresses": (REMOTE, "&f;&n;"),
}
HTML = "text/html"
XHTML = "application/xhtml+xml"


def word(prolog: str = "", text: str = "Hej", *, size: int | None = None) -> bytes:
    """A Word file whose document begins so; `size` is what its list says of it."""
    plain = io.BytesIO()
    document = docx.Document()
    document.add_paragraph("PLATS")
    document.save(plain)
    made = io.BytesIO()
    with zipfile.ZipFile(plain) as old, zipfile.ZipFile(made, "w", zipfile.ZIP_DEFLATED) as new:
        for each in old.namelist():
            content = old.read(each)
            if each == "word/document.xml":
                content = (prolog + content.decode().partition("?>")[2].replace("PLATS", text)).encode()
            new.writestr(each, content)
    return _lying(made.getvalue(), size) if size is not None else made.getvalue()


def _lying(body: bytes, size: int) -> bytes:
    """The same file, with another size of its document in the list at its end and before the document."""
    changed = bytearray(body)
    for sign, place, name_at in ((b"PK\x01\x02", 24, 46), (b"PK\x03\x04", 22, 30)):
        at = changed.find(sign)
        while at >= 0:
            if changed[at + name_at :].startswith(b"word/document.xml"):
                struct.pack_into("<I", changed, at + place, size)
            at = changed.find(sign, at + 4)
    return bytes(changed)


def read(body: bytes, media_type: str) -> str:
    """What can be read of a file, "" when it is refused."""
    try:
        return extract(body, url="https://m.example/a", media_type=media_type).text
    except CrawlError:
        return ""


@pytest.fixture
def listener() -> socket.socket:
    """A place that nobody should come to."""
    with socket.create_server(("127.0.0.1", 0)) as opened:
        opened.setblocking(False)
        yield opened  # type: ignore[misc]


def nobody_came(listener: socket.socket) -> bool:
    """Whether no connection waits."""
    try:
        listener.accept()[0].close()
    except BlockingIOError:
        return True
    return False


@pytest.mark.parametrize("tree", TREES)
@pytest.mark.parametrize("kind", ["word", XHTML, "sitemap", "feed"])
def test_entities_grow_nothing_and_fetch_nothing(listener: socket.socket, tree: str, kind: str) -> None:
    prolog, use = TREES[tree]
    prolog = prolog.format(port=listener.getsockname()[1]) if "{port}" in prolog else prolog
    bodies = {
        "word": word(prolog, use),
        XHTML: f"{prolog}<html xmlns='http://www.w3.org/1999/xhtml'><body><p>Hej {use}</p></body></html>".encode(),
        "sitemap": f"{prolog}<urlset><url><loc>http://m.example/{use}</loc></url></urlset>".encode(),
        "feed": f"{prolog}<rss><channel><item><link>http://m.example/{use}</link></item></channel></rss>".encode(),
    }

    def look() -> None:
        if kind in {"sitemap", "feed"}:
            found = " ".join(each.url for each in read_listing(bodies[kind], "http://m.example/s.xml", now=AT).entries)
        else:
            found = read(bodies[kind], WORD if kind == "word" else kind)
        assert len(found) < MEGABYTE
        assert "root:" not in found

    assert_quick(look, seconds=SECONDS)
    assert nobody_came(listener)


@pytest.mark.parametrize("size", [10, 1_000, 2**32 - 2])
def test_a_word_file_that_lies_about_its_size_is_read_in_bounded_memory_or_refused(size: int) -> None:
    assert len(read(word(text="a " * 5 * MEGABYTE, size=size), WORD)) <= 12 * MEGABYTE


NESTED = {
    "elements": b"<div>" * 50_000 + b"text",
    "lists": b"<ul><li>" * 20_000,
    "tables": b"<table><tr><td>" * 5_000,
    "formatting": b"<b><i>" * 20_000 + b"<p>x" * 2_000,
    "attributes": b"<p " + b" ".join(b"a%d=1" % number for number in range(200_000)) + b">x",
    "attributes with signs in them": b"<p " + b" ".join(b"a%d='<>'" % number for number in range(50_000)) + b">x",
    "attributes behind a comment": b'<!-- <p a=" -->' + b"<p " + b" ".join(b"a%d" % n for n in range(50_000)) + b'>x"',
    "many tags of many attributes": (b"<p " + b" ".join(b"a%d=1" % number for number in range(500)) + b">x") * 300,
    "tags in tags": b"<p a b c d " * 100_000,
    "one attribute": b'<p class="' + b"a " * MEGABYTE + b'">x',
    "entities": b"&amp;" * MEGABYTE,
    "an open comment": b"<!--" * 100_000,
    "open tags": b"<a " * 100_000,
    "closing tags": b"</p>" * 200_000,
}


@pytest.mark.parametrize("kind", NESTED)
def test_pages_of_nothing_but_markup_are_read_in_bounded_time(kind: str) -> None:
    assert_quick(lambda: read(b"<!doctype html><body>" + NESTED[kind], HTML), seconds=SECONDS * 2)


@pytest.mark.parametrize("kind", NESTED)
def test_links_are_looked_for_in_bounded_time(kind: str) -> None:
    """That is done while the crawl waits."""
    page = b"<!doctype html><body>" + NESTED[kind]
    assert_quick(lambda: discover(page, "http://m.example/"), seconds=SECONDS)


def test_packed_files_that_are_imported_are_bounded(tmp_path: Path) -> None:
    head = (
        b"WARC/1.1\r\nWARC-Type: response\r\nWARC-Target-URI: http://m.example/\r\nWARC-Date: 2024-04-12T00:00:00Z\r\n"
    )
    body = b"HTTP/1.1 200 OK\r\nContent-Type: text/html\r\n\r\n" + b"a" * 60 * MEGABYTE
    record = head + b"WARC-Record-ID: <urn:uuid:0>\r\nContent-Length: %d\r\n\r\n" % len(body) + body + b"\r\n\r\n"
    (tmp_path / "a.warc.gz").write_bytes(gzip.compress(record, 1))
    with zipfile.ZipFile(tmp_path / "b.wacz", "w", zipfile.ZIP_DEFLATED) as made:
        made.writestr("archive/b.warc.gz", gzip.compress(record, 1))
    how = imports.Brought(source="town", now=AT)
    for name in ("a.warc.gz", "b.wacz"):
        refused: list[str] = []
        found = list(imports.captures(tmp_path / name, name, how, lambda _, why, told=refused: told.append(why)))
        assert sum(len(getattr(each, "body", b"")) for each in found) <= how.max_bytes
        assert found or refused
