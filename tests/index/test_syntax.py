"""The query language, free of any engine."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from index.model import EVER, Field, Kind, Schema, Versions
from index.syntax import CLAUSES, DEPTH, LONGEST, parse
from index.tree import All, Any, Node, Not, Phrase, Prefix, Range, Value, Word
from tests.pace import assert_quick

TODAY = date(2024, 5, 6)
SCHEMA = Schema(
    fields=(
        Field(name="title", kind=Kind.TEXT, names=("titel",)),
        Field(name="body", kind=Kind.TEXT),
        Field(name="unit", kind=Kind.KEYWORD, names=("förvaltning", "forvaltning")),
        Field(name="dnr", kind=Kind.KEYWORD, names=("dnr",)),
        Field(name="year", kind=Kind.NUMBER, names=("år", "ar")),
        Field(name="amount", kind=Kind.NUMBER, names=("belopp",)),
        Field(name="day", kind=Kind.DATE, names=("datum",)),
        Field(name="decided", kind=Kind.DATE, names=("beslutad",)),
        Field(name="url", kind=Kind.STORED, names=("url",)),
    ),
    body="body",
    date="day",
)
A, B, C, D = (Word(text=letter) for letter in "abcd")


def root(text: str) -> Node | None:
    return parse(text, SCHEMA, today=TODAY).root


def codes(text: str) -> list[str]:
    return [note.code for note in parse(text, SCHEMA, today=TODAY).notes]


@pytest.mark.parametrize(
    ("text", "tree"),
    [
        ("", None),
        ("   ", None),
        ("a", A),
        ("a b", All(parts=(A, B))),
        ("a OCH b AND c", All(parts=(A, B, C))),
        ("a ELLER b", Any(parts=(A, B))),
        ("a OR b OR c", Any(parts=(A, B, C))),
        ("a ELLER b c", All(parts=(Any(parts=(A, B)), C))),
        ("a b ELLER c", All(parts=(A, Any(parts=(B, C))))),
        ("(a b) ELLER c", Any(parts=(All(parts=(A, B)), C))),
        ("(a ELLER b) (c d)", All(parts=(Any(parts=(A, B)), C, D))),
        ("-a", Not(part=A)),
        ("INTE a b", All(parts=(Not(part=A), B))),
        ("NOT a", Not(part=A)),
        ("--a", A),
        ("-(a b)", Not(part=All(parts=(A, B)))),
        ("a ELLER -b", Any(parts=(A, Not(part=B)))),
        ("a-b", Word(text="a-b")),
        ("eller", Word(text="eller")),
        ('"a  b"', Phrase(text="a  b")),
        ('="a b"', Phrase(text="a b", inflected=True)),
        ("”a b”", Phrase(text="a b")),
        ("upp*", Prefix(text="upp")),
        ("a,", A),
        ("«a»", A),
        ("SBF:s", Word(text="SBF:s")),
        ("12:06", Word(text="12:06")),
        ("https://a.se/b", Word(text="https://a.se/b")),
        ("1,1 miljoner", Word(text="1,1 miljoner")),
        ("KS 2019/777 a", All(parts=(Word(text="KS 2019/777"), A))),
        ("§ 12", Word(text="§ 12")),
    ],
)
def test_words_phrases_and_operators(text: str, tree: Node | None) -> None:
    assert (root(text), codes(text)) == (tree, [])


@pytest.mark.parametrize(
    ("text", "tree"),
    [
        ("titel:a", Word(text="a", field="title")),
        ('TITEL:"a b"', Phrase(text="a b", field="title")),
        ('titel:="a b"', Phrase(text="a b", field="title", inflected=True)),
        ("titel:bud*", Prefix(text="bud", field="title")),
        ("förvaltning:Skola", Value(field="unit", text="Skola")),
        ("förvaltning: Skola", Value(field="unit", text="Skola")),
        (
            '-förvaltning:"Social- och äldreförvaltningen"',
            Not(part=Value(field="unit", text="Social- och äldreförvaltningen")),
        ),
        ("dnr:KS2019*", Prefix(field="dnr", text="KS2019")),
        ("år:2019", Range(field="year", low=2019, high=2019)),
        ("ar:2019..2021", Range(field="year", low=2019, high=2021)),
        ("år:2021..2019", Range(field="year", low=2019, high=2021)),
        ("år:2019-2021", Range(field="year", low=2019, high=2021)),
        ("år:2019–2021 a", All(parts=(Range(field="year", low=2019, high=2021), A))),
        ("år:2019..", Range(field="year", low=2019)),
        ("år:..2019", Range(field="year", high=2019)),
        ("(år:2019)", Range(field="year", low=2019, high=2019)),
        ("belopp:>1000000", Range(field="amount", low=1_000_001)),
        ("belopp:>=1 000 000", Range(field="amount", low=1_000_000)),
        ("belopp:<500", Range(field="amount", high=499)),
        ("belopp:<=500", Range(field="amount", high=500)),
        ("belopp:1000..5000", Range(field="amount", low=1000, high=5000)),
        ("belopp:>1,1 mnkr a", All(parts=(Range(field="amount", low=1_100_001), A))),
        ('belopp:>"1,1 mnkr"', Range(field="amount", low=1_100_001)),
        ('belopp:"1,1 mnkr"', Range(field="amount", low=1_100_000, high=1_100_000)),
        ("belopp:2-2,5 mnkr", Range(field="amount", low=2_000_000, high=2_500_000)),
        ("belopp:1 tkr..2 mkr", Range(field="amount", low=1000, high=2_000_000)),
        ("beslutad:2024", Range(field="decided", low="2024-01-01", high="2024-12-31")),
        ("beslutad:2024-02", Range(field="decided", low="2024-02-01", high="2024-02-29")),
        ("beslutad:2024-03..2024-06", Range(field="decided", low="2024-03-01", high="2024-06-30")),
        ("beslutad:2024-06..2024-03", Range(field="decided", low="2024-03-01", high="2024-06-30")),
        ("beslutad:20240410", Range(field="decided", low="2024-04-10", high="2024-04-10")),
        ('beslutad:"10 april 2023"', Range(field="decided", low="2023-04-10", high="2023-04-10")),
        ('beslutad:"den 10 april"', Range(field="decided", low="2024-04-10", high="2024-04-10")),
        ("beslutad:mars", Range(field="decided", low="2024-03-01", high="2024-03-31")),
        ("beslutad:igår", Range(field="decided", low="2024-05-05", high="2024-05-05")),
        ("beslutad:idag", Range(field="decided", low="2024-05-06", high="2024-05-06")),
        ('beslutad:"i år"', Range(field="decided", low="2024-01-01", high="2024-12-31")),
        ("beslutad:ifjol", Range(field="decided", low="2023-01-01", high="2023-12-31")),
        ("beslutad:>2024-03", Range(field="decided", low="2024-04-01")),
        ("beslutad:>=2024-03", Range(field="decided", low="2024-03-01")),
        ("beslutad:<2024-03", Range(field="decided", high="2024-02-29")),
        ("beslutad:<=2024-03", Range(field="decided", high="2024-03-31")),
        ("beslutad:<0001-01-01", Range(field="decided", high="0001-01-01")),
        ("från:2019", Range(field="day", low="2019-01-01")),
        ("till:2021-06", Range(field="day", high="2021-06-30")),
        ("from:2019 to:2020", All(parts=(Range(field="day", low="2019-01-01"), Range(field="day", high="2020-12-31")))),
    ],
)
def test_fields(text: str, tree: Node) -> None:
    assert (root(text), codes(text)) == (tree, [])


@pytest.mark.parametrize(
    ("text", "tree", "code"),
    [
        ("okänt:a", Word(text="okänt:a"), "unknown-field"),
        ("url:a", Word(text="url:a"), "unknown-field"),
        ('"a b', Phrase(text="a b"), "quote"),
        ('"', None, "quote"),
        ("ab*", Word(text="ab"), "short-prefix"),
        ("belopp:mycket", Word(text="mycket"), "bad-value"),
        ("belopp:>mycket", Word(text=">mycket"), "bad-value"),
        ("belopp:1..2..3", Word(text="1..2..3"), "bad-value"),
        ("belopp:a..2", Word(text="a..2"), "bad-value"),
        ("beslutad:snart", Word(text="snart"), "bad-value"),
        ("beslutad:>snart", Word(text=">snart"), "bad-value"),
        ("beslutad:2024-13", Word(text="2024-13"), "bad-value"),
        ("beslutad:2024..snart", Word(text="2024..snart"), "bad-value"),
        ("beslutad:1..2..3", Word(text="1..2..3"), "bad-value"),
        ("från:snart", Word(text="snart"), "bad-value"),
        ("år:", None, "empty-field"),
        ('förvaltning:""', None, "empty-field"),
    ],
)
def test_what_is_not_understood_is_said_and_read_as_words(text: str, tree: Node | None, code: str) -> None:
    assert (root(text), codes(text)) == (tree, [code])


@pytest.mark.parametrize(
    "text", ["!!!", "( ) ELLER", '""', "-", "a -", "INTE", "från:", "(-)", "- a", ")a(", "a ELLER", "* *"]
)
def test_loose_signs_ask_for_nothing(text: str) -> None:
    assert root(text) in (None, A)


def test_notes_are_swedish_sentences() -> None:
    (note,) = parse("okänt:a", SCHEMA, today=TODAY).notes
    assert note.text == "Okänt fält: okänt. Läst som ord."


def test_a_note_stands_once() -> None:
    assert codes("x:a x:b") == ["unknown-field"]


def test_a_query_of_ten_thousand_characters_is_answered_at_once_and_that_is_said() -> None:
    asked = "(ord ELLER " * 1_000
    assert_quick(lambda: parse(asked, SCHEMA, today=TODAY), seconds=0.2)
    parsed = parse(asked, SCHEMA, today=TODAY)
    assert "long" in [note.code for note in parsed.notes]
    assert str(LONGEST) in next(note.text for note in parsed.notes if note.code == "long")


def test_clauses_beyond_the_limit_are_left_out_and_that_is_said() -> None:
    text = " ".join(f"w{number}" for number in range(CLAUSES + 5))
    tree = root(text)
    assert isinstance(tree, All)
    assert len(tree.parts) == CLAUSES
    assert codes(text) == ["many"]


def test_parentheses_beyond_the_limit_are_read_through_and_that_is_said() -> None:
    assert codes("(" * DEPTH + "a" + ")" * DEPTH) == []
    assert (root("(" * 9 + "a" + ")" * 9), codes("(" * 9 + "a" + ")" * 9)) == (A, ["deep"])


def test_letters_are_composed() -> None:
    assert root("fo\u0308rskola") == Word(text="förskola")


def depth(node: Node | None) -> int:
    match node:
        case All(parts=parts) | Any(parts=parts):
            return 1 + max(map(depth, parts))
        case Not(part=part):
            return 1 + depth(part)
        case _:
            return 0


SIGNS = st.text(alphabet=st.sampled_from('ab å"=()-*:<>.,1 ELRINTårbelopp–”\x00\u200b'), max_size=400)


@given(text=st.one_of(st.text(), SIGNS))
def test_no_text_is_wrong_and_every_tree_is_shallow(text: str) -> None:
    parsed = parse(text, SCHEMA, today=TODAY)
    assert depth(parsed.root) <= 4 * DEPTH
    assert all(note.text and note.code for note in parsed.notes)


VERSIONED = replace(SCHEMA, versions=Versions(page="unit", since="day", until="decided", shown="dnr"))


@pytest.mark.parametrize(
    ("text", "tree", "as_of"),
    [
        ("a vid:2019-12-31", A, "2019-12-31"),
        ("vid:2019 a", A, "2019-12-31"),
        ("vid:2019-02", None, "2019-02-28"),
        ('vid:"3 mars 2020" a b', All(parts=(A, B)), "2020-03-03"),
        ("vid:igår", None, "2024-05-05"),
        ("a vid:alltid", A, EVER),
        ("a vid:", A, None),
        ("a", A, None),
    ],
)
def test_vid_chooses_among_the_versions_and_is_no_condition(text: str, tree: Node | None, as_of: str | None) -> None:
    parsed = parse(text, VERSIONED, today=TODAY)
    assert (parsed.root, parsed.as_of, parsed.notes) == (tree, as_of, ())


def test_vid_without_a_day_is_read_as_a_word_and_said() -> None:
    parsed = parse("vid:torget", VERSIONED, today=TODAY)
    assert (parsed.root, parsed.as_of) == (Word(text="torget"), None)
    assert [note.code for note in parsed.notes] == ["bad-value"]


def test_vid_is_a_word_where_there_are_no_versions() -> None:
    assert codes("vid:2019") == ["unknown-field"]
