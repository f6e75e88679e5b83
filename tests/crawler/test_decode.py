"""Content codings are undone within limits, and damage is seen."""

from __future__ import annotations

import gzip
import os
import zlib

import pytest

from crawler.decode import codings, decode, inflate
from tests.pace import assert_quick

LIMIT = 1_000_000
TEXT = "Nämnden beslutade att föreslå en budget i balans. ".encode() * 200
NOISE = os.urandom(200_000)


@pytest.mark.parametrize(
    ("body", "header"),
    [
        (NOISE, None),
        (NOISE, "identity"),
        (gzip.compress(NOISE), "gzip"),
        (gzip.compress(NOISE), "X-GZIP"),
        (zlib.compress(NOISE), "deflate"),
        (zlib.compress(NOISE, wbits=-15), "deflate"),
        (gzip.compress(zlib.compress(NOISE)), "deflate, gzip"),
        (gzip.compress(gzip.compress(NOISE)), "gzip, gzip"),
        (gzip.compress(NOISE[:100_000]) + gzip.compress(NOISE[100_000:]), "gzip"),
        (gzip.compress(NOISE) + b"\x00\x00junk", "gzip"),
    ],
)
def test_every_coding_the_standard_library_knows_is_undone(body: bytes, header: str | None) -> None:
    decoded = decode(body, header, LIMIT)
    assert decoded.body == NOISE
    assert (decoded.truncated, decoded.warnings) == (None, ())


@pytest.mark.parametrize("header", ["gzip", "gzip, gzip", "deflate"])
def test_a_bomb_stops_at_the_limit(header: str) -> None:
    bomb = zlib.compress(bytes(50 * LIMIT)) if header == "deflate" else gzip.compress(bytes(50 * LIMIT))
    coded = gzip.compress(bomb) if header == "gzip, gzip" else bomb
    decoded = decode(coded, header, LIMIT)
    assert (len(decoded.body), decoded.truncated) == (LIMIT, "length")


def test_truncated_gzip_is_damaged_and_keeps_what_came() -> None:
    decoded = decode(gzip.compress(NOISE)[:-100], "gzip", LIMIT)
    assert decoded.truncated == "unspecified"
    assert NOISE.startswith(decoded.body)
    assert decoded.warnings == ("gzip: ends too early",)


def test_a_wrong_checksum_is_damage() -> None:
    whole = gzip.compress(TEXT)
    assert decode(whole[:-8] + b"12345678", "gzip", LIMIT).truncated == "unspecified"


def test_what_says_gzip_but_is_not_is_kept_raw_and_told() -> None:
    decoded = decode(b"<html>hej", "gzip", LIMIT)
    assert (decoded.body, decoded.truncated, decoded.warnings) == (b"<html>hej", None, ("declared gzip, is not",))
    assert decode(b" <html>hej", "deflate", LIMIT).warnings == ("declared deflate, is not",)


@pytest.mark.parametrize("header", ["br", "zstd", "gzip, br", "gzip, gzip, gzip, gzip"])
def test_a_coding_nobody_asked_for_is_kept_coded_and_marked(header: str) -> None:
    assert decode(b"\x8b\x02\x80hej", header, LIMIT).truncated == "unspecified"


def test_plain_bodies_are_cut_too() -> None:
    assert decode(b"x" * 11, None, 10).truncated == "length"
    assert decode(b"x" * 10, None, 10).truncated is None
    assert decode(b"", "gzip", 10).body == b""


def test_half_a_million_empty_members_cost_nothing() -> None:
    members = gzip.compress(b"") * 100_000
    assert decode(members, "gzip", LIMIT).warnings == ("gzip: too many members",)
    assert_quick(lambda: decode(members, "gzip", LIMIT), seconds=1)


def test_codings_are_undone_last_first() -> None:
    assert codings("deflate, GZIP") == ("gzip", "deflate")
    assert codings("identity") == codings(None) == ()


def test_a_gzip_file_is_opened() -> None:
    assert inflate(gzip.compress(TEXT), LIMIT).body == TEXT
    assert inflate(gzip.compress(bytes(LIMIT * 2)), LIMIT).truncated == "length"
