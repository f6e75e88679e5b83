"""What `python -m bench.scale` draws from its measurements, and what it measures with."""

from __future__ import annotations

from pathlib import Path

import pytest

from archive.facets import SCHEMA
from bench.scale import measure
from bench.scale_engines import AS_OF, EVERY, FILTERED, KINDS, documents, questions
from bench.scale_lines import fit


def test_a_line_is_laid_through_what_was_measured_and_says_how_well_it_lies() -> None:
    exact, rough = fit([10, 20, 40], [3.0, 5.0, 9.0]), fit([10, 20, 40], [3.0, 9.0, 5.0])
    assert (exact.base, exact.slope, exact.r2) == pytest.approx((1.0, 0.2, 1.0))
    assert rough.r2 < 0.5


def test_a_line_tells_where_it_reaches_a_bound_and_where_it_rises_above_another() -> None:
    rising, falling = fit([1, 2], [1.0, 2.0]), fit([1, 2], [10.0, 9.0])
    assert rising.reaches(200) == pytest.approx(200)
    assert falling.reaches(200) == float("inf")
    assert rising.meets(falling) == pytest.approx(5.5)
    assert falling.meets(rising) == float("inf")


def test_more_documents_begin_with_the_same_ones_and_fill_every_field_of_the_archive() -> None:
    few, many = list(documents(5)), list(documents(2 * EVERY))
    assert many[:5] == few
    assert {name for each in many for name in each.values} == {each.name for each in SCHEMA.fields}
    assert sum("/" in each.id for each in many) == 2


def test_the_same_questions_are_asked_at_every_size_and_of_every_kind() -> None:
    asked = questions(60)
    assert [kind for kind, _ in asked] == [kind for kind, _ in questions(60)]
    assert {kind for kind, _ in asked} == {*KINDS.values(), FILTERED, AS_OF}


def test_a_step_builds_asks_and_changes_a_page(tmp_path: Path) -> None:
    step = measure("embedded", f"whoosh {tmp_path / 'index'}", 60, 30)
    assert step.documents == 60
    assert set(step.kinds) <= {*KINDS.values(), FILTERED, AS_OF}
    assert min(step.rebuild_cpu_s, step.kilobytes, step.megabytes, step.visible_ms, step.query_cpu_ms, *step.warm) > 0
