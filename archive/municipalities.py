"""The municipalities that sources belong to: their names, their paths, and which sources are whose. Pure.

An archive is of one municipality until a source names one; then it may hold many.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable
from dataclasses import dataclass

from archive.errors import ConfigError
from crawler.model import Source

NAME_LIMIT = 80
_OTHERS = str.maketrans({"æ": "ae", "ø": "o", "ß": "ss", "ð": "d", "þ": "th"})
_ORDER = str.maketrans({"å": "~1", "ä": "~2", "æ": "~2", "ö": "~3", "ø": "~3", "é": "e", "ü": "y"})


@dataclass(frozen=True, kw_only=True)
class Municipality:
    """A municipality: `slug` is its path behind /kommun/, `sources` are the names of its sources.

    `register` is the unit register that its sources name, "" when they name none.
    """

    name: str
    slug: str
    sources: tuple[str, ...] = ()
    register: str = ""


def slug_of(name: str) -> str:
    """The path of a municipality: its whole name in small ASCII letters, digits and hyphens; empty when it has none."""
    plain = unicodedata.normalize("NFKD", name.casefold().translate(_OTHERS))
    letters = "".join(sign for sign in plain if not unicodedata.combining(sign))
    return re.sub(r"[^a-z0-9]+", "-", letters).strip("-")


def swedish_order(name: str) -> str:
    """A key that sorts names as Swedish does: å, ä and ö behind z."""
    return unicodedata.normalize("NFC", name).casefold().translate(_ORDER)


def municipalities(sources: Iterable[Source]) -> tuple[Municipality, ...]:
    """Every municipality that a source names, in Swedish order."""
    owned: dict[str, list[Source]] = {}
    for source in sources:
        if source.municipality:
            owned.setdefault(source.municipality, []).append(source)
    return tuple(
        Municipality(
            name=name,
            slug=slug_of(name),
            sources=tuple(source.name for source in owned[name]),
            register=next((source.register for source in owned[name] if source.register), ""),
        )
        for name in sorted(owned, key=swedish_order)
    )


def by_source(sources: Iterable[Source]) -> dict[str, str]:
    """The municipality of each source that names one."""
    return {source.name: source.municipality for source in sources if source.municipality}


def tidied(name: str) -> str:
    """A name as it is kept: composed letters, single spaces."""
    return " ".join(unicodedata.normalize("NFC", name).split())


def rival(name: str, known: Iterable[str]) -> str:
    """Another municipality's name that has the same path, or ""."""
    return next((each for each in known if each != name and slug_of(each) == slug_of(name)), "")


def is_name(name: str) -> bool:
    """Whether a municipality may be called so: printable, short enough, with something to make a path of."""
    return name.isprintable() and len(name) <= NAME_LIMIT and bool(slug_of(name))


def check_municipality(name: str, source: str, sources: Iterable[Source]) -> None:
    """Raises ConfigError for a name that a source may not have, or whose path another municipality has."""
    if not is_name(name):
        raise ConfigError(f"{name!r} is no name for a municipality: use letters and digits, at most {NAME_LIMIT}.")
    known = (each.municipality for each in sources if each.municipality and each.name != source)
    if other := rival(name, known):
        raise ConfigError(f"{name!r} and {other!r} would share the path /kommun/{slug_of(name)}/; write both alike.")
