"""What to look for when no page has all the words: a query that asks for some of them, and a note that says so."""

from __future__ import annotations

from index.tree import All, Any, Node, Not, Note, Phrase, Prefix, Word

_FUNCTION_WORDS = (
    "och i att det som en på är av för med till den de har om ett han men var jag från vi så kan när år hur eller ska "
    "blev där efter vid in ut upp under mot över vad vilka vilken vilket vem hos utan också inte dem denna detta dessa "
    "bli blir finns sin sitt sina varför alla hade nu kommer nya våra vår"
)
FUNCTION_WORDS = frozenset(_FUNCTION_WORDS.split())
"""Words that say too little to be one of "some of the words". They are indexed and searched like all others."""


def relaxed(root: Node | None) -> tuple[Node, Note] | None:
    """A looser query for one that finds nothing: at least half of its words (function words aside), in any mix.

    Conditions that are not words (fields, ranges, NOT) stay as they are. None when there is nothing to loosen.
    """
    if not isinstance(root, All):
        return None
    loose = tuple(part for part in root.parts if _is_loose(part))
    kept = tuple(part for part in root.parts if not _is_loose(part) and not _is_function_word(part))
    if len(loose) < 2:
        return None
    some = Any(parts=loose, least=(len(loose) + 1) // 2)
    note = Note(code="some-words", text="Ingen sida har alla orden. Här är sidor som har några av dem.")
    return (All(parts=(some, *kept)) if kept else some), note


def _is_loose(part: Node) -> bool:
    match part:
        case Word(field=None, text=text):
            return text.lower() not in FUNCTION_WORDS
        case Phrase(field=None) | Prefix(field=None):
            return True
        case Any() | All():
            return not any(isinstance(each, Not) for each in part.parts)
        case _:
            return False


def _is_function_word(part: Node) -> bool:
    return isinstance(part, Word) and part.field is None and not _is_loose(part)
