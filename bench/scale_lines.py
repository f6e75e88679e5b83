"""Straight lines through what was measured, for `bench.scale`. Pure."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np


@dataclass(frozen=True, kw_only=True)
class Line:
    """A straight line through what was measured: `base` + `slope` · documents."""

    base: float
    slope: float
    r2: float

    def reaches(self, bound: float) -> float:
        """So many documents; inf when it does not grow."""
        return (bound - self.base) / self.slope if self.slope > 0 else float("inf")

    def meets(self, other: Line) -> float:
        """Where this line, lower at first, rises above the other; inf for never."""
        return (other.base - self.base) / (self.slope - other.slope) if self.slope > other.slope else float("inf")


def fit(counts: Sequence[float], values: Sequence[float]) -> Line:
    """Least squares; two points at least."""
    slope, base = np.polyfit(counts, values, 1)
    off = np.asarray(values) - (base + slope * np.asarray(counts))
    spread = float(((np.asarray(values) - np.mean(values)) ** 2).sum())
    return Line(base=float(base), slope=float(slope), r2=1 - float((off**2).sum()) / spread if spread else 1.0)
