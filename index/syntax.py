"""What people type, as a typed tree. Every text is a valid query; what was not understood becomes a note.

    words are AND   "exact phrase"   ="phrase, inflected"   ELLER (OR)   -word, INTE word   prefix*   ( )
    field:word   field:"several words"   number:>1000   number:1..5 mnkr   day:2024-03..2024-06   från:2019   till:2021
    vid:2019-12-31 (what stood that day)   vid:alltid (every version)

ELLER joins the two conditions beside it ("budget skola ELLER förskola" is budget and one of the two).
"""

from __future__ import annotations

import unicodedata
from dataclasses import dataclass
from datetime import date

from index.lexing import Lexeme, Lexer, Lexis
from index.model import EVER, Field, Kind, Schema
from index.tree import All, Any, Node, Not, Note, Phrase, Prefix, Range, Value, Word
from index.values import day_range, number_range

LONGEST = 256
"""Characters of a query that are read."""
CLAUSES = 16
"""Conditions of a query that are read."""
DEPTH = 4
"""Parentheses inside parentheses that are read."""
SHORTEST_PREFIX = 3
"""Letters that must stand before a star."""

_FROM = frozenset({"från", "fran", "from"})
_UNTIL = frozenset({"till", "tom", "to"})
_AT = frozenset({"vid"})
EVER_WORD = "alltid"
"""What stands after vid: to ask every version."""
_EVER = frozenset({EVER_WORD, "alla"})
_EDGES = "!#$%&'*+,./:;<=>?@[\\]^_`{|}~-–—…’‘´«»"


@dataclass(frozen=True, kw_only=True)
class Parsed:
    """A query's tree (None: nothing was asked), which versions it asks of (Query.as_of), and what there is to say."""

    root: Node | None
    as_of: str | None = None
    notes: tuple[Note, ...] = ()


def parse(text: str, schema: Schema, *, today: date) -> Parsed:
    """Read a query text; `today` is what "igår" counts from. Never raises; bounded whatever the text."""
    read = unicodedata.normalize("NFC", text[: 2 * LONGEST])[:LONGEST]
    parser = _Parser("".join(sign if sign.isprintable() else " " for sign in read), schema, today)
    root = parser.root()
    if len(text) > LONGEST:
        parser.say("long", f"Frågan är lång. Bara de första {LONGEST} tecknen är lästa.")
    return Parsed(root=root, as_of=parser.as_of, notes=tuple(dict.fromkeys(parser.notes)))


class _Parser:
    def __init__(self, text: str, schema: Schema, today: date) -> None:
        self._today = today
        self._day_field = schema.date
        self._fields = {
            name.lower(): field for field in schema.fields if field.kind is not Kind.STORED for name in field.names
        }
        days = schema.field(schema.date)
        edges = _FROM | _UNTIL | (_AT if schema.versions else frozenset())
        kinds = dict.fromkeys(edges, days.kind) | {name: field.kind for name, field in self._fields.items()}
        lexer = Lexer(text, kinds)
        self._lexemes = list(lexer.lexemes())
        self._at = 0
        self._clauses = 0
        self.as_of: str | None = None
        self.notes = lexer.notes

    def say(self, code: str, text: str) -> None:
        self.notes.append(Note(code=code, text=text))

    def root(self) -> Node | None:
        parts: list[Node] = []
        while self._at < len(self._lexemes):
            if part := self._all(0):
                parts.append(part)
            self._at += 1  # a closing parenthesis without its pair
        return _all(parts)

    def _all(self, depth: int) -> Node | None:
        """Conditions up to a closing parenthesis, ELLER between them joining its two neighbours."""
        groups: list[list[Node]] = []
        is_joined = False
        while (lexeme := self._peek()) and lexeme.lexis is not Lexis.CLOSE:
            if lexeme.lexis is Lexis.OR:
                self._at += 1
                is_joined = bool(groups)
            elif part := self._one(depth):
                groups.append([*groups.pop(), part] if is_joined else [part])
                is_joined = False
        return _all([group[0] if len(group) == 1 else Any(parts=tuple(group)) for group in groups])

    def _one(self, depth: int) -> Node | None:
        lexeme = self._lexemes[self._at]
        self._at += 1
        match lexeme.lexis:
            case Lexis.NOT:
                return self._negated(depth)
            case Lexis.OPEN:
                return self._group(depth)
            case _:
                return self._counted(lexeme)

    def _negated(self, depth: int) -> Node | None:
        odd = True
        while (lexeme := self._peek()) and lexeme.lexis is Lexis.NOT:
            self._at += 1
            odd = not odd
        if not (lexeme := self._peek()) or lexeme.lexis in (Lexis.CLOSE, Lexis.OR):
            return None
        part = self._one(depth)
        return Not(part=part) if part and odd else part

    def _group(self, depth: int) -> Node | None:
        if depth == DEPTH:
            self.say("deep", f"Fler än {DEPTH} parenteser i varandra. De innersta är inte lästa som parenteser.")
            return None
        part = self._all(depth + 1)
        self._at += 1
        return part

    def _peek(self) -> Lexeme | None:
        return self._lexemes[self._at] if self._at < len(self._lexemes) else None

    def _counted(self, lexeme: Lexeme) -> Node | None:
        if self._clauses == CLAUSES:
            self.say("many", f"Frågan har många villkor. Bara de första {CLAUSES} är lästa.")
            return None
        node = self._leaf(lexeme)
        self._clauses += node is not None
        return node

    def _leaf(self, lexeme: Lexeme) -> Node | None:
        if lexeme.field is None:
            return self._text(lexeme, None)
        if lexeme.field in _AT and lexeme.field not in self._fields:
            return self._moment(lexeme)
        if lexeme.field not in self._fields:
            return self._edge(lexeme)
        field = self._fields[lexeme.field]
        if not lexeme.text.strip(_EDGES + " "):
            self.say("empty-field", f"Inget stod efter {lexeme.field}: och villkoret är inte läst.")
            return None
        if field.kind is Kind.TEXT:
            return self._text(lexeme, field.name)
        return self._value(lexeme, field)

    def _text(self, lexeme: Lexeme, field: str | None) -> Node | None:
        if not any(sign.isalnum() for sign in lexeme.text):
            return None
        if lexeme.lexis is Lexis.PHRASE:
            return Phrase(text=lexeme.text, field=field, inflected=lexeme.inflected)
        if lexeme.text.endswith("*"):
            return self._prefix(lexeme.text, field)
        return Word(text=lexeme.text.strip(_EDGES), field=field)

    def _prefix(self, text: str, field: str | None) -> Node:
        begin = text.strip(_EDGES)
        if len(begin) >= SHORTEST_PREFIX:
            return Prefix(text=begin, field=field)
        self.say("short-prefix", f"Minst {SHORTEST_PREFIX} tecken behövs före *. {begin}* är läst som ordet {begin}.")
        return Word(text=begin, field=field)

    def _value(self, lexeme: Lexeme, field: Field) -> Node:
        text = lexeme.text.strip()
        if field.kind is Kind.KEYWORD:
            if lexeme.lexis is Lexis.WORD and text.endswith("*") and len(text) > SHORTEST_PREFIX:
                return Prefix(text=text.rstrip("*"), field=field.name)
            return Value(field=field.name, text=text)
        if field.kind is Kind.NUMBER:
            return number_range(field.name, text) or self._as_word(lexeme, "ett tal")
        return day_range(field.name, text, self._today) or self._as_word(lexeme, "ett datum")

    def _edge(self, lexeme: Lexeme) -> Node | None:
        """`från:` and `till:` bound the schema's date."""
        days = day_range(self._day_field, lexeme.text.strip(), self._today)
        if not days:
            return self._as_word(lexeme, "ett datum") if lexeme.text.strip(_EDGES) else None
        if lexeme.field in _FROM:
            return Range(field=days.field, low=days.low)
        return Range(field=days.field, high=days.high)

    def _moment(self, lexeme: Lexeme) -> Node | None:
        """`vid:` chooses among the versions of pages; it is no condition of its own."""
        text = lexeme.text.strip(_EDGES + " ")
        days = day_range(self._day_field, text, self._today)
        if text.lower() in _EVER:
            self.as_of = EVER
        elif days and days.high:
            self.as_of = str(days.high)
        elif text:
            return self._as_word(lexeme, "en dag eller alltid")
        return None

    def _as_word(self, lexeme: Lexeme, expected: str) -> Word:
        self.say("bad-value", f"{lexeme.field}: väntar {expected}. {lexeme.text} är läst som ord.")
        return Word(text=lexeme.text)


def _all(parts: list[Node]) -> Node | None:
    if not parts:
        return None
    flat = [each for part in parts for each in (part.parts if isinstance(part, All) else (part,))]
    return flat[0] if len(flat) == 1 else All(parts=tuple(flat))
