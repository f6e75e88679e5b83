"""Contrast as WCAG reckons it, and shades that can be read."""

import pytest

from archive.colours import DARK_GROUND, READABLE, contrast, is_colour, lightened, mixed


@pytest.mark.parametrize(
    ("one", "other", "ratio"),
    [
        ("#000000", "#ffffff", 21.0),
        ("#777777", "#ffffff", 4.48),
        ("#ff0000", "#ffffff", 4.0),
        ("#abcdef", "#ABCDEF", 1),
    ],
)
def test_contrast_is_that_of_the_guidelines(one: str, other: str, ratio: float) -> None:
    assert contrast(one, other) == contrast(other, one) == pytest.approx(ratio, abs=0.01)


@pytest.mark.parametrize("colour", ["#000000", "#005a9c", "#7a0019", "#123456", "#ffffff"])
def test_the_tone_for_dark_grounds_can_be_read_there(colour: str) -> None:
    assert contrast(lightened(colour, DARK_GROUND), DARK_GROUND) >= READABLE


def test_mixing_goes_from_one_colour_to_the_other() -> None:
    assert [mixed("#000000", "#ff8000", share) for share in (0, 0.5, 1)] == ["#000000", "#804000", "#ff8000"]


@pytest.mark.parametrize("text", ["red", "#fff", "#12345g", "#1234567", "#123456;x", ""])
def test_other_ways_of_naming_colours_are_none(text: str) -> None:
    assert not is_colour(text)
