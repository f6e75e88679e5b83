"""PDF from HTML: tagged, the same bytes twice, without asking anyone, and a clear word where it cannot be made."""

from __future__ import annotations

import builtins
import threading
from typing import Any
from urllib.request import OpenerDirector

import pytest

from archive import paper
from archive.errors import Busy, CannotPrint
from archive.paper import print_pdf
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


@pytest.mark.parametrize("url", ["http://127.0.0.1:9/bild.png", "file:///etc/hostname", "data:image/png;base64,AAAA"])
def test_nothing_is_fetched_for_a_document(url: str, monkeypatch: pytest.MonkeyPatch) -> None:
    asked: list[object] = []
    monkeypatch.setattr(OpenerDirector, "open", lambda _, request, *rest, **more: asked.append(request))
    said = PAGE.format(
        f'Text.<img src="{url}" alt="Bild"><style>@import "{url}"; p {{ background: url({url}) }}</style>'
    )
    assert "Text." in read_paper(print_pdf(said)).text
    assert asked == []


def test_one_document_is_made_at_a_time() -> None:
    with paper._TURN, pytest.raises(Busy):
        print_pdf(PAGE.format(""))
    assert print_pdf(PAGE.format("")).startswith(b"%PDF")


def test_the_turn_is_given_back_when_making_one_fails(monkeypatch: pytest.MonkeyPatch) -> None:
    def broken(_: str) -> bytes:
        raise ValueError("broken")

    monkeypatch.setattr(paper, "_printed", broken)
    with pytest.raises(ValueError, match="broken"):
        print_pdf("")
    assert not paper._TURN.locked()


@pytest.mark.parametrize("error", [ImportError("no weasyprint"), OSError("cannot load library 'libpango'")])
def test_where_pdf_cannot_be_made_it_is_said(error: Exception, monkeypatch: pytest.MonkeyPatch) -> None:
    without_weasyprint(monkeypatch, error)
    with pytest.raises(CannotPrint, match="cannot be made here"):
        print_pdf(PAGE.format(""))


def without_weasyprint(monkeypatch: pytest.MonkeyPatch, error: Exception) -> None:
    """A machine on which importing WeasyPrint fails, in this thread."""
    given, here = builtins.__import__, threading.get_ident()

    def importing(name: str, *rest: Any, **more: Any) -> Any:
        if name == "weasyprint" and threading.get_ident() == here:
            raise error
        return given(name, *rest, **more)

    monkeypatch.setattr(builtins, "__import__", importing)
