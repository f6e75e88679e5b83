"""How much a match weighs: BM25F (Robertson and Zaragoza 2009), a score per field, scaled by the field's weight."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import date
from math import log

from index.model import Count, Freshness, Query

SATURATION = 1.2
"""k1: how soon more of the same word stops adding."""
LENGTH_SHARE = 0.75
"""b: how much a long text must make up for its length."""

SCORE_DECIMALS = 6
"""Scores are rounded before they are compared, so that the order of additions never decides an order."""


def rarity(documents: int, holding: int) -> float:
    """Inverse document frequency that never is negative: `holding` of `documents` hold the term."""
    return log(1 + (documents - holding + 0.5) / (holding + 0.5))


def frequency_weight(count: float, length: float, average: float) -> float:
    """What `count` occurrences in a text of `length` words are worth, beside texts of `average` length."""
    share = length / average if average else 1.0
    return count * (SATURATION + 1) / (count + SATURATION * (1 - LENGTH_SHARE + LENGTH_SHARE * share))


def freshness_factor(day: str, wanted: Freshness) -> float:
    """What the score of a document of that day ("YYYY-MM-DD") is multiplied by; days to come are as good as today."""
    age = max(0, (date.fromisoformat(wanted.today) - date.fromisoformat(day)).days)
    return float(1 + wanted.share * 0.5 ** (age / wanted.half_life))


def counts(found: Mapping[str, int], chosen: Iterable[str]) -> tuple[Count, ...]:
    """Facet counts in their order: largest first, ties by value; chosen values stand even at zero."""
    full = {value: count for value, count in found.items() if count} | {value: found.get(value, 0) for value in chosen}
    return tuple(
        Count(value=value, count=count) for value, count in sorted(full.items(), key=lambda pair: (-pair[1], pair[0]))
    )


def by_date(dates: Mapping[str, tuple[str, ...]], *, oldest: bool) -> list[str]:
    """Ids in order of their days ("YYYY-MM-DD", rising); without a day last; ties by id."""
    dated = {each: days[0] if oldest else days[-1] for each, days in dates.items() if days}
    rising = sorted(dated, key=lambda each: (dated[each], each))
    falling = sorted(sorted(dated), key=dated.__getitem__, reverse=True)
    return (rising if oldest else falling) + sorted(dates.keys() - dated.keys())


def page_slice(query: Query) -> slice:
    """Where in the ordered matches the asked page stands."""
    size = max(0, query.size)
    start = (max(1, query.page) - 1) * size
    return slice(start, start + size)


def room_left(query: Query, total: int) -> int:
    """How many more hits the asked page could hold when it is the last one with hits; else 0."""
    page = page_slice(query)
    return page.stop - total if page.start < total < page.stop else 0
