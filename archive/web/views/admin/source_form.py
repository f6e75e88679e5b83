"""The form for a source: what was typed, what of it is wrong, the source that it makes. Pure."""

from __future__ import annotations

import re
from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass, replace
from typing import Any

from archive import municipalities as towns
from archive.schedule import fault
from archive.sources import is_name, is_reserved
from archive.web.links import clean
from archive.web.views.admin.source_words import HINTS, LABELS, PRESETS
from archive.web.words import number_text
from crawler.errors import BadUrl, Unrendered
from crawler.model import Source
from crawler.render import check_renderer
from crawler.urls import MAX_LENGTH, canonical, host_of

LINE = 500
LINES = 1_000
"""Lines of a field with one thing on each."""
HOST = re.compile(r"(?=.{1,253}$)[\w-]+(\.[\w-]+)+")
LONGEST = MAX_LENGTH + 1
"""Letters of such a line: one more than an address may have, or a whole path with its "$"."""
OWN = "eget"
LONGEST_DELAY = 3_600.0
MOST_PAGES = 10_000_000
MOST_YEARS = 1_000
AREAS = frozenset({"adresser", "med", "utan", "vardar"})
CHECKS = frozenset({"noindex", "nofollow", "webblasare"})


class Unfit(ValueError):
    """A field holds what it may not; the message is for the person who typed it."""


@dataclass(frozen=True, kw_only=True)
class Choice:
    """One of a list of choices."""

    value: str
    text: str
    chosen: bool


@dataclass(frozen=True, kw_only=True)
class FieldView:
    """A field as it is shown."""

    name: str
    label: str
    kind: str
    value: str
    hint: str = ""
    error: str = ""
    choices: tuple[Choice, ...] = ()


@dataclass(frozen=True, kw_only=True)
class TypedSource:
    """What was typed; `wrong` says what may not stand, by field; `source` is None as long as something is."""

    typed: Mapping[str, str]
    wrong: Mapping[str, str]
    source: Source | None


def typed_of(source: Source) -> dict[str, str]:
    """The form as a source fills it in."""
    is_preset = (source.schedule or "") in PRESETS
    return {
        "namn": source.name,
        "adresser": "\n".join(source.seeds),
        "med": "\n".join(source.include),
        "utan": "\n".join(source.exclude),
        "vardar": "\n".join(source.hosts),
        "paus": f"{source.delay:g}".replace(".", ","),
        "schema": (source.schedule or "") if is_preset else OWN,
        "eget": "" if is_preset else source.schedule or "",
        "sidor": str(source.max_pages),
        "bevaras": "" if source.retention is None else str(source.retention),
        "register": source.register or "",
        "kommun": source.municipality or "",
        "noindex": "ja" if source.index_noindex else "",
        "nofollow": "ja" if source.follow_nofollow else "",
        "webblasare": "ja" if source.render else "",
    }


def read_source(
    said: Mapping[str, str],
    *,
    before: Source | None,
    taken: Collection[str],
    registers: Collection[str],
    municipalities: Collection[str] = (),
) -> TypedSource:
    """Read the form as it was sent; never raises. What the form does not ask for stays as it was in `before`.

    `taken` are the names of all sources, `municipalities` those of all others.
    """
    typed = {name: _typed(name, said.get(name, "")) for name in LABELS}
    if before is not None:
        typed["namn"] = before.name
    wrong: dict[str, str] = {}
    values: dict[str, Any] = {}
    parsers = _parsers(typed, before, taken, registers)
    parsers["municipality"] = ("kommun", lambda text: _municipality(text, municipalities))
    for attribute, (name, parse) in parsers.items():
        try:
            values[attribute] = parse(typed[name])
        except Unfit as error:
            wrong[_blamed(name, typed)] = str(error)
    source = None if wrong else replace(before or Source(name="", seeds=()), **values)
    return TypedSource(typed=typed, wrong=wrong, source=source)


def read_trial(form: TypedSource, registers: Collection[str]) -> TypedSource:
    """The form as far as a try needs it: what does not bear on one is neither asked for nor blamed."""
    ready = {"namn": "prov", "schema": "", "eget": "", "sidor": str(MOST_PAGES), "bevaras": "", "kommun": ""}
    read = read_source({**form.typed, **ready}, before=None, taken=(), registers=registers)
    typed = dict(form.typed)
    if read.source and not typed["namn"]:
        typed["namn"] = host_of(read.source.seeds[0]).removeprefix("www.")[:60]
    return replace(read, typed=typed)


def make_fields(form: TypedSource, *, registers: Collection[str], is_new: bool) -> tuple[FieldView, ...]:
    """The fields in their order; the name is asked for once."""
    return tuple(_field(name, form, registers) for name in LABELS if is_new or name != "namn")


def _typed(name: str, text: str) -> str:
    if name not in AREAS:
        return clean(text, LINE)
    return "\n".join(filter(None, (clean(line, LONGEST) for line in text.splitlines())))


def _blamed(name: str, typed: Mapping[str, str]) -> str:
    return OWN if name == "schema" and typed["schema"] == OWN else name


def _parsers(
    typed: Mapping[str, str], before: Source | None, taken: Collection[str], registers: Collection[str]
) -> dict[str, tuple[str, Callable[[str], Any]]]:
    """By the source's attribute: the field it is read from, and how."""
    known = {*registers, (before.register or "") if before else ""}
    return {
        "name": ("namn", lambda text: text if before else _name(text, taken)),
        "seeds": ("adresser", _seeds),
        "include": ("med", _paths),
        "exclude": ("utan", _paths),
        "hosts": ("vardar", _hosts),
        "delay": ("paus", _delay),
        "schedule": ("schema", lambda text: _schedule(typed["eget"] if text == OWN else text, is_own=text == OWN)),
        "max_pages": ("sidor", lambda text: _count(text, MOST_PAGES, "antalet sidor")),
        "retention": ("bevaras", lambda text: _count(text, MOST_YEARS, "antalet år") if text else None),
        "register": ("register", lambda text: _register(text, known)),
        "index_noindex": ("noindex", bool),
        "follow_nofollow": ("nofollow", bool),
        "render": ("webblasare", _render),
    }


def _render(text: str) -> bool:
    if text:
        try:
            check_renderer()
        except Unrendered:
            raise Unfit("Det finns ingen webbläsare att bygga sidorna med här. Den installeras på servern.") from None
    return bool(text)


def _name(text: str, taken: Collection[str]) -> str:
    if not is_name(text):
        raise Unfit("Ge källan ett namn av bokstäver, siffror, punkt och bindestreck, utan mellanslag (högst 60).")
    if is_reserved(text):
        raise Unfit(f"Namnet {text} är reserverat. Välj ett annat namn.")
    if text.lower() in {each.lower() for each in taken}:
        raise Unfit(f"Det finns redan en källa som heter {text}. Välj ett annat namn, eller ändra den källan.")
    return text


def _lines(text: str) -> tuple[str, ...]:
    lines = tuple(dict.fromkeys(text.splitlines()))
    if len(lines) > LINES:
        raise Unfit(f"Högst {LINES} rader.")
    if any(len(line) >= LONGEST for line in lines):
        raise Unfit(f"En rad är för lång. Högst {MAX_LENGTH} tecken ryms.")
    return lines


def _seeds(text: str) -> tuple[str, ...]:
    if not text:
        raise Unfit("Skriv minst en adress, till exempel https://www.mellankoping.se/.")
    return tuple(dict.fromkeys(site_url(line) for line in _lines(text)))


def site_url(text: str) -> str:
    """The canonical address of a site; one without a scheme is taken for https. Raises Unfit."""
    whole = text if "://" in text else f"https://{text}"
    try:
        url = canonical(whole)
    except BadUrl:
        url = ""
    if not url.startswith(("http://", "https://")) or not host_of(url):
        raise Unfit(f"”{text}” är ingen webbadress. Skriv den hel: https://www.mellankoping.se/.")
    if "@" in whole.split("/")[2]:
        raise Unfit("Adressen får inte innehålla användarnamn eller lösenord.")
    return url


def _paths(text: str) -> tuple[str, ...]:
    lines = _lines(text)
    wrong = next((line for line in lines if not line.startswith("/") or " " in line), None)
    if wrong is not None:
        raise Unfit(f"”{wrong}” är ingen sökväg. Den börjar med / och har inga mellanslag, till exempel /nyheter/.")
    return lines


def _hosts(text: str) -> tuple[str, ...]:
    lines = tuple(line.lower() for line in _lines(text))
    wrong = next((line for line in lines if not HOST.fullmatch(line)), None)
    if wrong is not None:
        raise Unfit(f"”{wrong}” är inget värdnamn. Skriv det utan https:// och utan snedstreck.")
    return lines


def _delay(text: str) -> float:
    if not re.fullmatch(r"\d{1,4}([.,]\d{1,3})?", text, re.ASCII) or float(text.replace(",", ".")) > LONGEST_DELAY:
        raise Unfit("Skriv pausen som ett tal från 0 till 3600, till exempel 1 eller 0,5.")
    return float(text.replace(",", "."))


def _schedule(text: str, *, is_own: bool) -> str | None:
    if not is_own and text not in PRESETS:
        raise Unfit("Välj när källan ska hämtas.")
    if is_own and not text:
        raise Unfit("Skriv ett schema, eller välj ett i listan ovanför.")
    if told := fault(text) if text else "":
        raise Unfit(told)
    return text or None


def _count(text: str, most: int, what: str) -> int:
    number = int(text) if re.fullmatch(r"\d{1,8}", text, re.ASCII) else 0
    if not 1 <= number <= most:
        raise Unfit(f"Skriv {what} som ett helt tal från 1 till {number_text(most)}.")
    return number


def _register(text: str, known: Collection[str]) -> str | None:
    if text and text not in known:
        raise Unfit("Välj ett enhetsregister i listan.")
    return text or None


def _municipality(text: str, known: Collection[str]) -> str | None:
    name = towns.tidied(text)
    if name and not towns.is_name(name):
        raise Unfit(f"Skriv kommunens namn med bokstäver och siffror (högst {towns.NAME_LIMIT} tecken).")
    if other := towns.rival(name, known):
        raise Unfit(f"Namnet skulle få samma adress som {other}. Skriv båda lika.")
    return name or None


def _field(name: str, form: TypedSource, registers: Collection[str]) -> FieldView:
    value = form.typed.get(name, "")
    return FieldView(
        name=name,
        label=LABELS[name],
        kind=_kind(name),
        value=value,
        hint=HINTS.get(name, ""),
        error=form.wrong.get(name, ""),
        choices=_choices(name, value, registers),
    )


def _kind(name: str) -> str:
    if name in AREAS:
        return "area"
    return "check" if name in CHECKS else "select" if name in {"schema", "register"} else "text"


def _choices(name: str, value: str, registers: Collection[str]) -> tuple[Choice, ...]:
    offered: dict[str, str] = {}
    if name == "schema":
        offered = {**PRESETS, OWN: "eget schema, se nedan"}
    elif name == "register":
        offered = {"": "arkivets eget", **{each: each for each in (*registers, value) if each}}
    return tuple(Choice(value=each, text=text, chosen=each == value) for each, text in offered.items())
