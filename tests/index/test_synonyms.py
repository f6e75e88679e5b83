"""The list of words that mean the same, free of any engine."""

from __future__ import annotations

import pytest

from index.analysis import PlainAnalyzer
from index.synonyms import Group, Synonyms, read_groups


def test_a_group_is_a_line_its_words_divided_by_equals_signs() -> None:
    text = "# rubrik\n\nKSF = kommunstyrelseförvaltningen  # kommentar\n a  b=c = d\n"
    assert [group.words for group in read_groups(text)] == [("KSF", "kommunstyrelseförvaltningen"), ("a b", "c", "d")]


@pytest.mark.parametrize("line", ["ensam", "a =", "= b", "a = = b", "a = -"])
def test_a_line_that_is_no_group_is_an_error_that_names_it(line: str) -> None:
    with pytest.raises(ValueError, match="line 2"):
        list(read_groups(f"a = b\n{line}"))


def test_every_word_of_a_group_asks_for_all_others() -> None:
    known = Synonyms([Group(words=("a", "b c", "d")), Group(words=("a", "e"))], PlainAnalyzer())
    assert known.of(("a",)) == (("b", "c"), ("d",), ("e",))
    assert known.of(("b", "c")) == (("a",), ("d",))
    assert known.of(("x",)) == ()
    assert known.longest == 2


def test_only_the_first_value_of_a_field_asks_for_the_rest() -> None:
    known = Synonyms(
        [Group(words=("Socialförvaltningen", "Social- och äldreförvaltningen"), field="unit")], PlainAnalyzer()
    )
    assert known.values("unit", "socialförvaltningen") == ("socialochäldreförvaltningen",)
    assert known.values("unit", "socialochäldreförvaltningen") == ()
    assert known.values("topic", "socialförvaltningen") == ()
    assert known.of(("socialförvaltningen",)) == ()
