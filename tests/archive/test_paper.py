"""PDF from HTML: tagged, the same bytes twice, without asking anyone, and a clear word where it cannot be made."""

from __future__ import annotations

import builtins
import os
import signal
import subprocess
import sys
import threading
import time
from pathlib import Path
from typing import Any
from urllib.request import OpenerDirector

import pytest

from archive import paper
from archive.errors import Busy, CannotPrint, TooMuchToPrint
from archive.paper import made, print_pdf
from tests.project.tree import ROOT
from tests.web.paper import read_paper

PAGE = '<!doctype html><html lang="sv"><head><title>Räkning</title></head><body><h1>Räkning</h1><p>{}</p></body></html>'


def test_a_page_becomes_a_tagged_pdf_with_title_and_language() -> None:
    read = read_paper(print_pdf(PAGE.format("Å ä ö.")))
    assert (read.title, read.language, read.is_tagged) == ("Räkning", "sv", True)
    assert "Å ä ö." in read.text


def test_the_same_page_gives_the_same_bytes_and_another_page_others() -> None:
    first = print_pdf(PAGE.format("Ett."))
    assert first == print_pdf(PAGE.format("Ett."))
    assert first != print_pdf(PAGE.format("Två."))


def test_the_bytes_do_not_hang_on_the_process_that_makes_them() -> None:
    page = PAGE.format("<b>Fet</b> <i>kursiv</i> <code>kod</code> å → ✓")
    assert print_pdf(page) == print_pdf(page)


@pytest.mark.parametrize("url", ["http://127.0.0.1:9/bild.png", "file:///etc/hostname", "data:image/png;base64,AAAA"])
def test_nothing_is_fetched_for_a_document(url: str, monkeypatch: pytest.MonkeyPatch) -> None:
    asked: list[object] = []
    monkeypatch.setattr(OpenerDirector, "open", lambda _, request, *rest, **more: asked.append(request))
    said = PAGE.format(
        f'Text.<img src="{url}" alt="Bild"><style>@import "{url}"; p {{ background: url({url}) }}</style>'
    )
    assert "Text." in read_paper(made(said)).text
    assert asked == []


def test_one_document_is_made_at_a_time() -> None:
    with paper._TURN, pytest.raises(Busy):
        print_pdf(PAGE.format(""))
    assert print_pdf(PAGE.format("")).startswith(b"%PDF")


LONG = PAGE.format("<p>Ett stycke om städning av omsorgsboenden.</p>" * 20_000)


@pytest.mark.parametrize("limits", [{"seconds": 1}, {"megabytes": 64}], ids=["too slow", "too big"])
def test_a_document_that_takes_too_much_is_given_up_and_nothing_is_left_running(
    limits: dict[str, int], monkeypatch: pytest.MonkeyPatch
) -> None:
    started = watched(monkeypatch)
    with pytest.raises(TooMuchToPrint, match="could not be made within"):
        print_pdf(LONG, **limits)
    assert not paper._TURN.locked()
    (process,) = started
    with pytest.raises(ProcessLookupError):
        os.kill(process, 0)
    assert print_pdf(PAGE.format("")).startswith(b"%PDF")


def test_a_process_that_dies_takes_nothing_with_it(monkeypatch: pytest.MonkeyPatch) -> None:
    started = watched(monkeypatch)
    killer = threading.Thread(target=kill_first, args=(started,))
    killer.start()
    with pytest.raises(TooMuchToPrint, match="exit status -9"):
        print_pdf(LONG)
    killer.join()
    assert print_pdf(PAGE.format("")).startswith(b"%PDF")


def test_a_process_that_cannot_be_started_is_told_of(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sys, "executable", "/nowhere/python")
    with pytest.raises(TooMuchToPrint):
        print_pdf(PAGE.format(""))
    assert not paper._TURN.locked()


def watched(monkeypatch: pytest.MonkeyPatch) -> list[int]:
    """The ids of processes as they are started."""
    started: list[int] = []

    class Watched(subprocess.Popen[bytes]):
        def __init__(self, *said: Any, **more: Any) -> None:
            super().__init__(*said, **more)
            started.append(self.pid)

    monkeypatch.setattr(subprocess, "Popen", Watched)
    return started


def kill_first(started: list[int]) -> None:
    end = time.monotonic() + 20
    while not started and time.monotonic() < end:
        time.sleep(0.01)
    os.kill(started[0], signal.SIGKILL)


@pytest.mark.parametrize("error", [ImportError("no weasyprint"), OSError("cannot load library 'libpango'")])
def test_where_pdf_cannot_be_made_it_is_said(error: Exception, monkeypatch: pytest.MonkeyPatch) -> None:
    without_weasyprint(monkeypatch, error)
    with pytest.raises(CannotPrint, match="cannot be made here"):
        made(PAGE.format(""))


def test_the_process_says_when_pdf_cannot_be_made(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "weasyprint.py").write_text("raise OSError('cannot load library libpango')\n")
    monkeypatch.setattr(paper, "_environment", lambda: {**os.environ, "PYTHONPATH": f"{ROOT}{os.pathsep}{tmp_path}"})
    with pytest.raises(CannotPrint, match="cannot be made here: cannot load library libpango"):
        print_pdf(PAGE.format(""))


def without_weasyprint(monkeypatch: pytest.MonkeyPatch, error: Exception) -> None:
    """A machine on which importing WeasyPrint fails, in this thread."""
    given, here = builtins.__import__, threading.get_ident()

    def importing(name: str, *rest: Any, **more: Any) -> Any:
        if name == "weasyprint" and threading.get_ident() == here:
            raise error
        return given(name, *rest, **more)

    monkeypatch.setattr(builtins, "__import__", importing)
