"""Schedules as people say them. Pure."""

from __future__ import annotations

from archive.schedule import in_words

ON_DEMAND = "bara när någon säger till"
PRESETS = {
    "": ON_DEMAND,
    **{
        each: in_words(each)
        for each in ("0 2 * * *", "0 6 * * 1-5", "0 7-18 * * 1-5", "0 * * * *", "0 3 * * 1", "0 3 1 * *")
    },
}
"""What the form offers, by schedule; "" is none."""


def schedule_text(schedule: str | None) -> str:
    """A schedule in words."""
    return in_words(schedule) if schedule else ON_DEMAND
