"""Handing out: versions of pages in one ZIP that anyone can check, and a log of every time it was done.

`choosing` says which versions are asked for, `making` writes the ZIP and the log, `repeating` makes one again from the
log. A handout is whole or nothing, and the same bytes every time for the same versions.
"""

from archive.handing.choosing import MOST, found_by, named, said_of, text_of_day
from archive.handing.logging import LOG_COLUMNS, log_csv, masked
from archive.handing.making import MOST_BYTES, Wish, hand_out
from archive.handing.repeating import repeat

__all__ = [
    "LOG_COLUMNS",
    "MOST",
    "MOST_BYTES",
    "Wish",
    "found_by",
    "hand_out",
    "log_csv",
    "masked",
    "named",
    "repeat",
    "said_of",
    "text_of_day",
]
