"""How many hits each year has, as a chart of bars: where they lie in it and where they lead. Pure."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from archive.web.links import SearchState, state_url
from archive.web.words import count_text
from index.model import Count

MOST_YEARS = 60
HEIGHT = 60
"""Units of the drawing; a bar's share of the width is `STEP`."""
STEP = 10
LOWEST = 3
"""Units of the lowest bar that stands for a page."""


@dataclass(frozen=True, kw_only=True)
class Bar:
    """A year. `label` says all that the bar shows; `height` is 0 for a year without hits."""

    label: str
    url: str
    left: int
    height: int
    chosen: bool


@dataclass(frozen=True, kw_only=True)
class Histogram:
    """For _facet.html: a bar for each year from `first` to `last`, in a drawing of `width` by HEIGHT."""

    bars: tuple[Bar, ...]
    first: str
    last: str

    @property
    def width(self) -> int:
        """Units of the whole drawing."""
        return STEP * len(self.bars)

    @property
    def highest(self) -> str:
        """What the highest bar shows, which is the measure of all others; the newest of several."""
        return max(reversed(self.bars), key=lambda bar: bar.height).label


def make_histogram(facet: str, counts: Iterable[Count], state: SearchState) -> Histogram | None:
    """The chart of a facet of years; None for fewer than two years. Of a very long row the newest years are drawn."""
    counted = {int(count.value): count.count for count in counts if count.value.isdecimal()}
    if len(counted) < 2:
        return None
    years = range(max(min(counted), max(counted) - MOST_YEARS + 1), max(counted) + 1)
    shown = [counted.get(year, 0) for year in years]
    most = max(1, *shown)
    bars = tuple(
        Bar(
            label=f"{year}: {count_text(count, 'träff', 'träffar')}",
            url=state_url(state.toggled(facet, str(year))),
            left=STEP * place,
            height=max(LOWEST, round(HEIGHT * count / most)) if count else 0,
            chosen=(facet, str(year)) in state.chosen,
        )
        for place, (year, count) in enumerate(zip(years, shown, strict=True))
    )
    return Histogram(bars=bars, first=str(years[0]), last=str(years[-1]))
