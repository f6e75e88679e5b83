"""From a query tree to conditions on terms; what a document must look like; what to try when nothing is found."""

from __future__ import annotations

from collections.abc import Iterable

import pytest

from index.analysis import Cut, Span, Token, TokenKind, cut_of, picked, value_form
from index.documents import text_of, values_of
from index.memory import MemoryIndex
from index.model import Document, Field, Kind, Query, Schema
from index.plan import Either, Every, Sequence, Term, leaves, plan, sought
from index.ranking import counts, frequency_weight, rarity
from index.relaxing import relaxed
from index.tree import All, Any, Node, Not, Phrase, Prefix, Range, Value, Word

SCHEMA = Schema(
    fields=(
        Field(name="body", kind=Kind.TEXT),
        Field(name="unit", kind=Kind.KEYWORD, names=("enhet",)),
        Field(name="day", kind=Kind.DATE),
    ),
    body="body",
    date="day",
)


class Listed:
    """Knows its tokens by heart."""

    version = "listed"

    def __init__(self, *tokens: Token) -> None:
        self._tokens = tokens

    def tokens(self, text: str) -> tuple[Token, ...]:
        return tuple(token for token in self._tokens if token.text in text)

    def cut(self, text: str) -> Cut:
        return cut_of(self.tokens(text))

    def stems(self, word: str) -> tuple[str, ...]:
        return self.tokens(word)[0].stems

    def spans(self, text: str, chosen: Iterable[object] | None = None) -> list[Span]:
        return [(token.text, token.start, token.end) for token in picked(self.tokens(text), chosen)]


def token(position: int, text: str, start: int, key: str = "", **more: object) -> Token:
    return Token(position=position, text=text, start=start, end=start + len(text), key=key or text, **more)  # type: ignore[arg-type]


def test_a_compound_is_found_whole_or_by_all_its_parts() -> None:
    read = plan(Word(text="skolbudget"), SCHEMA, Listed(token(0, "skolbudget", 0, parts=("skola", "budget"))))
    assert isinstance(read, Either)
    whole, split = read.parts
    assert whole == Term(field="body", text="skolbudget", asked="skolbudget")
    assert isinstance(split, Every)
    assert [(leaf.text, leaf.boost) for leaf in leaves(split) if isinstance(leaf, Term)] == [
        ("skola", 0.3),
        ("budget", 0.3),
    ]


def test_an_amount_is_looked_up_instead_of_its_words() -> None:
    tokens = (
        token(0, "1,1", 0, kind=TokenKind.NUMBER),
        token(0, "1,1 mkr", 0, key="sek:1100000", kind=TokenKind.AMOUNT),
        token(1, "mkr", 4),
    )
    assert [each.key for each in sought(tokens)] == ["sek:1100000"]


def test_a_typed_value_that_covers_no_whole_word_is_left_aside() -> None:
    day, year = token(0, "20170101", 0), token(0, "2017", 0, key="year:2017", kind=TokenKind.YEAR)
    assert [each.key for each in sought((day, year))] == ["20170101"]


@pytest.mark.parametrize("node", [Word(text="!"), Phrase(text="!")])
def test_what_holds_no_word_asks_for_nothing(node: Node) -> None:
    assert plan(node, SCHEMA, Listed()) == Every(parts=())


def test_leaves_leave_out_what_must_not_match() -> None:
    tree = All(parts=(Word(text="a"), Not(part=Word(text="b"))))
    read = plan(tree, SCHEMA, Listed(token(0, "a", 0), token(0, "b", 0)))
    assert [leaf.text for leaf in leaves(read) if isinstance(leaf, Term)] == ["a"]


@pytest.mark.parametrize("text", ["KS 2019/777", "ks-2019:777", "KS2019777"])
def test_values_are_compared_by_letters_and_digits(text: str) -> None:
    assert value_form(text) == "ks2019777"


def test_a_value_of_signs_alone_is_compared_as_it_stands() -> None:
    assert (value_form("§"), value_form("—")) == ("§", "—")


def test_case_numbers_are_found_however_they_are_written() -> None:
    index = MemoryIndex(SCHEMA)
    with index.batch() as batch:
        batch.put(Document(id="a", values={"unit": "KS2019777"}))
    assert index.search(Query(root=Value(field="unit", text="KS 2019/777"))).total == 1
    assert index.search(Query(root=Prefix(field="unit", text="ks-2019"))).total == 1


def test_documents_are_read_the_same_way_by_all() -> None:
    document = Document(id="a", values={"body": ("ett", "två"), "unit": ("b", "a", "b", "")})
    assert text_of(document, "body") == "ett\ntvå"
    assert text_of(document, "nosuch") == ""
    assert values_of(document, "unit") == ("a", "b")


@pytest.mark.parametrize(
    "root",
    [
        None,
        Word(text="a"),
        All(parts=(Word(text="budget"), Word(text="i"))),
        All(parts=(Word(text="a"), Range(field="day", low="2020-01-01"))),
        Any(parts=(Word(text="a"), Word(text="b"))),
    ],
)
def test_nothing_is_loosened_where_there_are_not_two_words(root: Node | None) -> None:
    assert list(relaxed(root)) == []


def test_half_of_the_words_are_tried_then_one_and_conditions_stay() -> None:
    words = (Word(text="a"), Phrase(text="b c"), Prefix(text="ddd"), Any(parts=(Word(text="e"), Word(text="f"))))
    kept = (
        Word(text="i"),
        Range(field="day", low="2020-01-01"),
        Not(part=Word(text="g")),
        Any(parts=(Not(part=words[0]),)),
    )
    found = list(relaxed(All(parts=(*words, *kept))))
    assert found == [All(parts=(Any(parts=words, least=least), *kept[1:])) for least in (2, 1)]


def test_rarer_more_frequent_and_shorter_weigh_more() -> None:
    assert rarity(100, 1) > rarity(100, 50) > rarity(100, 100) > 0
    assert frequency_weight(2, 10, 10) > frequency_weight(1, 10, 10) > frequency_weight(1, 20, 10)
    assert frequency_weight(1, 5, 0) == 1


def test_counts_leave_out_zeros_unless_chosen() -> None:
    assert [(each.value, each.count) for each in counts({"a": 0, "b": 2, "c": 0}, ["c", "d"])] == [
        ("b", 2),
        ("c", 0),
        ("d", 0),
    ]


def test_an_inflected_phrase_is_looked_up_by_keys() -> None:
    words = (token(0, "nya", 0, key="ny"), token(1, "budgetar", 4, key="budget"))
    tree = Phrase(text="nya budgetar", inflected=True)
    assert plan(tree, SCHEMA, Listed(*words)) == Sequence(
        field="body", words=("ny", "budget"), asked="nya budgetar", inflected=True
    )


def test_a_field_that_the_schema_lacks_is_a_key_error() -> None:
    with pytest.raises(KeyError):
        SCHEMA.field("nosuch")


def test_a_document_needs_an_id() -> None:
    index = MemoryIndex(SCHEMA)
    with pytest.raises(Exception, match="needs an id"), index.batch() as batch:
        batch.put(Document(id="", values={}))
