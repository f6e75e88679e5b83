"""Which encoding a page is really in."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from crawler.charset import decode

SENTENCE = "Nämnden åt räksmörgås – sa ”hej”"
PAGE = f"<html><head><meta charset='{{}}'></head><body>{SENTENCE}</body></html>"


@pytest.mark.parametrize(
    ("body", "declared"),
    [
        (SENTENCE.encode(), None),
        (SENTENCE.encode("utf-8-sig"), "iso-8859-1"),
        (SENTENCE.encode("utf-16"), None),
        (b"\xfe\xff" + SENTENCE.encode("utf-16-be"), None),
        (SENTENCE.encode("utf-16-le"), None),
        (SENTENCE.encode("utf-16-be"), "utf-8"),
        (SENTENCE.encode("cp1252"), "utf-8"),
        (SENTENCE.encode("cp1252"), "iso-8859-1"),
        (SENTENCE.encode("cp1252"), None),
        (SENTENCE.encode("cp1252"), "no-such-charset"),
        (SENTENCE.encode(), "iso-8859-1"),
        (PAGE.format("iso-8859-1").encode(), None),
        (PAGE.format("utf-8").encode("cp1252"), "utf-8"),
        (PAGE.format("iso-8859-1").encode("cp1252"), "utf-8"),
    ],
)
def test_swedish_letters_survive_whatever_is_declared(body: bytes, declared: str | None) -> None:
    """Byte order mark, header, meta and wishful declarations all end in the same letters."""
    assert SENTENCE in decode(body, declared)


def test_a_declared_foreign_encoding_is_believed() -> None:
    """Polish pages come in ISO 8859-2."""
    assert decode("Łódź żółw".encode("iso-8859-2"), "iso-8859-2") == "Łódź żółw"


def test_an_escaping_encoding_counts_only_when_declared() -> None:
    """ISO-2022-JP is made of ASCII bytes."""
    body = "日本語".encode("iso-2022-jp")
    assert decode(body, "iso-2022-jp") == "日本語"
    assert "日本語" not in decode(body)
    assert decode(b"\x1b broken", "iso-2022-jp-nonsense") == "\x1b broken"


def test_a_page_cut_inside_a_letter_is_still_utf8() -> None:
    """A response cut at the size limit ends in half a letter."""
    body = (SENTENCE * 20).encode() + "å".encode()[:1]
    assert decode(body, "utf-8").startswith(SENTENCE)


def test_bytes_that_windows_lacks_are_read_as_latin() -> None:
    """Five byte values mean nothing in Windows-1252."""
    assert decode(b"\xe5\x81\xe4", None) == "å\x81ä"


def test_nul_characters_are_left_out() -> None:
    """They end strings in other programs."""
    assert decode(b"<p>hej\x00 hopp</p>") == "<p>hej hopp</p>"


@given(st.binary(max_size=300), st.sampled_from([None, "utf-8", "iso-8859-1", "utf-7", "koi8-r"]))
def test_any_bytes_become_text(body: bytes, declared: str | None) -> None:
    """Decoding never fails."""
    assert "\x00" not in decode(body, declared)


@given(st.text(alphabet="abc åäöÅÄÖé–”0123456789", max_size=200))
def test_utf8_comes_back_as_it_went(text: str) -> None:
    """Whatever the header claims."""
    assert decode(text.encode(), "iso-8859-1") == text
