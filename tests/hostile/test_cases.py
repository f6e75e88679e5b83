"""The 67 cases, each played against a server that misbehaves in just that way."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.hostile import body_cases, http_cases, life_cases, listing_cases, moves_cases, robots_cases, space_cases
from tests.hostile.cases import CASES, Case
from tests.hostile.world import a_world

ROOT = Path(__file__).parents[2]
MODULES = (robots_cases, http_cases, moves_cases, body_cases, space_cases, listing_cases, life_cases)
PLAYED = sorted((each for each in CASES if callable(each.proof)), key=lambda each: each.number)
HELD = sorted((each for each in CASES if not callable(each.proof)), key=lambda each: each.number)


@pytest.mark.parametrize("case", PLAYED, ids=str)
def test_the_case_ends_as_it_must(case: Case) -> None:
    assert callable(case.proof)
    with a_world() as world:
        case.proof(world)


@pytest.mark.parametrize("case", HELD, ids=str)
def test_the_case_is_held_by_tests_that_are_there(case: Case) -> None:
    assert not callable(case.proof)
    assert case.proof
    for each in case.proof:
        path, name = each.split("::")
        assert f"def {name}(" in (ROOT / path).read_text("utf-8"), each


def test_every_number_of_the_list_is_there_once() -> None:
    assert len(MODULES) == 7
    assert [each.number for each in sorted(CASES, key=lambda each: each.number)] == list(range(1, 68))
