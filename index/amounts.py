"""Swedish numbers and sums of money as people write them: "1,1 mnkr", "967.124 kronor", "1 000 000", "35 miljoner"."""

from __future__ import annotations

import re
from decimal import Decimal

_SCALES = {
    "tkr": 1_000,
    "kkr": 1_000,
    "tusen": 1_000,
    "mkr": 1_000_000,
    "mnkr": 1_000_000,
    "msek": 1_000_000,
    "mn": 1_000_000,
    "milj": 1_000_000,
    "miljon": 1_000_000,
    "miljoner": 1_000_000,
    "m": 1_000_000,
    "mdkr": 1_000_000_000,
    "mdr": 1_000_000_000,
    "miljard": 1_000_000_000,
    "miljarder": 1_000_000_000,
}
_PLAIN = ("kronors", "kronor", "kronan", "krona", "kr", "sek", ":-", ":–")

NUMBER = r"\d{1,3}(?:[ \u00a0\u202f.]\d{3})+(?:,\d{1,2})?(?!\d)|\d{1,15}(?:[,.]\d{1,4}(?!\d))?"
"""A whole or decimal number, thousands grouped by space or dot."""
_SCALED = "|".join(sorted(_SCALES, key=len, reverse=True))
_UNSCALED = "|".join(sorted(_PLAIN, key=len, reverse=True))
UNIT = rf"(?:{_SCALED})(?![^\W_])(?:\.?[ \u00a0]+(?:kronor|kr|sek)\b)?|(?:{_UNSCALED})(?![^\W_])"
"""A unit of money, or a scale that stands for one ("35 miljoner")."""
_AMOUNT = re.compile(
    rf"(?<![\w,.])(?P<number>{NUMBER})[ \u00a0]?(?P<unit>(?!m\b)(?:{UNIT})|(?<=,\d )m\b)", re.IGNORECASE
)
_QUANTITY = re.compile(rf"\s*(?P<number>{NUMBER})(?:[ \u00a0]*(?P<unit>{UNIT}))?\s*", re.IGNORECASE)
_GROUPS = re.compile(r"[ \u00a0\u202f]|\.(?=\d{3}(?!\d))")


def read_quantity(text: str) -> int | None:
    """The whole number that a text is, its unit counted in ("1,1 mnkr" is 1100000); None when it is not one."""
    found = _QUANTITY.fullmatch(text)
    return _value(found) if found else None


def find_amounts(text: str) -> list[tuple[int, int, int]]:
    """(start, end, whole kronor) of every sum with a unit in a text."""
    return [(each.start(), each.end(), _value(each)) for each in _AMOUNT.finditer(text)]


def match_amount(text: str, at: int) -> int | None:
    """Where the sum with a unit that begins at `at` ends; None when none begins there."""
    found = _AMOUNT.match(text, at)
    return found.end() if found else None


def _value(found: re.Match[str]) -> int:
    number = _GROUPS.sub("", found["number"]).replace(",", ".")
    unit = (found["unit"] or "").lower().split()
    scale = _SCALES.get(unit[0].rstrip("."), 1) if unit else 1
    return int(Decimal(number) * scale)
