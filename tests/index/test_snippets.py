"""Excerpts and the reasons for a hit."""

from __future__ import annotations

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from index.analysis import PlainAnalyzer, Token
from index.model import Field, Kind, Match, Schema
from index.plan import Every, plan
from index.snippets import SIZE, Excerpt, Wanted, excerpt
from index.swedish import SwedishAnalyzer
from index.syntax import parse
from tests.pace import assert_quick

SCHEMA = Schema(fields=(Field(name="body", kind=Kind.TEXT), Field(name="day", kind=Kind.DATE)), body="body", date="day")


class Stemming(PlainAnalyzer):
    """Cuts a final -s, and splits words at "nämnd"."""

    def tokens(self, text: str) -> tuple[Token, ...]:
        return tuple(self._read(token) for token in super().tokens(text))

    def stems(self, word: str) -> tuple[str, ...]:
        return self.tokens(word)[0].stems

    def _read(self, token: Token) -> Token:
        key = token.key.removesuffix("s")
        parts = (key.removesuffix("nämnd"), "nämnd") if key.endswith("nämnd") and key != "nämnd" else ()
        return Token(position=token.position, text=token.text, start=token.start, end=token.end, key=key, parts=parts)


def cut(text: str, query: str, size: int = SIZE) -> Excerpt:
    root = parse(query, SCHEMA, today=date(2024, 1, 1)).root
    analyzer = Stemming()
    wanted = plan(root, SCHEMA, analyzer) if root else Every(parts=())
    return excerpt(text, Wanted(wanted, "body", analyzer), size)


def shown(found: Excerpt) -> str:
    return "".join(f"[{piece.text}]" if piece.hit else piece.text for piece in found.snippet)


@pytest.mark.parametrize(
    ("query", "text", "marked", "how"),
    [
        ("budget", "En Budget här", "En [Budget] här", "samma ord"),
        ("budget", "årets budgets mål", "årets [budgets] mål", "böjning"),
        ("nämnd", "i skolnämnds regi", "i [skolnämnds] regi", "del av sammansättning"),
        ("skolnämnd", "en skol och nämnd", "en [skol] och [nämnd]", "del av det sökta ordet"),
        ("bud*", "En budget", "En [budget]", "början av ord"),
        ('"en ny budget"', "ny: en ny budget nu, en", "ny: [en] [ny] [budget] nu, en", "fras"),
        ('="ny budget"', "en ny budgets mål", "en [ny] [budgets] mål", "fras"),
    ],
)
def test_found_words_are_marked_and_explained(query: str, text: str, marked: str, how: str) -> None:
    found = cut(text, query)
    assert shown(found) == marked
    assert {match.how for match in found.matches} == {how}


@pytest.mark.parametrize(
    ("query", "text", "how"),
    [
        ("rivning", "huset rivs", "besläktat ord"),
        ("beslut", "nämnden beslutade", "besläktat ord"),
        ("skola", "ett skolår", "del av sammansättning"),
        ("bygga", "ett bygglov", "del av sammansättning"),
        ("kommitte", "en kommitté", "böjning"),
        ("lov", "LOV", "samma ord"),
    ],
)
def test_swedish_matches_say_how_the_words_belong_together(query: str, text: str, how: str) -> None:
    analyzer = SwedishAnalyzer()
    wanted = plan(parse(query, SCHEMA, today=date(2024, 1, 1)).root or Every(parts=()), SCHEMA, analyzer)
    assert {match.how for match in excerpt(text, Wanted(wanted, "body", analyzer)).matches} == {how}


def test_parts_of_an_asked_word_are_marked_only_where_the_word_itself_is_nowhere() -> None:
    assert shown(cut("en skol och nämnd, en skolnämnd", "skolnämnd")) == "en skol och nämnd, en [skolnämnd]"


def test_a_match_says_what_was_asked_and_what_was_found() -> None:
    assert cut("budgets", "Budget").matches == (Match(asked="Budget", found="budgets", how="böjning"),)


def test_the_closest_match_is_the_one_that_is_told() -> None:
    found = cut("skolnämnd, nämnds, nämnd och skolnämnd", "nämnd")
    assert found.matches == (Match(asked="nämnd", found="nämnd", how="samma ord"),)


def test_function_words_are_marked_only_when_nothing_else_is_asked() -> None:
    assert shown(cut("I budget i balans", "budget i balans")) == "I [budget] i [balans]"
    assert shown(cut("I år", "i")) == "[I] år"


def test_words_that_must_not_stand_are_not_marked() -> None:
    assert shown(cut("ny budget", "budget -ny")) == "ny [budget]"


def test_nothing_asked_shows_the_beginning() -> None:
    assert shown(cut("  Början. " + "ord " * 200, "")).startswith("Början. ord")
    assert cut("", "budget").snippet == ()


def test_the_place_with_most_different_words_is_shown() -> None:
    text = "budget budget budget. " + "fyllnad " * 100 + "Här är budget och skola. " + "fyllnad " * 100
    assert "[budget] och [skola]" in shown(cut(text, "budget skola"))


def test_an_excerpt_begins_with_its_sentence_and_ends_between_words() -> None:
    text = "fyllnad " * 50 + "Slut. Sedan kom budget fram. " + "fyllnad " * 100
    found = shown(cut(text, "budget"))
    assert found.startswith("… Sedan kom [budget] fram.")
    assert found.endswith("fyllnad …")


def test_an_excerpt_may_begin_inside_a_long_sentence_but_not_inside_a_word() -> None:
    found = shown(cut("fyllnad " * 50 + "budget " + "fyllnad " * 50, "budget"))
    assert found.startswith("… fyllnad ")
    assert shown(cut("x" * 500 + "-budget", "budget")).startswith("… [budget]")


def test_lines_are_joined() -> None:
    assert shown(cut("ny\n\n budget\tnu", "budget")) == "ny [budget] nu"


def test_a_huge_text_costs_little() -> None:
    text = "ord och budget " * 400_000
    assert len(shown(cut(text, "budget"))) < 2 * SIZE
    assert_quick(lambda: cut(text, "budget"), seconds=2)


@given(text=st.text(alphabet="ab .\n<", max_size=600), query=st.sampled_from(["a", "b", "a b", '"a b"', "aaa*", "ab"]))
def test_pieces_are_runs_of_the_text_itself(text: str, query: str) -> None:
    found = cut(text, query, size=60)
    joined = "".join(piece.text for piece in found.snippet).removeprefix("… ").removesuffix(" …")
    assert " ".join(joined.split()) in " ".join(text.split())
    assert len(joined) <= 300
