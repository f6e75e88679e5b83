"""Passwords: kept as Argon2id (RFC 9106), judged by length and by what everybody guesses first (NIST SP 800-63B-4).

No composition is asked for. What is guessed first is made here from lists of our own, offline: the words people choose
with the years, digits and signs they put after them, walks over the keyboard, repetitions; and what stands nearest,
the person's own names and the archive's.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Iterator
from functools import lru_cache
from itertools import pairwise

from argon2 import PasswordHasher
from argon2.exceptions import Argon2Error, InvalidHashError

SHORTEST = 12
LONGEST = 200
HASHER = PasswordHasher()
"""Argon2id as RFC 9106 recommends second: 64 MiB, three passes, four lanes."""

WORDS = (
    *("lösenord", "password", "passord", "hemlig", "hemligt", "hemligheten", "admin", "administratör", "administrator"),
    *("välkommen", "welcome", "sommar", "sommaren", "vinter", "vintern", "hösten", "våren", "januari", "februari"),
    *("mars", "april", "juni", "juli", "augusti", "september", "oktober", "november", "december", "måndag", "fredag"),
    *("sverige", "stockholm", "göteborg", "malmö", "uppsala", "kommun", "kommunen", "arkiv", "arkivet", "registrator"),
    *("fotboll", "hammarby", "djurgården", "älskling", "älskar", "jagälskardig", "iloveyou", "letmein", "sunshine"),
    *("princess", "dragon", "monkey", "football", "baseball", "master", "superman", "batman", "starwars", "pokemon"),
    *("blomma", "blommor", "solsken", "kaffe", "choklad", "hejsan", "hejhej", "qwerty", "qwertyuiop", "asdfgh"),
    *("testar", "testtest", "changeme", "default", "login", "inloggning", "användare", "handläggare", "revisor"),
    *("läsare", "jultomten", "midsommar", "semester", "trustno1", "whatever", "ingenting", "glömt", "nyttlösenord"),
)
SIGNS = tuple("!?.#*")
YEARS = tuple(str(year) for year in range(1940, 2036))
DIGITS = ("1", "12", "123", "1234", "12345", "123456", "1234567", "12345678", "123456789", "1234567890", "007", "666")
ROWS = ("1234567890", "qwertyuiopå", "asdfghjklöä", "zxcvbnm", "abcdefghijklmnopqrstuvwxyzåäö", "1q2w3e4r5t6y7u8i9o0p")


def hashed(password: str) -> str:
    """The password as it is kept."""
    return HASHER.hash(_plain(password))


def is_right(kept: str, password: str) -> bool:
    """Whether this is the password. As slow for an empty hash as for any other, so that time tells nothing."""
    spare = _nobody()
    try:
        return HASHER.verify(kept or spare, _plain(password)[: LONGEST * 4]) and bool(kept)
    except (Argon2Error, InvalidHashError):
        return False


def is_dated(kept: str) -> bool:
    """Whether the hash was made with weaker parameters than today's."""
    return HASHER.check_needs_rehash(kept)


def complaint(password: str, names: Iterable[str] = ()) -> str:
    """Why this cannot be a password, in Swedish; "" when it can. `names` are what stands nearest to it."""
    plain = _plain(password)
    if len(plain) < SHORTEST:
        return f"Lösenordet är för kort. Skriv minst {SHORTEST} tecken, gärna några ord efter varandra."
    if len(plain) > LONGEST:
        return f"Lösenordet är för långt. {LONGEST} tecken är det mesta."
    folded = _folded(plain)
    if folded in _guessed() or _is_monotonous(folded) or _is_walk(folded):
        return "Lösenordet är ett av de första som någon gissar. Välj några ord som inte hör ihop."
    if _is_named(folded, names):
        return "Lösenordet är nästan bara ditt eller arkivets namn. Välj något annat."
    return ""


def _plain(password: str) -> str:
    """One form for what looks the same, whatever keyboard it was typed on."""
    return unicodedata.normalize("NFC", password.encode("utf-8", "replace").decode())


def _folded(text: str) -> str:
    return text.casefold().replace(" ", "")


@lru_cache(maxsize=1)
def _nobody() -> str:
    return HASHER.hash("nobody has this password")


@lru_cache(maxsize=1)
def _guessed() -> frozenset[str]:
    """Some tens of thousands, those long enough to be chosen."""
    return frozenset(each for each in _guesses() if len(each) >= SHORTEST)


def _guesses() -> Iterator[str]:
    ends = (*YEARS, *DIGITS)
    for word in (*WORDS, *map(_without_dots, WORDS)):
        yield from (word, word * 2, word * 3)
        for end in ends:
            yield from (word + end, end + word)
            yield from (word + end + sign for sign in SIGNS)
            yield from (word + sign + end for sign in (*SIGNS, "-", "_", "@"))


def _without_dots(word: str) -> str:
    return word.translate(str.maketrans("åäö", "aao"))


def _is_monotonous(text: str) -> bool:
    """A short piece over and over: at most four different signs, or a piece of up to six repeated to the end."""
    return len(set(text)) <= 4 or any(text == (text[:size] * len(text))[: len(text)] for size in range(1, 7))


def _is_walk(text: str) -> bool:
    """Three quarters of it are steps along a row of the keyboard, forth or back, or through digits and letters."""
    steps = sum(any(pair in row or pair in row[::-1] for row in ROWS) for pair in map("".join, pairwise(text)))
    return steps >= 0.75 * (len(text) - 1)


def _is_named(folded: str, names: Iterable[str]) -> bool:
    """Fewer than six letters are left when the names are taken out."""
    words = {part for name in names for part in re.findall(r"\w{3,}", name.casefold())}
    left = folded
    for part in sorted({*words, *map(_without_dots, words)}, key=len, reverse=True):
        left = left.replace(part, "")
    return left != folded and len(re.sub(r"[\W\d_]", "", left)) < 6
