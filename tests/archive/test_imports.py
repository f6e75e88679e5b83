"""Files and folders become captures; what cannot be taken is named with its reason and costs nothing else."""

from __future__ import annotations

import hashlib
import json
from pathlib import Path

import pytest

from archive.errors import ImportRefused
from archive.imports import GROUP, GROUP_BYTES, Brought, captures, files, groups
from archive.ready import MEDIA_TYPE
from archive.vault.warc import open_vault
from crawler.model import Capture, Revisit
from tests.fakes.archives import SITE, page, typed
from tests.fakes.storing import AT, only, revisit

HOW = Brought(source="bunt", now=AT, max_bytes=1_000)


def written(folder: Path, *names: str, body: bytes = b"<p>Hej</p>") -> Path:
    for name in names:
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(body)
    return folder


def bring(path: Path, how: Brought = HOW, name: str | None = None) -> tuple[list[Capture | Revisit], list[str]]:
    """What comes of a file, and the complaints about it."""
    refusals: list[str] = []
    found = list(captures(path, name or path.name, how, lambda where, why: refusals.append(f"{where}: {why}")))
    return found, refusals


def test_a_folder_gives_the_files_we_can_read_in_order_with_their_paths(tmp_path: Path) -> None:
    written(tmp_path, "b/2.HTML", "a.pdf", "b/1.docx", "bild.jpg", ".dold.html", "b/c/dok.jsonl", "x.warc.gz")
    assert [name for _, name in files((tmp_path,))] == ["a.pdf", "b/1.docx", "b/2.HTML", "b/c/dok.jsonl", "x.warc.gz"]


def test_a_file_that_is_named_is_taken_whatever_it_is(tmp_path: Path) -> None:
    path = written(tmp_path, "bild.jpg") / "bild.jpg"
    assert files((path,)) == [(path, "bild.jpg")]


def test_a_path_that_does_not_exist_is_named(tmp_path: Path) -> None:
    with pytest.raises(ImportRefused, match="borta does not exist"):
        files((tmp_path, tmp_path / "borta"))


@pytest.mark.parametrize("names", [(), ("semester.jpg", "semester.heic")])
def test_a_folder_with_nothing_for_us_says_what_we_can_read(tmp_path: Path, names: tuple[str, ...]) -> None:
    written(tmp_path, *names)
    with pytest.raises(ImportRefused, match="no file is HTML, PDF, DOCX, text, WARC, WACZ or JSON Lines"):
        files((tmp_path,))


@pytest.mark.parametrize(
    ("name", "media_type"),
    [
        ("a.htm", "text/html"),
        ("a.XHTML", "application/xhtml+xml"),
        ("a.txt", "text/plain"),
        ("a.pdf", "application/pdf"),
    ],
)
def test_a_file_becomes_a_capture_of_its_kind(tmp_path: Path, name: str, media_type: str) -> None:
    written(tmp_path, name, body=b"hej")
    ((capture,), refusals) = bring(tmp_path / name)
    assert isinstance(capture, Capture)
    assert (capture.header("content-type"), capture.body, capture.at, capture.status) == (media_type, b"hej", AT, 200)
    assert capture.digest == hashlib.sha256(b"hej").hexdigest()
    assert refusals == []


def test_a_files_address_is_its_path_below_the_base_url(tmp_path: Path) -> None:
    written(tmp_path, "å b.html")
    based = Brought(source="bunt", now=AT, base_url=f"{SITE}/nyheter/")
    assert bring(tmp_path / "å b.html", based, "2024/å b.html")[0][0].url == f"{SITE}/nyheter/2024/%C3%A5%20b.html"
    assert bring(tmp_path / "å b.html", HOW, "2024/å b.html")[0][0].url == "import:bunt/2024/%C3%A5%20b.html"


@pytest.mark.parametrize(
    ("name", "body", "complaint"),
    [
        ("tom.pdf", b"", "tom.pdf: the file is empty"),
        ("stor.html", b"x" * 1_001, "stor.html: the file is 1,001 bytes; at most 1,000 are taken"),
        ("bild.jpg", b"x", "bild.jpg: not a kind of file that can be imported"),
        ("trasig.warc.gz", b"hej", "trasig.warc.gz: record 1 is damaged"),
        ("trasig.wacz", b"PK\x05\x06" + bytes(18), "trasig.wacz: holds no WARC record"),
        ("borta.html", None, "No such file"),
    ],
)
def test_what_cannot_be_taken_is_named_once_with_the_reason(
    tmp_path: Path, name: str, body: bytes | None, complaint: str
) -> None:
    if body is not None:
        (tmp_path / name).write_bytes(body)
    found, (refusal,) = bring(tmp_path / name)
    assert found == []
    assert complaint in refusal
    assert refusal.count(name) <= 2


def documents(*urls: str) -> list[bytes]:
    return [json.dumps({"url": url, "title": "T", "text": "Text."}).encode() for url in urls]


def test_json_lines_are_kept_as_they_came_and_bad_ones_are_counted(tmp_path: Path) -> None:
    good, also = documents(f"{SITE}/1", f"{SITE}/2")
    (bad_url,) = documents("ingen adress")
    (tmp_path / "d.jsonl").write_bytes(b"\n".join([good, b"", b"{", bad_url, b"  " + also]))
    found, refusals = bring(tmp_path / "d.jsonl")
    assert [(each.url, each.header("content-type")) for each in found] == [
        (f"{SITE}/1", MEDIA_TYPE),
        (f"{SITE}/2", MEDIA_TYPE),
    ]
    assert [capture.body for capture in found if isinstance(capture, Capture)] == [good, also]
    assert [refusal.partition("d.jsonl:")[2][:2] for refusal in refusals] == ["3:", "4:"]


@pytest.mark.parametrize("length", [1_001, 2_002, 5_000])
def test_a_line_that_is_too_long_is_passed_over_without_being_read_whole(tmp_path: Path, length: int) -> None:
    (good,) = documents(f"{SITE}/1")
    (tmp_path / "d.jsonl").write_bytes(b"x" * length + b"\n" + good + b"\n" + b"y" * length)
    found, refusals = bring(tmp_path / "d.jsonl")
    assert [each.url for each in found] == [f"{SITE}/1"]
    assert [refusal.partition("d.jsonl:")[2][:2] for refusal in refusals] == ["1:", "3:"]
    assert all("longer than the 1,000 bytes" in refusal for refusal in refusals)


def test_of_a_warc_only_pages_and_what_is_not_there_any_more_are_taken(tmp_path: Path) -> None:
    vault = open_vault(tmp_path / "warc")
    vault.add(page("/", b"<p>hej</p>"))
    vault.add(page("/bild.png", b"\x89PNG", headers=typed("image/png")))
    vault.add(page("/borta", b"borta", status=404))
    vault.add(revisit(f"{SITE}/"))
    vault.close()
    found, refusals = bring(only(tmp_path / "warc", ".warc.gz"))
    assert [(each.url, each.status) for each in found] == [(f"{SITE}/", 200), (f"{SITE}/borta", 404), (f"{SITE}/", 304)]
    assert refusals == []


def test_a_body_in_a_warc_is_cut_at_the_limit_of_the_archive(tmp_path: Path) -> None:
    vault = open_vault(tmp_path / "warc")
    vault.add(page("/", b"<p>" + b"x" * 5_000))
    vault.close()
    ((capture,), _) = bring(only(tmp_path / "warc", ".warc.gz"))
    assert isinstance(capture, Capture)
    assert (len(capture.body), capture.truncated) == (1_000, "length")


def test_captures_are_kept_in_groups_bounded_in_number_and_in_bytes() -> None:
    small = [page(f"/{number}") for number in range(GROUP + 1)]
    assert [len(group) for group in groups(small)] == [GROUP, 1]
    large = [page(f"/{number}", bytes(GROUP_BYTES // 2)) for number in range(3)]
    assert [len(group) for group in groups([revisit(), *large])] == [3, 1]
    assert list(groups([])) == []
