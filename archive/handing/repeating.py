"""A handout made again from the log: the same bytes, or nothing."""

from __future__ import annotations

from pathlib import Path

from archive.errors import HandoutRefused
from archive.files import whole
from archive.handing.making import write
from archive.model import Handout
from archive.parts import Archive

DIFFERS = (
    "Utlämnandet kan inte göras om likadant: sidor har lästs om eller gallrats sedan dess, eller så har "
    "programmet eller arkivets namn ändrats. Loggen står kvar. Gör ett nytt utlämnande om filen behövs."
)


def repeat(archive: Archive, handout: Handout, target: Path) -> None:
    """Write the ZIP of an act in the log again. Raises HandoutRefused when it would not be the same file."""
    with whole(target) as part:
        if write(archive, handout, part).digest != handout.digest:
            raise HandoutRefused(DIFFERS)
