"""What to look for when few pages or none have all the words: a query that asks for some, and what each page lacks."""

from __future__ import annotations

from collections.abc import Iterator

from index.function_words import is_function_word
from index.tree import All, Any, Node, Not, Note, Phrase, Prefix, Word

NOTE = Note(code="some-words", text="Ingen sida har alla orden. Här är sidor som har några av dem.")


def relaxed(root: Node | None) -> Iterator[Node]:
    """Looser and looser queries for one that finds nothing: half of its words, then any one of them, in any mix.

    Conditions that are not words (fields, ranges, NOT) stay as they are. None come when there is nothing to loosen.
    """
    if not isinstance(root, All):
        return
    loose = tuple(part for part in root.parts if _is_loose(part))
    kept = tuple(part for part in root.parts if not _is_loose(part) and not is_function_word(part))
    if len(loose) < 2:
        return
    for least in dict.fromkeys(((len(loose) + 1) // 2, 1)):
        some = Any(parts=loose, least=least)
        yield All(parts=(some, *kept)) if kept else some


def almost(root: Node | None) -> Node | None:
    """What pages match that lack some of the words; None when there is nothing to lack."""
    return next(relaxed(root), None)


def demands(root: Node | None) -> tuple[tuple[str, Node], ...]:
    """The words that a page may lack once a query is loosened: as they were written, and what to look for."""
    parts = root.parts if isinstance(root, All) else ()
    return tuple((_written(part), part) for part in parts if _is_loose(part))


def _written(part: Node) -> str:
    match part:
        case Any(parts=parts) | All(parts=parts):
            between = " eller " if isinstance(part, Any) else " "
            return between.join(filter(None, map(_written, parts)))
        case Phrase(text=text):
            return f"”{text}”"
        case Prefix(text=text):
            return f"{text}*"
        case Word(text=text):
            return text
        case _:
            return ""


def _is_loose(part: Node) -> bool:
    match part:
        case Word(field=None):
            return not is_function_word(part)
        case Phrase(field=None) | Prefix(field=None):
            return True
        case Any() | All():
            return not any(isinstance(each, Not) for each in part.parts)
        case _:
            return False
