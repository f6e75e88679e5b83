"""Accents that people leave out: é, è, ü, ñ. å, ä and ö are letters of their own and stay."""

from __future__ import annotations

import re
import unicodedata

_ACCENTED = re.compile(r"[^\W\d_a-zåäö]")
_MARKS = re.compile(r"[\u0300-\u036f]")


def unaccented(word: str) -> str:
    """A folded word without accents: "kommitté" -> "kommitte"; what has none is given back as it is."""
    return word if word.isascii() else _ACCENTED.sub(_bare, word)


def _bare(letter: re.Match[str]) -> str:
    return _MARKS.sub("", unicodedata.normalize("NFD", letter[0]))
