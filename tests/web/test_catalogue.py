"""The English catalogue says all that the pages say in Swedish, and nothing else."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from babel.messages import Catalog, Message
from babel.messages.extract import DEFAULT_KEYWORDS, extract_from_dir
from babel.messages.pofile import escape, read_po

from archive.facets import FACETS, SPANS, TYPES
from archive.web import notes
from archive.web.tongues import FOLDER
from index import snippets

ROOT = Path(__file__).parents[2]
KEYWORDS: dict[str, Any] = {**DEFAULT_KEYWORDS, "later": None, "count_text": (2, 3)}
HTML = {"**.html": {"trimmed": "true", "trim_blocks": "true", "lstrip_blocks": "true", "silent": "false"}}
PLACES = re.compile(r"%\(\w+\)s|%%")


def said() -> Iterator[str | tuple[str, ...]]:
    """Every text marked in code and templates, as the catalogue names it."""
    for folder, methods, options in (
        (ROOT / "archive/web", [("**.py", "python")], {}),
        (ROOT / "templates", [("**.html", "jinja2.ext:babel_extract")], HTML),
    ):
        for _, _, message, _, _ in extract_from_dir(folder, methods, options, KEYWORDS):
            yield message if isinstance(message, str) else tuple(message)


def wanted() -> list[str | tuple[str, ...]]:
    """Each text once; the one-form of a counted noun is found by itself, too."""
    every = set(said())
    return sorted(every - {text[0] for text in every if isinstance(text, tuple)}, key=str)


WANTED = wanted()


def english() -> Catalog:
    with (FOLDER / "en.po").open("rb") as file:
        return read_po(file, locale="en")


def in_po(text: str | tuple[str, ...]) -> str:
    """A missing text, ready to be put into the catalogue."""
    if isinstance(text, str):
        return f'msgid {escape(text)}\nmsgstr ""\n'
    return f'msgid {escape(text[0])}\nmsgid_plural {escape(text[1])}\nmsgstr[0] ""\nmsgstr[1] ""\n'


def test_every_text_is_in_the_catalogue() -> None:
    known = {message.id for message in english() if message.id and said_of(message)}
    missing = [in_po(text) for text in WANTED if text not in known]
    assert not missing, "put these into archive/web/languages/en.po:\n\n" + "\n".join(missing)


def said_of(message: Message) -> bool:
    texts = message.string if isinstance(message.string, tuple | list) else (message.string,)
    return all(texts)


def test_the_catalogue_holds_no_text_that_is_not_said() -> None:
    wanted = set(WANTED)
    assert [message.id for message in english() if message.id and message.id not in wanted] == []
    assert not english().obsolete


def test_texts_have_the_same_places_in_both_languages() -> None:
    for message in filter(lambda each: each.id, english()):
        ids = message.id if isinstance(message.id, tuple | list) else (message.id,)
        texts = message.string if isinstance(message.string, tuple | list) else (message.string,)
        for one, other in zip(ids, texts, strict=True):
            assert sorted(set(PLACES.findall(one))) == sorted(set(PLACES.findall(other))), one
            assert one.count("<") == other.count("<"), one


@pytest.mark.parametrize(
    "text",
    [
        *(each.field.label for each in FACETS),
        *(name for name, _ in SPANS),
        *snippets.HOW.values(),
        *(snippets.SAME, snippets.INFLECTED, snippets.RELATED, snippets.SYNONYM),
        *(snippets.COMPOUND, snippets.PART, snippets.BEGINNING, snippets.PHRASE),
    ],
)
def test_words_of_lower_layers_that_pages_show_are_marked_in_notes(text: str) -> None:
    assert text in {*notes.HOW, *notes.VALUES, *notes.SPANS, *notes.LABELS}


def test_types_are_marked_or_names_of_their_own() -> None:
    assert set(TYPES.values()) - set(notes.VALUES) == {"PDF", "Word"}
