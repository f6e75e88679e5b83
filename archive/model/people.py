"""Those who use the archive under their name."""

from __future__ import annotations

from enum import StrEnum


class Role(StrEnum):
    """What somebody is to the archive; what each may do stands in archive/web/rights.py."""

    READER = "läsare"
    """Reads and searches where reading is not for everybody."""
    OFFICER = "handläggare"
    """Corrects what was read, hands out, asks for removals."""
    AUDITOR = "revisor"
    """Reviews decisions and procurements, reads every log."""
    ADMIN = "admin"
    """Tends sources, crawls and accounts; confirms removals."""
