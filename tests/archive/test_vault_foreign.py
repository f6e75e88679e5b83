"""WARC and WACZ files that other tools made; here warcio makes them, whole and broken."""

from __future__ import annotations

import gzip
import hashlib
import io
import zipfile
import zlib
from collections.abc import Callable
from pathlib import Path

import pytest
from warcio.statusandheaders import StatusAndHeaders
from warcio.warcwriter import WARCWriter

from archive.errors import ImportRefused
from archive.vault.foreign import read_warc
from archive.vault.warc import open_vault
from crawler.model import Capture, Headers, Revisit
from tests.fakes.storing import BODY, URL, capture, revisit

DATE = "2019-03-04T05:06:07Z"


def url(number: int) -> str:
    return f"https://www.mellankoping.se/{number}"


class Tool:
    """Another tool that writes WARC files."""

    def __init__(self, *, packed: bool = True) -> None:
        self.out = io.BytesIO()
        self._writer = WARCWriter(self.out, gzip=packed)

    def write(self, address: str, body: bytes = BODY, headers: Headers = (), **fields: str) -> Tool:
        """A response; `fields` are WARC fields with _ for -."""
        http = StatusAndHeaders("200 OK", [("Content-Type", "text/html"), *headers], protocol="HTTP/1.1")
        self.record("response", address, body, http, **fields)
        return self

    def record(self, kind: str, address: str, body: bytes, http: StatusAndHeaders | None = None, **fields: str) -> None:
        said = {"WARC-Date": DATE} | {name.replace("_", "-"): value for name, value in fields.items()}
        made = self._writer.create_warc_record(
            address, kind, payload=io.BytesIO(body), length=len(body), http_headers=http, warc_headers_dict=said
        )
        self._writer.write_record(made)

    def file(self, path: Path) -> Path:
        path.write_bytes(self.out.getvalue())
        return path


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "theirs.warc.gz"


def read(path: Path) -> list[Capture | Revisit]:
    return list(read_warc(path))


def readable(path: Path) -> tuple[list[str], str]:
    """The addresses of what a broken file gives, and the error it ends with."""
    found: list[str] = []
    with pytest.raises(ImportRefused) as refused:
        found.extend(visit.url for visit in read_warc(path))
    return found, str(refused.value)


@pytest.mark.parametrize("packed", [True, False])
def test_a_response_becomes_a_capture(path: Path, packed: bool) -> None:
    tool = Tool(packed=packed).write("https://WWW.mellankoping.se:443/1#top", WARC_IP_Address="192.0.2.9")
    (found,) = read(tool.file(path))
    assert isinstance(found, Capture)
    assert (found.url, found.at.isoformat(), found.status) == (url(1), "2019-03-04T05:06:07+00:00", 200)
    assert (found.body, found.digest, found.ip) == (BODY, hashlib.sha256(BODY).hexdigest(), "192.0.2.9")
    assert found.headers == (("Content-Type", "text/html"),)


def chunked(body: bytes) -> bytes:
    return b"5;x=y\r\n" + body[:5] + b"\r\n" + f"{len(body) - 5:x}\r\n".encode() + body[5:] + b"\r\n0\r\n\r\n"


CODINGS: dict[str, tuple[Headers, Callable[[bytes], bytes]]] = {
    "chunked": ((("Transfer-Encoding", "chunked"),), chunked),
    "said to be chunked": ((("Transfer-Encoding", "chunked"),), bytes),
    "gzip": ((("Content-Encoding", "gzip"),), gzip.compress),
    "deflate": ((("Content-Encoding", "deflate"),), zlib.compress),
    "gzip in chunks": (
        (("transfer-encoding", "chunked"), ("content-encoding", "gzip")),
        lambda body: chunked(gzip.compress(body)),
    ),
}


@pytest.mark.parametrize("name", CODINGS)
def test_codings_are_undone_and_headers_stay_as_received(path: Path, name: str) -> None:
    headers, code = CODINGS[name]
    (found,) = read(Tool().write(url(1), code(BODY), headers).file(path))
    assert isinstance(found, Capture)
    assert (found.body, found.truncated) == (BODY, None)
    assert found.headers[1:] == headers


@pytest.mark.parametrize(
    ("headers", "body", "reason"),
    [
        ((("Transfer-Encoding", "chunked"),), chunked(BODY)[:-20], "unspecified"),
        ((("Content-Encoding", "gzip"),), gzip.compress(BODY)[:-9], "unspecified"),
        ((("Content-Encoding", "br"),), BODY, "unspecified"),
    ],
)
def test_a_payload_that_cannot_be_decoded_whole_says_so(path: Path, headers: Headers, body: bytes, reason: str) -> None:
    (found,) = read(Tool().write(url(1), body, headers).file(path))
    assert isinstance(found, Capture)
    assert found.truncated == reason


def test_large_bodies_are_cut(path: Path) -> None:
    Tool().write(url(1), b"x" * 5_000_000).write(url(2), b"y").write(url(3), b"z" * 50).file(path)
    found = list(read_warc(path, max_bytes=40))
    assert [(visit.truncated, len(visit.body)) for visit in found if isinstance(visit, Capture)] == [
        ("length", 40),
        (None, 1),
        ("length", 40),
    ]


def test_a_truncation_that_the_tool_told_of_is_kept(path: Path) -> None:
    (found,) = read(Tool().write(url(1), WARC_Truncated="time").file(path))
    assert isinstance(found, Capture)
    assert found.truncated == "time"


def test_other_records_are_passed_over_and_resources_are_captures(path: Path) -> None:
    tool = Tool()
    tool.record("warcinfo", "", b"software: x\r\n")
    tool.record("resource", url(1), b"%PDF-1.4", Content_Type="application/pdf")
    tool.record("metadata", url(1), b"x: y\r\n")
    tool.record("response", "dns:mellankoping.se", b"20190304\r\n")
    tool.write("http://[")
    (found,) = read(tool.file(path))
    assert isinstance(found, Capture)
    assert (found.header("content-type"), found.body) == ("application/pdf", b"%PDF-1.4")


def test_our_own_files_can_be_imported(tmp_path: Path) -> None:
    vault = open_vault(tmp_path)
    original = vault.add(capture(headers=(("Content-Encoding", "gzip"), ("X", "r\xe5d"))))
    vault.add(revisit(), refers_to=original)
    vault.add(revisit(status=200, headers=()))
    vault.close()
    first, second, third = read(tmp_path / original.file)
    assert isinstance(first, Capture)
    assert isinstance(second, Revisit)
    assert isinstance(third, Revisit)
    assert (first.url, first.body) == (URL, BODY)
    assert (second.status, second.digest, third.status) == (304, original.digest, 200)


BUILT = b"<p>Byggd</p>"


def test_our_own_rendered_pages_are_imported_with_their_text(tmp_path: Path) -> None:
    vault = open_vault(tmp_path)
    asked = (("User-Agent", "kommunarkiv/1"),)
    kept = [vault.add(capture(url(number), rendered=BUILT * number, request_headers=asked)) for number in (1, 2)]
    plain = vault.add(capture(url(3)))
    copied = b"".join(map(vault.copy, (*kept, plain)))
    vault.close()
    (tmp_path / "hand-out.warc.gz").write_bytes(copied)
    for name in (plain.file, "hand-out.warc.gz"):
        found = [each for each in read(tmp_path / name) if isinstance(each, Capture)]
        assert [(each.body, each.rendered) for each in found] == [(BODY, BUILT), (BODY, BUILT * 2), (BODY, None)]


def test_a_rendered_page_that_is_not_beside_its_response_is_damage(tmp_path: Path) -> None:
    vault = open_vault(tmp_path)
    first, second = vault.add(capture(url(1), rendered=BUILT)), vault.add(capture(url(2), rendered=BUILT))
    alone = vault.copy(first).rpartition(b"\x1f\x8b\x08")[0]
    path = tmp_path / "cut.warc.gz"
    path.write_bytes(alone + vault.copy(second))
    vault.close()
    assert readable(path) == (
        [url(2)],
        "cut.warc.gz: record 1 is damaged (the page that was rendered of it is not beside it); "
        "1 captures could be read",
    )


def test_what_another_tool_made_of_a_page_is_not_taken_for_it(path: Path) -> None:
    tool = Tool().write(url(1), WARC_Record_ID="<urn:uuid:1>")
    tool.record("conversion", url(1), b"PNG", Content_Type="image/png", WARC_Refers_To="<urn:uuid:1>")
    (found,) = read(tool.file(path))
    assert isinstance(found, Capture)
    assert (found.body, found.rendered) == (BODY, None)


@pytest.mark.parametrize(("profile", "status"), [("server-not-modified", 304), ("identical-payload-digest", 200)])
def test_a_revisit_without_headers_is_known_by_its_profile(path: Path, profile: str, status: int) -> None:
    tool = Tool()
    tool.record("revisit", url(1), b"", WARC_Profile=f"http://netpreserve.org/warc/1.1/revisit/{profile}")
    (found,) = read(tool.file(path))
    assert (found.status, found.digest) == (status, "")


def test_records_packed_into_one_member_are_read(path: Path) -> None:
    plain = Tool(packed=False).write(url(1)).write(url(2)).out.getvalue()
    path.write_bytes(gzip.compress(plain))
    assert [visit.url for visit in read(path)] == [url(1), url(2)]


def test_a_wacz_is_unpacked(tmp_path: Path) -> None:
    path = tmp_path / "theirs.wacz"
    with zipfile.ZipFile(path, "w") as packed:
        packed.writestr("datapackage.json", "{}")
        packed.writestr("archive/a.warc.gz", Tool().write(url(1)).out.getvalue())
        packed.writestr("archive/b.warc", Tool(packed=False).write(url(2)).out.getvalue())
        packed.writestr("indexes/index.cdx", "")
    assert [visit.url for visit in read(path)] == [url(1), url(2)]


class TestBroken:
    def test_a_file_cut_short_gives_what_is_whole(self, path: Path) -> None:
        for packed in (True, False):
            tool = Tool(packed=packed).write(url(1)).write(url(2))
            path.write_bytes(tool.out.getvalue()[:-60])
            assert readable(path) == (
                [url(1)],
                "theirs.warc.gz: record 2 is damaged (it is cut off); 1 captures could be read",
            )

    def test_a_flipped_bit_costs_one_record(self, path: Path) -> None:
        parts = [Tool().write(url(number)).out.getvalue() for number in range(4)]
        damaged = bytearray(parts[1])
        damaged[len(damaged) // 2] ^= 4
        path.write_bytes(parts[0] + damaged + parts[2] + parts[3])
        found, error = readable(path)
        assert found == [url(0), url(2), url(3)]
        assert "record 2 is damaged" in error
        assert "3 captures could be read" in error

    @pytest.mark.parametrize(
        ("old", "new", "why"),
        [
            (b"WARC/1.0\r\n", b"<html>\r\n", "does not begin with WARC/"),
            (b"Content-Length: ", b"Content-Length: -", "how long it is"),
            (b"HTTP/1.1 200", b"SMTP 220", "no HTTP answer"),
            (b"WARC-Date: 2019", b"WARC-Date: MMXI", "no date"),
            (b"WARC-Type: response", b"X: y\r\n" * 1_001, "too many lines"),
        ],
    )
    def test_every_damage_has_a_name(self, path: Path, old: bytes, new: bytes, why: str) -> None:
        damaged = Tool(packed=False).write(url(2)).out.getvalue()
        assert old in damaged
        rest = Tool().write(url(3)).out.getvalue()
        path.write_bytes(Tool().write(url(1)).out.getvalue() + gzip.compress(damaged.replace(old, new)) + rest)
        found, error = readable(path)
        assert found == [url(1), url(3)]
        assert "record 2 is damaged" in error
        assert why in error

    def test_folded_and_odd_lines_are_read(self, path: Path) -> None:
        plain = Tool(packed=False).write(url(1)).out.getvalue()
        odd = plain.replace(b"WARC-Type: response\r\n", b"WARC-Type: \r\n response\r\nodd\r\nX: \xe5\r\n")
        path.write_bytes(b"\r\n" + odd)
        assert [visit.url for visit in read(path)] == [url(1)]

    @pytest.mark.parametrize("content", [b"", b"\r\n\r\n"])
    def test_a_file_without_records_is_refused(self, path: Path, content: bytes) -> None:
        path.write_bytes(content)
        assert readable(path) == ([], "theirs.warc.gz holds no WARC record")

    def test_a_header_cut_short_is_damage(self, path: Path) -> None:
        path.write_bytes(b"WARC/1.0\r\nWARC-Type: resp")
        assert "its header is cut off" in readable(path)[1]

    def test_a_file_full_of_false_beginnings_comes_to_an_end(self, path: Path) -> None:
        path.write_bytes(b"\x1f\x8b\x08" * 50_000)
        assert "0 captures" in readable(path)[1]

    def test_a_damaged_wacz_is_refused(self, tmp_path: Path) -> None:
        path = tmp_path / "theirs.wacz"
        with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as packed:
            packed.writestr("archive/a.warc", Tool(packed=False).write(url(1), b"x" * 9_000).out.getvalue())
        content = bytearray(path.read_bytes())
        content[60] ^= 255
        path.write_bytes(content)
        assert "theirs.wacz" in readable(path)[1]
