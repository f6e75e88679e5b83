"""Words that mean the same, on every engine."""

from __future__ import annotations

import pytest

from index.model import SearchIndex
from tests.contract.searching import ask, fill, found, ids, page

TEXTS = (
    page("a", "KSF:s ledning svarade."),
    page("b", "Kommunstyrelseförvaltningens ledning svarade."),
    page("c", "Årsredovisningen är klar."),
    page("d", "Bokslutet är klart."),
    page("e", "Lagen om valfrihetssystem gäller."),
    page("f", "LOV gäller.", unit="Vård"),
    page("g", "Sommarens lov börjar."),
)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("KSF", {"a", "b"}),
        ("kommunstyrelseförvaltningen", {"a", "b"}),
        ("bokslut klart", {"c", "d"}),
        ("årsredovisningar", {"c", "d"}),
        ("LOV gäller", {"e", "f"}),
        ("lagen om valfrihetssystem", {"e", "f"}),
        ("klart -årsredovisning", set()),
        ("svarade -KSF", set()),
        ('"bokslutet"', {"d"}),
        ("förvaltning:soc", {"f"}),
    ],
)
def test_a_word_finds_what_means_the_same(swedish: SearchIndex, text: str, expected: set[str]) -> None:
    fill(swedish, *TEXTS)
    assert found(swedish, text) == expected


def test_the_word_itself_comes_before_what_means_the_same(swedish: SearchIndex) -> None:
    fill(swedish, *TEXTS)
    assert ids(swedish, "bokslut")[0] == "d"
    assert ids(swedish, "årsredovisning")[0] == "c"


def test_a_hit_says_that_a_synonym_was_found(swedish: SearchIndex) -> None:
    fill(swedish, *TEXTS)
    hit = next(hit for hit in ask(swedish, "bokslut").hits if hit.id == "c")
    assert [(match.asked, match.found, match.how) for match in hit.matches] == [
        ("bokslut", "Årsredovisningen", "synonym")
    ]
    assert [piece.text for piece in hit.snippet if piece.hit] == ["Årsredovisningen"]


def test_a_row_of_words_is_marked_where_its_acronym_was_asked(swedish: SearchIndex) -> None:
    fill(swedish, *TEXTS)
    hit = next(hit for hit in ask(swedish, "LOV").hits if hit.id == "e")
    assert [piece.text for piece in hit.snippet if piece.hit] == ["Lagen", "om", "valfrihetssystem"]


def test_a_row_with_synonyms_is_had_or_lacked_as_one(swedish: SearchIndex) -> None:
    fill(swedish, page("a", "LOV gäller skolan."), page("b", "Lagen om skolan och taxan."))
    result = ask(swedish, "lagen om valfrihetssystem taxan skolan")
    assert {hit.id: hit.missing for hit in result.hits} == {
        "a": ("taxan",),
        "b": ("lagen om valfrihetssystem",),
    }
