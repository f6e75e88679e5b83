"""The forms in which Swedish writes dates, each with what it says of year, month and day."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace

from archive.model import Precision

MONTHS = {
    name: number
    for number, names in enumerate(
        (
            "januari jan january", "februari feb febr february", "mars mar march", "april apr", "maj may",
            "juni jun june", "juli jul july", "augusti aug august", "september sep sept", "oktober okt oct october",
            "november nov", "december dec",
        ),
        start=1,
    )
    for name in names.split()
}  # fmt: skip
FULL_MONTHS = "januari|februari|mars|april|maj|juni|juli|augusti|september|oktober|november|december"
SHORT_MONTHS = r"(?:jan|febr?|apr|aug|sept?|okt|nov|dec|(?:jun|jul|mar)(?=[. ]\s?(?:19|20)))\b\.?"
MONTH = rf"(?:(?:{FULL_MONTHS})\b|{SHORT_MONTHS})"
ENGLISH = (
    r"(?:jan(?:uary)?|feb(?:ruary)?|mar(?:ch)?|apr(?:il)?|may|june?|july?|aug(?:ust)?|sept?(?:ember)?"
    r"|oct(?:ober)?|nov(?:ember)?|dec(?:ember)?)\.?"
)
YEAR = r"(?:19|20)\d\d"
NOT_A_COUNT = (
    r"(?![\d:]|[.,]\d|\s?(?:kr\b|kronor|mnkr|mkr|tkr|miljon|miljard|personer|elever|invånare|st\b"
    r"|procent|%|meter|kvm|m²))"
)
DAY = r"(?:[12]\d|3[01]|0?[1-9])(?!\d)(?::?[ae]\b)?"
JOIN = r"(?:\s?,\s?|\s(?:och|samt|respektive|eller|till|t\.?o\.?m\.?)\s(?:den\s)?|\s?[-–—]\s?)"
WEEKDAYS = ("måndag", "tisdag", "onsdag", "torsdag", "fredag", "lördag", "söndag")
SEASONS = {
    "våren": (3, 5), "vårens": (3, 5), "vår": (3, 5),
    "sommaren": (6, 8), "sommar": (6, 8), "hösten": (9, 11),
    "höst": (9, 11), "vintern": (12, 2), "vårterminen": (1, 6), "vårtermin": (1, 6), "vt": (1, 6),
    "höstterminen": (8, 12),
    "hösttermin": (8, 12), "ht": (8, 12),
}  # fmt: skip


@dataclass(frozen=True, kw_only=True)
class Point:
    """What is said of a day: any of year, month and day may be missing."""

    year: int | None = None
    month: int | None = None
    day: int | None = None


@dataclass(frozen=True, kw_only=True)
class Moment:
    """A date expression and where it stands. `shape` names its form; `last` closes a range; `week` is an ISO week."""

    start: int
    end: int
    shape: str
    first: Point
    last: Point | None = None
    precision: Precision = Precision.DAY
    weekday: int | None = None
    week: int | None = None


def _number(text: str | None) -> int | None:
    return int(re.sub(r"\D", "", text)) if text else None


def _month(text: str) -> int:
    return MONTHS[text.rstrip(".")]


def _iso(match: re.Match[str]) -> Iterator[Moment]:
    year, month, day = (int(match[name]) for name in ("y", "m", "d"))
    yield _moment(match, "ÅÅÅÅ-MM-DD", Point(year=year, month=month, day=day))


def _compact(match: re.Match[str]) -> Iterator[Moment]:
    yield _moment(match, "ÅÅÅÅMMDD", Point(year=int(match["y"]), month=int(match["m"]), day=int(match["d"])))


def _short(match: re.Match[str]) -> Iterator[Moment]:
    digits = match["ymd"]
    point = Point(year=2000 + int(digits[:2]), month=int(digits[2:4]), day=int(digits[4:]))
    yield Moment(start=match.start("ymd"), end=match.end("ymd"), shape="ÅÅMMDD", first=point)


def _days(match: re.Match[str]) -> Iterator[Moment]:
    """Read "9 oktober 2019", "den 21 och 22 maj", "12–14 maj": the last day takes the words of the month."""
    month, year = _month(match["month"]), _number(match["year"])
    days = list(re.finditer(DAY, match["days"]))
    shape = "dag månad år" if year else "dag månad"
    base = match.start("days")
    ranged = len(days) == 2 and re.search(r"[-–—]|till|t\.?o\.?m", match["days"])
    points = [Point(year=year, month=month, day=_number(day[0])) for day in days]
    if ranged:
        yield _moment(match, shape, points[0], last=points[1])
        return
    for day, point in zip(days, points, strict=True):
        end = match.end() if day is days[-1] else base + day.end()
        yield Moment(start=base + day.start(), end=end, shape=shape, first=point)


def _slashed(match: re.Match[str]) -> Iterator[Moment]:
    year = _number(match["year"])
    year = year + 2000 if year is not None and year < 100 else year
    yield _moment(match, "dag/månad", Point(year=year, month=int(match["m"]), day=int(match["d"])))


def _english(match: re.Match[str]) -> Iterator[Moment]:
    yield _moment(
        match, "månad dag, år", Point(year=int(match["year"]), month=_month(match["month"]), day=int(match["d"]))
    )


def _month_only(match: re.Match[str]) -> Iterator[Moment]:
    point = Point(year=_number(match["year"]), month=_month(match["month"]))
    start = match.start("month")
    yield Moment(start=start, end=match.end(), shape="månad", first=point, precision=Precision.MONTH)


def _season(match: re.Match[str]) -> Iterator[Moment]:
    first, last = SEASONS[match["season"]]
    year = int(match["year"]) if len(match["year"]) == 4 else 2000 + int(match["year"])
    start, end = Point(year=year, month=first), Point(year=year + (last < first), month=last)
    yield _moment(match, "årstid", start, last=end, precision=Precision.MONTH)


def _turn(match: re.Match[str]) -> Iterator[Moment]:
    if match["what"].startswith("halv"):
        yield _moment(match, "halvårsskiftet", Point(year=_number(match["year"]), month=7, day=1))
        return
    year = _number(match["next"]) or _number(match["year"])
    if year is not None:
        full = year if year > 99 else 2000 + year
        yield _moment(match, "årsskiftet", Point(year=full, month=1, day=1))


def _third(match: re.Match[str]) -> Iterator[Moment]:
    number = int(match["n"])
    months = 4 if match["what"].startswith(("t", "d")) else 3
    year = _number(match["year"])
    first, last = Point(year=year, month=(number - 1) * months + 1), Point(year=year, month=number * months)
    yield _moment(match, "tertial" if months == 4 else "kvartal", first, last=last, precision=Precision.MONTH)


def _week(match: re.Match[str]) -> Iterator[Moment]:
    point = Point(year=_number(match["year"]))
    yield replace(_moment(match, "vecka", point), week=int(match["n"]))


def _years(match: re.Match[str]) -> Iterator[Moment]:
    first = int(match["y"])
    last = int(match["z"]) if len(match["z"]) == 4 else first // 100 * 100 + int(match["z"])
    if first < last <= first + 30:
        yield _moment(match, "år–år", Point(year=first), last=Point(year=last), precision=Precision.YEAR)


def _year(match: re.Match[str]) -> Iterator[Moment]:
    yield _moment(match, "år", Point(year=int(match["y"])), precision=Precision.YEAR)


def _moment(
    match: re.Match[str], shape: str, first: Point, *, last: Point | None = None, precision: Precision = Precision.DAY
) -> Moment:
    return Moment(start=match.start(), end=match.end(), shape=shape, first=first, last=last, precision=precision)


Shape = tuple[re.Pattern[str], Callable[[re.Match[str]], Iterator[Moment]]]

SHAPES: tuple[Shape, ...] = (
    (re.compile(rf"(?<![\d/:-])(?P<y>{YEAR})-(?P<m>0?[1-9]|1[0-2])-(?P<d>[12]\d|3[01]|0?[1-9])(?![\d])(?!-\d)"), _iso),
    (
        re.compile(rf"(?<![\d/:.-])(?P<y>{YEAR})(?P<m>0[1-9]|1[0-2])(?P<d>[12]\d|3[01]|0[1-9])(?!\d)(?![-+]\d)"),
        _compact,
    ),
    (
        re.compile(
            r"\b(?:protokoll\w{0,3}|möte\w{0,4}|sammanträde\w{0,3}|daterad|daterat|per"
            r"|den)\s(?P<ymd>[0-4]\d(?:0[1-9]|1[0-2])"
            r"(?:[12]\d|3[01]|0[1-9]))(?![\d-])"
        ),
        _short,
    ),
    (
        re.compile(
            rf"(?<![\d/:.,])(?P<days>{DAY}(?:{JOIN}{DAY}){{0,4}})[ \u00a0]{{1,2}}(?P<month>{MONTH})"
            rf"(?:,?[ \u00a0\n]{{1,2}}(?P<year>{YEAR}){NOT_A_COUNT})?"
        ),
        _days,
    ),
    (
        re.compile(rf"\b(?P<month>{ENGLISH})[ \u00a0](?P<d>[12]\d|3[01]|0?[1-9]),?[ \u00a0](?P<year>{YEAR})(?!\d)"),
        _english,
    ),
    (
        re.compile(
            rf"(?<![\d/:.,-])(?P<d>[12]\d|3[01]|0?[1-9])/(?P<m>1[0-2]"
            rf"|0?[1-9])(?![\d/])(?:\s?[- ]\s?(?P<year>{YEAR}|(?<=-)\d\d)(?!\d))?"
        ),
        _slashed,
    ),
    (
        re.compile(
            rf"(?<!\w)(?P<season>{'|'.join(sorted(SEASONS, key=len, reverse=True))})(?:en)?[ \u00a0]?(?P<year>{YEAR}"
            rf"|(?<=[vh]t)\d\d)(?!\d)"
        ),
        _season,
    ),
    (
        re.compile(
            rf"\b(?P<what>halvårsskiftet|årsskiftet)(?:[ \u00a0](?P<year>{YEAR})(?:\s?[-–/]\s?(?P<next>{YEAR}"
            rf"|\d\d)(?!\d))?)?"
        ),
        _turn,
    ),
    (
        re.compile(
            rf"\b(?P<what>tertial|t|delårsrapport|kvartal|q)[ \u00a0]?(?P<n>[1-4])(?!\d"
            rf"|[.,]\d)(?:[ \u00a0](?:för\s|år\s)?(?P<year>{YEAR})(?!\d))?"
        ),
        _third,
    ),
    (
        re.compile(
            rf"\b(?:vecka|v\.)[ \u00a0]?(?P<n>5[0-3]|[1-4]\d|0?[1-9])(?!\d)(?:,?[ \u00a0](?P<year>{YEAR})(?!\d))?"
        ),
        _week,
    ),
    (
        re.compile(rf"\b(?P<month>{FULL_MONTHS})[ \u00a0](?:månad\s)?(?:år\s)?(?P<year>{YEAR}){NOT_A_COUNT}"),
        _month_only,
    ),
    (
        re.compile(
            rf"(?:\bi|\bunder|\bper|\befter|\bföre|\bsedan|\bfrån|\btill|\bfrån och med|\b(?:mitten|slutet"
            rf"|början) (?:av|på)|[-–]|\boch)"
            rf"\s(?P<month>{FULL_MONTHS})\b(?!\s\w{{0,20}}(?:torg|gat))(?P<year>(?!))?"
        ),
        _month_only,
    ),
    (re.compile(rf"(?<![\d/:.,\w-])(?P<y>{YEAR})\s?[-–/]\s?(?P<z>{YEAR}|\d\d)(?![\d:/-])"), _years),
    (re.compile(rf"(?<![\d/:.,\w+-])(?P<y>{YEAR})(?![\d/:\w-])(?![.,]\d){NOT_A_COUNT}"), _year),
)
"""Forms in order of trust: where two overlap the earlier keeps the words."""
