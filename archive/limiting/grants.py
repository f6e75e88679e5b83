"""What somebody is limited to, in words, and the sources that this is. Pure."""

from __future__ import annotations

from collections.abc import Iterable

from crawler.model import Source
from crawler.scope import scope_of

MUNICIPALITY = "kommun:"
"""What a grant begins with that is of every source of a municipality."""


def stays(before: Source, after: Source) -> bool:
    """Whether a changed source asks no other hosts than before and is still the same municipality's.

    Else whoever is limited to it could take over the addresses of others, or put theirs among others' pages.
    """
    is_same = before.municipality == after.municipality and before.allow_private == after.allow_private
    return is_same and scope_of(after).hosts <= scope_of(before).hosts


def granted(grants: Iterable[str], sources: Iterable[Source]) -> frozenset[str]:
    """The names of the sources that grants are for: names, or `kommun:` and a municipality's name."""
    said = frozenset(grants)
    towns = {each.removeprefix(MUNICIPALITY).casefold() for each in said if each.startswith(MUNICIPALITY)}
    return frozenset(each.name for each in sources if each.name in said or _town(each) in towns)


def _town(source: Source) -> str | None:
    return source.municipality.casefold() if source.municipality else None


def missing_text(missing: Iterable[str]) -> str:
    """What is wrong with grants that are of no source: a municipality's may only lack a part of its name."""
    towns = [each.removeprefix(MUNICIPALITY) for each in missing if each.startswith(MUNICIPALITY)]
    names = [each for each in missing if not each.startswith(MUNICIPALITY)]
    lost = f"Ingen källa heter {', '.join(names)}. " if names else ""
    placeless = f"Ingen kommun heter {', '.join(towns)}; skriv hela namnet som det står under Källor." if towns else ""
    return f"{lost}{placeless}".strip()
