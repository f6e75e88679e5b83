"""`/halsa` as JSON and as a page: whether the archive is well. Pure. Nothing in it is for the keeper alone."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from archive import __version__
from archive.clocks import TOLERABLE
from archive.health import Away, Health, Held
from archive.web.words import count_text, moment_text

STATUS = {
    "ok": "Allt fungerar.",
    "no-database": "Databasen går inte att läsa. Sidor kan inte visas och sökningen är stängd.",
    "no-index": "Sökregistret svarar inte. Sidor kan läsas, men sökningen är stängd tills det svarar igen.",
    "stale-index": "Sökregistret behöver byggas om. Sidor kan läsas, men sökningen är stängd.",
    "no-captures": "Det går att läsa och söka. Sidornas original kan inte visas just nu: deras förvaring svarar inte.",
    "low-disk": "Det går att läsa och söka. Hämtningen väntar, eftersom diskutrymmet är litet.",
}

COLOURS = {"ok": "success", "no-captures": "warning", "low-disk": "warning"}


@dataclass(frozen=True, kw_only=True)
class HealthView:
    """For health.html: the verdict in a sentence and a colour, and rows of what and how."""

    colour: str
    verdict: str
    rows: tuple[tuple[str, str], ...]


def make_json(health: Health) -> dict[str, Any]:
    """For machines: `status` in one word, then the parts."""
    held = health.held
    parts: dict[str, Any] = {"database": held is not None, "disk": {"low": health.room.is_low}}
    parts |= {"clock": {"ahead_seconds": round(health.skew.total_seconds())}}
    parts |= {"captures": not health.away.captures}
    if held is not None:
        last = held.last_crawl.isoformat() if held.last_crawl else None
        index = {
            "answers": not health.away.index,
            "stale": held.is_stale,
            "behind": held.waiting > 0,
            "waiting": held.waiting,
        }
        parts |= {"pages": held.pages, "index": index | {"generation": held.generation}}
        parts |= {"last_crawl": last, "crawling": len(held.crawling)}
    return {"status": health.status, "version": __version__, **parts}


def make_health(health: Health) -> HealthView:
    """For people."""
    rows = _held_rows(health.held, health.away) if health.held else (("Databas", "går inte att läsa"),)
    disk = "lite kvar; hämtningen väntar" if health.room.is_low else "tillräckligt med plats"
    return HealthView(
        colour=COLOURS.get(health.status, "danger"),
        verdict=STATUS[health.status],
        rows=(
            *rows,
            *_captures_rows(health.away),
            ("Disk", disk),
            *_clock_rows(health.skew),
            ("Programversion", __version__),
        ),
    )


def _clock_rows(skew: timedelta) -> tuple[tuple[str, str], ...]:
    """A clock that is wrong; nothing of one that is right."""
    if abs(skew) <= TOLERABLE:
        return ()
    way = "före" if skew > timedelta() else "efter"
    off = count_text(round(abs(skew).total_seconds()), "sekund", "sekunder")
    return (("Klocka", f"webbserverns går {off} {way} databasens, som är den som räknas"),)


def _captures_rows(away: Away) -> tuple[tuple[str, str], ...]:
    """Captures that cannot be had; nothing of those that can."""
    return (("Sidornas original", "förvaringen svarar inte"),) if away.captures else ()


def _held_rows(held: Held, away: Away) -> tuple[tuple[str, str], ...]:
    behind = f"{count_text(held.waiting, 'ändring', 'ändringar')} väntar på att föras in"
    index = "måste byggas om" if held.is_stale else behind if held.waiting else "har allt som arkivet har"
    crawling = f"pågår för {count_text(len(held.crawling), 'källa', 'källor')}" if held.crawling else "pågår inte nu"
    return (
        ("Databas", f"går att läsa, {count_text(held.pages, 'sida', 'sidor')}"),
        ("Sökregister", "svarar inte" if away.index else index),
        ("Senaste hela hämtning", moment_text(held.last_crawl) if held.last_crawl else "ingen ännu"),
        ("Hämtning", crawling),
    )
