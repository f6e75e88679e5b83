"""What an act in the log says of itself, in Swedish. What is kept is never changed: the page finds the words. Pure."""

from __future__ import annotations

import re
from collections.abc import Mapping

FIELDS: Mapping[str, str] = {
    "seeds": "startadresser",
    "delay": "sekunder mellan två frågor",
    "include": "bara sökvägar",
    "exclude": "inte sökvägar",
    "hosts": "fler värdnamn",
    "ports": "portar",
    "allow_private": "inre nät",
    "index_noindex": "noindex sökbara",
    "follow_nofollow": "följ nofollow",
    "render": "byggs i webbläsare",
    "max_pages": "högsta antal sidor",
    "max_depth": "högsta djup",
    "max_alike": "högsta antal likadana",
    "schedule": "schema",
    "register": "enhetsregister",
    "municipality": "kommun",
    "enabled": "hämtas",
    "retention": "bevaras i antal år",
    "source": "källa",
    "now": "hämtas nu",
}
VALUES: Mapping[str, str] = {"True": "ja", "False": "nej", "-": "inget"}
_PAIR = re.compile(r"(?P<name>[a-z_]+): (?P<said>.*)")


_SAID: Mapping[str, tuple[tuple[str, str], ...]] = {
    "account.role": ((r" -> ", " → "),),
    "handout.make": ((r"^1 sidor\b", "1 sida"),),
    "weeding.request": ((r"; 1 captures$", "; 1 hämtning"), (r"; (\d+) captures$", r"; \1 hämtningar")),
    "weeding.confirm": ((r"; plan sha256 ([0-9a-f]{64})$", r"; förteckningens SHA-256 \1"),),
    "weeding.done": ((r"^proof sha256 ([0-9a-f]{64})$", r"bevisets SHA-256 \1"),),
}
"""What is said instead of what is kept, by deed."""
_PAIRED = frozenset({"source.add", "source.change", "source.enable", "source.disable", "tip.approve"})


def detail_text(deed: str, detail: str) -> str:
    """The detail of an act; one without words of its own stands as it is kept."""
    if deed in _PAIRED:
        return "; ".join(map(_pair, detail.split("; ")))
    for kept, said in _SAID.get(deed, ()):
        detail = re.sub(kept, said, detail)
    return detail


def _pair(said: str) -> str:
    found = _PAIR.fullmatch(said)
    if found is None or found["name"] not in FIELDS:
        return said
    return f"{FIELDS[found['name']]}: {' → '.join(VALUES.get(each, each) for each in found['said'].split(' → '))}"
