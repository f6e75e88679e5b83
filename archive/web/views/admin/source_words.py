"""Schedules as people say them. Pure."""

from __future__ import annotations

from archive.schedule import in_words

PRESETS = {
    "": "bara när någon säger till",
    "0 2 * * *": "varje natt kl. 02.00",
    "0 6 * * 1-5": "vardagar kl. 06.00",
    "0 6,12,18 * * 1-5": "vardagar kl. 06, 12 och 18",
    "0 * * * *": "varje timme",
    "0 3 * * 1": "varje måndag kl. 03.00",
    "0 3 1 * *": "den 1 varje månad kl. 03.00",
}
"""What the form offers, by cron text in Swedish time; "" is no schedule."""


def schedule_text(schedule: str | None) -> str:
    """A schedule in words."""
    return PRESETS.get(schedule or "") or in_words(schedule or "")
