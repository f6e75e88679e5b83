"""A query text as a row of lexemes. Everything becomes one: no text is wrong."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from enum import Enum, auto

from index.amounts import NUMBER, UNIT, match_amount
from index.cases import match_reference
from index.model import Kind
from index.tree import Note


class Lexis(Enum):
    """What a lexeme is."""

    OPEN = auto()
    CLOSE = auto()
    OR = auto()
    NOT = auto()
    WORD = auto()
    PHRASE = auto()


@dataclass(frozen=True, kw_only=True)
class Lexeme:
    """A piece of a query. `field` is the name a person wrote before a colon, folded; `inflected` is `="…"`."""

    lexis: Lexis
    text: str = ""
    field: str | None = None
    inflected: bool = False


_SPACE = re.compile(r"\s+")
_QUOTED = re.compile(r'(=?)["“”„](.*?)(?:["“”]|$)', re.DOTALL)
_COMPARED_QUOTE = re.compile(r'([<>]=?)\s*["“”„]([^"“”]*)["“”]?')
_FIELD = re.compile(r"([^\W\d_][\w-]*):")
_INFLECTED_NAME = re.compile(r"[A-ZÅÄÖ]{2,6}:[a-zåäö]{1,3}(?!\w)")
_WORD = re.compile(r'[^\s()"“”„]+')
_NUMBER_SPAN = re.compile(
    rf"(?:[<>]=?\s?)?(?:{NUMBER})?(?:\s?(?:{UNIT}))?(?:\s?(?:\.\.|-|–)\s?(?:{NUMBER})?(?:\s?(?:{UNIT}))?)?(?=[\s()]|$)",
    re.IGNORECASE,
)
_OPERATORS = {"ELLER": Lexis.OR, "OR": Lexis.OR, "INTE": Lexis.NOT, "NOT": Lexis.NOT}
_AND = frozenset({"OCH", "AND"})


class Lexer:
    """Cuts one text. `fields` maps folded names to kinds; `notes` fill up while it cuts."""

    def __init__(self, text: str, fields: Mapping[str, Kind]) -> None:
        self._text = text
        self._fields = fields
        self._at = 0
        self.notes: list[Note] = []

    def lexemes(self) -> Iterator[Lexeme]:
        """The lexemes in order."""
        while self._skip_spaces() < len(self._text):
            if lexeme := self._sign() or self._quoted(None) or self._fielded() or self._word():
                yield lexeme

    def _skip_spaces(self) -> int:
        if found := _SPACE.match(self._text, self._at):
            self._at = found.end()
        return self._at

    def _sign(self) -> Lexeme | None:
        sign = self._text[self._at]
        following = self._text[self._at + 1 : self._at + 2]
        if sign in "()":
            self._at += 1
            return Lexeme(lexis=Lexis.OPEN if sign == "(" else Lexis.CLOSE)
        if sign in "-–" and following and not following.isspace():
            self._at += 1
            return Lexeme(lexis=Lexis.NOT)
        return None

    def _quoted(self, field: str | None) -> Lexeme | None:
        found = _QUOTED.match(self._text, self._at)
        if not found:
            return None
        self._at = found.end()
        if found[0][-1] not in '"“”' or len(found[0]) == len(found[1]) + 1:
            self.notes.append(Note(code="quote", text="Ett citattecken saknar sitt par. Resten är läst som en fras."))
        return Lexeme(lexis=Lexis.PHRASE, text=found[2], field=field, inflected=bool(found[1]))

    def _fielded(self) -> Lexeme | None:
        found = _FIELD.match(self._text, self._at)
        if not found or _INFLECTED_NAME.match(self._text, self._at):
            return None
        name = found[1].lower()
        if name not in self._fields:
            if self._text[found.end() : found.end() + 2] != "//":
                self.notes.append(Note(code="unknown-field", text=f"Okänt fält: {found[1]}. Läst som ord."))
            return None
        self._at = found.end()
        self._skip_spaces()
        return self._quoted(name) or self._value(name)

    def _value(self, name: str) -> Lexeme:
        if compared := _COMPARED_QUOTE.match(self._text, self._at):
            self._at = compared.end()
            return Lexeme(lexis=Lexis.WORD, text=compared[1] + compared[2], field=name)
        found = _NUMBER_SPAN.match(self._text, self._at) if self._fields[name] is Kind.NUMBER else None
        if not found or not found[0]:
            found = _WORD.match(self._text, self._at)
        text = found[0] if found else ""
        self._at += len(text)
        return Lexeme(lexis=Lexis.WORD, text=text, field=name)

    def _word(self) -> Lexeme | None:
        start = self._at
        end = match_amount(self._text, start) or match_reference(self._text, start)
        if end is None:
            found = _WORD.match(self._text, start)
            end = found.end() if found else start + 1
        self._at = end
        text = self._text[start:end]
        if text in _AND:
            return None
        return Lexeme(lexis=_OPERATORS.get(text, Lexis.WORD), text=text)
