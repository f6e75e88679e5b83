"""Asking as a person does: words that no page holds are respelled when that helps, and what was done is said."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, replace
from functools import lru_cache
from itertools import islice
from unicodedata import normalize

from index.function_words import is_function_word
from index.model import Query, Result, SearchIndex
from index.suggest import Speller, Spelling
from index.tree import All, Any, Node, Note, Word

RESPELLED = "respelled"
"""Code of the note that says which words were replaced; its query asks for them as they were written."""
OFFERED = "offered"
"""Code of the note that proposes another spelling; its query is the one proposed."""
MUCH_MORE = 10
"""How many times as common another word is that is offered for one that pages do hold."""
_LONGEST_ACRONYM = 5
_MOST = 8
"""Words of a query that are doubted; each may cost some ten milliseconds."""
_CHUNK = re.compile(r'["“”„][^"“”]*["“”]?|[^\s()"“”„]+|.', re.DOTALL)
_MINUS = ("-", "–")
_NOT = frozenset({"INTE", "NOT"})
_SIGNS = "!#$%&'+,./;<=>?@[\\]^_`{|}~-–—…’‘´«»"

Reader = Callable[[str], Query]
"""Reads a query text; everything else that was asked is the same."""
Changes = Mapping[str, str]
"""Words as they were written -> what to write instead."""


@dataclass(frozen=True, kw_only=True)
class _Doubt:
    """A word of a query, whether any page has it, and the words like it."""

    word: str
    is_held: bool
    twin: Spelling | None = None
    near: Spelling | None = None


def ask_kindly(text: str, read: Reader, index: SearchIndex, is_word: Callable[[str], bool]) -> Result:
    """The answer to a query text, with notes on what was respelled or could be.

    A word without its accents is replaced when no page holds it as written; a misspelt one when else nothing is found.
    A word that the language has (`is_word`) is not misspelt. Raises what `index.search` does.
    """
    text = normalize("NFC", text)
    query = read(text)
    doubts = tuple(_doubts(query, index))
    twins = {each.word: each.twin.word for each in doubts if each.twin and not each.is_held}
    result = index.search(read(respelled(text, twins)) if twins else query)
    nears = {each.word: each.near.word for each in doubts if each.near}
    mistakes = {word: near for word, near in nears.items() if not is_word(word)}
    if mistakes and not result.total:
        mended = index.search(read(respelled(text, twins | mistakes)))
        if mended.total:
            return _noted(mended, _told(text, twins | mistakes))
    others = nears | {each.word: each.twin.word for each in doubts if each.twin and each.is_held}
    offers = [_offer(text, twins, word, other) for word, other in others.items()]
    if not result.total:
        return _noted(result, *(offer for offer in offers if index.search(read(offer.query)).total))
    return _noted(result, *([_told(text, twins)] if twins else ()), *offers)


def respelled(text: str, changes: Changes) -> str:
    """A query text with these words changed; quoted words, values of fields and words to leave out stay."""
    written, before = [], ""
    for chunk in _CHUNK.findall(text):
        is_bound = before.endswith(":") or before in _NOT
        written.append(chunk if is_bound else _changed(chunk, changes))
        before = before if chunk.isspace() else chunk
    return "".join(written)


def _changed(chunk: str, changes: Changes) -> str:
    word = chunk.strip(_SIGNS)
    is_asked = word in changes and not chunk.startswith(_MINUS)
    return chunk.replace(word, changes[word]) if is_asked else chunk


def _doubts(query: Query, index: SearchIndex) -> Iterator[_Doubt]:
    """The words of a query that may be meant otherwise."""
    speller = _speller(index)  # type: ignore[arg-type]  # engines are told apart by identity
    words = dict.fromkeys(each for each in _words(query.root) if _is_plain(each))
    for word in islice(words, _MOST):
        documents, twin = speller.documents(word), speller.twin(word)
        alone = replace(query, root=Word(text=word), filters={}, page=1, size=1)
        if documents or index.search(alone).total:
            if twin and word.isascii() and twin.documents >= MUCH_MORE * max(1, documents):
                yield _Doubt(word=word, is_held=True, twin=twin)
        else:
            yield _Doubt(word=word, is_held=False, twin=twin, near=None if twin else speller.near(word))


def _words(root: Node | None) -> Iterator[str]:
    """The words to be found anywhere; not those of phrases, prefixes and fields, nor those to be left out."""
    match root:
        case Word(text=text, field=None) if not is_function_word(root):
            yield text
        case All(parts=parts) | Any(parts=parts):
            for part in parts:
                yield from _words(part)


def _is_plain(word: str) -> bool:
    """No number, no acronym."""
    return word.isalpha() and not (word.isupper() and len(word) <= _LONGEST_ACRONYM)


@lru_cache(maxsize=4)
def _speller(index: SearchIndex) -> Speller:
    return Speller(index)


def _told(text: str, changes: Changes) -> Note:
    written = " och ".join(f"”{word}”" for word in changes)
    instead = " och ".join(f"”{word}”" for word in changes.values())
    exactly = respelled(text, {word: f'"{word}"' for word in changes})
    return Note(code=RESPELLED, text=f"Inga sidor har {written}. Visar träffar för {instead}.", query=exactly)


def _offer(text: str, twins: Changes, word: str, other: str) -> Note:
    return Note(code=OFFERED, text=f"Menade du ”{other}”?", query=respelled(text, {**twins, word: other}))


def _noted(result: Result, *notes: Note) -> Result:
    return replace(result, notes=(*notes, *result.notes))
