"""A word without end on a crawled page keeps nobody from their report."""

from __future__ import annotations

import pytest

from archive.paper import breakable, print_pdf

BREAK = "\u200b"


@pytest.mark.parametrize(
    ("html", "made"),
    [
        (f"<p>{'a' * 120}</p>", f"<p>{'a' * 120}</p>"),
        (f"<p>{'a' * 121}</p>", f"<p>{'a' * 120}{BREAK}a</p>"),
        (f"<p>{'ab ' * 200}</p>", f"<p>{'ab ' * 200}</p>"),
        (f'<a href="/{"a" * 300}">x</a>', f'<a href="/{"a" * 300}">x</a>'),
        (f"<p>{'&#34;' * 121}</p>", f"<p>{'&#34;' * 120}{BREAK}&#34;</p>"),
        (f"<p>{'&amp;' * 119}bc</p>", f"<p>{'&amp;' * 119}b{BREAK}c</p>"),
    ],
)
def test_long_words_get_places_to_break_and_nothing_else_changes(html: str, made: str) -> None:
    assert breakable(html) == made


def test_a_word_of_thousands_of_letters_is_printed() -> None:
    """It took longer than a report may take, and with it every other page of the same report."""
    word, shorter = "a" * 3_000, "b" * 600
    rows = f'<ol class="rows"><li><h3>{word}</h3><p>{word}</p></li></ol>'
    cells = f"<table><tr><td>1</td><td>{shorter}</td></tr></table>"
    page = f'<!doctype html><html lang="sv"><title>x</title><body>{rows}{cells}</body></html>'
    assert print_pdf(page).startswith(b"%PDF")
