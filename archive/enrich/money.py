"""Quantities with their units: kronor in every spelling, percent, people, areas; with sign and range."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from archive.enrich.spans import Passage, folded
from archive.enrich.tables import Row, unit_of
from archive.model import AmountFact

FIGURE = (
    r"(?:\d{1,3}(?:[ \u00a0\u202f.]\d{3})+(?!\d)(?:,\d{1,2})?|\d{1,9}(?:[.,]\d{1,3})?(?!\d)"
    r"|\d{1,3}, \d(?=\s(?:mi|mn|mk)))"
)
TO = r"(?:\s?[-–—]\s?|\still\s|\soch\s)"
GAP = r"[ \u00a0\u202f]{0,2}"
SCALES = {
    **dict.fromkeys(("miljarder", "miljard", "mdkr", "mdr"), 1e9),
    **dict.fromkeys(("miljoner", "miljon", "mnkr", "mkr", "msek", "milj", "m"), 1e6),
    **dict.fromkeys(("tkr", "ksek", "tusen"), 1e3),
    **dict.fromkeys(("kronor", "kronors", "krona", "kr", "sek", ":-"), 1.0),
    "öre": 0.01,
}
SCALE = (
    r"(?P<scale>miljarder|miljard|mdkr|mdr|miljoner|miljon|mnkr|mkr|msek|milj\.?|tkr|ksek|tusen"
    r"|kronors?|krona|kr|sek|:-|öre|m)(?![\wåäö])"
)
KRONOR = rf"(?:{GAP}(?:svenska )?(?:kronor|kr|sek)\b)?"
COUNTED = re.compile(
    r"\s(?:nya |fler |unika )?(?:invånare|människor|personer|besök\w*|ton|liter|kubik\w*|kvadrat\w*"
    r"|kilowatt\w*|kwh|träd|euro|dollar|år|barn|bilar|resor|gånger|svenskar|sidvisningar)"
)
MONEY = re.compile(
    rf"(?<![\d/§:])(?<!\d[.,])(?P<sign>minus "
    rf"|[-−–](?=\d))?(?P<low>{FIGURE})(?:{TO}(?P<high>{FIGURE}))?{GAP}{SCALE}{KRONOR}"
)
SEK_FIRST = re.compile(rf"\b(?:sek|kr)[ \u00a0](?P<low>{FIGURE})(?![\d])(?!{GAP}(?:mi|mn|mk|kr|tkr|sek))")
BARE_MINUS = re.compile(r"\bminus (?P<low>\d{1,4},\d{1,2})(?![\d%])(?! (?:procent|grader|kr|mi|mn|mk|tkr))")
ABOUT_MONEY = re.compile(
    r"värde|kostna|belopp|summa|budget|pris|kontrakt|kronor|\bkr\b|underskott|överskott|anslag|investering|avtal"
)
ONES = "noll ett två tre fyra fem sex sju åtta nio tio elva tolv tretton fjorton femton sexton sjutton arton nitton"
TENS = "tjugo trettio fyrtio femtio sextio sjuttio åttio nittio"
WORDS = {
    **{word: float(value) for value, word in enumerate(ONES.split())},
    **{word: 20.0 + 10 * place for place, word in enumerate(TENS.split())},
    **{f"{word}fem": 25.0 + 10 * place for place, word in enumerate(TENS.split())},
    **{f"{word}hundra": 100.0 * value for value, word in enumerate(ONES.split()[:10]) if value},
    "en": 1.0,
    "hundra": 100.0,
    "tusen": 1000.0,
    "en halv": 0.5,
    "halv": 0.5,
    "en och en halv": 1.5,
    "ett och ett halvt": 1.5,
    "två och en halv": 2.5,
    "tre och en halv": 3.5,
}
SPOKEN = "|".join(sorted(WORDS, key=len, reverse=True))
IN_WORDS = re.compile(
    rf"\b(?P<word>{SPOKEN})[ \u00a0](?P<scale>miljarder|miljard|miljoner|miljon"
    rf"|tusen)(?P<kronor> (?:kronor|kr)\b)?(?!\w)"
)
WORD_KRONOR = re.compile(rf"\b(?P<word>{SPOKEN})[ \u00a0](?P<scale>kronor)\b")
OTHER_UNITS = (
    ("percentage points", r"procentenhet(?:er|en|ers|s)?"),
    ("percent", r"(?:procents?|%)"),
    ("hectare", r"(?:hektar|ha)\b"),
    ("m2", r"(?:kvadratmeter|kvm|m2|m²)"),
    ("homes", r"(?:nya |fler )?(?:bostäder|lägenheter|hyresrätter|bostadsrätter)\b"),
    (
        "persons",
        r"(?:nya |fler |unika )?(?:personer|invånare|elever|barn|medarbetare|anställda|besökare|deltagare"
        r"|brukare|människor|ungdomar|medlemmar|årsarbetare)\b",
    ),
)
COUNTS = tuple(
    (
        unit,
        re.compile(
            rf"(?<![\d/§:])(?<!\d[.,])(?P<sign>minus "
            rf"|[-−–](?=\d))?(?P<low>{FIGURE})(?:{TO}(?P<high>{FIGURE}))?{GAP}{words}"
        ),
    )
    for unit, words in OTHER_UNITS
)
BARE = re.compile(rf"(?P<sign>[+−–-]?) ?(?P<low>{FIGURE})")
LEAST = 100
"""Kronor from which a bare figure in a column is a sum: "så används hundralappen" is none."""
YEAR_COLUMN = re.compile(r"^(?:år|datum|dnr|nr|antal|andel|procent|%)\b")
IN_PERCENT = re.compile(rf"\b(?P<word>{SPOKEN})(?: hel)? (?P<unit>procentenhet(?:er)?|procent)\b")


@dataclass(frozen=True, kw_only=True)
class Sum:
    """An amount and where it stands."""

    start: int
    end: int
    value: float
    upper: float | None
    unit: str
    rule: str


def number(text: str, scale: str = "") -> float:
    """A figure as Swedes write it: "5 541,1", "2.012,2", "183, 5". Before "miljarder" a lone dot is a decimal."""
    bare = re.sub(r"[ \u00a0\u202f]", "", text)
    dotted = re.fullmatch(r"\d{1,3}(?:\.\d{3})+(?:,\d+)?", bare)
    if dotted and not (scale.startswith("milja") and bare.count(".") == 1):
        bare = bare.replace(".", "")
    return float(bare.replace(",", "."))


def read_amounts(passage: Passage) -> tuple[AmountFact, ...]:
    """Every quantity of a passage in order, none overlapping."""
    low = folded(passage.text)
    found = sorted((*_money(low), *_words(low), *_counts(low)), key=lambda each: (each.start, -each.end))
    return tuple(_facts(passage, found))


def read_cells(passage: Passage, rows: tuple[Row, ...]) -> tuple[AmountFact, ...]:
    """Bare figures in columns whose heading says that they are money ("Belopp (kr)", "Budget 2019 (mnkr)")."""
    return tuple(_cells(passage, rows))


def _cells(passage: Passage, rows: tuple[Row, ...]) -> Iterator[AmountFact]:
    for row in rows:
        for cell in row.cells:
            match, unit = BARE.fullmatch(cell.text), unit_of(cell, row)
            if match and unit and not YEAR_COLUMN.search(cell.heading):
                if SCALES[unit] == 1 and number(match["low"]) < LEAST:
                    continue
                value = number(match["low"], unit) * SCALES[unit] * (-1 if match["sign"] in {"-", "−", "–"} else 1)
                proof = passage.evidence(cell.start, cell.end, rule=f"kolumn i {unit}")
                yield AmountFact(value=_whole(value), unit="SEK", evidence=proof)


def _facts(passage: Passage, found: list[Sum]) -> Iterator[AmountFact]:
    end = 0
    for each in found:
        if each.start >= end:
            end = each.end
            proof = passage.evidence(each.start, each.end, rule=each.rule)
            yield AmountFact(value=each.value, upper=each.upper, unit=each.unit, evidence=proof)


def _money(low: str) -> Iterator[Sum]:
    for match in MONEY.finditer(low):
        if _is_money(low, match):
            yield _sum(match, SCALES[match["scale"].rstrip(".")], "SEK", "belopp med enhet", low)
    for match in SEK_FIRST.finditer(low):
        value = number(match["low"])
        yield Sum(start=match.start(), end=match.end(), value=value, upper=None, unit="SEK", rule="enhet före belopp")
    for match in BARE_MINUS.finditer(low):
        around = low[max(0, match.start() - 200) : match.end() + 100]
        scale = next(
            (SCALES[word] for word in ("mnkr", "mkr", "tkr") if word in around), 1e6 if "miljoner" in around else None
        )
        if scale:
            value = -number(match["low"]) * scale
            yield Sum(
                start=match.start(),
                end=match.end(),
                value=round(value),
                upper=None,
                unit="SEK",
                rule="enhet ur meningen",
            )


def _is_money(low: str, match: re.Match[str]) -> bool:
    scale, rest = match["scale"], low[match.end() : match.end() + 40]
    before = low[max(0, match.start() - 80) : match.start()]
    if scale == "m":
        return bool(ABOUT_MONEY.search(before)) and not rest.startswith(("²", "2"))
    if scale == "öre":
        return not rest.startswith("-")
    if scale == "tusen":
        return "kronor" in match[0] or bool(re.search(r"\bkr\b", match[0]))
    return not ("kr" not in match[0] and "sek" not in match[0] and COUNTED.match(rest))


def _sum(match: re.Match[str], scale: float, unit: str, rule: str, low: str) -> Sum:
    word = match.groupdict().get("scale") or ""
    value, high = number(match["low"], word) * scale, match["high"]
    upper = number(high, word) * scale if high else None
    joined = low[match.end("low") : match.start("high")].strip() if high else ""
    listed = joined == "och" and not re.search(r"mellan\s$", low[max(0, match.start() - 8) : match.start()])
    start = match.start()
    if match["sign"] and (match["sign"].startswith(("minus", "−")) or start == 0 or low[start - 1] in " \u00a0\t("):
        value = -value
    if upper is not None and (listed or upper < abs(value)):
        start, value, upper = match.start("high"), upper, None
    return Sum(
        start=start,
        end=match.end(),
        value=_whole(value),
        upper=None if upper is None else _whole(upper),
        unit=unit,
        rule=rule,
    )


def _whole(value: float) -> float:
    """Away with the dust of binary fractions; amounts of a thousand and more are whole."""
    return float(round(value)) if abs(value) >= 1000 else round(value, 4)


def _words(low: str) -> Iterator[Sum]:
    for match in IN_WORDS.finditer(low):
        rest = low[match.end() : match.end() + 40]
        thousand = match["scale"] == "tusen" and not match["kronor"]
        if not thousand and (match["kronor"] or not COUNTED.match(rest)):
            value = WORDS[match["word"]] * SCALES[match["scale"]]
            yield Sum(start=match.start(), end=match.end(), value=value, upper=None, unit="SEK", rule="belopp i ord")
    for match in WORD_KRONOR.finditer(low):
        yield Sum(
            start=match.start(),
            end=match.end(),
            value=float(WORDS[match["word"]]),
            upper=None,
            unit="SEK",
            rule="belopp i ord",
        )


def _counts(low: str) -> Iterator[Sum]:
    for unit, pattern in COUNTS:
        for match in pattern.finditer(low):
            yield _sum(match, 1.0, unit, "antal med enhet", low)
    for match in IN_PERCENT.finditer(low):
        unit = "percentage points" if "enhet" in match["unit"] else "percent"
        yield Sum(
            start=match.start(),
            end=match.end(),
            value=float(WORDS[match["word"]]),
            upper=None,
            unit=unit,
            rule="antal i ord",
        )
