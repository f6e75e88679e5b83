"""How words come to be written otherwise: without their accents, or with a letter wrong. Pure."""

from __future__ import annotations

_BARE = str.maketrans("åäàáöøéèü", "aaaaooeeu")
_ACCENTED = {"a": "aåä", "o": "oö", "e": "eé"}
_MOST_BEGINNINGS = 24


def bare(word: str) -> str:
    """A folded word without the accents that foreign keyboards lack: "förvaltning" is "forvaltning"."""
    return word.translate(_BARE)


def beginnings(word: str) -> list[str]:
    """The word with accents wherever they may be missing, as far into it as these are few: "bö" is "bo" and "bö"."""
    found = [""]
    for letter in bare(word):
        longer = [each + sign for each in found for sign in _ACCENTED.get(letter, letter)]
        if len(longer) > _MOST_BEGINNINGS:
            break
        found = longer
    return found


def allowed(word: str) -> int:
    """How many letters may be wrong in a word of that length."""
    return 0 if len(word) < 4 else 1 if len(word) < 8 else 2


def distance(one: str, other: str, limit: int) -> int | None:
    """Letters to add, drop, change or swap with the next to make one of the other; None when more than `limit`.

    Damerau-Levenshtein, restricted: no letter is touched twice (optimal string alignment).
    """
    if abs(len(one) - len(other)) > limit:
        return None
    before: list[int] = []
    last = list(range(len(other) + 1))
    for row, letter in enumerate(one, start=1):
        now = [row] + [limit + 1] * len(other)
        for column in range(max(1, row - limit), min(len(other), row + limit) + 1):
            sign = other[column - 1]
            cost = min(last[column] + 1, now[column - 1] + 1, last[column - 1] + (letter != sign))
            if row > 1 < column and letter == other[column - 2] and sign == one[row - 2]:
                cost = min(cost, before[column - 2] + 1)
            now[column] = cost
        if min(now) > limit and min(last) >= limit:
            return None
        before, last = last, now
    return last[-1] if last[-1] <= limit else None
