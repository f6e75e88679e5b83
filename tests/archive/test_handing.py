"""Handing out: whole or nothing, the same bytes every time, checked with the tools that anyone has."""

from __future__ import annotations

import csv
import io
import subprocess
import zipfile
from collections.abc import Iterator
from dataclasses import replace
from datetime import date, timedelta
from pathlib import Path

import html5lib
import pytest
from warcio.archiveiterator import ArchiveIterator

from archive import handing
from archive.answers import Question
from archive.changes import apply
from archive.errors import CannotPrint, HandoutRefused, NotFound, TooMuchToPrint, VaultBroken
from archive.handing import MOST, Wish, choosing, making
from archive.handing.pages import COLUMNS, as_csv
from archive.ingest import Ingest
from archive.model import Handed, Handout
from archive.parts import Archive
from archive.vault.warc import open_vault
from tests.fakes.archives import SITE, TOWN, html, memory_archive, news, page
from tests.fakes.storing import AT, later
from tests.web.paper import read_paper
from tests.web.town import NUMBER, hostile, make_town, meeting

ALL = Question(text="")


@pytest.fixture
def archive(tmp_path: Path) -> Iterator[Archive]:
    """Five pages, the first of them changed after two days, in a vault of WARC files."""
    with memory_archive(vault=open_vault(tmp_path / "warc"), clock=lambda: later(days=9)) as opened:
        asked = (("User-Agent", "kommunarkiv/1"),)
        visits = [replace(news(number), request_headers=asked) for number in range(5)]
        Ingest(opened, TOWN).keep([*visits, news(0, "Beslutet ändrades senare.", at=later(days=2))])
        apply(opened.store, opened.index)
        yield opened


def wish(versions: tuple[Handed, ...], **more: object) -> Wish:
    return Wish(**{"who": "Åsa Öberg", "question": "boende", "versions": versions, **more})


def handed(archive: Archive, folder: Path, **more: object) -> tuple[Path, Handout]:
    """Everything handed out."""
    target = folder / "ut.zip"
    return target, handing.hand_out(archive, wish(handing.found_by(archive, ALL), **more), target)


def unpacked(target: Path) -> Path:
    with zipfile.ZipFile(target) as package:
        assert package.testzip() is None
        package.extractall(target.parent / "ut")
    return target.parent / "ut"


def table(text: str) -> list[dict[str, str]]:
    assert text.startswith("\ufeff")
    return list(csv.DictReader(io.StringIO(text[1:], newline=""), delimiter=";"))


def test_every_file_is_as_the_manifest_says_and_the_manifest_names_every_file(archive: Archive, tmp_path: Path) -> None:
    folder = unpacked(handed(archive, tmp_path, captures=True)[0])
    command = ["sha256sum", "--check", "--strict", "--quiet", "manifest-sha256.txt"]
    done = subprocess.run(command, cwd=folder, check=False, capture_output=True, text=True)
    assert (done.returncode, done.stdout, done.stderr) == (0, "", "")
    said = {line[66:] for line in (folder / "manifest-sha256.txt").read_text("utf-8").splitlines()}
    held = {path.relative_to(folder).as_posix() for path in folder.rglob("*") if path.is_file()}
    assert held == said | {"manifest-sha256.txt"}
    assert {"forsattsblad.html", "forsattsblad.pdf", "sidor.csv", "hamtningar.warc.gz"} < held
    assert len([name for name in held if name.endswith(".txt")]) == 5 + 1


def test_a_page_is_text_with_its_source_and_clean_html(archive: Archive, tmp_path: Path) -> None:
    folder = unpacked(handed(archive, tmp_path)[0])
    for path in folder.glob("sidor/*.html"):
        tree = html5lib.HTMLParser(strict=True, namespaceHTMLElements=False).parse(path.read_text("utf-8"))
        assert not list(tree.iter("script"))
    (changed,) = (path for path in folder.glob("sidor/*.txt") if "ändrades senare" in path.read_text("utf-8"))
    said = changed.read_text("utf-8")
    assert said.startswith("Nyhet 0\n=======\nKälla:")
    assert f"Källa: {SITE}/nyheter/0/" in said
    assert "Hämtad: 2024-04-14 09:30:15 UTC." in said
    assert "Socialnämnden beslutade att öppna ett nytt boende" in said


def test_the_captures_are_a_warc_file_with_the_vault_s_records_byte_for_byte(archive: Archive, tmp_path: Path) -> None:
    folder = unpacked(handed(archive, tmp_path, captures=True)[0])
    content = (folder / "hamtningar.warc.gz").read_bytes()
    kinds = [each.rec_type for each in ArchiveIterator(io.BytesIO(content), check_digests="raise")]
    assert kinds[0] == "warcinfo"
    assert sorted(kinds[1:]) == ["request"] * 4 + ["response"] * 5
    for row in table((folder / "sidor.csv").read_text("utf-8")):
        assert archive.vault.copy(archive.store.captures.of(row["WARC-post"])) in content


def test_without_being_asked_for_captures_stay_in_the_vault(archive: Archive, tmp_path: Path) -> None:
    target, done = handed(archive, tmp_path)
    assert not done.captures
    assert not [name for name in zipfile.ZipFile(target).namelist() if "warc" in name]


def test_the_table_has_a_row_a_page_under_swedish_headings(tmp_path: Path) -> None:
    town = make_town()
    folder = unpacked(handed_one(town, tmp_path, meeting().page)[0])
    (row,) = table((folder / "sidor.csv").read_text("utf-8"))
    assert tuple(row) == COLUMNS
    assert {name: row[name] for name in COLUMNS if name not in {"WARC-post", "Text", "HTML"}} == {
        "Nr": "1",
        "Titel": "Sagt i ledningen 10 april",
        "Adress": meeting().url,
        "Hämtad (UTC)": "2024-04-12 06:30:00",
        "SHA-256": meeting().digest,
        "Arkivadress": f"/sida/{meeting().page}/20240412063000",
        "Publicerad": "2024-04-10",
        "Uppdaterad": "",
        "Granskad": "",
        "Sammanträde": "",
        "Beslutad": "2024-04-09",
        "Enheter": "Socialnämnden",
        "Ämnen": "upphandling",
        "Ärendenummer": "SN 2024/17",
        "Källa": "Lillstad",
        "Filtyp": "text/html",
    }
    assert (folder / row["Text"]).is_file()
    assert (folder / row["HTML"]).is_file()
    town.close()


def handed_one(archive: Archive, folder: Path, id: str, **more: object) -> tuple[Path, Handout]:
    target = folder / "ut.zip"
    return target, handing.hand_out(archive, wish(handing.named(archive, [id]), **more), target)


def test_hostile_pages_stay_text_and_their_numbers_stay_hidden(tmp_path: Path) -> None:
    town = make_town()
    target, _ = handed_one(town, tmp_path, hostile().page, question=f"fråga {NUMBER}", to_whom="<b>Bo</b>")
    for path in unpacked(target).rglob("*.*"):
        content = path.read_bytes()
        said = read_paper(content).text if path.suffix == ".pdf" else content.decode()
        assert NUMBER not in said, path
        if path.suffix == ".html":
            assert "<script" not in said
            assert "<b>" not in said
    town.close()


def test_a_cell_is_never_a_formula() -> None:
    said = as_csv(("A",), [("=1+1",), ("+46",), ("-1",), ("@x",), ("\tx",), ('a";b\nc',)])
    assert said == "\ufeffA\r\n'=1+1\r\n'+46\r\n'-1\r\n'@x\r\n'\tx\r\n\"a\"\";b\nc\"\r\n"


def test_the_cover_sheet_says_what_when_by_whom_to_whom_and_how_to_check(archive: Archive, tmp_path: Path) -> None:
    folder = unpacked(handed(archive, tmp_path, to_whom="Länsbladet", reference="KS 2024/17", captures=True)[0])
    read = read_paper((folder / "forsattsblad.pdf").read_bytes())
    assert (read.language, read.is_tagged, read.made) == ("sv", True, "D:20240421093015Z")
    for said in (read.text, (folder / "forsattsblad.html").read_text("utf-8")):
        for part in ("boende", "2024-04-21 09:30:15 UTC", "Åsa Öberg", "Länsbladet", "KS 2024/17", "sha256sum -c"):
            assert part in said, part
        assert f"{SITE}/nyheter/4/" in said
        assert "hamtningar.warc.gz" in said


def test_who_asks_need_not_be_named(archive: Archive, tmp_path: Path) -> None:
    folder = unpacked(handed(archive, tmp_path)[0])
    said = (folder / "forsattsblad.html").read_text("utf-8")
    assert "Utlämnat till" not in said
    assert "Referens" not in said


def test_the_log_keeps_the_act_and_gives_the_same_file_again(archive: Archive, tmp_path: Path) -> None:
    target, done = handed(archive, tmp_path, captures=True)
    assert tuple(archive.store.handouts.all()) == (done,)
    assert done.size == target.stat().st_size
    assert done.digest == making._digest(target)
    Ingest(archive, TOWN).keep([news(number, at=later(days=20)) for number in range(1, 5)])
    again = tmp_path / "igen.zip"
    handing.repeat(archive, archive.store.handouts.one(done.id), again)
    assert again.read_bytes() == target.read_bytes()


def test_a_file_that_would_not_be_the_same_is_not_made(archive: Archive, tmp_path: Path) -> None:
    _, done = handed(archive, tmp_path)
    memento = archive.store.pages.memento(done.versions[0].page, done.versions[0].at)
    archive.store.pages.replace(replace(memento, title="Läst om"))
    with pytest.raises(HandoutRefused, match="inte göras om likadant"):
        handing.repeat(archive, done, tmp_path / "igen.zip")
    gone = replace(done, versions=(Handed(page="0" * 16, at=AT),))
    with pytest.raises(HandoutRefused, match="finns inte längre"):
        handing.repeat(archive, gone, tmp_path / "igen.zip")
    assert not list(tmp_path.glob("igen*"))


@pytest.mark.parametrize("limit", [10, 3_000])
def test_what_is_too_large_leaves_nothing_behind(
    archive: Archive, tmp_path: Path, limit: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    given = making.write
    monkeypatch.setattr(making, "write", lambda *each: given(*each, limit=limit))
    with pytest.raises(HandoutRefused, match="dela upp det"):
        handed(archive, tmp_path)
    assert not list(tmp_path.glob("ut*"))
    assert tuple(archive.store.handouts.all()) == ()


def test_a_capture_that_cannot_be_read_stops_it(archive: Archive, tmp_path: Path) -> None:
    archive.vault.close()
    for path in (tmp_path / "warc").glob("*.warc.gz*"):
        path.unlink()
    with pytest.raises(VaultBroken):
        handed(archive, tmp_path, captures=True)
    assert not list(tmp_path.glob("ut*"))
    assert tuple(archive.store.handouts.all()) == ()


def test_where_no_pdf_can_be_made_the_cover_sheet_is_html(
    archive: Archive, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def missing(_: str) -> bytes:
        raise CannotPrint("no pango")

    monkeypatch.setattr(making, "print_pdf", missing)
    names = zipfile.ZipFile(handed(archive, tmp_path)[0]).namelist()
    assert "forsattsblad.html" in names
    assert "forsattsblad.pdf" not in names


def test_a_cover_sheet_that_takes_too_much_stops_the_handout(
    archive: Archive, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def giving_up(_: str) -> bytes:
        raise TooMuchToPrint("within 60 seconds")

    monkeypatch.setattr(making, "print_pdf", giving_up)
    with pytest.raises(HandoutRefused, match="färre sidor"):
        handed(archive, tmp_path)
    assert tuple(archive.store.handouts.all()) == ()


def test_a_search_gives_all_its_hits_and_of_a_day_the_versions_of_that_day(archive: Archive) -> None:
    assert len(handing.found_by(archive, ALL)) == 5
    (today,) = handing.found_by(archive, Question(text="boende"))
    assert today.at == later(days=2)
    (then,) = handing.found_by(archive, Question(text=handing.text_of_day("boende vid:alltid", date(2024, 4, 12))))
    assert then == replace(today, at=AT)


def test_more_hits_than_one_answer_holds_are_all_found(monkeypatch: pytest.MonkeyPatch) -> None:
    with memory_archive() as archive:
        many = [page(f"/{n}", html(f"Snö faller över {n} hus.", title=f"Snö {n}"), at=AT) for n in range(130)]
        Ingest(archive, TOWN).keep(many)
        apply(archive.store, archive.index)
        assert len(set(handing.found_by(archive, Question(text="snö")))) == 130
        monkeypatch.setattr(choosing, "MOST", 129)
        with pytest.raises(HandoutRefused, match=r"Det blir 130 sidor. Högst 129"):
            handing.found_by(archive, Question(text="snö"))


@pytest.mark.parametrize("text", ["finnsinte", "år:abc"])
def test_a_search_that_finds_nothing_or_is_not_understood_is_refused(archive: Archive, text: str) -> None:
    with pytest.raises(HandoutRefused):
        handing.found_by(archive, Question(text=text))


def test_pages_are_named_by_any_of_their_addresses(archive: Archive) -> None:
    url = f"{SITE}/nyheter/0/"
    found = archive.store.pages.by_url(url)
    assert found
    ways = (url, url.rstrip("/"), found.id, f"/sida/{found.id}", f"http://127.0.0.1:1/sida/{found.id}?x=1", f" {url} ")
    for way in ways:
        assert handing.named(archive, [way, ""]) == (Handed(page=found.id, at=later(days=2)),)
    first = Handed(page=found.id, at=AT)
    assert handing.named(archive, [f"/sida/{found.id}/20240412093015"]) == (first,)
    assert handing.named(archive, [url], day=date(2024, 4, 13)) == (first,)


@pytest.mark.parametrize(
    "line", ["https://annan.example/", "0" * 16, "/sida/x", "%00", "/sida/" + "0" * 16 + "/99999999999999"]
)
def test_an_address_that_names_nothing_is_told(archive: Archive, line: str) -> None:
    with pytest.raises(HandoutRefused, match="ingen sida"):
        handing.named(archive, [f"{SITE}/nyheter/0/", line])


def test_a_day_before_the_first_version_names_nothing(archive: Archive) -> None:
    with pytest.raises(HandoutRefused, match=r"ingen sida 2024-04-11 med adressen .* och 1 till"):
        handing.named(archive, [f"{SITE}/nyheter/{n}/" for n in (0, 1)], day=(AT - timedelta(days=1)).date())
    with pytest.raises(HandoutRefused, match="Inga sidor"):
        handing.named(archive, ["", " "])


def test_the_bound_is_said_in_one_place() -> None:
    assert MOST == choosing.MOST
    with memory_archive() as archive, pytest.raises(NotFound):
        archive.store.handouts.one(1)
