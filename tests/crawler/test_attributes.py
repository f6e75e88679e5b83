"""Tags keep as many attributes as pages have use for."""

from __future__ import annotations

import pytest

from crawler.attributes import FEW, MOST, trimmed

MANY = [f"a{number}=1" for number in range(FEW)]
KEPT = " ".join(MANY[:MOST])


@pytest.mark.parametrize(
    ("page", "left"),
    [
        (f"<p {' '.join(MANY)}>x</p>", f"<p {KEPT}>x</p>"),
        (f"å<p {' '.join(MANY)}>x<b {' '.join(MANY)} />y", f"å<p {KEPT}>x<b {KEPT} />y"),
        (f"<!-- <p b='--><p {' '.join(MANY)}>x'", f"<!-- <p b='--><p {KEPT}>x'"),
        (f"<p {KEPT}>{'ord ' * FEW}</p>", f"<p {KEPT}>{'ord ' * FEW}</p>"),
        (f'<p a="{"b " * FEW}">x', f'<p a="{"b " * FEW}">x'),
        ("<b><i c='d'>" * FEW, "<b><i c='d'>" * FEW),
        (f"<p {' '.join(MANY[:400])}>x", f"<p {' '.join(MANY[:400])}>x"),
        ("1 < 2 och 3 > 2 " * FEW, "1 < 2 och 3 > 2 " * FEW),
    ],
)
def test_the_first_attributes_of_a_tag_are_kept_and_all_else_stays(page: str, left: str) -> None:
    assert trimmed(page) == left


def test_tags_that_never_end_are_no_tags() -> None:
    assert "<" not in trimmed("<p a b c d e f " * 20_000)
