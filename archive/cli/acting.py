"""Who acts on the command line, for the audit log."""

from __future__ import annotations

import getpass

from archive import accounts
from archive.accounts import By
from archive.parts import Archive


def by_command() -> By:
    """The person whose terminal it is, as the operating system knows them."""
    try:
        return By(who=f"kommandoraden ({getpass.getuser()})")
    except (OSError, KeyError):
        return By(who="kommandoraden")


def record(archive: Archive, deed: str, about: str = "", detail: str = "") -> None:
    """Put what a command did in the audit log."""
    accounts.tell(archive, by_command(), deed, about, detail)
