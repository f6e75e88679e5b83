"""Colours as numbers: how far two of them stand apart (WCAG 2.1, relative luminance and contrast ratio). Pure."""

from __future__ import annotations

import re

READABLE = 4.5
"""The contrast that text needs (WCAG 2.1, success criterion 1.4.3)."""
LIGHT_GROUND = "#f3f3f4"
"""The darkest ground that links stand on in the light scheme."""
DARK_GROUND = "#1e2022"
"""The lightest ground that links stand on in the dark scheme."""
_STRAIGHT = 0.04045
"""Up to here a channel of sRGB is proportional to light (IEC 61966-2-1)."""
_HEX = re.compile(r"#[0-9a-f]{6}", re.IGNORECASE)


def is_colour(text: str) -> bool:
    """Whether it is a colour as we write them: "#005a9c"."""
    return _HEX.fullmatch(text) is not None


def contrast(one: str, other: str) -> float:
    """The contrast ratio of two colours, 1 to 21."""
    low, high = sorted((_luminance(one), _luminance(other)))
    return (high + 0.05) / (low + 0.05)


def mixed(colour: str, other: str, share: float) -> str:
    """A colour with a share (0 to 1) of another in it."""
    pairs = zip(_channels(colour), _channels(other), strict=True)
    return "#" + "".join(f"{round(own + (its - own) * share):02x}" for own, its in pairs)


def lightened(colour: str, ground: str) -> str:
    """The colour with as little white in it as makes it readable on a dark ground."""
    shades = (mixed(colour, "#ffffff", step / 20) for step in range(21))
    return next((shade for shade in shades if contrast(shade, ground) >= READABLE), "#ffffff")


def _channels(colour: str) -> tuple[int, ...]:
    return tuple(int(colour[place : place + 2], 16) for place in (1, 3, 5))


def _luminance(colour: str) -> float:
    red, green, blue = (_linear(each / 255) for each in _channels(colour))
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def _linear(channel: float) -> float:
    return channel / 12.92 if channel <= _STRAIGHT else float(((channel + 0.055) / 1.055) ** 2.4)
