"""PDF files: minutes and decisions on paper."""

from __future__ import annotations

import pytest
from fpdf import FPDF
from fpdf.enums import AccessPermission, EncryptionMethod

from crawler.errors import Unreadable
from crawler.extract import extract
from crawler.formats import child, fenced, pdf_body
from crawler.formats.pdf_lines import Line
from crawler.formats.pdf_running import running_lines
from crawler.formats.pdf_text import paragraphs
from crawler.model import BlockKind, Extract

BODY = "Kommunstyrelsen beslutade att godkänna rapporten för perioden och gav förvaltningen ett nytt uppdrag om lokaler"


class Paper(FPDF):
    """Minutes with a running header and footer."""

    def header(self) -> None:
        self.set_font("Helvetica", size=8)
        self.cell(0, 6, "Mellanköpings kommun, protokoll")
        self.ln(12)

    def footer(self) -> None:
        self.set_y(-15)
        self.set_font("Helvetica", size=8)
        self.cell(60, 5, "Justerandes sign")
        self.ln(5)
        self.cell(0, 5, f"Sida {self.page_no()} av 3")


def minutes() -> bytes:
    paper = Paper()
    paper.add_page()
    paper.set_font("Helvetica", "B", 18)
    paper.cell(0, 10, "Kommunstyrelsens protokoll")
    paper.ln(14)
    for number in range(1, 13):
        paper.set_font("Helvetica", "B", 11)
        paper.cell(0, 8, f"§ {number} Delårsrapport {number}")
        paper.ln(9)
        paper.set_font("Helvetica", size=11)
        paper.multi_cell(
            0, 5.5, f"{BODY} nummer {number} i ordningen, vilket ska redovisas för nämnden innan året är slut."
        )
        paper.ln(3)
        paper.multi_cell(0, 5.5, "Ärendet har beretts av upphandlings-\nenheten samt av social- och\näldrenämnden.")
        paper.ln(3)
    for bullet in ("ett", "två"):
        paper.cell(0, 6, f"- punkt {bullet}")
        paper.ln(6)
    paper.ln(6)
    for row in (("Nämnd", "Budget", "Utfall"), ("Socialnämnden", "100", "103"), ("Äldrenämnden", "200", "196")):
        for cell in row:
            paper.cell(60, 6, cell)
        paper.ln(6)
    paper.ln(4)
    paper.multi_cell(0, 5.5, "Senast uppdaterad: 3 april 2024")
    return bytes(paper.output())


def blank(**settings: str) -> bytes:
    paper = FPDF()
    paper.add_page()
    for name, value in settings.items():
        getattr(paper, f"set_{name}")(value)
    return bytes(paper.output())


def simple(*lines: str, title: str = "") -> bytes:
    paper = FPDF()
    paper.set_title(title)
    paper.add_page()
    paper.set_font("Helvetica", size=11)
    for line in lines:
        paper.cell(0, 6, line)
        paper.ln(6)
    return bytes(paper.output())


def read(body: bytes) -> Extract:
    return extract(body, url="https://m.example/a.pdf", media_type="application/pdf")


def read_here(body: bytes) -> Extract:
    """In this process, for coverage and speed."""
    found = child.answer("pdf", body)
    if "unreadable" in found:
        raise Unreadable(found["unreadable"])
    return fenced.as_extract(found, "application/pdf")


def test_minutes_are_read_as_text() -> None:
    """Title, § headings, whole words over line ends, bullets, a table; running lines are dropped with reasons."""
    found = read(minutes())
    assert found == read_here(minutes())
    assert found.title == "Kommunstyrelsens protokoll"
    headings = [block.text for block in found.blocks if block.kind is BlockKind.HEADING]
    assert headings == [f"§ {n} Delårsrapport {n}" for n in range(1, 13)]
    assert "beretts av upphandlingsenheten samt av social- och äldrenämnden." in found.text
    assert f"{BODY} nummer 6 i ordningen, vilket ska redovisas för nämnden innan året är slut." in found.text
    assert [block.text for block in found.blocks if block.kind is BlockKind.BULLET] == ["punkt ett", "punkt två"]
    assert found.blocks[-1].kind is BlockKind.TABLE
    assert found.blocks[-1].text == "Nämnd\tBudget\tUtfall\nSocialnämnden\t100\t103\nÄldrenämnden\t200\t196"
    assert [label.value for label in found.labels] == ["3 april 2024"]
    reasons = {dropped.text: dropped.reason for dropped in found.dropped}
    assert reasons["Mellanköpings kommun, protokoll"] == "running header on 3 of 3 pages"
    assert reasons["Sida 2 av 3"] == "page number"
    assert reasons["Justerandes sign"] == "signature line"
    assert dict(found.metas).keys() == {"pdf:created"}


def test_two_columns_are_read_one_after_the_other() -> None:
    """Also when they were written row by row."""
    paper = FPDF()
    paper.add_page()
    paper.set_font("Helvetica", size=10)
    for number in range(12):
        paper.cell(100, 6, f"vänster spalt med rad nummer {number}")
        paper.cell(80, 6, f"höger spalt med rad nummer {number}")
        paper.ln(6)
    text = read_here(bytes(paper.output())).text
    assert text.index("vänster spalt med rad nummer 11") < text.index("höger spalt med rad nummer 1")


@pytest.mark.parametrize(
    ("named", "title"),
    [
        ("Verksamhetsplan 2024", "Verksamhetsplan 2024"),
        ("Microsoft Word - x.docx", "Första raden"),
        ("", "Första raden"),
    ],
)
def test_the_title_of_a_plain_pdf(named: str, title: str) -> None:
    """The file's own, unless a machine gave it."""
    assert read_here(simple("Första raden", "Andra raden är en vanlig mening.", title=named)).title == title


def test_a_damaged_pdf_says_so() -> None:
    """As does one with nothing in it."""
    for body in (b"%PDF-1.7 nonsense", minutes()[:300]):
        with pytest.raises(Unreadable, match="damaged"):
            read_here(body)
    with pytest.raises(Unreadable, match="damaged"):
        read(b"%PDF-1.4\n")
    with pytest.raises(Unreadable, match="empty"):
        read(b"")


def test_a_scanned_pdf_says_so() -> None:
    """Pages without text are pictures."""
    with pytest.raises(Unreadable, match="scanned"):
        read_here(blank())


def test_a_page_without_text_among_others_is_a_warning() -> None:
    """A scanned appendix."""
    paper = FPDF()
    paper.set_font("Helvetica", size=11)
    paper.add_page()
    paper.cell(0, 6, "Text på första sidan är här.")
    paper.add_page()
    assert read_here(bytes(paper.output())).warnings == ("page 2 holds no text",)


def test_a_locked_pdf_says_so() -> None:
    """We have no password."""
    paper = FPDF()
    paper.set_encryption(
        owner_password="a",
        user_password="b",
        encryption_method=EncryptionMethod.RC4,
        permissions=AccessPermission.none(),
    )
    paper.add_page()
    with pytest.raises(Unreadable, match="password"):
        read_here(bytes(paper.output()))


def test_only_so_many_pages_are_read() -> None:
    """And the rest is a warning."""
    assert "only the first 2 of 3 pages were read" in pdf_body.read(minutes(), max_pages=2)["warnings"]


def test_a_child_that_needs_too_much_is_stopped() -> None:
    """Memory and time have limits of their own."""
    with pytest.raises(Unreadable, match=r"MB|memory"):
        fenced.read_in_child("pdf", minutes(), megabytes=20)
    with pytest.raises(Unreadable, match="seconds"):
        fenced.read_in_child("pdf", minutes(), seconds=-10)


def line(
    text: str, *, bottom: float = 700, right: float = 500, size: float = 11, bold: bool = False, place: float = 0.5
) -> Line:
    return Line(text=text, left=50, right=right, bottom=bottom, size=size, bold=bold, place=place)


def test_a_paragraph_goes_on_over_the_page() -> None:
    """When the sentence does."""
    pages = [
        [line("Första raden av en mening som", bottom=90), line("inte är slut vid sidans", bottom=78)],
        [line("slut utan går vidare.", bottom=780)],
    ]
    assert [row[1] for row in paragraphs(pages)] == [
        "Första raden av en mening som inte är slut vid sidans slut utan går vidare."
    ]
    assert len(paragraphs([[line("En hel mening.", bottom=90)], [line("En ny mening.", bottom=780)]])) == 2
    assert paragraphs([]) == []


def test_a_short_last_line_ends_a_paragraph() -> None:
    """So does a gap, a bullet or a change of type."""
    rows = paragraphs(
        [
            [
                line("Ett stycke som fyller hela raden ut", bottom=700),
                line("slutar här.", bottom=688, right=150),
                line("Nästa börjar utan mellanrum, med", bottom=676),
                line("en rad till.", bottom=664, right=300),
                line("1. numrerad", bottom=652),
                line("Efter ett stort mellanrum, utan punkt", bottom=600),
                line("Fet rubrik", bottom=588, bold=True),
                line("ensam\tcell", bottom=570),
            ]
        ]
    )
    assert [row[1] for row in rows] == [
        "Ett stycke som fyller hela raden ut slutar här.",
        "Nästa börjar utan mellanrum, med en rad till.",
        "1. numrerad",
        "Efter ett stort mellanrum, utan punkt",
        "Fet rubrik",
        "ensam cell",
    ]


def test_lines_that_come_back_in_the_margins_are_running() -> None:
    """Prose and years are not, wherever they stand."""
    prose = "En lång mening som råkar stå överst på flera sidor i dokumentet men är löpande text ändå, det syns."
    pages = [
        [line("Diarienummer KS 2020", place=0.95), line(prose, place=0.9), line("2020", place=0.05)] for _ in range(3)
    ]
    running = running_lines(pages)
    assert {text for text, _ in running.values()} == {"Diarienummer KS 2020", "2020"}
    assert running_lines([[line("2020", place=0.05)]]) == {}
