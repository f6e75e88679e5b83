"""Word files."""

from __future__ import annotations

import io
import json
import resource
import zipfile

import docx
import pytest

from crawler.errors import Unreadable
from crawler.extract import extract
from crawler.formats import child, fenced
from crawler.formats import docx as reader
from crawler.model import BlockKind, Extract


def saved(document: docx.document.Document) -> bytes:
    buffer = io.BytesIO()
    document.save(buffer)
    return buffer.getvalue()


def minutes() -> bytes:
    document = docx.Document()
    document.core_properties.title = "Mall för anteckningar"
    document.sections[0].header.paragraphs[0].text = "Mellanköpings kommun"
    document.add_heading("Minnesanteckningar", 0)
    document.add_paragraph("Ledningen möttes.", style="Subtitle")
    document.add_heading("Beslut", 2)
    document.add_paragraph("Nämnden beslutade att godkänna rapporten.")
    document.add_paragraph("första punkten", style="List Bullet")
    document.add_paragraph("Bild ett", style="Caption")
    document.add_paragraph("")
    table = document.add_table(2, 2)
    for number, cell in enumerate(cell for row in table.rows for cell in row.cells):
        cell.text = f"cell {number}"
    frame = document.add_table(2, 1)
    frame.cell(0, 0).text = "Inramad text"
    document.add_table(1, 2)
    document.add_paragraph("Senast uppdaterad: 3 april 2024")
    return saved(document)


def archive(**files: bytes) -> bytes:
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as made:
        for name, content in files.items():
            made.writestr(name.replace("__", "/"), content)
    return buffer.getvalue()


def read(body: bytes) -> Extract:
    return extract(body, url="https://m.example/a.docx", media_type="application/octet-stream")


def read_here(body: bytes) -> Extract:
    found = child.answer("docx", body)
    if "unreadable" in found:
        raise Unreadable(found["unreadable"])
    return fenced.as_extract(found, reader.MEDIA_TYPE)


def test_minutes_in_word() -> None:
    """Headings, lead, bullets, captions and tables in the order they stand; the header is dropped."""
    found = read(minutes())
    assert found == read_here(minutes())
    assert found.title == "Minnesanteckningar"
    assert [(block.kind, block.text) for block in found.blocks] == [
        (BlockKind.LEAD, "Ledningen möttes."),
        (BlockKind.HEADING, "Beslut"),
        (BlockKind.PARAGRAPH, "Nämnden beslutade att godkänna rapporten."),
        (BlockKind.BULLET, "första punkten"),
        (BlockKind.CAPTION, "Bild ett"),
        (BlockKind.TABLE, "cell 0\tcell 1\ncell 2\tcell 3"),
        (BlockKind.PARAGRAPH, "Inramad text"),
    ]
    assert [label.value for label in found.labels] == ["3 april 2024"]
    assert ("Mellanköpings kommun", "running header") in [(one.text, one.reason) for one in found.dropped]
    assert {name for name, _ in found.metas} == {"docx:created", "docx:modified"}


@pytest.mark.parametrize(("named", "title"), [("Plan 2024", "Plan 2024"), ("", "Bara en rad.")])
def test_the_title_without_a_heading(named: str, title: str) -> None:
    """The file's own title, or its first line."""
    document = docx.Document()
    document.core_properties.title = named
    document.add_paragraph("Bara en rad.")
    document.add_paragraph("Och en till.")
    assert read_here(saved(document)).title == title


def test_a_word_file_without_text_says_so() -> None:
    """An empty form."""
    with pytest.raises(Unreadable, match="no text"):
        read_here(saved(docx.Document()))


@pytest.mark.parametrize(
    ("body", "reason"),
    [
        (b"PK\x03\x04 broken", "damaged"),
        (archive(a=b"x"), "no Word document"),
        (archive(word__document_xml=b"x"), "no Word document"),
        (archive(**{f"f{n}": b"" for n in range(5001)}), "unpacks to more"),
    ],
)
def test_what_is_no_word_file_is_refused_before_it_is_unpacked(body: bytes, reason: str) -> None:
    """By the archive's own list."""
    with pytest.raises(Unreadable, match=reason):
        read(body)


def test_a_broken_document_inside_a_whole_archive() -> None:
    """The child says so in one line."""
    with pytest.raises(Unreadable, match="damaged"):
        read(archive(**{"word__document.xml": b"<x"}))


def test_a_bomb_is_refused_by_its_sizes() -> None:
    """Three hundred kilobytes that unpack to a hundred megabytes."""
    with pytest.raises(Unreadable, match="unpacks to more"):
        read(archive(**{"word__document.xml": b"\x20" * (reader.MAX_UNPACKED + 1)}))


def test_a_locked_archive_says_so() -> None:
    """The flag of encryption is set."""
    body = bytearray(archive(**{"word__document.xml": b"x"}))
    body[body.index(b"PK\x01\x02") + 8] |= 1
    with pytest.raises(Unreadable, match="password"):
        read(bytes(body))


def test_the_child_limits_itself_and_answers_in_json() -> None:
    """Memory, processor time and core files first, then the reader."""
    limits: list[int] = []
    sink = io.BytesIO()
    order = child.Order(kind="docx", seconds=5, megabytes=100, body=b"nonsense")
    child.read_within(order, sink, lambda kind, _: limits.append(kind))
    assert json.loads(sink.getvalue()) == {"unreadable": "the Word file is damaged"}
    assert limits == [resource.RLIMIT_AS, resource.RLIMIT_CPU, resource.RLIMIT_CORE]


def test_running_out_of_memory_is_a_reason() -> None:
    """Not a crash."""

    def hungry(_: bytes) -> child.Answer:
        raise MemoryError

    assert "memory" in child.answer("docx", b"", {"docx": hungry})["unreadable"]
