"""What an admin should look at after a run: patterns in what came to nothing. Pure."""

from __future__ import annotations

from collections.abc import Sequence

from archive.model import Alert, AlertKind, Tally

Outcome = tuple[str, str, str]
"""URL, rule or cause, detail: as `Frontier.outcomes` gives them."""

LEAST = 10
"""So many addresses make a pattern."""
_FORBIDDEN = frozenset({"http-401", "http-403"})
_BUDGETS = {"alike": AlertKind.ALIKE, "repeat": AlertKind.REPEAT, "pages": AlertKind.FULL}


def find(
    tally: Tally, *, failed: Sequence[Outcome], refused: Sequence[Outcome], before: Tally | None = None
) -> tuple[Alert, ...]:
    """The alerts of a run, from what it came to and what the run before came to.

    A host that refuses everything, a trap that was stopped by its budget, and a site that shrank by half.
    """
    found = [*_forbidden(tally, failed), *_budgets(refused), *_shrunk(tally, before)]
    return tuple(found)


def _forbidden(tally: Tally, failed: Sequence[Outcome]) -> list[Alert]:
    urls = [url for url, cause, _ in failed if cause in _FORBIDDEN]
    flipped = len(urls) >= LEAST and len(urls) > tally.fetched + tally.unchanged
    return [Alert(kind=AlertKind.FORBIDDEN, count=len(urls), url=urls[0])] if flipped else []


def _budgets(refused: Sequence[Outcome]) -> list[Alert]:
    by_rule = {rule: [url for url, why, _ in refused if why == rule] for rule in _BUDGETS}
    return [Alert(kind=_BUDGETS[rule], count=len(urls), url=urls[0]) for rule, urls in by_rule.items() if urls]


def _shrunk(tally: Tally, before: Tally | None) -> list[Alert]:
    was = before.fetched + before.unchanged if before else 0
    lost = was - tally.fetched - tally.unchanged
    return [Alert(kind=AlertKind.SHRUNK, count=lost)] if was >= LEAST and lost * 2 > was else []
