"""What somebody is limited to, in words, and the sources that this is. Pure."""

from __future__ import annotations

from collections.abc import Iterable

from crawler.model import Source

MUNICIPALITY = "kommun:"
"""What a grant begins with that is of every source of a municipality."""


def granted(grants: Iterable[str], sources: Iterable[Source]) -> frozenset[str]:
    """The names of the sources that grants are for: names, or `kommun:` and a municipality's name."""
    said = frozenset(grants)
    towns = {each.removeprefix(MUNICIPALITY).casefold() for each in said if each.startswith(MUNICIPALITY)}
    return frozenset(each.name for each in sources if each.name in said or _town(each) in towns)


def _town(source: Source) -> str | None:
    name: str | None = getattr(source, "municipality", None)
    return name.casefold() if name else None
