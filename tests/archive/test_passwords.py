"""Passwords: long ones that nobody guesses first, kept so that nobody can read them."""

from __future__ import annotations

import pytest

from archive.passwords import LONGEST, SHORTEST, complaint, hashed, is_dated, is_right

GOOD = ("korrekt häst batteri", "åtta gröna fåglar", "m3k-trapets-yxa", "🦊🦊 springer i snön", "849302718465")
GUESSED = (
    *(
        "lösenord2024",
        "Lösenord2024!",
        "LOSENORD1234",
        "sommaren2025!",
        "Välkommen-2026",
        "Sommar Sommar",
        "admin1234567",
    ),
    *("password1234", "aaaaaaaaaaaa", "abcabcabcabc", "123456789012", "qwertyuiopåa", "1q2w3e4r5t6y", "kommunarkiv"),
)
NAMES = ("asa.oberg", "Åsa Öberg", "Mellanköpings arkiv")


@pytest.mark.parametrize("password", GOOD)
def test_length_is_enough_whatever_it_is_made_of(password: str) -> None:
    assert complaint(password, NAMES) == ""


@pytest.mark.parametrize("password", GUESSED)
def test_what_everybody_guesses_first_is_refused(password: str) -> None:
    assert complaint(password, NAMES)


@pytest.mark.parametrize("password", ["åsaöberg2024", "asa.oberg!!!!", "Mellanköpings1", "obergobergAsa1"])
def test_one_s_own_names_and_the_archive_s_are_refused(password: str) -> None:
    assert "namn" in complaint(password, NAMES)


@pytest.mark.parametrize(
    ("size", "fits"), [(SHORTEST - 1, False), (SHORTEST, True), (LONGEST, True), (LONGEST + 1, False)]
)
def test_the_length_has_two_bounds(size: int, *, fits: bool) -> None:
    text = "korp ör vång dykt skam bly fjäll "
    assert (complaint((text * 10)[:size]) == "") is fits


def test_a_password_is_recognised_by_its_hash_alone() -> None:
    kept = hashed(GOOD[0])
    assert kept.startswith("$argon2id$")
    assert GOOD[0] not in kept
    assert is_right(kept, GOOD[0])
    assert not is_right(kept, GOOD[1])
    assert not is_dated(kept)
    assert hashed(GOOD[0]) != kept


def test_the_same_password_typed_on_another_keyboard_is_the_same() -> None:
    assert is_right(hashed("a\u030ar efter år går"), "år efter år går")


@pytest.mark.parametrize("kept", ["", "x", "$argon2id$v=19$broken"])
def test_no_password_fits_where_there_is_none(kept: str) -> None:
    assert not is_right(kept, "")
    assert not is_right(kept, "nobody has this password")
