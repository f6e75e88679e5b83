"""Which publishing system made a site, guessed from what it says and leaves behind. Pure."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from enum import StrEnum

from crawler.model import Capture

LOOKED_AT = 200_000
"""Bytes of a page that are looked through."""
_GENERATOR = re.compile(rb"<meta\s[^<>]{0,200}?generator[^<>]{0,300}>", re.IGNORECASE)


class Sureness(StrEnum):
    """How sure a guess is."""

    CERTAIN = "certain"
    """The site says so itself."""
    LIKELY = "likely"
    """Signs of two kinds agree."""
    POSSIBLE = "possible"


@dataclass(frozen=True, kw_only=True)
class Platform:
    """A guess, with the kinds of sign that led to it: "generator", "header", "path"."""

    name: str
    sureness: Sureness
    signs: tuple[str, ...]


@dataclass(frozen=True, kw_only=True)
class _Signs:
    said: str
    header: re.Pattern[str]
    path: re.Pattern[bytes]


def _signs(said: str, header: str, path: str) -> _Signs:
    return _Signs(
        said=said, header=re.compile(header, re.IGNORECASE), path=re.compile(path.encode("ascii"), re.IGNORECASE)
    )


_KNOWN = {
    "SiteVision": _signs("sitevision", r"sitevision", r"/webdav/files/|\bsv-portlet\b|\bsv-layout\b|/sitevision/"),
    "Optimizely (EPiServer)": _signs("episerver|optimizely", r"epi(?:server|:|form)", r"/(?:global|content)assets/"),
    "WordPress": _signs("wordpress", r"api\.w\.org|wordpress_|wp-settings", r"/wp-(?:content|includes|json)/"),
    "Drupal": _signs("drupal", r"\bdrupal\b|x-drupal", r"/sites/default/files/|data-drupal-"),
    "Umbraco": _signs("umbraco", r"umbraco|\bumb_", r"/umbraco/"),
    "Joomla": _signs("joomla", r"joomla", r"/media/(?:jui|system/js)/|option=com_content"),
    "TYPO3": _signs("typo3", r"fe_typo_user|typo3", r"/typo3(?:temp|conf)/"),
    "SharePoint": _signs("sharepoint", r"microsoftsharepoint|sprequestguid", r"/_layouts/1\d/"),
}
_SPEAKING = frozenset({"set-cookie", "link", "server"})


def guess_platform(captures: Iterable[Capture]) -> Platform | None:
    """The best guess over some pages of a site, None when nothing points anywhere."""
    taken = tuple(captures)
    guesses = (Platform(name=name, sureness=_sureness(found), signs=found) for name, found in _found(taken) if found)
    order = tuple(Sureness)
    return min(guesses, key=lambda each: order.index(each.sureness), default=None)


def _found(captures: tuple[Capture, ...]) -> Iterable[tuple[str, tuple[str, ...]]]:
    bodies = [capture.body[:LOOKED_AT] for capture in captures]
    said = b" ".join(match for body in bodies for match in _GENERATOR.findall(body)).decode("utf-8", "replace")
    headers = "\n".join(map(_headers, captures))
    for name, signs in _KNOWN.items():
        kinds = {
            "generator": bool(re.search(signs.said, said, re.IGNORECASE)),
            "header": bool(signs.header.search(headers)),
            "path": any(signs.path.search(body) for body in bodies),
        }
        yield name, tuple(kind for kind, is_there in kinds.items() if is_there)


def _headers(capture: Capture) -> str:
    """What may give a system away: names of its own (X-...), cookies, links. Bounded."""
    lines = (f"{name}: {value[:500]}" for name, value in capture.headers[:100] if _speaks(name.lower()))
    return "\n".join(lines)


def _speaks(name: str) -> bool:
    return name in _SPEAKING or name.startswith(("x-", "microsoft"))


def _sureness(signs: tuple[str, ...]) -> Sureness:
    if "generator" in signs:
        return Sureness.CERTAIN
    return Sureness.LIKELY if len(signs) > 1 else Sureness.POSSIBLE
