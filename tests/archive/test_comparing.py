"""A comparison is true to both texts, tells what moved once, and ends soon whatever it is given."""

from __future__ import annotations

import random
from collections.abc import Sequence
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from archive.comparing import Comparison, Fate, Step, compare, compare_words
from archive.comparing.aligning import Steps, align
from archive.model import Section
from tests.pace import assert_quick

LIMIT_SECONDS = 1.0


def blocks(*texts: str, kind: str = "paragraph") -> tuple[Section, ...]:
    return tuple(Section(kind=kind, text=text) for text in texts)


def table(*rows: str) -> tuple[Section, ...]:
    return blocks("\n".join(rows), kind="table")


def said(step: Step, without: Fate, separators: Sequence[str] = ("\n", "\t")) -> str:
    """The text of a step on one side."""
    if not step.parts:
        return "".join(piece.text for piece in step.pieces if piece.fate is not without)
    parts = [part for part in step.parts if part.fate is not without]
    return separators[0].join(said(part, without, separators[1:]) for part in parts)


def assert_true(old: Sequence[Section], new: Sequence[Section]) -> Comparison:
    """Every step gives the old block it came from, and together they give the new text."""
    found = compare(old, new)
    origins = sorted(step.old for step in found.steps if step.old is not None)
    assert origins == list(range(len(old)))
    assert all(said(step, Fate.ADDED) == old[step.old].text for step in found.steps if step.old is not None)
    made = [(step.new, said(step, Fate.REMOVED)) for step in found.steps if step.new is not None]
    assert made == list(enumerate(block.text for block in new))
    return found


def told(found: Comparison) -> list[tuple[str, str]]:
    """Steps as (fate, text with [-removed-] and {+added+})."""
    marks = {Fate.REMOVED: "[-{}-]", Fate.ADDED: "{{+{}+}}"}
    return [
        (step.fate.value, "".join(marks.get(piece.fate, "{}").format(piece.text) for piece in step.pieces))
        for step in found.steps
    ]


LINE = st.text(alphabet="ab, \tå", max_size=12)
BLOCK = st.builds(Section, kind=st.sampled_from(["paragraph", "heading", "table"]), text=LINE)
ROWS = st.lists(st.lists(st.text("ab1 ", max_size=4), max_size=4).map("\t".join), max_size=5).map("\n".join)
TABLE = st.builds(Section, kind=st.just("table"), text=ROWS)
LINES = st.lists(st.text("abcdef", min_size=1), unique=True, max_size=9)
SHUFFLED = LINES.flatmap(lambda texts: st.tuples(st.just(texts), st.permutations(texts)))
TEXT = st.lists(BLOCK | TABLE, max_size=8)


@given(TEXT, TEXT)
def test_applying_the_comparison_to_the_old_text_gives_the_new(old: list[Section], new: list[Section]) -> None:
    assert_true(old, new)


@given(TEXT)
def test_a_text_does_not_differ_from_itself(text: list[Section]) -> None:
    assert assert_true(text, text).is_same


@given(SHUFFLED)
def test_a_text_in_another_order_is_moved_and_nothing_else(texts: tuple[list[str], list[str]]) -> None:
    found = assert_true(blocks(*texts[0]), blocks(*texts[1]))
    assert {step.fate for step in found.steps} <= {Fate.SAME, Fate.MOVED}


@given(st.lists(st.integers(0, 4), max_size=30), st.lists(st.integers(0, 4), max_size=30))
def test_what_is_aligned_is_the_same_and_rises_in_both(old: list[int], new: list[int]) -> None:
    for left in (300_000, 3):
        pairs = align(old, new, Steps(left=left))
        assert all(old[ours] == new[theirs] for ours, theirs in pairs)
        assert all(one[0] < two[0] and one[1] < two[1] for one, two in pairwise(pairs))


def test_words_are_compared_not_letters() -> None:
    found = assert_true(blocks("Avgiften är 1 200 kr per år."), blocks("Avgiften blir 1 350 kr per år."))
    assert told(found) == [("changed", "Avgiften [-är 1 200-]{+blir 1 350+} kr per år.")]
    assert (found.words(Fate.ADDED), found.words(Fate.REMOVED)) == (3, 3)


def test_a_paragraph_that_moved_is_told_once_at_its_new_place() -> None:
    old = blocks("Om mötet i april.", "Nämnden höll möte.", "Nya tider gäller.", "Kontakta oss gärna.")
    new = blocks("Nya tider gäller.", "Om mötet i april.", "Nämnden höll möte.", "Kontakta oss gärna.")
    found = assert_true(old, new)
    assert [fate for fate, _ in told(found)] == ["moved", "same", "same", "same"]
    assert found.moved == 1


def test_a_paragraph_that_moved_and_was_touched_up_is_moved_with_the_words_that_differ() -> None:
    kept = ("Första stycket om budgeten.", "Andra stycket om skolan i byn.", "Tredje stycket om vatten.")
    moved = "Avtalet med Ren AB om städning gäller i två år från maj"
    found = assert_true(blocks(f"{moved}.", *kept), blocks(*kept, f"{moved} 2024."))
    assert told(found)[-1] == ("moved", f"{moved}{{+ 2024+}}.")


def test_a_paragraph_that_has_nothing_in_common_is_removed_and_another_added() -> None:
    found = assert_true(blocks("Badhuset är stängt."), blocks("Nämnden beslutade om ramavtal."))
    assert told(found) == [
        ("removed", "[-Badhuset är stängt.-]"),
        ("added", "{+Nämnden beslutade om ramavtal.+}"),
    ]


def test_a_table_is_compared_cell_by_cell() -> None:
    old = table("År\tKronor", "2023\t900 000", "2024\t1 100 000")
    new = table("År\tKronor", "2024\t1 200 000", "2025\t1 300 000")
    (step,) = assert_true(old, new).steps
    assert [row.fate.value for row in step.parts] == ["same", "removed", "changed", "added"]
    assert [[piece.text for piece in cell.pieces] for cell in step.parts[2].parts] == [
        ["2024"],
        ["1 100 000", "1 200 000"],
    ]


def test_a_table_that_got_a_column_keeps_its_other_cells() -> None:
    (step,) = assert_true(table("Namn\tSumma", "Ren AB\t7"), table("Namn\tOrt\tSumma", "Ren AB\tByn\t7")).steps
    assert [[cell.fate.value for cell in row.parts] for row in step.parts] == [["same", "added", "same"]] * 2


def test_a_table_never_becomes_a_paragraph() -> None:
    found = assert_true(table("a b c"), blocks("a b c d"))
    assert [step.fate.value for step in found.steps] == ["removed", "added"]


def test_titles_are_compared_by_words() -> None:
    assert [(piece.fate.value, piece.text) for piece in compare_words("Sagt i april", "Sagt i maj")] == [
        ("same", "Sagt i "),
        ("removed", "april"),
        ("added", "maj"),
    ]


DICE = random.Random(7)
MEGABYTE = 1_000_000
ADVERSARIES = {
    "one word for ever": (blocks("a " * (MEGABYTE // 2)), blocks("a " * (MEGABYTE // 2 - 1) + "b")),
    "two words by turns": (blocks("a b " * 37_000), blocks("b a a " * 25_000)),
    "two words at random": (
        blocks(" ".join(DICE.choices("ab", k=74_000))),
        blocks(" ".join(DICE.choices("abc", k=74_000))),
    ),
    "a million letters": (blocks("x" * MEGABYTE), blocks("x" * (MEGABYTE // 2) + "y" + "x" * (MEGABYTE // 2))),
    "lines of one letter": (blocks(*"ab" * 250_000), blocks(*"aab" * 160_000)),
    "lines all new": (
        blocks(*(f"rad {n} har ord" for n in range(40_000))),
        blocks(*(f"rad {n} av ord" for n in range(40_000))),
    ),
    "long alike paragraphs": (
        blocks(*(" ".join(f"o{(n * k) % 997}" for k in range(500)) for n in range(400))),
        blocks(*(" ".join(f"o{(n * k) % 991}" for k in range(500)) for n in range(400))),
    ),
    "a table of a hundred thousand cells": (
        table(*("\t".join("ab" * 5) for _ in range(20_000))),
        table(*("\t".join("ba" * 5) for _ in range(20_000))),
    ),
    "backwards": (blocks(*(f"s{n}" for n in range(60_000))), blocks(*(f"s{n}" for n in range(60_000, 0, -1)))),
}


@pytest.mark.parametrize("name", ADVERSARIES)
def test_a_megabyte_made_to_take_long_is_compared_within_a_second(name: str) -> None:
    old, new = ADVERSARIES[name]
    assert_quick(lambda: compare(old, new), seconds=LIMIT_SECONDS)
