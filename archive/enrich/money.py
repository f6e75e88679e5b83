"""Quantities with their units: kronor in every spelling, percent, people, areas; with sign and range."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from archive.enrich.spans import Passage, folded
from archive.model import AmountFact

FIGURE = r"(?:\d{1,3}(?:[ \u00a0\u202f.]\d{3})+(?!\d)(?:,\d{1,2})?|\d{1,9}(?:[.,]\d{1,3})?(?!\d)|\d{1,3}, \d(?=\s(?:mi|mn|mk)))"
TO = r"(?:\s?[-–—]\s?|\still\s|\soch\s)"
GAP = r"[ \u00a0\u202f]{0,2}"
SCALES = {
    "miljarder": 1e9, "miljard": 1e9, "mdkr": 1e9, "mdr": 1e9, "miljoner": 1e6, "miljon": 1e6, "miljontals": 1e6, "mnkr": 1e6,
    "mkr": 1e6, "msek": 1e6, "milj": 1e6, "mn": 1e6, "m": 1e6, "tkr": 1e3, "ksek": 1e3, "tusen": 1e3, "kronor": 1.0, "kronors": 1.0, "krona": 1.0,
    "kr": 1.0, "sek": 1.0, ":-": 1.0, "öre": 0.01,
}  # fmt: skip
SCALE = r"(?P<scale>miljarder|miljard|mdkr|mdr|miljoner|miljon|mnkr|mkr|msek|milj\.?|tkr|ksek|tusen|kronors?|krona|kr|sek|:-|öre|m)(?![\wåäö])"
KRONOR = rf"(?:{GAP}(?:svenska )?(?:kronor|kr|sek)\b)?"
COUNTED = re.compile(
    r"\s(?:nya |fler |unika )?(?:invånare|människor|personer|besök\w*|ton|liter|kubik\w*|kvadrat\w*|kilowatt\w*|kwh|träd|euro|dollar|år|barn|bilar|resor|gånger|svenskar|sidvisningar)"
)
MONEY = re.compile(
    rf"(?<![\d/§:])(?<!\d[.,])(?P<sign>minus |[-−–](?=\d))?(?P<low>{FIGURE})(?:{TO}(?P<high>{FIGURE}))?{GAP}{SCALE}{KRONOR}"
)
SEK_FIRST = re.compile(rf"\b(?:sek|kr)[ \u00a0](?P<low>{FIGURE})(?![\d])(?!{GAP}(?:mi|mn|mk|kr|tkr|sek))")
BARE_MINUS = re.compile(r"\bminus (?P<low>\d{1,4},\d{1,2})(?![\d%])(?! (?:procent|grader|kr|mi|mn|mk|tkr))")
ABOUT_MONEY = re.compile(
    r"värde|kostna|belopp|summa|budget|pris|kontrakt|kronor|\bkr\b|underskott|överskott|anslag|investering|avtal"
)
WORDS = {
    "en": 1, "ett": 1, "två": 2, "tre": 3, "fyra": 4, "fem": 5, "sex": 6, "sju": 7, "åtta": 8, "nio": 9, "tio": 10, "elva": 11, "tolv": 12,
    "tretton": 13, "fjorton": 14, "femton": 15, "sexton": 16, "sjutton": 17, "arton": 18, "nitton": 19, "tjugo": 20, "tjugofem": 25,
    "trettio": 30, "trettiofem": 35, "fyrtio": 40, "fyrtiofem": 45, "femtio": 50, "sextio": 60, "sjuttio": 70, "åttio": 80, "nittio": 90,
    "hundra": 100, "tvåhundra": 200, "trehundra": 300, "fyrahundra": 400, "femhundra": 500, "tusen": 1000,
    "en halv": 0.5, "halv": 0.5, "en och en halv": 1.5, "ett och ett halvt": 1.5, "två och en halv": 2.5, "tre och en halv": 3.5,
}  # fmt: skip
SPOKEN = "|".join(sorted(WORDS, key=len, reverse=True))
IN_WORDS = re.compile(
    rf"\b(?P<word>{SPOKEN})[ \u00a0](?P<scale>miljarder|miljard|miljoner|miljon|tusen)(?P<kronor> (?:kronor|kr)\b)?(?!\w)"
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
        r"(?:nya |fler |unika )?(?:personer|invånare|elever|barn|medarbetare|anställda|besökare|deltagare|brukare|människor|ungdomar|medlemmar|årsarbetare)\b",
    ),
)
COUNTS = tuple(
    (
        unit,
        re.compile(
            rf"(?<![\d/§:])(?<!\d[.,])(?P<sign>minus |[-−–](?=\d))?(?P<low>{FIGURE})(?:{TO}(?P<high>{FIGURE}))?{GAP}{words}"
        ),
    )
    for unit, words in OTHER_UNITS
)
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
    """A figure as Swedes write it: "5 541,1", "2.012,2", "967.124", "183, 5". Before "miljarder" a lone dot is a decimal."""
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
