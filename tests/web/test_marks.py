"""Evidence is marked in the text without ever changing the text."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from archive.web.marks import MARK_LIMIT, Marker, Run, Span

TEXT = "Nämnden beslutade om avtal"

spans = st.builds(
    Span, start=st.integers(-3, 30), end=st.integers(-3, 30), number=st.integers(0, 9), label=st.sampled_from("abc")
)


@given(st.text(max_size=25), st.lists(spans, max_size=8), st.integers(0, 25), st.integers(0, 25))
def test_the_runs_of_any_part_joined_are_that_part(text: str, spans: list[Span], one: int, two: int) -> None:
    start, end = sorted((min(one, len(text)), min(two, len(text))))
    assert "".join(run.text for run in Marker(text, spans).runs(start, end)) == text[start:end]


def test_overlapping_evidence_becomes_runs_that_name_all_that_cover_them() -> None:
    marker = Marker(
        TEXT,
        [Span(start=0, end=17, number=1, label="Beslut", strong=True), Span(start=8, end=26, number=2, label="Ämne")],
    )
    assert marker.runs(0, len(TEXT)) == (
        Run(text="Nämnden ", labels=("Beslut",), strong=True, anchors=(1,)),
        Run(text="beslutade", labels=("Beslut", "Ämne"), strong=True, anchors=(2,)),
        Run(text=" om avtal", labels=("Ämne",)),
    )


def test_an_anchor_stands_only_where_its_evidence_begins() -> None:
    marker = Marker(TEXT, [Span(start=0, end=17, number=1, label="Beslut")])
    assert [run.anchors for run in marker.runs(8, len(TEXT))] == [(), ()]


def test_evidence_outside_the_text_is_not_marked() -> None:
    marker = Marker(
        "kort", [Span(start=2, end=99, number=1), Span(start=3, end=3, number=2), Span(start=-1, end=2, number=3)]
    )
    assert marker.numbers == frozenset()
    assert [run.is_marked for run in marker.runs(0, 4)] == [False]


def test_a_flood_of_evidence_is_bounded() -> None:
    marker = Marker("a" * 2000, [Span(start=n, end=n + 1, number=n, label="x") for n in range(2000)])
    assert len(marker.numbers) == MARK_LIMIT
