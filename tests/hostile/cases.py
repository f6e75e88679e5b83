"""The acceptance list: 67 ways a site, a network or a machine misbehaves, what must come of each, and who says so."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from tests.hostile.world import World

Proof = Callable[[World], None]


@dataclass(frozen=True, kw_only=True)
class Case:
    """One line of the list. `proof` plays it against a running server, or names the tests that hold it."""

    number: int
    expectation: str
    source: str
    proof: Proof | tuple[str, ...]

    def __str__(self) -> str:
        return f"{self.number:02d} {self.expectation} ({self.source})"


CASES: list[Case] = []


def case(number: int, expectation: str, source: str) -> Callable[[Proof], Proof]:
    """Put a proof on the list."""

    def register(proof: Proof) -> Proof:
        CASES.append(Case(number=number, expectation=expectation, source=source, proof=proof))
        return proof

    return register


def elsewhere(number: int, expectation: str, source: str, *tests: str) -> None:
    """Put a case on the list that tests elsewhere hold, each named as "path::name"."""
    CASES.append(Case(number=number, expectation=expectation, source=source, proof=tests))
