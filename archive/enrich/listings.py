"""Pages made of other pages: lists of news, whose lines are titles and days. What they tell belongs elsewhere."""

from __future__ import annotations

import re
from itertools import pairwise

from archive.enrich.shapes import FULL_MONTHS
from archive.enrich.spans import folded
from archive.model import Reading

DAY = rf"(?:den )?(?:\d{{1,2}} (?:{FULL_MONTHS})(?: 20\d\d)?|20\d\d-\d\d-\d\d|\d{{1,2}}/\d{{1,2}}(?: 20\d\d)?)"
ALONE = re.compile(rf"(?:publicera[dt] )?{DAY}")
TITLED = re.compile(rf"{DAY}\s?[:|–-]\s?[^\n]{{3,150}}[^.!\n]|[^\n:]{{3,150}}?[,|·–(\s-]\s?{DAY}\)?")
FEWEST = 3
SHARE = 0.6
LONGEST = 180


def is_listing(reading: Reading) -> bool:
    """Whether a page is mostly titles with their day, or headings each followed by its day (and a lead)."""
    lines = [line.strip() for section in reading.sections for line in section.text.splitlines() if line.strip()]
    dated = sum(1 for line in lines if len(line) <= LONGEST and TITLED.fullmatch(folded(line)))
    if dated >= FEWEST and dated >= SHARE * len(lines):
        return True
    headings = sum(1 for section in reading.sections if section.kind == "heading")
    teasers = sum(1 for one, two in pairwise(reading.sections) if one.kind == "heading" and _is_day(two.text))
    return teasers >= FEWEST and teasers >= SHARE * headings


def _is_day(text: str) -> bool:
    return len(text) <= LONGEST and ALONE.fullmatch(folded(text.strip())) is not None
