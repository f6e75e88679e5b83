"""Plain text: title, lead, headings, bullets, labels."""

from __future__ import annotations

from crawler.extract import extract
from crawler.model import BlockKind, Extract, Label

LONG = "Det här är en mening som är lång nog för att räknas som löpande text på en sida."


def read(*lines: str, url: str = "file:///tmp/ny-skola-i-norr.txt") -> Extract:
    return extract("\n\n".join(lines).encode(), url=url, media_type="text/plain")


def test_the_banner_goes_and_the_first_own_line_is_the_title() -> None:
    """As in pages saved from a browser."""
    found = read(
        "Hej! Du använder en gammal webbläsare", "Rubrik", LONG, "Mellanrubrik", LONG, "Senast uppdaterad: 3 maj 2020"
    )
    assert found.title == "Rubrik"
    assert [block.kind for block in found.blocks] == [BlockKind.LEAD, BlockKind.HEADING, BlockKind.PARAGRAPH]
    assert found.labels == (Label(words="Senast uppdaterad", value="3 maj 2020"),)
    assert ("Hej! Du använder en gammal webbläsare", "old-browser notice") in [
        (d.text, d.reason) for d in found.dropped
    ]


def test_a_stamp_before_the_title_is_not_the_title() -> None:
    """Some sites put the date first."""
    found = read("Artikeln publicerades 8 december 2020", "Bidraget höjs", LONG)
    assert found.title == "Bidraget höjs"
    assert found.labels == (Label(words="Artikeln publicerades", value="8 december 2020"),)


def test_a_picture_text_and_a_date_before_the_title() -> None:
    """What stands before the date is not the title."""
    found = read("Fällda träd", "02 november 2018", "Upphandlingen är klar", LONG)
    assert (found.title, found.text) == ("Upphandlingen är klar", LONG)
    assert found.labels == (Label(words="", value="02 november 2018"),)


def test_the_name_of_the_site_is_not_the_title() -> None:
    """Nor a contact heading."""
    assert (
        read("Kontaktinformation", "Säters kommun", "Kommunstyrelsen 2020-10-06", LONG).title
        == "Kommunstyrelsen 2020-10-06"
    )


def test_a_text_that_names_itself_nowhere_is_named_by_its_address() -> None:
    """And keeps all its words."""
    found = read(LONG, LONG + " Igen.")
    assert found.title == "Ny skola i norr"
    assert found.text.startswith(LONG)
    assert read(LONG, url="https://m.example/nyheter/ny-bro/").title == "Ny bro"
    assert read(LONG, url="file:///1.txt").title == "file:///1.txt"


def test_bullets_and_speech() -> None:
    """A dot or a dash makes a bullet; a dash before a long line is somebody speaking."""
    speech = "- " + LONG * 3
    found = read("Rubrik", "• ett", "- två", speech)
    assert [(block.kind, block.text) for block in found.blocks] == [
        (BlockKind.BULLET, "ett"),
        (BlockKind.BULLET, "två"),
        (BlockKind.PARAGRAPH, speech),
    ]


def test_odd_white_space_and_bookmarks_of_minutes() -> None:
    """Tabs, form feeds and Word's bookmarks."""
    found = extract(
        b" Fr\xc3\xa5nvarande: \n\t\n\tProtokoll \r\n\r\n\f[bookmark: _GoBack]Birgitta har\xc2\xa0tagit fram en plan.",
        url="x",
        media_type="text/plain",
    )
    assert found.title == "Protokoll"
    assert found.text == "Frånvarande:\nBirgitta har tagit fram en plan."


def test_contacts_last_on_the_page() -> None:
    """Names go, sentences stay."""
    assert read("Rubrik", LONG, "Kontakt", "Tf kommunchef, ekonomichef").text == LONG
    assert "prata" in read("Rubrik", LONG, "Kontakt", "Har du frågor kan du alltid prata med din närmsta chef.").text
    assert read("Rubrik", "Kontakt", "Anna").text == "Kontakt\nAnna"


def test_only_furniture_leaves_nothing() -> None:
    """The address is the title."""
    found = read("Lyssna", "Skriv ut", url="https://m.example/lista")
    assert (found.title, found.blocks) == ("Lista", ())


def test_repeated_list_headings_keep_one_as_title() -> None:
    """A list page's own heading stands on all its months."""
    from crawler.template import fit

    bodies = [
        f"Politik\n\nBeslut i korthet\n\n• Beslut nummer {n}\n\nNämnden sade ja till {n}.".encode() for n in range(4)
    ]
    site = fit((f"https://m.example/{n}", body) for n, body in enumerate(bodies))
    found = extract(bodies[0], url="https://m.example/0", media_type="text/plain", site=site)
    assert (found.title, found.blocks[0].text) == ("Beslut i korthet", "Beslut nummer 0")
    assert site is not None
    kept = extract(bodies[0], url="https://m.example/0", media_type="text/plain", site=site.restored("Politik"))
    assert kept.title == "Politik"
